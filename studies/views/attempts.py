"""Making a change for a request, and telling how it went."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from studies.problems import Refused


def attempt(request: HttpRequest, change: Callable[[], object], done: str = "") -> bool:
    """Make a change; a refusal is told on the next page."""
    try:
        change()
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.message} {problem.remedy}".strip())
        return False
    if done:
        messages.success(request, done)
    return True
