"""Quotas: who counts where, who is turned away, and that two at once never pass a full one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from studies.models import User
from studies.problems import Refused
from surveys import quota_counts, services
from surveys.models import Collection, Invitation, Quota, Response
from surveys.rules import Answer, form_of
from tests.surveys.telephone import person, telephone_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path: Path) -> tuple[Collection, User]:
    return telephone_collection(tmp_path)


def quota(collection: Collection, name: str = "move", *, target: int = 1, condition: str = "") -> Quota:
    return services.create_quota(
        collection=collection, by=None, name=name, target=target, condition=condition or "${move} = 'yes'"
    )


def answered(collection: Collection, number: int, **answers: Answer) -> Response:
    """One page, left by *Go on*."""
    response = services.start_response(invitation=person(collection, number), language="da")
    return services.save_answers(response=response, form=form_of(collection.version), answers=answers, page=1)


def sent(collection: Collection, response: Response) -> Response:
    return services.send(response=response, form=form_of(collection.version)).response


def test_full_quota_turns_the_next_of_its_kind_away(place: tuple[Collection, User]) -> None:
    collection, _user = place
    made = quota(collection)
    assert sent(collection, answered(collection, 1, move="yes")).status == "complete"
    made.refresh_from_db()
    assert made.closed_at is not None
    turned = answered(collection, 2, move="yes")
    assert (turned.status, turned.screened_out_by, turned.answers) == ("screened", made, {"move": "yes"})
    invitation = Invitation.objects.get(response=turned)
    assert (invitation.disposition, invitation.call_from) == ("4.8", None)
    assert sent(collection, answered(collection, 3, move="no")).status == "complete"
    row = quota_counts.counts([collection])[0]
    assert (row.complete, row.under_way, row.turned_away, row.is_full) == (1, 0, 1, True)


def test_answers_after_the_thanks_are_not_taken(place: tuple[Collection, User]) -> None:
    collection, _user = place
    quota(collection)
    sent(collection, answered(collection, 1, move="yes"))
    turned = answered(collection, 2, move="yes")
    with pytest.raises(services.AlreadySent):
        services.save_answers(response=turned, form=form_of(collection.version), answers={"age": 30}, page=2)


def test_nobody_is_turned_away_before_all_strata_are_asked(place: tuple[Collection, User]) -> None:
    collection, _user = place
    quota(collection)
    quota(collection, "old", target=5, condition="${age} >= 60")
    sent(collection, answered(collection, 1, move="yes", age=70))
    second = answered(collection, 2, move="yes")
    assert second.status == "started"
    second = services.save_answers(response=second, form=form_of(collection.version), answers={"age": 20}, page=2)
    assert (second.status, second.answers) == ("screened", {"move": "yes", "age": 20})


def test_stratum_that_was_refused_holds_nobody_up(place: tuple[Collection, User]) -> None:
    collection, _user = place
    quota(collection)
    quota(collection, "old", condition="${age} >= 60")
    sent(collection, answered(collection, 1, move="yes", age=20))
    second = answered(collection, 2, move="yes")
    form = form_of(collection.version)
    second = services.save_answers(
        response=second, form=form, answers={"age": None}, page=2, reasons={"age": "refused"}
    )
    assert second.status == "screened"


def test_whoever_is_under_way_keeps_the_last_place_for_a_while(place: tuple[Collection, User]) -> None:
    collection, _user = place
    quota(collection)
    first = answered(collection, 1, move="yes")
    assert answered(collection, 2, move="yes").status == "screened"
    long_ago = timezone.now() - timedelta(hours=2)
    Response.objects.filter(pk=first.pk).update(updated_at=long_ago)
    third = answered(collection, 3, move="yes")
    assert sent(collection, third).status == "complete"
    assert sent(collection, first).status == "screened"
    assert Response.objects.filter(status="complete").count() == 1


def test_quota_on_what_the_list_of_people_said(place: tuple[Collection, User]) -> None:
    collection, _user = place
    made = quota(collection, condition="${sample_country} = 'IQ'")
    response = services.start_response(
        invitation=person(collection, 1, sample={"country": "IQ", "odd": None}), language="da"
    )
    services.save_answers(response=response, form=form_of(collection.version), answers={"age": 30}, page=2)
    assert list(made.responses.all()) == [response]


@pytest.mark.parametrize(
    ("condition", "told"),
    [("${moved} = 'yes'", "no question “moved”"), ("${move} = ", "cannot be read"), ("nonsense(", "cannot be read")],
)
def test_condition_that_cannot_hold_is_refused(place: tuple[Collection, User], condition: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        quota(place[0], condition=condition)
    assert not Quota.objects.exists()


def test_quota_called_as_another_is_refused(place: tuple[Collection, User]) -> None:
    quota(place[0])
    with pytest.raises(Refused, match="already"):
        quota(place[0])


def test_changed_quota_counts_what_was_answered_before(place: tuple[Collection, User]) -> None:
    collection, user = place
    sent(collection, answered(collection, 1, move="yes"))
    sent(collection, answered(collection, 2, move="no"))
    made = quota(collection, target=1)
    assert (made.responses.count(), made.closed_at is None) == (1, False)
    services.change_quota(quota=made, by=user, target=3, condition="${move} != ''")
    made.refresh_from_db()
    assert (made.responses.count(), made.closed_at) == (2, None)
    services.delete_quota(quota=made, by=user)
    assert Response.objects.filter(status="complete").count() == 2


def _together(number: int, act: Callable[[int], object]) -> list[object]:
    """All begin at the same moment, each with a connection of its own."""
    barrier = Barrier(number)

    def alone(place: int) -> object:
        try:
            barrier.wait()
            return act(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=number) as pool:
        return list(pool.map(alone, range(number)))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_one_has_the_last_place(tmp_path: Path) -> None:
    collection, _user = telephone_collection(tmp_path)
    quota(collection, target=3)
    responses = [services.start_response(invitation=person(collection, number), language="da") for number in range(8)]
    form = form_of(collection.version)

    def interview(place: int) -> str:
        saved = services.save_answers(response=responses[place], form=form, answers={"move": "yes"}, page=1)
        return services.send(response=saved, form=form).response.status

    assert sorted(map(str, _together(8, interview))) == ["complete"] * 3 + ["screened"] * 5
    assert Quota.objects.get().closed_at is not None


@pytest.mark.django_db(transaction=True)
def test_sending_at_once_never_passes_a_quota_whose_places_ran_out(tmp_path: Path) -> None:
    """Everybody was let in long ago: the count at the end decides."""
    collection, _user = telephone_collection(tmp_path)
    made = quota(collection, target=2)
    responses = [services.start_response(invitation=person(collection, number), language="da") for number in range(8)]
    Response.objects.update(answers={"move": "yes"})
    for response in responses:
        response.quotas.add(made)
    form = form_of(collection.version)
    told = _together(8, lambda place: services.send(response=responses[place], form=form).response.status)
    assert sorted(map(str, told)) == ["complete"] * 2 + ["screened"] * 6


@pytest.mark.django_db(transaction=True)
def test_of_many_interviewers_at_once_no_two_have_the_same_person(tmp_path: Path) -> None:
    collection, _user = telephone_collection(tmp_path)
    for number in range(5):
        person(collection, number)
    users = [User.objects.create_user(f"i{number}@example.org") for number in range(8)]
    found = _together(8, lambda place: services.claim_next(study=collection.study, by=users[place]))
    claimed = [each.pk for each in found if isinstance(each, Invitation)]
    assert sorted(claimed) == sorted(collection.invitations.values_list("pk", flat=True))
