"""Problems say where they are; many of them neither fill the memory nor hide their number."""

import pytest

from studies.problems import Problem, Problems, Refused, refuse_personal


def test_problem_says_its_place_as_far_as_it_is_known() -> None:
    full = Problem("Wrong.", "Mend it.", file="a.xlsx", sheet="survey", row=3, column="name")
    assert str(full) == "a.xlsx, sheet survey, row 3, column name: Wrong. Mend it."
    assert str(Problem("Wrong.")) == "Wrong."
    assert Problem("x", row=0).place == ""


def test_refused_takes_a_sentence_a_problem_or_many() -> None:
    assert Refused("No.").problems == (Problem("No."),)
    assert Refused(Problem("No.")).problems == (Problem("No."),)
    assert str(Refused([Problem("One."), Problem("Two.")])) == "One.\nTwo."


def test_problems_are_told_by_row() -> None:
    problems = Problems(file="f")
    assert not problems
    problems.refuse_if_any()
    problems.add("c", row=3)
    problems.extend([Problem("b", row=2, column="x"), Problem("a")])
    assert [problem.message for problem in problems.in_order()] == ["a", "b", "c"]
    with pytest.raises(Refused) as caught:
        problems.refuse_if_any()
    assert caught.value.problems[1] == Problem("b", file="f", row=2, column="x")


@pytest.mark.parametrize(
    ("count", "last"), [(6, "1 more problem is not listed."), (9, "4 more problems are not listed.")]
)
def test_problems_beyond_the_limit_are_counted(count: int, last: str) -> None:
    problems = Problems(limit=5)
    for row in range(count):
        problems.add("x", row=row)
    assert len(problems.in_order()) == 6
    assert problems.in_order()[-1].message == last


def test_no_problem_repeats_a_personal_number() -> None:
    said = str(
        Problem("“010170-1234” is no choice.", "Not 010170-1234.", file="010170-1234.csv", column="0101701234")
    )
    assert said == "•••.csv, column •••: “•••” is no choice. Not •••."


def test_texts_are_refused_by_the_name_of_their_field() -> None:
    refuse_personal(name="Spring", label={"en": "2004-05-31"})
    with pytest.raises(Refused) as caught:
        refuse_personal(name="010170-1234", label={"da": "x", "en": "010170-1234"}, source="")
    assert [problem.column for problem in caught.value.problems] == ["name", "label"]
