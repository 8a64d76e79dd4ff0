from django.urls import path

from surveys.views import (
    answer_imports,
    building,
    building_parts,
    building_texts,
    collections,
    data_exports,
    form_imports,
    practice,
    questionnaires,
    statistics_imports,
    versions,
)

app_name = "surveys"
STUDY = "studies/<slug:slug>/"
FORM = f"{STUDY}questionnaires/<slug:form_id>/"
BUILD = f"{FORM}build/"
COLLECTION = f"{STUDY}collections/<int:pk>/"
urlpatterns = [
    path(f"{STUDY}questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path(f"{STUDY}import-questionnaire/", form_imports.questionnaire_import, name="questionnaire_import"),
    path(
        f"{STUDY}import-questionnaire/<uuid:pk>/",
        form_imports.questionnaire_preview,
        name="questionnaire_import_preview",
    ),
    path(f"{STUDY}new-questionnaire/", building.questionnaire_new, name="questionnaire_new"),
    path(FORM, questionnaires.questionnaire, name="questionnaire"),
    path(BUILD, building.build, name="build"),
    path(f"{BUILD}about/", building.build_about, name="build_about"),
    path(f"{BUILD}arrange/", building.build_arrange, name="build_arrange"),
    path(f"{BUILD}delete/<str:name>/", building.build_delete, name="build_delete"),
    path(f"{BUILD}section/", building_parts.build_section, name="build_section_new"),
    path(f"{BUILD}section/<str:name>/", building_parts.build_section, name="build_section"),
    path(f"{BUILD}add/", building_parts.build_add, name="build_add"),
    path(f"{BUILD}question/<str:name>/", building_parts.build_question, name="build_question"),
    path(f"{BUILD}texts/", building_texts.build_texts, name="build_texts"),
    path(f"{BUILD}list/<str:name>/", building_parts.build_list, name="build_list"),
    path(f"{FORM}xlsform/", questionnaires.xlsform, name="questionnaire_xlsform"),
    path(f"{FORM}preview/", questionnaires.preview, name="preview"),
    path(f"{FORM}practice/", practice.practice, name="practice"),
    path(f"{FORM}differences/", versions.differences, name="differences"),
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
]
