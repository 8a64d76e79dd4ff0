"""Which of a unit's respondents count, where one is expected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.problems import Problem, Refused
from surveys.models import Collection, Questionnaire, Response, SecondRule
from surveys.selectors import answers_of

TOLD = 5
ONE_COUNTS = (SecondRule.LATEST, SecondRule.NAMED)


def not_counted(questionnaire: Questionnaire, collections: Iterable[Collection] | None = None) -> set[int]:
    """Responses that give way to another of their unit: to the latest, or to the named one.

    Raises Refused where several answered for a unit and none of them is named.
    """
    rows = (
        answers_of(questionnaire, collections)
        .filter(collection__second_rule__in=ONE_COUNTS, unit__isnull=False)
        .select_related("collection", "unit")
        .only("pk", "is_named", "collection__name", "collection__second_rule", "unit__code")
        .order_by("completed_at", "pk")
    )
    by_unit: dict[tuple[int, int | None], list[Response]] = defaultdict(list)
    for response in rows.iterator(chunk_size=10_000):
        by_unit[response.collection_id, response.unit_id].append(response)
    several = [responses for responses in by_unit.values() if len(responses) > 1]
    if problems := list(_nobody_named(several)):
        raise Refused(problems)
    return {response.pk for responses in several for response in responses if response is not _counting(responses)}


def several_where_one(questionnaire: Questionnaire, units: Sequence[str]) -> Problem:
    """What to say of units that several answered for where one is expected: in which collections, by which rules."""
    found = Collection.objects.counting().filter(version__questionnaire=questionnaire)
    rules = [f"“{each.name}” ({each.get_second_rule_display()})" for each in found]
    said = ngettext(
        "%(count)d unit has several respondents where one is expected: %(units)s. "
        "The answers to “%(form)s” come from: %(collections)s.",
        "%(count)d units have several respondents where one is expected: %(units)s. "
        "The answers to “%(form)s” come from: %(collections)s.",
        len(units),
    )
    return Problem(
        said
        % {
            "count": len(units),
            "units": ", ".join([*units[:TOLD], *(["…"] if len(units) > TOLD else [])]),
            "form": questionnaire.form_id,
            "collections": ", ".join(rules),
        },
        _(
            "Open Surveys, then each collection's page, and choose the same rule for all of them: "
            "the mean of several, or many respondents a unit; or mark one that should not count as practice."
        ),
    )


def _counting(responses: list[Response]) -> Response:
    return next((response for response in responses if _by_name(response) and response.is_named), responses[-1])


def _by_name(response: Response) -> bool:
    return response.collection.second_rule == SecondRule.NAMED


def _nobody_named(several: list[list[Response]]) -> Iterator[Problem]:
    for responses in several:
        if _by_name(responses[0]) and not any(response.is_named for response in responses):
            told = {
                "unit": responses[0].unit.code if responses[0].unit else "",
                "count": len(responses),
                "collection": responses[0].collection.name,
            }
            yield Problem(
                _("%(count)d people answered for the unit “%(unit)s” in “%(collection)s”, and none of them is named.")
                % told,
                _("Say on the collection's page whose answers count."),
            )
