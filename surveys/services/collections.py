"""Collections: one fielding of one version."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, Unit, User
from studies.problems import Problem, Refused, refuse_personal
from surveys.models import Collection, QuestionnaireVersion, VersionStatus
from surveys.services.opening import check_promise


@transaction.atomic
def create_collection(
    *,
    study: Study,
    version: QuestionnaireVersion,
    name: str,
    by: User | None,
    asked_units: Iterable[Unit] = (),
    **fields: Any,  # noqa: ANN401 -- a collection's own fields
) -> Collection:
    if version.status != VersionStatus.PUBLISHED:
        raise Refused(
            Problem(
                _("Version %(number)d of the questionnaire is not published.") % {"number": version.number},
                _("Publish it first: only a published version is fielded."),
            )
        )
    collection = Collection(study=study, version=version, name=name, **fields)
    check_promise(collection, before="")
    _save(collection)
    collection.asked_units.set(asked_units)
    audit.record(study=study, by=by, action="collection.created", about=collection, name=name)
    return collection


@transaction.atomic
def change_collection(
    *,
    collection: Collection,
    by: User | None,
    asked_units: Iterable[Unit] | None = None,
    **fields: Any,  # noqa: ANN401 -- a collection's own fields
) -> Collection:
    """Everything but its version, which a collection keeps."""
    fields.pop("version", None)
    changed = [name for name, value in fields.items() if getattr(collection, name) != value]
    if "is_practice" in changed:
        _check_unanswered(collection)
    promised = collection.anonymity
    for name in changed:
        setattr(collection, name, fields[name])
    check_promise(collection, before=promised)
    _save(collection)
    if asked_units is not None:
        collection.asked_units.set(asked_units)
    audit.record(study=collection.study, by=by, action="collection.changed", about=collection, fields=changed)
    return collection


def _check_unanswered(collection: Collection) -> None:
    """Whoever answered was told whether it counts. The lock keeps a first answer from slipping in between."""
    Collection.objects.select_for_update().get(pk=collection.pk)
    if collection.responses.exists():
        raise Refused(
            Problem(
                _("Answers have been given here, so it stays as it is whether they count."),
                _("Make another collection."),
                column="is_practice",
            )
        )


def _save(collection: Collection) -> None:
    refuse_personal(name=collection.name, label=collection.label)
    try:
        with transaction.atomic():
            collection.save()
    except IntegrityError as error:
        raise Refused(_refusal(collection, str(error))) from error


def _refusal(collection: Collection, error: str) -> Problem:
    if "in_order" in error:
        return Problem(_("A period ends before it begins."), _("Correct its dates."), column=_misdated(error))
    return Problem(
        _("There is a collection called “%(name)s” already.") % {"name": collection.name},
        _("Choose another name."),
        column="name",
    )


def _misdated(error: str) -> str:
    return "refers_to" if "period_in_order" in error else "closes"
