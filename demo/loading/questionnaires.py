"""Questionnaires and their answers by the imports that everybody uses, and links to try them by."""

import uuid
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from demo.files import STUDY
from demo.loading.ground import Texts, described
from studies.models import Study, Unit
from surveys import links
from surveys.imports import import_responses, import_xlsform
from surveys.models import (
    Collection,
    Invitation,
    InvitationStatus,
    Mode,
    Questionnaire,
    QuestionnaireVersion,
    Response,
)
from surveys.services import create_collection, make_open_link

AUDIENCES = ("manager", "caseworker")
COLLECTION = {
    "manager": {"da": "Chefer 2004 (rekonstrueret)", "en": "Managers 2004 (reconstructed)"},
    "caseworker": {"da": "Sagsbehandlere 2004 (rekonstrueret)", "en": "Caseworkers 2004 (reconstructed)"},
}
PRACTICE = {
    "manager": {"da": "Prøv selv: chefer", "en": "Try it: managers"},
    "caseworker": {"da": "Prøv selv: sagsbehandlere", "en": "Try it: caseworkers"},
}
UNIT_OF_LINK = "U01"


def load_questionnaires(study: Study) -> None:
    for audience in AUDIENCES:
        if not Questionnaire.objects.filter(study=study, form_id=audience).exists():
            import_xlsform(study=study, file=STUDY / f"{audience}.xlsx", audience=audience, publish=True, by=None)
        _load_answers(study, audience)
        load_practice(study, _version(study, audience), PRACTICE[audience], unit=study.units.get(code=UNIT_OF_LINK))


def _version(study: Study, audience: str) -> QuestionnaireVersion:
    return QuestionnaireVersion.objects.get(questionnaire__study=study, questionnaire__form_id=audience, number=1)


def _load_answers(study: Study, audience: str) -> None:
    told = described()["collections"][audience]
    label = COLLECTION[audience]
    if study.collections.filter(name=label["da"]).exists():
        return
    create_collection(
        study=study,
        version=_version(study, audience),
        name=label["da"],
        label=label,
        by=None,
        mode=Mode.IMPORT,
        refers_from=date.fromisoformat(told["refers_from"]),
        refers_to=date.fromisoformat(told["refers_to"]),
        disclosure=told["disclosure"],
        second_rule=told["second_rule"],
        is_demo=True,
    )
    import_responses(
        study=study,
        form_id=audience,
        file=STUDY / f"responses_{audience}.csv",
        collection=label["da"],
        by=None,
    )


def load_practice(study: Study, version: QuestionnaireVersion, label: Texts, *, unit: Unit | None = None) -> None:
    """One link per language and one for all, the same at every load; answers there are practice and count nowhere."""
    audience = version.questionnaire.audience
    collection = study.collections.filter(name=label["da"]).first() or create_collection(
        study=study,
        version=version,
        name=label["da"],
        label=label,
        by=None,
        mode=Mode.WEB,
        is_practice=True,
    )
    for language in study.languages:
        public_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{study.slug}/{audience}/{language}")
        Invitation.objects.get_or_create(
            public_id=public_id,
            defaults={
                "collection": collection,
                "unit": unit,
                "language": language,
                "token_hash": links.token_hash(links.token_of(public_id)),
            },
        )
    if collection.open_token_hash is None:
        public_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{study.slug}/{audience}/open")
        make_open_link(collection=collection, by=None, public_id=public_id)
    open_again(collection)


def open_again(collection: Collection) -> None:
    """A link that somebody has sent an answer from can be tried by the next one."""
    sent = collection.invitations.filter(status=InvitationStatus.COMPLETE)
    Response.objects.filter(invitation__in=sent).delete()
    sent.update(status=InvitationStatus.CREATED, opened_at=None)


def practice_links(study: Study) -> list[tuple[str, str, str]]:
    """Audience, language (or that it is the link for all), address."""
    found = (
        Collection.objects.filter(study=study, is_practice=True, mode=Mode.WEB)
        .order_by("pk")
        .select_related("version__questionnaire")
        .prefetch_related("invitations")
    )
    return [
        (collection.version.questionnaire.audience, _language_name(invitation.language), links.link_of(invitation))
        for collection in found
        for invitation in collection.invitations.all()
        if not invitation.by_open_link
    ] + [
        (
            collection.version.questionnaire.audience,
            "open to all, also more than once",
            links.open_link_of(collection),
        )
        for collection in found
        if collection.open_token_hash
    ]


def practice_calls(study: Study) -> str:
    """Where an interviewer tries calling; blank where there is nobody to call."""
    if not study.collections.filter(is_practice=True, mode=Mode.TELEPHONE).exists():
        return ""
    return f"{settings.SITE_URL}{reverse('surveys:calls', args=[study.slug])}?practice=1"


def _language_name(code: str) -> str:
    return str(translation.get_language_info(code)["name"])
