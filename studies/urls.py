"""Addresses of the ground floor: /studies/<slug>/ and what lies below it."""

from django.urls import path

from studies.views import audit, cases, groupings, jobs, me, members, studies, subjects, tokens, units, units_import

app_name = "studies"
STUDY = "studies/<slug:slug>/"
urlpatterns = [
    path("", studies.study_list, name="list"),
    path("me/", me.held_about_me, name="me"),
    path("me/data.json", me.my_data, name="my_data"),
    path("join/<str:token>/", members.accept_invitation, name="accept_invitation"),
    path("me/token/", tokens.tokens, name="tokens"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("studies/new/", studies.new_study, name="new"),
    path(STUDY, studies.study_page, name="study"),
    path(STUDY + "settings/", studies.settings, name="settings"),
    path(STUDY + "members/", members.members, name="members"),
    path(STUDY + "members/invite/", members.invite, name="invite"),
    path(STUDY + "members/<int:pk>/role/", members.member_change, name="member_change"),
    path(STUDY + "members/<int:pk>/remove/", members.member_remove, name="member_remove"),
    path(STUDY + "members/invitations/<int:pk>/", members.invitation_withdraw, name="invitation_withdraw"),
    path(STUDY + "units/", units.units, name="units"),
    path(STUDY + "units/import/", units_import.units_import, name="units_import"),
    path(STUDY + "units/import/<uuid:pk>/", units_import.units_preview, name="units_preview"),
    path(STUDY + "units/new/", units.unit_new, name="unit_new"),
    path(STUDY + "units/<str:code>/", units.unit, name="unit"),
    path(STUDY + "variables/", subjects.variables, name="variables"),
    path(STUDY + "variables/new/", subjects.variable_new, name="variable_new"),
    path(STUDY + "variables/<int:pk>/", subjects.variable, name="variable"),
    path(STUDY + "themes/", subjects.themes, name="themes"),
    path(STUDY + "themes/new/", subjects.theme_new, name="theme_new"),
    path(STUDY + "themes/<int:pk>/", subjects.theme, name="theme"),
    path(STUDY + "themes/<int:pk>/move/", subjects.theme_move, name="theme_move"),
    path(STUDY + "themes/<int:pk>/delete/", subjects.theme_delete, name="theme_delete"),
    path(STUDY + "events/", subjects.events, name="events"),
    path(STUDY + "events/new/", subjects.event_new, name="event_new"),
    path(STUDY + "events/<int:pk>/", subjects.event, name="event"),
    path(STUDY + "events/<int:pk>/delete/", subjects.event_delete, name="event_delete"),
    path(STUDY + "groupings/", groupings.groupings, name="groupings"),
    path(STUDY + "groupings/<int:pk>/", groupings.grouping, name="grouping"),
    path(STUDY + "groupings/<int:pk>/activate/", groupings.grouping_activate, name="grouping_activate"),
    path(STUDY + "groupings/<int:pk>/copy/", groupings.grouping_copy, name="grouping_copy"),
    path(STUDY + "groupings/<int:pk>/move/", groupings.grouping_move, name="grouping_move"),
    path(STUDY + "groupings/<int:pk>/pair/", groupings.grouping_pair, name="grouping_pair"),
    path(STUDY + "groupings/<int:pk>/pair/<int:pair>/", groupings.grouping_unpair, name="grouping_unpair"),
    path(STUDY + "groupings/<int:pk>/delete/", groupings.grouping_delete, name="grouping_delete"),
    path(STUDY + "cases/", cases.cases, name="cases"),
    path(STUDY + "cases/<int:pk>/status/", cases.case_change, name="case_change"),
    path(STUDY + "audit/", audit.audit_log, name="audit"),
]
