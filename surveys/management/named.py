"""What commands find by its name."""

from django.utils.translation import gettext as _

from studies.management.refusals import refusal
from studies.models import Study
from surveys.models import Collection


def collection_called(study: Study, name: str) -> Collection:
    collection = study.collections.filter(name=name).select_related("version__questionnaire").first()
    if collection is None:
        there = ", ".join(study.collections.values_list("name", flat=True)) or "–"
        said = _("There is no collection “%(name)s”. The study has: %(there)s.")
        raise refusal(said % {"name": name, "there": there})
    return collection
