"""What a form's parts say of each other: order, circles, defaults, parameters; what stands, given answers; gaps."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from studies.problems import Refused
from surveys.gaps import gaps_of
from surveys.imports import FormImport, import_xlsform
from surveys.models import Question, Response
from surveys.routing import Routing
from surveys.rules import form_of
from tests.factories import make_study
from tests.surveys.files import Rows, write_xlsx

pytestmark = pytest.mark.django_db

HEADER: list[object] = [
    "type", "name", "label", "relevant", "calculation", "choice_filter", "default", "parameters", "required",
    "soft_required", "constraint",
]  # fmt: skip
LISTS: Rows = [
    ["list_name", "name", "label", "of"],
    ["yn", "yes", "Yes", ""],
    ["yn", "no", "No", ""],
    ["towns", "a", "A", "yes"],
    ["towns", "b", "B", "no"],
]


def _row(type_: str, name: str, **cells: str) -> list[object]:
    known = {"type": type_, "name": name, "label": "" if type_ == "calculate" else f"{name}?", **cells}
    assert set(known) <= set(HEADER)
    return [known.get(str(column), "") for column in HEADER]


def _import(tmp_path: Path, *rows: list[object], **options: object) -> FormImport:
    study, user = make_study(languages=["en"])
    path = write_xlsx(tmp_path / "f.xlsx", {"survey": [HEADER, *rows], "choices": LISTS})
    return import_xlsform(study=study, file=path, by=user, **options)  # type: ignore[arg-type]


def _problem(tmp_path: Path, *rows: list[object]) -> str:
    with pytest.raises(Refused) as refused:
        _import(tmp_path, *rows)
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [_row("text", "a", relevant="${b} = 'yes'"), _row("select_one yn", "b")],
            "row 2, column relevant: The condition reads “b”, which is asked later, in row 3.",
        ),
        (
            [
                _row("text", "a", relevant="${c} > 1"),
                _row("calculate", "c", calculation="${n} + 1"),
                _row("integer", "n"),
            ],
            "row 2, column relevant: The condition reads “n”, which is asked later, in row 4.",
        ),
        (
            [
                _row("begin_group", "g", relevant="${b} = 'yes'"),
                _row("text", "a"),
                _row("end_group", ""),
                _row("text", "b"),
            ],
            "row 2, column relevant: The condition reads “b”, which is asked later, in row 5.",
        ),
        (
            [_row("select_one towns", "a", choice_filter="of = ${b}"), _row("select_one yn", "b")],
            "row 2, column relevant: The condition reads “b”, which is asked later, in row 3.",
        ),
        (
            [_row("text", "a"), _row("calculate", "c", calculation="${c} + 1")],
            "row 3, column calculation: What “c” is depends on itself.",
        ),
        (
            [_row("text", "a", constraint=". >")],
            "row 2, column constraint: The expression “. >” is wrong at character 4",
        ),
        ([_row("calculate", "c")], "row 2, column calculation: “c” is calculated, and has no calculation."),
        ([_row("calculate", "c", calculation="1 +")], "row 2, column calculation: The expression"),
        ([_row("integer", "a", default="many")], "row 2, column default: The default of “a” is no answer to it"),
        (
            [_row("select_one yn", "a", default="maybe")],
            "row 2, column default: The default of “a” is no answer to it",
        ),
        ([_row("integer", "a", default="${zzz} + 1")], "row 2, column default: The condition reads “zzz”"),
        (
            [_row("range", "a", parameters="start=5 end=1")],
            "row 2, column parameters: These parameters make no scale",
        ),
        ([_row("range", "a", parameters="begin=5")], "row 2, column parameters: “begin” is no parameter"),
        ([_row("range", "a", parameters="start=five")], "row 2, column parameters: These parameters make no scale"),
        ([_row("range", "a", parameters="step=0.0001")], "row 2, column parameters: These parameters make no scale"),
        ([_row("select_one yn", "a", parameters="randomize=maybe")], "The parameter “randomize” cannot be “maybe”."),
        (
            [_row("select_one yn", "a", parameters="randomize=true seed=${x}")],
            "The parameter “seed” of “a” is not supported",
        ),
        (
            [_row("text", "a", required="yes", soft_required="yes")],
            "row 2, column soft_required: The question must be",
        ),
        (
            [_row("text", "a", calculation="1 + 1")],
            "row 2, column calculation: The calculation of “a”, which people answer",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, rows: list[list[object]], words: str) -> None:
    assert words in _problem(tmp_path, *rows)


def test_circle_through_a_calculation_names_those_in_it_alone(tmp_path: Path) -> None:
    rows = [
        _row("text", "a", relevant="${c} = 1"),
        _row("calculate", "c", calculation="string-length(${a})"),
        _row("text", "after", relevant="${a} = 'x'"),
    ]
    with pytest.raises(Refused) as refused:
        _import(tmp_path, *rows)
    assert [problem.row for problem in refused.value.problems] == [2, 3]


def test_calculation_may_stand_before_what_it_reads(tmp_path: Path) -> None:
    version = _import(
        tmp_path,
        _row("calculate", "twice", calculation="${once} * 2"),
        _row("calculate", "once", calculation="${n} + 1"),
        _row("integer", "n"),
        _row("text", "why", relevant="${twice} > 10"),
    ).version
    form = form_of(version)
    assert form.settle({"n": 5}).answers == {"n": 5, "once": 6, "twice": 12}
    assert "why" in form.asked({"n": 5})
    assert form.settle({"n": 1, "twice": 99, "why": "x"}).answers == {"n": 1, "once": 2, "twice": 4}


def test_calculation_that_cannot_be_kept_takes_those_that_read_it_along(tmp_path: Path) -> None:
    result = _import(
        tmp_path,
        _row("calculate", "chance", calculation="random()"),
        _row("calculate", "more", calculation="${chance} * 2"),
        _row("text", "a", relevant="${more} > 1"),
        leave_out=True,
    )
    assert [question.name for question in result.version.questions.all()] == ["a"]
    assert result.version.questions.get().relevant == ""
    assert [part.row for part in result.left_out] == [2, 3, 4]


def test_value_calculated_once_stays(tmp_path: Path) -> None:
    version = _import(tmp_path, _row("integer", "n"), _row("calculate", "first", calculation="once(${n})")).version
    form = form_of(version)
    assert form.settle({"n": 5}).answers == {"n": 5, "first": 5}
    assert form.settle({"n": 6, "first": 5}).answers == {"n": 6, "first": 5}


def test_personal_number_is_never_put_together(tmp_path: Path) -> None:
    rows = [_row("text", "a"), _row("text", "b"), _row("calculate", "c", calculation="concat(${a}, '-', ${b})")]
    form = form_of(_import(tmp_path, *rows).version)
    assert form.settle({"a": "240190", "b": "1234"}).answers == {"a": "240190", "b": "1234"}
    assert form.settle({"a": "x", "b": "y"}).answers["c"] == "x-y"


def test_question_without_a_choice_left_is_not_asked(tmp_path: Path) -> None:
    rows = [_row("select_one yn", "land"), _row("select_multiple towns", "town", choice_filter="of = ${land}")]
    form = form_of(_import(tmp_path, *rows).version)
    assert "town" not in form.asked({})
    assert form.settle({"land": "yes", "town": ["a", "b"]}).answers == {"land": "yes", "town": ["a"]}
    assert "town" not in form.always


def test_analysis_learns_who_was_asked_through_calculations(tmp_path: Path) -> None:
    rows = [
        _row("integer", "n"),
        _row("calculate", "double", calculation="${n} * 2"),
        _row("text", "why", relevant="${double} > 10"),
    ]
    version = _import(tmp_path, *rows, publish=True).version
    routing = Routing([version], ["n", "double", "why"])
    assert routing.names == ("why",)
    assert routing.paths[routing.place(version.pk, {"n": 6}, None)] == (True,)
    assert routing.paths[routing.place(version.pk, {"n": 5}, None)] == (False,)


def test_gaps_are_listed_with_their_place(tmp_path: Path) -> None:
    survey: Rows = [
        ["type", "name", "label::da", "label::en", "hint::da"],
        ["select_one yn", "a", "A?", "A?", "Et råd"],
        ["text", "b", "B?", "", ""],
    ]
    choices: Rows = [["list_name", "name", "label::da", "label::en"], ["yn", "yes", "Ja", ""], ["yn", "no", "", "No"]]
    titles: Rows = [["form_id", "form_title"], ["f", "F"]]
    sheets = {"survey": survey, "choices": choices, "settings": titles}
    study, user = make_study(languages=["da"])
    version = import_xlsform(study=study, file=write_xlsx(tmp_path / "g.xlsx", sheets), by=user).version
    gaps = gaps_of(version)
    assert [(gap.name, gap.text) for gap in gaps["en"]] == [
        ("f", "F"), ("a", "Et råd"), ("yn: yes", "Ja"), ("b", "B?"),
    ]  # fmt: skip
    assert [(gap.name, gap.text) for gap in gaps["da"]] == [("yn: no", "No")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "calculate", "calculation": ""},
        {"type": "text", "calculation": "1 + 1"},
        {"required": True, "soft_required": True},
        {"type": "matrix"},
    ],
)
def test_what_must_never_be_false_is_held_by_the_database(tmp_path: Path, wrong: dict[str, object]) -> None:
    version = _import(tmp_path, _row("text", "a")).version
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(version=version).update(**wrong)
    assert not Response.objects.exists()
