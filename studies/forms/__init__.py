"""Forms of the ground floor. They ask and tidy; whether something may be is for the services to say."""

from studies.forms.groupings import CopyForm, MoveForm, PairForm
from studies.forms.people import InviteForm, JoinForm, RoleForm
from studies.forms.studies import NewStudyForm, SettingsForm
from studies.forms.subjects import EventForm, ThemeForm, ThemeNameForm
from studies.forms.texts import show_problems
from studies.forms.units import NewUnitForm, NewVariableForm, UnitForm, UnitsImportForm, VariableForm

__all__ = [
    "CopyForm",
    "EventForm",
    "InviteForm",
    "JoinForm",
    "MoveForm",
    "NewStudyForm",
    "NewUnitForm",
    "NewVariableForm",
    "PairForm",
    "RoleForm",
    "SettingsForm",
    "ThemeForm",
    "ThemeNameForm",
    "UnitForm",
    "UnitsImportForm",
    "VariableForm",
    "show_problems",
]
