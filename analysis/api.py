"""The API of items, runs and results, each as permissions and disclosure leave it."""

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from analysis import disclosure, exports, selectors, services
from analysis.exports.document import notes, notice
from analysis.exports.pictures import POLICY, picture
from analysis.models import Figure, Item, Run, RunStatus
from analysis.procedures import PROCEDURES
from studies.api import InStudy
from studies.models import User
from studies.permissions import Permission, user_of
from studies.problems import Refused


class ItemSerializer(serializers.ModelSerializer[Item]):
    label = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]  # a model's field, not the serializer's own label
    note = serializers.DictField(child=serializers.CharField())
    reported_reason = serializers.DictField(child=serializers.CharField())
    questions = serializers.ListField(child=serializers.CharField())
    yes = serializers.ListField(child=serializers.CharField())
    no = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    questionnaire = serializers.CharField(source="questionnaire.form_id")
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)

    class Meta:
        model = Item
        fields = ("code", "label", "questionnaire", "questions", "yes", "no", "missing", "combine", "theme",
                  "direction", "note", "reported", "reported_reason")  # fmt: skip


class ItemFilter(django_filters.FilterSet):
    questionnaire = django_filters.CharFilter(field_name="questionnaire__form_id")
    theme = django_filters.CharFilter(field_name="theme__code")

    class Meta:
        model = Item
        fields = ("code", "reported")


class ItemList(InStudy[Item], generics.ListAPIView[Item]):
    """The study's items: which answers count."""

    access = Permission.VIEW_QUESTIONNAIRES
    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    queryset = Item.objects.none()

    def get_queryset(self) -> QuerySet[Item]:
        return Item.objects.filter(study=self.study).select_related("questionnaire", "theme")


class RunSerializer(serializers.ModelSerializer[Run]):
    id = serializers.IntegerField(source="pk", read_only=True)
    grouping = serializers.CharField(source="grouping.name", default=None, allow_null=True, read_only=True)
    parameters = serializers.DictField(required=False, default=dict)
    procedure = serializers.ChoiceField(choices=list(PROCEDURES))
    excluded = serializers.DictField(read_only=True)
    stale = serializers.SerializerMethodField(help_text="Something the run rests on has changed since.")

    def get_stale(self, run: Run) -> bool:
        if not hasattr(run, "is_stale"):
            selectors.with_staleness([run])
        return bool(run.is_stale)  # type: ignore[attr-defined]  # set by with_staleness

    class Meta:
        model = Run
        fields = ("id", "procedure", "parameters", "grouping", "status", "stale", "digest", "version", "n_used",
                  "excluded", "error", "published_at", "created_at", "finished_at")  # fmt: skip
        read_only_fields = tuple(name for name in fields if name not in {"procedure", "parameters"})


class RunFilter(django_filters.FilterSet):
    procedure = django_filters.ChoiceFilter(choices=[(name, name) for name in PROCEDURES])
    questionnaire = django_filters.CharFilter(field_name="parameters__questionnaire")
    status = django_filters.ChoiceFilter(choices=RunStatus.choices)

    class Meta:
        model = Run
        fields = ("procedure", "status")


class RunsOfStudy(InStudy[Run]):
    """Runs the user may see."""

    access = Permission.VIEW_RESULTS
    changes: Permission | None = Permission.RUN_ANALYSIS
    serializer_class = RunSerializer
    queryset = Run.objects.none()

    def get_queryset(self) -> QuerySet[Run]:
        return disclosure.visible_runs(self.request.user, self.study).select_related("grouping", "study", "job")

    def found(self) -> Run:
        run = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        run.study = self.study
        return run


