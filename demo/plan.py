"""The two questionnaires as data: questions, their scales, the answers that count, who answered.

Wordings come from the published tables where those have one; the rest stands in `akf2006/plan/`.
"""

from dataclasses import dataclass
from functools import cached_property

from demo.files import PLAN, PUBLISHED, Row, read

QUESTIONNAIRES = ("manager", "caseworker")
LANGUAGES = ("en", "da")
MISSING = {
    "dont_know": {"en": "Don't know", "da": "Ved ikke"},
    "no_answer": {"en": "Prefer not to answer", "da": "Ønsker ikke at svare"},
}
MARKS = {
    "published": {"en": "", "da": ""},
    "invented": {"en": " (invented)", "da": " (opdigtet)"},
    "reconstructed": {"en": " (reconstructed)", "da": " (rekonstrueret)"},
}
ORIGIN_NOTES = {
    "invented": {
        "en": "Invented: the report scores more questions than it prints.",
        "da": "Opdigtet: rapporten tæller flere spørgsmål med, end den trykker.",
    },
    "reconstructed": {
        "en": "Reconstructed: the report only says that no question about language teaching showed a difference.",
        "da": "Rekonstrueret: rapporten siger kun, at ingen spørgsmål om danskundervisning viste en forskel.",
    },
}
NUMBER, SEVERAL = "number", "client_groups"  # the scale of numbers, and the one with several choices
NONE_OF_THEM = "none"

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form."""

    name: str
    questionnaire: str
    theme: str
    scale: str
    origin: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the answers of its question that count, and those that do not."""

    id: str
    question: Question
    yes: tuple[str, ...]
    no: tuple[str, ...]
    label: Texts
    direction: str


class Plan:
    """Everything that was authored for the study, joined."""

    @cached_property
    def printed(self) -> dict[str, Row]:
        """The published rows by item id."""
        return {row["id"]: row for row in read(PUBLISHED / "contrast_items.csv")}

    @cached_property
    def scales(self) -> dict[str, dict[str, Texts]]:
        """Choices of each scale, in order, without the missing codes."""
        scales: dict[str, dict[str, Texts]] = {}
        for row in read(PLAN / "scales.csv"):
            scales.setdefault(row["scale"], {})[row["code"]] = _texts(row, "label::")
        return scales

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by name, in the order of the forms."""
        first_item = {rule["question"]: rule["item"] for rule in reversed(self._rules)}
        return {row["question"]: self._question(row, first_item[row["question"]]) for row in self._question_rows}

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id."""
        return {rule["item"]: self._item(rule) for rule in self._rules}

    @cached_property
    def respondents(self) -> dict[str, dict[str, int]]:
        """How many answered in each unit, by questionnaire."""
        found: dict[str, dict[str, int]] = {name: {} for name in QUESTIONNAIRES}
        for row in read(PLAN / "respondents.csv"):
            found[row["questionnaire"]][row["unit"]] = int(row["respondents"])
        return found

    @cached_property
    def groups(self) -> dict[str, str]:
        """The group of each unit."""
        return {row["unit_id"]: row["group"] for row in read(PUBLISHED / "units.csv")}

    def items_of(self, questionnaire: str) -> list[Item]:
        """The items of one questionnaire."""
        return [item for item in self.items.values() if item.question.questionnaire == questionnaire]

    def questions_of(self, questionnaire: str) -> list[Question]:
        """The questions of one questionnaire, in order."""
        return [question for question in self.questions.values() if question.questionnaire == questionnaire]

    @cached_property
    def _rules(self) -> list[Row]:
        return read(PLAN / "rules.csv")

    @cached_property
    def _subjects(self) -> dict[str, Texts]:
        return {row["item"]: _texts(row, "label::") for row in read(PLAN / "labels.csv")}

    @cached_property
    def _question_rows(self) -> list[Row]:
        return read(PLAN / "questions.csv")

    def _question(self, row: Row, item: str) -> Question:
        label = _texts(row, "label::") if row["label::en"] else _texts(self.printed[item], "question_")
        return Question(row["question"], row["questionnaire"], row["theme"], row["scale"], row["origin"], label)

    def _item(self, rule: Row) -> Item:
        question = self.questions[rule["question"]]
        yes = tuple(rule["yes"].split())
        return Item(
            id=rule["item"],
            question=question,
            yes=yes,
            no=self._no(rule, question, yes),
            label=self._label(rule, question),
            direction=self._direction(rule["item"]),
        )

    def _no(self, rule: Row, question: Question, yes: tuple[str, ...]) -> tuple[str, ...]:
        """The rest of the scale; nothing for several choices, where it is asked and none of them marked."""
        if question.scale == SEVERAL:
            return ()
        if question.scale == NUMBER:
            return tuple(rule["no"].split())
        return tuple(code for code in self.scales[question.scale] if code not in yes)

    def _label(self, rule: Row, question: Question) -> Texts:
        answer = _texts(rule, "answer::") if rule["answer::en"] else self._printed_answer(rule["item"])
        subject = self._subjects[rule["item"].partition("_")[0]]
        mark = MARKS[question.origin]
        return {language: f"{subject[language]}: {answer[language]}{mark[language]}" for language in LANGUAGES}

    def _printed_answer(self, item: str) -> Texts:
        base, _, opposite = item.partition("_")
        return _texts(self.printed[base], "answer_counted_low_" if opposite else "answer_counted_")

    def _direction(self, item: str) -> str:
        """The group with the higher share; the opposite answer is the low group's."""
        if item.endswith("_opposite"):
            return "low"
        direction = self.printed[item]["direction"] if item in self.printed else ""
        return direction if direction in {"high", "low"} else ""


def _texts(row: Row, prefix: str) -> Texts:
    return {language: row[prefix + language] for language in LANGUAGES}
