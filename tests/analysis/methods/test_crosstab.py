"""Crosstabs against published tables, other software and counting by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from analysis.methods.crosstab import crosstab
from analysis.methods.crosstab_marks import CrossQuestion
from analysis.methods.crosstab_tests import associated
from analysis.methods.grim import consistent_counts
from analysis.methods.notes import Refused

# Agresti, A. (2007). An Introduction to Categorical Data Analysis, 2nd ed., table 2.5: party by gender.
PARTY = {"female": (762, 327, 468), "male": (484, 239, 477)}
PARTIES = ("democrat", "independent", "republican")
WHY = CrossQuestion("why", ("job", "family", "none"), missing=("refused",), multiple=True, exclusive=("none",))


def people(**columns: Any) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"respondent": [f"r{number}" for number in range(size)], **columns})


def rows(result: Any, question: str) -> dict[str, dict[str, Any]]:
    table = result.tables["answers"]
    found = table[table["question"] == question].to_dict("records")
    return {str(row["choice"] or row["row"]): {str(name): value for name, value in row.items()} for row in found}


def agresti() -> tuple[pd.DataFrame, "pd.Series[Any]"]:
    given = [(gender, party) for gender, counts in PARTY.items() for party, n in zip(PARTIES, counts, strict=True)
             for _ in range(n)]  # fmt: skip
    answers = people(party=[party for _, party in given])
    return answers, pd.Series(pd.Categorical([gender for gender, _ in given], ["female", "male"]))


def test_published_crosstab_with_its_percentages_and_chi_square() -> None:
    """Agresti: X2 = 30.07 with df = 2; 762 of 1557 women are Democrats, 48.9 %."""
    answers, gender = agresti()

    found = rows(crosstab(answers, [CrossQuestion("party", PARTIES)], background=gender, test="chi2"), "party")

    assert [(found[party]["g1_x"], found[party]["g2_x"]) for party in PARTIES] == [(762, 484), (327, 239), (468, 477)]
    assert found["democrat"]["g1_percent"] == pytest.approx(762 / 1557)
    assert (found["democrat"]["all_x"], found["democrat"]["all_n"]) == (1246, 2757)
    assert round(found["democrat"]["statistic"], 2) == 30.07
    assert found["democrat"]["df"] == 2
    assert found["democrat"]["p"] < 0.001
    assert np.isnan(found["republican"]["p"])


@pytest.mark.parametrize("seed", range(5))
def test_chi_square_is_that_of_statsmodels(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(1, 40, (3, 4))

    found = associated(counts, "chi2")

    other = Table(counts, shift_zeros=False).test_nominal_association()
    assert (found.statistic, found.df, found.p) == pytest.approx((other.statistic, other.df, other.pvalue))


def test_fisher_is_that_of_the_tea_tasting() -> None:
    """Fisher (1935), as R's fisher.test(matrix(c(3, 1, 1, 3), 2)): p = 0.4857."""
    assert round(associated(np.array([[3, 1], [1, 3]]), "fisher").p, 4) == 0.4857


def test_fisher_of_a_larger_table_is_blank_and_said() -> None:
    answers, gender = agresti()
    result = crosstab(answers, [CrossQuestion("party", PARTIES)], background=gender, test="fisher")

    assert np.isnan(rows(result, "party")["democrat"]["p"])
    assert [note.code for note in result.notes] == ["tests_exploratory", "fisher_larger"]


def test_tests_leave_out_what_nobody_answered() -> None:
    full = associated(np.array([[12, 5], [3, 9]]), "chi2")

    assert associated(np.array([[12, 5, 0], [0, 0, 0], [3, 9, 0]]), "chi2") == full
    assert np.isnan(associated(np.array([[12, 5]]), "chi2").p)


