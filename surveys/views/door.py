"""What every respondent's page goes through: the link, the limit on guesses, the language."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from studies.permissions import public_view
from surveys import guesses, services
from surveys.strata import said_when_full
from surveys.visits import Visit, find_visit

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)  # the disk is full, or the database is away
RECEIPT = "kontrast_receipt"
RECEIPT_SECONDS = 3600
RespondentView = Callable[..., HttpResponse]


def closed(request: HttpRequest) -> HttpResponse:
    """One page for a link that is unknown, closed or used: its words say nothing about which."""
    slowed = guesses.too_many(request)
    guesses.count(request)
    response = render(request, "respondent/closed.html", status=429 if slowed else 404)
    if slowed:
        response["Retry-After"] = str(guesses.SECONDS)
    return response


def respondent_view(
    *, after_sending: bool = False, find: Callable[[HttpRequest, str], Visit | None] | None = None
) -> Callable[[RespondentView], RespondentView]:
    """A page behind a link. After sending, only the browser that sent may open what `after_sending` allows."""

    def decorate(view: RespondentView) -> RespondentView:
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- a URL's own arguments
            try:
                visit = None if guesses.too_many(request) else (find or find_visit)(request, token)
            except AWAY as error:
                answer = _unavailable(request, None, error)
            else:
                answer = _through(view, request, visit, after_sending=after_sending, **kwargs)
            answer["Cache-Control"] = "no-store"
            return answer

        return public_view("a respondent has a link and no account")(guarded)  # type: ignore[return-value]

    return decorate


def _through(
    view: RespondentView, request: HttpRequest, visit: Visit | None, *, after_sending: bool, **kwargs: object
) -> HttpResponse:
    with translation.override(visit.language if visit else translation.get_language()):
        try:
            if visit is not None and not visit.is_open and brings_key(request, visit):
                return render(request, "respondent/too_late.html", {"visit": visit}, status=403)
            if visit is None or not _opens(request, visit, after_sending=after_sending):
                return closed(request)
            return _answer(view, request, visit, **kwargs)
        except AWAY as error:
            return _unavailable(request, visit, error)


def _opens(request: HttpRequest, visit: Visit, *, after_sending: bool) -> bool:
    return visit.is_open and (not visit.is_sent or (after_sending and may_see_receipt(request, visit)))


def _answer(view: RespondentView, request: HttpRequest, visit: Visit, **kwargs: object) -> HttpResponse:
    try:
        if visit.response is not None and visit.response.language != visit.language:
            services.choose_language(response=visit.response, language=visit.language)
        if visit.is_screened_out:
            return render(
                request,
                "respondent/enough.html",
                {"visit": visit, "said": said_when_full(visit.response, visit.language)},
            )
        return view(request, visit, **kwargs)
    except services.AlreadySent:
        return already_sent(request, visit) if brings_key(request, visit) else closed(request)


def _unavailable(request: HttpRequest, visit: Visit | None, error: Exception) -> HttpResponse:
    """Nothing of this request was stored, and nothing may say it was."""
    logger.error("A respondent's request could not be stored.", exc_info=error)
    return render(request, "respondent/unavailable.html", {"visit": visit}, status=503)


def already_sent(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "respondent/already_sent.html", {"visit": visit})


def brings_key(request: HttpRequest, visit: Visit) -> bool:
    """Whether the form comes from the page on which one sends: whoever has it has had the link open."""
    has_one = visit.response is not None or visit.spent
    return has_one and request.method == "POST" and request.POST.get("key") == visit.key


def may_see_receipt(request: HttpRequest, visit: Visit) -> bool:
    """The browser that sent has a signed note of it; a repeated sending brings the key that was sent."""
    if brings_key(request, visit):
        return True
    try:
        return bool(request.get_signed_cookie(RECEIPT, salt=visit.token, max_age=RECEIPT_SECONDS) == "sent")
    except (KeyError, BadSignature):
        return False


def remember_sending(answer: HttpResponse, visit: Visit) -> None:
    answer.set_signed_cookie(
        RECEIPT,
        "sent",
        salt=visit.token,
        max_age=RECEIPT_SECONDS,
        path=reverse("respondent:welcome", args=[visit.token]),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
