"""Who is mailed and who is not, what the mail says, and what is written down before and after it goes out."""

import datetime as dt
from pathlib import Path

import pytest
from django.core import mail as post
from django.test import override_settings
from django.utils import timezone

from studies.models import AuditEntry
from studies.models.jobs import JobStatus
from studies.problems import Refused
from surveys import links, services
from surveys.models import Anonymity, Identity, Invitation, InvitationStatus, Mail, Mailing, MailKind, MailStatus
from surveys.models.mailings import MAIL_TRANSITIONS
from surveys.recipients import REASONS, Choice, dry_run
from surveys.services import sending
from tests.surveys.fielding import make_collection, make_link
from tests.surveys.mailed import EVERYBODY, MoodyBackend, carry_out, list_people, outcomes, send, settings_of

pytestmark = pytest.mark.django_db
CLOSES = dt.date(2099, 5, 31)


def test_invitation_goes_out_in_the_person_s_language_with_a_way_out(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path, closes=CLOSES)
    list_people(collection, "a@b.dk", language="en")
    mailing = send(collection)
    assert outcomes(mailing) == [(MailStatus.SENT, "")]
    (sent,) = post.outbox
    invitation = Invitation.objects.get()
    assert sent.to == ["a@b.dk"]
    assert "Dear Person 1," in sent.body
    assert links.link_of(invitation) in sent.body
    assert "31 May 2099" in sent.body
    assert sent.extra_headers["List-Unsubscribe"] == f"<{links.no_mail_link_of(invitation)}>"
    assert sent.extra_headers["Content-Language"] == "en"
    assert links.no_mail_link_of(invitation) in sent.body
    collection.refresh_from_db()
    assert collection.opened_at is not None


