"""Questionnaires out: read back as the same, and taken by the reference reader."""

import os
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pyxform.xls2xform import convert

from studies.models import Study, Variable
from studies.problems import Refused
from surveys.imports import FormImport, import_xlsform
from surveys.imports.xlsform import read_xlsform
from surveys.models import QuestionnaireVersion
from surveys.specification import FormSpec, QuestionSpec, SectionSpec, VariantSpec
from surveys.stored_forms import spec_of
from surveys.xlsform import written, xlsform
from tests.factories import ThemeFactory, make_study
from tests.surveys.files import Rows, write_form, write_xlsx

pytestmark = pytest.mark.django_db

SURVEY: Rows = [
    [
        "type", "name", "label::Dansk (da)", "label::English (en)", "hint::Dansk (da)", "relevant", "required",
        "soft_required", "required_message::Dansk (da)", "parameters", "calculation", "choice_filter", "default",
        "low_label::Dansk (da)", "high_label::English (en)", "appearance", "theme", "missing", "constraint",
        "constraint_message::Dansk (da)", "construct", "sensitivity",
    ],
    ["begin_group", "one", "Første", "First"],
    ["select_one country", "land", "Land i ${unit_name}?", "Country?", "Et land", "", "yes", "", "Sig det"],
    [
        "select_one city or_other", "place", "Sted?", "Place?", "", "${land} != ''", "", "yes", "",
        "randomize=true seed=7",
    ],
    ["select_one city", "town", "By?", "Town?", "", "", "", "", "", "", "", "of = ${land} and big = 'y'"],
    ["rank aim", "aims", "Mål?", "Aims?", "", "", "", "", "", "", "", "", "work school"],
    ["range", "trust", "Tillid?", "Trust?", *[""] * 5, "start=1 end=5 step=0.5", "", "", "", "Ingen", "Full"],
    ["integer", "men", "Mænd?", "Men?", *[""] * 12, "Tema A", "99", ". >= 0", "Ikke under 0", "size", "open"],
    ["calculate", "twice", "", "", *[""] * 6, "${men} * 2"],
    ["date", "day", "Dag?", "Day?", *[""] * 8, "today()"],
    ["acknowledge", "ok", "Læst", "Read"],
    ["end_group"],
    ["note", "between", "Linje 1\nLinje 2", "=1+1"],
    ["begin_group", "two", "", "", "", "${men} > 1"],
    ["begin_group", "battery", "Hvor ofte?", "How often?", "Sæt kryds", *[""] * 10, "table-list"],
    ["select_one yn", "phone", "Telefon", "Phone", "", "", "", "", "", "", "", "", "", "", "", "", "", "dk"],
    ["select_one yn", "mail", "Post", "Mail", "", "${phone} = 'yes'"],
    ["end_group"],
    ["select_one yn", "head", "Hvor tit?", "How much?", *[""] * 11, "label"],
    ["select_multiple yn", "odd", "Andet", "Else", *[""] * 11, "list-nolabel"],
    ["text", "long", "Skriv", "Write", *[""] * 5, "rows=6", *[""] * 5, "multiline"],
    ["end_group"],
]  # fmt: skip
CHOICES: Rows = [
    ["list_name", "name", "label::Dansk (da)", "label::English (en)", "of", "big", "unread", "missing"],
    ["country", "dk", "Danmark", "Denmark"],
    ["country", "se", "Sverige", "Sweden"],
    ["city", "aarhus", "Aarhus", "Aarhus", "dk", "y", "x"],
    ["city", "lund", "Lund", "Lund", "se", "y"],
    ["city", "lund", "Lund ved Horsens", "Lund near Horsens", "dk", "n"],
    ["aim", "work", "Arbejde", "Work"],
    ["aim", "school", "Skole", "School"],
    ["yn", "yes", "Ja", "Yes"],
    ["yn", "no", "Nej", "No"],
    ["yn", "dk", "Ved ikke", "Don't know", "", "", "", "yes"],
]
SETTINGS: Rows = [
    ["form_id", "form_title", "form_title (en)", "default_language", "audience", "allow_choice_duplicates"],
    ["everything", "Alt", "Everything", "Dansk (da)", "resident", "yes"],
]


def _import(path: Path, study: Study | None = None, **options: object) -> FormImport:
    return import_xlsform(study=study or make_study(languages=["da"])[0], file=path, by=None, **options)  # type: ignore[arg-type]


def _again(version: QuestionnaireVersion) -> FormSpec:
    file = BytesIO(xlsform(version))
    return read_xlsform(file, study=version.questionnaire.study, name="again.xlsx").form


def _everything(tmp_path: Path) -> QuestionnaireVersion:
    study, _user = make_study(languages=["da"])
    ThemeFactory(study=study, code="A", name={"da": "Tema A"})
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    return _import(write_xlsx(tmp_path / "everything.xlsx", sheets), study).version


def _converts(content: bytes, tmp_path: Path) -> bool:
    path = tmp_path / "converted.xlsx"
    path.write_bytes(content)
    return bool(convert(xlsform=path, validate=False).xform)


