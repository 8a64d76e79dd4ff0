"""The respondent's way from link to receipt, without scripts."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from studies.models import LegalBasis, Study
from surveys import guesses, links, services
from surveys.models import Collection, Invitation, Response
from surveys.rules import Form, form_of
from tests.surveys.fielding import make_collection, make_link

pytestmark = pytest.mark.django_db
FIRST = {"shown": "attention means", "q_attention": "high", "q_means": ["job", "plan"], "next": "1"}
SECOND = {"shown": "contracts since", "q_contracts": "12", "q_since": "2003-12-24", "next": "1"}


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path)[0]


@pytest.fixture
def link(collection: Collection) -> str:
    return make_link(collection, unit=collection.study.units.get(code="H01"))[1]


def _key(client: Client, link: str) -> str:
    found = re.search(r'name="key"\s+value="([^"]+)"', client.get(f"{link}check/").content.decode())
    assert found
    return found[1]


def _answer_all(client: Client, link: str) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", SECOND)


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
    assert "I høj grad" in check
    assert "Løntilskud" in check
    sent = client.post(f"{link}check/", {"key": _key(client, link)})
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
    _answer_all(client, link)
    client.post(f"{link}check/", {"key": _key(client, link)})
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
    client.post(f"{link}check/", {"key": _key(client, link)})
    response.refresh_from_db()
    assert response.status == "complete"
    assert response.set_aside == {}
    assert "why" not in response.answers


def test_unfinished_answers_are_not_sent(client: Client, link: str) -> None:
    client.post(link)
    page = client.post(f"{link}check/", {"key": _key(client, link)})
    assert page.status_code == 422
    assert f'href="{link}1/#q_attention"' in page.content.decode()
    assert Response.objects.get().status == "started"


def test_sending_twice_is_sending_once(client: Client, link: str) -> None:
    _answer_all(client, link)
    key = _key(client, link)
    first = client.post(f"{link}check/", {"key": key})
    stored = Response.objects.values().get()
    again = Client().post(f"{link}check/", {"key": key})
    assert first.headers["Location"] == again.headers["Location"] == f"{link}receipt/"
    assert Response.objects.values().get() == stored


def test_sent_answers_do_not_change_any_more(client: Client, link: str) -> None:
    _answer_all(client, link)
    client.post(f"{link}check/", {"key": _key(client, link)})
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


def test_unknown_closed_and_used_links_show_the_same_page(client: Client, collection: Collection, link: str) -> None:
    _answer_all(client, link)
    client.post(f"{link}check/", {"key": _key(client, link)})
    _invitation, other = make_link(collection)
    stranger = Client()
    unknown = stranger.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/")
    used = stranger.get(link)
    receipt = stranger.get(f"{link}receipt/")
    Collection.objects.update(closes=timezone.localdate() - timedelta(days=1))
    closed = stranger.get(other)
    early = _not_open_yet(collection, other)
    pages = [unknown, used, receipt, closed, early]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def _not_open_yet(collection: Collection, link: str) -> Any:
    Collection.objects.update(closes=None, opens=timezone.localdate() + timedelta(days=1))
    return Client().get(link)


def test_guesses_are_slowed_after_twenty_a_minute(client: Client, link: str) -> None:
    statuses = [client.get(f"/s/guess{number}/").status_code for number in range(guesses.ALLOWED + 5)]
    assert statuses == [404] * guesses.ALLOWED + [429] * 5
    assert client.get(link).status_code == 429
    assert client.get(link, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_link_is_long_and_only_its_hash_is_stored(collection: Collection) -> None:
    invitation, link = make_link(collection)
    token = link.split("/")[2]
    assert len(token) >= 22
    stored = json.dumps(list(Invitation.objects.values()), default=str)
    assert token not in stored
    assert links.token_of(invitation.public_id) == token


def test_language_is_chosen_and_kept(client: Client, link: str) -> None:
    assert "Is there attention?" not in client.get(f"{link}questionnaire/").content.decode()
    client.post(f"{link}?lang=en", {"lang": "en"})
    page = client.get(f"{link}1/").content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert "Is there attention?" in page
    client.get(f"{link}1/?lang=da")
    assert Response.objects.get().language == "da"
    assert "Er der politisk opmærksomhed?" in client.get(f"{link}1/").content.decode()


def test_language_chosen_before_going_on_is_kept(client: Client, link: str) -> None:
    client.post(link, {"lang": "da"})
    client.post(link, {"lang": "en"})
    assert '<html lang="en"' in client.get(f"{link}1/").content.decode()


def test_invitation_opens_in_its_language(client: Client, collection: Collection) -> None:
    _invitation, link = make_link(collection, language="en")
    assert '<html lang="en"' in client.get(link).content.decode()


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
        _answer_all(client, link)
        assert client.post(f"{link}check/", {"key": _key(client, link)}).status_code == expected
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
    key = _key(client, link)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.post(f"{link}check/", {"key": key})
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(f"{link}receipt/")


def test_pages_are_not_kept_by_anyone_on_the_way(client: Client, link: str) -> None:
    for path in (link, "/s/unknown/"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_section_of_closed_questions_is_passed_over(client: Client, tmp_path: Path) -> None:
    from surveys.imports import import_xlsform
    from tests.factories import make_study
    from tests.surveys.files import small_form

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
    assert client.post(f"{link}3/", {"shown": "c", "back": "1"}).headers["Location"] == f"{link}1/"
    assert client.post(f"{link}1/", {"shown": "a", "q_a": "yes", "next": "1"}).headers["Location"] == f"{link}2/"
    assert "B, as Yes?" in client.get(f"{link}2/").content.decode()
    assert client.get(f"{link}9/").status_code == 302
