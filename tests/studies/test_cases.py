"""Cases: chosen and excluded by a person with a reason, in the steps the life cycle allows."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Case, Role, Study, Unit
from studies.models.cases import TRANSITIONS, CaseStatus
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def make_case(status: CaseStatus) -> Case:
    unit = factories.UnitFactory()
    return Case.objects.create(study=unit.study, unit=unit, status=status)


def test_every_status_is_named_in_the_life_cycle() -> None:
    assert set(TRANSITIONS) == set(CaseStatus)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(CaseStatus, CaseStatus)))
def test_life_cycle_is_kept(before: CaseStatus, after: CaseStatus) -> None:
    case = make_case(before)
    if after in TRANSITIONS[before]:
        assert services.change_case_status(case=case, status=after, by=None).status == after
        return
    with pytest.raises(Refused, match="cannot become"):
        services.change_case_status(case=case, status=after, by=None)
    case.refresh_from_db()
    assert case.status == before


def test_choosing_brings_the_matched_partner() -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=2)
    high, low = Unit.objects.get(code="H02"), Unit.objects.get(code="L02")
    case = services.choose_case(study=study, unit=high, reason={"en": "Highest score."}, by=user)
    assert (case.status, case.partner, case.reason, case.decided_by) == (
        CaseStatus.CHOSEN,
        low,
        {"en": "Highest score."},
        user,
    )
    assert services.choose_case(study=study, unit=low, reason="Lavest.", by=user).partner == high
    assert study.audit_entries.filter(action="case.chosen").count() == 2


def test_partner_can_be_stated_and_a_study_without_pairs_has_none() -> None:
    study, user = factories.make_study()
    first, second = factories.UnitFactory(study=study), factories.UnitFactory(study=study)
    assert services.choose_case(study=study, unit=first, reason="x", partner=second, by=user).partner == second
    case = services.choose_case(study=study, unit=second, reason="x", by=user)
    assert (case.partner, case.reason) == (None, {"da": "x"})


def test_same_decision_again_takes_the_new_reason() -> None:
    study, user = factories.make_study()
    unit = factories.UnitFactory(study=study)
    services.choose_case(study=study, unit=unit, reason="first", by=user)
    services.choose_case(study=study, unit=unit, reason="second", by=user)
    assert Case.objects.get().reason == {"da": "second"}
    assert list(study.audit_entries.values_list("action", flat=True)) == ["case.reason_changed", "case.chosen"]


def test_chosen_is_not_excluded_without_reconsidering() -> None:
    study, user = factories.make_study()
    unit = factories.UnitFactory(study=study)
    case = services.choose_case(study=study, unit=unit, reason="x", by=user)
    with pytest.raises(Refused, match="What can follow: candidate, asked"):
        services.exclude_case(study=study, unit=unit, reason="y", by=user)
    services.reconsider_case(case=case, by=user)
    assert services.exclude_case(study=study, unit=unit, reason="y", by=user).status == CaseStatus.EXCLUDED


def test_every_problem_of_a_choice_is_told() -> None:
    study, user = factories.make_study()
    stranger = factories.UnitFactory()
    with pytest.raises(Refused) as caught:
        services.choose_case(study=study, unit=stranger, reason=" ", partner=stranger, by=user)
    assert len(caught.value.problems) == 4
    with pytest.raises(Refused, match="personal number"):
        services.exclude_case(study=study, unit=factories.UnitFactory(study=study), reason="010170-1234", by=user)
    assert not Case.objects.exists()


def chosen(study: Study) -> Case:
    unit = factories.UnitFactory(study=study, name="Gentofte")
    return services.choose_case(study=study, unit=unit, reason={"en": "Why."}, by=None)


def test_page_asks_and_hears(client: Client) -> None:
    study, user = factories.make_study(role=Role.RESEARCHER)
    case = chosen(study)
    client.force_login(user)
    page, change = (
        reverse("studies:cases", args=[study.slug]),
        reverse("studies:case_change", args=[study.slug, case.pk]),
    )
    assert "Why." in client.get(page).content.decode()
    client.post(change, {"status": "asked"})
    client.post(change, {"status": "accepted"})
    assert Case.objects.get().status == CaseStatus.ACCEPTED
    assert "cannot become" in client.post(change, {"status": "candidate"}, follow=True).content.decode()
    client.post(change, {"status": "chosen"})
    client.post(change, {"status": "nonsense"})
    assert Case.objects.get().status == CaseStatus.ACCEPTED


@pytest.mark.parametrize(
    ("statuses", "sentence", "link", "button"),
    [
        (["candidate"], "Nobody has decided yet.", "selection/", ""),
        ([], "Ask whether it takes part", "", "Has been asked"),
        (["asked"], "Say here what it answers.", "", "Has accepted"),
        (["asked", "accepted"], "It takes part.", "interviews/", "Has declined"),
        (["asked", "declined"], "It takes no part.", "selection/", "A candidate again"),
    ],
)
def test_page_says_what_to_do_next(
    client: Client, statuses: list[str], sentence: str, link: str, button: str
) -> None:
    study, user = factories.make_study(role=Role.RESEARCHER)
    case = chosen(study)
    for status in statuses:
        services.change_case_status(case=case, status=status, by=None)
    client.force_login(user)
    text = client.get(reverse("studies:cases", args=[study.slug])).content.decode()
    cell = text.partition('<td data-label="Next">')[2].partition("</td>")[0]
    assert sentence in cell
    assert link in cell
    assert ("<a " in cell) == bool(link)
    assert button in cell
    assert ("<button" in cell) == bool(button)


def test_page_without_cases_says_where_they_are_chosen(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    assert "No cases yet" in client.get(reverse("studies:cases", args=[study.slug])).content.decode()


def test_reader_sees_cases_without_buttons(client: Client) -> None:
    study, user = factories.make_study(role=Role.READER)
    case = chosen(study)
    client.force_login(user)
    text = client.get(reverse("studies:cases", args=[study.slug])).content.decode()
    assert "Gentofte" in text
    assert reverse("studies:case_change", args=[study.slug, case.pk]) not in text
