"""A collection with the usual form, and the links that open it."""

from pathlib import Path
from typing import Any

from studies.models import User
from surveys import links, services
from surveys.imports import import_xlsform
from surveys.models import Collection, Invitation
from tests.factories import make_pairs, make_study
from tests.surveys.files import write_form


def make_collection(tmp_path: Path, **fields: Any) -> tuple[Collection, User]:
    """Two pairs of units, the usual form published, one collection."""
    study, user = make_study(languages=["da", "en"], contact="Anne, tlf. 12 34 56 78")
    make_pairs(study, pairs=2)
    form = import_xlsform(
        study=study, file=write_form(tmp_path / "form.xlsx"), by=user, audience="manager", publish=True
    )
    collection = services.create_collection(study=study, version=form.version, name="2004", by=user, **fields)
    return collection, user


def make_link(collection: Collection, **options: Any) -> tuple[Invitation, str]:
    """An invitation, and the path of its link."""
    (invitation,) = services.create_invitations(collection=collection, count=1, by=None, **options)
    return invitation, f"/s/{links.token_of(invitation.public_id)}/"
