"""Tables from any program: encodings, separators, decimal marks, and what is refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies import tabular
from studies.cells import neutralise
from studies.problems import Refused
from studies.tabular.csv_files import encoding_of, separator_of


def table(content: bytes | str, **options: object) -> tabular.Table:
    raw = content.encode() if isinstance(content, str) else content
    return tabular.read(io.BytesIO(raw), name="file.csv", **options)  # type: ignore[arg-type]


def cells(content: bytes | str) -> list[dict[str, str]]:
    return [row.cells for row in table(content).rows]


def refused(content: bytes | str, **options: object) -> list[str]:
    with pytest.raises(Refused) as caught:
        table(content, **options)
    return [str(problem) for problem in caught.value.problems]


def workbook(rows: Iterable[Iterable[object]], *, sheet: str = "units") -> io.BytesIO:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_read_takes_every_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = [["code", "name"], ["101", "København"], ["147", "Ærø"]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    assert cells(content) == [{"code": "101", "name": "København"}, {"code": "147", "name": "Ærø"}]


def test_utf16_big_endian_is_known_by_its_mark() -> None:
    assert encoding_of(io.BytesIO(b"\xfe\xff\x00a")) == "utf-16"


def test_utf8_broken_only_far_down_is_windows() -> None:
    content = b"a,b\n" + b"x,y\n" * 400_000 + "æ,ø\n".encode("cp1252")
    assert encoding_of(io.BytesIO(content)) == "cp1252"


def test_separator_inside_quotation_marks_does_not_count() -> None:
    assert separator_of('"a;b;c;d",e') == ","
    assert separator_of("alone") == ","


def test_sep_line_of_excel_is_obeyed_and_counted() -> None:
    read = table("sep=;\ncode;x\nU1;1,5\n")
    assert (read.headers, read.rows[0].number, read.decimal_mark) == (["code", "x"], 3, ",")


def test_rows_keep_the_number_the_spreadsheet_shows() -> None:
    assert [row.number for row in table('a,b\n\n1,"x\ny"\n,\n2,z\n').rows] == [3, 5]


def test_cells_are_tidied_unless_exact() -> None:
    content = "a\n x \n"
    assert cells(content) == [{"a": "x"}]
    assert table(content, exact=True).rows[0]["a"] == " x "


def test_letters_are_composed_so_that_codes_compare() -> None:
    assert cells("a\nA\u030a\n") == [{"a": "Å"}]


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"), min_size=1))
def test_what_an_export_guards_comes_back(text: str) -> None:
    content = io.StringIO()
    content.write("a,b\n")
    content.write('"' + neutralise(text).replace('"', '""') + '",x\n')
    assert table(content.getvalue(), exact=True).rows[0]["a"] == text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "file.csv: The file is empty. It needs a row of headers and at least one row below it."),
        (b"\n\n", "file.csv: The file is empty. It needs a row of headers and at least one row below it."),
        (b"a,b\n", "file.csv: The table has headers and no rows. Write the rows below the headers."),
        (b"\xd0\xcf\x11\xe0old", "file.csv: This is an old Excel file (.xls). Save it as .xlsx or as CSV UTF-8."),
        (b"a\x81\n1", "file.csv: The file is not text in UTF-8, UTF-16 or Windows-1252. Save it again as CSV UTF-8."),
        (
            b"PK\x03\x04 no zip",
            "file.csv: The file cannot be read as an XLSX workbook. Save it again as .xlsx or as CSV UTF-8.",
        ),
    ],
)
def test_hopeless_files_are_refused_in_one_sentence(content: bytes, problem: str) -> None:
    assert refused(content) == [problem]


def test_double_headers_are_named() -> None:
    assert refused("a,b,a\n1,2,3\n") == [
        "file.csv, row 1, column a: 2 columns are called “a”. Give each column its own name."
    ]


def test_all_problems_of_the_rows_come_at_once() -> None:
    problems = refused('a,,\n1,2\n1,,4\nx\0,\n5,"open')
    assert [line.split(":")[0] for line in problems] == [
        "file.csv, row 2, column B",
        "file.csv, row 3, column C",
        "file.csv, row 4, column a",
        "file.csv, row 5",
    ]
    assert "This row cannot be read as CSV" in problems[-1]


def test_nul_in_a_header_is_refused() -> None:
    assert "A header holds a NUL character." in refused("a\0,b\n1,2\n")[0]


def test_too_many_rows_and_columns_are_refused() -> None:
    assert "row 4: The table has more than 2 rows." in refused("a\n1\n2\n3\n4\n", limits=tabular.Limits(rows=2))[0]
    assert "more than 1 columns" in refused("a,b\n1,2\n", limits=tabular.Limits(columns=1))[0]


def test_a_giant_cell_is_refused() -> None:
    assert "cannot be read as CSV" in refused("a\n" + "x" * 100, limits=tabular.Limits(cell_characters=50))[0]


def test_columns_beyond_z_are_named_as_spreadsheets_do() -> None:
    assert "column AB" in refused("a\n1" + "," * 27 + "x\n")[0]


def test_xlsx_cells_come_as_one_would_type_them() -> None:
    moment = dt.datetime(2004, 5, 31, 12, 30)  # noqa: DTZ001 -- a spreadsheet's cells have no zone
    row = [101, 1.5, 3.0, True, dt.datetime(2004, 5, 31), moment, "=1+1", None, "x"]  # noqa: DTZ001 -- as above
    read = tabular.read(workbook([list("abcdefghi"), row]), name="f.xlsx")
    assert list(read.rows[0].cells.values()) == [
        "101",
        "1.5",
        "3",
        "TRUE",
        "2004-05-31",
        "2004-05-31T12:30:00",
        "",  # a formula nobody has computed is not run
        "",
        "x",
    ]
    assert (read.sheet, read.decimal_mark) == ("units", ".")


def test_xlsx_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="It has: units"):
        tabular.read(workbook([["a"], [1]]), name="f.xlsx", sheet="survey")


def test_xlsx_of_one_sheet_among_several() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("survey").append(["a"])
    book["survey"].append(["1"])
    kept = io.BytesIO()
    book.save(kept)
    assert tabular.read(kept, name="f.xlsx", sheet="survey").rows[0]["a"] == "1"


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept


def test_xlsx_that_unpacks_to_too_much_is_refused_before_it_is() -> None:
    with pytest.raises(Refused, match="too large to be read"):
        tabular.read(packed({"xl/a.xml": b" " * 40_000_000}), name="f.xlsx")


def test_xlsx_of_too_many_parts_is_refused() -> None:
    with pytest.raises(Refused, match="too large to be read"):
        tabular.read(packed({f"{n}": b"" for n in range(20)}), name="f.xlsx", limits=tabular.Limits(members=10))


def test_xlsx_that_declares_entities_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be read as an XLSX workbook"):
        tabular.read(
            packed({"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'}), name="f"
        )


def test_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be read as an XLSX workbook"):
        tabular.read(packed({"readme.txt": b"x"}), name="f.xlsx")


def test_sheet_that_breaks_off_is_refused() -> None:
    whole = workbook([["a"], *([number] for number in range(50))])
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-200]
    with pytest.raises(Refused, match="cannot be read as an XLSX workbook"):
        tabular.read(packed(parts), name="f.xlsx")


def test_a_claimed_size_is_not_believed() -> None:
    whole = workbook([["a", "b"], [1, 2]])
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD4417"')
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    assert [row.cells for row in tabular.read(packed(parts), name="f.xlsx").rows] == [{"a": "1", "b": "2"}]


def test_a_path_gives_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("a\n1\n")
    assert tabular.read(file).file == "units.csv"


def test_a_stream_left_early_closes_quietly() -> None:
    with tabular.stream(io.BytesIO(b"a\n1\n2\n"), name="f") as opened:
        assert next(opened.rows)["a"] == "1"
        assert next(opened.rows)["no such column"] == ""


def test_personal_numbers_are_found_before_anything_reads_the_row() -> None:
    problems = refused("code,010170-1234\nA,1\n")
    assert problems == [
        "file.csv, row 1, column B: This looks like a personal number or a case number. Take it out of the file."
    ]
    read: list[str] = []
    found: list[tuple[int | None, str]] = []
    with tabular.stream(io.BytesIO(b"code,name\nA,x\n0101701234,y\nB,z\n"), name="f.csv") as opened:
        try:
            for row in opened.rows:
                read.append(row["code"])
                assert row.hidden == ({"code"} if row.number == 3 else frozenset())
        except Refused as refusal:
            found = [(problem.row, problem.column) for problem in refusal.problems]
    assert (read, found) == (["A", "", "B"], [(3, "code")])


def test_column_of_numbers_without_their_zeros_is_found() -> None:
    problems = refused("code,n\nA,101701234\nB,\nC,101701235\n")
    assert problems[0].startswith("file.csv, column n: The column looks like personal numbers")
    assert len(cells("code,n\nA,101701234\nB,x\nC,101701235\n")) == 3


def test_what_is_no_file_or_no_workbook_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "fake.xlsx").write_text("a\n1\n")
    closed = tmp_path / "name.csv" / "below"
    (tmp_path / "name.csv").write_text("a\n1\n")
    for path, said in (
        (tmp_path, "is a folder. Name the file that lies in it."),
        (tmp_path / "gone.csv", "There is no file"),
        (closed, "cannot be read"),
        (tmp_path / "fake.xlsx", "fake.xlsx is not an XLSX file, whatever it is called."),
        (tmp_path / "010170-1234.csv", "•••.csv: The file's name looks like a personal number"),
    ):
        with pytest.raises(Refused) as caught:
            tabular.read(path)
        assert said in str(caught.value)
