"""Text in several languages, as `{"da": "...", "en": "..."}`: stored, chosen, never mixed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "ha", "he", "khw", "ks", "ku", "ps", "sd", "ur", "yi"})


def direction(language: str) -> str:
    """`rtl` or `ltr`, from the language code alone: content is never guessed at."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def pick_with_language(texts: Mapping[str, str] | None, language: str | None = None) -> tuple[str, str]:
    """The text in the language asked for, else in English, Danish or any other; with the language it is in."""
    texts = texts or {}
    wanted = language or get_language() or "en"
    for code in (wanted, wanted.split("-")[0], "en", "da", *texts):
        if texts.get(code):
            return texts[code], code
    return "", wanted


def pick(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text alone; see `pick_with_language`."""
    return pick_with_language(texts, language)[0]


def in_all_languages(words: "_StrOrPromise") -> dict[str, str]:
    """A text of the program in every language it speaks, to be stored."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(words)
    return said


def language_name(code: str) -> str:
    """What the language calls itself."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def check_texts(value: object) -> None:
    if not isinstance(value, dict) or not all(isinstance(x, str) for pair in value.items() for x in pair):
        raise ValidationError(_("A text is stored as one text per language code."), code="texts")


class TextsField(models.JSONField):
    """Language code -> text. Blank is `{}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- passes a field's options on
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_texts]
