"""What the team does before and while people are called: quotas, and what is read out first."""

from pathlib import Path

import pytest
from django.test import Client

from studies.models import Role
from surveys.models import Collection, Quota
from tests.factories import MembershipFactory
from tests.surveys.telephone import interviewer_of, person, telephone_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return telephone_collection(tmp_path)[0]


def page(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_team_makes_changes_and_follows_quotas(client: Client, collection: Collection) -> None:
    client.force_login(MembershipFactory(study=collection.study, role=Role.RESEARCHER).user)
    base = f"/studies/{collection.study.slug}/collections/{collection.pk}/quotas/"
    assert "Everybody who is asked can answer." in page(client, base)
    given = {"name": "move", "target": "2", "condition": "${mov} = 'yes'", "label_da": "Flytter"}
    wrong = client.post(f"{base}new/", given)
    assert "no question “mov”" in wrong.content.decode()
    client.post(f"{base}new/", given | {"condition": "${move} = 'yes'"})
    quota = Quota.objects.get()
    assert (quota.label, quota.target) == ({"da": "Flytter"}, 2)
    assert "question 1" in page(client, base)
    client.post(f"{base}{quota.pk}/", given | {"condition": "${move} = 'no'", "target": "5"})
    assert Quota.objects.get().target == 5
    live = client.get(base, headers={"HX-Request": "true"}).content.decode()
    assert "0 of 5" in live
    assert "<html" not in live
    client.post(f"{base}{quota.pk}/delete/")
    assert not Quota.objects.exists()


def test_introduction_is_written_per_language(client: Client, collection: Collection) -> None:
    client.force_login(MembershipFactory(study=collection.study, role=Role.RESEARCHER).user)
    url = f"/studies/{collection.study.slug}/collections/{collection.pk}/telephone/"
    client.post(url, {"introduction_da": "Goddag, det er fra Kontrast.", "by_telephone": "on"})
    collection.refresh_from_db()
    assert (collection.by_telephone, collection.introduction) == (True, {"da": "Goddag, det er fra Kontrast."})
    person(collection, language="da")
    client.force_login(interviewer_of(collection))
    assert "Goddag, det er fra Kontrast." in page(
        client, str(client.post(f"/studies/{collection.study.slug}/calls/next/").headers["Location"])
    )
