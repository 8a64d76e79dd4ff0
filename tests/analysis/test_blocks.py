"""A crosstab's questions as headings: on the page, however it is sorted, and in its documents."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analysis.exports.blocks import in_blocks
from analysis.models import ResultTable, Run
from studies.models import Role
from tests.analysis.samples import a_study, column, make_run, protection
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
COLUMNS: list[dict[str, Any]] = [
    column("question", role="block"), column("label", "texts", "note"), column("choice", role="key"),
    column("answer", "texts", "key"), column("all_x", "count", "x"), column("all_n", "count", "n"),
    column("base", "texts"),
]  # fmt: skip
ROWS: list[list[Any]] = [
    ["move", {"en": "Would you move?"}, "yes", {"en": "Yes"}, 37, 81, {"en": "base: everybody, n=81"}],
    ["move", {}, "no", {"en": "No"}, 44, 81, {}],
    ["why", {"en": "Why?"}, "job", {"en": "Work"}, 20, 37, {"en": "base: those who would, n=37"}],
    ["why", {}, "home", {"en": "Housing"}, 7, 37, {}],
]


def run_of(rows: list[list[Any]]) -> Run:
    run = make_run(a_study(), procedure="crosstab")
    ResultTable.objects.create(run=run, name="answers", columns=COLUMNS, rows=rows, protection=protection())
    return run


def rows_of(client: Client, run: Run, **query: str) -> list[str]:
    user = UserFactory()
    MembershipFactory(study=run.study, user=user, role=Role.OWNER)
    client.force_login(user)
    page = client.get(reverse("analysis:run", args=[run.study.slug, run.pk]), query).content.decode()
    table = page.partition("<table")[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_a_question_and_its_base_stand_above_its_answers_and_codes_stay_in_the_files(client: Client) -> None:
    assert rows_of(client, run_of(ROWS)) == [
        "answer all x",
        "Would you move? move base: everybody, n=81", "Yes 37 of 81", "No 44 of 81",
        "Why? why base: those who would, n=37", "Work 20 of 37", "Housing 7 of 37",
    ]  # fmt: skip


@pytest.mark.parametrize(("sort", "first", "second"), [("-all_x", "No", "Work"), ("all_x", "Yes", "Housing")])
def test_sorting_keeps_questions_together_and_their_base_above_them(
    client: Client, sort: str, first: str, second: str
) -> None:
    _titles, heading, one, _other, below, three, _four = rows_of(client, run_of(ROWS), sort=f"answers.{sort}")
    assert heading == "Would you move? move base: everybody, n=81"
    assert below == "Why? why base: those who would, n=37"
    assert (one.split()[0], three.split()[0]) == (first, second)


def test_a_question_is_not_cut_where_the_first_rows_end(client: Client) -> None:
    rows = [[f"q{question}", {}, str(row), {}, 1, 2, {}] for question in range(4) for row in range(20)]
    run = run_of(rows)
    assert len(rows_of(client, run)) == 1 + 3 * (1 + 20)
    assert len(rows_of(client, run, all="answers")) == 1 + 4 * (1 + 20)


def test_a_question_without_words_is_named_by_its_code() -> None:
    _columns, (block,) = in_blocks(COLUMNS, [["move", {}, "yes", {"en": "Yes"}, 37, 81, {}]])
    assert (block.heading, block.rows) == ("move", [[{"en": "Yes"}, 37, 81]])


def test_a_table_without_questions_keeps_its_columns_and_rows() -> None:
    columns, (block,) = in_blocks(COLUMNS[1:], [row[1:] for row in ROWS])
    assert (columns, block.code, block.rows) == (COLUMNS[1:], "", [row[1:] for row in ROWS])
