"""A version tried out as the respondent meets it, section by section, in each language; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation

from studies.models import Study
from studies.permissions import Permission, study_view
from surveys import pages, services
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.practising import Practice, begun, taken_up
from surveys.rules import Answer, Form, form_of
from surveys.unit_variables import unit_values
from surveys.views.sections import read_answers
from surveys.visits import language_name


@dataclass
class Step:
    """The section to show next (None: all are done), and what is wrong on it."""

    number: int | None
    raw: dict[str, str | list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, str] = field(default_factory=dict)


@study_view(Permission.VIEW_QUESTIONNAIRES)
def practice(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, request.GET.get("version", ""))
    form, said = form_of(version), request.POST
    trial = (
        taken_up(said.get("carried", ""), version.pk)
        if "carried" in said and "again" not in said
        else begun(version.pk)
    )
    language = said.get("lang", request.GET.get("lang", ""))
    language = language if language in version.languages else version.default_language
    with translation.override(language):
        step = _taken(request, form, trial, language)
        page = _page(form, trial, language, study, step)
    context = {
        "study": study,
        "questionnaire": found,
        "version": version,
        "page": page,
        "carried": trial.carried(),
        "asked_again": " ".join(step.reminders),
        "only_reminders": bool(step.reminders) and not step.errors,
        "shown_language": language,
        "languages": [(code, language_name(code)) for code in version.languages],
        "answers": form.settle(trial.pool).answers.items() if page is None else (),
    }
    return render(request, "surveys/practice.html", context)


def _version(questionnaire: Questionnaire, number: str) -> QuestionnaireVersion:
    versions = questionnaire.versions.order_by("-number")
    version = (versions.filter(number=number) if number.isdigit() else versions).first()
    if version is None:
        raise Http404
    return version


def _taken(request: HttpRequest, form: Form, trial: Practice, language: str) -> Step:
    """The answers of the page taken in; then the next section, the one before, or the same with what is wrong."""
    numbers = pages.open_numbers(form, form.asked(trial.pool))
    written = request.POST.get("number", "")
    if not written.isdigit() or not 1 <= int(written) <= len(form.sections):
        return Step(numbers[0] if numbers else None)
    number, shown = int(written), set(request.POST.get("shown", "").split())
    questions = [question for question in form.sections[number - 1].questions if question.name in shown]
    answers, raw, errors = read_answers(request, questions)
    _keep(trial, answers)
    asked = form.asked(trial.pool)
    if "back" in request.POST:
        return Step(pages.previous_number(form, asked, number) or number)
    if "next" not in request.POST:
        return Step(number)
    trial.passed = sorted({*trial.passed, *(shown & set(request.POST.get("asked_again", "").split()))})
    return _onward(form, trial, Step(number, raw, errors), shown, language)


def _keep(trial: Practice, answers: Mapping[str, Answer | None]) -> None:
    for name, answer in answers.items():
        if answer is None:
            trial.pool.pop(name, None)
        else:
            trial.pool[name] = answer


def _onward(form: Form, trial: Practice, here: Step, shown: set[str], language: str) -> Step:
    settled = form.settle(trial.pool)
    here.errors = services.errors_in(form, settled.answers, settled.asked, language, shown) | here.errors
    here.reminders = services.reminders_in(
        form, settled.answers, settled.asked, language, passed=trial.passed, names=shown
    )
    assert here.number is not None  # noqa: S101 -- a page that was sent has a number
    opened = [question for question in form.sections[here.number - 1].questions if question.is_given]
    if here.errors or here.reminders:
        return here
    if any(question.name in settled.asked and question.name not in shown for question in opened):
        return Step(here.number)
    return Step(pages.next_number(form, settled.asked, here.number))


def _page(form: Form, trial: Practice, language: str, study: Study, step: Step) -> pages.Page | None:
    if step.number is None:
        return None
    settled = form.settle(trial.pool)
    writer = pages.Writer(
        form,
        language,
        trial.pool | settled.answers,
        standing=settled.answers,
        paradata=trial.paradata(form),
        units=unit_values(study.units.first(), form.shown),
    )
    return pages.page_of(writer, step.number, settled.asked, raw=step.raw, errors=step.reminders | step.errors)
