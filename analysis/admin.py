"""The site's own look at items, plans and runs: everything to read, nothing to change; a run again, a run stopped.

Staff of the site are no members of a study: tables and figures are as disclosure leaves them for others.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from analysis import disclosure, services
from analysis.exports.document import about
from analysis.formatting import sentence
from analysis.models import Criterion, Item, ItemSet, Plan, Run, StatedCriterion, Synthesis
from analysis.pages import tables
from analysis.pages.tables import Asked
from studies.admin import ReadOnly
from studies.permissions import user_of
from studies.problems import Refused
from studies.texts import pick


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    alternative: str
    source: str


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("id", "of_study", "procedure", "status", "n_used", "short_digest", "requested_by", "created_at")
    list_filter = ("status", "procedure", "study")
    list_select_related = ("study", "requested_by")
    search_fields = ("digest", "procedure", "study__slug")
    date_hierarchy = "created_at"
    actions = ("run_again", "cancel")
    change_form_template = "admin/analysis/run/change_form.html"
    exclude = ("parameters", "notes", "tokens", "excluded", "summary")  # said in words below the fields

    @admin.display(description=_("study"), ordering="study__slug")
    def of_study(self, run: Run) -> str:
        return run.study.slug

    @admin.display(description=_("digest"))
    def short_digest(self, run: Run) -> str:
        return run.digest[:12]

    @admin.action(description=_("Run again"))
    def run_again(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        for run in runs.select_related("plan__study", "study"):
            try:
                again = services.run_again(run=run, by=user_of(request))
                self.message_user(request, _("Run %(run)d starts.") % {"run": again.pk})
            except Refused as refused:
                self.message_user(request, f"{run}: {refused}", messages.ERROR)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        found = runs.select_related("study", "job")
        stopped = sum(services.cancel_run(run=run, by=user_of(request)) for run in found)
        words = ngettext("%(count)d run stops.", "%(count)d runs stop.", stopped) % {"count": stopped}
        self.message_user(request, words, messages.SUCCESS if stopped else messages.WARNING)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(_results(request, run) if isinstance(run, Run) else {})}
        return super().change_view(request, object_id, form_url, context)


def _results(request: HttpRequest, run: Run) -> dict[str, object]:
    """Tables, figures and notes of a run, as whoever looks may see them."""
    team = disclosure.is_team(request.user, run.study)
    language = (get_language() or "en").split("-")[0]
    figures = disclosure.visible_figures(run, team=team, language=language)
    return {
        "tables": tables.shown(run, disclosure.visible_tables(run, team=team), Asked.of(QueryDict("tests=1"))),
        "pictures": [
            Picture(
                figure.title, figure.alternative, f"data:image/png;base64,{b64encode(bytes(figure.png)).decode()}"
            )
            for figure in figures
            if figure.png
        ],
        "about": about(run),
        "notes": [sentence(note) for note in disclosure.visible_notes(run, team=team)],
    }


@admin.register(Plan)
class PlanAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("id", "study", "procedure", "name", "grouping", "locked_at", "created_at")
    list_filter = ("procedure", "study")
    list_select_related = ("study", "grouping")


@admin.register(Item)
class ItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "study", "questionnaire", "__str__", "theme", "reported")
    list_filter = ("study", "questionnaire", "reported")
    list_select_related = ("study", "questionnaire", "theme")
    search_fields = ("code",)


@admin.register(ItemSet)
class ItemSetAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "study", "questionnaire", "frozen_at")
    list_filter = ("study",)
    list_select_related = ("study", "questionnaire")


@admin.register(Criterion)
class CriterionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "study", "__str__", "is_exclusion")
    list_filter = ("study",)
    list_select_related = ("study",)


@admin.register(StatedCriterion)
class StatedCriterionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("criterion", "unit", "value_said", "met")
    list_filter = ("met", "criterion__study")
    list_select_related = ("criterion", "unit")

    @admin.display(description=_("value"))
    def value_said(self, stated: StatedCriterion) -> str:
        return pick(stated.value)


@admin.register(Synthesis)
class SynthesisAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("study", "theme", "questionnaire", "updated_at")
    list_filter = ("study",)
    list_select_related = ("study", "theme", "questionnaire")