def test_import_reads_every_part(tmp_path: Path) -> None:
    spec = {question.name: question for question in spec_of(_everything(tmp_path)).questions()}
    assert spec["land"].required_message == {"da": "Sig det"}
    assert spec["place"].parameters == {"randomize": "true", "seed": "7"}
    assert list(spec["place"].choices) == ["aarhus", "lund", "other"]
    assert spec["place"].choices["other"]["en"] == "Other"
    assert spec["place_other"].relevant == "selected(${place}, 'other')"
    assert spec["town"].variants["lund"] == [
        VariantSpec({"big": "y", "of": "se"}, {}),
        VariantSpec({"big": "n", "of": "dk"}, {"da": "Lund ved Horsens", "en": "Lund near Horsens"}),
    ]
    assert (spec["aims"].type, spec["aims"].default) == ("rank", "work school")
    assert spec["trust"].parameters == {"start": "1", "end": "5", "step": "0.5"}
    assert (spec["trust"].low_label, spec["trust"].high_label) == ({"da": "Ingen"}, {"en": "Full"})
    assert spec["men"].theme == "A"
    assert [(name, spec[name].type, spec[name].grid) for name in ("battery", "phone", "mail", "head", "odd")] == [
        ("battery", "note", "phone"),
        ("phone", "select_one", "phone"),
        ("mail", "select_one", "phone"),
        ("head", "note", "odd"),
        ("odd", "select_multiple", "odd"),
    ]
    assert spec["phone"].missing == ["dk"]


def test_export_is_read_back_as_the_same(tmp_path: Path) -> None:
    version = _everything(tmp_path)
    assert _again(version).content() == spec_of(version).content()


def test_imported_again_the_export_changes_nothing(tmp_path: Path) -> None:
    version = _everything(tmp_path)
    path = tmp_path / "again.xlsx"
    path.write_bytes(xlsform(version))
    again = _import(path, version.questionnaire.study)
    assert (again.outcome, again.version) == ("unchanged", version)


def test_reference_reader_takes_the_export(tmp_path: Path) -> None:
    assert _converts(xlsform(_everything(tmp_path)), tmp_path)


def test_usual_form_comes_back_and_is_taken(tmp_path: Path) -> None:
    version = _import(write_form(tmp_path / "form.xlsx"), audience="manager").version
    assert _again(version).content() == spec_of(version).content()
    assert _converts(xlsform(version), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "correlaid__testB.xlsx",
        "correlaid__all_types_survey.xlsx",
        "pyxform__xlsform_spec_test.xlsx",
        "pyxform__table-list.xls",
        "pyxform__widgets.csv",
        "pyxform__choice_filter_test.xlsx",
        "pyxform__or_other.xlsx",
    ],
)
def test_real_form_comes_back_and_is_taken(name: str, tmp_path: Path) -> None:
    if "KONTRAST_XLSFORMS" not in os.environ:
        pytest.skip("KONTRAST_XLSFORMS names no folder with real forms")
    version = _import(Path(os.environ["KONTRAST_XLSFORMS"]) / name, leave_out=True).version
    assert _converts(xlsform(version), tmp_path)
    file = BytesIO(xlsform(version))
    again = read_xlsform(file, study=version.questionnaire.study, name="x.xlsx", leave_out=True).form
    assert again.content() == spec_of(version).content()


def test_lists_of_one_name_that_say_different_things_are_kept_apart() -> None:
    def question(name: str, *codes: str) -> QuestionSpec:
        choices = {code: {"en": code.upper()} for code in codes}
        return QuestionSpec(name, "select_one", 1, list_name="same", label={"en": name}, choices=choices)

    section = SectionSpec(
        "s", 1, questions=[question("a", "x", "y"), question("b", "y", "x"), question("c", "x", "y")]
    )
    form = FormSpec("f", {"en": "F"}, "resident", "en", ["en"], [section])
    study, _user = make_study()
    again = read_xlsform(BytesIO(written(form)), study=study, name="f.xlsx").form
    assert [list(each.choices) for each in again.questions()] == [["x", "y"], ["y", "x"], ["x", "y"]]
    assert [each.list_name for each in again.questions()] == ["same", "same_2", "same"]


def test_text_too_long_for_a_cell_is_refused() -> None:
    section = SectionSpec("s", 1, questions=[QuestionSpec("a", "text", 1, label={"en": "x" * 40_000})])
    with pytest.raises(Refused, match="sheet survey, row 3, column label::English"):
        written(FormSpec("f", {"en": "F"}, "resident", "en", ["en"], [section]))


def test_unit_variable_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    study, _user = make_study()
    Variable.objects.create(study=study, name="inhabitants")
    survey: Rows = [["type", "name", "label"], ["text", "a", "${unit_nmae}?"]]
    with pytest.raises(Refused, match="unit_code, unit_inhabitants, unit_name, unit_region"):
        _import(write_xlsx(tmp_path / "u.xlsx", {"survey": survey}), study)


def test_command_and_page_give_the_file(tmp_path: Path, client: Client) -> None:
    study, user = make_study(slug="s", languages=["da"])
    _import(write_form(tmp_path / "form.xlsx"), study, audience="manager", publish=True)
    out, path = StringIO(), tmp_path / "out.xlsx"
    call_command("export_xlsform", "s", "manager", str(path), stdout=out)
    assert out.getvalue() == f"manager, version 1, is written to {path}.\n"
    assert read_xlsform(path, study=study).form.form_id == "manager"
    client.force_login(user)
    answer = client.get("/studies/s/questionnaires/manager/xlsform/?version=1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="manager-1.xlsx"'
    assert read_xlsform(BytesIO(answer.content), study=study, name="x.xlsx").form.form_id == "manager"
    assert b"/xlsform/?version=1" in client.get("/studies/s/questionnaires/manager/").content
    for arguments, words in (
        (["s", "zzz", str(path)], "The study has: manager"),
        (["s", "manager", str(tmp_path / "no" / "x.xlsx")], "cannot be written"),
        (["s", "manager", str(path), "--version-number", "9"], "no such version"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("export_xlsform", *arguments)
