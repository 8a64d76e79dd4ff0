"""Every change in questionnaires, collections, invitations and answers."""

from surveys.services.anonymous import content_of, is_spent
from surveys.services.answering import (
    AlreadySent,
    OtherContent,
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
from surveys.services.leaving import pass_on, withdraw
from surveys.services.loading import Load, NewResponse
from surveys.services.naming import name_respondent
from surveys.services.opening import (
    close_open_link,
    invite_by_open_link,
    make_open_link,
    open_collection,
)
from surveys.services.questionnaires import Frozen, Outcome, copy_to_draft, publish, retire, save_form
from surveys.services.retention import retain
from surveys.services.statistics import (
    check_survey_file,
    look_through,
    move_upload,
    refuse_upload,
    statistics_job,
    store_survey,
)

__all__ = [
    "AlreadySent",
    "Frozen",
    "Load",
    "NewResponse",
    "OtherContent",
    "Outcome",
    "Sending",
    "change_collection",
    "check_recipient",
    "check_survey_file",
    "choose_language",
    "close_open_link",
    "content_of",
    "copy_to_draft",
    "create_collection",
    "create_invitations",
    "discard_exports",
    "discard_old_exports",
    "errors_in",
    "export_path",
    "finish_export",
    "invite_by_open_link",
    "is_spent",
    "look_through",
    "make_open_link",
    "move_invitation",
    "move_upload",
    "name_respondent",
    "open_collection",
    "pass_on",
    "publish",
    "record_download",
    "record_export",
    "refuse_upload",
    "reminders_in",
    "request_export",
    "retain",
    "retire",
    "save_answers",
    "save_form",
    "send",
    "settle",
    "start_response",
    "statistics_job",
    "store_survey",
    "withdraw",
]
