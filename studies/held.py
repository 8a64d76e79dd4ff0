"""What is held about a member of staff, as the page says it: kinds, columns and values in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from studies import privacy, words
from studies.models import Role, User
from studies.models.cases import CaseStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 50
TITLES: "dict[str, str | _StrPromise]" = {
    "account": _("Your account"),
    "memberships": _("Studies you are a member of"),
    "invitations": _("Invitations to you"),
    "audit_entries": _("What you have done, in the audit log"),
    "decisions": _("Cases you have decided on"),
    "groupings": _("Groupings you have made"),
    "jobs": _("Background work you have asked for"),
}
COLUMNS: "dict[str, str | _StrPromise]" = {
    "email": _("E-mail address"),
    "name": _("Name"),
    "joined": _("Account made"),
    "last_login": _("Last log-in"),
    "study": _("Study"),
    "role": _("Role"),
    "since": _("Since"),
    "sent": _("Sent"),
    "number": _("No."),
    "at": _("When"),
    "action": _("What"),
    "unit": _("Unit"),
    "status": _("Decision"),
    "job": _("Job"),
}
MOMENTS = frozenset({"joined", "last_login", "since", "sent", "at"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One table, each cell beside its column's title. `more`: rows that only the download has."""

    title: str
    columns: list[str]
    rows: list[list[tuple[str, str]]]
    more: int


def kinds(*, user: User) -> list[Kind]:
    """Kinds of which something is held, in the order of the export."""
    return [_kind(code, rows) for code, rows in privacy.show(user=user).items() if rows]


def _kind(code: str, rows: list[dict[str, Any]]) -> Kind:
    columns = [str(COLUMNS.get(name, name)) for name in rows[0]]
    values = [[_value(name, value) for name, value in row.items()] for row in rows[:SHOWN]]
    return Kind(
        title=str(TITLES.get(code, code)),
        columns=columns,
        rows=[list(zip(columns, row, strict=True)) for row in values],
        more=max(len(rows) - SHOWN, 0),
    )


def _value(name: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    if name in MOMENTS:
        return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "DATETIME_FORMAT")
    if name == "role":
        return str(Role(str(value)).label)
    if name == "status":
        return str(CaseStatus(str(value)).label)
    return words.action(str(value)) if name == "action" else str(value)
