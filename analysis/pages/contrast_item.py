"""One item opened: its wording, every answer by group, the units behind it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from analysis import disclosure
from analysis.disclosure import VisibleTable
from analysis.models import Item, Run
from analysis.pages import contrasts
from analysis.pages.contrasts import Row
from studies.collation import name_key
from studies.models import Group
from studies.problems import Refused
from studies.texts import language_name, pick_with_language
from surveys.counted import not_counted
from surveys.models import Choice, DisclosureLevel, Question, Questionnaire, Response
from surveys.selectors import answers_of

MOST_ANSWERS = 40
NOTHING = ""  # stands for what is no answer at all; no choice has it as its name
SHOWN = (Group.HIGH, Group.LOW, Group.MIDDLE)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer with its count in each group; `counts_as` says how the item takes it: yes, no or missing."""

    label: Any
    counts: list[int]
    counts_as: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The question in one language; `language` is what that language calls itself."""

    code: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    wordings: list[Wording]
    answers: list[AnswerRow]
    more: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    name: str
    group: str
    yes: int
    no: int
    missing: int
    majority: str

    @property
    def silent(self) -> bool:
        """Nobody answered for it: that is not the same as answers that say nothing."""
        return not (self.yes or self.no or self.missing)


@dataclass(frozen=True, slots=True)
class ItemPage:
    run: Run
    item: Item
    row: Row | None
    questions: list[Asked]
    answers_withheld: bool
    answers_problem: str
    units: list[UnitRow]
    units_withheld: str


def build(run: Run, item: Item, *, team: bool) -> ItemPage:
    tables = {table.name: table for table in disclosure.visible_tables(run, team=team, names=["contrasts", "units"])}
    record = next((r for r in tables["contrasts"].records() if r["item"] == item.code), None)
    behind = tables.get("units") or VisibleTable("units", {}, [], [], [])
    open_to_all = disclosure.shows_all(run.study, team=team)
    withheld = not open_to_all and disclosure.level_now(run) == DisclosureLevel.PERSONS
    counted, problem = _counted(item.questionnaire)
    return ItemPage(
        run=run,
        item=item,
        row=contrasts.row(item, record, run.study) if record else None,
        questions=_questions(run, item, None if withheld else counted),
        answers_withheld=withheld,
        answers_problem=problem,
        units=_units(behind, item.code),
        units_withheld=behind.withheld,
    )


def _counted(questionnaire: Questionnaire) -> "tuple[QuerySet[Response] | None, str]":
    """The answers that a run would read now, or why it would refuse them."""
    try:
        skipped = not_counted(questionnaire)
    except Refused as refused:
        return None, " ".join(f"{problem.message} {problem.remedy}".strip() for problem in refused.problems)
    answers = answers_of(questionnaire)
    return (answers.exclude(pk__in=skipped) if skipped else answers), ""


def _questions(run: Run, item: Item, counted: "QuerySet[Response] | None") -> list[Asked]:
    """The item's questions as worded in their newest version."""
    newest: dict[str, Question] = {}
    questions = Question.objects.filter(version__questionnaire=item.questionnaire, name__in=item.questions)
    for question in questions.order_by("version__number").prefetch_related("choices"):
        newest[question.name] = question
    return [_asked(run, item, newest[name], counted) for name in item.questions if name in newest]


def _asked(run: Run, item: Item, question: Question, counted: "QuerySet[Response] | None") -> Asked:
    if counted is None:
        return Asked(question, _wordings(question), [], 0)
    counts = _counts(run, counted, question.name)
    choices: dict[str, Choice] = {choice.name: choice for choice in question.choices.all()}
    codes = [*choices, *sorted(set(counts) - {*choices, NOTHING})]
    rows = [
        AnswerRow(choices[code].label if code in choices else code, counts[code], _counts_as(item, question, code))
        for code in codes
    ]
    left = [AnswerRow(_left_blank(question), counts[NOTHING], "missing")] if NOTHING in counts else []
    return Asked(question, _wordings(question), [*rows[:MOST_ANSWERS], *left], max(0, len(rows) - MOST_ANSWERS))


def _left_blank(question: Question) -> str:
    return _("left blank, or not asked") if question.relevant else _("left blank")


def _wordings(question: Question) -> list[Wording]:
    """The reader's language first, or the one that stands in for it."""
    _words, first = pick_with_language(question.label)
    codes = sorted(question.label, key=lambda code: code != first)
    return [Wording(code, language_name(code), question.label[code]) for code in codes if question.label[code]]


def _counts(run: Run, counted: "QuerySet[Response]", name: str) -> dict[str, list[int]]:
    """Answer -> how many gave it in each group; each choice of several counts by itself."""
    responses = counted.filter(unit__group_members__grouping=run.grouping, unit__group_members__group__in=SHOWN)
    rows = (
        responses.annotate(answer=KeyTransform(name, "answers"))
        .values("answer", in_group=F("unit__group_members__group"))
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(SHOWN))
    for found in rows:
        for code in _codes(found["answer"]):
            counts[code][SHOWN.index(Group(found["in_group"]))] += found["n"]
    return counts


def _codes(answer: object) -> list[str]:
    if answer is None or answer == []:
        return [NOTHING]
    return [str(code) for code in answer] if isinstance(answer, list) else [str(answer)]


def _counts_as(item: Item, question: Question, code: str) -> str:
    for how, codes in (("yes", item.yes), ("no", item.no), ("missing", [*item.missing, *question.missing_codes])):
        if code in codes:
            return how
    return ""


def _units(table: VisibleTable, code: str) -> list[UnitRow]:
    records = [record for record in table.records() if record["item"] == code and record["group"] in set(SHOWN)]
    rows = [_unit(record) for record in records]
    return sorted(rows, key=lambda row: (SHOWN.index(Group(row.group)), name_key(row.name)))


def _unit(record: Mapping[str, Any]) -> UnitRow:
    return UnitRow(
        code=str(record["unit"]),
        name=str(record.get("unit_name") or record["unit"]),
        group=str(record["group"]),
        yes=record["yes"] or 0,
        no=record["no"] or 0,
        missing=record.get("missing") or 0,
        majority=str(record.get("majority") or ""),
    )
