"""Files are read back: what a program of another house finds in them."""

import base64
import csv
import io
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.utils import translation
from docx.enum.text import WD_ALIGN_PARAGRAPH

from analysis import exports
from analysis.models import Figure, ResultTable
from analysis.procedures import contrast_columns
from studies import tabular
from studies.cells import neutralise
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, contrast_run, make_run, protection, score_run

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
NOTICE = {"en": "Reconstructed answers.", "da": "Rekonstruerede svar."}


def written(run: Any, format_: str, *names: str, team: bool = True) -> bytes:
    return exports.write(exports.document(run, team=team, names=names), exports.FORMATS[format_])


def records(content: bytes, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding)), delimiter=delimiter))


def test_csv_has_unrounded_numbers_codes_and_where_it_comes_from() -> None:
    run = contrast_run(a_study(notice=NOTICE))
    first = records(written(run, "csv", "contrasts"))[0]
    assert (first["item"], first["high_x"], first["high_n"]) == ("M01", "8", "9")
    assert first["difference"] == "0.3888888888888889"
    assert first["class"] == "clear"
    assert first["reported"] == "no"
    assert f"run {run.pk}" in first["source"]
    assert first["source"].endswith("Reconstructed answers.")


def test_danish_csv_has_semicolons_decimal_commas_and_a_byte_order_mark() -> None:
    content = written(contrast_run(a_study(notice=NOTICE)), "csv-da", "contrasts")
    assert content.startswith(b"\xef\xbb\xbf")
    first = records(content, "utf-8-sig", ";")[0]
    assert first["difference"] == "0,3888888888888889"


def test_texts_follow_the_readers_language() -> None:
    run = contrast_run(a_study(notice=NOTICE))
    with translation.override("da"):
        first = records(written(run, "csv", "contrasts"))[0]
    assert first["label"] == "Politisk opmærksomhed: i høj grad"
    assert first["source"].endswith("Rekonstruerede svar.")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''+x", "it's", "'plain", "8 of 9"]
)
def test_csv_text_never_begins_a_formula_and_our_import_gives_it_back(text: str, tmp_path: Path) -> None:
    run = make_run(a_study())
    ResultTable.objects.create(
        run=run,
        name="texts",
        columns=[{"name": "note", "kind": "text", "title": {}}, {"name": "value", "kind": "text", "title": {}}],
        rows=[["x", text]],
        protection=protection(),
    )
    path = tmp_path / "texts.csv"
    path.write_bytes(written(run, "csv", "texts"))
    cell = records(path.read_bytes())[0]["value"]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert tabular.read(path, exact=True).rows[0].cells["value"] == text


def test_neutralise_leaves_harmless_text_alone() -> None:
    assert neutralise("Ballerup") == "Ballerup"
    assert neutralise("=1+1") == "'=1+1"


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_xlsx_cells_are_typed_and_formulas_are_texts() -> None:
    book = workbook(written(contrast_run(a_study(notice=NOTICE)), "xlsx"))
    assert book.sheetnames == ["contrasts", "units", "about"]
    sheet = book["contrasts"]
    headers = [cell.value for cell in sheet[1]]
    label, x, p = (sheet.cell(3, headers.index(name) + 1) for name in ("label", "high_x", "p"))
    assert (label.value, label.data_type) == ("=1+1", "s")
    assert (x.value, x.data_type) == (20, "n")
    assert (p.value, p.number_format) == (0.125, "0.000")
    assert sheet.cell(2, headers.index("high_share") + 1).value is None


def test_xlsx_says_notice_run_parameters_digest_and_notes() -> None:
    run = contrast_run(a_study(notice=NOTICE))
    lines = [tuple(cell.value for cell in row) for row in workbook(written(run, "xlsx"))["about"]]
    assert ("notice", "Reconstructed answers.") in lines
    assert ("procedure", "Contrasts") in lines
    assert ("parameters", "Questionnaire: manager") in lines
    assert ("digest of the data", "d" * 64) in lines
    assert ("left out", "no unit: 2") in lines
    assert ("note", "Units whose score is one person's answers: 3. Think of bands before publishing.") in lines


