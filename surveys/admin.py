"""Questionnaires and collections to look at, never to change; no answers: the site's staff are not the team."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studies.admin import ReadOnly
from surveys.models import Collection, Invitation, Question, Questionnaire, QuestionnaireVersion, Response


class VersionInline(ReadOnly, admin.TabularInline):
    model = QuestionnaireVersion
    fields = ("number", "status", "languages", "published_at")
    readonly_fields = fields
    extra = 0


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("form_id", "study", "audience", "created_at")
    list_filter = ("study",)
    list_select_related = ("study",)
    inlines = (VersionInline,)


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "version", "type", "theme")
    list_filter = ("version__questionnaire",)
    list_select_related = ("version__questionnaire", "theme")
    search_fields = ("name",)


@admin.register(Collection)
class CollectionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "study", "version", "mode", "disclosure", "opens", "closes")
    list_filter = ("study",)
    list_select_related = ("study", "version__questionnaire")
    exclude = ("asked_units",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("public_id", "collection", "status", "language", "created_at")
    list_filter = ("status", "collection")
    list_select_related = ("collection",)
    fields = ("public_id", "collection", "status", "language", "created_at")


@admin.register(Response)
class ResponseAdmin(ReadOnly, admin.ModelAdmin):
    """How many and when; never what, nor from whom."""

    list_display = ("pk", "collection", "status", "mode", "completed_at")
    list_filter = ("status", "mode", "collection")
    list_select_related = ("collection",)
    fields = ("collection", "audience", "status", "mode", "language", "started_at", "completed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        return super().get_queryset(request).defer("answers", "set_aside", "paradata", "modes", "respondent")
