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
from surveys.services.calling import (
    add_person,
    choose_languages,
    claim,
    claim_next,
    complete_interview,
    hand_over,
    keep_hold,
    put_back,
    record_call,
    unblind,
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
from surveys.services.links_out import record_links_out, take_links
from surveys.services.loading import Load, NewResponse
from surveys.services.mailings import (
    follow_mail_job,
    go_on_sending,
    mail_texts_of,
    request_mailing,
    sample_names,
    save_mail_texts,
    send_mail_again,
)
from surveys.services.marks import MARKS, mark_addresses, mark_contact, mark_person
from surveys.services.naming import name_respondent
from surveys.services.opening import (
    TooMany,
    close_open_link,
    invite_by_open_link,
    make_open_link,
    open_collection,
)
from surveys.services.paper import begin_paper, store_paper
from surveys.services.people import (
    add_contacts,
    add_people,
    change_person,
    erase_contact,
    refuse_list,
    report_eligible,
)
from surveys.services.questionnaires import Frozen, Outcome, copy_to_draft, publish, retire, save_form
from surveys.services.quotas import change_quota, create_quota, delete_quota
from surveys.services.retention import retain
from surveys.services.sending import send_waiting
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
    "MARKS",
    "AlreadySent",
    "Frozen",
    "Load",
    "NewResponse",
    "OtherContent",
    "Outcome",
    "Sending",
    "TooMany",
    "add_contacts",
    "add_people",
    "add_person",
    "begin_paper",
    "change_collection",
    "change_person",
    "change_quota",
    "check_recipient",
    "check_survey_file",
    "choose_language",
    "choose_languages",
    "claim",
    "claim_next",
    "close_open_link",
    "complete_interview",
    "content_of",
    "copy_to_draft",
    "create_collection",
    "create_invitations",
    "create_quota",
    "delete_quota",
    "discard_exports",
    "discard_old_exports",
    "erase_contact",
    "errors_in",
    "export_path",
    "finish_export",
    "follow_mail_job",
    "go_on_sending",
    "hand_over",
    "invite_by_open_link",
    "is_spent",
    "keep_hold",
    "look_through",
    "mail_texts_of",
    "make_open_link",
    "mark_addresses",
    "mark_contact",
    "mark_person",
    "move_invitation",
    "move_upload",
    "name_respondent",
    "open_collection",
    "pass_on",
    "publish",
    "put_back",
    "record_call",
    "record_download",
    "record_export",
    "record_links_out",
    "record_waiting_file",
    "refuse_list",
    "refuse_upload",
    "reminders_in",
    "report_eligible",
    "request_export",
    "request_mailing",
    "retain",
    "retire",
    "sample_names",
    "save_answers",
    "save_form",
    "save_mail_texts",
    "send",
    "send_mail_again",
    "send_waiting",
    "settle",
    "start_response",
    "statistics_job",
    "store_paper",
    "store_survey",
    "take_links",
    "unblind",
    "withdraw",
]
