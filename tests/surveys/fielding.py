"""A collection with the usual form, the links that open it, and answering it without scripts."""

import re
from pathlib import Path
from typing import Any

from django.test import Client

from studies.models import User
from surveys import links, services
from surveys.imports import import_xlsform
from surveys.models import Collection, Invitation
from tests.factories import make_pairs, make_study
from tests.surveys.files import write_form

FIRST = {"shown": "attention means", "q_attention": "high", "q_means": ["job", "plan"], "next": "1"}
SECOND = {"shown": "contracts since", "q_contracts": "12", "q_since": "2003-12-24", "next": "1"}


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


def key_of(client: Client, link: str) -> str:
    found = re.search(r'name="key"\s+value="([^"]+)"', client.get(f"{link}check/").content.decode())
    assert found
    return found[1]


def answer_all(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", SECOND)
