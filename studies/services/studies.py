"""A study begins with an owner; what is said about it may change, its short name may not."""

import re
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit, languages
from studies.models import Membership, Role, Study, User
from studies.problems import Problems

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
RESERVED = frozenset({"new"})
WRITTEN = ("title", "description", "controller", "processors", "contact", "notice", "provenance")
CHANGEABLE = frozenset(
    {
        "title",
        "description",
        "languages",
        "legal_basis",
        "controller",
        "processors",
        "contact",
        "minimum_age",
        "retention_date",
        "retention_action",
        "minimum_n",
        "minimum_cell",
        "notice",
        "provenance",
        "figures_published",
    }
)


@transaction.atomic
def create_study(
    *,
    slug: str,
    title: Mapping[str, str] | str,
    by: User | None = None,
    languages: Sequence[str] = ("en",),
    **fields: object,
) -> Study:
    """A new study; whoever makes it owns it. From the command line it may begin without members."""
    texts = {languages[0]: title} if isinstance(title, str) and languages else title
    _check_slug(slug)
    study = Study(slug=slug, title=texts, languages=list(languages))
    _set(study, fields)
    _check(study)
    study.save()
    if by:
        Membership.objects.create(study=study, user=by, role=Role.OWNER)
    audit.record(study=study, by=by, action="study.created", about=study)
    return study


@transaction.atomic
def update_study(*, study: Study, by: User | None, **fields: object) -> Study:
    changed = [name for name, value in fields.items() if getattr(study, name) != value]
    _set(study, fields)
    _check(study)
    if changed:
        study.save(update_fields=changed)
        audit.record(study=study, by=by, action="study.changed", about=study, fields=sorted(changed))
    return study


def _set(study: Study, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(study, name, value)


def _check_slug(slug: str) -> None:
    problems = Problems()
    problems.check_personal(slug=slug)
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        problems.add(
            _("“%(slug)s” cannot be a study's short name.") % {"slug": slug[:50]},
            _("Use small letters a-z, digits and hyphens, at most 50, beginning and ending with a letter or digit."),
        )
    elif Study.objects.filter(slug=slug).exists():
        problems.add(_("There is a study “%(slug)s” already.") % {"slug": slug}, _("Choose another short name."))
    problems.refuse_if_any()


def _check(study: Study) -> None:
    """What forms check too; here it also holds for the command line."""
    problems = Problems()
    problems.check_personal(**{name: getattr(study, name) for name in WRITTEN})
    if not any(study.title.values()):
        problems.add(_("The study has no title."), _("Give it one."))
    _check_languages(study.languages, problems)
    try:
        study.clean_fields(exclude=["slug", "title", "languages"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            for message in messages:
                problems.add(message, column=field)
    if study.minimum_cell < 3:
        problems.add(_("The minimum cell size is at least 3."), column="minimum_cell")
    if study.minimum_n < 1:
        problems.add(_("The minimum n is at least 1."), column="minimum_n")
    problems.refuse_if_any()


def _check_languages(codes: Sequence[str], problems: Problems) -> None:
    unknown = languages.unknown(codes)
    if unknown or not codes:
        problems.add(
            _("The study's languages are not language codes: %(codes)s.") % {"codes": ", ".join(unknown) or "–"},
            _("Give codes of ISO 639 such as da, en, ar. Known are: %(known)s.")
            % {"known": " ".join(sorted(languages.KNOWN))},
            column="languages",
        )
