"""The audit log shows who did what, and that nobody has changed it since."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studies import audit, detail_words
from studies.models import AuditEntry, Study
from tests import factories

pytestmark = pytest.mark.django_db


def chain(study: Study, length: int = 5) -> None:
    for number in range(length):
        audit.record(study=study, by=None, action=f"did.{number % 2}", about=study, count=number)


def broken(study: Study) -> list[int]:
    return audit.broken_entries(study.audit_entries.all())


def test_record_numbers_and_chains_each_study_for_itself() -> None:
    first, second = factories.StudyFactory(), factories.StudyFactory()
    chain(first)
    chain(second, 2)
    assert list(first.audit_entries.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert second.audit_entries.count() == 2
    assert broken(first) == broken(second) == []


@pytest.mark.parametrize(
    "change", [{"details": {"count": 99}}, {"by_name": "x"}, {"action": "x"}, {"at": "2001-01-01T00:00:00Z"}]
)
def test_a_changed_entry_shows(change: dict[str, object]) -> None:
    study = factories.StudyFactory()
    chain(study)
    AuditEntry.objects.filter(study=study, number=3).update(**change)
    assert broken(study) == [3]


def test_a_deleted_entry_shows_at_the_one_after() -> None:
    study = factories.StudyFactory()
    chain(study)
    AuditEntry.objects.filter(study=study, number=3).delete()
    assert broken(study) == [4]


def test_an_entry_rewritten_with_its_hash_breaks_the_next() -> None:
    study = factories.StudyFactory()
    chain(study)
    entry = AuditEntry.objects.get(study=study, number=3)
    entry.details = {"count": 99}
    entry.hash = audit._digest(entry)
    entry.save()
    assert broken(study) == [4]


def test_page_checks_the_chain_only_when_asked(client: Client) -> None:
    study, user = factories.make_study()
    chain(study)
    client.force_login(user)
    url = reverse("studies:audit", args=[study.slug])
    told = "the chain is intact"
    assert "5 entries" in client.get(url).content.decode()
    assert told not in client.get(url).content.decode()
    assert told in client.get(url, {"check": "1"}).content.decode()
    AuditEntry.objects.filter(study=study, number=2).update(action="other")
    assert "The chain is broken" not in client.get(url).content.decode()
    assert "The chain is broken at 2:" in client.get(url, {"check": "1"}).content.decode()


def test_page_reads_no_more_of_a_long_log_than_it_shows(client: Client) -> None:
    study, user = factories.make_study()
    chain(study, 120)
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("studies:audit", args=[study.slug]))
    whole = [query["sql"] for query in queries if "previous_hash" in query["sql"] and "LIMIT 50" not in query["sql"]]
    assert whole == []


def test_page_says_in_words_what_was_done(client: Client) -> None:
    study, user = factories.make_study()
    audit.record(study=study, by=user, action="grouping.activated")
    audit.record(study=study, by=user, action="unheard.of")
    client.force_login(user)
    text = client.get(reverse("studies:audit", args=[study.slug])).content.decode()
    assert "grouping: made active" in text
    assert "unheard: of" in text


def test_page_filters_and_turns_pages(client: Client, django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    chain(study, 60)
    audit.record(study=study, by=user, action="did.more", count=7)
    client.force_login(user)
    url = reverse("studies:audit", args=[study.slug])
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        response = client.get(url)
    assert [entry.number for entry, _done, _details in response.context["entries"]][:2] == [61, 60]
    assert len(client.get(url, {"page": "2"}).context["entries"]) == 11
    assert [entry.action for entry, _done, _details in client.get(url, {"who": user.email}).context["entries"]] == [
        "did.more"
    ]
    only = client.get(url, {"action": "did.1"}).context["entries"]
    assert {entry.action for entry, _done, _details in only} == {"did.1"}


@pytest.mark.parametrize(
    ("action", "details", "said"),
    [
        ("units.imported", {"new": 0, "file": "u.csv", "reason": "", "list": []}, "new: 0, file: u.csv"),
        ("member.role_changed", {"before": "reader", "role": "owner"}, "before: reader, role: owner"),
        ("job.cancelled", {"name": "analysis.draw_pictures"}, "job: drawing figures as PNG files"),
        ("run.requested", {"procedure": "contrast"}, "analysis: Contrasts"),
        ("plan.created", {"procedure": "gone", "parameter_x": "1"}, "procedure: gone, parameter_x: 1"),
        ("study.changed", {"fields": ["retention_date", "gone"]}, "fields: data are kept until, gone"),
    ],
)
def test_details_are_said_in_words(action: str, details: dict[str, object], said: str) -> None:
    study, user = factories.make_study()
    entry = audit.record(study=study, by=user, action=action, about=study, **details)
    assert detail_words.details(entry) == said


def test_details_are_in_the_readers_language(client: Client) -> None:
    study, user = factories.make_study()
    audit.record(study=study, by=user, action="member.joined", role="owner")
    client.force_login(user)
    client.cookies["django_language"] = "da"
    assert "rolle: ejer" in client.get(reverse("studies:audit", args=[study.slug])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_stay_one_chain() -> None:
    study = factories.StudyFactory()

    def write() -> None:
        chain(Study.objects.get(pk=study.pk), 5)
        connection.close()

    threads = [threading.Thread(target=write) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert study.audit_entries.count() == 20
    assert broken(study) == []
