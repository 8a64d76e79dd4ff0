"""The site's administration reads; only accounts are changed there, by superusers."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from rest_framework.authtoken.models import Token

from studies.models import Unit, User
from tests import factories

pytestmark = pytest.mark.django_db
READ_ONLY = ["study", "unit", "variable", "theme", "event", "grouping", "case", "auditentry"]


@pytest.fixture
def superuser(client: Client) -> User:
    user = User.objects.create_superuser("admin@example.org", factories.PASSWORD)
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", READ_ONLY)
def test_lists_are_read_only_even_for_superusers(client: Client, superuser: User, model: str) -> None:
    assert client.get(reverse(f"admin:studies_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:studies_{model}_add")).status_code == 403


def test_a_unit_is_seen_and_not_changed(client: Client, superuser: User) -> None:
    grouping = factories.make_pairs(factories.StudyFactory(), pairs=1)
    unit = Unit.objects.get(code="H01")
    url = reverse("admin:studies_unit_change", args=[unit.pk])
    assert "Unit H01" in client.get(url).content.decode()
    assert client.post(url, {"name": "x"}).status_code == 403
    assert client.post(reverse("admin:studies_unit_delete", args=[unit.pk])).status_code == 403
    page = client.get(reverse("admin:studies_grouping_change", args=[grouping.pk])).content.decode()
    assert "Unit L01" in page


def test_a_token_is_recognised_by_its_beginning_and_neither_made_nor_changed(client: Client, superuser: User) -> None:
    token = Token.objects.create(user=superuser)
    page = client.get(reverse("admin:authtoken_tokenproxy_changelist")).content.decode()
    assert token.key[:6] in page
    assert token.key not in page
    assert client.get(reverse("admin:authtoken_tokenproxy_add")).status_code == 403
    url = reverse("admin:authtoken_tokenproxy_change", args=[superuser.pk])
    assert token.key not in client.get(url, follow=True).content.decode()


def test_the_secret_of_a_second_factor_stays_out_and_it_can_be_taken_away(client: Client, superuser: User) -> None:
    factor = Authenticator.objects.create(user=superuser, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    page = client.get(reverse("admin:mfa_authenticator_change", args=[factor.pk])).content.decode()
    assert superuser.email in page
    assert "JBSWY3DPEHPK3PXP" not in page
    assert client.post(reverse("admin:mfa_authenticator_change", args=[factor.pk]), {}).status_code == 403
    client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("model", ["authtoken_tokenproxy", "mfa_authenticator", "account_emailaddress"])
def test_what_opens_accounts_is_read_by_superusers_alone(client: Client, model: str) -> None:
    client.force_login(factories.UserFactory(is_staff=True))
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 403


def test_accounts_alone_are_changed_in_the_administration(rf: RequestFactory, superuser: User) -> None:
    request = rf.get("/admin/")
    request.user = superuser
    changed = {model for model, its in admin.site._registry.items() if its.has_change_permission(request)}
    assert changed == {User}


def test_staff_without_being_superuser_read_but_touch_no_account(client: Client) -> None:
    client.force_login(factories.UserFactory(is_staff=True))
    assert client.get(reverse("admin:studies_unit_changelist")).status_code == 200
    assert client.get(reverse("admin:studies_user_changelist")).status_code == 403


def test_superuser_makes_an_account(client: Client, superuser: User) -> None:
    posted = {
        "email": "new@example.org",
        "name": "New",
        "usable_password": "true",
        "password1": "a long enough secret 9",
        "password2": "a long enough secret 9",
    }
    response = client.post(reverse("admin:studies_user_add"), posted)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert User.objects.get(email="new@example.org").check_password("a long enough secret 9")
    page = client.get(reverse("admin:studies_user_change", args=[superuser.pk]))
    assert page.status_code == 200


def test_every_plural_is_written_and_none_is_made_by_adding_an_s(client: Client, superuser: User) -> None:
    ours = {"studies", "surveys", "interviews", "analysis"}
    shown = [model for model in admin.site._registry if model._meta.app_label in ours]
    shown += [inline.model for each in admin.site._registry.values() for inline in each.inlines]
    guessed = [model.__name__ for model in shown if "verbose_name_plural" not in model._meta.original_attrs]
    assert guessed == []
    assert "stated criteria" in client.get(reverse("admin:index")).content.decode().lower()


def test_administration_is_entered_by_the_login_that_asks_for_the_second_factor(client: Client) -> None:
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert admin.site.is_registered(Unit)
