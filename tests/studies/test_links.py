"""Nobody is shown a link that does not work for them: every link on every page, followed as each role."""

import re
from datetime import date
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Role, Study, Theme, User
from tests import factories

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<(?:a|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
ELSEWHERE = ("/static/", "/admin/", "/api/", "/accounts/logout/")
MOST_PAGES = 400


def follow(client: Client, start: str) -> dict[str, int]:
    """Each address that is linked to, however far down, with what it answers."""
    found: dict[str, int] = {}
    waiting = [start]
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop()
        if address in found:
            continue
        response = client.get(address)
        found[address] = response.status_code
        if response.status_code == 302:
            waiting.append(urljoin(address, response.headers["Location"]))
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += _links(address, response.content.decode())
    return found


def _links(address: str, page: str) -> list[str]:
    found = (urldefrag(urljoin(address, unescape(link)))[0] for link in LINK.findall(page))
    return sorted(
        link for link in set(found) if not urlsplit(link).netloc and link and not link.startswith(ELSEWHERE)
    )


def filled() -> Study:
    """A study with something on each of its pages."""
    study: Study
    study, owner = factories.make_study()
    factories.make_pairs(study, pairs=2, middle=1)
    services.create_variable(study=study, name="income", by=owner, year_from=1999)
    services.choose_case(study=study, unit=study.units.get(code="H01"), reason="x", by=owner)
    Theme.objects.create(study=study, code="T1", name={"en": "Theme"})
    version = factories.VersionFactory(questionnaire__study=study)
    factories.CollectionFactory(version=version, refers_from=date(2004, 3, 1))
    factories.ItemFactory(questionnaire=version.questionnaire)
    return study


def member(study: Study, role: Role) -> User:
    user: User = factories.MembershipFactory(study=study, role=role).user
    return user


@pytest.mark.parametrize("role", list(Role))
def test_every_link_works_for_who_is_shown_it(client: Client, role: Role) -> None:
    study = filled()
    client.force_login(member(study, role))
    found = follow(client, reverse("studies:list"))
    assert study.get_absolute_url() in found
    assert {address: code for address, code in found.items() if code not in {200, 302}} == {}
    assert len(found) > 8


def test_links_of_an_empty_study_work_too(client: Client) -> None:
    study, owner = factories.make_study()
    client.force_login(owner)
    found = follow(client, study.get_absolute_url())
    assert {address: code for address, code in found.items() if code not in {200, 302}} == {}


def test_empty_study_says_where_to_begin(client: Client) -> None:
    study, owner = factories.make_study()
    for user, said in (
        (owner, "Start with the units you compare"),
        (member(study, Role.READER), "Its owner or a researcher begins"),
    ):
        client.force_login(user)
        assert said in client.get(study.get_absolute_url()).content.decode()
    factories.UnitFactory(study=study)
    assert "Where to begin" not in client.get(study.get_absolute_url()).content.decode()
