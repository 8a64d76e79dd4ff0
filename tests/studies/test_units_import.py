"""Units from files: what is stored, the same file twice, and other groups."""

import pytest

from studies.models import Group, Grouping, Unit, Variable
from tests import factories
from tests.studies.unit_files import PAIRS, problems, take, values

pytestmark = pytest.mark.django_db


def test_import_makes_units_values_groups_and_pairs() -> None:
    study, user = factories.make_study()
    plan = take(study, PAIRS, user, source="Register", year_from=1999, year_to=2002)
    assert (len(plan.new), plan.unchanged, [x.name for x in plan.new_variables]) == (4, 0, ["income"])
    assert values(study, "income") == {"H1": 10.5, "L1": 11, "X1": 9}
    variable = Variable.objects.get(study=study)
    assert (variable.source, variable.year_from, variable.year_to) == ("Register", 1999, 2002)
    grouping = Grouping.objects.get(study=study)
    assert grouping.is_active
    assert set(grouping.origin) == {"da", "en"}
    assert grouping.origin["en"] == "imported from units.csv"
    members = {x.unit.code: (x.group, x.reason) for x in grouping.members.all()}
    assert members == {
        "H1": (Group.HIGH, {}),
        "L1": (Group.LOW, {}),
        "M1": (Group.MIDDLE, {}),
        "X1": (Group.EXCLUDED, {"da": "no answers"}),
    }
    assert [(pair.code, pair.high.code, pair.low.code) for pair in grouping.pairs.all()] == [("P1", "H1", "L1")]
    assert {"units.imported", "grouping.created", "grouping.activated"} == set(
        study.audit_entries.values_list("action", flat=True)
    )


def test_import_twice_changes_nothing() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    entries = study.audit_entries.count()
    again = take(study, PAIRS, user)
    assert not again.changes_anything
    assert (again.unchanged, study.units.count(), study.groupings.count()) == (4, 4, 1)
    assert study.audit_entries.count() == entries


def test_import_of_other_groups_makes_a_new_grouping_and_keeps_the_old() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    moved = PAIRS.replace("M1,Middle One,south,middle", "M1,Middle One,south,high")
    plan = take(study, moved, user, grouping="second")
    assert plan.grouping is not None
    assert [(x.unit.code, x.before, x.after) for x in plan.grouping.moved] == [("M1", "middle", "high")]
    assert list(study.groupings.values_list("name", "is_active")) == [
        ("second", True),
        (study.groupings.exclude(name="second").get().name, False),
    ]
    back = take(study, PAIRS, user)
    assert back.grouping is not None
    assert back.grouping.same_as is not None
    assert study.groupings.count() == 2
    assert study.groupings.get(is_active=True).name != "second"


def test_grouping_name_that_is_taken_by_another_is_refused() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user, grouping="first")
    changed = PAIRS.replace("M1,Middle One,south,middle", "M1,Middle One,south,low")
    assert problems(study, changed, grouping="first") == [
        "column name: There is a grouping “first” already. Choose another name."
    ]


def test_two_groupings_of_one_day_get_two_names() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    take(study, PAIRS.replace("middle", "low"), user)
    names = sorted(study.groupings.values_list("name", flat=True))
    assert names[1] == f"{names[0]} (2)"


def test_reasons_in_two_languages_and_reworded_reasons() -> None:
    study, user = factories.make_study()
    take(study, "code,name,group,reason::da,reason::English (en)\nX,X,excluded,for lille,too small\n", user)
    member = study.groupings.get().members.get()
    assert member.reason == {"da": "for lille", "en": "too small"}
    assert not take(study, "code,name,group,reason\nX,X,excluded,\n", user).changes_anything
    assert take(study, "code,name,group,reason\nX,X,excluded,nyt\n", user).changes_anything


def test_changes_are_listed_cell_by_cell() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    changed = PAIRS.replace("north,high,P1,,10.5", "east,high,P1,,10.75").replace("low,P1,,11", "low,P1,,")
    plan = take(study, changed, user)
    assert [(x.unit.code, y.column, y.old, y.new) for x in plan.changed for y in x.changes] == [
        ("H1", "region", "north", "east"),
        ("H1", "income", 10.5, 10.75),
        ("L1", "income", 11, None),
    ]
    assert values(study, "income") == {"H1": 10.75, "X1": 9}
    assert Unit.objects.get(study=study, code="H1").region == "east"
    assert plan.grouping is not None
    assert not plan.grouping.changes_anything


def test_units_not_in_the_file_stay() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    plan = take(study, "code,income\nH1,12\n", user)
    assert [unit.code for unit in plan.not_in_file] == ["X1", "L1", "M1"]
    assert (study.units.count(), values(study, "income")["H1"]) == (4, 12)
    assert plan.grouping is None


def test_danish_windows_file_with_semicolons_and_decimal_commas_is_read() -> None:
    study, user = factories.make_study()
    content = "Code;Name;Indkomst;Egn\n101;København;1.234,5;Øst\n147;Ærø;12,25;Vest\n".encode("cp1252")
    take(study, content, user)
    assert dict(study.units.values_list("code", "name")) == {"101": "København", "147": "Ærø"}
    assert values(study, "Indkomst") == {"101": 1234.5, "147": 12.25}
    assert values(study, "Egn") == {"101": "Øst", "147": "Vest"}


def test_a_thousand_units_are_stored_in_a_few_queries(django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    content = "code,name,group,n\n" + "".join(f"K{number},N,middle,{number}\n" for number in range(1000))
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        take(study, content, user)
    assert study.units.count() == 1000


def test_another_study_is_untouched() -> None:
    study, user = factories.make_study()
    other = factories.UnitFactory(code="H1", name="Other")
    take(study, PAIRS, user)
    other.refresh_from_db()
    assert other.name == "Other"
