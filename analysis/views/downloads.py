"""Tables and figures as files, each as disclosure leaves it for the one who asks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analysis import disclosure, exports, selectors
from analysis.exports import Format
from analysis.exports.pictures import POLICY, on_screen, picture
from analysis.models import Run
from analysis.views.results import find_run
from studies import audit
from studies.models import Study
from studies.permissions import Permission, study_view, user_of


@require_GET
@study_view(Permission.VIEW_RESULTS)
def table(request: HttpRequest, study: Study, pk: int, name: str, format: str) -> HttpResponse:  # noqa: A002 -- the address says format
    run = find_run(request, study, pk)
    if format not in exports.FORMATS or not run.tables.filter(name=name).exists():
        raise Http404
    return _file(request, run, exports.FORMATS[format], name)


@require_GET
@study_view(Permission.VIEW_RESULTS)
def run_file(request: HttpRequest, study: Study, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the address says format
    """All tables of a run in one file."""
    run = find_run(request, study, pk)
    if format not in exports.RUN_FORMATS:
        raise Http404
    return _file(request, run, exports.RUN_FORMATS[format])


def _file(request: HttpRequest, run: Run, format_: Format, name: str = "") -> HttpResponse:
    team = disclosure.is_team(request.user, run.study)
    document = exports.document(run, team=team, names=[name] if name else [])
    content = exports.write(document, format_)
    audit.record(
        study=run.study, by=user_of(request), action="results.exported", about=run, format=format_.code, table=name
    )
    return _attachment(content, format_.content_type, exports.filename(run, format_, name))


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_GET
@study_view(Permission.VIEW_RESULTS)
def figure(request: HttpRequest, study: Study, pk: int, name: str, format: str) -> HttpResponse:  # noqa: A002 -- the address says format
    """The picture for this viewer, in the language of the page."""
    run = find_run(request, study, pk)
    team = disclosure.is_team(request.user, study)
    found = picture(run, name, format, team=team, language=(get_language() or "en").split("-")[0])
    if found is None:
        raise Http404
    if not found.content:
        return _not_drawn(request, run)
    if "download" in request.GET:
        return _attachment(found.content, found.content_type, found.filename)
    headers = {"Cache-Control": "private, max-age=300", "Vary": "Accept-Language, Cookie"}
    headers["Content-Security-Policy"] = POLICY
    return HttpResponse(on_screen(found), content_type=found.content_type, headers=headers)


def _not_drawn(request: HttpRequest, run: Run) -> HttpResponse:
    """Back to the run, whose page says why where the PNG could not be drawn."""
    job = selectors.undrawn(run)
    if job is None or not job.is_final:
        messages.info(request, _("The PNG is still being drawn. Ask for it again in a moment."))
    return redirect(run)
