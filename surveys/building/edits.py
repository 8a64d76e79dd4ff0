"""What one changes in a questionnaire, on its specification: found, moved, copied, renamed, taken out."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from surveys.building.names import free_name
from surveys.specification import FormSpec, QuestionSpec, SectionSpec, Texts

EXPRESSIONS = ("relevant", "constraint", "calculation", "default", "choice_filter")
TRANSLATED = ("label", "hint", "required_message", "constraint_message", "low_label", "high_label")
UP, DOWN = "up", "down"


def section_named(form: FormSpec, name: str) -> SectionSpec | None:
    return next((section for section in form.sections if section.name == name), None)


def question_named(form: FormSpec, name: str) -> QuestionSpec | None:
    return next((question for question in form.questions() if question.name == name), None)


def section_of(form: FormSpec, name: str) -> SectionSpec:
    """The one that a question stands in."""
    return next(section for section in form.sections if any(each.name == name for each in section.questions))


def taken(form: FormSpec) -> set[str]:
    return {section.name for section in form.sections} | {question.name for question in form.questions()}


def put(form: FormSpec, question: QuestionSpec, *, section: str, after: str = "") -> None:
    """At the end of the section, or below another question of it."""
    found = section_named(form, section) or form.sections[-1]
    names = [each.name for each in found.questions]
    at = names.index(after) + 1 if after in names else len(names)
    found.questions.insert(at, question)


def swap(form: FormSpec, name: str, question: QuestionSpec, *, section: str) -> None:
    """The question in place of the one called so; at the end of the section where that is another one."""
    found = section_of(form, name)
    at = [each.name for each in found.questions].index(name)
    if question.name != name:
        rename(form, name, question.name)
        rename_in(question, name, question.name)
    if section == found.name:
        found.questions[at] = question
        return
    del found.questions[at]
    put(form, question, section=section)


def move(form: FormSpec, name: str, direction: str) -> None:
    """One place up or down; over a whole grid; over the edge into the section beside."""
    found = section_of(form, name)
    at = next(place for place, each in enumerate(found.questions) if each.name == name)
    question = found.questions.pop(at)
    others, step = found.questions, -1 if direction == UP else 1
    there = at - 1 if direction == UP else at
    if 0 <= there < len(others):
        others.insert(_landing(others, there, question, step), question)
        return
    beside = form.sections.index(found) + step
    if not 0 <= beside < len(form.sections):
        others.insert(at, question)
        return
    neighbour = form.sections[beside].questions
    neighbour.insert(len(neighbour) if direction == UP else 0, question)


def _landing(others: list[QuestionSpec], there: int, question: QuestionSpec, step: int) -> int:
    grid = others[there].grid
    if grid and grid != question.grid:
        while 0 <= there + step < len(others) and others[there + step].grid == grid:
            there += step
    return there if step < 0 else there + 1


def move_section(form: FormSpec, name: str, direction: str) -> None:
    at = next(place for place, each in enumerate(form.sections) if each.name == name)
    to = at + (-1 if direction == UP else 1)
    if 0 <= to < len(form.sections):
        form.sections[at], form.sections[to] = form.sections[to], form.sections[at]


def copy(form: FormSpec, name: str) -> str:
    """Below the question; what it says of itself says the copy of itself."""
    question = deepcopy(question_named(form, name))
    assert question is not None  # noqa: S101 -- looked up by the view
    made = replace(question, name=free_name(name, taken(form)))
    rename_in(made, name, made.name)
    put(form, made, section=section_of(form, name).name, after=name)
    return made.name


def remove(form: FormSpec, name: str) -> list[str]:
    """A question, or a section with its questions; the names that are gone."""
    section = section_named(form, name)
    if section is not None:
        form.sections.remove(section)
        return [question.name for question in section.questions]
    found = section_of(form, name)
    found.questions = [question for question in found.questions if question.name != name]
    return [name]


def rename(form: FormSpec, old: str, new: str) -> None:
    """Everywhere that conditions and texts name it."""
    for section in form.sections:
        section.relevant = _called(section.relevant, old, new)
        section.label = _in_texts(section.label, old, new)
        for question in section.questions:
            rename_in(question, old, new)


def rename_in(question: QuestionSpec, old: str, new: str) -> None:
    for name in EXPRESSIONS:
        setattr(question, name, _called(getattr(question, name), old, new))
    for name in TRANSLATED:
        setattr(question, name, _in_texts(getattr(question, name), old, new))
    question.choices = {code: _in_texts(label, old, new) for code, label in question.choices.items()}
    question.grid = new if question.grid == old else question.grid


def _called(text: str, old: str, new: str) -> str:
    return re.sub(rf"\$\{{\s*{re.escape(old)}\s*\}}", lambda _found: f"${{{new}}}", text)


def _in_texts(texts: Texts, old: str, new: str) -> Texts:
    return {language: _called(text, old, new) for language, text in texts.items()}


def readers_of(form: FormSpec, name: str) -> list[str]:
    """Names of the sections and questions whose conditions or texts read it."""
    return [part.name for part in _parts(form) if part.name != name and _reads(part, name)]


def _parts(form: FormSpec) -> Iterator[SectionSpec | QuestionSpec]:
    for section in form.sections:
        yield section
        yield from section.questions


def _reads(part: SectionSpec | QuestionSpec, name: str) -> bool:
    pattern = re.compile(rf"\$\{{\s*{re.escape(name)}\s*\}}")
    said = [part.relevant, *part.label.values()]
    if isinstance(part, QuestionSpec):
        said += [getattr(part, each) for each in EXPRESSIONS]
        said += [text for each in TRANSLATED for text in getattr(part, each).values()]
        said += [text for label in part.choices.values() for text in label.values()]
    return any(pattern.search(text) for text in said)


def users_of(form: FormSpec, list_name: str) -> list[QuestionSpec]:
    return [question for question in form.questions() if list_name and question.list_name == list_name]


def lists_of(form: FormSpec) -> dict[str, list[QuestionSpec]]:
    """The lists of choices, with the questions that use each."""
    found: dict[str, list[QuestionSpec]] = {}
    for question in form.questions():
        if question.choices:
            found.setdefault(question.list_name or question.name, []).append(question)
    return found
