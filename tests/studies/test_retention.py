"""Data that were kept long enough: owners are warned before, and nothing goes without a week's warning."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from studies import services
from studies.models import AuditEntry, Study
from studies.models.study import RetentionAction
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def _study(days: int, **fields: object) -> Study:
    until = timezone.localdate() + timedelta(days=days)
    study: Study = make_study(retention_date=until, **fields)[0]
    return study


def _warned() -> list[int]:
    rows = AuditEntry.objects.filter(action="retention.warned").order_by("number")
    return [entry.details["days"] for entry in rows]


def test_owners_are_warned_once_at_each_of_the_days_before() -> None:
    study = _study(40, languages=["en"])
    for ahead in range(41):
        services.retain_all(today=timezone.localdate() + timedelta(days=ahead))
    assert _warned() == [30, 7, 1]
    assert len(mail.outbox) == 3
    owner = study.memberships.get().user
    assert {tuple(message.to) for message in mail.outbox} == {(owner.email,)}
    assert "delete all personal data" in mail.outbox[0].body
    assert study.get_absolute_url() in mail.outbox[0].body


def test_what_is_due_is_done_once_and_logged() -> None:
    study = _study(0)
    assert services.retain_all() == {}
    later = timezone.localdate() + timedelta(days=7)
    assert list(services.retain_all(today=later)) == [study.slug]
    assert services.retain_all(today=later) == {}
    entry = AuditEntry.objects.get(action="retention.done")
    assert entry.details["what"] == "delete"
    assert entry.by is None


def test_a_date_that_is_set_late_is_not_acted_on_without_a_weeks_warning() -> None:
    study = _study(-400)
    services.retain_all()
    assert _warned() == [1]
    assert not services.is_due(study, timezone.localdate() + timedelta(days=6))
    assert services.is_due(study, timezone.localdate() + timedelta(days=7))


def test_a_later_date_begins_anew() -> None:
    study = _study(0)
    services.retain_all()
    services.apply_retention(study=study)
    services.update_study(study=study, by=None, retention_date=date(2100, 1, 1))
    assert not services.is_due(study, date(2100, 1, 1))
    services.retain_all(today=date(2099, 12, 20))
    assert _warned() == [1, 30]


def test_an_archive_is_handed_over_by_people() -> None:
    study = _study(0, retention_action=RetentionAction.ARCHIVE)
    study.member_invitations.create(email="x@example.org", token_hash="x", expires_at="2030-01-01T00:00Z")
    assert services.apply_retention(study=study) == {}
    assert study.member_invitations.exists()


def test_studies_without_a_date_are_left_alone() -> None:
    make_study()
    assert services.retain_all(today=date(2100, 1, 1)) == {}
    assert mail.outbox == []


def test_the_study_page_says_when_the_date_is_near(client: Client) -> None:
    study, user = make_study(retention_date=timezone.localdate() + timedelta(days=5))
    client.force_login(user)
    assert "The data are kept until" in client.get(study.get_absolute_url()).content.decode()
    Study.objects.update(retention_date=timezone.localdate() + timedelta(days=300))
    assert "The data are kept until" not in client.get(study.get_absolute_url()).content.decode()


def test_command_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("apply_retention")
    assert capsys.readouterr().out == "Nothing is due.\n"
    study = _study(0)
    services.retain_all(today=timezone.localdate())
    AuditEntry.objects.filter(action="retention.warned").update(at=timezone.now() - timedelta(days=8))
    call_command("apply_retention")
    assert capsys.readouterr().out == f"{study.slug}: nothing to erase\n"