class RunList(RunsOfStudy, generics.ListCreateAPIView[Run]):
    """Runs, newest first; a new one starts with a procedure and its parameters by name."""

    filterset_class = RunFilter

    def paginate_queryset(self, queryset: Any) -> Any:  # noqa: ANN401 -- the framework's own
        """A page of runs, each with its staleness: read for all of them at once."""
        page = super().paginate_queryset(queryset)
        return page and selectors.with_staleness(page)

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:  # noqa: ANN401 -- the framework's own
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = self._start(user_of(request), asked.validated_data)
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    def _start(self, by: User, data: dict[str, Any]) -> Run:
        try:
            with transaction.atomic():
                plan = services.create_plan(
                    study=self.study, procedure=data["procedure"], parameters=data["parameters"], by=by
                )
                return services.request_run(plan=plan, by=by)
        except Refused as refused:
            raise ValidationError({"problems": [str(problem) for problem in refused.problems]}) from refused


class RunDetail(RunsOfStudy, generics.RetrieveAPIView[Run]):
    """One run: what was asked, on which data, and how far it is."""

    def get_object(self) -> Run:
        return self.found()


class RunCancel(RunsOfStudy):
    """Stop a run that has not ended."""

    access = Permission.RUN_ANALYSIS

    @extend_schema(request=None, responses={200: RunSerializer, 409: OpenApiTypes.OBJECT})
    def post(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:  # noqa: ANN401 -- the framework's own
        run = self.found()
        if not services.cancel_run(run=run, by=user_of(request)):
            return Response({"detail": "The run has ended."}, status=status.HTTP_409_CONFLICT)
        return Response(self.get_serializer(run).data)


class FigureSerializer(serializers.Serializer[Figure]):
    name = serializers.CharField()
    title = serializers.CharField()
    alternative = serializers.CharField()
    svg = serializers.CharField()
    png = serializers.CharField()


class TableSerializer(serializers.Serializer[Any]):
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())
    withheld = serializers.CharField(required=False)


class ResultsSerializer(serializers.Serializer[Any]):
    """The shape that the command line prints, with the notice of the study and the figures."""

    procedure = serializers.CharField()
    parameters = serializers.DictField()
    grouping = serializers.CharField(allow_null=True)
    digest = serializers.CharField(allow_blank=True)
    n_used = serializers.IntegerField(allow_null=True)
    excluded = serializers.DictField()
    notes = serializers.ListField(child=serializers.CharField())
    tables = serializers.DictField(child=TableSerializer())
    notice = serializers.CharField(allow_blank=True)
    figures = FigureSerializer(many=True)


class Results(RunsOfStudy):
    """A run's tables and figures, as disclosure leaves them for you."""

    changes = None

    @extend_schema(responses=ResultsSerializer)
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:  # noqa: ANN401 -- the framework's own
        run = self.found()
        team = disclosure.is_team(request.user, self.study)
        content = exports.payload(run, disclosure.visible_tables(run, team=team), notes(run, team=team))
        return Response({**content, "notice": notice(run, team=team), "figures": self._figures(run, team=team)})

    def _figures(self, run: Run, *, team: bool) -> list[dict[str, str]]:
        return [
            {"name": figure.name, "title": figure.title, "alternative": figure.alternative, **_links(run, figure)}
            for figure in disclosure.visible_figures(run, team=team, language=_language())
        ]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _links(run: Run, figure: Figure) -> dict[str, str]:
    return {
        format_: reverse("api:figure", args=[run.study.slug, run.pk, figure.name, format_])
        for format_ in ("svg", "png")
    }


class FigureFile(RunsOfStudy):
    """A figure as SVG or PNG.

    A PNG is drawn just after the run is done: until then 503, with Retry-After; 409 where it could not be drawn.
    """

    changes = None

    @extend_schema(responses={(200, "image/svg+xml"): OpenApiTypes.BINARY, (200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- the framework's own
        run = self.found()
        team = disclosure.is_team(request.user, self.study)
        found = picture(run, self.kwargs["name"], self.kwargs["suffix"], team=team, language=_language())
        if found is None:
            raise Http404
        if not found.content:
            return _not_drawn(run)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-store"}
        return HttpResponse(found.content, content_type=found.content_type, headers=headers)


def _not_drawn(run: Run) -> HttpResponse:
    job = selectors.undrawn(run)
    if job is not None and job.is_final:
        return JsonResponse({"detail": "The PNG could not be drawn. Run again."}, status=status.HTTP_409_CONFLICT)
    return HttpResponse(status=status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": "2"})
