"""What the surveys know of a unit: how many have answered for it, said to the team and of no anonymous collection."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.models import Unit, User
from studies.permissions import Permission, can
from studies.unit_facts import Fact, Facts
from surveys.models import Anonymity, Collection, Response, ResponseStatus


def of_unit(unit: Unit, user: User) -> Iterator[Facts]:
    if not can(user, Permission.VIEW_RESPONSES, study=unit.study):
        return
    complete = Response.objects.filter(unit=unit, status=ResponseStatus.COMPLETE).order_by()
    answers = dict(complete.values_list("collection").annotate(n=Count("pk")))
    collections = Collection.objects.counting().filter(study=unit.study).exclude(anonymity=Anonymity.ANONYMOUS)
    rows = [_fact(unit, collection, answers.get(collection.pk, 0)) for collection in collections]
    yield Facts("answers", _("Answers"), rows, _("Nothing has been asked yet."))


def _fact(unit: Unit, collection: Collection, answers: int) -> Fact:
    words = ngettext("%(n)d complete answer", "%(n)d complete answers", answers) % {"n": answers}
    return Fact(str(collection), words, reverse("surveys:collection", args=[unit.study.slug, collection.pk]))
