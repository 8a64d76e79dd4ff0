from django.urls import path

from surveys.views import (
    answer_imports,
    calls,
    collections,
    data_exports,
    form_imports,
    interviewing,
    questionnaires,
    quotas,
    statistics_imports,
)

app_name = "surveys"
STUDY = "studies/<slug:slug>/"
FORM = f"{STUDY}questionnaires/<slug:form_id>/"
COLLECTION = f"{STUDY}collections/<int:pk>/"
CALL = f"{STUDY}calls/<int:pk>/"
urlpatterns = [
    path(f"{STUDY}questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path(f"{STUDY}import-questionnaire/", form_imports.questionnaire_import, name="questionnaire_import"),
    path(
        f"{STUDY}import-questionnaire/<uuid:pk>/",
        form_imports.questionnaire_preview,
        name="questionnaire_import_preview",
    ),
    path(FORM, questionnaires.questionnaire, name="questionnaire"),
    path(f"{FORM}xlsform/", questionnaires.xlsform, name="questionnaire_xlsform"),
    path(f"{FORM}preview/", questionnaires.preview, name="preview"),
    path(f"{FORM}<int:number>/publish/", questionnaires.publish, name="questionnaire_publish"),
    path(f"{FORM}<int:number>/retire/", questionnaires.retire, name="questionnaire_retire"),
    path(f"{FORM}<int:number>/copy/", questionnaires.copy, name="questionnaire_copy"),
    path(f"{FORM}answers/", data_exports.data_exports, name="data_exports"),
    path(f"{FORM}answers/<uuid:pk>/", data_exports.data_export, name="data_export"),
    path(f"{FORM}answers/<uuid:pk>/discard/", data_exports.data_export_discard, name="data_export_discard"),
    path(f"{STUDY}import-statistics/", statistics_imports.statistics_upload, name="statistics_upload"),
    path(f"{STUDY}import-statistics/<uuid:pk>/", statistics_imports.statistics_import, name="statistics_import"),
    path(f"{STUDY}collections/", collections.collections, name="collections"),
    path(f"{STUDY}collections/new/", collections.collection_new, name="collection_new"),
    path(COLLECTION, collections.collection, name="collection"),
    path(f"{COLLECTION}change/", collections.collection_change, name="collection_change"),
    path(f"{COLLECTION}named/", collections.respondent_name, name="respondent_name"),
    path(f"{COLLECTION}invitations/", collections.invitations, name="invitations"),
    path(f"{COLLECTION}import/", answer_imports.responses_import, name="responses_import"),
    path(f"{COLLECTION}import/<uuid:upload>/", answer_imports.responses_preview, name="responses_import_preview"),
    path(f"{COLLECTION}quotas/", quotas.quotas, name="quotas"),
    path(f"{COLLECTION}quotas/new/", quotas.quota_new, name="quota_new"),
    path(f"{COLLECTION}quotas/<int:number>/", quotas.quota, name="quota"),
    path(f"{COLLECTION}quotas/<int:number>/delete/", quotas.quota_delete, name="quota_delete"),
    path(f"{COLLECTION}telephone/", quotas.collection_telephone, name="collection_telephone"),
    path(f"{STUDY}calls/", calls.calls, name="calls"),
    path(f"{STUDY}calls/next/", calls.call_next, name="call_next"),
    path(f"{STUDY}calls/languages/", calls.call_languages, name="call_languages"),
    path(CALL, calls.call, name="call"),
    path(f"{CALL}take/", calls.call_take, name="call_take"),
    path(f"{CALL}outcome/", calls.call_outcome, name="call_outcome"),
    path(f"{CALL}put-back/", calls.call_put_back, name="call_put_back"),
    path(f"{CALL}hand-over/", calls.call_hand_over, name="call_hand_over"),
    path(f"{CALL}unblind/", calls.call_unblind, name="call_unblind"),
    path(f"{CALL}begin/", interviewing.call_begin, name="call_begin"),
    path(f"{CALL}questions/<str:name>/", interviewing.call_question, name="call_question"),
    path(f"{CALL}finish/", interviewing.call_finish, name="call_finish"),
    path(f"{CALL}stop/", interviewing.call_stop, name="call_stop"),
]