def test_docx_has_captions_x_of_n_and_notes() -> None:
    paper = docx.Document(io.BytesIO(written(contrast_run(a_study(notice=NOTICE)), "docx", "contrasts")))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    grid = cells(paper.tables[0])
    assert "Table 1. Contrasts" in texts
    assert "Reconstructed answers." in texts
    assert "A note on method." in texts
    assert grid[0] == [
        "item", "theme", "label", "high x", "low x", "middle x", "difference", "class", "reported",
    ]  # fmt: skip
    assert grid[1][2:5] == ["Political attention: to a high degree", "8 of 9", "4 of 8"]
    assert grid[2][5] == "no answers"
    assert "More columns are in the XLSX file." in texts


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_docx_is_a4_landscape_with_a_heading_that_repeats_and_numbers_to_the_right() -> None:
    paper = docx.Document(io.BytesIO(written(contrast_run(a_study()), "docx")))
    section: Any = paper.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    table: Any
    for table in paper.tables:
        assert len(table.columns) <= 10
        assert sum(column.width.cm for column in table.columns) <= 29.7 - 2 * section.left_margin.cm + 0.01
        assert [len(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows][:2] == [1, 0]
    first = paper.tables[0].rows[1].cells
    assert first[2].paragraphs[0].alignment is None
    assert [first[place].paragraphs[0].alignment for place in (3, 6)] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2


def test_docx_of_a_contrast_leaves_its_thirty_six_columns_to_the_xlsx() -> None:
    columns = [
        {"name": column.name, "title": {"en": str(column.title)}, "kind": column.kind, "role": column.role}
        for column in contrast_columns.contrasts("respondents")
    ]
    run = make_run(a_study())
    ResultTable.objects.create(run=run, name="c", columns=columns, rows=[[1] * len(columns)], protection=protection())
    grid = cells(docx.Document(io.BytesIO(written(run, "docx"))).tables[0])
    assert len(columns) > 36
    assert grid[0] == [
        "Item", "Theme", "Label", "High: yes", "Low: yes", "Middle: yes", "Difference", "Class",
        "Reported as a difference",
    ]  # fmt: skip


@pytest.mark.parametrize(("groups", "percentages"), [(4, 4), (5, 0)])
def test_docx_of_a_crosstab_shows_the_percentages_of_all_groups_or_of_none(groups: int, percentages: int) -> None:
    columns = [
        {"name": "question", "role": "block"}, {"name": "label", "role": "note"}, {"name": "choice", "role": "key"},
        {"name": "answer", "role": "key"},
    ]  # fmt: skip
    for group in range(groups):
        columns += [
            {"name": f"g{group}_x", "role": "x", "kind": "count"},
            {"name": f"g{group}_n", "role": "n", "kind": "count"},
            {"name": f"g{group}_percent", "kind": "share", "of": f"g{group}_n"},
        ]  # fmt: skip
    columns.append({"name": "base", "kind": "texts"})
    rows = [["q", "Q", "a", "A", *[37, 81, 0.46] * groups, "n=81"]]
    run = make_run(a_study(minimum_n=30))
    ResultTable.objects.create(run=run, name="c", columns=columns, rows=rows, protection=protection())
    _titles, heading, shown = cells(docx.Document(io.BytesIO(written(run, "docx"))).tables[0])
    assert set(heading) == {"Q (q) · n=81"}
    assert shown[0] == "A"
    assert shown.count("37 of 81") == groups
    assert sum("%" in text for text in shown) == percentages


def test_docx_of_a_run_names_the_long_tables_it_leaves_out() -> None:
    run = contrast_run(a_study())
    run.tables.filter(name="units").update(rows=[["M01", "H01", "Unit", "high", 1, 0, 0, "yes"]] * 201)
    whole, alone = (docx.Document(io.BytesIO(written(run, "docx", *names))) for names in ((), ("units",)))
    sentence = "Tables of more than 200 rows are only in the XLSX file of this run: The units behind each item."
    assert len(whole.tables) == 1
    assert sentence in [paragraph.text for paragraph in whole.paragraphs]
    assert len(alone.tables[0].rows) == 202


def test_docx_of_a_run_holds_its_drawn_figures_in_its_language_before_the_tables() -> None:
    run = contrast_run(a_study())
    for name, language, public, png in (
        ("a", "en", False, PNG), ("a", "en", True, PNG), ("a", "da", False, PNG), ("b", "en", False, b""),
    ):  # fmt: skip
        Figure.objects.create(
            run=run, name=name, language=language, public=public, title=f"T {name} {language}",
            alternative="In words", specification={}, svg="", png=png,
        )  # fmt: skip
    paper = docx.Document(io.BytesIO(written(run, "docx")))
    assert len(paper.inline_shapes) == 1
    assert paper.inline_shapes[0]._inline.docPr.get("descr") == "In words"
    body = list(paper.element.body)
    assert body.index(paper.inline_shapes[0]._inline.xpath("ancestor::w:p")[0]) < body.index(paper.tables[0]._tbl)
    assert "Figure 1. T a en" in [paragraph.text for paragraph in paper.paragraphs]
    assert len(docx.Document(io.BytesIO(written(run, "docx", "contrasts"))).inline_shapes) == 0


def test_docx_takes_what_xml_cannot_hold() -> None:
    run = make_run(a_study(title={"en": "A\x0bB"}), notes=["C\x01\x1bD"])
    texts = [p.text for p in docx.Document(io.BytesIO(written(run, "docx"))).paragraphs]
    assert texts[0] == "A\ufffdB"
    assert "C\ufffd\ufffdD" in texts


def test_json_has_the_shape_of_the_command_line() -> None:
    run = score_run(a_study(notice=NOTICE))
    content = json.loads(written(run, "json", "scores"))
    assert list(content)[:8] == [
        "procedure", "parameters", "grouping", "digest", "n_used", "excluded", "notes", "tables",
    ]  # fmt: skip
    assert content["tables"]["scores"]["columns"][:2] == ["unit", "unit_name"]
    assert content["tables"]["scores"]["rows"][2][3] is None
    assert content["notice"] == "Reconstructed answers."
    assert content["grouping"] is None


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_no_format_leaks_a_unit_that_disclosure_withholds(format_: str) -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    assert "Ballerup" in as_text(written(run, format_, "scores"), format_)
    assert "Ballerup" not in as_text(written(run, format_, "scores", team=False), format_)
    assert "team only" in as_text(written(run, format_, "scores", team=False), format_)


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_every_format_hides_small_cells_about_persons(format_: str) -> None:
    run = contrast_run(a_study(), DisclosureLevel.PERSONS)
    assert "hidden (protects a number below 5)" not in as_text(written(run, format_, "contrasts"), format_)
    assert "hidden (protects a number below 5)" in as_text(written(run, format_, "contrasts", team=False), format_)


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_no_format_prints_a_percentage(format_: str) -> None:
    assert "%" not in as_text(written(contrast_run(a_study()), format_, "contrasts"), format_)


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_a_public_report_says_that_small_numbers_are_shown(format_: str) -> None:
    run = contrast_run(a_study(figures_published=True), DisclosureLevel.STAFF)
    assert "printed in a public report" in as_text(written(run, format_, "contrasts", team=False), format_)


def as_text(content: bytes, format_: str) -> str:
    if format_ == "xlsx":
        return " ".join(str(cell.value) for sheet in workbook(content) for row in sheet for cell in row)
    if format_ == "docx":
        paper = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    return content.decode("utf-8-sig")


def test_a_files_name_says_study_procedure_and_run() -> None:
    run = contrast_run(a_study(slug="akf2006"))
    name = exports.filename(run, exports.FORMATS["csv-da"], "contrasts")
    assert name == f"akf2006-contrast-manager-{run.pk}-contrasts.da.csv"
