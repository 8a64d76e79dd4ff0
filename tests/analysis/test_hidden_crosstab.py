"""Crosstabs of persons: small cells hidden, and nobody can work them out (QUALITY.md section 6)."""

import pytest

from analysis.disclosure import Hidden, protect, visible
from analysis.models import ResultTable
from surveys.models import DisclosureLevel
from tests.analysis.crosstabs import persons, pinned, protected
from tests.analysis.samples import a_study, make_run

K = 5


@pytest.mark.parametrize("seed", range(8))
def test_no_hidden_cell_can_be_pinned_down_from_all_that_is_printed(seed: int) -> None:
    looked_at, wrong = pinned(protected(persons(seed), K), K)

    assert wrong == []
    assert looked_at > 0


@pytest.mark.parametrize("seed", range(100, 103))
def test_nor_where_percentages_are_of_all_asked(seed: int) -> None:
    table = protected(persons(seed), K, denominator="asked")
    _looked_at, wrong = pinned(table, K, denominator="asked")

    assert wrong == []


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_is_printed(seed: int) -> None:
    table = protected(persons(seed), K)
    small = {(number, name) for number, row in enumerate(table.rows) for name, value in row.items()
             if name.endswith(("_x", "_n")) and name != "responses_n" and 0 < value < K}  # fmt: skip

    assert small - table.hidden == set()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_computed_from_a_hidden_count_is_hidden_with_it(seed: int) -> None:
    table = protected(persons(seed), K)
    for row, name in table.hidden:
        family, _, part = name.rpartition("_")
        if part in {"x", "n"} and family in table.families:
            assert (row, f"{family}_percent") in table.hidden, (row, name)
            assert (row, "p") in table.hidden


def test_a_large_crosstab_is_shown_as_it_is() -> None:
    data = persons(3, size=40)
    data["answers"]["one"] = ["a"] * 20 + ["b"] * 20
    data["answers"]["filtered"] = ["yes"] * 10 + ["no"] * 10 + [None] * 20
    data["asked"]["filtered"] = [True] * 20 + [False] * 20
    data["answers"]["several"] = ["p", "q"] * 20
    data["answers"]["whole"] = ["u", "u", "v", "v"] * 10
    data["background"] = data["answers"]["whole"].astype("category")

    table = protected(data, K)

    assert {name for _row, name in table.hidden} <= {f"{family}_{part}" for family in ("g1", "g2") for part in
                                                     ("x", "n", "percent")} | {"p"}  # fmt: skip
    assert all(table.rows[row]["question"] != "one" for row, _name in table.hidden)


def test_a_survey_of_very_few_is_hidden_whole() -> None:
    table = protected(persons(1, size=6), K)

    counts = {
        (number, name) for number, row in enumerate(table.rows) for name in row if name.endswith("_x") and row[name]
    }
    assert counts <= table.hidden


@pytest.mark.django_db
def test_the_team_sees_all_and_others_what_is_left() -> None:
    table = protected(persons(2), K)
    run = make_run(a_study(), procedure="crosstab")
    rows = [[row[spec["name"]] for spec in table.columns] for row in table.rows]
    stored = ResultTable(run=run, name="answers", columns=table.columns, rows=rows)
    stored.protection = protect(stored, level=DisclosureLevel.PERSONS, by_unit=False, k=K)

    row, name = next((row, name) for row, name in sorted(table.hidden) if name.endswith("_x"))

    assert visible(stored, study=run.study, team=False).records()[row][name] == Hidden(K)
    assert visible(stored, study=run.study, team=True).records()[row][name] == table.rows[row][name]


def test_how_many_were_not_asked_is_protected_too() -> None:
    """Of 40, 38 were asked a question whose filter is not in the table: the two others are a small count."""
    data = persons(3, size=40)
    data["asked"] = data["asked"].assign(filtered=False, whole=[True] * 38 + [False] * 2)
    data["answers"]["filtered"] = None
    data["answers"]["whole"] = ["u"] * 19 + ["v"] * 19 + [None] * 2

    table = protected(data, K)

    row = next(number for number, each in enumerate(table.rows) if each["question"] == "whole")
    assert table.rows[row]["base_key"].startswith("set")
    assert (row, "all_n") in table.hidden
