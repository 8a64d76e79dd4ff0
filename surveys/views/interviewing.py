"""An interview on the telephone: one question at a time, then the end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study, User
from studies.permissions import user_of
from studies.problems import Refused
from studies.views.attempts import carry_out, tell
from surveys import call_pages, services
from surveys.call_forms import StopForm
from surveys.call_pages import Reason
from surveys.dispositions import BREAK_OFF
from surveys.models import Invitation, Mode, Response, ResponseStatus
from surveys.strata import said_when_full
from surveys.views.call_door import call_view, to_queue
from surveys.views.sections import read_answers
from surveys.visits import Visit


def _to(visit: Visit, name: str, *args: object) -> HttpResponseRedirect:
    return redirect(f"surveys:{name}", visit.study.slug, visit.invitation.pk, *args)


def _onward(visit: Visit, name: str | None) -> HttpResponseRedirect:
    return _to(visit, "call_question", name) if name else _to(visit, "call_finish")


@call_view
@require_POST
def call_begin(request: HttpRequest, _study: Study, visit: Visit) -> HttpResponse:
    """The first question, or the first that is open where somebody has begun."""
    if visit.needs_consent and "consent" not in request.POST:
        messages.error(request, _("Read the consent out, and mark that the person agrees."))
        return _to(visit, "call")
    response = visit.response or services.start_response(
        invitation=visit.invitation,
        language=visit.language,
        consent=_consent(visit) if visit.needs_consent else "",
        mode=Mode.TELEPHONE,
    )
    return _onward(visit, call_pages.first_open(visit.form, response))


def _consent(visit: Visit) -> str:
    with translation.override(visit.language):
        return visit.consent_text


@call_view
def call_question(request: HttpRequest, _study: Study, visit: Visit, name: str) -> HttpResponse:
    response = visit.response
    if response is None or name not in visit.form.questions:
        return _to(visit, "call")
    if response.status != ResponseStatus.STARTED or name not in visit.form.asked(response.answers):
        return _to(visit, "call_finish")
    if request.method == "POST":
        try:
            return _answered(request, visit, response, name)
        except services.AlreadySent:
            return _to(visit, "call_finish")
    return _question_page(request, visit, response, name)


def _question_page(
    request: HttpRequest,
    visit: Visit,
    response: Response,
    name: str,
    raw: str | list[str] | None = None,
    error: str = "",
) -> HttpResponse:
    context = {
        "study": visit.study,
        "visit": visit,
        "turn": call_pages.turn_of(visit, response, name, raw=raw, error=error),
        "reasons": Reason.choices,
        "previous": call_pages.previous_name(visit.form, response, name),
        "stopping": StopForm(),
    }
    return render(request, "surveys/calls/question.html", context, status=422 if error else 200)


def _answered(request: HttpRequest, visit: Visit, response: Response, name: str) -> HttpResponse:
    """Stored at once, whatever button was pressed; on only if the answer will do."""
    question = visit.form.questions[name]
    answers, raw, errors = read_answers(request, [question])
    reason = request.POST.get("reason", "")
    reasons = {name: reason} if reason in Reason.values and question.is_given else {}
    if reasons:
        answers, errors = {name: None}, {}
    response = services.save_answers(
        response=response,
        form=visit.form,
        answers=answers,
        page=call_pages.page_number(visit.form, name),
        passed={name} if call_pages.may_be_blank(question) and answers.get(name) is None else (),
        mode=Mode.TELEPHONE,
        reasons=reasons,
    )
    if "back" in request.POST:
        return _onward(visit, call_pages.previous_name(visit.form, response, name))
    error = errors.get(name, "") or ("" if reasons else _wrong(visit, response, name))
    if error and response.status == ResponseStatus.STARTED:
        return _question_page(request, visit, response, name, raw.get(name), error)
    if response.status != ResponseStatus.STARTED:
        return _to(visit, "call_finish")
    return _onward(visit, call_pages.next_name(visit.form, response, name))


def _wrong(visit: Visit, response: Response, name: str) -> str:
    """Not possible; or blank where an answer is wanted."""
    settled = visit.form.settle(response.answers)
    wrong = services.errors_in(visit.form, settled.answers, settled.asked, visit.language, {name})
    wrong |= services.reminders_in(visit.form, settled.answers, settled.asked, visit.language, names={name})
    blank = response.answers.get(name) in (None, [])
    if blank and (name in wrong or call_pages.is_one_choice(visit.form.questions[name])):
        return _("Give an answer, or press Esc and say why there is none.")
    return wrong.get(name, "")


@call_view
def call_finish(request: HttpRequest, _study: Study, visit: Visit) -> HttpResponse:
    """Nothing left to ask: what is still wrong, or the thanks; or the sentence of the quota that is full."""
    response = visit.response
    if response is None:
        return _to(visit, "call")
    if request.method == "POST":
        return _finished(request, visit, response)
    return _finish_page(request, visit, response, {})


def _finished(request: HttpRequest, visit: Visit, response: Response) -> HttpResponse:
    by = user_of(request)
    try:
        sending = services.complete_interview(
            invitation=visit.invitation, response=response, form=visit.form, language=visit.language, by=by
        )
    except Refused as refused:
        tell(request, refused)
        return _to(visit, "call")
    errors = sending.errors or sending.reminders
    if not errors and (visit.is_screened_out or sending.response.status == ResponseStatus.COMPLETE):
        stored = _("The call is noted.") if visit.is_screened_out else _("The interview is stored. Thank you.")
        messages.success(request, stored)
        return to_queue(visit.invitation)
    visit.response = sending.response
    return _finish_page(request, visit, sending.response, errors)


def _finish_page(request: HttpRequest, visit: Visit, response: Response, errors: dict[str, str]) -> HttpResponse:
    context = {
        "study": visit.study,
        "visit": visit,
        "wrong": [(visit.form.questions[name], message) for name, message in errors.items()],
        "last": call_pages.route(visit.form, response)[-1:],
        "said": said_when_full(response, visit.language) if visit.is_screened_out else "",
    }
    return render(request, "surveys/calls/finish.html", context, status=422 if errors else 200)


@call_view
def call_stop(request: HttpRequest, study: Study, visit: Visit) -> HttpResponse:
    """In the middle: call back at a time that is agreed on, or not at all."""
    form = StopForm(request.POST if request.method == "POST" else None)
    if "for_good" not in request.POST and form.is_valid() and not form.cleaned_data["call_back_at"]:
        form.add_error("call_back_at", _("Say when to call back."))
    by = user_of(request)
    if carry_out(form, lambda: _stopped(visit, by, request, form)):
        messages.success(request, _("The answers so far are kept."))
        return to_queue(visit.invitation)
    context = {"study": study, "visit": visit, "stopping": form}
    return render(request, "surveys/calls/stop.html", context, status=422 if request.method == "POST" else 200)


def _stopped(visit: Visit, by: User, request: HttpRequest, form: StopForm) -> Invitation:
    given = dict(form.cleaned_data)
    if "for_good" in request.POST:
        given["call_back_at"] = None
    return services.record_call(
        invitation=visit.invitation, by=by, disposition=BREAK_OFF, language=visit.language, **given
    )
