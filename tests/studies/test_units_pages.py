"""The list of units, one unit, and what is known about units."""

import pytest
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Role, Study, Unit, Variable, VariableValue
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def variable(study: Study, name: str = "income", **fields: object) -> Variable:
    return services.create_variable(study=study, name=name, by=None, **fields)  # type: ignore[arg-type]


def value(unit: Unit, of: Variable) -> float | str | None:
    held = VariableValue.objects.filter(unit=unit, variable=of).first()
    return (held.text or held.number) if held else None


def units_page(client: Client, study: Study, **query: str) -> str:
    return client.get(reverse("studies:units", args=[study.slug]), query).content.decode()


def test_list_shows_group_pair_and_values(client: Client) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=1, middle=1)
    income = variable(study, measure={"da": "kroner", "en": "kroner"})
    services.set_value(unit=Unit.objects.get(code="H01"), variable=income, value="12,5", by=user)
    client.force_login(user)
    text = units_page(client, study)
    for shown in ("Unit H01", "high score", "P01", "kroner", "12.5", "middle group"):
        assert shown in text
    danish = client.get(reverse("studies:units", args=[study.slug]), headers={"Accept-Language": "da"})
    assert "12,5" in danish.content.decode()


def test_list_searches_and_filters_by_group(client: Client) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=2)
    client.force_login(user)
    found = units_page(client, study, q="h01")
    assert "Unit H01" in found
    assert "Unit H02" not in found
    lows = units_page(client, study, group="low")
    assert "Unit L02" in lows
    assert "Unit H01" not in lows
    assert "No unit fits." in units_page(client, study, q="nowhere")
    assert "Unit H01" in units_page(client, study, group="nonsense", page="99")


def test_empty_list_says_what_to_do_first(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    assert "Import a file with a row per unit" in units_page(client, study)


def test_list_asks_as_much_for_many_as_for_few(client: Client, django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=40, middle=15)
    income = variable(study)
    for unit in study.units.all():
        services.set_value(unit=unit, variable=income, value="1", by=user)
    client.force_login(user)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        units_page(client, study)


def test_variables_for_the_team_are_hidden_from_others(client: Client) -> None:
    study, user = factories.make_study(role=Role.ANALYST)
    unit = factories.UnitFactory(study=study)
    secret = variable(study, name="secret_variable", sensitivity="internal")
    services.set_value(unit=unit, variable=secret, value="77.25", by=None)
    client.force_login(user)
    pages = [("units",), ("unit", unit.code), ("variables",)]
    for name, *args in pages:
        text = client.get(reverse(f"studies:{name}", args=[study.slug, *args])).content.decode()
        assert "77.25" not in text
        assert "secret_variable" not in text


def test_unit_is_edited_in_place(client: Client) -> None:
    study, user = factories.make_study()
    unit = factories.UnitFactory(study=study)
    income, size = variable(study, source="Register <x>"), variable(study, name="size", kind="text")
    client.force_login(user)
    url = reverse("studies:unit", args=[study.slug, unit.code])
    assert "Register &lt;x&gt;" in client.get(url).content.decode()
    posted = {"name": "New", "region": "", f"v{income.pk}": "1.234,5", f"v{size.pk}": "small"}
    assert client.post(url, posted).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.region, value(unit, income), value(unit, size)) == ("New", "", 1234.5, "small")
    client.post(url, posted | {f"v{income.pk}": "", f"v{size.pk}": "large"})
    assert (value(unit, income), value(unit, size)) == (None, "large")


def test_unit_is_saved_whole_or_not_at_all(client: Client) -> None:
    study, user = factories.make_study()
    unit = factories.UnitFactory(study=study, name="Old")
    income = variable(study)
    client.force_login(user)
    url = reverse("studies:unit", args=[study.slug, unit.code])
    response = client.post(url, {"name": "New", "region": "", f"v{income.pk}": "much"})
    assert response.context["form"].errors[f"v{income.pk}"] == [
        "“much” is not a number. Write 12.5 or 12,5, or leave it blank where there is no value."
    ]
    unit.refresh_from_db()
    assert unit.name == "Old"
    assert study.audit_entries.count() == 1  # the variable


