"""What is counted of those asked, by the database."""

from datetime import timedelta

import pytest

from studies.models import Group, Unit, User
from surveys.fieldwork.drawing import progress_of
from surveys.fieldwork.rows import Row
from surveys.fieldwork.shown import Shown, shown_to
from surveys.fieldwork.waiting import Filter, waiting
from surveys.models import Anonymity, Collection, DisclosureLevel, Identity, Response, UnitContact
from tests.factories import MembershipFactory, make_pairs, make_study
from tests.surveys.fieldwork_data import NOON, S, collection_of, invite, respond

pytestmark = pytest.mark.django_db


def unit(collection: Collection, code: str) -> Unit:
    return Unit.objects.get(study=collection.study, code=code)


def told(row: Row) -> tuple[int, ...]:
    counts = row.counts
    return counts.invited, counts.opened, counts.started, counts.complete, counts.refused


def rates(row: Row) -> tuple[int, int, int | None]:
    cases = row.counts.cases
    return cases.interviews, cases.partial, cases.base


@pytest.fixture
def fielded() -> tuple[Collection, User]:
    """H01: two sent, one began, one began without an answer, one looked. L01: one sent, one refused, two silent."""
    study, owner = make_study()
    make_pairs(study, pairs=2)
    collection = collection_of(study, disclosure=DisclosureLevel.STAFF)
    high, low = unit(collection, "H01"), unit(collection, "L01")
    for status in (S.COMPLETE, S.COMPLETE, S.STARTED, S.OPENED):
        invite(collection, high, status)
    invite(collection, high, S.STARTED, answers={})
    invite(collection, low, S.COMPLETE, sent=NOON + timedelta(days=2))
    invite(collection, low, S.DECLINED, declined_at=NOON + timedelta(days=1))
    invite(collection, low, disposition="3.13")
    invite(collection, low, disposition="4.7")
    return collection, owner


def shown(fielded: tuple[Collection, User]) -> Shown:
    collection, owner = fielded
    return shown_to(owner, collection.study, [collection])


def test_counts_go_from_invited_to_sent(fielded: tuple[Collection, User]) -> None:
    found = shown(fielded)
    assert {row.group: told(row) for row in found.groups} == {"high": (5, 5, 4, 2, 0), "low": (4, 1, 1, 1, 1)}
    assert {row.group: rates(row) for row in found.groups} == {"high": (2, 1, 5), "low": (1, 0, 3)}
    assert found.together is not None
    assert (found.together.invited, found.together.complete, found.together.cases.base) == (9, 3, 8)
    assert (found.units_answering, found.units_asked) == (2, 4)


