"""The pages and files of the fieldwork: who may open them, what they say, how many queries they make."""

import io

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from studies.models import AuditEntry, Role, Unit
from surveys.models import Anonymity, Collection, Identity
from tests.factories import MembershipFactory, make_pairs, make_study
from tests.surveys.fieldwork_data import S, collection_of, invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection() -> Collection:
    study, _owner = make_study()
    make_pairs(study, pairs=2)
    made = collection_of(study, name="2004")
    for unit in Unit.objects.filter(study=study):
        for status in (S.COMPLETE, S.CREATED):
            invite(made, unit, status)
    return made


def client_of(collection: Collection, role: str) -> Client:
    client = Client()
    client.force_login(MembershipFactory(study=collection.study, role=role).user)
    return client


def path(collection: Collection, page: str = "fieldwork/") -> str:
    return f"{collection.study.get_absolute_url()}collections/{collection.pk}/{page}"


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("fieldwork/", {"owner", "researcher", "analyst"}),
        ("fieldwork/file/", {"owner", "researcher", "analyst"}),
        ("waiting/", {"owner", "researcher"}),
        ("waiting/file/", {"owner", "researcher"}),
    ],
)
def test_pages_open_for_those_they_are_for(collection: Collection, page: str, allowed: set[str]) -> None:
    opened = {
        role for role in Role.values if client_of(collection, role).get(path(collection, page)).status_code == 200
    }
    assert opened == allowed


def test_the_page_says_counts_and_rates(collection: Collection) -> None:
    page = client_of(collection, "owner").get(path(collection)).content.decode()
    assert "4 of 4 units asked have answered" in page
    assert '<bdi class="of">4 of 8</bdi>' in page
    assert "%" not in page.split('id="fieldwork"')[1].split("<svg")[0]
    assert 'hx-trigger="load delay:20s"' in page


def test_from_minimum_n_on_rates_are_percentages(collection: Collection) -> None:
    collection.study.minimum_n = 8
    collection.study.save()
    page = client_of(collection, "owner").get(path(collection)).content.decode()
    assert '<bdi class="of">50\u00a0%</bdi>' in page


def test_the_page_renews_itself_with_the_counts_alone(collection: Collection) -> None:
    page = client_of(collection, "owner").get(path(collection), headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="fieldwork"')
    assert "<html" not in page


def test_a_closed_collection_does_not_renew_itself(collection: Collection) -> None:
    Collection.objects.update(closes="2004-04-01")
    assert "hx-trigger" not in client_of(collection, "owner").get(path(collection)).content.decode()


def test_the_study_has_its_collections(collection: Collection) -> None:
    url = f"{collection.study.get_absolute_url()}fieldwork/"
    collection_of(collection.study, name="another")
    Collection.objects.create(study=collection.study, version=collection.version, name="tried", is_practice=True)
    page = client_of(collection, "owner").get(url).content.decode()
    assert path(collection) in page
    assert "another" in page
    assert "tried" not in page


def test_pages_make_few_queries(
    collection: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(collection, "owner")
    client.get(path(collection))
    for url in (path(collection), f"{collection.study.get_absolute_url()}fieldwork/", path(collection, "waiting/")):
        with django_assert_max_num_queries(14):
            assert client.get(url).status_code == 200


def test_counts_leave_as_csv_and_xlsx(collection: Collection) -> None:
    client = client_of(collection, "owner")
    lines = client.get(path(collection, "fieldwork/file/?format=csv")).content.decode().splitlines()
    assert lines[0] == "by,code,name,group,asked,invited,opened,started,complete,refused,base,rr1,rr2"
    assert lines[1] == "together,,,,yes,8,4,4,4,0,8,0.5,0.5"
    danish = client.get(path(collection, "fieldwork/file/?format=csv-da")).content.decode("utf-8-sig")
    assert ";8;0,5;0,5" in danish
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(path(collection, "fieldwork/file/?format=xlsx")).content), read_only=True
    )
    assert book.sheetnames == ["counts", "days"]
    assert client.get(path(collection, "fieldwork/file/?format=exe")).status_code == 404


def test_a_list_of_people_is_harmless_and_its_leaving_is_written_down(collection: Collection) -> None:
    someone = collection.invitations.filter(status=S.CREATED).first()
    assert someone
    Identity.objects.create(invitation=someone, name="=1+1", email="a@example.org", phone="+45 12 34 56 78")
    client = client_of(collection, "researcher")
    url = path(collection, "waiting/file/?format=csv")
    for asked in (client.get(url), client.post(url, {"recipient": " "})):
        assert "For whom or what" in asked.content.decode()
    assert not AuditEntry.objects.filter(action="invitations.exported").exists()
    answer = client.post(url, {"recipient": "whoever calls them"})
    rows = answer.content.decode().splitlines()
    assert len(rows) == 5
    assert any(row.startswith("'=1+1,a@example.org,+45 12 34 56 78,") for row in rows)
    entry = AuditEntry.objects.filter(action="invitations.exported").get()
    assert entry.details == {"count": 4, "recipient": "whoever calls them"}


def test_of_an_anonymous_collection_nobody_is_named(collection: Collection) -> None:
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    page = client_of(collection, "owner").get(path(collection, "waiting/")).content.decode()
    assert "nobody knows who has answered" in page
    answer = client_of(collection, "owner").post(path(collection, "waiting/file/"), {"recipient": "us"})
    rows = answer.content.decode().splitlines()
    assert len(rows) == 1
