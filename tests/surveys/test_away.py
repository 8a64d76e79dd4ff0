"""A database that is away for a moment: the respondent is told to try again, whichever look at it failed."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from tests.surveys.fielding import make_collection, make_link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("where", ["guesses.too_many", "find_visit", "services.choose_language", "closed"])
def test_a_respondent_is_asked_to_try_again(where: str, error: type[Exception], tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    _invitation, link = make_link(collection)
    client = Client()
    client.post(link)
    asked = "/s/no-such-link/" if where == "closed" else f"{link}1/?lang=en"
    with patch(f"surveys.views.door.{where}", side_effect=error("server closed the connection unexpectedly")):
        answer = client.get(asked)
    assert answer.status_code == 503
    assert "no-store" in answer.headers["Cache-Control"]
    assert "server closed" not in answer.content.decode()
    assert client.get(link).status_code == 200
