from django.urls import path

from surveys.views import respondent

app_name = "respondent"
urlpatterns = [
    path("<str:token>/", respondent.welcome, name="welcome"),
    path("<str:token>/<int:number>/", respondent.section, name="section"),
    path("<str:token>/autosave/", respondent.autosave, name="autosave"),
    path("<str:token>/check/", respondent.check, name="check"),
    path("<str:token>/receipt/", respondent.receipt, name="receipt"),
    path("<str:token>/answers/", respondent.my_answers, name="my_answers"),
    path("<str:token>/questionnaire/", respondent.questionnaire, name="questionnaire"),
]
