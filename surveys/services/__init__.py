"""Every change in questionnaires, collections, invitations and answers."""

from surveys.services.answering import (
    AlreadySent,
    Sending,
    errors_in,
    reminders_in,
    save_answers,
    send,
    settle,
    start_response,
)
from surveys.services.collections import change_collection, create_collection
from surveys.services.invitations import create_invitations, move_invitation
from surveys.services.loading import Load, NewResponse
from surveys.services.naming import name_respondent
from surveys.services.questionnaires import Frozen, Outcome, copy_to_draft, publish, retire, save_form

__all__ = [
    "AlreadySent",
    "Frozen",
    "Load",
    "NewResponse",
    "Outcome",
    "Sending",
    "change_collection",
    "copy_to_draft",
    "create_collection",
    "create_invitations",
    "errors_in",
    "move_invitation",
    "name_respondent",
    "publish",
    "reminders_in",
    "retire",
    "save_answers",
    "save_form",
    "send",
    "settle",
    "start_response",
]
