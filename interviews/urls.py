from django.urls import path

from interviews import views

app_name = "interviews"
urlpatterns = [path("studies/<slug:slug>/interviews/", views.interviews, name="interviews")]
