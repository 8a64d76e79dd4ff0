"""A questionnaire in one or two versions with a few answers, for what is written to files."""

from typing import Any

from django.utils import timezone

from studies.models import Study
from surveys import revisions, services
from surveys.models import Collection, QuestionnaireVersion, Response, ResponseStatus
from surveys.specification import FormSpec, QuestionSpec, SectionSpec

ATTENTION = {
    "1": {"da": "I høj grad", "en": "To a high degree"},
    "2": {"da": "I ringe grad", "en": "To a low degree"},
    "9": {"da": "Ved ikke", "en": "Don't know"},
}
MEANS = {"plan": {"da": "Handleplan", "en": "Plan"}, "job": {"da": "Løntilskud", "en": "Subsidised job"}}


def question(name: str, type_: str, **fields: Any) -> QuestionSpec:
    fields.setdefault("label", {"da": f"Spørgsmål {name}", "en": f"Question {name}"})
    return QuestionSpec(name, type_, 0, **fields)


def questions() -> list[QuestionSpec]:
    return [
        question("attention", "select_one", choices=ATTENTION, missing=["9"]),
        question("means", "select_multiple", choices=MEANS),
        question("contracts", "integer", missing=["-1"]),
        question("share", "decimal"),
        question("why", "text"),
        question("since", "date"),
    ]


def publish(study: Study, *asked: QuestionSpec, form_id: str = "manager") -> QuestionnaireVersion:
    section = SectionSpec("policy", 0, {"da": "Politik", "en": "Policy"}, questions=list(asked))
    form = FormSpec(form_id, {"da": "Skema", "en": "Form"}, "manager", "da", ["da", "en"], [section])
    version, _outcome = services.save_form(study=study, form=form, by=None)
    return services.publish(version=version, by=None)


def collect(version: QuestionnaireVersion, name: str = "2004", **fields: Any) -> Collection:
    study = version.questionnaire.study
    return services.create_collection(study=study, version=version, name=name, by=None, **fields)


def answer(collection: Collection, respondent: str = "", unit: str = "", **answers: Any) -> Response:
    return Response.objects.create(
        collection=collection,
        unit=collection.study.units.filter(code=unit).first(),
        audience="manager",
        respondent=respondent,
        language="da",
        status=ResponseStatus.COMPLETE,
        completed_at=timezone.now(),
        answers=answers,
    )


def revision(study: Study, form_id: str = "manager") -> list[list[tuple[str, dict[str, Any]]]]:
    """What tells that the answers of a questionnaire have changed."""
    parts = (revisions.versions(study, [form_id]), revisions.collections(study, [form_id]))
    return [list(part.values_list("form", "revision")) for part in parts]
