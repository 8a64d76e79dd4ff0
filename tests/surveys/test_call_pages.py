"""The interviewer's pages without scripts: the queue, a call, an interview, its end; quotas as the team sees them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from studies.models import AuditEntry, Role, User
from surveys import links, services
from surveys.models import Collection, ContactAttempt, Invitation, Response
from surveys.rules import form_of
from tests.factories import MembershipFactory
from tests.surveys.telephone import interviewer_of, person, telephone_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return telephone_collection(tmp_path)[0]


@pytest.fixture
def user(collection: Collection, client: Client) -> User:
    user = interviewer_of(collection)
    client.force_login(user)
    return user


def address(collection: Collection, rest: str = "") -> str:
    return f"/studies/{collection.study.slug}/calls/{rest}"


def take(client: Client, collection: Collection) -> str:
    """The address of the call one gets."""
    response = client.post(address(collection, "next/"))
    assert response.status_code == 302
    return str(response.headers["Location"])


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return " ".join(response.content.decode().split())


def test_interviewer_gets_no_answer_and_the_queue_goes_on(client: Client, collection: Collection, user: User) -> None:
    person(collection, 1)
    person(collection, 2)
    assert "2 people to call now" in page(client, address(collection))
    call = take(client, collection)
    text = page(client, call)
    assert 'href="tel:+4500000001"' in text
    assert "12 34 56 78" not in text
    assert client.post(f"{call}outcome/", {"disposition": "3.13", "note": "Ringede ud"}).status_code == 302
    text = page(client, address(collection))
    assert "1 person to call now" in text
    assert "1 later" in text
    assert "Person 2" in text
    assert client.get(call).status_code == 302  # not on the telephone any more


def test_call_back_at_an_agreed_time_comes_first_and_tells_what_was_tried(
    client: Client, collection: Collection, user: User
) -> None:
    person(collection, 1)
    call = take(client, collection)
    wrong = client.post(f"{call}outcome/", {"disposition": "2.20"})
    assert wrong.status_code == 422
    assert "Say when to call back." in wrong.content.decode()
    at = timezone.localtime() + timedelta(hours=2)
    client.post(
        f"{call}outcome/", {"disposition": "2.20", "call_back_at": f"{at:%Y-%m-%dT%H:%M}", "note": "Efter to"}
    )
    person(collection, 2)
    Invitation.objects.filter(appointment=True).update(call_from=timezone.now() - timedelta(minutes=1))
    assert "call back, due" in page(client, address(collection))
    text = page(client, take(client, collection))
    assert re.search(r"1\s+attempt\b", text)
    assert "Efter to" in text
    assert "call back at an agreed time" in text


def test_outcome_without_choice_says_so(client: Client, collection: Collection, user: User) -> None:
    person(collection)
    call = take(client, collection)
    answer = client.post(f"{call}outcome/", {})
    assert answer.status_code == 422
    assert "Say what came of the call." in answer.content.decode()


def test_interview_in_arabic_has_danish_beside_it_and_is_stored(
    client: Client, collection: Collection, user: User
) -> None:
    person(collection, language="ar", unit=collection.study.units.first())
    call = take(client, collection)
    assert 'lang="ar" dir="rtl"' in page(client, call)
    begun = client.post(f"{call}begin/")
    question = str(begun.headers["Location"])
    assert question.endswith("/questions/intro/")
    question = str(client.post(question, {"next": "1"}).headers["Location"])
    text = page(client, question)
    assert "هل تريد الانتقال؟" in text
    assert 'class="beside" lang="da" dir="ltr">Vil du gerne flytte?</span>' in text
    assert text.index("Not read out") < text.index("بدون جواب")
    blank = client.post(question, {"next": "1"})
    assert blank.status_code == 422
    assert "Give an answer, or press Esc" in blank.content.decode()
    question = str(client.post(question, {"q_move": "yes", "next": "1"}).headers["Location"])
    assert question.endswith("/questions/why/")
    question = str(client.post(question, {"next": "1"}).headers["Location"])
    finish = str(client.post(question, {"reason": "refused"}).headers["Location"])
    assert finish.endswith("/finish/")
    assert client.post(finish).headers["Location"] == address(collection)
    response = Response.objects.get()
    assert (response.status, response.answers, response.modes) == ("complete", {"move": "yes"}, {"move": "telephone"})
    assert (response.mode, response.language, response.paradata["unanswered"]) == (
        "telephone", "ar", {"age": "refused"},
    )  # fmt: skip
    attempt = ContactAttempt.objects.get()
    assert (attempt.disposition, attempt.language, attempt.interviewer) == ("1.1", "ar", user)
    assert Invitation.objects.get().status == "complete"


def test_answer_that_cannot_be_is_asked_again(client: Client, collection: Collection, user: User) -> None:
    invitation = person(collection)
    call = take(client, collection)
    client.post(f"{call}begin/")
    answer = client.post(f"{call}questions/age/", {"q_age": "gammel", "next": "1"})
    assert answer.status_code == 422
    assert "is not a number" in answer.content.decode()
    client.post(f"{call}questions/age/", {"q_age": "40", "next": "1"})
    finish = client.post(f"{call}finish/")
    assert finish.status_code == 422
    assert f"{call}questions/move/" in finish.content.decode()
    assert Response.objects.get(invitation=invitation).status == "started"


def test_interview_goes_on_where_the_web_stopped(client: Client, collection: Collection, user: User) -> None:
    invitation = person(collection)
    link = f"/s/{links.token_of(invitation.public_id)}/"
    respondent = Client()
    respondent.post(link)
    respondent.post(f"{link}1/", {"shown": "intro move", "q_move": "no", "next": "1"})
    call = take(client, collection)
    assert "Go on with the interview" in page(client, call)
    question = str(client.post(f"{call}begin/").headers["Location"])
    assert question.endswith("/questions/age/")
    client.post(question, {"q_age": "40", "next": "1"})
    client.post(f"{call}finish/")
    assert Response.objects.get().modes == {"move": "web", "age": "telephone"}


def test_interview_is_stopped_and_called_back_by_another(client: Client, collection: Collection, user: User) -> None:
    person(collection)
    call = take(client, collection)
    client.post(f"{call}begin/")
    client.post(f"{call}questions/move/", {"q_move": "no", "next": "1"})
    assert client.post(f"{call}stop/", {}).status_code == 422
    at = timezone.localtime() + timedelta(hours=2)
    assert client.post(f"{call}stop/", {"call_back_at": f"{at:%Y-%m-%dT%H:%M}"}).status_code == 302
    made = Invitation.objects.get()
    assert (made.disposition, made.appointment, made.status) == ("2.12", True, "started")
    Invitation.objects.update(call_from=timezone.now() - timedelta(minutes=1))
    client.force_login(interviewer_of(collection))
    call = take(client, collection)
    assert str(client.post(f"{call}begin/").headers["Location"]).endswith("/questions/age/")
    client.post(f"{call}stop/", {"for_good": "1"})
    made.refresh_from_db()
    assert (made.disposition, made.call_from, made.status) == ("2.12", None, "declined")


def test_full_quota_gives_a_sentence_to_read_out_and_ends_the_call(
    client: Client, collection: Collection, user: User
) -> None:
    said = {"da": "Tak, nu har vi nok.", "ar": "شكرا"}
    quota = services.create_quota(
        collection=collection, by=None, name="stay", condition="${move} = 'no'", target=1, closing=said
    )
    done = services.start_response(invitation=person(collection, 1), language="da")
    form = form_of(collection.version)
    done = services.save_answers(response=done, form=form, answers={"move": "no"}, page=1)
    services.send(response=done, form=form)
    person(collection, 2, language="da")
    assert "full: closed" in page(client, address(collection))
    call = take(client, collection)
    client.post(f"{call}begin/")
    finish = str(client.post(f"{call}questions/move/", {"q_move": "no", "next": "1"}).headers["Location"])
    assert "Tak, nu har vi nok." in page(client, finish)
    ended = client.post(finish, follow=True).content.decode()
    assert ("The call is noted." in ended, "The interview is stored" in ended) == (True, False)
    made = Invitation.objects.get(response__status="screened")
    assert (made.disposition, made.held_by, made.response.screened_out_by) == ("4.8", None, quota)
    assert ContactAttempt.objects.get(invitation=made).disposition == "4.8"
    assert "Nobody to call now" in page(client, address(collection))


def test_full_quota_thanks_on_the_web_too(collection: Collection) -> None:
    services.create_quota(collection=collection, by=None, name="stay", condition="${move} = 'no'", target=1)
    for number in (1, 2):
        link = f"/s/{links.token_of(person(collection, number, language='ar').public_id)}/"
        respondent = Client()
        respondent.post(link)
        answer = respondent.post(f"{link}1/", {"shown": "intro move", "q_move": "no", "next": "1"}, follow=True)
        if number == 1:
            key = re.search(r'name="key"\s+value="([^"]+)"', respondent.get(f"{link}check/").content.decode())
            assert key
            respondent.post(f"{link}check/", {"key": key[1]})
    assert sorted(Response.objects.values_list("status", flat=True)) == ["complete", "screened"]
    assert answer.templates[0].name == "respondent/enough.html"
    assert b'dir="rtl"' in answer.content


def test_consent_is_read_out_and_kept_where_it_is_the_basis(
    client: Client, collection: Collection, user: User
) -> None:
    collection.study.legal_basis = "consent"
    collection.study.controller = "Instituttet"
    collection.study.save()
    person(collection)
    call = take(client, collection)
    assert client.post(f"{call}begin/").headers["Location"] == call
    assert not Response.objects.exists()
    client.post(f"{call}begin/", {"consent": "yes"})
    assert "Instituttet" in Response.objects.get().paradata["consent"]["text"]


def test_group_of_the_unit_is_shown_after_a_logged_reason_alone(
    client: Client, collection: Collection, user: User
) -> None:
    person(collection, unit=collection.study.units.get(code="H01"))
    call = take(client, collection)
    assert 'class="group high"' not in page(client, call)
    assert client.post(f"{call}unblind/", {"reason": ""}).status_code == 422
    assert client.post(f"{call}unblind/", {"reason": "Asked for by the respondent"}).status_code == 302
    assert 'class="group high"' in page(client, call)
    entry = AuditEntry.objects.get(action="call.unblinded")
    reference = links.reference_of(Invitation.objects.get().public_id)
    assert entry.by == user
    assert entry.details == {"reason": "Asked for by the respondent", "unit": "H01", "reference": reference}
    client.post(f"{call}put-back/")
    client.force_login(interviewer_of(collection))
    assert 'class="group high"' not in page(client, take(client, collection))


def test_call_is_closed_to_everybody_but_its_interviewer(client: Client, collection: Collection, user: User) -> None:
    person(collection)
    call = take(client, collection)
    for rest in ("", "outcome/", "begin/", "questions/move/", "finish/", "stop/", "unblind/", "hand-over/"):
        client.force_login(interviewer_of(collection))
        assert client.post(call + rest, {"disposition": "2.112"}).headers["Location"] == address(collection)
    assert Invitation.objects.get().held_by == user


@pytest.mark.parametrize(("role", "code"), [(Role.OWNER, 200), (Role.CODER, 403), (Role.ANALYST, 403)])
def test_queue_is_for_those_who_call(client: Client, collection: Collection, role: Role, code: int) -> None:
    client.force_login(MembershipFactory(study=collection.study, role=role).user)
    assert client.get(address(collection)).status_code == code


def test_one_has_one_person_on_the_telephone(client: Client, collection: Collection, user: User) -> None:
    first = person(collection, 1)
    second = person(collection, 2)
    call = take(client, collection)
    queue = page(client, address(collection))
    assert "/take/" not in queue
    assert f'href="{call}"' in queue
    refused = client.post(address(collection, f"{second.pk}/take/"))
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Back to Person 1" in said
    assert f'action="{call}outcome/"' not in said  # no key can note what came of a call here
    assert "calls.js" not in said
    assert list(Invitation.objects.exclude(held_by=None)) == [first]
    client.post(f"{call}put-back/")
    assert client.post(address(collection, f"{second.pk}/take/")).headers["Location"] == address(
        collection, f"{second.pk}/"
    )


def test_languages_are_chosen_on_the_queue(client: Client, collection: Collection, user: User) -> None:
    client.post(address(collection, "languages/"), {"languages": ["ar", "xx"]})
    assert list(user.interview_languages.values_list("language", flat=True)) == ["ar"]


def test_queue_keeps_its_query_budget(
    client: Client, collection: Collection, user: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        person(collection, number, unit=collection.study.units.first())
    for number in range(4):
        services.create_quota(collection=collection, by=None, name=f"q{number}", condition="${age} > 1", target=5)
    client.get(address(collection))
    with django_assert_max_num_queries(20):
        client.get(address(collection))