@pytest.mark.parametrize(("name", "region"), [("", "x"), ("010170-1234", ""), ("x", "0101701234")])
def test_unit_takes_no_blank_name_and_no_personal_number(name: str, region: str) -> None:
    unit = factories.UnitFactory()
    with pytest.raises(Refused):
        services.update_unit(unit=unit, name=name, region=region, by=None)


def test_reader_sees_a_unit_without_the_form(client: Client) -> None:
    study, user = factories.make_study(role=Role.READER)
    factories.make_pairs(study, pairs=1)
    unit = Unit.objects.get(code="H01")
    services.set_value(unit=unit, variable=variable(study), value="3", by=None)
    services.choose_case(study=study, unit=unit, reason="Fordi.", by=None)
    client.force_login(user)
    url = reverse("studies:unit", args=[study.slug, "H01"])
    text = client.get(url).content.decode()
    assert "Fordi." in text
    assert 'name="region"' not in text
    assert client.post(url, {"name": "x"}).status_code == 403


def test_value_of_a_wrong_kind_or_length_is_refused() -> None:
    unit = factories.UnitFactory()
    size = variable(unit.study, name="size", kind="text")
    with pytest.raises(Refused, match="300 characters"):
        services.set_value(unit=unit, variable=size, value="x" * 301, by=None)
    with pytest.raises(Refused, match="personal number"):
        services.set_value(unit=unit, variable=size, value="010170-1234", by=None)


def test_same_value_again_leaves_no_trace() -> None:
    unit = factories.UnitFactory()
    income = variable(unit.study)
    for text in ("1", "1,0", "1.0"):
        services.set_value(unit=unit, variable=income, value=text, by=None)
    services.set_value(unit=factories.UnitFactory(study=unit.study), variable=income, value=" ", by=None)
    assert unit.study.audit_entries.filter(action="value.changed").count() == 1


def test_zero_is_a_value() -> None:
    unit = factories.UnitFactory()
    income = variable(unit.study)
    services.set_value(unit=unit, variable=income, value="0", by=None)
    assert VariableValue.objects.get(unit=unit).number == 0


def test_variable_has_one_name_and_years_in_order() -> None:
    study = factories.StudyFactory()
    variable(study, year_from=1999, year_to=2002)
    with pytest.raises(Refused, match="already"):
        variable(study)
    with pytest.raises(Refused, match="last year is before the first"):
        variable(study, name="other", year_from=2002, year_to=1999)
    with pytest.raises(Refused):
        variable(study, name="third", sensitivity="top secret")
    with pytest.raises(TypeError):
        variable(study, name="fourth", held="x")


def test_variable_gets_label_source_and_years(client: Client) -> None:
    study, user = factories.make_study()
    income = variable(study)
    client.force_login(user)
    url = reverse("studies:variable", args=[study.slug, income.pk])
    posted = {
        "label_da": "Indkomst",
        "source": "Register",
        "year_from": 1999,
        "year_to": 2002,
        "measure_en": "kr.",
        "sensitivity": "open",
    }
    assert client.post(url, posted).status_code == 302
    assert client.post(url, posted).status_code == 302
    assert study.audit_entries.filter(action="variable.changed").count() == 1
    text = client.get(reverse("studies:variables", args=[study.slug])).content.decode()
    for shown in ("Indkomst", "1999–2002", "Register", "0 of 0"):
        assert shown in text
    wrong = client.post(url, posted | {"year_to": 1998})
    assert wrong.context["form"].errors["year_to"]


def test_variables_page_without_variables_says_where_they_come_from(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    text = client.get(reverse("studies:variables", args=[study.slug])).content.decode()
    assert "No variables yet" in text
