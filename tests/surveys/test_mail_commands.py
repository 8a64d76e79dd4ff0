"""People listed and mailed from the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core import mail as post
from django.core.management import CommandError, call_command

from surveys.models import Mailing
from tests.surveys.fielding import make_collection

pytestmark = pytest.mark.django_db


def called(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def test_people_are_listed_mailed_and_reminded(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    study, file = collection.study.slug, tmp_path / "people.csv"
    file.write_text("unit,name,email\nH01,Anna,a@b.dk\nL01,Bo,\n")
    assert called("import_people", study, "2004", str(file)) == [
        "2004: 2 new, 0 left out, 2 units, 1 without e-mail."
    ]
    assert called("send_invitations", study, "2004", "--dry-run") == [
        "1 get it, 1 do not.",
        "  1  no e-mail address",
        "Nothing was sent.",
    ]
    assert not Mailing.objects.exists()
    assert called("send_invitations", study, "2004")[-1].startswith("0 waiting, 0 being sent, 1 sent")
    called("send_invitations", study, "2004", "--remind")
    assert [message.to for message in post.outbox] == [["a@b.dk"], ["a@b.dk"]]


def test_refusals_name_their_places_and_nothing_is_saved(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    file = tmp_path / "contacts.csv"
    file.write_text("unit,email\nH09,a@b.dk\n")
    with pytest.raises(CommandError, match=r"contacts.csv, row 2, column unit: There is no unit “H09”"):
        called("import_people", collection.study.slug, "2004", str(file), "--contacts")
    with pytest.raises(CommandError, match=r"Nobody would get this mail.*\nNothing was saved"):
        called("send_invitations", collection.study.slug, "2004")
    with pytest.raises(CommandError, match=r"There is no collection “2005”\. The study has: 2004"):
        called("send_invitations", collection.study.slug, "2005")
