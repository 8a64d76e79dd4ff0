"""Addresses of runs and what they found; analysis/urls.py includes them."""

from django.urls import path

from analysis.views import contrasts, downloads, results, selection

RUN = "studies/<slug:slug>/runs/<int:pk>/"
CONTRASTS = "studies/<slug:slug>/contrasts/"
SELECTION = "studies/<slug:slug>/selection/"
urlpatterns = [
    path(RUN, results.run, name="run"),
    path(f"{RUN}status/", results.run_status, name="run_status"),
    path(f"{RUN}again/", results.run_again, name="run_again"),
    path(f"{RUN}cancel/", results.run_cancel, name="run_cancel"),
    path(f"{RUN}publish/", results.run_publish, name="run_publish"),
    path(f"{RUN}all.<str:format>", downloads.run_file, name="run_file"),
    path(f"{RUN}tables/<slug:name>.<str:format>", downloads.table, name="table"),
    path(f"{RUN}figures/<slug:name>.<str:format>", downloads.figure, name="figure"),
    path(CONTRASTS, contrasts.contrasts, name="contrasts"),
    path(f"{CONTRASTS}<slug:form_id>/", contrasts.contrast, name="contrast"),
    path(f"{CONTRASTS}<slug:form_id>/themes/<str:theme>/synthesis/", contrasts.synthesis, name="synthesis"),
    path(f"{CONTRASTS}<slug:form_id>/<str:item>/", contrasts.contrast_item, name="contrast_item"),
    path(f"{CONTRASTS}<slug:form_id>/<str:item>/report/", contrasts.report_item, name="report_item"),
    path(SELECTION, selection.selection, name="selection"),
    path(f"{SELECTION}choose/", selection.choose_case, name="choose_case"),
    path(f"{SELECTION}status/<int:pk>/", selection.case_status, name="case_status"),
]
