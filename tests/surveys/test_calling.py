"""Who is called next, by whom, and what comes of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from studies.models import AuditEntry, User
from studies.problems import Refused
from surveys import calling, services
from surveys.dispositions import CLASSES, DISPOSITIONS, FINAL, OF_A_CALL, disposition_of, name_of
from surveys.models import Collection, ContactAttempt, Identity, Invitation, Mode, Response
from surveys.rules import form_of
from tests.surveys.telephone import called, due, interviewer_of, person, telephone_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path: Path) -> tuple[Collection, User]:
    return telephone_collection(tmp_path)


def names(collection: Collection, user: User, *, practice: bool = False) -> list[str]:
    waiting = calling.queue(collection.study, user, now=timezone.now(), practice=practice)
    return [each.identity.name for each in waiting]


def test_dispositions_are_aapor_s_each_with_class_and_key() -> None:
    """AAPOR (2023), Standard Definitions, 10th edition: 2.1 refusals, 2.2 non-contacts, 3 unknown, 4 not eligible."""
    said = {code: str(each.kind) for code, each in DISPOSITIONS.items()}
    assert [said[code] for code in ("1.1", "2.112", "2.22", "2.332", "3.13", "4.32")] == list(
        map(str, CLASSES.values())
    )
    keys = [each.key for each in OF_A_CALL]
    assert len(set(keys)) == len(keys)
    assert {"1.1", "2.112", "4.8", "4.32"} <= FINAL
    assert not FINAL & {"3.12", "3.13", "2.20"}


def test_disposition_more_exact_than_ours_is_read_by_its_beginning() -> None:
    assert disposition_of("3.131") is DISPOSITIONS["3.13"]
    assert name_of("9.9") == "9.9"


def test_queue_is_due_then_soon_then_untried_then_tried(place: tuple[Collection, User]) -> None:
    collection, user = place
    people = [person(collection, number) for number in range(1, 7)]
    later = timezone.now() + timedelta(hours=3)
    called(people[1], user, "3.13")
    due(people[1], -60)
    called(people[2], user, "3.12")
    due(people[2], -120)
    called(people[3], user, "2.20", call_back_at=later)
    due(people[3], 10)
    called(people[4], user, "2.20", call_back_at=later)
    due(people[4], -5)
    called(people[5], user, "2.20", call_back_at=later)
    assert names(collection, user) == ["Person 5", "Person 4", "Person 1", "Person 3", "Person 2"]
    waiting = calling.later(collection.study, user, now=timezone.now())
    assert (waiting.count, waiting.first) == (1, Invitation.objects.get(pk=people[5].pk).call_from)


def test_queue_holds_whoever_may_be_called(place: tuple[Collection, User]) -> None:
    collection, user = place
    people = [person(collection, number) for number in range(1, 8)]
    Identity.objects.filter(invitation=people[0]).update(phone="")
    Identity.objects.filter(invitation=people[1]).update(opted_out_at=timezone.now())
    Invitation.objects.filter(pk=people[2].pk).update(status="complete")
    Invitation.objects.filter(pk=people[3].pk).update(status="declined")
    called(people[4], user, "4.32")
    services.create_invitations(collection=collection, count=1, by=None)
    other = interviewer_of(collection)
    assert services.claim(invitation=people[5], by=other)
    assert names(collection, user) == ["Person 7"]


@pytest.mark.parametrize(
    "fields", [{"mode": "web"}, {"closes": "2004-01-01"}, {"anonymity": "anonymous"}, {"is_practice": True}]
)
def test_queue_leaves_out_collections_that_are_not_called_for_the_study(
    place: tuple[Collection, User], fields: dict[str, object]
) -> None:
    collection, user = place
    person(collection)
    Collection.objects.update(**fields)
    assert names(collection, user) == []


def test_web_collection_is_called_too_where_it_says_so(place: tuple[Collection, User]) -> None:
    collection, user = place
    person(collection)
    Collection.objects.update(mode="web", by_telephone=True)
    assert names(collection, user) == ["Person 1"]
    Collection.objects.update(is_practice=True)
    assert names(collection, user, practice=True) == ["Person 1"]


def test_queue_is_in_the_languages_one_speaks(place: tuple[Collection, User]) -> None:
    collection, user = place
    person(collection, 1, language="ar")
    person(collection, 2, language="da")
    person(collection, 3)  # the questionnaire's own language, Danish
    services.choose_languages(user=user, languages=["ar"])
    assert names(collection, user) == ["Person 1"]
    services.choose_languages(user=user, languages=["da"])
    assert names(collection, user) == ["Person 2", "Person 3"]
    services.choose_languages(user=user, languages=[])
    assert len(names(collection, user)) == 3


def test_no_answer_is_tried_again_later(place: tuple[Collection, User]) -> None:
    collection, user = place
    made = called(person(collection), user, "3.13", note="Ringede ud.")
    assert made.call_from is not None
    assert timedelta(hours=3, minutes=59) < made.call_from - timezone.now() <= timedelta(hours=4)
    assert (made.disposition, made.appointment, made.held_by, made.status) == ("3.13", False, None, "created")
    attempt = ContactAttempt.objects.get()
    assert (attempt.disposition, attempt.interviewer, attempt.note) == ("3.13", user, "Ringede ud.")
    assert attempt.ended_at is not None
    assert AuditEntry.objects.filter(action="call.recorded").count() == 1


def test_refusal_is_final(place: tuple[Collection, User]) -> None:
    collection, user = place
    called(person(collection), user, "2.112")
    made = Invitation.objects.get()
    assert (made.status, made.disposition, made.call_from) == ("declined", "2.112", None)
    assert names(collection, user) == []


def test_agreed_time_is_kept_and_may_be_for_oneself(place: tuple[Collection, User]) -> None:
    collection, user = place
    at = timezone.now() + timedelta(days=1)
    made = called(person(collection), user, "2.20", call_back_at=at, keep=True)
    assert (made.call_from, made.appointment, made.assigned_to) == (at, True, user)
    due(made)
    assert names(collection, user) == ["Person 1"]
    assert names(collection, interviewer_of(collection)) == []


@pytest.mark.parametrize(
    ("disposition", "days", "told"),
    [("2.20", None, "when to call back"), ("2.20", -1, "has passed"), ("2.20", 40, "closed"), ("9", 1, "what came")],
)
def test_outcome_that_cannot_be_is_refused_and_the_call_goes_on(
    place: tuple[Collection, User], disposition: str, days: int | None, told: str
) -> None:
    collection, user = place
    Collection.objects.update(closes=timezone.localdate() + timedelta(days=30))
    invitation = person(collection)
    invitation.refresh_from_db()
    at = None if days is None else timezone.now() + timedelta(days=days)
    with pytest.raises(Refused, match=told):
        called(invitation, user, disposition, call_back_at=at)
    assert Invitation.objects.get().held_by == user
    assert ContactAttempt.objects.get().ended_at is None


def test_personal_number_in_a_note_is_refused(place: tuple[Collection, User]) -> None:
    collection, user = place
    with pytest.raises(Refused):
        called(person(collection), user, "3.13", note="CPR 010203-1234")


def test_hold_that_ran_out_frees_the_person(place: tuple[Collection, User]) -> None:
    collection, user = place
    invitation, other = person(collection), interviewer_of(collection)
    assert services.claim_next(study=collection.study, by=user) == invitation
    assert services.claim_next(study=collection.study, by=other) is None
    assert services.claim_next(study=collection.study, by=user) == invitation
    Invitation.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    assert services.claim_next(study=collection.study, by=other) == invitation
    assert not services.keep_hold(invitation=invitation, by=user)
    with pytest.raises(Refused, match="Somebody else"):
        services.record_call(invitation=invitation, by=user, disposition="3.13")
    assert [each.interviewer for each in ContactAttempt.objects.all()] == [other]


def test_forgotten_interview_counts_as_broken_off(place: tuple[Collection, User]) -> None:
    collection, user = place
    invitation = person(collection)
    services.claim_next(study=collection.study, by=user)
    services.start_response(invitation=invitation, language="da")
    Invitation.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    services.claim_next(study=collection.study, by=interviewer_of(collection))
    first = ContactAttempt.objects.first()
    assert first is not None
    assert (first.disposition, first.interviewer) == ("2.12", user)


def test_person_put_back_counts_no_attempt(place: tuple[Collection, User]) -> None:
    collection, user = place
    invitation = person(collection)
    services.claim_next(study=collection.study, by=user)
    services.put_back(invitation=invitation, by=user)
    assert not ContactAttempt.objects.exists()
    assert names(collection, interviewer_of(collection)) == ["Person 1"]


def test_person_handed_over_is_the_other_interviewer_s(place: tuple[Collection, User]) -> None:
    collection, user = place
    first, other = person(collection, 1), interviewer_of(collection)
    person(collection, 2)
    services.claim_next(study=collection.study, by=user)
    services.hand_over(invitation=first, by=user, to=other)
    assert names(collection, user) == ["Person 2"]
    assert names(collection, other) == ["Person 1", "Person 2"]
    assert AuditEntry.objects.filter(action="call.handed_over").count() == 1


def test_person_is_handed_over_to_interviewers_of_the_study_alone(place: tuple[Collection, User]) -> None:
    collection, user = place
    invitation = person(collection)
    services.claim_next(study=collection.study, by=user)
    stranger = User.objects.create_user("stranger@example.org")
    with pytest.raises(Refused, match="member of the study"):
        services.hand_over(invitation=invitation, by=user, to=stranger)


def test_other_language_moves_the_person_to_another_queue(place: tuple[Collection, User]) -> None:
    collection, user = place
    services.choose_languages(user=user, languages=["da"])
    called(person(collection), user, "2.332", language="ar")
    arabic = interviewer_of(collection)
    services.choose_languages(user=arabic, languages=["ar"])
    assert names(collection, user) == []
    assert names(collection, arabic) == ["Person 1"]


def test_answers_keep_the_mode_they_were_given_in(place: tuple[Collection, User]) -> None:
    collection, _user = place
    invitation = person(collection)
    form = form_of(collection.version)
    response = services.start_response(invitation=invitation, language="da")
    services.save_answers(response=response, form=form, answers={"move": "yes", "why": "Arbejde"})
    services.save_answers(response=response, form=form, answers={"age": 40, "move": "yes"}, mode=Mode.TELEPHONE)
    services.save_answers(response=response, form=form, answers={"why": "Job", "age": 40})
    assert Response.objects.get().modes == {"move": "web", "why": "web", "age": "telephone"}


def test_reason_for_no_answer_lets_a_required_question_pass_until_it_is_answered(
    place: tuple[Collection, User],
) -> None:
    collection, _user = place
    form = form_of(collection.version)
    response = services.start_response(invitation=person(collection), language="da")
    assert services.send(response=response, form=form).errors.keys() == {"move"}
    services.save_answers(response=response, form=form, answers={"move": None}, reasons={"move": "refused"})
    response = services.save_answers(response=response, form=form, answers={"age": 40})
    assert response.paradata["unanswered"] == {"move": "refused"}
    sent = services.send(response=response, form=form)
    assert (sent.errors, sent.response.status, sent.response.answers) == ({}, "complete", {"age": 40})
