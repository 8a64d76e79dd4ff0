from django.urls import path

from surveys.views import (
    answer_imports,
    collections,
    data_exports,
    fieldwork,
    form_imports,
    questionnaires,
    statistics_imports,
)

app_name = "surveys"
STUDY = "studies/<slug:slug>/"
FORM = f"{STUDY}questionnaires/<slug:form_id>/"
COLLECTION = f"{STUDY}collections/<int:pk>/"
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
    path(f"{STUDY}fieldwork/", fieldwork.fieldwork, name="fieldwork"),
    path(f"{STUDY}fieldwork/file/", fieldwork.fieldwork_file, name="fieldwork_file"),
    path(f"{COLLECTION}fieldwork/", fieldwork.collection_fieldwork, name="collection_fieldwork"),
    path(f"{COLLECTION}fieldwork/file/", fieldwork.collection_fieldwork_file, name="collection_fieldwork_file"),
    path(f"{COLLECTION}waiting/", fieldwork.who_is_waiting, name="waiting"),
    path(f"{COLLECTION}waiting/file/", fieldwork.waiting_file, name="waiting_file"),
    path(f"{COLLECTION}import/", answer_imports.responses_import, name="responses_import"),
    path(f"{COLLECTION}import/<uuid:upload>/", answer_imports.responses_preview, name="responses_import_preview"),
]
