from django.urls import path

from surveys.views import contact_page, leaving, no_mail, open_door, respondent, sending

app_name = "respondent"
urlpatterns = [
    path("withdraw/", leaving.withdraw_sent, name="withdraw_sent"),
    path("open/<str:token>/", open_door.open_welcome, name="open"),
    path("open/<str:token>/questionnaire/", open_door.open_questionnaire, name="open_questionnaire"),
    path("contact/<str:token>/", contact_page.contact, name="contact"),
    path("contact/<str:token>/no-mail/", no_mail.no_contact_mail, name="no_contact_mail"),
    path("<str:token>/no-mail/", no_mail.no_mail, name="no_mail"),
    path("<str:token>/", respondent.welcome, name="welcome"),
    path("<str:token>/<int:number>/", respondent.section, name="section"),
    path("<str:token>/autosave/", respondent.autosave, name="autosave"),
    path("<str:token>/check/", sending.check, name="check"),
    path("<str:token>/receipt/", sending.receipt, name="receipt"),
    path("<str:token>/answers/", sending.my_answers, name="my_answers"),
    path("<str:token>/questionnaire/", respondent.questionnaire, name="questionnaire"),
    path("<str:token>/link/", open_door.own_link, name="own_link"),
    path("<str:token>/pass-on/", leaving.pass_on, name="pass_on"),
    path("<str:token>/withdraw/", leaving.withdraw, name="withdraw"),
]
