"""Names of units stand in one order everywhere: the Danish alphabet's, in whatever database."""

import io
import random

import pytest
from django.test import Client
from django.urls import reverse

from studies import frames, imports, services
from studies.collation import name_key
from studies.models import Group, GroupMember, Unit
from surveys.forms import InvitationsForm
from tests import factories
from tests.analysis.surveys import make_collection, make_questionnaire

# Statistics Denmark's list of municipalities (2007), from which these are taken, ends: Vordingborg, Ærø, Aabenraa,
# Aalborg, Aarhus. Århus and Ålborg are how the last two were written until then.
IN_ORDER = [
    "Albertslund", "Brøndby", "Brønderslev", "Fanø", "Fredericia", "Frederikssund", "Furesø", "Høje-Taastrup",
    "Hørsholm", "Lyngby", "Lyngby-Taarbæk", "Læsø", "Nykøbing F", "Nykøbing-Rørvig", "Vordingborg", "Ærø", "Ølgod",
    "Ørbæk", "Aabenraa", "Ålborg", "Aarhus",
]  # fmt: skip


def test_names_stand_in_the_danish_order() -> None:
    mixed = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(mixed, key=name_key) == IN_ORDER


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Århus", "Aarup"),
        ("aabenraa", "Aalborg"),
        ("Müller", "Mzansi"),
        ("Ängelholm", "Ølgod"),
        ("Ære", "Ärlig"),
        ("Øst", "Österlen"),
        ("Ande", "André"),
        ("Sankt Olai", "Skt. Hans"),
        ("U1", "U2"),
        ("Zealand", "القاهرة"),
    ],
)
def test_letters_of_neighbours_and_accents_find_their_place(first: str, second: str) -> None:
    assert name_key(first) < name_key(second)


def test_a_letter_and_its_mark_apart_are_the_same_letter() -> None:
    composed, apart = "Å", "A\u030a"
    assert name_key(composed).split("\0")[0] == name_key(apart).split("\0")[0]


@pytest.mark.django_db
def test_units_made_imported_and_renamed_keep_their_place() -> None:
    study, user = factories.make_study()
    services.create_unit(study=study, code="1", name="Århus", region="", by=user)
    rows = "code,name\n2,Ærø\n3,Ølgod\n4,Albertslund\n"
    imports.import_units(study=study, file=io.BytesIO(rows.encode()), name="u.csv", by=user)
    assert [unit.name for unit in study.units.all()] == ["Albertslund", "Ærø", "Ølgod", "Århus"]
    services.update_unit(unit=Unit.objects.get(code="1"), name="Andeby", region="", by=user)
    again = "code,name\n4,Aabenraa\n"
    imports.import_units(study=study, file=io.BytesIO(again.encode()), name="u.csv", by=user)
    assert [unit.name for unit in study.units.all()] == ["Andeby", "Ærø", "Ølgod", "Aabenraa"]


@pytest.mark.django_db
def test_every_list_by_name_has_this_order(client: Client) -> None:
    study, user = factories.make_study()
    grouping = factories.GroupingFactory(study=study, is_active=True)
    for code, name in enumerate(random.Random(2).sample(IN_ORDER, len(IN_ORDER))):
        unit = factories.UnitFactory(study=study, code=f"{code:02}", name=name)
        GroupMember.objects.create(grouping=grouping, unit=unit, group=Group.HIGH)
    client.force_login(user)
    page = client.get(reverse("studies:units", args=[study.slug]))
    assert [unit.name for unit in page.context["page"]] == IN_ORDER
    page = client.get(reverse("studies:grouping", args=[study.slug, grouping.pk]))
    assert [member.unit.name for _group, members in page.context["groups"] for member in members] == IN_ORDER
    assert [str(unit) for unit in page.context["move_form"].fields["unit"].queryset] == IN_ORDER
    collection = make_collection(make_questionnaire(study, choices={"q1": ("1",)}))
    assert [str(unit) for unit in InvitationsForm(collection=collection).fields["unit"].queryset] == IN_ORDER  # type: ignore[attr-defined]
    page = client.get(reverse("surveys:collection", args=[study.slug, collection.pk]))
    assert [row.unit.name for row in page.context["rows"]] == IN_ORDER
    table = frames.units(grouping)
    assert table.sort_values("name_key")["unit_name"].tolist() == IN_ORDER
