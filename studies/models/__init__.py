"""The ground floor: people, studies, units, groupings, cases, jobs and who did what."""

from studies.models.audit import AuditEntry
from studies.models.cases import Case, Event
from studies.models.groupings import Group, Grouping, GroupMember, Pair
from studies.models.jobs import Job
from studies.models.people import MemberInvitation, Membership, Role, User
from studies.models.study import LegalBasis, Study
from studies.models.units import Sensitivity, Theme, Unit, Variable, VariableValue
from studies.models.uploads import Upload

__all__ = [
    "AuditEntry",
    "Case",
    "Event",
    "Group",
    "GroupMember",
    "Grouping",
    "Job",
    "LegalBasis",
    "MemberInvitation",
    "Membership",
    "Pair",
    "Role",
    "Sensitivity",
    "Study",
    "Theme",
    "Unit",
    "Upload",
    "User",
    "Variable",
    "VariableValue",
]
