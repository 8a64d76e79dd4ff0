"""From the link through the sections. Everything works page by page; scripts only save round trips."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys import pages, qr, services
from surveys.models import InvitationStatus, Response
from surveys.rules import Answers, Form, is_whole
from surveys.views.door import respondent_view
from surveys.views.sections import Taken, read_answers, section_context, take_section
from surveys.visits import Visit


def to(visit: Visit, name: str, *args: object) -> HttpResponseRedirect:
    return redirect(f"respondent:{name}", visit.token, *args)


@respondent_view()
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return _start(request, visit)
    services.open_collection(collection=visit.collection)
    services.move_invitation(visit.invitation, InvitationStatus.OPENED)
    return welcome_page(request, visit)


def welcome_page(request: HttpRequest, visit: Visit, missing: dict[str, str] | None = None) -> HttpResponse:
    context = {"visit": visit, "missing": missing or {}}
    return render(request, "respondent/welcome.html", context, status=422 if missing else 200)


def missing_in(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """What has to be ticked before one starts, by field."""
    asked = {
        "consent": visit.needs_consent and _("We need your consent before you start."),
        "age": visit.needs_age and _("Please say that you are old enough to answer."),
    }
    return {name: sentence for name, sentence in asked.items() if sentence and name not in request.POST}


def _start(request: HttpRequest, visit: Visit) -> HttpResponse:
    if missing := missing_in(request, visit):
        return welcome_page(request, visit, missing)
    response = visit.response
    if response is None or visit.needs_consent:
        consent = visit.consent_text if visit.needs_consent else ""
        response = services.start_response(invitation=visit.invitation, language=visit.language, consent=consent)
    asked = visit.form.asked(response.answers)
    numbers = pages.open_numbers(visit.form, asked)
    stopped_at = response.paradata.get("page")
    if not numbers:
        return to(visit, "check")
    return to(visit, "section", stopped_at if stopped_at in numbers else numbers[0])


@respondent_view()
def section(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    if visit.response is None or visit.needs_consent or not 1 <= number <= len(visit.form.sections):
        return to(visit, "welcome")
    if request.method == "POST":
        return _save_section(request, visit, visit.response, number)
    asked = visit.form.asked(visit.response.answers)
    if number not in pages.open_numbers(visit.form, asked):
        return _past(visit, pages.next_number(visit.form, asked, number))
    return _section_page(request, visit, visit.response, number)


def _section_page(
    request: HttpRequest, visit: Visit, response: Response, number: int, taken: Taken | None = None
) -> HttpResponse:
    context = section_context(visit, response, number, taken) | {"opened": request.GET.get("opened")}
    return render(request, "respondent/section.html", context, status=422 if taken else 200)


def _save_section(request: HttpRequest, visit: Visit, response: Response, number: int) -> HttpResponse:
    """Valid answers are stored whatever else is wrong; then on, back, or to a stop."""
    taken = take_section(request, visit, response, number)
    response = taken.response
    if "back" in request.POST:
        before = pages.previous_number(visit.form, visit.form.asked(response.answers), number)
        return to(visit, "section", before) if before else to(visit, "welcome")
    wrong = taken.only_unread() if "stop" in request.POST else taken
    if wrong.is_wrong:
        return _section_page(request, visit, response, number, wrong)
    if "stop" in request.POST:
        return render(request, "respondent/stopped.html", {"visit": visit, "code": qr.code_of(visit.link)})
    after = taken.next_number(visit.form)
    if after == number:
        answer = to(visit, "section", number)
        answer["Location"] += "?opened=1"
        return answer
    return _past(visit, after)


def _past(visit: Visit, after: int | None) -> HttpResponseRedirect:
    return to(visit, "section", after) if after else to(visit, "check")


@respondent_view()
def autosave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One answer at once; says which questions are asked now."""
    question = visit.form.questions.get(request.POST.get("question", ""))
    if request.method != "POST" or visit.response is None or question is None or not question.is_given:
        return JsonResponse({"saved": False}, status=400)
    answers, _raw, errors = read_answers(request, [question])
    response = services.save_answers(response=visit.response, form=visit.form, answers=answers)
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


@respondent_view()
def questionnaire(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of it, to read or to print before answering."""
    writer = pages.Writer(visit.form, visit.language, {}, units=visit.units)
    context = {"visit": visit, "sections": pages.whole_form(writer)}
    return render(request, "respondent/questionnaire.html", context)
