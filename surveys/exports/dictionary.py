"""The data dictionary: every variable, its names in each file, its words in each language, its codes."""

from collections.abc import Iterator

from surveys.exports.coding import coding_of, is_coded
from surveys.exports.columns import Column
from surveys.exports.layout import Layout
from surveys.exports.variable_names import spss_names, stata_names

Row = list[object]


def dictionary(layout: Layout) -> Iterator[Row]:
    """A header, then a row per variable and one per code of it. `spss` and `stata`: the number it has there."""
    languages = layout.languages
    yield [
        "variable", "spss_name", "stata_name", "kind", "question", "versions", "section", "theme", "construct",
        *(f"label::{code}" for code in languages),
        "code", "spss", "stata", "missing", *(f"choice::{code}" for code in languages),
    ]  # fmt: skip
    names = [column.name for column in layout.columns]
    spss, stata = spss_names(names), stata_names(names)
    for column in layout.columns:
        head: Row = [column.name, spss[column.name], stata[column.name], str(column.kind)]
        yield [*head, *_about(column, layout), *[""] * (4 + len(languages))]
        yield from ([*head, *[""] * (5 + len(languages)), *code] for code in _codes(column, languages))


def _about(column: Column, layout: Layout) -> Row:
    labels = [column.label.get(code, "") for code in layout.languages]
    question = column.question
    if question is None:
        return ["", "", "", "", "", *labels]
    versions = " ".join(map(str, question.versions))
    section = question.section.get(layout.language) or next(iter(question.section.values()), "")
    return [question.name, versions, section, question.theme, question.construct, *labels]


def _codes(column: Column, languages: list[str]) -> Iterator[Row]:
    if not is_coded(column):
        return
    spss, stata = coding_of(column), coding_of(column, whole=True)
    for code, number in spss.numbers.items():
        missing = code in spss.missing
        letter = f".{stata.letters[code]}" if code in stata.letters else stata.numbers[code]
        words = [column.choices.get(code, {}).get(language, "") for language in languages]
        yield [code, number, letter, "yes" if missing else "", *words]
