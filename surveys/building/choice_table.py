"""The table of choices in a form: code, text in each language, whether it counts as no answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from studies.problems import Problem
from surveys.building.names import free_code
from surveys.specification import QuestionSpec, Texts

MOST = 500
FEW_BLANKS, MORE_BLANKS = 2, 5
CODE, MISSING = "choice_code", "choice_missing"
LONGEST_TEXT = 5_000
YES, NO = _("Yes"), _("No")
# What counts as no answer: code -> text
NO_ANSWERS = {"dk": _("Don't know"), "none": _("No answer"), "nr": _("Not relevant")}


@dataclass
class ChoiceRow:
    code: str = ""
    texts: Texts = field(default_factory=dict)
    missing: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.code and not any(self.texts.values())


@dataclass(frozen=True)
class ShownRow:
    """A row as the page draws it: its texts with their languages."""

    code: str
    missing: bool
    cells: list[tuple[str, str, str]]


def in_languages(english: str, languages: Sequence[str]) -> Texts:
    """In those that Kontrast speaks; the others are gaps, shown as such."""
    found = {}
    for language in languages:
        with override(language):
            text = gettext(english)
        if text != english or language.partition("-")[0] == "en":
            found[language] = text
    return found


def rows_of(spec: QuestionSpec) -> list[ChoiceRow]:
    return [ChoiceRow(code, dict(texts), code in spec.missing) for code, texts in spec.choices.items()]


def yes_and_no(languages: Sequence[str]) -> list[ChoiceRow]:
    return [ChoiceRow("yes", in_languages(YES, languages)), ChoiceRow("no", in_languages(NO, languages))]


def posted(data: Mapping[str, str], languages: Sequence[str]) -> list[ChoiceRow]:
    """The rows as they stand in the page, moved and added to as its buttons ask."""
    count = min(int(data["choices"]), MOST) if data.get("choices", "").isdigit() else 0
    rows = [
        ChoiceRow(
            code=data.get(f"{CODE}_{number}", "").strip(),
            texts={
                language: text
                for language in languages
                if (text := data.get(f"choice_{number}_{language}", "").strip())
            },
            missing=f"{MISSING}_{number}" in data,
        )
        for number in range(count)
    ]
    _move(rows, data)
    return rows


def _move(rows: list[ChoiceRow], data: Mapping[str, str]) -> None:
    for button, step in (("choice_up", -1), ("choice_down", 1)):
        written = data.get(button, "")
        at = int(written) if written.isdigit() else -1
        if 0 <= at < len(rows) and 0 <= at + step < len(rows):
            rows[at], rows[at + step] = rows[at + step], rows[at]


def shown(rows: Sequence[ChoiceRow], languages: Sequence[tuple[str, str]], *, blanks: int) -> list[ShownRow]:
    """With blank rows below; `languages` are codes with their names."""
    filled = [*rows, *(ChoiceRow() for _number in range(blanks))]
    return [
        ShownRow(row.code, row.missing, [(code, name, row.texts.get(code, "")) for code, name in languages])
        for row in filled[:MOST]
    ]


def only_redrawn(data: Mapping[str, str]) -> bool:
    """The page was sent by one of the table's own buttons, not to be saved."""
    return any(button in data for button in ("choice_up", "choice_down", "choice_more"))


def with_no_answers(rows: list[ChoiceRow], codes: Sequence[str], languages: Sequence[str]) -> list[ChoiceRow]:
    known = {row.code for row in rows}
    added = [ChoiceRow(code, in_languages(NO_ANSWERS[code], languages), True) for code in codes if code not in known]
    return [*rows, *added]


def coded(rows: list[ChoiceRow]) -> list[ChoiceRow]:
    """Without blank rows; a text without a code is given the next number."""
    kept = [row for row in rows if not row.is_blank]
    codes = [row.code for row in kept]
    for row in kept:
        if not row.code:
            row.code = free_code(codes)
            codes.append(row.code)
    return kept


def problems_in(rows: list[ChoiceRow], main_language: str) -> Iterator[Problem]:
    """What the check of the whole cannot see once codes are keys."""
    seen: set[str] = set()
    if not rows:
        yield Problem(gettext("There are no choices."), gettext("Write at least one, with a text."))
    for number, row in enumerate(rows, start=1):
        if row.code in seen:
            said = gettext("The code “%(code)s” stands twice, last in choice %(number)d.")
            yield Problem(said % {"code": row.code[:80], "number": number}, gettext("Give each choice its own code."))
        seen.add(row.code)
        if not row.texts.get(main_language):
            said = gettext("Choice %(number)d (%(code)s) has no text in the main language.")
            yield Problem(said % {"code": row.code[:80], "number": number}, gettext("Write one, or clear the row."))
        if any(len(text) > LONGEST_TEXT for text in row.texts.values()):
            said = gettext("The text of choice %(number)d is longer than %(most)d characters.")
            yield Problem(said % {"number": number, "most": LONGEST_TEXT}, gettext("Shorten it."))


def apply(rows: list[ChoiceRow], spec: QuestionSpec) -> None:
    """To a question: variants of choices that are still there stay."""
    spec.choices = {row.code: row.texts for row in rows}
    spec.missing = [row.code for row in rows if row.missing]
    spec.variants = {code: variants for code, variants in spec.variants.items() if code in spec.choices}
