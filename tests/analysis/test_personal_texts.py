"""No free text of an analysis holds a personal number: the person is told so, and nothing is stored."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis import services
from analysis.models import Plan, Synthesis
from studies.models import AuditEntry, Theme
from studies.problems import Refused
from tests.analysis.surveys import make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
NUMBER = "010170-1234"
SAID = "looks like a personal number"


@pytest.mark.parametrize(
    ("parameters", "name", "column"),
    [
        ({}, f"plan of {NUMBER}", "name"),
        ({"excluded": f"H01: the manager is {NUMBER}"}, "", "excluded"),
        ({"overrides": f"P1 = H01 + L01: {NUMBER}"}, "", "overrides"),
        ({"forced_units": [NUMBER]}, "", "forced_units"),
    ],
)
def test_a_plan_holds_none(parameters: dict[str, object], name: str, column: str) -> None:
    study, user = make_study()
    make_pairs(study, pairs=1)
    with pytest.raises(Refused, match=SAID) as caught:
        services.create_plan(study=study, procedure="pairing", parameters=parameters, name=name, by=user)
    assert [problem.column for problem in caught.value.problems] == [column]
    assert not Plan.objects.exists()
    assert not AuditEntry.objects.filter(action="plan.created").exists()


def test_the_sentence_stands_beside_the_field(client: Client) -> None:
    study, user = make_study()
    client.force_login(user)
    address = reverse("analysis:plan_new", args=[study.slug, "pairing"])
    shown = client.post(address, {"excluded": f"H01: {NUMBER}"})
    assert SAID in str(shown.context["form"].errors["excluded"])


def test_a_synthesis_holds_none(client: Client) -> None:
    study, user = make_study()
    client.force_login(user)
    make_questionnaire(study, choices={"q1": ("1", "5")})
    theme = Theme.objects.create(study=study, code="T1", name={"en": "Attention"})
    address = reverse("analysis:synthesis", args=[study.slug, "manager", theme.code])
    shown = client.post(address, {"text": f"As {NUMBER} says"}, follow=True).content.decode()
    assert (SAID in shown, NUMBER in shown) == (True, False)
    assert not Synthesis.objects.exists()
