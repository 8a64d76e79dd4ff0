"""A respondent at the door: the link, what it opens, and the language they read."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info

from studies.models import LegalBasis, Study
from surveys import links
from surveys.models import Collection, Invitation, QuestionnaireVersion, Response, ResponseStatus
from surveys.rules import Form, form_of
from surveys.unit_variables import unit_values

MAX_TOKEN = 100


@dataclass
class Visit:
    """What a valid link opens. `response` is None before *Start*."""

    token: str
    invitation: Invitation
    response: Response | None
    language: str

    @property
    def collection(self) -> Collection:
        return self.invitation.collection

    @property
    def version(self) -> QuestionnaireVersion:
        return self.collection.version

    @property
    def study(self) -> Study:
        return self.collection.study

    @cached_property
    def form(self) -> Form:
        return form_of(self.version)

    @cached_property
    def units(self) -> dict[str, str | float]:
        """What the texts show of the unit."""
        return unit_values(self.invitation.unit, self.form.shown)

    @property
    def is_open(self) -> bool:
        today, opens, closes = timezone.localdate(), self.collection.opens, self.collection.closes
        return (opens is None or opens <= today) and (closes is None or today <= closes)

    @property
    def is_sent(self) -> bool:
        return self.response is not None and self.response.status == ResponseStatus.COMPLETE

    @property
    def is_screened_out(self) -> bool:
        """There were enough of this kind."""
        return self.response is not None and self.response.status == ResponseStatus.SCREENED_OUT

    @property
    def needs_consent(self) -> bool:
        return self.study.legal_basis == LegalBasis.CONSENT and self.response is None

    @property
    def reference(self) -> str:
        return links.reference_of(self.invitation.public_id)

    @property
    def minutes(self) -> int:
        """About six questions a minute."""
        return max(1, round(len(self.form.given) / 6))

    def languages(self) -> list[tuple[str, str]]:
        return [(code, language_name(code)) for code in languages_of(self.collection)]


def languages_of(collection: Collection) -> list[str]:
    """Those of the questionnaire, unless the collection names some of them."""
    known: list[str] = collection.version.languages
    return [code for code in known if code in collection.languages] or known


def language_name(code: str) -> str:
    """In the language itself."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def find_visit(request: HttpRequest, token: str) -> Visit | None:
    """None for a link that is unknown."""
    if len(token) > MAX_TOKEN:
        return None
    invitation = (
        Invitation.objects.filter(token_hash=links.token_hash(token))
        .select_related("collection__study", "collection__version__questionnaire", "unit", "response")
        .first()
    )
    return visit_of(request, invitation, token) if invitation else None


def visit_of(request: HttpRequest, invitation: Invitation, token: str) -> Visit:
    response = getattr(invitation, "response", None)
    return Visit(token, invitation, response, _language(request, invitation, response))


def _language(request: HttpRequest, invitation: Invitation, response: Response | None) -> str:
    """What was chosen now, else before, else with the invitation, else the questionnaire's own."""
    known = languages_of(invitation.collection)
    chosen = (
        request.GET.get("lang", ""),
        request.POST.get("lang", ""),
        response.language if response else "",
        invitation.language,
        invitation.collection.version.default_language,
    )
    return next((code for code in chosen if code in known), known[0] if known else "en")
