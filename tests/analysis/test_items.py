"""Items and sets: what services allow, and what the database itself holds."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from analysis import selectors, services
from analysis.item_rules import ItemSpec
from analysis.models import Item, ItemSetMember
from studies.models import AuditEntry
from studies.problems import Refused
from surveys.models import Questionnaire
from tests.analysis.surveys import make_item, make_questionnaire, make_set
from tests.factories import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> Questionnaire:
    return make_questionnaire(make_study()[0], choices={"q1": ("1", "2", "9"), "q2": ("1", "2", "9")})


def _spec(form: Questionnaire, **fields: object) -> ItemSpec:
    values: dict[str, Any] = {"code": "M01", "questionnaire": form, "questions": ("q1",), "yes": ("2",), "no": ("1",)}
    return ItemSpec(**(values | fields))


def test_an_item_is_saved_and_audited(form: Questionnaire) -> None:
    item = services.save_item(study=form.study, spec=_spec(form), by=None)
    assert (item.code, item.yes, item.no) == ("M01", ["2"], ["1"])
    assert AuditEntry.objects.get().action == "item.created"


def test_saving_it_as_it_is_writes_nothing(form: Questionnaire) -> None:
    item = services.save_item(study=form.study, spec=_spec(form), by=None)
    services.save_item(study=form.study, spec=_spec(form), by=None, item=item)
    assert AuditEntry.objects.count() == 1


def test_a_name_that_is_taken_is_refused(form: Questionnaire) -> None:
    services.save_item(study=form.study, spec=_spec(form), by=None)
    with pytest.raises(Refused, match="There is an item M01 already"):
        services.save_item(study=form.study, spec=_spec(form), by=None)


def test_a_code_that_nobody_assigned_is_refused(form: Questionnaire) -> None:
    with pytest.raises(Refused, match="The code 1 of q1 is assigned nowhere"):
        services.save_item(study=form.study, spec=_spec(form, no=()), by=None)


def test_a_difference_is_reported_with_a_reason_and_no_run_is_stale_by_it(form: Questionnaire) -> None:
    item = make_item(form, "M01", "q1")
    before = item.updated_at
    with pytest.raises(Refused, match="A reason is missing"):
        services.report_item(item=item, reported=True, reason={"en": " "}, by=None)
    services.report_item(item=item, reported=True, reason={"en": "8 of 9"}, by=None)
    item.refresh_from_db()
    assert (item.reported, item.reported_reason, item.updated_at) == (True, {"en": "8 of 9"}, before)
    services.report_item(item=item, reported=False, reason={}, by=None)
    assert [entry.action for entry in AuditEntry.objects.order_by("number")] == ["item.reported", "item.not_reported"]


def test_two_items_on_one_question_are_refused_in_a_set_by_name(form: Questionnaire) -> None:
    items = [make_item(form, "M01", "q1"), make_item(form, "M02", "q1"), make_item(form, "M03", "q2")]
    with pytest.raises(Refused, match="The items M01, M02 of the set score rest on the same question q1"):
        services.create_item_set(study=form.study, questionnaire=form, name="score", items=items, by=None)


def test_the_database_holds_one_item_per_question_and_set(form: Questionnaire) -> None:
    first, second = make_item(form, "M01", "q1"), make_item(form, "M02", "q1")
    item_set = make_set(form, "score", [first])
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemSetMember.objects.create(item_set=item_set, item=second, question="q1")


def test_a_frozen_set_stays_as_it_is(form: Questionnaire) -> None:
    first, second = make_item(form, "M01", "q1"), make_item(form, "M02", "q2")
    item_set = make_set(form, "score", [first])
    services.freeze(item_set_ids=[item_set.pk])
    item_set.refresh_from_db()
    assert services.set_members(item_set=item_set, items=[first], by=None) == item_set
    with pytest.raises(Refused, match="A score has used the item set score"):
        services.set_members(item_set=item_set, items=[first, second], by=None)


def test_an_item_of_a_frozen_set_changes_its_label_and_nothing_that_counts(form: Questionnaire) -> None:
    item = services.save_item(study=form.study, spec=_spec(form), by=None)
    services.freeze(item_set_ids=[make_set(form, "score", [item]).pk])
    services.save_item(study=form.study, spec=_spec(form, label={"en": "New"}), by=None, item=item)
    with pytest.raises(Refused, match="Make a new item with another name"):
        services.save_item(study=form.study, spec=_spec(form, yes=("1",), no=("2",)), by=None, item=item)


def test_moving_an_item_to_the_question_of_another_in_its_set_is_refused(form: Questionnaire) -> None:
    item, other = services.save_item(study=form.study, spec=_spec(form), by=None), make_item(form, "M02", "q2")
    make_set(form, "score", [item, other])
    with pytest.raises(Refused, match="Item M02 of the same set rests on the same question"):
        services.save_item(study=form.study, spec=_spec(form, questions=("q2",)), by=None, item=item)


def test_a_set_needs_a_name_of_its_own_and_items_of_its_questionnaire(form: Questionnaire) -> None:
    other = make_questionnaire(form.study, form_id="caseworker")
    make_set(form, "score", [])
    item = make_item(other, "C01", "q1")
    with pytest.raises(Refused) as refusal:
        services.create_item_set(study=form.study, questionnaire=form, name="score", items=[item], by=None)
    assert [problem.message for problem in refusal.value.problems] == [
        "There is an item set score already.",
        "Item C01 belongs to another questionnaire than the set score.",
    ]
    with pytest.raises(Refused, match="The item set has no name"):
        services.create_item_set(study=form.study, questionnaire=form, name=" ", items=[], by=None)


def test_only_an_item_outside_sets_is_deleted(form: Questionnaire) -> None:
    item = make_item(form, "M01", "q1")
    make_set(form, "score", [item])
    with pytest.raises(Refused, match="Item M01 is in the item set score"):
        services.delete_item(item=item, by=None)
    item.memberships.all().delete()
    services.delete_item(item=item, by=None)
    assert Item.objects.count() == 0


def test_items_by_theme_put_those_without_one_last(form: Questionnaire) -> None:
    theme = form.study.themes.create(code="T1", name={"en": "Politics"})
    plain, themed = make_item(form, "M01", "q1"), make_item(form, "M02", "q2", theme=theme)
    assert selectors.items_by_theme(form.study) == [(theme, [themed]), (None, [plain])]
