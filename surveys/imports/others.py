"""`or_other`: a last choice *other*, and a text question that asks which."""

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from surveys.models import QuestionType
from surveys.specification import QuestionSpec, Texts

CODE = "other"
OTHER, WHICH = _("Other"), _("Please say which")


def with_other(spec: QuestionSpec) -> QuestionSpec:
    """Adds the choice; the question about it, asked if it is chosen."""
    languages = {language: None for texts in (spec.label, *spec.choices.values()) for language in texts}
    if CODE not in spec.choices:
        spec.choices[CODE] = _texts(OTHER, languages)
        spec.list_name = f"{spec.list_name[:90]}_or_other"
    return QuestionSpec(
        name=f"{spec.name}_{CODE}",
        type=QuestionType.TEXT,
        row=spec.row,
        label=_texts(WHICH, languages),
        relevant=f"selected(${{{spec.name}}}, '{CODE}')",
        theme=spec.theme,
        sensitivity=spec.sensitivity,
    )


def _texts(english: str, languages: dict[str, None]) -> Texts:
    """In the languages that Kontrast speaks; the others are gaps, shown as such."""
    found = {}
    for language in languages:
        with override(language):
            text = gettext(english)
        if text != english or language.partition("-")[0] == "en":
            found[language] = text
    return found or {next(iter(languages), "en"): english}
