"""A stored version as the specification it says: what is exported, compared and copied."""

from collections import defaultdict

from surveys.models import Choice, Question, QuestionnaireVersion, Section
from surveys.specification import FormSpec, QuestionSpec, SectionSpec, VariantSpec

# What a question and its specification call alike
SAME = (
    "name", "type", "list_name", "label", "hint", "required", "soft_required", "required_message", "relevant",
    "constraint", "constraint_message", "calculation", "default", "choice_filter", "parameters", "low_label",
    "high_label", "grid", "appearance", "construct", "sensitivity",
)  # fmt: skip


def spec_of(version: QuestionnaireVersion) -> FormSpec:
    """Three reads. Rows are the order of questions; a theme is called by its code."""
    questionnaire = version.questionnaire
    choices = _choices(version)
    questions: dict[int, list[QuestionSpec]] = defaultdict(list)
    for question in Question.objects.filter(version=version).select_related("theme"):
        questions[question.section_id].append(_question(question, choices.get(question.pk, [])))
    sections = [
        SectionSpec(
            section.name, section.order, section.label, section.relevant, section.randomize, questions[section.pk]
        )
        for section in Section.objects.filter(version=version)
    ]
    return FormSpec(
        form_id=questionnaire.form_id,
        title=questionnaire.title,
        audience=questionnaire.audience,
        default_language=version.default_language,
        languages=list(version.languages),
        sections=sections,
    )


def _choices(version: QuestionnaireVersion) -> dict[int, list[Choice]]:
    found: dict[int, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(question__version=version):
        found[choice.question_id].append(choice)
    return found


def _question(question: Question, choices: list[Choice]) -> QuestionSpec:
    return QuestionSpec(
        row=question.order,
        missing=list(question.missing_codes),
        theme=question.theme.code if question.theme else "",
        choices={choice.name: choice.label for choice in choices},
        variants={
            choice.name: [VariantSpec(each["columns"], each["label"]) for each in choice.variants]
            for choice in choices
            if choice.variants
        },
        **{name: getattr(question, name) for name in SAME},
    )
