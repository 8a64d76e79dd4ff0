"""The pages of items, item sets and analyses: without JavaScript, all of it."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from analysis.models import Item, ItemSet, Plan, Run, RunStatus
from studies.models import Role, Study, Unit, User, Variable, VariableValue
from tests.analysis.printed import printed
from tests.analysis.samples import make_run
from tests.analysis.surveys import make_item, make_questionnaire, make_set
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
HEAD = "item,questionnaire,question,yes,no,missing,label,theme,direction,set,combine"


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=2)
    make_questionnaire(study, choices={"q1": ("1", "2", "9"), "many1": ("a", "b")}, numbers=["n1"])
    return study


@pytest.fixture
def owner(client: Client, study: Study) -> Client:
    client.force_login(study.memberships.get().user)
    return client


def _url(name: str, study: Study, *args: object, query: str = "") -> str:
    return reverse(f"analysis:{name}", args=[study.slug, *args]) + query


def _as(client: Client, study: Study, role: str) -> Client:
    user = User.objects.create_user(email=f"{role}@example.org")
    study.memberships.create(user=user, role=role)
    client.force_login(user)
    return client


def test_an_empty_list_says_what_to_do_first(owner: Client, study: Study) -> None:
    page = owner.get(_url("items", study))
    assert "No items yet" in page.content.decode()
    assert _url("item_new", study) in page.content.decode()


def test_a_new_item_in_three_steps(owner: Client, study: Study) -> None:
    assert "questionnaire=manager" in owner.get(_url("item_new", study)).content.decode()
    assert 'value="q1"' in owner.get(_url("item_new", study, query="?questionnaire=manager")).content.decode()
    address = _url("item_new", study, query="?questionnaire=manager&question=q1")
    assert "Answer 2 (2)" in owner.get(address).content.decode()
    data = {
        "code": "M01",
        "label_da": "Navn",
        "label_en": "Name",
        "answer_0": "no",
        "answer_1": "yes",
        "answer_2": "missing",
    }
    assert owner.post(address, data).status_code == 302
    item = Item.objects.get()
    assert (item.code, item.yes, item.no, item.missing) == ("M01", ["2"], ["1"], [])
    assert item.label == {"da": "Navn", "en": "Name"}


def test_an_item_of_several_choices_leaves_no_blank_and_one_of_numbers_takes_ranges(
    owner: Client, study: Study
) -> None:
    several = _url("item_new", study, query="?questionnaire=manager&question=many1")
    owner.post(several, {"code": "M01", "answer_0": "yes", "answer_1": "no"})
    assert (Item.objects.get(code="M01").yes, Item.objects.get(code="M01").no) == (["a"], [])
    numbers = _url("item_new", study, query="?questionnaire=manager&question=n1")
    page = owner.post(numbers, {"code": "M02", "yes": ">=30", "no": "<40"})
    assert "cover the same numbers" in page.content.decode()
    owner.post(numbers, {"code": "M02", "yes": ">=30", "no": "<30"})
    assert Item.objects.get(code="M02").yes == [">=30"]


def test_an_item_that_counts_nothing_is_refused_on_the_page(owner: Client, study: Study) -> None:
    address = _url("item_new", study, query="?questionnaire=manager&question=q1")
    page = owner.post(address, {"code": "M01", "answer_0": "no", "answer_1": "no", "answer_2": "missing"})
    assert page.status_code == 200
    assert "No answer counts." in page.content.decode()
    assert Item.objects.count() == 0


def test_an_item_is_changed_and_deleted(owner: Client, study: Study) -> None:
    make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    address = _url("item", study, "M01")
    assert "Answer 2 (2)" in owner.get(address).content.decode()
    owner.post(address, {"code": "M01", "answer_0": "yes", "answer_1": "no", "answer_2": "missing"})
    assert Item.objects.get().yes == ["1"]
    owner.post(_url("item_delete", study, "M01"))
    assert Item.objects.count() == 0


def test_an_item_in_a_set_is_not_deleted(owner: Client, study: Study) -> None:
    item = make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    make_set(study.questionnaires.get(), "score", [item])
    page = owner.post(_url("item_delete", study, "M01"), follow=True)
    assert "Item M01 is in the item set score" in page.content.decode()


def test_a_file_is_shown_before_it_is_saved(owner: Client, study: Study) -> None:
    content = f"{HEAD}\nM01,manager,q1,2,1,9,Name,Politics,,score,\n".encode()
    page = owner.post(_url("items_import", study), {"file": SimpleUploadedFile("items.csv", content)})
    assert "1 new, 0 changed, 0 as they were" in page.content.decode()
    assert Item.objects.count() == 0
    owner.post(_url("items_import_confirm", study), {"upload": page.context["upload"].pk})
    assert Item.objects.get().code == "M01"
    assert ItemSet.objects.get().name == "score"


def test_problems_of_a_file_are_listed_and_nothing_is_offered_to_save(owner: Client, study: Study) -> None:
    content = f"{HEAD}\nM01,manager,q1,2 1,1,9,Name,,,,\n".encode()
    page = owner.post(_url("items_import", study), {"file": SimpleUploadedFile("items.csv", content)})
    assert "The code 1 is in both yes and no." in page.content.decode()
    assert "items.csv, row 2, column yes" in page.content.decode()
    assert "Save these items" not in page.content.decode()


def test_a_file_that_is_gone_is_said(owner: Client, study: Study) -> None:
    page = owner.post(_url("items_import_confirm", study), {"upload": "nothing"}, follow=True)
    assert "The file is no longer here" in page.content.decode()


def test_sets_are_made_changed_and_frozen(owner: Client, study: Study) -> None:
    form = study.questionnaires.get()
    first, second = (make_item(form, code, q, yes=["2"], no=["1"]) for code, q in (("M01", "q1"), ("M02", "q1")))
    new = _url("item_set_new", study, "manager")
    page = owner.post(new, {"name": "score", "items": [first.pk, second.pk]})
    assert "rest on the same question q1" in page.content.decode()
    assert owner.post(new, {"name": "score", "items": [first.pk]}).status_code == 302
    made = ItemSet.objects.get()
    owner.post(_url("item_set", study, made.pk), {"items": [second.pk]})
    assert [member.item for member in made.members.all()] == [second]
    ItemSet.objects.update(frozen_at="2004-05-01T12:00:00Z")
    page = owner.post(_url("item_set", study, made.pk), {"items": [first.pk]})
    assert "A score has used this set" in page.content.decode()
    assert [member.item for member in made.members.all()] == [second]
    assert "score" in owner.get(_url("item_sets", study)).content.decode()


def test_an_analysis_is_asked_for_and_waits(owner: Client, study: Study) -> None:
    make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    address = _url("plan_new", study, "contrast")
    assert 'name="level"' in owner.get(address).content.decode()
    page = owner.post(address, {"questionnaire": "manager", "level": "units", "test": "none"})
    run = Run.objects.get()
    assert page.headers["Location"] == run.get_absolute_url()
    assert (run.status, run.parameters["level"], run.parameters["test"]) == (RunStatus.QUEUED, "units", "none")
    study.questionnaires.update(title={"en": "Heads of office"})
    listed = owner.get(_url("plans", study, query="?procedure=contrast")).content.decode()
    assert run.get_absolute_url() in listed
    assert ">Heads of office</td>" in listed


def test_a_run_of_no_questionnaire_is_listed_without_one(owner: Client, study: Study) -> None:
    run = make_run(study, procedure="pairing")
    assert run.get_absolute_url() in owner.get(_url("plans", study)).content.decode()


@pytest.mark.parametrize("written", ["0,25", "0.25"])
def test_decimals_are_shown_and_read_as_the_reader_writes_them(owner: Client, study: Study, written: str) -> None:
    make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "da"
    address = _url("plan_new", study, "contrast")
    assert re.search(r'name="clear"\s+value="0,3"', owner.get(address).content.decode())
    assert owner.post(address, {"level": "units", "test": "none", "clear": written}).status_code == 302
    run = Run.objects.get()
    assert run.parameters["clear"] == 0.25
    assert "0,25" in owner.get(run.get_absolute_url()).content.decode()


def test_a_wrong_parameter_is_said_beside_its_field(owner: Client, study: Study) -> None:
    page = owner.post(_url("plan_new", study, "contrast"), {"level": "units", "test": "none", "clear": "much"})
    assert page.context["form"].errors["clear"] == ["much is not a number. Write a number, for example 0.2."]
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("procedure", ["pairing", "contrast", "agreement_score", "case_selection", "response_rates"])
def test_every_procedure_has_a_form_in_danish_and_english(owner: Client, study: Study, procedure: str) -> None:
    for language in ("en", "da"):
        page = owner.get(_url("plan_new", study, procedure), headers={"accept-language": language})
        assert page.status_code == 200


def test_an_unknown_procedure_is_no_page(owner: Client, study: Study) -> None:
    assert owner.get(_url("plan_new", study, "magic")).status_code == 404


def test_a_reader_changes_nothing_and_sees_published_runs_only(client: Client, study: Study) -> None:
    make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    reader = _as(client, study, Role.READER)
    assert reader.get(_url("items", study)).status_code == 403
    assert reader.get(_url("plan_new", study, "contrast")).status_code == 403
    assert "No runs yet" in reader.get(_url("plans", study)).content.decode()


def test_an_analyst_reads_items_and_changes_none(client: Client, study: Study) -> None:
    make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    analyst = _as(client, study, Role.ANALYST)
    assert "Save the item" not in analyst.get(_url("item", study, "M01")).content.decode()
    analyst.post(_url("item", study, "M01"), {"code": "M01", "answer_0": "yes", "answer_1": "no"})
    assert Item.objects.get().yes == ["2"]
    assert analyst.get(_url("items_import", study)).status_code == 403


@pytest.mark.parametrize("page", ["items", "item_sets", "plans"])
def test_lists_keep_their_budget(
    owner: Client, study: Study, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    form = study.questionnaires.get()
    items = [make_item(form, f"M{n:02}", "q1", yes=["2"], no=["1"]) for n in range(30)]
    make_set(form, "score", items[:1])
    owner.get(_url(page, study))
    with django_assert_max_num_queries(15):
        owner.get(_url(page, study))


def test_a_person_makes_a_grouping_of_a_pairing(owner: Client, study: Study) -> None:
    variable = Variable.objects.create(study=study, name="indicator")
    Unit.objects.create(study=study, code="Z9", name="Nowhere")
    for unit in study.units.exclude(code="Z9"):
        VariableValue.objects.create(variable=variable, unit=unit, number=-1 if unit.code.startswith("H") else 1)
    printed(study.slug, "pairing", "--set", "pairs=2")
    run = Run.objects.get()
    assert _url("run_grouping", study, run.pk) in owner.get(run.get_absolute_url()).content.decode()
    taken = owner.post(_url("run_grouping", study, run.pk), {"name": study.groupings.get().name})
    assert "There is a grouping" in taken.content.decode()
    made = owner.post(_url("run_grouping", study, run.pk), {"name": "proposed"})
    grouping = study.groupings.get(name="proposed")
    assert made.headers["Location"] == reverse("studies:grouping", args=[study.slug, grouping.pk])
    assert grouping.pairs.count() == 2
    assert (
        "1 unit has no indicator and is in no group: Nowhere." in owner.get(made.headers["Location"]).content.decode()
    )


def test_the_answers_of_a_used_item_cannot_be_ticked_otherwise(owner: Client, study: Study) -> None:
    item = make_item(study.questionnaires.get(), "M01", "q1", yes=["2"], no=["1"])
    make_set(study.questionnaires.get(), "score", [item])
    ItemSet.objects.update(frozen_at="2004-05-01T12:00:00Z")
    address = _url("item", study, "M01")
    assert "A score has used this item" in owner.get(address).content.decode()
    owner.post(address, {"code": "M01", "label_en": "Better", "answer_0": "yes", "answer_1": "no"})
    item.refresh_from_db()
    assert (item.yes, item.no, item.label) == (["2"], ["1"], {"en": "Better"})
