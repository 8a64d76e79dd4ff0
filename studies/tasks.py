"""What jobs of the ground floor do."""

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from studies import services, uploads
from studies.jobs import JobContext, job


@job("studies.tidy", label=_("nightly tidying"))
def tidy(_context: JobContext) -> None:
    """Every night: files that were uploaded and never imported, sessions that have expired."""
    uploads.discard_old()
    call_command("clearsessions")


@job("studies.retain", label=_("what was kept long enough"))
def retain(_context: JobContext) -> None:
    """Every night: warn owners before a study's date, and erase when it has come."""
    services.retain_all()
