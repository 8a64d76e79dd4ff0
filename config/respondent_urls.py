"""What respondents can reach; served alone with KONTRAST_SERVE=respondents, and under /s/ otherwise."""

from django.urls import include, path

urlpatterns = [path("s/", include("surveys.respondent_urls"))]
