"""Addresses of the API, with its description. Each says who may ask, as every address does."""

from collections.abc import Callable
from typing import Any

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from analysis import api as analysis
from config.api_docs import api_docs
from studies import api as studies


def _open(view: Any, **options: Any) -> Callable[..., Any]:  # noqa: ANN401 -- a class-based view of the framework
    """The view, with what the test of permissions reads."""
    opened: Callable[..., Any] = view.as_view(**options)
    opened.access = getattr(view, "access", "user")  # type: ignore[attr-defined]
    return opened


STUDY = "studies/<slug:slug>/"
RUN = f"{STUDY}runs/<int:pk>/"
v1 = [
    path("studies/", _open(studies.StudyList), name="studies"),
    path(STUDY, _open(studies.StudyDetail), name="study"),
    path(f"{STUDY}units/", _open(studies.UnitList), name="units"),
    path(f"{STUDY}items/", _open(analysis.ItemList), name="items"),
    path(f"{STUDY}runs/", _open(analysis.RunList), name="runs"),
    path(RUN, _open(analysis.RunDetail), name="run"),
    path(f"{RUN}cancel/", _open(analysis.RunCancel), name="run_cancel"),
    path(f"{RUN}results/", _open(analysis.Results), name="results"),
    path(f"{RUN}figures/<slug:name>.<str:suffix>", _open(analysis.FigureFile), name="figure"),
]
KNOWN = {"permission_classes": [IsAuthenticated]}
urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", _open(SpectacularAPIView, **KNOWN), name="api_schema"),
    path("docs/", api_docs, name="api_docs"),
]
