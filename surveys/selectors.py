"""Reads of questionnaires, collections and answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from studies.collation import name_key
from studies.models import Group, GroupMember, Study, Theme, Unit
from surveys.families import family
from surveys.models import (
    Choice,
    Collection,
    Invitation,
    InvitationStatus,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionType,
    Response,
    ResponseStatus,
    SecondRule,
    Section,
    UnitContact,
    VersionStatus,
)

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question over all versions that were fielded; texts are those of the newest.

    Where a name was asked in ways that no column can hold together, the newest way keeps the name and the others are
    questions of their own: `source` is what the answers call them, `only` the versions whose answers count.
    """

    name: str
    type: str
    label: Texts
    section: str
    section_label: Texts
    choices: dict[str, Texts]
    missing_codes: tuple[str, ...]
    theme: Theme | None
    construct: str
    sensitivity: str
    versions: tuple[int, ...]
    source: str
    only: frozenset[int] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.choices)


def questionnaires(study: Study) -> QuerySet[Questionnaire]:
    """With the number of versions and complete answers of each."""
    complete = Q(
        versions__collections__responses__status=ResponseStatus.COMPLETE, versions__collections__is_practice=False
    )
    return study.questionnaires.annotate(
        answers=Count("versions__collections__responses", filter=complete, distinct=True),
        version_count=Count("versions", distinct=True),
    )


def collections(study: Study) -> QuerySet[Collection]:
    """With the number of complete answers and of units that sent one."""
    complete = Q(responses__status=ResponseStatus.COMPLETE)
    return study.collections.select_related("version__questionnaire").annotate(
        answers=Count("responses", filter=complete), units=Count("responses__unit", filter=complete, distinct=True)
    )


def sections_of(version: QuestionnaireVersion) -> QuerySet[Section]:
    """With questions, their choices and themes: four reads."""
    questions = Question.objects.select_related("theme").prefetch_related("choices")
    return version.sections.prefetch_related(Prefetch("questions", questions))


