"""Making a change for a request, and telling how it went."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from studies import uploads
from studies.forms import show_problems
from studies.models import Upload
from studies.problems import Refused

Made = TypeVar("Made")


def carry_out(form: forms.Form, change: Callable[[], Made]) -> Made | None:
    """Make the change that a valid form asks for; a refusal stands in the form."""
    if not form.is_valid():
        return None
    try:
        return change()
    except Refused as refused:
        show_problems(form, refused)
        return None


def attempt(request: HttpRequest, change: Callable[[], object], done: str = "") -> bool:
    """Make a change; a refusal is told on the next page."""
    try:
        change()
    except Refused as refused:
        tell(request, refused)
        return False
    if done:
        messages.success(request, done)
    return True


def tell(request: HttpRequest, refused: Refused) -> None:
    """What is wrong, on the next page; a form has no rows and columns to name."""
    for problem in refused.problems:
        messages.error(request, f"{problem.message} {problem.remedy}".strip())


def throw_away(request: HttpRequest, upload: Upload) -> None:
    """What was uploaded goes, and the next page says so."""
    uploads.discard(upload=upload)
    messages.success(request, _("The file has been thrown away. Nothing was stored."))
