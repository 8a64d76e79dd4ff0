from django.urls import URLPattern, URLResolver, include, path

from analysis.views import item_sets, items, plans

app_name = "analysis"
STUDY = "studies/<slug:slug>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{STUDY}items/", items.items, name="items"),
    path(f"{STUDY}items/new/", items.item_new, name="item_new"),
    path(f"{STUDY}items/import/", items.items_import, name="items_import"),
    path(f"{STUDY}items/import/confirm/", items.items_import_confirm, name="items_import_confirm"),
    path(f"{STUDY}items/<str:code>/", items.item, name="item"),
    path(f"{STUDY}items/<str:code>/delete/", items.item_delete, name="item_delete"),
    path(f"{STUDY}item-sets/", item_sets.item_sets, name="item_sets"),
    path(f"{STUDY}item-sets/new/<str:form_id>/", item_sets.item_set_new, name="item_set_new"),
    path(f"{STUDY}item-sets/<int:pk>/", item_sets.item_set, name="item_set"),
    path(f"{STUDY}analyses/", plans.plans, name="plans"),
    path(f"{STUDY}runs/<int:pk>/grouping/", plans.run_grouping, name="run_grouping"),
    path(f"{STUDY}analyses/new/<str:procedure>/", plans.plan_new, name="plan_new"),
    path("", include("analysis.result_urls")),
]
