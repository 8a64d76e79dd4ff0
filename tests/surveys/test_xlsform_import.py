"""Questionnaires in: what is stored, and what is refused with its row and column."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pyxform.xls2xform import convert

from studies.models import AuditEntry
from studies.problems import Refused
from surveys import services
from surveys.imports import FormImport, import_xlsform
from surveys.models import Question, Questionnaire, QuestionnaireVersion, Section
from tests.factories import make_study
from tests.surveys.files import CHOICES, FORM, SETTINGS, SURVEY, Rows, small_form, write_csv, write_form, write_xlsx

pytestmark = pytest.mark.django_db


def _import(path: Path, **options: object) -> FormImport:
    study, user = make_study(languages=["da", "en"])
    return import_xlsform(study=study, file=path, by=user, **options)  # type: ignore[arg-type]


def _problems(path: Path, **options: object) -> list[str]:
    before = Questionnaire.objects.count()
    with pytest.raises(Refused) as refused:
        _import(path, **options)
    assert Questionnaire.objects.count() == before
    return [str(problem) for problem in refused.value.problems]


def test_form_is_stored_with_sections_questions_choices(tmp_path: Path) -> None:
    result = _import(write_form(tmp_path / "form.xlsx"), audience="manager")
    version = result.version
    assert (result.outcome, version.number, version.status) == ("created", 1, "draft")
    assert version.languages == ["da", "en"]
    assert [section.name for section in version.sections.all()] == ["policy", "cases"]
    names = ["attention", "means", "contracts", "why", "since"]
    assert list(version.questions.values_list("name", flat=True)) == names
    attention = version.questions.get(name="attention")
    assert attention.label == {"da": "Er der politisk opmærksomhed?", "en": "Is there attention?"}
    assert attention.required
    assert attention.missing_codes == ["dk"]
    assert list(attention.choices.values_list("name", flat=True)) == ["high", "low", "dk"]
    assert attention.theme is not None
    assert attention.theme.code == "T1"
    assert (result.questionnaire.form_id, result.questionnaire.audience) == ("manager", "manager")
    assert result.questionnaire.title["da"] == "Skema til ledere"


def test_same_file_again_makes_no_new_version(tmp_path: Path) -> None:
    study, user = make_study()
    path = write_form(tmp_path / "form.xlsx")
    first = import_xlsform(study=study, file=path, by=user, publish=True)
    again = import_xlsform(study=study, file=path, by=user, publish=True)
    assert again.outcome == "unchanged"
    assert again.version == first.version
    assert QuestionnaireVersion.objects.count() == 1


def test_changed_file_makes_a_new_draft_and_leaves_the_published_one(tmp_path: Path) -> None:
    study, user = make_study()
    first = import_xlsform(study=study, file=write_form(tmp_path / "a.xlsx"), by=user, publish=True)
    changed = [[*row] for row in SURVEY]
    changed[2][2] = "Er der opmærksomhed?"
    second = import_xlsform(study=study, file=write_form(tmp_path / "b.xlsx", survey=changed), by=user)
    assert (second.outcome, second.version.number, second.version.status) == ("changed", 2, "draft")
    assert first.version.questions.get(name="attention").label["da"] == "Er der politisk opmærksomhed?"
    third = import_xlsform(study=study, file=write_form(tmp_path / "b.xlsx", survey=changed), by=user, publish=True)
    assert third.version.number == 2
    first.version.refresh_from_db()
    assert (first.version.status, third.version.status) == ("retired", "published")


def test_import_is_in_the_audit_log(tmp_path: Path) -> None:
    result = _import(write_form(tmp_path / "form.xlsx"), publish=True)
    actions = AuditEntry.objects.filter(study=result.questionnaire.study).values_list("action", flat=True)
    assert sorted(actions) == ["questionnaire.imported", "questionnaire.published"]


def test_published_version_refuses_new_content(tmp_path: Path) -> None:
    from surveys.services.questionnaires import _write

    result = _import(write_form(tmp_path / "form.xlsx"), publish=True)
    from surveys.imports.xlsform import read_xlsform

    form = read_xlsform(write_form(tmp_path / "form.xlsx"), study=result.questionnaire.study).form
    with pytest.raises(services.Frozen, match="does not change any more"):
        _write(result.version, form, "x")
    assert result.version.questions.count() == 5


def test_nested_groups_fold_into_their_section_with_both_conditions(tmp_path: Path) -> None:
    path = small_form(
        tmp_path / "nested.xlsx",
        ["select_one yn", "first", "First?"],
        ["begin_group", "outer", "Outer", "${first} = 'yes'"],
        ["select_one yn", "second", "Second?"],
        ["begin_group", "inner", "Inner", "${second} = 'yes'"],
        ["text", "third", "Third?", "${first} != ''"],
        ["end_group"],
        ["end_group"],
        ["text", "last", "Last?"],
    )
    version = _import(path).version
    sections = list(Section.objects.filter(version=version).values_list("name", "relevant"))
    assert sections == [("section1", ""), ("outer", "${first} = 'yes'"), ("section3", "")]
    assert Question.objects.get(version=version, name="inner").type == "note"
    third = Question.objects.get(version=version, name="third")
    assert third.relevant == "(${second} = 'yes') and (${first} != '')"


def test_all_problems_come_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = small_form(
        tmp_path / "bad.xlsx",
        ["select_one nowhere", "a", "A?"],
        ["integer", "b", "B?", "${zzz} = 1"],
        ["integer", "b", "B again?"],
        ["text", "c d", "C?"],
        ["selct_one yn", "e", "E?"],
        ["text", "f", "F?", "${a} = "],
        ["text", "g", "G?", "${h} = '1'"],
        ["text", "h", "H?", "${g} = '1'"],
        ["text", "unit", "U?"],
        ["begin_group", "open", "Open"],
        ["text", "cpr", "As for 240190-1234?"],
    )
    problems = _problems(path)
    expected = [
        "row 2, column type: The list “nowhere” is not in the sheet choices.",
        "row 3, column relevant: The condition reads “zzz”",
        "row 4, column name: The name “b” is used twice; first in row 3.",
        "row 5, column name: “c d” cannot be a name.",
        "row 6, column type: “selct_one yn” is no type of question.",
        "row 7, column relevant: The expression “${a} =” is wrong at character",
        "row 8, column relevant: Whether “g” is asked depends on itself.",
        "row 9, column relevant: Whether “h” is asked depends on itself.",
        "row 10, column name: No question can be called “unit”",
        "row 11, column type: The group “open” is opened here and never closed.",
        "row 12, column label: This looks like a personal number or a case number.",
    ]
    assert len(problems) == len(expected)
    for problem, start in zip(problems, expected, strict=True):
        assert problem.startswith(f"bad.xlsx, sheet survey, {start}")


def test_choices_sheet_problems_are_named(tmp_path: Path) -> None:
    lists: list[list[object]] = [
        ["list_name", "name", "label"],
        ["yn", "yes", "Yes"],
        ["yn", "yes", "Yes again"],
        ["yn", "n o", "No"],
        ["", "x", "X"],
        ["yn", "", "Blank"],
    ]
    problems = _problems(small_form(tmp_path / "c.xlsx", ["select_one yn", "a", "A?"], choices=lists))
    assert [problem.split(": ")[0] for problem in problems] == [
        "c.xlsx, sheet choices, row 3, column name",
        "c.xlsx, sheet choices, row 4, column name",
        "c.xlsx, sheet choices, row 5, column list_name",
        "c.xlsx, sheet choices, row 6, column name",
    ]


def test_condition_of_a_whole_section_on_its_own_question_is_a_circle(tmp_path: Path) -> None:
    path = small_form(
        tmp_path / "circle.xlsx",
        ["begin_group", "g", "G", "${a} = 'yes'"],
        ["select_one yn", "a", "A?"],
        ["end_group"],
    )
    assert "depends on itself" in _problems(path)[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["begin_repeat", "r", "R"], "The repeat “r” is not supported"),
        (["hidden", "c", ""], "a hidden value"),
        (["image", "p", "Picture"], "media"),
        (["geopoint", "g", "Where?"], "a place"),
        (["start", "start", ""], "metadata"),
        (["time", "t", "When?"], "a time of day"),
        (["rank yn or_other", "o", "O?"], "or other"),
        (["text", "n", "N?", "now() > 1"], "The function “now” is not supported."),
        (["select_one yn", "s", "S?", "", "", "maybe"], "only yes and no are"),
        (["text", "p", "P?", "pulldata('x', 'y', 'z', ${a}) = 1"], "The function “pulldata” is not supported."),
    ],
)
def test_unsupported_part_is_refused_by_name_or_left_out(tmp_path: Path, row: list[object], words: str) -> None:
    rows: list[list[object]] = [["select_one yn", "a", "A?"], row]
    if row[0] == "begin_repeat":
        rows.append(["end_repeat"])
    path = small_form(tmp_path / "part.xlsx", *rows)
    (problem,) = _problems(path)
    assert problem.startswith("part.xlsx, sheet survey, row 3, column")
    assert words in problem
    result = _import(path, leave_out=True)
    assert [words in str(part) for part in result.left_out] == [True]
    assert result.version.questions.filter(name="a").exists()


def test_condition_on_what_is_left_out_goes_with_it(tmp_path: Path) -> None:
    path = small_form(
        tmp_path / "gone.xlsx",
        ["hidden", "sum", ""],
        ["text", "why", "Why ${sum}?", "${sum} > 3"],
    )
    result = _import(path, leave_out=True)
    assert len(result.left_out) == 3
    assert result.version.questions.get().relevant == ""


def test_missing_sheet_and_duplicate_columns_are_said(tmp_path: Path) -> None:
    no_survey = write_xlsx(tmp_path / "x.xlsx", {"choices": CHOICES, "settings": SETTINGS})
    assert _problems(no_survey)[0].startswith("x.xlsx: The file has no sheet called “survey”.")
    doubled = write_xlsx(
        tmp_path / "d.xlsx", {"survey": [["type", "name", "label", "label"], ["text", "a", "A", "B"]]}
    )
    (problem,) = _problems(doubled)
    assert problem.startswith("d.xlsx, sheet survey, row 1, column label: 2 columns are called “label”.")
    nameless = write_xlsx(tmp_path / "n.xlsx", {"survey": [["type", "label"], ["text", "A"]]})
    assert "n.xlsx, sheet survey, row 1, column name: The sheet has no column “name”." in _problems(nameless)[0]


def test_csv_layout_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for name, sheet in FORM.items():
        rows += [[name], *(["", *line] for line in sheet)]
    for delimiter in (",", ";"):
        result = _import(write_csv(tmp_path / f"form{ord(delimiter)}.csv", *rows, delimiter=delimiter))
        assert result.version.questions.count() == 5


def test_plain_labels_are_in_the_default_language(tmp_path: Path) -> None:
    path = small_form(tmp_path / "plain.xlsx", ["text", "a", "A?"])
    assert _import(path).version.questions.get().label == {"en": "A?"}


@pytest.mark.parametrize("leave_out", [False, True])
def test_own_forms_are_accepted_by_the_reference_reader(tmp_path: Path, leave_out: bool) -> None:
    settings: list[list[object]] = [["form_id", "form_title", "default_language"], ["m", "Form", "Dansk (da)"]]
    path = write_form(tmp_path / "form.xlsx", settings=settings)
    assert _import(path, leave_out=leave_out).left_out == ()
    assert convert(xlsform=path, validate=False).xform


def test_form_of_600_rows_and_427_conditions_reads(tmp_path: Path) -> None:
    rows: list[list[object]] = [["select_one yn", "q0", "Question 0"]]
    rows += [
        [
            "select_one yn",
            f"q{n}",
            f"Question {n}",
            f"${{q{n - 1}}} = 'yes' or selected(${{q0}}, 'no')" if n < 428 else "",
        ]
        for n in range(1, 600)
    ]
    result = _import(small_form(tmp_path / "large.xlsx", *rows))
    assert result.version.questions.count() == 600
    assert result.version.questions.exclude(relevant="").count() == 427


def test_sheet_that_claims_millions_of_cells_is_read_as_what_it_holds(tmp_path: Path) -> None:
    import resource
    import shutil
    import zipfile

    plain = small_form(tmp_path / "plain.xlsx", ["text", "a", "A?"])
    path = tmp_path / "claims.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.infolist():
            with old.open(member) as source, new.open(member.filename, "w") as target:
                if member.filename != "xl/worksheets/sheet1.xml":
                    shutil.copyfileobj(source, target)
                    continue
                sheet = source.read().decode()
                sheet = sheet.replace('ref="A1:F2"', 'ref="A1:XFD4417"')
                assert 'ref="A1:XFD4417"' in sheet
                filler = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(3, 4418))
                target.write(sheet.replace("</sheetData>", filler + "</sheetData>").encode())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert _import(path).version.questions.count() == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


REAL = [
    ("correlaid__testB.xlsx", 52),
    ("correlaid__all_types_survey.xlsx", 33),
    ("pyxform__xlsform_spec_test.xlsx", 25),
    ("pyxform__table-list.xls", 5),
    ("pyxform__widgets.csv", 13),
    ("pyxform__or_other.xlsx", 3),
]


def _real(name: str) -> Path:
    if "KONTRAST_XLSFORMS" not in os.environ:
        pytest.skip("KONTRAST_XLSFORMS names no folder with real forms")
    return Path(os.environ["KONTRAST_XLSFORMS"]) / name


@pytest.mark.parametrize(("name", "questions"), REAL)
def test_real_form_is_refused_with_each_part_or_imported_without_them(name: str, questions: int) -> None:
    path = _real(name)
    problems = _problems(path)
    known = ("not supported", "has no text", "is no question. Take it out", "is no column of the sheet choices")
    assert all(any(words in problem for words in known) for problem in problems)
    result = _import(path, leave_out=True)
    assert len(result.left_out) >= len(problems)
    assert result.version.questions.count() == questions


def test_real_form_with_dependent_lists_is_imported_whole() -> None:
    version = _import(_real("pyxform__choice_filter_test.xlsx")).version
    county = version.questions.get(name="county")
    assert county.choice_filter == "${state}=cf"
    assert county.choices.get(name="king").variants == [
        {"columns": {"cf": "washington"}, "label": {}},
        {"columns": {"cf": "texas"}, "label": {}},
    ]


def test_real_form_with_duplicate_columns_is_refused_in_any_case() -> None:
    path = _real("pyxformbug__duplicate_columns.xlsx")
    for leave_out in (False, True):
        (problem,) = _problems(path, leave_out=leave_out)
        assert "sheet survey, row 1, column label" in problem


def test_command_prints_what_it_made(tmp_path: Path) -> None:
    study, _user = make_study(slug="s")
    out = StringIO()
    path = str(write_form(tmp_path / "form.xlsx"))
    call_command("import_xlsform", "s", path, "--audience", "manager", "--publish", stdout=out)
    assert out.getvalue() == "manager: version 1, published, created, 5 questions.\n"
    assert study.questionnaires.get().audience == "manager"


def test_command_refuses_with_every_problem(tmp_path: Path) -> None:
    make_study(slug="s")
    path = small_form(tmp_path / "bad.xlsx", ["text", "a b", "A?"], ["geopoint", "r", "R?"])
    with pytest.raises(CommandError) as error:
        call_command("import_xlsform", "s", str(path))
    assert len(str(error.value).splitlines()) == 3
    assert str(error.value).endswith("\nNothing was saved.")
    assert not Questionnaire.objects.exists()
    with pytest.raises(CommandError, match="There is no study “zzz”"):
        call_command("import_xlsform", "zzz", str(path))
    with pytest.raises(CommandError, match=r"There is no file .*nowhere\.xlsx\."):
        call_command("import_xlsform", "s", str(tmp_path / "nowhere.xlsx"))


@pytest.mark.parametrize(
    "headers",
    [
        ["form_title::Dansk (da)", "form_title::English (en)"],
        ["form_title", "form_title::English (en)"],
        ["form_title", "form_title (en)"],
    ],
)
def test_title_in_every_language(tmp_path: Path, headers: list[str]) -> None:
    study, user = make_study()
    settings: Rows = [["form_id", "default_language", *headers], ["manager", "Dansk (da)", "Ledere", "Managers"]]
    form = import_xlsform(study=study, file=write_form(tmp_path / "form.xlsx", settings=settings), by=user)
    assert form.questionnaire.title == {"da": "Ledere", "en": "Managers"}
    assert form.notes == ()


def test_personal_numbers_are_found_in_names_headers_and_options(tmp_path: Path) -> None:
    make_study(slug="s")
    good = write_form(tmp_path / "form.xlsx")
    named = small_form(tmp_path / "010170-1234.xlsx", ["text", "a", "A?"])
    doubled = small_form(tmp_path / "b.xlsx", ["text", "p0101701234", "A?"], ["text", "p0101701234", "B?"])
    for words, place in (
        ([str(named)], "•••.xlsx: The file's name looks like a personal number"),
        ([str(good), "--audience", "0101701234"], "column audience: This looks like a personal number"),
        ([str(doubled)], "b.xlsx, sheet survey, row 3, column name: This looks like a personal number"),
    ):
        with pytest.raises(CommandError) as error:
            call_command("import_xlsform", "s", *words)
        assert place in str(error.value)
        assert "0101701234" not in str(error.value)
    assert not Questionnaire.objects.exists()
