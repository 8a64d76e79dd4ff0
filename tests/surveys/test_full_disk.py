"""A disk that fills up: every answer that was acknowledged is stored, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from surveys.models import Response
from tests.surveys.fielding import make_collection, make_link

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="only SQLite lets a test limit the size of its database"
    ),
]
LONG = "ø" * 20_000


@contextmanager
def _room_for(pages: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that are free inside the file are room too
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used + pages}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")


def test_full_disk_is_said_and_nothing_acknowledged_is_missing(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    client, acknowledged, told = Client(), {}, []
    links = [make_link(collection)[1] for _number in range(12)]
    for link in links:
        client.post(link)
        client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"})
    with _room_for(pages=30):
        for link, pk in zip(links, Response.objects.order_by("pk").values_list("pk", flat=True), strict=True):
            answer = client.post(f"{link}autosave/", {"question": "why", "q_why": LONG})
            told.append(answer.status_code)
            if answer.status_code == 200 and answer.json()["saved"]:
                acknowledged[pk] = LONG
        page = client.post(
            f"{links[-1]}2/", {"q_contracts": "60", "q_why": LONG, "shown": "contracts why", "next": "1"}
        )
    stored = {pk: answers["why"] for pk, answers in Response.objects.values_list("pk", "answers") if "why" in answers}
    assert stored == acknowledged
    assert set(told) == {200, 503}
    assert page.status_code == 503
    assert 'class="sheet"' in page.content.decode()
    assert client.post(f"{links[-1]}autosave/", {"question": "why", "q_why": LONG}).status_code == 200
