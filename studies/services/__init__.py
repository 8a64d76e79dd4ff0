"""Every change to studies, their people, units, groupings and cases. Called as `services.choose_case(...)`."""

from studies.services.cases import change_case_status, choose_case, exclude_case, reconsider_case
from studies.services.events import create_event, delete_event, update_event
from studies.services.groupings import (
    PairSpec,
    activate_grouping,
    create_grouping,
    delete_grouping,
    mark_used,
    rename_grouping,
)
from studies.services.members import (
    accept_invitation,
    change_role,
    create_account,
    invite_member,
    remove_member,
    withdraw_invitation,
)
from studies.services.regrouping import copy_grouping, move_unit, pair_units, unpair
from studies.services.retention import apply_retention, days_left, is_due, retain_all
from studies.services.studies import create_study, update_study
from studies.services.themes import create_theme, delete_theme, move_theme, update_theme
from studies.services.units import create_unit, create_variable, set_value, update_unit, update_variable

__all__ = [
    "PairSpec",
    "accept_invitation",
    "activate_grouping",
    "apply_retention",
    "change_case_status",
    "change_role",
    "choose_case",
    "copy_grouping",
    "create_account",
    "create_event",
    "create_grouping",
    "create_study",
    "create_theme",
    "create_unit",
    "create_variable",
    "days_left",
    "delete_event",
    "delete_grouping",
    "delete_theme",
    "exclude_case",
    "invite_member",
    "is_due",
    "mark_used",
    "move_theme",
    "move_unit",
    "pair_units",
    "reconsider_case",
    "remove_member",
    "rename_grouping",
    "retain_all",
    "set_value",
    "unpair",
    "update_event",
    "update_study",
    "update_theme",
    "update_unit",
    "update_variable",
    "withdraw_invitation",
]
