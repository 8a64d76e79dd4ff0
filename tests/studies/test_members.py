"""People of a study: invited by e-mail, joining, changing roles, leaving; never without an owner."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studies import services
from studies.models import MemberInvitation, Membership, Role, Study, User
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def invite(study: Study, by: User, email: str = "new@example.org", role: Role = Role.ANALYST) -> str:
    """The path of the link in the e-mail."""
    services.invite_member(study=study, email=email, role=role, by=by)
    found = re.search(r"/join/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def test_invitation_is_mailed_and_only_its_hash_is_stored() -> None:
    study, user = factories.make_study(title={"en": "Two\nlines"})
    path = invite(study, user)
    invitation = MemberInvitation.objects.get()
    token = path.split("/")[2]
    assert len(token) >= 43
    assert token not in str(vars(invitation))
    assert mail.outbox[0].to == ["new@example.org"]
    assert mail.outbox[0].subject == "Take part in “Two lines”"
    left = invitation.expires_at - timezone.now()
    assert dt.timedelta(days=13, hours=23) < left <= dt.timedelta(days=14)


def test_new_person_makes_an_account_and_is_in(client: Client) -> None:
    study, user = factories.make_study()
    path = invite(study, user)
    assert "new@example.org" in client.get(path).content.decode()
    response = client.post(path, {"name": "New Person", "password": "a long enough secret 9"})
    assert response.headers["Location"] == study.get_absolute_url()
    person = User.objects.get(email="new@example.org")
    assert Membership.objects.get(user=person).role == Role.ANALYST
    assert EmailAddress.objects.get(user=person).verified
    assert client.get(study.get_absolute_url()).status_code == 200
    actions = list(study.audit_entries.order_by("number").values_list("action", flat=True))
    assert actions == ["member.invited", "member.joined"]


def test_weak_password_makes_no_account(client: Client) -> None:
    study, user = factories.make_study()
    path = invite(study, user)
    assert client.post(path, {"name": "N", "password": "password"}).context["form"].errors["password"]
    assert not User.objects.filter(email="new@example.org").exists()


def test_link_works_once(client: Client) -> None:
    study, user = factories.make_study()
    path = invite(study, user)
    client.post(path, {"name": "N", "password": "a long enough secret 9"})
    client.logout()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/join/unknown/", "/join/ÆØÅ/"])
def test_unknown_link_is_a_friendly_page(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "This invitation is closed" in response.content.decode()


def test_link_older_than_fourteen_days_is_closed(client: Client) -> None:
    study, user = factories.make_study()
    path = invite(study, user)
    MemberInvitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(path).status_code == 404
    invitation = MemberInvitation.objects.get()
    with pytest.raises(Refused, match="too old"):
        services.accept_invitation(invitation=invitation, user=factories.UserFactory(email="new@example.org"))


def test_existing_person_logs_in_and_joins(client: Client) -> None:
    study, user = factories.make_study()
    person = factories.UserFactory(email="New@example.org")
    path = invite(study, user)
    text = client.get(path).content.decode()
    assert reverse("account_login") in text
    assert "password" not in text
    client.force_login(person)
    assert "Join the study" in client.get(path).content.decode()
    client.post(path)
    assert Membership.objects.get(user=person).role == Role.ANALYST


def test_invitation_to_somebody_else_is_not_taken(client: Client) -> None:
    study, user = factories.make_study()
    path = invite(study, user)
    client.force_login(factories.UserFactory(email="other@example.org"))
    assert "another address" in client.post(path).content.decode()
    assert Membership.objects.count() == 1


def test_account_made_meanwhile_is_not_made_twice() -> None:
    study, user = factories.make_study()
    invite(study, user)
    factories.UserFactory(email="new@example.org")
    with pytest.raises(Refused, match="already"):
        services.create_account(invitation=MemberInvitation.objects.get(), name="N", password="a long secret 9")


def test_new_invitation_replaces_the_one_before(client: Client) -> None:
    study, user = factories.make_study()
    first, second = invite(study, user), invite(study, user, email="NEW@example.org")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_member_is_not_invited_again() -> None:
    study, user = factories.make_study()
    with pytest.raises(Refused, match="is a member already"):
        services.invite_member(study=study, email=user.email.upper(), role=Role.READER, by=user)


def test_mail_that_cannot_be_sent_leaves_a_link_to_pass_on(client: Client, settings: object) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    posted = {"email": "new@example.org", "role": Role.READER}
    text = client.post(reverse("studies:invite", args=[study.slug]), posted, follow=True).content.decode()
    assert "Pass this link on yourself" in text
    assert "/join/" in text


def test_page_invites_changes_withdraws_and_removes(client: Client) -> None:
    study, user = factories.make_study()
    other = factories.MembershipFactory(study=study, role=Role.CODER)
    client.force_login(user)

    def post(name: str, *args: object, **fields: object) -> str:
        url = reverse(f"studies:{name}", args=[study.slug, *args])
        return client.post(url, fields, follow=True).content.decode()

    assert "has been invited by e-mail" in post("invite", email="a@example.org", role="reader")
    assert "Enter a valid email" in post("invite", email="nonsense", role="reader")
    assert "is a member already" in post("invite", email=other.user.email, role="reader")
    post("member_change", other.pk, role="analyst")
    assert Membership.objects.get(pk=other.pk).role == Role.ANALYST
    post("member_change", other.pk, role="king")
    assert Membership.objects.get(pk=other.pk).role == Role.ANALYST
    post("invitation_withdraw", MemberInvitation.objects.get().pk)
    assert not MemberInvitation.objects.exists()
    question = client.get(reverse("studies:member_remove", args=[study.slug, other.pk])).content.decode()
    assert str(other.user) in question
    post("member_remove", other.pk)
    assert not Membership.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("name", ["member_change", "member_remove"])
def test_last_owner_cannot_go(client: Client, name: str) -> None:
    study, user = factories.make_study()
    factories.MembershipFactory(study=study, role=Role.RESEARCHER)
    client.force_login(user)
    membership = Membership.objects.get(user=user)
    url = reverse(f"studies:{name}", args=[study.slug, membership.pk])
    assert "without an owner" in client.post(url, {"role": "reader"}, follow=True).content.decode()
    assert Membership.objects.get(user=user).role == Role.OWNER


def test_one_of_two_owners_may_go() -> None:
    study, user = factories.make_study()
    other = factories.MembershipFactory(study=study, role=Role.OWNER)
    services.change_role(membership=other, role=Role.READER, by=user)
    services.change_role(membership=other, role=Role.OWNER, by=user)
    services.remove_member(membership=Membership.objects.get(user=user), by=user)
    assert Membership.objects.get(study=study).user == other.user


def test_members_page_needs_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    for _number in range(15):
        factories.MembershipFactory(study=study, role=Role.READER)
    client.force_login(user)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(reverse("studies:members", args=[study.slug]))


def test_nobody_signs_up_alone(client: Client) -> None:
    response = client.post(
        reverse("account_signup"),
        {"email": "x@example.org", "password1": "a long enough secret 9", "password2": "a long enough secret 9"},
    )
    assert response.status_code in {200, 302, 403}
    assert not User.objects.exists()
