"""The respondent's way from link to receipt, without scripts."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from studies.models import LegalBasis, Study
from surveys import links, services
from surveys.imports import import_xlsform
from surveys.models import Collection, Invitation, Response
from surveys.rules import Form, form_of
from tests.factories import make_study
from tests.surveys.fielding import FIRST, SECOND, answer_all, key_of, make_collection, make_link
from tests.surveys.files import small_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path)[0]


@pytest.fixture
def link(collection: Collection) -> str:
    return make_link(collection, unit=collection.study.units.get(code="H01"))[1]


def test_welcome_says_who_asks_and_for_whom_one_answers(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert "You answer for" in client.get(f"{link}?lang=en").content.decode()
    assert "Unit H01" in page
    assert "Anne, tlf. 12 34 56 78" in page
    assert '<html lang="da"' in page
    assert Invitation.objects.get().status == "opened"
    assert not Response.objects.exists()


def test_whole_way_from_start_to_receipt(client: Client, link: str) -> None:
    assert client.post(link).headers["Location"] == f"{link}1/"
    assert client.post(f"{link}1/", FIRST).headers["Location"] == f"{link}2/"
    assert client.post(f"{link}2/", SECOND).headers["Location"] == f"{link}check/"
    check = client.get(f"{link}check/").content.decode()
    assert all(words in check for words in ("I høj grad", "Løntilskud", "24. december 2003"))
    sent = client.post(f"{link}check/", {"key": key_of(client, link)})
    assert sent.headers["Location"] == f"{link}receipt/"
    invitation = Invitation.objects.get()
    receipt = client.get(f"{link}receipt/").content.decode()
    assert links.reference_of(invitation.public_id) in receipt
    response = Response.objects.get()
    assert response.answers == {
        "attention": "high",
        "means": ["plan", "job"],
        "contracts": 12,
        "since": "2003-12-24",
    }
    assert (response.status, response.mode, response.language, invitation.status) == (
        "complete",
        "web",
        "da",
        "complete",
    )
    assert response.unit is not None
    assert response.unit.code == "H01"


def test_own_answers_are_given_as_a_file(client: Client, link: str) -> None:
    answer_all(client, link)
    client.post(f"{link}check/", {"key": key_of(client, link)})
    document = json.loads(client.get(f"{link}answers/").content)
    assert document["answers"]["attention"] == "high"
    text = client.get(f"{link}answers/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["attention", "Er der politisk opmærksomhed?", "high", "I høj grad"]


def test_valid_answers_are_stored_beside_errors(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    page = client.post(
        f"{link}2/", {"shown": "contracts since", "q_contracts": "500", "q_since": "24-12-2003", "next": "1"}
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert 'role="alert"' in text
    assert 'href="#q_contracts"' in text
    assert Response.objects.get().answers["since"] == "2003-12-24"
    unreadable = client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "many", "next": "1"})
    assert (
        "“many” er ikke et tal" in unreadable.content.decode()
        or "“many” is not a number." in unreadable.content.decode()
    )
    assert 'value="many"' in unreadable.content.decode()


def test_required_question_holds_next_but_not_back_or_stop(client: Client, link: str) -> None:
    client.post(link)
    blank = {"shown": "attention means"}
    assert client.post(f"{link}1/", {**blank, "next": "1"}).status_code == 422
    assert client.post(f"{link}1/", {**blank, "back": "1"}).headers["Location"] == link
    assert client.post(f"{link}1/", {**blank, "stop": "1"}).status_code == 200


def test_stopped_questionnaire_goes_on_where_it_was_left_on_another_device(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "12", "stop": "1"})
    other = Client()
    assert "Go on where you stopped" in other.get(f"{link}?lang=en").content.decode()
    assert other.post(link).headers["Location"] == f"{link}2/"
    assert 'value="12"' in other.get(f"{link}2/").content.decode()
    assert Response.objects.count() == 1


def test_question_that_opens_on_the_same_page_is_asked_before_going_on(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    many = client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "60", "next": "1"})
    assert many.headers["Location"] == f"{link}2/?opened=1"
    page = client.get(f"{link}2/?opened=1").content.decode()
    assert re.search(r'data-question="why"\s+data-type="text">', page)
    done = {"shown": "contracts why since", "q_contracts": "60", "q_why": "Because", "next": "1"}
    assert client.post(f"{link}2/", done).headers["Location"] == f"{link}check/"


def test_answer_whose_question_closed_is_set_aside_comes_back_and_is_dropped_on_sending(
    client: Client, link: str
) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", {"shown": "contracts why since", "q_contracts": "60", "q_why": "Because", "next": "1"})
    response = Response.objects.get()
    client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "12", "next": "1"})
    response.refresh_from_db()
    assert (response.answers.get("why"), response.set_aside) == (None, {"why": "Because"})
    client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "70", "back": "1"})
    response.refresh_from_db()
    assert (response.answers.get("why"), response.set_aside) == ("Because", {})
    client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "12", "next": "1"})
    client.post(f"{link}check/", {"key": key_of(client, link)})
    response.refresh_from_db()
    assert response.status == "complete"
    assert response.set_aside == {}
    assert "why" not in response.answers


def test_unfinished_answers_are_not_sent(client: Client, link: str) -> None:
    client.post(link)
    page = client.post(f"{link}check/", {"key": key_of(client, link)})
    assert page.status_code == 422
    assert f'href="{link}1/#q_attention"' in page.content.decode()
    assert Response.objects.get().status == "started"


def test_sending_twice_is_sending_once(client: Client, link: str) -> None:
    answer_all(client, link)
    key = key_of(client, link)
    first = client.post(f"{link}check/", {"key": key})
    stored = Response.objects.values().get()
    again = Client().post(f"{link}check/", {"key": key})
    assert first.headers["Location"] == again.headers["Location"] == f"{link}receipt/"
    assert Response.objects.values().get() == stored


def test_sent_answers_do_not_change_any_more(client: Client, link: str) -> None:
    answer_all(client, link)
    client.post(f"{link}check/", {"key": key_of(client, link)})
    stored = Response.objects.values().get()
    assert client.post(f"{link}1/", FIRST).status_code == 404
    assert client.post(f"{link}autosave/", {"question": "attention", "q_attention": "low"}).status_code == 404
    with pytest.raises(services.AlreadySent):
        services.save_answers(
            response=Response.objects.get(), form=_form(Response.objects.get()), answers={"means": []}
        )
    assert Response.objects.values().get() == stored


def _form(response: Response) -> Form:
    return form_of(response.collection.version)


def test_consent_is_asked_where_it_is_the_legal_basis(client: Client, link: str) -> None:
    Study.objects.update(legal_basis=LegalBasis.CONSENT, controller="The institute")
    assert client.post(f"{link}?lang=en").status_code == 422
    assert not Response.objects.exists()
    client.post(f"{link}?lang=en", {"consent": "yes"})
    consent = Response.objects.get().paradata["consent"]
    assert consent["text"].startswith("I agree that The institute uses my answers")
    assert consent["language"] == "en"


def test_second_respondent_is_told_where_one_is_expected(client: Client, tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path, second_rule="refuse")
    unit = collection.study.units.get(code="H01")
    for expected in (302, 422):
        _invitation, link = make_link(collection, unit=unit)
        answer_all(client, link)
        assert client.post(f"{link}check/", {"key": key_of(client, link)}).status_code == expected
    assert Response.objects.filter(status="complete").count() == 1


def test_autosave_stores_one_answer_and_says_what_is_asked(client: Client, link: str) -> None:
    client.post(link)
    told = client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"}).json()
    assert told == {"saved": True, "error": "", "asked": ["attention", "contracts", "means", "why"]}
    wrong = client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "sixty"}).json()
    assert not wrong["saved"]
    assert wrong["error"]
    assert Response.objects.get().answers == {"contracts": 60}
    assert client.post(f"{link}autosave/", {"question": "nothing"}).status_code == 400
    assert client.get(f"{link}autosave/").status_code == 400


def test_personal_number_is_not_stored(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"})
    told = client.post(f"{link}autosave/", {"question": "why", "q_why": "See 240190-1234"}).json()
    assert not told["saved"]
    assert "why" not in Response.objects.get().answers


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "שלום \u202eabc",
        "e\u0301",
        "👩\u200d👧",
        "=1+1",
        "  spaces  ",
        "linje 1\nlinje 2",
    ],
)
def test_what_was_typed_comes_back_as_typed(client: Client, link: str, text: str) -> None:
    client.post(link)
    client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"})
    client.post(
        f"{link}2/", {"shown": "contracts why", "q_contracts": "60", "q_why": text.replace("\n", "\r\n"), "next": "1"}
    )
    assert Response.objects.get().answers["why"] == text
    page = client.get(f"{link}2/").content.decode()
    assert "<script>alert" not in page


def test_nul_is_refused_with_a_sentence(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"})
    told = client.post(f"{link}autosave/", {"question": "why", "q_why": "a\0b"})
    assert told.status_code == 200
    assert not told.json()["saved"]


def test_pages_stay_within_twelve_queries(
    client: Client, link: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    requests: list[tuple[Callable[..., Any], str, dict[str, Any]]] = [
        (client.get, link, {}),
        (client.post, link, {}),
        (client.get, f"{link}1/", {}),
        (client.post, f"{link}1/", FIRST),
        (client.post, f"{link}autosave/", {"question": "contracts", "q_contracts": "12"}),
        (client.post, f"{link}2/", SECOND),
        (client.get, f"{link}check/", {}),
        (client.get, f"{link}questionnaire/", {}),
    ]
    for method, path, data in requests:
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            assert method(path, data).status_code in {200, 302}
    key = key_of(client, link)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.post(f"{link}check/", {"key": key})
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(f"{link}receipt/")


def test_closed_last_section_leads_on_to_check(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    path = small_form(
        tmp_path / "f.xlsx",
        ["begin_group", "one", "One"], ["select_one yn", "a", "A?"], ["end_group"],
        ["begin_group", "two", "Two", "${a} = 'yes'"], ["text", "b", "B?"], ["end_group"],
    )  # fmt: skip
    version = import_xlsform(study=study, file=path, by=user, publish=True).version
    collection = services.create_collection(study=study, version=version, name="x", by=user)
    _invitation, link = make_link(collection)
    client.post(link)
    assert client.get(f"{link}2/").headers["Location"] == f"{link}check/"


def test_refused_text_comes_back_cut(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    path = small_form(tmp_path / "f.xlsx", ["begin_group", "one", "One"], ["text", "a", "A?"], ["end_group"])
    version = import_xlsform(study=study, file=path, by=user, publish=True).version
    collection = services.create_collection(study=study, version=version, name="x", by=user)
    _invitation, link = make_link(collection)
    client.post(link)
    answer = client.post(f"{link}1/", {"shown": "a", "q_a": "x" * 1_000_000, "next": "1"})
    assert answer.status_code == 422
    assert answer.content.decode().count("x" * 1_000) == 100


def test_section_of_closed_questions_is_passed_over(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    path = small_form(
        tmp_path / "f.xlsx",
        ["begin_group", "one", "One"], ["select_one yn", "a", "A?"], ["end_group"],
        ["begin_group", "two", "Two", "${a} = 'yes'"], ["text", "b", "B, as ${a}?"], ["end_group"],
        ["begin_group", "three", "Three"], ["text", "c", "C?"], ["end_group"],
    )  # fmt: skip
    version = import_xlsform(study=study, file=path, by=user, publish=True).version
    collection = services.create_collection(study=study, version=version, name="x", by=user)
    _invitation, link = make_link(collection)
    client.post(link)
    assert client.post(f"{link}1/", {"shown": "a", "q_a": "no", "next": "1"}).headers["Location"] == f"{link}3/"
    assert client.get(f"{link}2/").headers["Location"] == f"{link}3/"
    assert client.post(f"{link}3/", {"shown": "c", "back": "1"}).headers["Location"] == f"{link}1/"
    assert client.post(f"{link}1/", {"shown": "a", "q_a": "yes", "next": "1"}).headers["Location"] == f"{link}2/"
    assert "B, as Yes?" in client.get(f"{link}2/").content.decode()
    assert client.get(f"{link}9/").status_code == 302
