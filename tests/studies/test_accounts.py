"""What an account's own pages and mails say."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import factories

pytestmark = pytest.mark.django_db


def test_the_link_to_a_new_password_begins_with_the_sites_address_whatever_host_was_asked(
    client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://study.example.org"
    user = factories.UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost:9999"})
    (letter,) = mail.outbox
    assert "https://study.example.org/accounts/password/reset/key/" in letter.body
    assert "localhost" not in letter.body


def test_a_second_look_at_who_one_is_speaks_in_our_words(client: Client) -> None:
    client.force_login(factories.UserFactory())
    page = client.get(reverse("account_reauthenticate")).content.decode()
    assert "Is it you?" in page
    assert "reauthenticate to safeguard" not in page
