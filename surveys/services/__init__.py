"""Every change in questionnaires, collections, invitations and answers."""

from surveys.services.answering import (
    AlreadySent,
    Sending,
    choose_language,
    errors_in,
    reminders_in,
    save_answers,
    send,
    settle,
    start_response,
)
from surveys.services.collections import change_collection, create_collection
from surveys.services.exports import (
    check_recipient,
    discard_exports,
    discard_old_exports,
    export_path,
    finish_export,
    record_download,
    record_export,
    request_export,
)
from surveys.services.invitations import create_invitations, move_invitation
from surveys.services.loading import Load, NewResponse
from surveys.services.naming import name_respondent
from surveys.services.questionnaires import Frozen, Outcome, copy_to_draft, publish, retire, save_form
from surveys.services.statistics import (
    check_survey_file,
    look_through,
    move_upload,
    refuse_upload,
    statistics_job,
    store_survey,
)
from surveys.services.waiting import record_waiting_file

__all__ = [
    "AlreadySent",
    "Frozen",
    "Load",
    "NewResponse",
    "Outcome",
    "Sending",
    "change_collection",
    "check_recipient",
    "check_survey_file",
    "choose_language",
    "copy_to_draft",
    "create_collection",
    "create_invitations",
    "discard_exports",
    "discard_old_exports",
    "errors_in",
    "export_path",
    "finish_export",
    "look_through",
    "move_invitation",
    "move_upload",
    "name_respondent",
    "publish",
    "record_download",
    "record_export",
    "record_waiting_file",
    "refuse_upload",
    "reminders_in",
    "request_export",
    "retire",
    "save_answers",
    "save_form",
    "send",
    "settle",
    "start_response",
    "statistics_job",
    "store_survey",
]
