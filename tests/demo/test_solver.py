"""The solver: what it stores is what it finds, and what it calls impossible is impossible."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from demo import build, targets
from demo.plan import Plan
from demo.solver.choice import Cell, Unit, Wanted, cells_of, choose, most_described
from demo.solver.program import Program, UnsolvableError
from tests.demo import count


def test_stored_files_are_what_building_gives_byte_for_byte() -> None:
    assert build.differing() == []


def test_another_seed_gives_other_answers_with_the_same_counts_and_scores(tmp_path: Path) -> None:
    build.build(tmp_path, seed=7)

    for questionnaire in ("manager", "caseworker"):
        assert count.table(f"responses_{questionnaire}", tmp_path) != count.table(f"responses_{questionnaire}")
        assert count.scores(questionnaire, tmp_path) == count.scores(questionnaire)
        printed = [row for row in count.printed().values() if row["survey"] == questionnaire and row["high_n"]]
        fresh = count.counts(questionnaire, tmp_path)
        assert [fresh[row["id"], "high"] for row in printed] == [
            (int(row["high_x"]), int(row["high_n"])) for row in printed
        ]


def test_a_changed_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build.build(tmp_path)
    (tmp_path / "themes.csv").write_text("code\n", encoding="utf-8")
    (tmp_path / "units.csv").unlink()
    monkeypatch.setattr(build, "STUDY", tmp_path)

    assert build.differing(["akf2006"]) == ["akf2006/themes.csv", "akf2006/units.csv"]


def test_the_check_prints_a_sentence_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "differing", lambda _names: ["akf2006/themes.csv"])
    failed = build.main(["--check"])
    monkeypatch.setattr(build, "differing", lambda _names: [])
    passed = build.main(["--check"])

    assert (failed, passed) == (1, 0)
    assert capsys.readouterr().out.splitlines() == [
        "Not what the solver gives: akf2006/themes.csv",
        "All files are what the solver gives.",
    ]


def test_building_writes_into_the_study_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "STUDY", tmp_path)

    assert build.main(["akf2006"]) == 0
    assert build.differing(["akf2006"]) == []


@pytest.mark.parametrize(
    ("described_base", "invented_base", "most"), [(8, 8, 12), (8, 7, 13), (8, 5, 14), (7, 7, 15)]
)
def test_how_many_manager_items_fit_depends_on_unprinted_bases(
    described_base: int, invented_base: int, most: int
) -> None:
    """The first three figures are those of reference/INCONSISTENCIES.md, A23, found there by another programme."""
    plan = Plan()
    wanted = [
        replace(item, n=(invented_base if item.invented else described_base, item.n[1]))
        if item.n[0] != item.n[1]
        else item
        for item in targets.wanted(plan, "manager")
    ]

    assert most_described(wanted, targets.units(plan, "manager"), size=17, seed=1) == most


@pytest.mark.parametrize(("base", "most"), [(11, 30), (10, 33), (9, 34), (8, 35)])
def test_how_many_caseworker_items_fit_depends_on_unprinted_bases(base: int, most: int) -> None:
    """The table of docs/demo-study.md; each number is the largest because the next one has no solution."""
    plan = Plan()
    wanted = [
        replace(item, n=(base, item.n[1])) if item.n[0] != item.n[1] else item
        for item in targets.wanted(plan, "caseworker")
    ]

    assert most_described(wanted, targets.units(plan, "caseworker"), size=38, seed=1) == most


def test_no_set_at_all_is_zero() -> None:
    wanted = [Wanted("A", (0, 0), (1, 1)), Wanted("X", (0, 1), (1, 1), invented=True)]

    assert most_described(wanted, [Unit("U1", 1, 5)], size=1, seed=1) == 0


def test_scores_that_cannot_be_reached_are_refused() -> None:
    with pytest.raises(UnsolvableError):
        choose([Wanted("A", (2, 2), (2, 2))], [Unit("U1", 1, 0), Unit("U2", 1, 1)], size=1, seed=1)


def test_a_small_case_is_solved_as_by_hand() -> None:
    """Both say yes, so yes is the reference and each unit has its point."""
    chosen = choose([Wanted("A", (2, 2), (2, 2))], [Unit("U1", 1, 1), Unit("U2", 1, 1)], size=1, seed=1)

    assert [(item.item, item.reference, item.cells) for item in chosen] == [("A", "yes", (Cell(1, 0), Cell(1, 0)))]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_cells_are_all_ways_to_answer(size: int) -> None:
    ways = {(given.count("yes"), given.count("no")) for given in product(("yes", "no", ""), repeat=size)}

    assert {(cell.yes, cell.no) for cell in cells_of(size)} == ways


def test_a_programme_finds_the_cheapest_by_enumeration() -> None:
    costs, weights = [3, 5, 4, 7, 1], [2, 3, 4, 5, 1]
    program = Program()
    variables = [program.variable(cost=cost) for cost in costs]
    program.bound(zip(variables, weights, strict=True), low=8, high=9)

    values = program.solve()

    best = min(
        sum(c * v for c, v in zip(costs, taken, strict=True))
        for taken in product((0, 1), repeat=5)
        if 8 <= sum(w * v for w, v in zip(weights, taken, strict=True)) <= 9
    )
    assert sum(c * v for c, v in zip(costs, values, strict=True)) == best


def test_a_study_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["nothing", "--check"]) == 1
    assert capsys.readouterr().out == "There is no demo study nothing. Known are: akf2006, ti2002.\n"


def test_a_programme_counts_beyond_one() -> None:
    program = Program()
    few, many = program.variable(cost=1, most=3), program.variable(cost=2, most=10)
    program.bound([(few, 1.0), (many, 1.0)], low=7, high=7)

    assert program.solve() == [3, 4]
