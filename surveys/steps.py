"""What the surveys add to the chain: how many of the units asked have answered; and what the answers refer to."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from studies.chain import Period, State, Step
from studies.models import Group, GroupMember, Study, Unit, User
from studies.permissions import Permission, can
from surveys.models import Collection, Questionnaire, Response, ResponseStatus


def steps(study: Study, user: User) -> Iterator[Step]:
    if not can(user, Permission.VIEW_QUESTIONNAIRES, study=study):
        return
    answered, asked = units_answering(study)
    state = _state(study, answered, asked)
    headline = _("%(answered)d of %(asked)d") % {"answered": answered, "asked": asked} if asked else ""
    yield Step("surveys", _("Surveys"), state, headline, reverse("surveys:questionnaires", args=[study.slug]), 40)


def units_answering(study: Study) -> tuple[int, int]:
    """Units with a complete answer, of those asked in any collection: one read, whatever the number of answers."""
    named = Unit.objects.filter(pk=OuterRef("pk")).filter(
        Exists(Collection.asked_units.through.objects.filter(unit=OuterRef("pk"), collection__is_practice=False))
    )
    without_names = Collection.objects.counting().filter(study=study, asked_units=None)
    in_group = GroupMember.objects.filter(
        unit=OuterRef("pk"), grouping__is_active=True, grouping__study=study
    ).exclude(group=Group.EXCLUDED)
    answers = Response.objects.filter(
        unit=OuterRef("pk"), status=ResponseStatus.COMPLETE, collection__is_practice=False
    )
    rows = Unit.objects.filter(study=study).values_list(
        Exists(answers), Exists(named), Exists(in_group), Exists(without_names)
    )
    asked = [answered for answered, is_named, is_grouped, any_unit in rows if is_named or (any_unit and is_grouped)]
    return sum(asked), len(asked)


def _state(study: Study, answered: int, asked: int) -> State:
    if not asked and not Questionnaire.objects.filter(study=study).exists():
        return State.EMPTY
    today = timezone.localdate()
    still_open = Collection.objects.counting().filter(Q(study=study), Q(closes=None) | Q(closes__gte=today))
    over = asked and (answered == asked or not still_open.exists())
    return State.DONE if over else State.UNDER_WAY


def periods(study: Study) -> Iterator[Period]:
    """What the answers refer to, never when they were given."""
    collections = study.collections.exclude(refers_from=None, refers_to=None)
    for collection in collections:
        starts, ends = collection.refers_from or collection.refers_to, collection.refers_to or collection.refers_from
        if starts and ends:
            url = reverse("surveys:collection", args=[study.slug, collection.pk])
            yield Period(str(collection), "survey", starts, ends, url)
