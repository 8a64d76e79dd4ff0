"""A respondent at the door: the link, what it opens, and the language they read."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info

from studies.models import LegalBasis, Study
from surveys import anonymity, links, promises, selectors
from surveys.models import (
    Collection,
    DisclosureLevel,
    Invitation,
    QuestionnaireVersion,
    Response,
    ResponseStatus,
    SpentLink,
)
from surveys.prepared import Prepared
from surveys.rules import Form, form_of
from surveys.unit_variables import unit_values

MAX_TOKEN = 100


@dataclass
class Visit:
    """What a valid link opens. `response` is None before *Start*, and after anonymous answers were sent (`spent`).

    `invitation` is not stored where somebody reads the open link, or has started anonymously by it.
    """

    token: str
    invitation: Invitation
    response: Response | None
    language: str
    spent: bool = False
    by_open_door: bool = False

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
        return selectors.is_open(self.collection)

    @property
    def is_sent(self) -> bool:
        return self.spent or (self.response is not None and self.response.status == ResponseStatus.COMPLETE)

    @property
    def is_anonymous(self) -> bool:
        return anonymity.is_anonymous(self.collection)

    @property
    def is_screened_out(self) -> bool:
        """There were enough of this kind."""
        return self.response is not None and self.response.status == ResponseStatus.SCREENED_OUT

    @property
    def needs_consent(self) -> bool:
        """Also of a colleague to whom the link was passed on."""
        agreed = self.response is not None and "consent" in self.response.paradata
        return self.study.legal_basis == LegalBasis.CONSENT and not agreed

    @property
    def needs_age(self) -> bool:
        return self.minimum_age > 0 and (self.response is None or self.needs_consent)

    @property
    def may_be_passed_on(self) -> bool:
        """Somebody drawn as a person answers as that person."""
        return not self.invitation.by_open_link and self.collection.disclosure != DisclosureLevel.PERSONS

    @property
    def minimum_age(self) -> int:
        return promises.minimum_age(self.collection)

    @property
    def who_sees(self) -> list[str]:
        return promises.who_sees(self.collection, self.invitation.unit)

    @property
    def legal_ground(self) -> str:
        return "" if self.study.legal_basis == LegalBasis.CONSENT else promises.legal_ground(self.collection)

    @property
    def withdrawal(self) -> str:
        return promises.withdrawal(self.collection)

    @property
    def consent_text(self) -> str:
        return promises.consent_text(self.collection)

    @property
    def key(self) -> str:
        """The submission key: stored with the response, but not with an anonymous one."""
        return str(
            self.response.submission_key if self.response and not self.is_anonymous else links.form_key(self.token)
        )

    @property
    def link(self) -> str:
        """What opens the questionnaire again, here or elsewhere."""
        return links.address_of(self.token)

    @property
    def reference(self) -> str:
        """Blank for anonymous answers, which nobody can find again."""
        return "" if self.is_anonymous else links.reference_of(self.invitation.public_id)

    @property
    def start_key(self) -> str:
        """So that pressing *Start* twice is one start."""
        return str(uuid.uuid4())

    @property
    def welcome_url(self) -> str:
        return reverse("respondent:open" if self.by_open_door else "respondent:welcome", args=[self.token])

    @property
    def questionnaire_url(self) -> str:
        name = "open_questionnaire" if self.by_open_door else "questionnaire"
        return reverse(f"respondent:{name}", args=[self.token])

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


RELATED = ("study", "version__questionnaire")
OF_COLLECTION = tuple(f"collection__{name}" for name in RELATED)
INVITATION = Prepared(
    lambda: Invitation.objects.select_related("unit", "response", *OF_COLLECTION),
    by="token_hash",
)
DRAFT = Prepared(lambda: Response.objects.select_related(*OF_COLLECTION), by="draft_hash")


def find_visit(request: HttpRequest, token: str) -> Visit | None:
    """None for a link that is unknown."""
    if len(token) > MAX_TOKEN:
        return None
    invitation = INVITATION.find(links.token_hash(token))
    if invitation is None:
        return _anonymous_visit(request, token)
    if anonymity.is_anonymous(invitation.collection):
        return _anonymous_visit(request, token, invitation)
    return visit_of(request, invitation, token)


def visit_of(request: HttpRequest, invitation: Invitation, token: str) -> Visit:
    response = getattr(invitation, "response", None)
    if response is not None:
        response.collection = invitation.collection
    return Visit(token, invitation, response, _language(request, invitation, response))


def _anonymous_visit(request: HttpRequest, token: str, invitation: Invitation | None = None) -> Visit | None:
    """By the draft, or by the mark of a link that is spent; neither leads to an invitation without the link."""
    draft_hash = links.draft_hash(token)
    response = DRAFT.find(draft_hash)
    spent = None
    if response is None:
        marks = SpentLink.objects.filter(hash=links.spent_hash(draft_hash))
        spent = marks.select_related(*OF_COLLECTION).first()
    found = response or spent or invitation
    if found is None:
        return None
    guest = invitation or Invitation(collection=found.collection, by_open_link=True)
    return Visit(token, guest, response, _language(request, guest, response), spent=spent is not None)


def find_open_visit(request: HttpRequest, token: str) -> Visit | None:
    """The one link that anybody may answer by; or the one that a contact sent on in a unit."""
    if len(token) > MAX_TOKEN:
        return None
    digest = links.token_hash(token)
    collection = Collection.objects.filter(open_token_hash=digest).select_related(*RELATED).first()
    if collection is not None:
        guest = Invitation(collection=collection, by_open_link=True)
    elif contact := selectors.contact_by("forward_hash", digest):
        guest = Invitation(
            collection=contact.collection,
            unit=contact.unit,
            contact=contact,
            language=contact.language,
            by_open_link=True,
        )
    else:
        return None
    return Visit(token, guest, None, _language(request, guest, None), by_open_door=True)


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
