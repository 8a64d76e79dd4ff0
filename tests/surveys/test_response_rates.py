"""AAPOR's outcomes and rates, against the figures that another implementation prints."""

import pytest

from surveys.models import InvitationStatus, ResponseStatus
from surveys.response_rates import Cases, Outcome, code_of, of_forwarded, outcome_of


def test_rates_are_those_that_outcomerate_prints() -> None:
    # The README of the R package outcomerate (rOpenSci): I 4, P 2, R, NC, O, UH, UO, NE 1 each: RR1 0.364, RR2 0.545.
    cases = Cases(4, 2, 1, 1, 1, 1, 1, 1)
    assert (round(cases.rr1 or 0, 3), round(cases.rr2 or 0, 3)) == (0.364, 0.545)
    assert cases.base == 11


def test_rates_are_those_that_responserates_prints() -> None:
    # The README of the R package responserates (Leeper): I 100, NC 20: RR1 83.3 %, RR2 83.3 %.
    cases = Cases(interviews=100, no_contact=20)
    assert (round(cases.rr1 or 0, 3), round(cases.rr2 or 0, 3)) == (0.833, 0.833)


@pytest.mark.parametrize("cases", [Cases(), Cases(not_eligible=3), Cases(interviews=3, has_base=False)])
def test_there_is_no_rate_without_a_denominator(cases: Cases) -> None:
    assert (cases.base, cases.rr1, cases.rr2) == (None, None, None)


def test_a_sum_has_a_base_only_where_all_its_parts_have() -> None:
    assert (Cases(interviews=1) + Cases(refusals=2)).rr1 == 1 / 3
    assert (Cases(interviews=1) + Cases(refusals=2, has_base=False)).rr1 is None


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("1.1", Outcome.INTERVIEW),
        ("1.2", Outcome.PARTIAL),
        ("2.11", Outcome.REFUSAL),
        ("2.12", Outcome.REFUSAL),
        ("2.20", Outcome.NO_CONTACT),
        ("2.36", Outcome.OTHER),
        ("2.9", Outcome.OTHER),
        ("3.13", Outcome.UNKNOWN_HOUSEHOLD),
        ("3.19", Outcome.UNKNOWN_HOUSEHOLD),
        ("3.21", Outcome.UNKNOWN_OTHER),
        ("4.7", Outcome.NOT_ELIGIBLE),
        ("", Outcome.UNKNOWN_OTHER),
    ],
)
def test_codes_count_as_standard_definitions_say(code: str, outcome: Outcome) -> None:
    # AAPOR (2023), Standard Definitions, 10th edition: 1 interview, 2 eligible, 3 eligibility unknown, 4 not eligible
    assert outcome_of(code) == outcome


S = InvitationStatus


@pytest.mark.parametrize(
    ("status", "disposition", "answered", "response", "code"),
    [
        (S.CREATED, "", True, "", "3.19"),
        (S.CREATED, "3.13", True, "", "3.13"),
        (S.OPENED, "", True, "", "2.1121"),
        (S.OPENED, "4.7", True, "", "4.7"),
        (S.STARTED, "", True, "", "1.2"),
        (S.STARTED, "", False, "", "2.12"),
        (S.STARTED, "3.13", True, "", "1.2"),
        (S.STARTED, "2.12", True, "", "2.12"),
        (S.STARTED, "", True, ResponseStatus.SCREENED_OUT, "4.8"),
        (S.DECLINED, "", True, "", "2.11"),
        (S.DECLINED, "3.13", True, "", "2.11"),
        (S.DECLINED, "2.111", True, "", "2.111"),
        (S.COMPLETE, "3.13", True, "", "1.1"),
    ],
)
def test_what_was_sent_goes_before_what_was_said(
    status: str, disposition: str, answered: bool, response: str, code: str
) -> None:
    assert code_of(status, disposition, answered=answered, response=response) == code


def test_every_status_of_an_invitation_has_a_code() -> None:
    assert {outcome_of(code_of(status)) for status in InvitationStatus} == {
        Outcome.UNKNOWN_HOUSEHOLD,
        Outcome.REFUSAL,
        Outcome.PARTIAL,
        Outcome.INTERVIEW,
    }


def test_of_forwarded_links_the_eligible_are_the_base() -> None:
    reached = Cases(interviews=3, partial=1)
    assert of_forwarded(reached, 10).rr1 == 0.3
    assert of_forwarded(reached, 10).no_contact == 6
    assert of_forwarded(reached, None).rr1 is None
    assert of_forwarded(reached, 3).rr1 is None, "more answered than were reported as eligible"
