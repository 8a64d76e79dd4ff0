"""What templates may say: a text in the reader's language, a permission, an address in another language."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from studies import numbers, permissions, texts
from studies.models import Study, User

register = template.Library()


@register.filter
def text(value: dict[str, str] | None) -> str:
    """`{{ question.label|text }}`: in the language of the page, else in one there is."""
    return texts.pick(value)


@register.filter
def text_tagged(value: dict[str, str] | None) -> str:
    """The text; with its own language and direction, where they are not those of the page."""
    words, language = texts.pick_with_language(value)
    if not words or language == (get_language() or "en").split("-")[0]:
        return words
    return format_html('<span lang="{}" dir="{}">{}</span>', language, texts.direction(language), words)


@register.simple_tag
def can(user: User | AnonymousUser, permission: str, study: Study) -> bool:
    """`{% can user "edit_units" study as may_edit %}`."""
    return permissions.can(user, permission, study=study)


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:  # noqa: ANN401 -- a template's values
    """`{{ counts|of:unit.pk }}`; blank where there is none."""
    return mapping.get(key, "")


@register.filter
def address(value: str) -> SafeString:
    """An e-mail address that breaks at its sign where it must break."""
    return mark_safe(escape(value).replace("@", "<wbr>@"))  # noqa: S308 -- escaped just before


@register.filter
def figure(value: float | str | None) -> str:
    """A value as the reader reads it: −12,5 in Danish, all its decimals."""
    return numbers.to_read(value)
