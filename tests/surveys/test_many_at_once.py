"""Many at once: no answer is lost, none is doubled, and nobody is told of a locked database."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from surveys import services
from surveys.models import Invitation, Response
from surveys.rules import form_of
from tests.surveys.at_once import AT_ONCE, together
from tests.surveys.fielding import make_collection, make_link

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_sendings_of_one_questionnaire_are_one(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    _invitation, link = make_link(collection)
    client = Client()
    client.post(link)
    client.post(f"{link}1/", {"shown": "attention means", "q_attention": "low", "next": "1"})
    key = str(Response.objects.get().submission_key)
    told = together(lambda _number: Client().post(f"{link}check/", {"key": key}).headers.get("Location"))
    assert set(told) == {f"{link}receipt/"}
    response = Response.objects.get()
    assert (response.status, response.answers, response.revision) == (
        "complete",
        {"attention": "low", "means": []},
        2,
    )


def test_fifty_starts_make_one_response(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    _invitation, link = make_link(collection)
    told = together(lambda _number: Client().post(link).status_code)
    assert set(told) == {302}
    assert Response.objects.count() == 1
    assert Invitation.objects.get().status == "started"


def test_fifty_answers_at_once_are_all_kept(tmp_path: Path) -> None:
    """Each writer gives other questions of one response: none overwrites another's."""
    collection, _user = make_collection(tmp_path)
    invitation, _link = make_link(collection)
    response = services.start_response(invitation=invitation, language="da")
    form = form_of(collection.version)
    given: list[dict[str, Any]] = [
        {"attention": "high"},
        {"means": ["plan"]},
        {"contracts": 60},
        {"why": "x"},
        {"since": "2003-12-24"},
    ]
    together(lambda number: services.save_answers(response=response, form=form, answers=given[number % 5]))
    response.refresh_from_db()
    assert response.revision == AT_ONCE
    assert {**response.answers, **response.set_aside} == {key: value for each in given for key, value in each.items()}
    assert response.set_aside == {}
