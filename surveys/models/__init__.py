"""Questionnaires, their versions and questions; collections, invitations and responses."""

from surveys.models.collections import Anonymity, Collection, DisclosureLevel, Mode, SecondRule
from surveys.models.exports import DataExport
from surveys.models.questionnaires import (
    Choice,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionType,
    Section,
    VersionStatus,
)
from surveys.models.responses import Invitation, InvitationStatus, Response, ResponseStatus

__all__ = [
    "Anonymity",
    "Choice",
    "Collection",
    "DataExport",
    "DisclosureLevel",
    "Invitation",
    "InvitationStatus",
    "Mode",
    "Question",
    "QuestionType",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "ResponseStatus",
    "SecondRule",
    "Section",
    "VersionStatus",
]
