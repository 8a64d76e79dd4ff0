"""A sending of many mails in a database of its own, while the process that sends them is killed."""

import json
import tempfile
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from surveys import services
from surveys.models import Mailing, MailKind
from surveys.recipients import Choice
from tests.surveys.fielding import make_collection
from tests.surveys.mailed import list_people

SEPARATOR = b"\n" + b"-" * 79 + b"\n"


def ask_for_mails(count: int) -> None:
    """Print the key of a new mailing to so many people."""
    with tempfile.TemporaryDirectory() as folder:
        collection, _user = make_collection(Path(folder))
        list_people(collection, *(f"person{number}@example.org" for number in range(count)))
        mailing = services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=Choice(), by=None)
        print(json.dumps([mailing.pk]))  # noqa: T201 -- read by `ask`


def told_of(mailing: int) -> None:
    """Print status and address of each mail."""
    found = Mailing.objects.get(pk=mailing)
    rows = found.mails.order_by("pk").values_list("status", "invitation__identity__email")
    print(json.dumps([list(row) for row in rows]))  # noqa: T201 -- read by `ask`


def mailed(folder: Path) -> Counter[str]:
    """How often each address stands in the files that the mail back end wrote."""
    found: Counter[str] = Counter()
    for file in folder.glob("*.log"):
        for part in file.read_bytes().split(SEPARATOR):
            if part.strip():
                found[str(message_from_bytes(part, policy=policy.default)["To"])] += 1
    return found
