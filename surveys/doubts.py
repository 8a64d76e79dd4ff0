"""What may be stored and is most likely a mistake: rules that never hold, empty sections, languages half done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product

from django.utils.translation import gettext as _

from studies.forms.texts import language_name
from studies.problems import Problem
from surveys.gaps import texts_of
from surveys.models import QuestionType
from surveys.rules import Answer, RuleError, compile_expression
from surveys.rules.expressions import Expression
from surveys.rules.kinds import date_names, own_is_date
from surveys.rules.scales import scale_of
from surveys.rules.tokens import tokens
from surveys.specification import FormSpec, QuestionSpec

Constants = tuple[list[float], list[date], list[str]]
MOST_TRIED = 2_000
FAR = 10.0**9
HALF = 0.5
NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL})
MEASURED = NUMBERS | {QuestionType.DATE}
PLAIN_NAMES = frozenset({"and", "or", "not", "selected", "today", "true", "false"})
COMPUTES = frozenset({"+", "-", "*"})
SAME_OR_NOT = frozenset({"=", "!="})
MOST_CHOICES = 9  # of several: every set of them is tried


def doubts_of(form: FormSpec) -> list[Problem]:
    """Sentences with their place, in the order of the questionnaire."""
    return [*_empty_sections(form), *_never(form), *_half_languages(form)]


def _empty_sections(form: FormSpec) -> Iterator[Problem]:
    for section in form.sections:
        if not section.questions:
            said = _("The section “%(name)s” has no questions; respondents do not meet it.")
            yield Problem(said % {"name": section.name}, _("Add questions, or delete it."))


def _half_languages(form: FormSpec) -> Iterator[Problem]:
    filled = [texts for _name, _part, texts in texts_of(form) if texts]
    for language in form.languages:
        there = sum(1 for texts in filled if texts.get(language))
        if there < len(filled) * HALF:
            said = _(
                "Only %(there)d of %(count)d texts are there in %(language)s: respondents would read two languages."
            )
            told = {"there": there, "count": len(filled), "language": language_name(language)}
            yield Problem(said % told, _("Translate the others, or take the language out."))


def _never(form: FormSpec) -> Iterator[Problem]:
    dates = date_names((each.name, each.type, each.calculation) for each in form.questions())
    questions = {question.name: question for question in form.questions()}
    for section in form.sections:
        if _fails_always(section.relevant, None, questions, dates):
            said = _("The section “%(name)s” is never asked: its condition holds for no answers.")
            yield Problem(said % {"name": section.name}, _("Correct its condition."))
        for question in section.questions:
            yield from _of_question(question, questions, dates)


def _of_question(
    question: QuestionSpec, questions: Mapping[str, QuestionSpec], dates: frozenset[str]
) -> Iterator[Problem]:
    if _fails_always(question.relevant, None, questions, dates):
        said = _("The question “%(name)s” is never asked: its condition holds for no answers.")
        yield Problem(said % {"name": question.name}, _("Correct its condition."))
    if _fails_always(question.constraint, question, questions, dates):
        said = _("No answer to “%(name)s” can be valid: %(rule)s never holds.")
        told = {"name": question.name, "rule": question.constraint[:120]}
        yield Problem(said % told, _("Correct what makes an answer valid."))


def _fails_always(
    text: str, own: QuestionSpec | None, questions: Mapping[str, QuestionSpec], dates: frozenset[str]
) -> bool:
    """Whether it was tried with every answer that can make a difference, and held for none.

    Rules that read texts or calculations, compute with numbers, or read too many answers are not tried.
    """
    expression = _compiled(text, own, dates)
    if expression is None:
        return False
    read = [questions[name] for name in expression.variables if name in questions]
    types = {each.type for each in (*read, *([own] if own else []))}
    if (types & MEASURED and _computes(text)) or (QuestionType.TEXT in types and _reads_texts(text)):
        return False
    constants = _constants(text)
    tried = [_tried(question, constants) for question in read]
    owns = _tried(own, constants)[1:] if own is not None and expression.uses_self else [None]
    count = len(owns)
    for values in tried:
        count *= len(values)
    if not owns or any(len(values) < 2 for values in tried) or count > MOST_TRIED:
        return False
    return not any(_holds(expression, read, values, mine) for *values, mine in product(*tried, owns))


def _computes(text: str) -> bool:
    """Then the constants are not where it changes from true to false."""
    return any(
        (token.kind == "name" and token.text not in PLAIN_NAMES)
        or (token.kind == "operator" and token.text in COMPUTES)
        for token in tokens(text)
    )


def _reads_texts(text: str) -> bool:
    """More than whether a text is the same as another: then a few texts say nothing of all."""
    return any(
        (token.kind == "name" and token.text not in PLAIN_NAMES)
        or (token.kind == "operator" and token.text not in SAME_OR_NOT)
        or token.kind == "number"
        for token in tokens(text)
    )


def _compiled(text: str, own: QuestionSpec | None, dates: frozenset[str]) -> Expression | None:
    try:
        is_date = own is not None and own_is_date(own.type)
        return compile_expression(text, dates=dates, own_is_date=is_date) if text else None
    except RuleError:
        return None


def _holds(
    expression: Expression, read: Sequence[QuestionSpec], values: Sequence[Answer | None], own: Answer | None
) -> bool:
    given = {question.name: value for question, value in zip(read, values, strict=True) if value is not None}
    return expression.holds(given, own=own)


def _constants(text: str) -> Constants:
    """The numbers, days and texts that an expression names."""
    texts: list[str] = []
    numbers, days = [0.0, 1.0], [date.today()]  # noqa: DTZ011 -- only to try a day near those that are named
    for token in tokens(text):
        if token.kind == "number":
            numbers.append(float(token.text))
        elif token.kind == "text":
            texts.append(token.text[1:-1])
            try:
                days.append(date.fromisoformat(token.text[1:-1]))
            except ValueError:
                continue
    return numbers, days, texts


def _tried(question: QuestionSpec, constants: Constants) -> list[Answer | None]:
    """No answer, and answers on each side of every constant; no answer alone where they cannot be told."""
    numbers, days, texts = constants
    found: list[Answer] = []
    scale = scale_of(question.parameters) if question.type == QuestionType.SCALE else None
    if question.type == QuestionType.SELECT_ONE:
        found = list(question.choices)
    elif question.type == QuestionType.SELECT_MULTIPLE and len(question.choices) <= MOST_CHOICES:
        found = [
            list(some) for count in range(len(question.choices) + 1) for some in combinations(question.choices, count)
        ]
    elif question.type == QuestionType.TEXT:
        found = list(dict.fromkeys(["x", *(each + more for each in texts for more in ("", "x") if each + more)]))
    elif question.type == QuestionType.ACKNOWLEDGE:
        found = ["OK"]
    elif scale is not None:
        found = list(scale.points)
    elif question.type in NUMBERS:
        step = 1.0 if question.type == QuestionType.INTEGER else 0.5
        whole = [float(round(number)) for number in numbers] if question.type == QuestionType.INTEGER else numbers
        found = sorted({-FAR, FAR, *(number + way * step for number in whole for way in (-1, 0, 1))})
    elif question.type == QuestionType.DATE:
        found = sorted({(day + timedelta(way)).isoformat() for day in days for way in (-36500, -1, 0, 1, 36500)})
    return [None, *found]