def published_version(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    return questionnaire.versions.filter(status=VersionStatus.PUBLISHED).first()


def fielded_versions(questionnaire: Questionnaire) -> list[QuestionnaireVersion]:
    """Published and retired ones, newest first; the draft where there are no others."""
    versions = list(questionnaire.versions.order_by("-number"))
    return [v for v in versions if v.status != VersionStatus.DRAFT] or versions


def data_dictionary(questionnaire: Questionnaire) -> list[QuestionInfo]:
    """Every question that takes an answer, in the newest version's order, joined over versions by name."""
    versions = fielded_versions(questionnaire)
    kinds: dict[str, dict[str, list[Question]]] = defaultdict(lambda: defaultdict(list))
    numbers = {version.pk: version.number for version in versions}
    rows = (
        Question.objects.filter(version__in=versions)
        .exclude(type=QuestionType.NOTE)
        .select_related("section", "theme", "version")
        .order_by("-version__number", "order")
    )
    for question in rows:
        kinds[question.name][family(question.type)].append(question)
    choices = _choices(versions)
    return [
        _info(same, numbers, choices, _kept_apart(kinds, same, is_newest=place == 0) if len(ways) > 1 else "")
        for ways in kinds.values()
        for place, same in enumerate(ways.values())
    ]


def _kept_apart(names: Iterable[str], same: list[Question], *, is_newest: bool) -> str:
    """What one of several ways to ask is called: the newest as it is, an older one with its last version."""
    if is_newest:
        return same[0].name
    name = f"{same[0].name}_v{same[0].version.number}"
    while name in names:
        name += "_"
    return name


def _choices(versions: Iterable[QuestionnaireVersion]) -> dict[int, dict[str, Texts]]:
    found: dict[int, dict[str, Texts]] = defaultdict(dict)
    rows = Choice.objects.filter(question__version__in=list(versions)).values_list("question_id", "name", "label")
    for question_id, name, label in rows:
        found[question_id][name] = label
    return found


def _info(
    same: list[Question], numbers: dict[int, int], choices: dict[int, dict[str, Texts]], apart: str
) -> QuestionInfo:
    """`apart`: its name among several ways to ask the same name; blank where there is one."""
    newest = same[0]
    joined: dict[str, Texts] = {}
    missing: dict[str, None] = {}
    for question in same:
        for name, label in choices.get(question.pk, {}).items():
            joined.setdefault(name, label)
        missing.update(dict.fromkeys(map(str, question.missing_codes)))
    return QuestionInfo(
        name=apart or newest.name,
        source=newest.name,
        only=frozenset(question.version_id for question in same) if apart else None,
        type=newest.type,
        label=newest.label,
        section=newest.section.name,
        section_label=newest.section.label,
        choices=joined,
        missing_codes=tuple(missing),
        theme=newest.theme,
        construct=newest.construct,
        sensitivity=newest.sensitivity,
        versions=tuple(sorted(numbers[question.version_id] for question in same)),
    )


def answers_of(questionnaire: Questionnaire, collections: Iterable[Collection] | None = None) -> QuerySet[Response]:
    """Complete responses: all that an analysis ever reads."""
    responses = Response.objects.filter(
        collection__version__questionnaire=questionnaire,
        collection__is_practice=False,
        status=ResponseStatus.COMPLETE,
    )
    return responses if collections is None else responses.filter(collection__in=list(collections))


def blank_responses(questionnaire: Questionnaire) -> set[int]:
    """Complete responses in which nothing was answered; what was calculated is no answer."""
    found = answers_of(questionnaire)
    of_questionnaire = Question.objects.filter(version__questionnaire=questionnaire)
    calculated = set(of_questionnaire.filter(type=QuestionType.CALCULATE).values_list("name", flat=True))
    if not calculated:
        return set(found.filter(answers={}).values_list("pk", flat=True))
    rows = found.values_list("pk", "answers").iterator(chunk_size=5_000)
    return {pk for pk, answers in rows if answers.keys() <= calculated}


def asked_units(collection: Collection) -> QuerySet[Unit]:
    """Those named; else all units in a group of the active grouping, but the excluded; else all of the study."""
    named = collection.asked_units.all()
    if named.exists():
        return named
    study = collection.study
    members = GroupMember.objects.filter(grouping__study=study, grouping__is_active=True).exclude(
        group=Group.EXCLUDED
    )
    return Unit.objects.filter(group_members__in=members) if members.exists() else study.units.all()


@dataclass(frozen=True, slots=True)
class UnitCount:
    """What one unit has sent in a collection; `unit` is None for answers without a unit."""

    unit: Unit | None
    group: str
    asked: bool
    invited: int
    started: int
    complete: int


def counts_by_unit(collection: Collection) -> list[UnitCount]:
    """One row per unit that was asked, invited or has answered, by group and name."""
    responses = _counted(collection.responses.filter(Q(import_id=None) | Q(status=ResponseStatus.COMPLETE)), "status")
    invited = _counted(collection.invitations.all(), None)
    asked = set(asked_units(collection).values_list("pk", flat=True))
    members = GroupMember.objects.filter(grouping__study_id=collection.study_id, grouping__is_active=True)
    groups = dict(members.values_list("unit_id", "group"))
    units = Unit.objects.in_bulk({pk for pk in asked | responses.keys() | invited.keys() if pk is not None})
    rows = [
        UnitCount(
            unit=units.get(pk) if pk else None,
            group=groups.get(pk, "") if pk else "",
            asked=pk in asked,
            invited=sum(invited.get(pk, {}).values()),
            started=responses.get(pk, {}).get(ResponseStatus.STARTED, 0),
            complete=responses.get(pk, {}).get(ResponseStatus.COMPLETE, 0),
        )
        for pk in asked | responses.keys() | invited.keys()
    ]
    order = {group: place for place, group in enumerate(Group.values)}
    return sorted(rows, key=lambda row: (order.get(row.group, 9), not row.unit, name_key(str(row.unit or ""))))


def _counted(rows: "QuerySet[Any]", by: str | None) -> dict[int | None, dict[str, int]]:
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    fields = ["unit_id", by] if by else ["unit_id"]
    for unit, *key, count in rows.order_by().values_list(*fields).annotate(count=Count("pk")):
        found[unit][key[0] if key else ""] = count
    return found


def rivals(collection: Collection) -> list[list[Response]]:
    """Where one respondent a unit is named: the complete responses of each unit that has several."""
    if collection.second_rule != SecondRule.NAMED:
        return []
    complete = collection.responses.filter(status=ResponseStatus.COMPLETE, unit__isnull=False)
    crowded = complete.order_by().values("unit").annotate(count=Count("pk")).filter(count__gt=1).values("unit")
    rows = complete.filter(unit__in=crowded).select_related("unit").defer("answers", "set_aside", "paradata", "modes")
    ordered = rows.order_by("unit__name_key", "unit__code", "completed_at", "pk")
    return [list(responses) for _unit, responses in groupby(ordered, key=lambda response: response.unit_id)]


def known_respondents(collection: Collection) -> Iterator[tuple[str, int | None]]:
    """Respondents of a collection with their unit, complete or under way."""
    return collection.responses.values_list("respondent", "unit_id").iterator(chunk_size=10_000)


def started_by_open_link(collection: Collection) -> int:
    """Also of those who were taken back; anonymous starts are not counted apart."""
    return collection.invitations.filter(by_open_link=True).count()


def links_without_names(collection: Collection) -> QuerySet[Invitation]:
    """Made to be handed out, newest first; nobody is known behind them."""
    rows = collection.invitations.filter(identity=None, by_open_link=False)
    return rows.select_related("unit").order_by("-pk")


def unanswered(collection: Collection) -> QuerySet[Invitation]:
    """Links of people who may still answer, but for those whom somebody's link has brought."""
    done = (InvitationStatus.COMPLETE, InvitationStatus.DECLINED)
    return collection.invitations.exclude(status__in=done).filter(by_open_link=False)


def contact_by(field: str, digest: str) -> UnitContact | None:
    """The contact whose link (`token_hash`, `forward_hash`) hashes to this."""
    rows = UnitContact.objects.select_related("unit", "collection__study", "collection__version__questionnaire")
    return rows.filter(**{field: digest}).first()


def is_open(collection: Collection) -> bool:
    today = timezone.localdate()
    begun = collection.opens is None or collection.opens <= today
    return begun and (collection.closes is None or today <= collection.closes)
