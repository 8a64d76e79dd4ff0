from django.urls import path

from surveys.views import forwarded, no_mail, respondent

app_name = "respondent"
urlpatterns = [
    path("contact/<str:token>/", forwarded.contact, name="contact"),
    path("forward/<str:token>/", forwarded.forward, name="forward"),
    path("<str:token>/no-mail/", no_mail.no_mail, name="no_mail"),
    path("<str:token>/", respondent.welcome, name="welcome"),
    path("<str:token>/<int:number>/", respondent.section, name="section"),
    path("<str:token>/autosave/", respondent.autosave, name="autosave"),
    path("<str:token>/check/", respondent.check, name="check"),
    path("<str:token>/receipt/", respondent.receipt, name="receipt"),
    path("<str:token>/answers/", respondent.my_answers, name="my_answers"),
    path("<str:token>/questionnaire/", respondent.questionnaire, name="questionnaire"),
]
