"""Groupings: made whole, one active, changed by hand until a result rests on them, never after."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Group, Grouping, Pair, Role, Study, Unit
from studies.problems import Refused
from studies.services import PairSpec
from tests import factories

pytestmark = pytest.mark.django_db
WHY = {"en": "Because."}


def units(study: Study, *codes: str) -> list[Unit]:
    return [factories.UnitFactory(study=study, code=code) for code in codes]


def groups(grouping: Grouping) -> dict[str, str]:
    return dict(grouping.members.values_list("unit__code", "group"))


def test_create_grouping_keeps_groups_reasons_and_pairs() -> None:
    study, user = factories.make_study()
    high, low, middle = units(study, "H", "L", "M")
    members = {high: (Group.HIGH, WHY), low: (Group.LOW, {}), middle: (Group.MIDDLE, {})}
    pair = PairSpec("P1", high, low, 0.25, {"en": "neighbours"})
    made = services.create_grouping(
        study=study, name="g", members=members, pairs=[pair], origin={"en": "hand"}, by=user
    )
    assert groups(made) == {"H": "high", "L": "low", "M": "middle"}
    assert made.members.get(unit=high).reason == WHY
    kept = made.pairs.get()
    assert (kept.high, kept.low, kept.distance, kept.reason) == (high, low, 0.25, {"en": "neighbours"})
    assert (made.is_active, made.origin, made.created_by) == (False, {"en": "hand"}, user)
    entry = study.audit_entries.get()
    assert entry.details == {"pairs": 1, "high": 1, "low": 1, "middle": 1}


def test_create_grouping_names_every_problem() -> None:
    study, user = factories.make_study()
    factories.GroupingFactory(study=study, name="g")
    high, low, other = units(study, "H", "L", "O")
    stranger = factories.UnitFactory(code="S")
    members: dict[Unit, tuple[str, dict[str, str]]] = {
        high: (Group.HIGH, {}),
        low: (Group.LOW, {}),
        other: ("best", {}),
        stranger: (Group.HIGH, {}),
    }
    pairs = [PairSpec("P", high, low), PairSpec("P", high, other)]
    with pytest.raises(Refused) as caught:
        services.create_grouping(study=study, name="g", members=members, pairs=pairs, by=user)
    assert [problem.message for problem in caught.value.problems] == [
        "There is a grouping “g” already.",
        "Unit O: there is no group “best”.",
        "Unit S is not a unit of this study.",
        "Pair P: Unit O is not in the group “low score”.",
        "Unit H is in 2 pairs.",
        "2 pairs are called P.",
    ]
    assert Grouping.objects.count() == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_grouping_needs_a_name(name: str) -> None:
    study, user = factories.make_study()
    with pytest.raises(Refused, match="needs a name"):
        services.create_grouping(study=study, name=name, members={}, by=user)


def test_activate_leaves_one_active() -> None:
    study, user = factories.make_study()
    first = factories.make_pairs(study, pairs=1)
    second = factories.GroupingFactory(study=study, is_active=False)
    elsewhere = factories.GroupingFactory()
    services.activate_grouping(grouping=second, by=user)
    services.activate_grouping(grouping=second, by=user)
    active = Grouping.objects.filter(is_active=True)
    assert set(active) == {second, elsewhere}
    assert first not in active
    assert study.audit_entries.filter(action="grouping.activated").count() == 1


def test_database_refuses_two_active_groupings() -> None:
    grouping = factories.GroupingFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.GroupingFactory(study=grouping.study)


def test_used_grouping_never_changes() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1, active=False)
    services.mark_used(grouping=grouping)
    high, low = Unit.objects.get(code="H01"), Unit.objects.get(code="L01")
    changes: list[Callable[[], object]] = [
        lambda: services.rename_grouping(grouping=grouping, name="new", by=user),
        lambda: services.delete_grouping(grouping=grouping, by=user),
        lambda: services.move_unit(grouping=grouping, unit=high, group="low", reason=WHY, by=user),
        lambda: services.pair_units(grouping=grouping, high=high, low=low, reason=WHY, by=user),
        lambda: services.unpair(grouping=grouping, pair=grouping.pairs.get(), by=user),
    ]
    for change in changes:
        with pytest.raises(Refused, match=r"cannot be changed\. Make a copy"):
            change()
    assert groups(grouping) == {"H01": "high", "L01": "low"}
    assert grouping.pairs.count() == 1


def test_mark_used_keeps_the_first_time() -> None:
    grouping = factories.GroupingFactory()
    services.mark_used(grouping=grouping)
    first = Grouping.objects.get(pk=grouping.pk).used_at
    services.mark_used(grouping=grouping)
    assert first is not None
    assert Grouping.objects.get(pk=grouping.pk).used_at == first


def test_used_grouping_can_still_become_active() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1, active=False)
    services.mark_used(grouping=grouping)
    assert services.activate_grouping(grouping=grouping, by=user).is_active


def test_copy_has_the_same_members_and_pairs_and_is_free() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=2, middle=1)
    services.mark_used(grouping=grouping)
    copy = services.copy_grouping(grouping=grouping, name="copy", by=user)
    assert groups(copy) == groups(grouping)
    assert copy.pairs.count() == 2
    assert (copy.used_at, copy.is_active, copy.origin["en"]) == (None, False, f"copied from “{grouping.name}”")


def test_move_dissolves_the_pair_and_keeps_the_reason() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=2)
    high = Unit.objects.get(code="H01")
    services.move_unit(grouping=grouping, unit=high, group="excluded", reason=WHY, by=user)
    assert grouping.members.get(unit=high).reason == WHY
    assert groups(grouping)["H01"] == "excluded"
    assert [pair.code for pair in grouping.pairs.all()] == ["P02"]
    services.move_unit(grouping=grouping, unit=high, group="", reason=WHY, by=user)
    assert "H01" not in groups(grouping)


def test_a_better_reason_keeps_the_pair() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1)
    services.move_unit(grouping=grouping, unit=Unit.objects.get(code="H01"), group="high", reason=WHY, by=user)
    assert grouping.pairs.count() == 1


def test_move_asks_for_a_reason_a_group_and_a_unit_of_the_study() -> None:
    study, user = factories.make_study()
    grouping = factories.GroupingFactory(study=study)
    stranger = factories.UnitFactory()
    with pytest.raises(Refused) as caught:
        services.move_unit(grouping=grouping, unit=stranger, group="best", reason={"en": " "}, by=user)
    assert [problem.column for problem in caught.value.problems] == ["group", "unit", "reason"]


def test_pairing_by_hand_dissolves_the_pairs_there_were() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=3)
    high, low = Unit.objects.get(code="H01"), Unit.objects.get(code="L02")
    services.pair_units(grouping=grouping, high=high, low=low, reason=WHY, by=user)
    pairs = {(pair.code, pair.high.code, pair.low.code) for pair in grouping.pairs.all()}
    assert pairs == {("P01", "H01", "L02"), ("P03", "H03", "L03")}


def test_pairing_asks_for_one_high_one_low_and_a_reason() -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=2)
    first, second = Unit.objects.get(code="H01"), Unit.objects.get(code="H02")
    with pytest.raises(Refused) as caught:
        services.pair_units(grouping=grouping, high=first, low=second, reason={}, by=user)
    assert [problem.message for problem in caught.value.problems] == [
        "Pair Unit H01 – Unit H02: Unit H02 is not in the group “low score”.",
        "A pair made by hand needs a reason.",
    ]


def test_a_pair_of_another_grouping_is_not_dissolved() -> None:
    study, user = factories.make_study()
    grouping = factories.GroupingFactory(study=study)
    other = factories.make_pairs(factories.StudyFactory(), pairs=1)
    with pytest.raises(Refused, match="not in this grouping"):
        services.unpair(grouping=grouping, pair=other.pairs.get(), by=user)


def test_rename_and_delete() -> None:
    study, user = factories.make_study()
    active, spare = factories.GroupingFactory(study=study), factories.GroupingFactory(study=study, is_active=False)
    services.rename_grouping(grouping=spare, name="spare", by=user)
    services.rename_grouping(grouping=spare, name="spare", by=user)
    with pytest.raises(Refused, match="already"):
        services.rename_grouping(grouping=spare, name=active.name, by=user)
    with pytest.raises(Refused, match="active grouping"):
        services.delete_grouping(grouping=active, by=user)
    services.delete_grouping(grouping=spare, by=user)
    assert list(study.groupings.all()) == [active]


# Pages


def test_list_and_page_say_what_there_is(client: Client, django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=10, middle=20)
    factories.UnitFactory(study=study, code="left")
    client.force_login(user)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        text = client.get(reverse("studies:grouping", args=[study.slug, grouping.pk])).content.decode()
    assert "= 40 units; 1 unit of the study is in no group" in " ".join(text.split())
    assert text.count('<th scope="row">P') == 10
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        text = client.get(reverse("studies:groupings", args=[study.slug])).content.decode()
    assert ">40</td>" in text
    assert ">10</td>" in text


def test_list_without_groupings_says_what_to_do(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    assert "No grouping yet" in client.get(reverse("studies:groupings", args=[study.slug])).content.decode()


def test_activation_says_what_becomes_stale_first(client: Client) -> None:
    study, user = factories.make_study()
    first = factories.make_pairs(study, pairs=1)
    plan = study.plans.create(procedure="contrast")
    plan.runs.create(
        study=study, procedure="contrast", grouping=first, status="done", finished_at="2024-01-01T00:00Z", digest="d"
    )
    second = factories.GroupingFactory(study=study, is_active=False)
    client.force_login(user)
    url = reverse("studies:grouping_activate", args=[study.slug, second.pk])
    assert "1 finished analysis becomes stale." in client.get(url).content.decode()
    assert Grouping.objects.get(is_active=True) == first
    client.post(url)
    assert Grouping.objects.get(is_active=True) == second


def test_changes_by_hand_through_the_page(client: Client) -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=2)
    client.force_login(user)
    high, low = Unit.objects.get(code="H01"), Unit.objects.get(code="L02")

    def post(name: str, /, *args: object, **fields: object) -> int:
        return client.post(reverse(f"studies:{name}", args=[study.slug, grouping.pk, *args]), fields).status_code

    shown = reverse("studies:grouping", args=[study.slug, grouping.pk])
    assert post("grouping_pair", high=high.pk, low=low.pk, reason_da="Naboer") == 302
    assert Pair.objects.get(high=high).reason == {"da": "Naboer"}
    told = client.get(shown).content.decode()
    assert "The pair P01 is dissolved." in told
    assert "The pair P02 is dissolved." in told
    assert post("grouping_unpair", Pair.objects.get(high=high).pk) == 302
    assert post("grouping_move", unit=high.pk, group="middle", reason_da="Fejl") == 302
    assert groups(grouping)["H01"] == "middle"
    assert "is dissolved" not in client.get(shown).content.decode()
    assert post("grouping_copy", name="copy") == 302
    copy = Grouping.objects.get(name="copy")
    assert client.post(reverse("studies:grouping_delete", args=[study.slug, copy.pk])).status_code == 302
    assert not Grouping.objects.filter(name="copy").exists()


def test_page_shows_refusals_at_the_form(client: Client) -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1)
    client.force_login(user)
    high = Unit.objects.get(code="H01")
    move = reverse("studies:grouping_move", args=[study.slug, grouping.pk])
    personal = client.post(move, {"unit": high.pk, "group": "low", f"reason_{study.languages[0]}": "010190-1234"})
    form = personal.context["move_form"]
    assert list(form.errors) == [f"reason_{study.languages[0]}"]
    services.mark_used(grouping=grouping)

    def text(name: str, /, **fields: object) -> str:
        return client.post(
            reverse(f"studies:{name}", args=[study.slug, grouping.pk]), fields, follow=True
        ).content.decode()

    assert "cannot be changed" in text("grouping_move", unit=high.pk, group="low", reason_da="x")
    assert "already" in text("grouping_copy", name=grouping.name)
    assert "id_name" in text("grouping_copy", name="")
    refusal = reverse("studies:grouping_delete", args=[study.slug, grouping.pk])
    assert "cannot be changed" in client.post(refusal, follow=True).content.decode()


def test_what_is_to_be_chosen_says_so_and_a_reason_in_english_will_do(client: Client) -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1)
    client.force_login(user)
    text = client.get(reverse("studies:grouping", args=[study.slug, grouping.pk])).content.decode()
    assert "-----" not in text
    assert text.count("choose …") == 3
    move = reverse("studies:grouping_move", args=[study.slug, grouping.pk])
    unit = Unit.objects.get(code="H01")
    assert client.post(move, {"unit": unit.pk, "group": "middle", "reason_en": "A slip"}).status_code == 302
    assert grouping.members.get(unit=unit).reason == {"en": "A slip"}


def test_used_grouping_offers_no_change(client: Client) -> None:
    study, user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1)
    services.mark_used(grouping=grouping)
    client.force_login(user)
    text = client.get(reverse("studies:grouping", args=[study.slug, grouping.pk])).content.decode()
    assert "results rest on it" in text
    assert "Move a unit" not in text
    assert "Copy, to change it" in text


def test_reader_sees_groups_without_forms(client: Client) -> None:
    study, user = factories.make_study(role=Role.READER)
    grouping = factories.make_pairs(study, pairs=1)
    client.force_login(user)
    text = client.get(reverse("studies:grouping", args=[study.slug, grouping.pk])).content.decode()
    assert "Unit H01" in text
    assert "Copy, to change it" not in text
