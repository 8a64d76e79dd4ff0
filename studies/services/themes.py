"""Themes: the subjects that questions, interviews and figures share, in an order of their own."""

import re
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, Theme, User
from studies.problems import Problem, Problems, Refused

CODE = re.compile(r"\w[\w.-]{0,49}")


@transaction.atomic
def create_theme(
    *, study: Study, code: str, name: Mapping[str, str], by: User | None, parent: Theme | None = None
) -> Theme:
    """A new theme, behind the others."""
    problems = Problems()
    problems.check_personal(code=code)
    if not CODE.fullmatch(code):
        problems.add(
            _("“%(code)s” cannot be a theme's code.") % {"code": code[:50]},
            _("Use letters, digits, hyphens and dots, without spaces."),
            column="code",
        )
    elif Theme.objects.filter(study=study, code=code).exists():
        problems.add(_("There is a theme “%(code)s” already.") % {"code": code}, column="code")
    _check_name(name, problems)
    problems.refuse_if_any()
    last = Theme.objects.filter(study=study).aggregate(last=Max("order"))["last"]
    theme = Theme.objects.create(
        study=study, code=code, name=dict(name), parent=parent, order=0 if last is None else last + 1
    )
    audit.record(study=study, by=by, action="theme.created", about=theme, code=code)
    return theme


@transaction.atomic
def update_theme(*, theme: Theme, name: Mapping[str, str], by: User | None) -> Theme:
    problems = Problems()
    _check_name(name, problems)
    problems.refuse_if_any()
    if theme.name != dict(name):
        theme.name = dict(name)
        theme.save(update_fields=["name"])
        audit.record(study=theme.study, by=by, action="theme.changed", about=theme, code=theme.code)
    return theme


def _check_name(name: Mapping[str, str], problems: Problems) -> None:
    problems.check_personal(name=name)
    if not any(text.strip() for text in name.values()):
        problems.add(_("A theme needs a name."), column="name")


@transaction.atomic
def move_theme(*, theme: Theme, by: User | None, up: bool) -> None:
    """Change places with the theme before or after it."""
    themes = list(Theme.objects.select_for_update().filter(study=theme.study).order_by("order", "pk"))
    place = themes.index(theme)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(themes):
        return
    themes[place], themes[other] = themes[other], themes[place]
    for order, each in enumerate(themes):
        each.order = order
    Theme.objects.bulk_update(themes, ["order"])
    audit.record(study=theme.study, by=by, action="theme.moved", about=theme, code=theme.code)


@transaction.atomic
def delete_theme(*, theme: Theme, by: User | None) -> None:
    """Only a theme nothing hangs on: questions and items would lose theirs without a word."""
    used = [relation for relation in theme._meta.related_objects if _has_any(theme, relation.get_accessor_name())]
    if used:
        raise Refused(
            Problem(
                _("“%(theme)s” is in use.") % {"theme": theme},
                _("Give its questions, items and sub-themes another theme first."),
            )
        )
    audit.record(study=theme.study, by=by, action="theme.deleted", about=theme, code=theme.code)
    theme.delete()


def _has_any(theme: Theme, accessor: str | None) -> bool:
    manager = getattr(theme, accessor) if accessor and hasattr(theme, accessor) else None
    return manager is not None and manager.exists()
