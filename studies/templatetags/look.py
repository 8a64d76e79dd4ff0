"""What the base templates need: direction, version, the study's menu, the line of time."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import get_language

from studies import chain, permissions, texts, timeline
from studies.jobs import registry
from studies.models import Study, User

register = template.Library()
MENUS = LocMemCache("menus", {"TIMEOUT": 60})  # names and addresses hang on study, role and language alone


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return texts.direction(language)


@register.filter
def job_label(name: str) -> str:
    """A job in words."""
    return registry.label(name)


@register.simple_tag
def version() -> str:
    return settings.VERSION


@register.simple_tag(takes_context=True)
def study_menu(context: template.Context, study: Study) -> list[tuple[str, str]]:
    """Name and address of each step. The chain counts answers to say its states, and a menu has no use for them."""
    if context.get("steps") is not None:
        return _entries(context["steps"])
    user: User = context["request"].user
    key = f"{study.slug}:{permissions.role_in(user, study)}:{get_language()}"
    entries: list[tuple[str, str]] | None = MENUS.get(key)
    if entries is None:
        entries = _entries(chain.steps(study, user))
        MENUS.set(key, entries)
    return entries


def _entries(steps: Iterable[chain.Step]) -> list[tuple[str, str]]:
    return [(step.name, step.url) for step in steps]


@register.simple_tag(takes_context=True)
def is_here(context: template.Context, url: str) -> bool:
    """Whether the page is this step's or lies below it; or is another of an app that has this step alone.

    A page that lies elsewhere says itself which step it belongs to: `step_url`.
    """
    request: HttpRequest = context["request"]
    if context.get("step_url"):
        return bool(context["step_url"] == url)
    if not url or request.path.startswith(url):
        return bool(url)
    match = request.resolver_match
    menu: list[tuple[str, str]] = context.get("menu") or []
    siblings = [each for _name, each in menu if match and resolve(each).namespace == match.namespace]
    return siblings == [url]


@register.inclusion_tag("components/timeline.html")
def line_of_time(periods: list[chain.Period]) -> dict[str, Any]:
    """`{% line_of_time periods %}`."""
    return {"line": timeline.draw(periods)}
