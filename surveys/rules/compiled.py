"""The rules of a stored version; kept for frozen ones, which never change."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from threading import Lock

from surveys.models import Choice, Question, QuestionnaireVersion, QuestionType, Section, VersionStatus
from surveys.rules.expressions import Expression, compile_expression
from surveys.rules.forms import Form, FormQuestion, FormSection

KEPT = 50
_kept: OrderedDict[tuple[object, ...], Form] = OrderedDict()
_lock = Lock()


def form_of(version: QuestionnaireVersion) -> Form:
    """The version's rules: three reads for a draft, none for a frozen version met before."""
    if version.status == VersionStatus.DRAFT:
        return _build(version)
    key = (version.pk, version.published_at)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    form = _build(version)
    with _lock:
        _kept[key] = form
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return form


def _build(version: QuestionnaireVersion) -> Form:
    sections = list(Section.objects.filter(version=version))
    questions = list(Question.objects.filter(version=version))
    choices: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    for question_id, name, label in Choice.objects.filter(question__version=version).values_list(
        "question_id", "name", "label"
    ):
        choices[question_id][name] = label
    return assemble(sections, questions, choices, version.languages, version.default_language)


def assemble(
    sections: Iterable[Section],
    questions: Iterable[Question],
    choices: dict[int, dict[str, dict[str, str]]],
    languages: Iterable[str],
    default_language: str,
) -> Form:
    """From rows, stored or not; questions know their section by `section`."""
    questions = list(questions)
    dates = frozenset(question.name for question in questions if question.type == QuestionType.DATE)
    by_section: dict[int, list[FormQuestion]] = defaultdict(list)
    for question in questions:
        by_section[question.section_id].append(_question(question, choices.get(question.pk, {}), dates))
    return Form(
        sections=tuple(
            FormSection(s.name, s.label, _expression(s.relevant, dates), tuple(by_section[s.pk])) for s in sections
        ),
        languages=tuple(languages),
        default_language=default_language,
    )


def _question(question: Question, choices: dict[str, dict[str, str]], dates: frozenset[str]) -> FormQuestion:
    is_date = question.type == QuestionType.DATE
    return FormQuestion(
        name=question.name,
        type=question.type,
        section=str(question.section_id),
        label=question.label,
        hint=question.hint,
        required=question.required,
        relevant=_expression(question.relevant, dates),
        constraint=_expression(question.constraint, dates, own_is_date=is_date),
        constraint_message=question.constraint_message,
        appearance=question.appearance,
        choices=choices,
        missing=frozenset(question.missing_codes),
    )


def _expression(text: str, dates: frozenset[str], *, own_is_date: bool = False) -> Expression | None:
    return compile_expression(text, dates=dates, own_is_date=own_is_date) if text else None
