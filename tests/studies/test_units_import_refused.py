"""Units from files: every problem at once with its place, and what is worth a look."""

import re

import pytest

from tests import factories
from tests.studies.unit_files import PAIRS, problems, take, values

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("code,name\nA,x\nA,y\n", "row 3, column code: The code “A” stands in row 2 already."),
        ("code,name\nA,x\na,y\n", "row 3, column code: The code “a” stands in row 2 already."),
        ("code,name\n,x\n", "row 2, column code: The unit has no code."),
        ("code,name\nA/1,x\n", "row 2, column code: “A/1” cannot be a unit's code."),
        ("code,name\nimport,x\n", "row 2, column code: “import” cannot be a unit's code."),
        ("code,name\nA,\n", "row 2, column name: The unit has no name."),
        ("code,region\nA,x\n", "row 2, column name: A is new and has no name."),
        ("name\nx\n", "There is no column “code”. Columns found: name."),
        ("code,Code,name\nA,A,x\n", "column code: Two columns are called “code”."),
        ("code,name,group\nA,x,best\n", "row 2, column group: There is no group “best”."),
        ("code,name,group,pair\nA,x,high,P\n", "row 2, column pair: The pair “P” has one member."),
        (
            "code,name,group,pair\nA,x,high,P\nB,y,high,P\n",
            "row 3, column pair: The pair “P” has two highs: rows 2, 3.",
        ),
        ("code,name,group,pair\nA,x,low,P\nB,y,low,P\n", "row 3, column pair: The pair “P” has two lows: rows 2, 3."),
        (
            "code,name,group,pair\nA,x,low,P\nB,y,high,P\nC,z,low,P\n",
            "row 4, column pair: The pair “P” has 3 members: rows 2, 3, 4.",
        ),
        ("code,name,group,pair\nA,x,,P\nB,y,low,P\n", "row 2, column pair: A is in a pair without being in"),
        ("code,name,group,pair\nA,x,middle,P\nB,y,low,P\n", "row 2, column pair: A is in a pair without being in"),
        ("code,name,n\nA,x,1\nB,y,2\nC,z,none\n", "row 4, column n: “none” is not a number."),
        ("code,name,n\nA,x,1.234\nB,y,7\n", "row 2, column n: “1.234” can be read as two numbers"),
        ("code,name\nA,0101701234\n", "row 2, column name: This looks like a personal number"),
        ("code,name,cpr\nA,x,101701234\nB,y,3112991234\n", "column cpr: The column looks like personal numbers"),
        ("code,name,010170-1234\nA,x,1\n", "row 1, column C: This looks like a personal number or a case number."),
        (f"code,name\nA,{'x' * 201}\n", "row 2, column name: The text is longer than 200 characters."),
        (f"code,name,t\nA,x,{'x' * 301}\n", "row 2, column t: The text is longer than 300 characters."),
        (f"code,name,{'v' * 101}\nA,x,1\n", "The column's name is longer than 100 characters."),
        ("", "The file is empty."),
        ("code,name\n", "The table has headers and no rows."),
    ],
)
def test_each_problem_is_told_with_its_place_and_nothing_is_saved(content: str, expected: str) -> None:
    study, _user = factories.make_study()
    assert any(expected in problem for problem in problems(study, content))
    assert (study.units.count(), study.groupings.count(), study.variables.count()) == (0, 0, 0)


def test_a_personal_number_hides_no_other_problem_and_invents_none() -> None:
    study, _user = factories.make_study()
    content = (
        "Code,name,group,pair,n\nA,0101701234,high,P,x\nB,y,low,P,1\n0101701234,z,best,,2\n"
        "C,c,0101701234,Q,3\nD,d,low,Q,4\n"
    )
    personal = "This looks like a personal number or a case number. Take it out of the file."
    assert [line.removeprefix("units.csv, ") for line in problems(study, content)] == [
        f"row 2, column name: {personal}",
        "row 2, column n: “x” is not a number. Leave the cell blank where there is no value.",
        f"row 4, column Code: {personal}",
        "row 4, column group: There is no group “best”. Write high, low, middle or excluded, or leave it blank.",
        f"row 5, column group: {personal}",
    ]


