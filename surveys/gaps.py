"""Texts that a questionnaire has in one of its languages and lacks in another, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from studies.texts import pick
from surveys.models import QuestionnaireVersion
from surveys.specification import FormSpec, QuestionSpec, Texts
from surveys.stored_forms import spec_of

PARTS = {
    "label": _("question"),
    "hint": _("hint"),
    "constraint_message": _("message where an answer is not valid"),
    "required_message": _("message where an answer is missing"),
    "low_label": _("text at the low end"),
    "high_label": _("text at the high end"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """`name` is a question, a section or a list with the choice; `text` is what it says in another language."""

    name: str
    part: str
    text: str


def gaps_of(version: QuestionnaireVersion) -> dict[str, list[Gap]]:
    """Per language of the version, in the order of the questionnaire."""
    found: dict[str, list[Gap]] = {language: [] for language in version.languages}
    for name, part, texts in texts_of(spec_of(version)):
        for language, gaps in found.items():
            if texts and not texts.get(language):
                gaps.append(Gap(name, part, pick(texts, version.default_language)))
    return found


def texts_of(form: FormSpec) -> Iterator[tuple[str, str, Texts]]:
    """Every text with its name and part, in order; a list of choices once."""
    lists: set[str] = set()
    yield form.form_id, str(_("title")), form.title
    for section in form.sections:
        yield section.name, str(_("heading")), section.label
        for question in section.questions:
            for part, called in PARTS.items():
                yield question.name, str(called), getattr(question, part)
            if question.choices and question.list_name not in lists:
                lists.add(question.list_name or question.name)
                yield from _choices(question)


def _choices(question: QuestionSpec) -> Iterator[tuple[str, str, Texts]]:
    name = question.list_name or question.name
    for code, label in question.choices.items():
        yield f"{name}: {code}", str(_("choice")), label
        for variant in question.variants.get(code, ()):
            yield f"{name}: {code}", str(_("choice")), variant.label
