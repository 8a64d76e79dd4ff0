"""How the collecting goes: of a study, of a collection, as a file; and who has not answered."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from studies.models import Study, Unit
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import carry_out
from surveys import services
from surveys.fieldwork import files
from surveys.fieldwork.drawing import progress_of
from surveys.fieldwork.rows import Row
from surveys.fieldwork.shown import Shown, shown_to
from surveys.fieldwork.waiting import WAITING, Filter, groups_offered, may_be_named, waiting
from surveys.models import Collection, MailKind
from surveys.people_forms import RecipientForm

PEOPLE_A_PAGE, LATEST_DAYS = 100, 14


@study_view(Permission.VIEW_FIELDWORK)
def fieldwork(request: HttpRequest, study: Study) -> HttpResponse:
    """All collections that count."""
    found = _collections(study)
    url = reverse("surveys:fieldwork", args=[study.slug])
    return _page(
        request, study, found, {"url": url, "file_url": reverse("surveys:fieldwork_file", args=[study.slug])}
    )


@study_view(Permission.VIEW_FIELDWORK)
def collection_fieldwork(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _collection(study, pk)
    own = [study.slug, found.pk]
    urls = {
        "url": reverse("surveys:collection_fieldwork", args=own),
        "file_url": reverse("surveys:collection_fieldwork_file", args=own),
    }
    return _page(request, study, [found], {**urls, "collection": found})


@study_view(Permission.VIEW_FIELDWORK)
def fieldwork_file(request: HttpRequest, study: Study) -> HttpResponse:
    shown = shown_to(user_of(request), study, _collections(study))
    return _file(request, f"fieldwork-{study.slug}", files.sheets_of(shown))


@study_view(Permission.VIEW_FIELDWORK)
def collection_fieldwork_file(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    shown = shown_to(user_of(request), study, [_collection(study, pk)])
    return _file(request, f"fieldwork-{study.slug}-{pk}", files.sheets_of(shown))


@study_view(Permission.VIEW_RESPONSES)
def who_is_waiting(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found, chosen = _collection(study, pk), _filter(request)
    people = waiting(found, chosen)
    context = {
        "study": study,
        "collection": found,
        "chosen": chosen,
        "page": Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "named": may_be_named(found),
        "units": Unit.objects.filter(invitations__collection=found).distinct().order_by("name", "code"),
        "groups": groups_offered(),
        "remind_url": _remind_url(study, found, request),
        "statuses": [(status.value, status.label) for status in WAITING],
        "downloads": _downloads(reverse("surveys:waiting_file", args=[study.slug, pk]), request),
    }
    return render(request, "surveys/waiting.html", context)


def _remind_url(study: Study, collection: Collection, request: HttpRequest) -> str:
    """To the reminder for those who are listed; nothing is sent before one has seen to whom."""
    url = reverse("surveys:mailing_new", args=[study.slug, collection.pk, MailKind.REMINDER])
    return f"{url}?{urlencode(asdict(_filter(request)))}"


@study_view(Permission.VIEW_RESPONSES)
def waiting_file(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Names leave the house: the audit log says so, and for whom."""
    found, by = _collection(study, pk), user_of(request)
    people = waiting(found, _filter(request))
    form = RecipientForm(request.POST or None)
    take = services.record_waiting_file
    if not carry_out(form, lambda: take(collection=found, by=by, count=people.count(), **form.cleaned_data)):
        return render(request, "surveys/recipient.html", {"study": study, "collection": found, "form": form})
    return _file(request, f"not-answered-{study.slug}-{pk}", {_("people"): files.people(people)})


def _page(
    request: HttpRequest, study: Study, collections: Sequence[Collection], more: dict[str, object]
) -> HttpResponse:
    shown = shown_to(user_of(request), study, collections)
    every = request.GET.get("days") == "all"
    context = {
        "study": study,
        "shown": shown,
        "progress": progress_of(shown.days, groups=bool(shown.groups)),
        "days": shown.days[::-1] if every else shown.days[: -LATEST_DAYS - 1 : -1],
        "more_days": not every and len(shown.days) > LATEST_DAYS,
        "open": any(_is_open(each) for each in collections),
        "downloads": _downloads(str(more["file_url"])),
        "sums": _tables(shown, ("collections", "audiences", "groups")),
        "places": _tables(shown, ("pairs", "units")),
        **more,
    }
    live = bool(request.headers.get("HX-Request"))
    return render(request, "surveys/fieldwork_counts.html" if live else "surveys/fieldwork.html", context)


def _tables(shown: Shown, names: Iterable[str]) -> list[tuple[str, str, list[Row]]]:
    """Caption, the name of its first column, rows; a table of one row says nothing more than the sum."""
    words = {
        "collections": (_("By collection"), _("Collection")),
        "audiences": (_("By audience"), _("Audience")),
        "groups": (_("By group"), _("Group")),
        "pairs": (_("By pair"), _("Unit")),
        "units": (_("By unit"), _("Unit")),
    }
    return [(*words[name], rows) for name in names if len(rows := getattr(shown, name)) > 1]


def _collections(study: Study) -> list[Collection]:
    return list(
        Collection.objects.counting().filter(study=study).select_related("version__questionnaire").order_by("pk")
    )


def _collection(study: Study, pk: int) -> Collection:
    rows = Collection.objects.filter(study=study).select_related("version__questionnaire")
    return get_object_or_404(rows, pk=pk)


def _is_open(collection: Collection) -> bool:
    return collection.closes is None or collection.closes >= timezone.localdate()


def _filter(request: HttpRequest) -> Filter:
    return Filter(**{name: request.GET.get(name, "") for name in ("unit", "group", "status")})


def _downloads(url: str, request: HttpRequest | None = None) -> list[dict[str, str]]:
    """Of the list as it is filtered."""
    chosen = request.GET.copy() if request else QueryDict(mutable=True)
    found = []
    for format_ in files.FORMATS.values():
        chosen["format"] = format_.code
        found.append({"url": f"{url}?{chosen.urlencode()}", "label": str(format_.name)})
    return found


def _file(request: HttpRequest, name: str, sheets: dict[str, Iterable[files.Line]]) -> HttpResponse:
    format_ = request.GET.get("format", "csv")
    if format_ not in files.FORMATS:
        raise Http404
    found = files.FORMATS[format_]
    answer = HttpResponse(files.written(format_, sheets), content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{found.suffix}"'
    return answer
