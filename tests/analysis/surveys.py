"""Small surveys for tests: a questionnaire of questions coded 1-5, with answers by unit."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from analysis.models import Item, ItemSet, ItemSetMember
from studies.models import Study, Unit
from surveys.models import (
    Choice,
    Collection,
    DisclosureLevel,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionType,
    Response,
    ResponseStatus,
    Section,
    VersionStatus,
)

SCALE = ("1", "2", "3", "4", "5")
MISSING = ("8", "9")


def make_questionnaire(
    study: Study,
    *,
    form_id: str = "manager",
    choices: Mapping[str, Sequence[str]] | None = None,
    numbers: Sequence[str] = (),
) -> Questionnaire:
    """Questions of one choice (of several, where the name begins with `many`) and of numbers; 8 and 9 are missing."""
    questionnaire = Questionnaire.objects.create(
        study=study, form_id=form_id, title={"en": form_id}, audience=form_id
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=1,
        status=VersionStatus.PUBLISHED,
        published_at=timezone.now(),
        languages=["en"],
    )
    section = Section.objects.create(version=version, order=1, name="all")
    for order, (name, codes) in enumerate((choices or {"q1": (*SCALE, *MISSING)}).items(), start=1):
        kind = QuestionType.SELECT_MULTIPLE if name.startswith("many") else QuestionType.SELECT_ONE
        question = _question(version, section, order, name, kind, [code for code in codes if code in MISSING])
        Choice.objects.bulk_create(
            Choice(question=question, order=place, name=code, label={"en": f"answer {code}"})
            for place, code in enumerate(codes)
        )
    for order, name in enumerate(numbers, start=1000):
        _question(version, section, order, name, QuestionType.INTEGER, ["99"])
    return questionnaire


def _question(
    version: QuestionnaireVersion, section: Section, order: int, name: str, kind: str, missing: list[str]
) -> Question:
    return Question.objects.create(
        version=version,
        section=section,
        order=order,
        name=name,
        type=kind,
        label={"en": f"Question {name}"},
        missing_codes=missing,
    )


def make_collection(questionnaire: Questionnaire, **fields: object) -> Collection:
    values = {"name": f"{questionnaire.form_id} 2004", "disclosure": DisclosureLevel.ORGANISATION} | fields
    return Collection.objects.create(study=questionnaire.study, version=questionnaire.versions.get(), **values)


def answer(
    collection: Collection, unit: str | None, answers: Mapping[str, object], *, respondent: str = ""
) -> Response:
    study = collection.study
    return Response.objects.create(
        collection=collection,
        unit=Unit.objects.get(study=study, code=unit) if unit else None,
        audience=collection.version.questionnaire.audience,
        respondent=respondent,
        status=ResponseStatus.COMPLETE,
        completed_at=timezone.now(),
        answers=dict(answers),
    )


def make_item(questionnaire: Questionnaire, code: str, question: str, **fields: object) -> Item:
    values = {
        "label": {"en": f"Item {code}", "da": f"Punkt {code}"},
        "yes": ["4", "5"],
        "no": ["1", "2", "3"],
        "missing": [],
        "order": Item.objects.count(),
    }
    return Item.objects.create(
        study=questionnaire.study, questionnaire=questionnaire, code=code, questions=[question], **(values | fields)
    )


def make_set(questionnaire: Questionnaire, name: str, items: Sequence[Item]) -> ItemSet:
    item_set = ItemSet.objects.create(study=questionnaire.study, questionnaire=questionnaire, name=name)
    for item in items:
        ItemSetMember.objects.create(item_set=item_set, item=item, question=" ".join(item.questions))
    return item_set
