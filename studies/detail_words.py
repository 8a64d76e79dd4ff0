"""The details of an audit entry in words: names of fields, roles, groups and jobs, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Choices
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from studies.jobs import registry
from studies.models import AuditEntry
from studies.models.cases import CaseStatus
from studies.models.groupings import Group
from studies.models.people import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Said = Mapping[str, tuple[str, str]]
Source = Callable[[Mapping[str, Any]], Said]

KEYS: "dict[str, str | _StrPromise]" = {
    "answers": _("answers"),
    "answers_kept": _("answers kept"),
    "before": _("before"),
    "changed": _("changed"),
    "code": _("code"),
    "collection": _("collection"),
    "count": _("count"),
    "criteria": _("criteria"),
    "created": _("added"),
    "days": _("days before"),
    "disposition": _("disposition"),
    "excluded": _("excluded"),
    "fields": _("fields"),
    "file": _("file"),
    "form_id": _("questionnaire"),
    "format": _("format"),
    "group": _("group"),
    "high": _("high"),
    "item": _("item"),
    "item_set": _("item set"),
    "invitations": _("invitations"),
    "items": _("items"),
    "low": _("low"),
    "mailed": _("owners told by mail"),
    "middle": _("middle"),
    "name": _("name"),
    "new": _("new"),
    "kind": _("kind"),
    "new_variables": _("new variables"),
    "pair": _("pair"),
    "pairs": _("pairs"),
    "people": _("people"),
    "questions": _("questions"),
    "reason": _("reason"),
    "recipient": _("recipient"),
    "reference": _("reference"),
    "replaced": _("replaced"),
    "role": _("role"),
    "statements": _("statements"),
    "table": _("table"),
    "theme": _("theme"),
    "to": _("to"),
    "unchanged": _("unchanged"),
    "unit": _("unit"),
    "until": _("kept until"),
    "variable": _("variable"),
    "version": _("version"),
    "what": _("what happens then"),
}
CHOICES: dict[str, type[Choices]] = {"case": CaseStatus, "grouping": Group, "member": Role}
CHOSEN = ("before", "group", "role")


def details(entry: AuditEntry) -> str:
    """`role: owner` as *rolle: ejer*; what is empty is left out, what has no word stands as it is."""
    shown = {key: value for key, value in entry.details.items() if value not in ("", None, [], {})}
    above = _from_above(shown)
    return ", ".join(": ".join(above.get(key) or _here(entry, key, shown[key])) for key in shown)


def _from_above(shown: Mapping[str, Any]) -> Said:
    sources: list[Source] = [import_string(path) for path in settings.KONTRAST_DETAIL_WORDS]
    return {key: said for source in sources for key, said in source(shown).items()}


def _here(entry: AuditEntry, key: str, value: object) -> tuple[str, str]:
    about = entry.action.partition(".")[0]
    if (about, key) == ("job", "name"):
        return str(_("job")), registry.label(str(value))
    if key in CHOSEN and about in CHOICES:
        return str(KEYS[key]), str(dict(CHOICES[about].choices).get(value, value))
    if key == "fields" and isinstance(value, list):
        return str(KEYS[key]), ", ".join(_field(entry.object_type, str(name)) for name in value)
    return str(KEYS.get(key, key)), ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _field(model: str, name: str) -> str:
    """A field as its own form names it."""
    for known in apps.get_models():
        if known._meta.model_name == model:
            try:
                return str(getattr(known._meta.get_field(name), "verbose_name", name))
            except FieldDoesNotExist:
                break
    return name
