"""Characters that one cannot see and that change what one reads: controls, and turns of the reading direction."""

import unicodedata
from collections.abc import Iterator

from surveys.building.edits import EXPRESSIONS, TRANSLATED
from surveys.specification import FormSpec, QuestionSpec, SectionSpec

LINES = frozenset("\n\r\t")
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e")  # marks and isolates have honest uses in Arabic, these hide text


def hidden_in(text: str, *, is_code: bool = False) -> list[str]:
    """As `U+202E`; in a code nothing that cannot be seen may stand."""
    unseen = {"Cc", "Cs", "Cf"} if is_code else {"Cc", "Cs"}
    found = {each for each in text if each in TURNS or (unicodedata.category(each) in unseen and each not in LINES)}
    return [f"U+{ord(each):04X}" for each in sorted(found)]


def hidden_parts(form: FormSpec) -> Iterator[tuple[str, str, list[str]]]:
    """The name of the part, its field, and what is hidden there."""
    for name, column, text, is_code in _texts(form):
        if found := hidden_in(text, is_code=is_code):
            yield name, column, found


def _texts(form: FormSpec) -> Iterator[tuple[str, str, str, bool]]:
    yield from (("", "title", text, False) for text in form.title.values())
    yield "", "audience", form.audience, False
    for section in form.sections:
        yield from _of_section(section)
        for question in section.questions:
            yield from _of_question(question)


def _of_section(section: SectionSpec) -> Iterator[tuple[str, str, str, bool]]:
    yield section.name, "relevant", section.relevant, False
    yield from ((section.name, "label", text, False) for text in section.label.values())


def _of_question(question: QuestionSpec) -> Iterator[tuple[str, str, str, bool]]:
    name = question.name
    yield name, "construct", question.construct, False
    yield from ((name, column, getattr(question, column), False) for column in EXPRESSIONS)
    for column in TRANSLATED:
        yield from ((name, column, text, False) for text in getattr(question, column).values())
    for code, label in question.choices.items():
        yield name, "choices", code, True
        yield from ((name, "choices", text, False) for text in label.values())
