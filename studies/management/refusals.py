"""How a command refuses: every problem on its own line, that nothing was saved, exit code 1."""

import contextlib
from collections.abc import Iterator

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from studies.models import Study
from studies.problems import Problem, Refused


@contextlib.contextmanager
def refused_as_errors() -> Iterator[None]:
    try:
        yield
    except (Refused, OSError) as error:
        raise refusal(str(error)) from error


def refusal(said: str) -> CommandError:
    """The error to raise; every command ends like this."""
    lines = [str(Problem(line)) for line in said.splitlines()]
    return CommandError("\n".join([*lines, _("Nothing was saved.")]))


def study_called(slug: str) -> Study:
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        known = ", ".join(Study.objects.values_list("slug", flat=True)) or _("none yet")
        raise refusal(_("There is no study “%(slug)s”. Studies: %(known)s.") % {"slug": slug, "known": known})
    return study
