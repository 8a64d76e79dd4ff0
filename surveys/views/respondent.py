"""From the link to the receipt. Everything works page by page; scripts only save round trips."""

import csv
import io

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studies import cells
from studies.problems import Refused
from surveys import pages, services
from surveys.models import InvitationStatus, Response
from surveys.rules import Answer, Answers, Form, FormQuestion, Invalid, clean, is_whole
from surveys.views.door import closed, remember_sending, respondent_view
from surveys.visits import Visit

PREFIX = "q_"


def _to(visit: Visit, name: str, *args: object) -> HttpResponseRedirect:
    return redirect(f"respondent:{name}", visit.token, *args)


@respondent_view()
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return _start(request, visit)
    services.move_invitation(visit.invitation, InvitationStatus.OPENED)
    return render(request, "respondent/welcome.html", {"visit": visit})


def _start(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.needs_consent and "consent" not in request.POST:
        return render(request, "respondent/welcome.html", {"visit": visit, "consent_missing": True}, status=422)
    response = visit.response or services.start_response(
        invitation=visit.invitation,
        language=visit.language,
        consent=consent_text(visit) if visit.needs_consent else "",
    )
    _keep_language(visit, response)
    asked = visit.form.asked(response.answers)
    numbers = pages.open_numbers(visit.form, asked)
    stopped_at = response.paradata.get("page")
    if not numbers:
        return _to(visit, "check")
    return _to(visit, "section", stopped_at if stopped_at in numbers else numbers[0])


def _keep_language(visit: Visit, response: Response) -> None:
    if response.language != visit.language:
        services.save_answers(response=response, form=visit.form, answers={}, language=visit.language)


def consent_text(visit: Visit) -> str:
    return _(
        "I agree that %(controller)s uses my answers for this study. I can take my consent back at any time."
    ) % {"controller": visit.study.controller or visit.study}


@respondent_view()
def section(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    if visit.response is None or not 1 <= number <= len(visit.form.sections):
        return _to(visit, "welcome")
    if request.method == "POST":
        return _save_section(request, visit, visit.response, number)
    if request.GET.get("lang"):
        _keep_language(visit, visit.response)
    return _section_page(request, visit, visit.response, number)


def _section_page(
    request: HttpRequest,
    visit: Visit,
    response: Response,
    number: int,
    raw: dict[str, str | list[str]] | None = None,
    errors: dict[str, str] | None = None,
    reminders: dict[str, str] | None = None,
) -> HttpResponse:
    """Errors hold; reminders are asked once more, and pass when the page is sent again."""
    errors, reminders = errors or {}, reminders or {}
    asked = visit.form.asked(response.answers)
    writer = pages.Writer(
        visit.form,
        visit.language,
        {**response.set_aside, **response.answers},
        standing=response.answers,
        paradata=response.paradata,
        units=visit.units,
    )
    page = pages.page_of(writer, number, asked, raw=raw, errors=reminders | errors)
    context = {
        "visit": visit,
        "page": page,
        "previous": pages.previous_number(visit.form, asked, number),
        "opened": request.GET.get("opened"),
        "only_reminders": bool(reminders) and not errors,
        "asked_again": " ".join(reminders),
    }
    return render(request, "respondent/section.html", context, status=422 if errors or reminders else 200)


def _save_section(request: HttpRequest, visit: Visit, response: Response, number: int) -> HttpResponse:
    """Valid answers are stored whatever else is wrong; then on, back, or to a stop."""
    shown = set(request.POST.get("shown", "").split())
    questions = [question for question in visit.form.sections[number - 1].questions if question.name in shown]
    answers, raw, errors = read_answers(request, questions)
    passed = shown & set(request.POST.get("asked_again", "").split())
    response = services.save_answers(
        response=response, form=visit.form, answers=answers, language=visit.language, page=number, passed=passed
    )
    asked = visit.form.asked(response.answers)
    if "back" in request.POST:
        before = pages.previous_number(visit.form, asked, number)
        return _to(visit, "section", before) if before else _to(visit, "welcome")
    reminders: dict[str, str] = {}
    if "stop" not in request.POST:
        names = {question.name for question in questions}
        errors = services.errors_in(visit.form, response.answers, asked, visit.language, names) | errors
        known = response.paradata.get("passed", ())
        reminders = services.reminders_in(
            visit.form, response.answers, asked, visit.language, passed=known, names=names
        )
    if errors or reminders:
        return _section_page(request, visit, response, number, raw, errors, reminders)
    if "stop" in request.POST:
        return render(request, "respondent/stopped.html", {"visit": visit})
    lost = {name for name, answer in answers.items() if answer and name not in response.answers}
    return _onward(visit, response, number, shown - lost)


def _onward(visit: Visit, response: Response, number: int, done: set[str]) -> HttpResponse:
    """To the next section; but first to questions of this one that the answers opened, or whose choices changed."""
    asked = visit.form.asked(response.answers)
    here = visit.form.sections[number - 1].questions
    if any(question.name in asked and question.name not in done and question.is_given for question in here):
        answer = _to(visit, "section", number)
        answer["Location"] += "?opened=1"
        return answer
    after = pages.next_number(visit.form, asked, number)
    return _to(visit, "section", after) if after else _to(visit, "check")


def read_answers(
    request: HttpRequest, questions: list[FormQuestion]
) -> tuple[dict[str, Answer | None], dict[str, str | list[str]], dict[str, str]]:
    """What was given: stored values (None: taken away), what was typed, and errors of what cannot be read."""
    answers: dict[str, Answer | None] = {}
    raw: dict[str, str | list[str]] = {}
    errors: dict[str, str] = {}
    for question in questions:
        if not question.is_given:
            continue
        given = request.POST.getlist(PREFIX + question.name)
        raw[question.name] = given if question.choices else " ".join(given)
        try:
            answers[question.name] = clean(question, given)
        except Invalid as wrong:
            errors[question.name] = str(wrong)
    return answers, raw, errors


@respondent_view()
def autosave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One answer at once; says which questions are asked now."""
    question = visit.form.questions.get(request.POST.get("question", ""))
    if request.method != "POST" or visit.response is None or question is None or not question.is_given:
        return JsonResponse({"saved": False}, status=400)
    answers, _raw, errors = read_answers(request, [question])
    response = services.save_answers(
        response=visit.response, form=visit.form, answers=answers, language=visit.language
    )
    asked = visit.form.asked(response.answers)
    errors = errors or {
        name: wrong
        for name, wrong in services.errors_in(
            visit.form, response.answers, asked, visit.language, {question.name}
        ).items()
        if name in response.answers and is_whole(question, response.answers[name], response.answers)
    }
    told = {"saved": not errors, "error": errors.get(question.name, ""), "asked": sorted(asked)}
    return JsonResponse(told | _offered(visit.form, response.answers))


def _offered(form: Form, answers: Answers) -> dict[str, dict[str, list[int]]]:
    """Of lists with a filter: the rows that are offered now."""
    filtered = {
        question.name: list(question.offered_rows(answers))
        for question in form.given
        if question.choice_filter is not None
    }
    return {"offered": filtered} if filtered else {}


@respondent_view(after_sending=True)
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.response is None:
        return _to(visit, "welcome")
    if visit.is_sent:
        return _receipt(visit)
    if request.method == "POST":
        return _send(request, visit, visit.response)
    return _check_page(request, visit, visit.response, {})


def _send(request: HttpRequest, visit: Visit, response: Response) -> HttpResponse:
    try:
        passed = request.POST.get("asked_again", "").split()
        sending = services.send(response=response, form=visit.form, language=visit.language, passed=passed)
    except Refused as refused:
        return _check_page(request, visit, response, {}, str(refused.problems[0].message))
    if sending.errors or sending.reminders:
        return _check_page(request, visit, sending.response, sending.errors, reminders=sending.reminders)
    return _receipt(visit)


def _receipt(visit: Visit) -> HttpResponse:
    answer = _to(visit, "receipt")
    remember_sending(answer, visit)
    return answer


def _check_page(
    request: HttpRequest,
    visit: Visit,
    response: Response,
    errors: dict[str, str],
    refusal: str = "",
    reminders: dict[str, str] | None = None,
) -> HttpResponse:
    settled = visit.form.settle(response.answers)
    asked, wrong = settled.asked, (reminders or {}) | errors
    writer = _writer_of_stored(visit, settled.answers)
    context = {
        "visit": visit,
        "key": response.submission_key,
        "sections": [
            pages.page_of(writer, number, asked, errors=wrong) for number in pages.open_numbers(visit.form, asked)
        ],
        "errors": wrong,
        "only_reminders": bool(reminders) and not errors,
        "asked_again": " ".join(reminders or {}),
        "refusal": refusal,
    }
    return render(request, "respondent/check.html", context, status=422 if wrong or refusal else 200)


def _writer_of_stored(visit: Visit, answers: Answers) -> pages.Writer:
    """Shows answers as they were given; nothing is filled in for the respondent."""
    return pages.Writer(visit.form, visit.language, answers, standing=answers, units=visit.units, fills_in=False)


@respondent_view(after_sending=True)
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.is_sent:
        return _to(visit, "welcome")
    return render(request, "respondent/receipt.html", {"visit": visit})


@respondent_view(after_sending=True)
def my_answers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's own answers to keep, as JSON or as CSV with the questions' texts."""
    if visit.response is None:
        return closed(request)
    if request.GET.get("format") == "csv":
        answer = HttpResponse(_as_csv(visit, visit.response), content_type="text/csv; charset=utf-8")
    else:
        answer = JsonResponse(
            {"reference": visit.reference, "answers": visit.response.answers},
            json_dumps_params={"ensure_ascii": False},
        )
    suffix = "csv" if request.GET.get("format") == "csv" else "json"
    answer["Content-Disposition"] = f'attachment; filename="answers-{visit.reference}.{suffix}"'
    return answer


def _as_csv(visit: Visit, response: Response) -> str:
    out = io.StringIO()
    writer = _writer_of_stored(visit, response.answers)
    rows = csv.writer(out)
    rows.writerow([_("Question"), _("Text"), _("Answer"), _("Answer in words")])
    for question in visit.form.answerable:
        if question.name in response.answers:
            asked = writer.asked(question)
            row = [question.name, asked.label.text, asked.value, writer.shown(question.name)]
            rows.writerow([cells.neutralise(cell) for cell in row])
    return "\ufeff" + out.getvalue()


@respondent_view()
def questionnaire(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of it, to read or to print before answering."""
    writer = pages.Writer(visit.form, visit.language, {}, units=visit.units)
    context = {"visit": visit, "sections": pages.whole_form(writer)}
    return render(request, "respondent/questionnaire.html", context)
