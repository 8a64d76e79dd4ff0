"""One unit and one variable added by hand."""

import pytest
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Role, Study, Unit, Variable
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db
UNIT = {"code": "U49", "name": "Læsø", "region": "Nordjylland"}
VARIABLE = {"name": "income", "kind": "number", "label_da": "Indkomst", "measure_da": "kroner", "sensitivity": "open"}


def post(client: Client, page: str, study: Study, **fields: str) -> str:
    return client.post(reverse(f"studies:{page}", args=[study.slug]), fields, follow=True).content.decode()


@pytest.fixture
def study(client: Client) -> Study:
    made: Study
    made, user = factories.make_study()
    client.force_login(user)
    return made


def test_unit_is_added_with_an_entry_in_the_log_and_its_page_opens(client: Client, study: Study) -> None:
    text = post(client, "unit_new", study, **UNIT)
    assert "Læsø has been added. It is in no group yet." in text
    unit = Unit.objects.get(study=study)
    assert (unit.code, unit.name, unit.region) == ("U49", "Læsø", "Nordjylland")
    assert study.audit_entries.get().details == {"code": "U49"}
    assert study.audit_entries.get().action == "unit.created"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "a/b", "cannot be a code"),
        ("code", "new", "cannot be a code"),
        ("code", "Import", "cannot be a code"),
        ("code", "u01", "“U01” is the code of Odense already."),
        ("code", "", "This field is required."),
        ("name", "", "This field is required."),
        ("name", "010190-1234", "looks like a personal number"),
        ("region", "010190-1234", "looks like a personal number"),
    ],
)
def test_unit_is_refused_with_a_sentence(client: Client, study: Study, field: str, value: str, sentence: str) -> None:
    factories.UnitFactory(study=study, code="U01", name="Odense")
    assert sentence in post(client, "unit_new", study, **(UNIT | {field: value}))
    assert study.units.count() == 1
    assert not study.audit_entries.exists()


def test_the_same_code_in_another_study_is_no_hindrance() -> None:
    first, second = factories.StudyFactory(), factories.StudyFactory()
    for study in (first, second):
        services.create_unit(study=study, code="U1", name="x", region="", by=None)
    assert Unit.objects.filter(code="U1").count() == 2


def test_code_that_looks_like_a_personal_number_is_refused() -> None:
    with pytest.raises(Refused, match="personal number"):
        services.create_unit(study=factories.StudyFactory(), code="010190-1234", name="x", region="", by=None)


def test_variable_is_added_with_an_entry_in_the_log(client: Client, study: Study) -> None:
    text = post(client, "variable_new", study, **VARIABLE)
    assert "no unit has a value yet" in text
    variable = Variable.objects.get(study=study)
    assert (variable.name, variable.label, variable.measure) == ("income", {"da": "Indkomst"}, {"da": "kroner"})
    assert study.audit_entries.get().action == "variable.created"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "Region"}, "“Region” is a column of the unit itself."),
        ({"name": "WEALTH"}, "There is a variable “WEALTH” already."),
        ({"name": "a;b"}, "Use letters, digits"),
        ({"name": ""}, "This field is required."),
        ({"year_from": "2004", "year_to": "1999"}, "The last year is before the first."),
        ({"kind": "colour"}, "Select a valid choice"),
    ],
)
def test_variable_is_refused_with_a_sentence(
    client: Client, study: Study, fields: dict[str, str], sentence: str
) -> None:
    services.create_variable(study=study, name="wealth", by=None)
    assert sentence in post(client, "variable_new", study, **(VARIABLE | fields))
    assert study.variables.count() == 1


@pytest.mark.parametrize("page", ["units", "variables"])
@pytest.mark.parametrize(("role", "offered"), [(Role.RESEARCHER, True), (Role.ANALYST, False)])
def test_adding_is_offered_to_those_who_may(client: Client, page: str, role: Role, *, offered: bool) -> None:
    study, user = factories.make_study(role=role)
    factories.UnitFactory(study=study)
    client.force_login(user)
    text = client.get(reverse(f"studies:{page}", args=[study.slug])).content.decode()
    assert (reverse(f"studies:{page[:-1]}_new", args=[study.slug]) in text) is offered
