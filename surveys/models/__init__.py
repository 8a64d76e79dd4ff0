"""Questionnaires, their versions and questions; collections, invitations and responses."""

from surveys.models.calls import ContactAttempt, InterviewerLanguage
from surveys.models.collections import Anonymity, Collection, DisclosureLevel, Mode, SecondRule
from surveys.models.exports import DataExport
from surveys.models.mailings import Mail, Mailing, MailKind, MailStatus, MailTemplate
from surveys.models.people import Identity, UnitContact
from surveys.models.questionnaires import (
    Choice,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionType,
    Section,
    VersionStatus,
)
from surveys.models.quotas import Quota
from surveys.models.responses import Invitation, InvitationStatus, Response, ResponseStatus
from surveys.models.spent import SpentLink

__all__ = [
    "Anonymity",
    "Choice",
    "Collection",
    "ContactAttempt",
    "DataExport",
    "DisclosureLevel",
    "Identity",
    "InterviewerLanguage",
    "Invitation",
    "InvitationStatus",
    "Mail",
    "MailKind",
    "MailStatus",
    "MailTemplate",
    "Mailing",
    "Mode",
    "Question",
    "QuestionType",
    "Questionnaire",
    "QuestionnaireVersion",
    "Quota",
    "Response",
    "ResponseStatus",
    "SecondRule",
    "Section",
    "SpentLink",
    "UnitContact",
    "VersionStatus",
]
