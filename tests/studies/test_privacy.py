"""What is held about staff: shown to them, taken along, and erased."""

import pytest
from django.test import Client
from django.urls import reverse

from studies import audit, held, privacy, services
from studies.models import MemberInvitation, Membership, Role, User
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def test_everything_about_a_person_is_shown() -> None:
    study, user = factories.make_study(slug="akf")
    audit.record(study=study, by=user, action="did")
    services.choose_case(study=study, unit=factories.UnitFactory(study=study, code="U"), reason="x", by=user)
    services.create_grouping(study=study, name="g", members={}, by=user)
    services.invite_member(study=study, email="other@example.org", role=Role.READER, by=user)
    held = privacy.show(user=user)
    assert held["account"][0]["email"] == user.email
    assert [(row["study"], row["role"]) for row in held["memberships"]] == [("akf", "owner")]
    assert len(held["audit_entries"]) == 4
    assert held["decisions"] == [{"study": "akf", "unit": "U", "status": "chosen"}]
    assert held["groupings"] == [{"study": "akf", "name": "g"}]
    assert held["invitations"] == []


def test_page_and_download_show_ones_own_data(client: Client) -> None:
    _study, user = factories.make_study(slug="akf")
    client.force_login(user)
    assert user.email in client.get(reverse("studies:me")).content.decode()
    response = client.get(reverse("studies:my_data"))
    assert response.json()["account"][0]["name"] == user.name
    assert "attachment" in response.headers["Content-Disposition"]


def test_page_says_kinds_and_values_in_words_and_leaves_out_what_is_not_held(client: Client) -> None:
    study, user = factories.make_study(slug="akf")
    services.choose_case(study=study, unit=factories.UnitFactory(study=study, code="U"), reason="x", by=user)
    client.force_login(user)
    text = client.get(reverse("studies:me")).content.decode()
    for said in ("Your account", "Studies you are a member of", "owner", "Last log-in", "case: chosen", "chosen"):
        assert said in text
    for code in ("last_login", "audit_entries", "+00:00", "Groupings you have made"):
        assert code not in text


def test_page_shows_the_newest_and_counts_the_rest() -> None:
    study, user = factories.make_study()
    for number in range(held.SHOWN + 3):
        audit.record(study=study, by=user, action="did", number_of=number)
    log = next(kind for kind in held.kinds(user=user) if kind.title == "What you have done, in the audit log")
    assert (len(log.rows), log.more) == (held.SHOWN, 3)
    assert ("No.", str(held.SHOWN + 3)) in log.rows[0]


def test_every_kind_and_column_has_its_words() -> None:
    study, user = factories.make_study()
    services.choose_case(study=study, unit=factories.UnitFactory(study=study), reason="x", by=user)
    services.create_grouping(study=study, name="g", members={}, by=user)
    shown = privacy.show(user=user)
    assert set(shown) == set(held.TITLES)
    assert {name for rows in shown.values() for row in rows for name in row} <= set(held.COLUMNS)


def test_erasing_leaves_no_name_and_keeps_the_chain() -> None:
    study, _owner = factories.make_study()
    person = factories.MembershipFactory(study=study, role=Role.CODER).user
    audit.record(study=study, by=person, action="did")
    MemberInvitation.objects.create(
        study=study, email=person.email, role=Role.READER, token_hash="x", expires_at="2030-01-01T00:00Z"
    )
    email = person.email
    privacy.erase(user=person, by=None)
    erased = User.objects.get(pk=person.pk)
    assert email not in str(vars(erased))
    assert (erased.name, erased.is_active, erased.has_usable_password()) == ("", False, False)
    assert not Membership.objects.filter(user=person).exists()
    assert not MemberInvitation.objects.exists()
    assert audit.broken_entries(study.audit_entries.all()) == []


def test_the_last_owner_is_not_erased() -> None:
    _study, user = factories.make_study()
    email = user.email
    with pytest.raises(Refused, match="without an owner"):
        privacy.erase(user=user, by=None)
    assert User.objects.get(pk=user.pk).email == email


def test_retention_is_said() -> None:
    assert "audit log" in privacy.retention()