def test_a_filtered_question_has_those_routed_to_it_as_base() -> None:
    """By hand: five asked, one of them silent, one of the others answered all the same."""
    answers = people(move=["yes"] * 5 + ["no"] * 3, reason=["job", "job", "home", "home", None, "job", None, None])
    asked = pd.DataFrame({"reason": [True] * 5 + [False] * 3})
    questions = [CrossQuestion("move", ("yes", "no")), CrossQuestion("reason", ("job", "home"))]

    result = crosstab(answers, questions, asked=asked)

    found = rows(result, "reason")
    assert (found["job"]["all_x"], found["job"]["all_n"], found["job"]["all_percent"]) == (2, 4, 0.5)
    assert (found["missing"]["all_x"], found["missing"]["all_n"]) == (1, 5)
    assert {row["base"] for row in found.values()} == {"move=yes"}
    assert rows(result, "move")["yes"]["base"] == "everybody"
    assert result.tables["errors"].to_numpy().tolist() == [["reason", "r5", "not_asked", "job"]]
    assert result.excluded == {"answers_not_asked": 1}
    assert result.n_used == 8


def test_the_denominator_can_be_all_who_were_asked() -> None:
    answers = people(q=["a", "a", "b", None, "dk"])
    question = CrossQuestion("q", ("a", "b"), missing=("dk",))

    found = rows(crosstab(answers, [question], denominator="asked"), "q")

    assert (found["a"]["all_x"], found["a"]["all_n"]) == (2, 5)
    assert (found["missing"]["all_x"], found["missing"]["all_n"]) == (2, 5)


SEVERAL = ["job", "job family job", "none", "none job", "", None, "refused", "family"]


def test_several_choices_are_percent_of_those_who_marked_one() -> None:
    """By hand: 4 respondents with a mark (job; job, family; none; family), 5 marks; a mark made twice counts once."""
    result = crosstab(people(why=SEVERAL), [WHY])

    found = rows(result, "why")
    assert {code: found[code]["all_x"] for code in WHY.codes} == {"job": 2, "family": 2, "none": 1}
    assert {found[code]["all_n"] for code in WHY.codes} == {4}
    assert (found["missing"]["all_x"], found["missing"]["all_n"]) == (4, 8)
    assert (found["job"]["responses_n"], found["job"]["responses_percent"]) == (5, 0.4)
    assert found["missing"]["responses_n"] is None or np.isnan(found["missing"]["responses_n"])
    assert [note.code for note in result.notes] == ["answers_contradictory", "several_over_100"]


def test_a_choice_that_stands_alone_is_listed_when_it_does_not() -> None:
    result = crosstab(people(why=[*SEVERAL, "refused job"]), [WHY])

    assert result.tables["errors"].to_numpy().tolist() == [
        ["why", "r3", "contradictory", "none job"],
        ["why", "r8", "contradictory", "refused job"],
    ]
    assert result.excluded == {"answers_contradictory": 2}


def test_of_all_asked_nothing_marked_is_an_answer_unless_a_choice_says_none() -> None:
    plain = CrossQuestion("why", ("job", "family"), multiple=True)
    given = people(why=["job", "", None, "family job"])

    found = rows(crosstab(given, [plain], denominator="asked"), "why")

    assert (found["job"]["all_x"], found["job"]["all_n"]) == (2, 4)
    assert (found["nothing"]["all_x"], found["missing"]["all_x"]) == (2, 0)
    with_none = rows(crosstab(people(why=SEVERAL), [WHY], denominator="asked"), "why")
    assert "nothing" not in with_none
    assert (with_none["none"]["all_x"], with_none["none"]["all_n"]) == (1, 8)


def test_each_of_several_choices_is_tested_for_itself() -> None:
    rng = np.random.default_rng(4)
    given = ["a b" if both else "a" if first else "b" for both, first in rng.integers(0, 2, (60, 2))]
    side = pd.Series(pd.Categorical(rng.choice(["x", "y"], 60), ["x", "y"]))

    question = CrossQuestion("q", ("a", "b"), multiple=True)
    found = rows(crosstab(people(q=given), [question], background=side, test="fisher"), "q")

    for code in ("a", "b"):
        marked = pd.Series([code in answer.split() for answer in given])
        assert found[code]["p"] == pytest.approx(stats.fisher_exact(pd.crosstab(marked, side).to_numpy()).pvalue)


