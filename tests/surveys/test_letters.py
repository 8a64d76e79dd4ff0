"""Letters with a QR code that reads back as the link, as pages and as DOCX; lists of links; what is logged."""

import csv
import io
import re
from pathlib import Path

import docx
import openpyxl
import pytest
from django.test import Client

from studies.models import AuditEntry
from surveys import links, qr
from surveys.models import Identity, Invitation, InvitationStatus
from tests.surveys import qr_reader
from tests.surveys.fielding import make_collection, make_link
from tests.surveys.mailed import list_people

pytestmark = pytest.mark.django_db


def matrix_of(svg: str) -> qr_reader.Matrix:
    """From the strokes of the drawing itself: what a camera would see."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1]) // 4  # type: ignore[index]
    path = re.search(r'<path[^>]*stroke="#000"[^>]* d="([^"]+)"|<path[^>]* d="([^"]+)"[^>]*stroke="#000"', svg)
    assert path
    seen = [[0] * size for _row in range(size)]
    x = y = 0.0
    for command, arguments in re.findall(r"([Mmh])\s*([-\d. ]+)", path[1] or path[2]):
        given = [float(number) for number in arguments.split()]
        if command == "h":
            for step in range(int(given[0])):
                seen[int(y)][int(x) + step] = 1
            x += given[0]
        else:
            x, y = (given[0], given[1]) if command == "M" else (x + given[0], y + given[1])
    return [row[qr.BORDER : size - qr.BORDER] for row in seen[qr.BORDER : size - qr.BORDER]]


@pytest.mark.parametrize(
    "link",
    [
        "https://survey.municipal-research.example.org/s/YC40_X_KNHtO1zX30FopTpHb5hQ/",
        "http://127.0.0.1:8000/s/YC40_X_KNHtO1zX30FopTpHb5hQ/",
        "https://x.dk/s/" + "aB3_-" * 20,
    ],
)
def test_drawn_code_reads_back_as_the_link(link: str) -> None:
    assert qr_reader.read(matrix_of(qr.code_of(link))) == link


def test_each_letter_has_its_own_address_and_code(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk", language="en")
    Invitation.objects.filter(identity__email="c@d.dk").update(status=InvitationStatus.COMPLETE)
    client.force_login(user)
    url = f"/studies/{collection.study.slug}/collections/{collection.pk}/letters/print/"
    assert "For whom or what" in client.get(url).content.decode()
    assert not AuditEntry.objects.filter(action="invitations.exported").exists()
    page = client.post(url, {"recipient": "the printer"})
    text = page.content.decode()
    invitation = Invitation.objects.get(identity__email="a@b.dk")
    assert text.count('<article class="letter"') == 1
    assert "Dear Person 1," in text
    svg = re.search(r"<svg.*?</svg>", text, re.DOTALL)
    assert svg
    assert qr_reader.read(matrix_of(svg[0])) == links.link_of(invitation)
    assert "style=" not in svg[0]
    told = AuditEntry.objects.get(action="invitations.exported").details
    assert (told["count"], told["recipient"]) == (1, "the printer")
    collection.refresh_from_db()
    assert collection.opened_at is not None


def test_letters_as_docx_hold_text_link_and_picture(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk", language="en")
    client.force_login(user)
    url = f"/studies/{collection.study.slug}/collections/{collection.pk}/letters/print/?format=docx"
    answer = client.post(url, {"recipient": "the printer"})
    paper = docx.Document(io.BytesIO(answer.content))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert len(paper.inline_shapes) == 2
    assert all(links.link_of(invitation) in texts for invitation in Invitation.objects.all())
    assert paper.sections[0].page_height.cm == pytest.approx(29.7, abs=0.01)  # type: ignore[union-attr]


def test_list_of_links_says_for_whom_and_leaves_names_out(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    Invitation.objects.update(sample={"hours": 12.5})
    make_link(collection)
    client.force_login(user)
    url = f"/studies/{collection.study.slug}/collections/{collection.pk}/people/links/"
    assert client.get(url).status_code == 200
    refused = client.post(url, {"recipient": " ", "format_": "csv"})
    assert refused["Content-Type"].startswith("text/html")
    plain = client.post(url, {"recipient": "digital post", "format_": "csv"}).content.decode()
    rows = list(csv.reader(io.StringIO(plain)))
    first = Invitation.objects.order_by("pk")[0]
    assert rows[0] == ["reference", "link", "unit", "unit_name", "language", "status"]
    assert rows[1][:3] == [links.reference_of(first.public_id), links.link_of(first), "H01"]
    assert len(rows) == 3
    assert "a@b.dk" not in plain
    entry = AuditEntry.objects.filter(action="invitations.exported").latest("pk")
    assert (entry.details["recipient"], entry.details["count"]) == ("digital post", 2)
    whole = client.post(url, {"recipient": "us", "format_": "xlsx", "names": "on"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(whole)).active
    table = list(sheet.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert table[0][6:] == ("name", "email", "phone", "address", "hours")
    assert table[1][6:8] == ("Person 1", "a@b.dk")


def test_danish_list_of_links_has_semicolons_and_runs_no_formula(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    Identity.objects.update(name="=1+1")
    client.force_login(user)
    url = f"/studies/{collection.study.slug}/collections/{collection.pk}/people/links/"
    text = client.post(url, {"recipient": "us", "format_": "csv-da", "names": "on"}).content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("reference;link;unit")
    assert ";'=1+1;" in text
