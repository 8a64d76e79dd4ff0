"""A word that stands for no unit is refused before anything is stored."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from studies.models import Group, Study
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
NO_HIGH_GROUP = (
    "There is no high group. Name the candidates' codes, or write all; or make a grouping with high units active."
)


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=2)
    return study


def _refusal(study: Study, *chosen: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("analyse", study.slug, "case_selection", *chosen)
    assert [study.plans.count(), study.runs.count(), study.jobs.count()] == [0, 0, 0]
    return str(refused.value)


def _all_are(study: Study, group: str) -> None:
    study.groupings.get().members.update(group=group)


@pytest.mark.parametrize(
    "change", [lambda study: _all_are(study, Group.MIDDLE), lambda study: study.groupings.update(is_active=False)]
)
def test_without_a_high_group_nothing_is_stored_and_the_remedy_said(
    study: Study, change: Callable[[Study], object]
) -> None:
    change(study)
    assert _refusal(study) == f"units: {NO_HIGH_GROUP}\nNothing was saved."


def test_when_every_unit_is_excluded_nothing_is_stored(study: Study) -> None:
    _all_are(study, Group.EXCLUDED)
    assert _refusal(study, "--set", "units=all") == (
        "units: There is no unit that is not excluded. Import units, or make another grouping active.\n"
        "Nothing was saved."
    )


def test_the_form_says_it_beside_the_field(study: Study, client: Client) -> None:
    study.groupings.update(is_active=False)
    client.force_login(study.memberships.get().user)
    answered = client.post(f"{study.get_absolute_url()}analyses/new/case_selection/", {"blank_level": "none"})
    assert answered.context["form"].errors["units"] == [NO_HIGH_GROUP]
    assert not study.plans.exists()