def test_those_of_unknown_background_have_a_column_of_their_own() -> None:
    side = pd.Series(pd.Categorical(["x", None, "y", "x"], ["x", "y", "z"]))

    result = crosstab(people(q=["a", "a", "b", "b"]), [CrossQuestion("q", ("a", "b"))], background=side)

    found = rows(result, "q")["a"]
    assert [found[f"{name}_x"] for name in ("all", "g1", "g2", "g3", "unknown")] == [2, 1, 0, 0, 1]
    assert np.isnan(found["g3_percent"])
    assert [note.code for note in result.notes] == ["background_unknown"]


def test_groups_add_up_to_all_whatever_the_data() -> None:
    rng = np.random.default_rng(11)
    given = people(q=rng.choice(np.array(["a", "b", None], dtype=object), 200))
    side = pd.Series(pd.Categorical(rng.choice(np.array(["x", "y", None], dtype=object), 200), ["x", "y"]))

    for row in rows(crosstab(given, [CrossQuestion("q", ("a", "b"))], background=side), "q").values():
        for part in ("x", "n"):
            assert row[f"all_{part}"] == sum(row[f"{name}_{part}"] for name in ("g1", "g2", "unknown"))


def test_bases_of_the_same_persons_have_the_same_key() -> None:
    asked = pd.DataFrame({"b": [True, False, True], "c": [True, False, True], "d": [False, True, False]})
    questions = [CrossQuestion(name, ("y", "n")) for name in "abcd"]

    result = crosstab(people(a=["y", "y", "n"], b=["y", None, "y"], c=["n", None, "y"], d=[None, "y", None]),
                      questions, asked=asked)  # fmt: skip

    bases = dict(result.tables["bases"][["question", "base"]].to_numpy().tolist())
    assert bases["a"] == "everybody"
    assert bases["b"] == bases["c"] == "b=y"
    assert bases["d"] == "d=y"


def test_problems_are_named_all_at_once_with_their_rows() -> None:
    questions = [CrossQuestion("q", ("a",)), CrossQuestion("gone", ("a",)), WHY]

    with pytest.raises(Refused) as refused:
        crosstab(people(q=["a", "z", "z"], why=["job x", None, "job"]), questions)

    assert str(refused.value).splitlines() == [
        "The answers table has no column gone.",
        "Question q: code z is not a choice; rows 2, 3 (2 in all).",
        "Question why: code x is not a choice; rows 1 (1 in all).",
    ]


def test_unknown_options_are_refused() -> None:
    with pytest.raises(Refused, match="denominator is half"):
        crosstab(people(q=["a"]), [CrossQuestion("q", ("a",))], denominator="half")  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [1, 7, 37, 44, 81, 200])
def test_grim_lists_exactly_the_counts_that_round_so(n: int) -> None:
    for percent in range(101):
        by_hand = tuple(x for x in range(n + 1) if abs(100 * x / n - percent) <= 0.5 + 1e-9)
        assert consistent_counts(percent, n) == by_hand


def test_grim_finds_the_slips_of_the_source_report() -> None:
    """Teknologisk Institut 2002: 3 percent of 81 (T18), 10 percent of 37 (T16), and the columns swapped (T15)."""
    assert consistent_counts(3, 81) == ()
    assert consistent_counts(10, 37) == ()
    as_printed = [a + b for a in consistent_counts(25, 13) for b in consistent_counts(23, 24)]
    swapped = [a + b for a in consistent_counts(23, 13) for b in consistent_counts(25, 24)]
    assert as_printed == []
    assert swapped == list(consistent_counts(24, 37)) == [9]


def test_grim_reads_decimals_and_refuses_no_base() -> None:
    assert consistent_counts(45.7, 81, decimals=1) == (37,)
    with pytest.raises(ValueError, match="at least 1"):
        consistent_counts(50, 0)


def test_no_questions_give_no_rows() -> None:
    result = crosstab(people(q=["a"]), [])

    assert [len(table) for table in result.tables.values()] == [0, 0, 0]
    assert result.n_used == 1
