"""What the methods are handed: units, answers and rules, read from the database. Imports pandas: jobs only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import digests, item_rules, selectors
from analysis.disclosure import strictest
from analysis.methods import recode_check
from analysis.methods.counts import GROUPS_SHOWN
from analysis.methods.items import ItemRule
from analysis.methods.notes import refuse_if
from analysis.models import Item
from studies import frames as studies
from studies.models import Grouping, Study
from studies.problems import Refused
from studies.texts import pick
from surveys import counted
from surveys import frames as surveys
from surveys.models import Collection, Questionnaire, SecondRule
from surveys.selectors import QuestionInfo

UNIT_COLUMNS = ("unit", "unit_name", "region", "group", "pair")


@dataclass(frozen=True, slots=True)
class Survey:
    """One questionnaire with the items to be counted in it, checked against each other."""

    questionnaire: Questionnaire
    items: list[Item]
    rules: list[ItemRule]
    answers: pd.DataFrame
    asked: pd.DataFrame | None
    one_per_unit: bool
    mean_of_several: bool
    level: str

    @property
    def inputs(self) -> dict[str, str]:
        """The digests of the answers that the items rest on, and of the items."""
        questions = {question for rule in self.rules for question in rule.questions}
        return {
            f"answers:{self.questionnaire.form_id}": digests.frame(*self._read(questions)),
            f"items:{self.questionnaire.form_id}": digests.canonical(
                sorted((rule_content(item) for item in self.items), key=lambda content: str(content["item"]))
            ),
        }

    def _read(self, questions: set[str]) -> tuple[pd.DataFrame, set[str]]:
        """What of the answers decides a result: who was asked belongs to it."""
        table = self.answers[["unit", *sorted(questions)]]
        if self.asked is not None:
            routed = self.asked[[name for name in self.asked if name in questions]]
            table = pd.concat([table, routed.add_prefix("asked ")], axis=1)
        return table, set(table.columns)


@dataclass(frozen=True, slots=True)
class Answered:
    """One questionnaire's answers as they were given; `asked` has a column per question not everybody was asked."""

    questionnaire: Questionnaire
    dictionary: dict[str, QuestionInfo]
    answers: pd.DataFrame
    asked: pd.DataFrame
    level: str

    def digest(self, questions: Iterable[str]) -> str:
        """The digest of the answers to some questions, and of who was asked them."""
        names = sorted(questions)
        routed = self.asked[[name for name in names if name in self.asked]].add_prefix("asked ")
        table = pd.concat([self.answers[["unit", *names]], routed], axis=1)
        return digests.frame(table, table.columns)


def answered(study: Study, form_id: str) -> Answered:
    """The answers of all counting collections of a questionnaire."""
    questionnaire = Questionnaire.objects.get(study=study, form_id=form_id)
    read = surveys.read(questionnaire)
    collections = Collection.objects.counting().filter(version__questionnaire=questionnaire)
    return Answered(
        questionnaire=questionnaire,
        dictionary=selectors.dictionary(questionnaire),
        answers=read.answers,
        asked=read.asked,
        level=strictest(collections.values_list("disclosure", flat=True)),
    )


def survey(study: Study, form_id: str, items: Iterable[Item]) -> Survey:
    """Answers and items of a questionnaire. Refuses items that do not fit its questions or its answers."""
    questionnaire = Questionnaire.objects.get(study=study, form_id=form_id)
    listed = list(items)
    dictionary = selectors.dictionary(questionnaire)
    rules = [rule(item, dictionary) for item in listed]
    read = surveys.read(questionnaire)
    refuse_if(recode_check.check(rules, _codes(dictionary), read.answers))
    collections = Collection.objects.counting().filter(version__questionnaire=questionnaire)
    return Survey(
        questionnaire=questionnaire,
        items=listed,
        rules=rules,
        answers=read.answers,
        asked=read.asked if len(read.asked.columns) else None,
        one_per_unit=collections.filter(second_rule__in=[SecondRule.REFUSE, *counted.ONE_COUNTS]).exists(),
        mean_of_several=collections.filter(second_rule=SecondRule.MEAN).exists(),
        level=strictest(collections.values_list("disclosure", flat=True)),
    )


def refuse_several(read: Survey, listed: pd.DataFrame) -> None:
    """Where one respondent of a unit is expected: no unit in a group may have several."""
    placed = listed.loc[listed["group"].isin(GROUPS_SHOWN), "unit"]
    sizes = read.answers.loc[read.answers["unit"].isin(placed), "unit"].value_counts()
    if crowded := sorted(str(unit) for unit in sizes.index[sizes > 1]):
        raise Refused(counted.several_where_one(read.questionnaire, crowded))


def units(study: Study, grouping: Grouping | None) -> pd.DataFrame:
    return studies.units(grouping, study=study)


def variables(study: Study, names: Sequence[str]) -> pd.DataFrame:
    """One row per unit: `unit` and the variables asked for."""
    return studies.variables(study)[["unit", *names]]


def rule(item: Item, dictionary: dict[str, QuestionInfo]) -> ItemRule:
    questions = [dictionary[name] for name in item.questions if name in dictionary]
    kind = item_rules.kind_of(questions)
    choices = {code for question in questions for code in question.choices}
    return ItemRule(
        item=item.code,
        questions=tuple(item.questions),
        kind=kind,
        yes=tuple(item.yes),
        no=tuple(item.no),
        missing=tuple(item.missing),
        combine="all" if item.combine == "all" else "any",
        label=pick(item.label),
        theme=item.theme.code if item.theme else "",
        direction="high" if item.direction == "high" else "low" if item.direction == "low" else "",
        question_missing={question.name: tuple(question.missing_codes) for question in questions},
        none_codes=tuple(sorted(choices & item_rules.NONE_CODES)) if kind == "multiple" else (),
        reported=item.reported,
    )


def rule_content(item: Item) -> dict[str, object]:
    """What of an item decides a result, for the digest."""
    return {
        "item": item.code,
        "questions": item.questions,
        "yes": item.yes,
        "no": item.no,
        "missing": item.missing,
        "combine": item.combine,
        "label": item.label,
        "theme": item.theme.code if item.theme else "",
        "direction": item.direction,
        "reported": item.reported,
    }


def units_digest(table: pd.DataFrame) -> str:
    return digests.frame(table, UNIT_COLUMNS)


def _codes(dictionary: dict[str, QuestionInfo]) -> dict[str, tuple[str, ...]]:
    """Every code of each question, its missing codes among them; none where it is answered by a number."""
    return {
        name: tuple(dict.fromkeys((*question.choices, *question.missing_codes)))
        if item_rules.KINDS.get(question.type) != "number"
        else ()
        for name, question in dictionary.items()
    }
