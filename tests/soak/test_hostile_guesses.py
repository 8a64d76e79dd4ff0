"""QUALITY.md section 4: 10,000 guessed links open nothing, are slowed, and all get one of two pages."""

import random
from pathlib import Path

import pytest
from django.test import Client

from surveys import guesses
from surveys.links import _token
from surveys.models import Invitation, Response
from tests.surveys.fielding import make_collection, make_link

pytestmark = [pytest.mark.soak, pytest.mark.django_db]
GUESSES, EACH = 10_000, 100


def test_ten_thousand_guesses_open_nothing_and_are_slowed(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    links = [make_link(collection)[1] for _ in range(50)]
    chance, client = random.Random(1999), Client()
    statuses, pages = {404: 0, 429: 0}, set()
    for number in range(GUESSES):
        near = list(chance.choice(links).split("/")[2])
        near[0] = "A" if near[0] != "A" else "B"
        token = _token(chance.randbytes(20)) if number % 2 else "".join(near)
        answer = client.get(f"/s/{token}/", REMOTE_ADDR=f"10.0.{number // EACH}.1")
        statuses[answer.status_code] += 1
        pages.add(answer.content)
    addresses = GUESSES // EACH
    assert statuses == {404: addresses * guesses.ALLOWED, 429: GUESSES - addresses * guesses.ALLOWED}
    assert len(pages) == 1
    assert not Response.objects.exists()
    assert set(Invitation.objects.values_list("status", flat=True)) == {"created"}
