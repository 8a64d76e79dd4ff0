"""The form of a new analysis: what must be named, names instead of codes, rare settings behind a summary."""

import pytest
from django.test import Client

from analysis import services
from analysis.exports import run_words
from analysis.forms import PlanForm
from analysis.models import Run
from analysis.procedures import PROCEDURES
from studies import detail_words
from studies.models import Study
from studies.models.units import Variable
from tests.analysis.samples import a_study
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def with_forms(*names: str) -> Study:
    study = a_study(slug="forms")
    for name in names:
        study.questionnaires.create(form_id=name, title={"en": name.title()}, audience=name)
    return study


@pytest.mark.parametrize(("names", "needed"), [(["manager"], False), (["manager", "caseworker"], True)])
def test_a_questionnaire_is_to_be_named_where_there_are_several(names: list[str], needed: bool) -> None:
    form = PlanForm(study=with_forms(*names), procedure=PROCEDURES["contrast"])
    assert form.fields["questionnaire"].required is needed


@pytest.mark.parametrize(
    ("names", "blank"), [(["manager"], "the study's only questionnaire"), (["manager", "caseworker"], "choose …")]
)
def test_a_blank_questionnaire_means_what_is_true_of_this_study(names: list[str], blank: str) -> None:
    field = PlanForm(study=with_forms(*names), procedure=PROCEDURES["contrast"]).fields["questionnaire"]
    assert field.choices[0] == ("", blank)  # type: ignore[attr-defined]
    assert field.help_text == "Which answers are counted."


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_every_blank_says_what_it_means(procedure: str) -> None:
    form = PlanForm(study=with_forms("manager"), procedure=PROCEDURES[procedure])
    blanks = [words for field in form.fields.values() for value, words in getattr(field, "choices", ()) if not value]
    assert [words for words in blanks if not any(letter.isalpha() for letter in str(words))] == []


def test_a_default_that_the_study_has_is_chosen_and_has_no_blank() -> None:
    study = a_study()
    Variable.objects.create(study=study, name="indicator", label={"en": "Indicator"})
    form = PlanForm(study=study, procedure=PROCEDURES["case_selection"])
    assert form.fields["indicator"].choices == [("indicator", "Indicator")]  # type: ignore[attr-defined]
    assert form.fields["p"].choices[0] == ("", "none")  # type: ignore[attr-defined]


def test_a_questionnaire_that_may_stand_for_all_is_never_to_be_named() -> None:
    form = PlanForm(study=with_forms("manager", "caseworker"), procedure=PROCEDURES["response_rates"])
    assert not form.fields["questionnaire"].required


def test_a_variable_is_chosen_by_its_label() -> None:
    study = a_study()
    Variable.objects.create(study=study, name="pop", label={"en": "Population"})
    form = PlanForm(study=study, procedure=PROCEDURES["pairing"])
    assert ("pop", "Population") in form.fields["similarity"].choices  # type: ignore[attr-defined]


def test_every_field_of_pairing_is_explained() -> None:
    form = PlanForm(study=a_study(), procedure=PROCEDURES["pairing"])
    assert [name for name, field in form.fields.items() if not field.help_text] == []
    assert {field.name for field in form.usual} == {"pairs", "indicator", "similarity", "grouping"}


def test_a_refused_analysis_is_not_run_and_opens_what_was_closed(client: Client) -> None:
    study = with_forms("manager", "caseworker")
    user = UserFactory()
    MembershipFactory(study=study, user=user, role="owner")
    client.force_login(user)
    page = client.get("/studies/forms/analyses/new/pairing/").content.decode()
    assert "<details>" in page
    page = client.post("/studies/forms/analyses/new/pairing/", {"p_max_low": "two"}).content.decode()
    assert "Not run yet." in page
    assert "Not saved yet." not in page
    assert "<details open>" in page


def test_a_run_names_its_questionnaire_as_the_reader_does() -> None:
    run = Run(study=with_forms("manager"), procedure="contrast", parameters={"questionnaire": "manager"})
    assert run_words.parameters(run) == "Questionnaire: Manager"


@pytest.mark.parametrize(
    ("procedure", "said"),
    [("case_selection", "candidates with a reason against them: 2"), ("pairing", "excluded units: 2")],
)
def test_what_is_left_out_is_called_what_it_is(procedure: str, said: str) -> None:
    run = Run(study=a_study(), procedure=procedure, excluded={"excluded": 2})
    assert run_words.left_out(run) == said


def test_what_was_left_blank_is_said_with_the_run() -> None:
    run = Run(study=with_forms("manager"), procedure="contrast", parameters={"item_set": None})
    assert run_words.parameters(run) == "Item set: all items of the questionnaire"


def test_the_audit_log_says_a_list_of_values_in_words() -> None:
    study = with_forms("manager")
    plan = services.create_plan(study=study, procedure="case_selection", parameters={"units": ["all"]}, by=None)
    entry = study.audit_entries.get(action="plan.created", object_id=str(plan.pk))
    assert "Candidates: all units that are not excluded" in detail_words.details(entry)