def test_texts_of_the_team_are_used_and_sample_variables_fill_them(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    Invitation.objects.update(sample={"hours": 12.5})
    services.save_mail_texts(
        collection=collection,
        kind=MailKind.INVITATION,
        subject={"da": "Til {name}\n{unit}"},
        body={"da": "{hours} timer: {link}"},
        by=user,
    )
    send(collection)
    assert post.outbox[0].subject == "Til Person 1 Unit H01"
    assert post.outbox[0].body.startswith("12,5 timer: http")


def test_text_with_unknown_placeholders_or_without_a_link_is_refused(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    with pytest.raises(Refused) as caught:
        services.save_mail_texts(
            collection=collection,
            kind=MailKind.INVITATION,
            subject={"da": "Hej {nobody}", "en": ""},
            body={"da": "Kom", "en": "{link}"},
            by=None,
        )
    assert [(problem.column, problem.message) for problem in caught.value.problems] == [
        ("subject_da", "Nothing is known that could stand for {nobody}."),
        ("body_da", "The text in “Dansk” has no link."),
        ("subject_en", "In “English” there is a text without a subject, or a subject without a text."),
    ]


def test_dry_run_says_who_gets_it_and_why_the_others_do_not(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, *(f"p{number}@b.dk" for number in range(7)))
    rows = list(Invitation.objects.order_by("pk"))
    Invitation.objects.filter(pk=rows[1].pk).update(status=InvitationStatus.COMPLETE)
    Invitation.objects.filter(pk=rows[2].pk).update(status=InvitationStatus.DECLINED)
    Identity.objects.filter(invitation=rows[3]).update(bounced_at=timezone.now())
    Identity.objects.filter(invitation=rows[4]).update(opted_out_at=timezone.now())
    Identity.objects.filter(invitation=rows[5]).update(email="")
    make_link(collection)
    told = dry_run(collection, MailKind.INVITATION, EVERYBODY)
    assert (told.count, told.all_left_out) == (2, 6)
    assert dict(told.left_out) == {
        "has answered already": 1,
        "does not want to take part": 1,
        "nobody is known behind the link": 1,
        "no e-mail address": 1,
        "mail to the address came back": 1,
        "wants no more mail": 1,
    }
    assert send(collection).mails.count() == 2


def test_nobody_is_invited_twice_and_reminded_uninvited_or_too_soon(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", language="en")
    assert dry_run(collection, MailKind.REMINDER, EVERYBODY).left_out == [(str(REASONS["not_invited"]), 1)]
    send(collection)
    with pytest.raises(Refused, match="Nobody would get this mail"):
        services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    assert dry_run(collection, MailKind.REMINDER, Choice(days=3)).left_out == [(str(REASONS["too_soon"]), 1)]
    Mail.objects.update(changed_at=timezone.now() - dt.timedelta(days=4))
    assert send(collection, MailKind.REMINDER, Choice(days=3)).mails.count() == 1
    assert [message.subject.startswith("Reminder:") for message in post.outbox] == [False, True]


def test_filter_chooses_by_unit_language_and_status(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk", language="en")
    Invitation.objects.filter(identity__email="a@b.dk").update(status=InvitationStatus.STARTED, language="")
    counts = {
        choice: dry_run(collection, MailKind.INVITATION, choice).count
        for choice in (Choice(unit="H01"), Choice(unit="L01"), Choice(language="da"), Choice(status="started"))
    }
    assert list(counts.values()) == [2, 0, 1, 1]


def test_asked_for_twice_at_once_is_sent_once(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    with pytest.raises(Refused, match="Nobody would get this mail"):
        services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)


def test_whoever_answers_between_asking_and_sending_is_not_mailed(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk")
    mailing = services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    Invitation.objects.filter(identity__email="a@b.dk").update(status=InvitationStatus.COMPLETE)
    Identity.objects.filter(email="c@d.dk").update(opted_out_at=timezone.now())
    assert outcomes(carry_out(mailing)) == [(MailStatus.FAILED, "answered"), (MailStatus.FAILED, "opted_out")]
    assert post.outbox == []


@override_settings(**settings_of(MoodyBackend))
def test_refusals_are_certain_and_broken_connections_are_not(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "gone@b.dk", "full@b.dk", "lost@b.dk", "slow@b.dk", "well@b.dk")
    MoodyBackend.sent.clear()
    mailing = send(collection)
    assert outcomes(mailing) == [
        (MailStatus.FAILED, "refused 550"),
        (MailStatus.FAILED, "refused 452"),
        (MailStatus.UNCERTAIN, "lost"),
        (MailStatus.UNCERTAIN, "lost"),
        (MailStatus.SENT, ""),
    ]
    assert MoodyBackend.sent == ["well@b.dk"]
    assert list(Identity.objects.filter(bounced_at__isnull=False).values_list("email", flat=True)) == ["gone@b.dk"]
    left_out = dict(dry_run(collection, MailKind.INVITATION, EVERYBODY).left_out)
    assert left_out[str(REASONS["uncertain"])] == 2


@override_settings(**settings_of(MoodyBackend))
def test_server_that_is_away_leaves_all_mails_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "well@b.dk")
    monkeypatch.setattr(MoodyBackend, "away", True)
    monkeypatch.setattr(sending, "PAUSES", (0, 0))
    MoodyBackend.sent.clear()
    mailing = send(collection)
    assert outcomes(mailing) == [(MailStatus.WAITING, "")]
    assert mailing.job is not None
    assert (mailing.job.status, "cannot be reached" in mailing.job.error) == (JobStatus.FAILED, True)
    monkeypatch.setattr(MoodyBackend, "away", False)
    services.go_on_sending(mailing=mailing, by=user)
    assert outcomes(carry_out(mailing)) == [(MailStatus.SENT, "")]


def test_what_was_cut_off_is_uncertain_and_goes_again_only_when_a_person_says_so(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk")
    mailing = services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    first = mailing.mails.order_by("pk").first()
    assert first is not None
    services.mailings.move_mail(first, MailStatus.SENDING)  # as a worker left it that was killed here
    carry_out(mailing)
    assert outcomes(mailing) == [(MailStatus.UNCERTAIN, "cut_off"), (MailStatus.SENT, "")]
    assert [message.to for message in post.outbox] == [["c@d.dk"]]
    first.refresh_from_db()
    services.send_mail_again(mail=first, by=user)
    assert outcomes(carry_out(mailing)) == [(MailStatus.SENT, ""), (MailStatus.SENT, "")]
    assert [message.to for message in post.outbox] == [["c@d.dk"], ["a@b.dk"]]
    first.refresh_from_db()
    with pytest.raises(Refused, match="on its way already, or has gone out"):
        services.send_mail_again(mail=first, by=user)
    assert AuditEntry.objects.filter(action="mail.sent_again").count() == 1


def test_job_that_ends_leaves_nothing_being_sent(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    mailing = services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    mailing.mails.update(status=MailStatus.SENDING)
    assert mailing.job is not None
    services.follow_mail_job(job=mailing.job.pk, status=JobStatus.RUNNING)
    assert outcomes(mailing) == [(MailStatus.SENDING, "")]
    services.follow_mail_job(job=mailing.job.pk, status=JobStatus.CANCELLED)
    assert outcomes(mailing) == [(MailStatus.UNCERTAIN, "cut_off")]


def test_long_sending_goes_on_in_another_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk")
    monkeypatch.setattr(sending, "SPELL_SECONDS", -1)
    mailing = send(collection)
    assert [status for status, _reason in outcomes(mailing)] == [MailStatus.SENT, MailStatus.WAITING]
    before = mailing.job
    assert outcomes(carry_out(Mailing.objects.get(pk=mailing.pk)))[1] == (MailStatus.SENT, "")
    mailing.refresh_from_db()
    assert mailing.job != before


def test_every_status_of_a_mail_is_in_its_life_cycle() -> None:
    assert set(MAIL_TRANSITIONS) == set(MailStatus)
    assert MailStatus.SENDING not in MAIL_TRANSITIONS[MailStatus.UNCERTAIN]


def test_closed_and_anonymous_collections_send_no_personal_mail(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    list_people(collection, "c@d.dk", contacts=True)
    collection.anonymity = Anonymity.ANONYMOUS
    collection.save()
    with pytest.raises(Refused, match="promises to be anonymous"):
        services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=EVERYBODY, by=None)
    assert outcomes(send(collection, MailKind.CONTACT)) == [(MailStatus.SENT, "")]
    collection.closes = timezone.localdate() - dt.timedelta(days=1)
    collection.save()
    with pytest.raises(Refused, match="has closed"):
        services.request_mailing(collection=collection, kind=MailKind.CONTACT, choice=EVERYBODY, by=None)


def test_contacts_who_have_told_are_not_asked_again(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk", contacts=True)
    send(collection, MailKind.CONTACT)
    services.report_eligible(contact=collection.contacts.get(email="a@b.dk"), eligible=4)
    assert dry_run(collection, MailKind.CONTACT, EVERYBODY).count == 0
    again = send(collection, MailKind.CONTACT, Choice(again=True))
    assert list(again.mails.values_list("contact__email", flat=True)) == ["c@d.dk"]
