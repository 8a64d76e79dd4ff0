"""What a unit's page tells of it from answers and runs, and to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from studies.models import Role, Study
from surveys.models import Anonymity, DisclosureLevel
from tests import factories
from tests.analysis.samples import a_study, collect, contrast_run, score_run
from tests.surveys.answered import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    made = a_study()
    factories.make_pairs(made, pairs=1)
    return made


def page(client: Client, study: Study, role: Role, code: str) -> str:
    user = factories.UserFactory()
    factories.MembershipFactory(study=study, user=user, role=role)
    client.force_login(user)
    response = client.get(reverse("studies:unit", args=[study.slug, code]))
    assert response.status_code == 200
    return response.content.decode()


def test_scores_and_the_items_where_it_differs_are_told(client: Client, study: Study) -> None:
    score_run(study)
    contrast_run(study)
    high, low = (page(client, study, Role.RESEARCHER, code) for code in ("H01", "L01"))
    assert "14 of 17, rank 1" in high
    assert "most of the high group" not in high.partition("where it differs from")[2].partition("</h2>")[2]
    assert "here: no, most of the high group: yes" in low
    assert reverse("analysis:contrast_item", args=[study.slug, "manager", "M01"]) in low


def test_its_partner_is_a_step_away(client: Client, study: Study) -> None:
    assert reverse("studies:unit", args=[study.slug, "L01"]) in page(client, study, Role.READER, "H01")


def test_a_run_that_is_not_published_is_told_to_analysts_and_not_to_readers(client: Client, study: Study) -> None:
    score_run(study, published_at=None)
    assert "14 of 17" in page(client, study, Role.ANALYST, "H01")
    assert "14 of 17" not in page(client, study, Role.READER, "H01")


def test_what_a_units_staff_said_is_told_to_the_team_alone(client: Client, study: Study) -> None:
    score_run(study, DisclosureLevel.STAFF)
    contrast_run(study, DisclosureLevel.STAFF)
    assert "14 of 17" in page(client, study, Role.RESEARCHER, "H01")
    others = page(client, study, Role.ANALYST, "H01") + page(client, study, Role.READER, "L01")
    assert "14 of 17" not in others
    assert "here: no" not in others


def test_answers_are_counted_by_collection_for_the_team(client: Client, study: Study) -> None:
    collection = collect(study, DisclosureLevel.STAFF)
    for name in "ab":
        answer(collection, name, unit="H01")
    assert "2 complete answers" in page(client, study, Role.RESEARCHER, "H01")
    assert "complete answer" not in page(client, study, Role.ANALYST, "H01")


def test_an_anonymous_collection_is_not_counted_by_unit(client: Client, study: Study) -> None:
    collection = collect(study, DisclosureLevel.STAFF)
    collection.anonymity = Anonymity.ANONYMOUS
    collection.save()
    assert "complete answer" not in page(client, study, Role.RESEARCHER, "H01")
