"""Words for what the audit log and a person's own data hold as codes. What has no word here is shown as it stands."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ABOUT: "dict[str, str | _StrPromise]" = {
    "call": _("call"),
    "case": _("case"),
    "collection": _("collection"),
    "criteria": _("criteria"),
    "event": _("event"),
    "grouping": _("grouping"),
    "invitations": _("invitations"),
    "item": _("item"),
    "item_set": _("item set"),
    "items": _("items"),
    "job": _("job"),
    "member": _("member"),
    "plan": _("plan"),
    "questionnaire": _("questionnaire"),
    "quota": _("quota"),
    "response": _("response"),
    "responses": _("responses"),
    "results": _("results"),
    "run": _("run"),
    "study": _("study"),
    "synthesis": _("synthesis"),
    "theme": _("theme"),
    "unit": _("unit"),
    "units": _("units"),
    "value": _("value"),
    "variable": _("variable"),
}
DONE: "dict[str, str | _StrPromise]" = {
    "accepted": _("accepted"),
    "activated": _("made active"),
    "asked": _("asked"),
    "candidate": _("candidate again"),
    "cancelled": _("cancelled"),
    "changed": _("changed"),
    "chosen": _("chosen"),
    "closed": _("closed"),
    "created": _("added"),
    "declined": _("declined"),
    "deleted": _("deleted"),
    "downloaded": _("downloaded"),
    "erased": _("erased"),
    "excluded": _("excluded"),
    "exported": _("exported"),
    "handed_over": _("handed over"),
    "imported": _("imported"),
    "invitation_withdrawn": _("invitation withdrawn"),
    "invited": _("invited"),
    "joined": _("joined"),
    "moved": _("moved"),
    "named": _("given a name"),
    "opened": _("opened"),
    "paired": _("pair made"),
    "published": _("published"),
    "recorded": _("noted"),
    "removed": _("removed"),
    "renamed": _("renamed"),
    "reported": _("reported"),
    "requested": _("requested"),
    "role_changed": _("role changed"),
    "unblinded": _("group of the unit shown"),
    "unit_moved": _("unit moved"),
    "unpaired": _("pair taken apart"),
    "withdrawn": _("withdrawn"),
    "written": _("written"),
}


def action(code: str) -> str:
    """`run.published` in words: *run: published*."""
    about, _dot, done = code.partition(".")
    return f"{ABOUT.get(about, about)}: {DONE.get(done, done)}" if done else code