def test_whoever_opened_and_then_refused_has_opened(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    before = shown(fielded).together
    invite(collection, unit(collection, "L01"), S.DECLINED, opened_at=NOON, declined_at=NOON)
    after = shown(fielded)
    assert before is not None
    assert after.together is not None
    assert (after.together.opened, after.together.refused) == (before.opened + 1, before.refused + 1)
    assert sum(day.opened for day in after.days) == after.together.opened


def test_pairs_and_units_have_their_rows(fielded: tuple[Collection, User]) -> None:
    found = shown(fielded)
    assert [(row.code, row.group, row.counts.complete) for row in found.pairs] == [
        ("P01", "high", 2),
        ("P01", "low", 1),
        ("P02", "high", 0),
        ("P02", "low", 0),
    ]
    assert [(row.code, row.counts.invited) for row in found.units] == [("H01", 5), ("H02", 0), ("L01", 4), ("L02", 0)]


def test_the_gap_is_high_minus_low(fielded: tuple[Collection, User]) -> None:
    gap = shown(fielded).gap
    assert gap is not None
    assert gap.difference == pytest.approx(2 / 5 - 1 / 3)
    assert not gap.is_wide
    assert gap.in_points is None, "no percentage below the study's minimum n"


def test_days_are_local_and_the_quiet_ones_are_there(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    late = NOON.replace(hour=23) + timedelta(days=2)  # past midnight in Copenhagen
    invite(collection, unit(collection, "L02"), S.COMPLETE, sent=late)
    found = shown(fielded).days
    assert [(str(day.day), day.invited, day.complete, day.refused) for day in found] == [
        ("2004-03-01", 10, 2, 0),
        ("2004-03-02", 0, 0, 1),
        ("2004-03-03", 0, 1, 0),
        ("2004-03-04", 0, 1, 0),
    ]
    progress = progress_of(found, groups=True)
    assert progress is not None
    assert [(line.kind, line.total) for line in progress.lines] == [("all", 4), ("high", 2), ("low", 2)]
    assert progress.lines[0].path == "M0 160V80.0H150.0V80.0H300.0V40.0H450.0V0.0H600.0"


def test_behind_a_contact_the_base_is_what_was_reported(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    there = unit(collection, "H02")
    contact = UnitContact.objects.create(collection=collection, unit=there, token_hash="c", eligible=None)
    for status in (S.COMPLETE, S.CREATED, S.CREATED):
        invite(collection, there, status, contact=contact)
    high = {row.code: row for row in shown(fielded).units}["H02"]
    assert (told(high), rates(high)) == ((3, 1, 1, 1, 0), (1, 0, None))
    UnitContact.objects.update(eligible=4)
    high = {row.code: row for row in shown(fielded).units}["H02"]
    assert rates(high) == (1, 0, 4)


def test_whoever_comes_by_an_open_link_has_no_base(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    invite(collection, unit(collection, "L02"), S.COMPLETE, by_open_link=True)
    row = {row.code: row for row in shown(fielded).units}["L02"]
    assert (told(row), rates(row)) == ((0, 1, 1, 1, 0), (1, 0, None))


def test_whoever_was_invited_counts_in_the_audience_they_were_asked_as(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    for status in (S.COMPLETE, S.CREATED):
        invite(collection, unit(collection, "H02"), status, audience="manager")
    found = {row.name: (told(row), rates(row)) for row in shown(fielded).audiences}
    assert found["managers"] == ((2, 1, 1, 1, 0), (1, 0, 2))


def test_an_audience_that_was_called_otherwise_when_it_answered_is_one(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    before = [(row.name, told(row), rates(row)) for row in shown(fielded).audiences]
    Response.objects.filter(collection=collection).update(audience="caseworker")
    assert [(row.name, told(row), rates(row)) for row in shown(fielded).audiences] == before


def test_imported_answers_are_complete_and_have_no_rate(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    respond(collection, unit(collection, "L02"))
    row = {row.code: row for row in shown(fielded).units}["L02"]
    assert (told(row), rates(row)) == ((0, 0, 1, 1, 0), (0, 0, None))


def test_an_anonymous_collection_is_counted_as_a_whole(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    collection.refresh_from_db()
    Response.objects.update(invitation=None, unit=None)
    found = shown(fielded)
    assert (found.groups, found.pairs, found.units, found.gap) == ([], [], [], None)
    assert found.together is not None
    assert (found.together.invited, found.together.complete) == (9, 3)
    assert not waiting(collection, Filter()).exists()


def test_outside_the_team_staff_are_not_counted_by_unit(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    analyst = MembershipFactory(study=collection.study, role="analyst").user
    found = shown_to(analyst, collection.study, [collection])
    assert (found.pairs, found.units) == ([], [])
    assert [row.group for row in found.groups] == [Group.HIGH, Group.LOW]


def test_outside_the_team_no_small_count_of_persons_is_shown(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    Collection.objects.update(disclosure=DisclosureLevel.PERSONS)
    collection.refresh_from_db()
    analyst = MembershipFactory(study=collection.study, role="analyst").user
    found = shown_to(analyst, collection.study, [collection])
    assert (found.together, found.groups, found.units, found.days, found.gap) == (None, [], [], [], None)
    assert len(found.withheld) == 1
    for _number in range(7):
        for code in ("H01", "L01"):
            for status in (S.COMPLETE, S.STARTED, S.OPENED, S.CREATED, S.DECLINED):
                invite(collection, unit(collection, code), status)
    found = shown_to(analyst, collection.study, [collection])
    assert found.together is not None
    assert ([row.group for row in found.groups], found.days) == (["high", "low"], [])
    invite(collection, None, S.COMPLETE)
    found = shown_to(analyst, collection.study, [collection])
    assert found.together is not None
    assert found.groups == [], "one person stands in no group"


def test_who_is_waiting_neither_answered_nor_refused(fielded: tuple[Collection, User]) -> None:
    collection, _owner = fielded
    spare = UnitContact.objects.create(collection=collection, unit=unit(collection, "H02"), token_hash="c")
    invite(collection, spare.unit, contact=spare)
    named = invite(collection, unit(collection, "L02"))
    Identity.objects.create(invitation=named, name="Anne")
    everybody = [(each.unit.code, each.status) for each in waiting(collection, Filter()) if each.unit]
    assert everybody == [
        ("H01", S.STARTED),
        ("H01", S.OPENED),
        ("H01", S.STARTED),
        ("L01", S.CREATED),
        ("L02", S.CREATED),
    ]
    assert waiting(collection, Filter(group="high", status=S.STARTED)).count() == 2
    assert waiting(collection, Filter(unit="L02")).count() == 1
    assert waiting(collection, Filter(group="none")).count() == 0
