"""Words for what the audit log and a person's own data hold as codes. What has no word here is shown as it stands."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ABOUT: "dict[str, str | _StrPromise]" = {
    "call": _("call"),
    "case": _("case"),
    "collection": _("collection"),
    "contact": _("contact in a unit"),
    "contacts": _("contacts in units"),
    "criteria": _("criteria"),
    "event": _("event"),
    "grouping": _("grouping"),
    "invitation": _("invitation"),
    "invitations": _("invitations"),
    "item": _("item"),
    "item_set": _("item set"),
    "items": _("items"),
    "job": _("job"),
    "mail": _("mail"),
    "mail_text": _("mail text"),
    "mailing": _("mailing"),
    "member": _("member"),
    "open_link": _("open link"),
    "people": _("people"),
    "person": _("person"),
    "plan": _("plan"),
    "questionnaire": _("questionnaire"),
    "quota": _("quota"),
    "response": _("response"),
    "responses": _("responses"),
    "results": _("results"),
    "retention": _("time of keeping"),
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
    "bounced": _("mail came back"),
    "cancelled": _("cancelled"),
    "changed": _("changed"),
    "chosen": _("chosen"),
    "closed": _("closed"),
    "created": _("added"),
    "declined": _("declined"),
    "deleted": _("deleted"),
    "done": _("over, and done as the study says"),
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
    "passed_on": _("passed on to a colleague"),
    "opted_out": _("want no more mail"),
    "paired": _("pair made"),
    "published": _("published"),
    "recorded": _("noted"),
    "removed": _("removed"),
    "renamed": _("renamed"),
    "reported": _("reported"),
    "requested": _("requested"),
    "role_changed": _("role changed"),
    "sent_again": _("sent again"),
    "unmarked": _("mark taken away"),
    "unblinded": _("group of the unit shown"),
    "unit_moved": _("unit moved"),
    "unpaired": _("pair taken apart"),
    "warned": _("soon over; owners are told"),
    "withdrawn": _("withdrawn"),
    "written": _("written"),
}


def action(code: str) -> str:
    """`run.published` in words: *run: published*."""
    about, _dot, done = code.partition(".")
    return f"{ABOUT.get(about, about)}: {DONE.get(done, done)}" if done else code
