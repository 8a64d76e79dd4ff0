"""Interviews to look at, never to change."""

from django.contrib import admin

from interviews.models import Interview
from studies.admin import ReadOnly


@admin.register(Interview)
class InterviewAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "study", "role", "date", "status")
    list_filter = ("study", "status")
    list_select_related = ("study", "unit", "case__unit")
