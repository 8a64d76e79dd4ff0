"""Every address. Each view declares its permission (studies/permissions.py); a test walks this list."""

from django.contrib import admin
from django.urls import include, path

from studies.styleguide import styleguide

urlpatterns = [
    path("", include("config.respondent_urls")),
    path("", include("studies.urls")),
    path("", include("surveys.urls")),
    path("", include("interviews.urls")),
    path("", include("analysis.urls")),
    path("accounts/", include("allauth.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("api/", include("config.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