def test_a_hidden_pair_leaves_its_partner_without_reproach() -> None:
    study, _user = factories.make_study()
    found = problems(study, "code,name,group,pair\nA,x,high,0101701234\nB,y,low,P\n")
    assert [re.sub(r": This .*", "", line) for line in found] == ["units.csv, row 2, column pair"]


def test_all_problems_come_at_once_in_the_order_of_the_rows() -> None:
    study, _user = factories.make_study()
    found = problems(study, "code,name,group,n\nA,x,hgh,1\nA,,low,2\nB,z,high,abc\n")
    places = [re.match(r"units\.csv, (row \d, column \w+)", line)[1] for line in found]  # type: ignore[index]
    assert places == ["row 2, column group", "row 3, column code", "row 3, column name", "row 4, column n"]


def test_personal_number_is_never_repeated() -> None:
    study, _user = factories.make_study()
    assert "0101701234" not in "".join(problems(study, "code,name\nA,0101701234\n"))


def test_text_where_the_study_has_numbers_is_refused_even_if_all_is_text() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    assert problems(study, "code,income\nH1,high\n") == [
        "units.csv, row 2, column income: “high” is not a number. Leave the cell blank where there is no value."
    ]


def test_numbers_in_a_text_variable_stay_texts() -> None:
    study, user = factories.make_study()
    take(study, "code,name,size\nA1,x,small\n", user)
    take(study, "code,size\nA1,3\n", user)
    assert values(study, "size") == {"A1": "3"}


def test_code_in_another_case_is_no_new_unit() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    (problem,) = problems(study, "code,name\nh1,x\n")
    assert problem.startswith("units.csv, row 2, column code: The study has the unit “H1”, the file “h1”. Write the")


def test_years_in_the_wrong_order_are_refused() -> None:
    study, _user = factories.make_study()
    assert "The last year is before the first." in problems(study, PAIRS, year_from=2002, year_to=1999)[0]


def test_notes_say_what_is_allowed_and_worth_a_look() -> None:
    study, user = factories.make_study()
    factories.UnitFactory(study=study, code="OLD")
    plan = take(study, "code,name,group,n\nA1,x,excluded,\nB1,y,,\n", user)
    assert plan.notes == [
        "1 unit is excluded without a reason.",
        "1 unit is in no group.",
        "1 unit of the study is not in the file, so it is in no group of the new grouping.",
        "Columns without a value: n.",
    ]
    assert not study.variables.exists()


def test_a_table_of_persons_is_refused_at_twenty_thousand_rows() -> None:
    study, _user = factories.make_study()
    content = "code,name\n" + "".join(f"K{number},N\n" for number in range(200_000))
    found = problems(study, content)
    assert len(found) == 1
    assert found[0].startswith(
        "units.csv, row 20002: The table has more than 20000 rows. A study compares organisations"
    )
    assert "Divide" not in found[0]


def test_a_column_of_text_that_holds_numbers_is_told_with_its_rows() -> None:
    study, user = factories.make_study()
    content = "code,name,mix,words\nA,x,1,a\nB,y,abc,b\nC,z,1,\nD,w,1;2,c\n"
    plan = take(study, content, user)
    assert plan.notes == ["The column mix holds numbers, and is read as text because of rows 3, 5."]
    assert values(study, "mix")["B"] == "abc"
    assert take(study, content, user).notes == []


def test_an_indicator_is_numbers_however_few() -> None:
    study, _user = factories.make_study()
    told = problems(study, "code,name,indicator\nA,x,1\nB,y,abc\nC,z,none\nD,w,1;2\n")
    assert [problem.split(": ")[0] for problem in told] == [
        f"units.csv, row {row}, column indicator" for row in (3, 4, 5)
    ]
