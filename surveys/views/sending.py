"""Check and send, the receipt, and one's own answers to keep."""

import csv
import io

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from studies import cells
from studies.problems import Refused
from surveys import pages, services
from surveys.models import Response
from surveys.rules import Answers
from surveys.views.door import already_sent, closed, remember_sending, respondent_view
from surveys.views.respondent import to
from surveys.visits import Visit


@respondent_view(after_sending=True)
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.spent:
        return already_sent(request, visit)
    if visit.response is None or visit.needs_consent:
        return to(visit, "welcome")
    if request.method == "POST":
        return _send(request, visit, visit.response)
    return _receipt(visit) if visit.is_sent else _check_page(request, visit, visit.response, {})


def _send(request: HttpRequest, visit: Visit, response: Response) -> HttpResponse:
    """Once; the same key with other content than was shown is a conflict."""
    passed, content = request.POST.get("asked_again", "").split(), request.POST.get("content", "")
    if request.POST.get("key", visit.key) != visit.key:
        return _conflict(request, visit, response)
    try:
        sending = services.send(
            response=response, form=visit.form, language=visit.language, passed=passed, content=content
        )
    except services.OtherContent:
        return _conflict(request, visit, response)
    except Refused as refused:
        return _check_page(request, visit, response, {}, str(refused.problems[0].message))
    if sending.errors or sending.reminders:
        return _check_page(request, visit, sending.response, sending.errors, reminders=sending.reminders)
    return _receipt(visit)


def _conflict(request: HttpRequest, visit: Visit, response: Response) -> HttpResponse:
    if visit.is_sent:
        return render(request, "respondent/other_content.html", {"visit": visit}, status=409)
    changed = _("The answers were changed in another window. Please check them once more, and send them then.")
    page = _check_page(request, visit, response, {}, changed)
    page.status_code = 409
    return page


def _receipt(visit: Visit) -> HttpResponse:
    answer = to(visit, "receipt")
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
    writer = _stored(visit, settled.answers)
    context = {
        "visit": visit,
        "key": visit.key,
        "content": services.content_of(settled.answers),
        "sections": [
            pages.page_of(writer, number, asked, errors=wrong) for number in pages.open_numbers(visit.form, asked)
        ],
        "errors": wrong,
        "only_reminders": bool(reminders) and not errors,
        "asked_again": " ".join(reminders or {}),
        "refusal": refusal,
    }
    return render(request, "respondent/check.html", context, status=422 if wrong or refusal else 200)


def _stored(visit: Visit, answers: Answers) -> pages.Writer:
    """Shows answers as they were given; nothing is filled in for the respondent."""
    return pages.Writer(visit.form, visit.language, answers, standing=answers, units=visit.units, fills_in=False)


@respondent_view(after_sending=True)
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.is_sent:
        return to(visit, "welcome")
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
    name = "-".join(filter(None, ("answers", visit.reference)))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return answer


def _as_csv(visit: Visit, response: Response) -> str:
    out = io.StringIO()
    writer = _stored(visit, response.answers)
    rows = csv.writer(out)
    rows.writerow([_("Question"), _("Text"), _("Answer"), _("Answer in words")])
    for question in visit.form.answerable:
        if question.name in response.answers:
            asked = writer.asked(question)
            row = [question.name, asked.label.text, asked.value, writer.shown(question.name)]
            rows.writerow([cells.neutralise(cell) for cell in row])
    return "\ufeff" + out.getvalue()
