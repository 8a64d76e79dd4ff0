"""A run as DOCX: each table with its caption and notes, as it goes into a report."""

import io
import re
from collections.abc import Sequence
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Length, Pt
from docx.table import Table as Grid
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from analysis.disclosure import VisibleTable
from analysis.exports.blocks import in_blocks
from analysis.exports.document import Document
from analysis.exports.merged import x_of_n
from analysis.exports.reading import for_reading
from analysis.formatting import cell, is_numeric, title
from analysis.models import Figure
from studies.texts import pick

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

A4 = (Cm(29.7), Cm(21))
MARGIN = Cm(1.8)
WIDTH = A4[0] - 2 * MARGIN
HEIGHT_OF_FIGURE = Cm(16)
AS_ON_SCREEN = 0.5  # of what the file says: it is drawn one and a half times as large, at 72 pixels an inch, not 96
MOST_ROWS = 200
SHARES = {"texts": 2.6, "text": 1.2}


def write(document: Document, file: io.BytesIO) -> None:
    paper = docx.Document()
    _a4_landscape(paper)
    paper.core_properties.title = clean(f"{document.run.study} · {document.run.procedure}")
    paper.core_properties.author = "Kontrast"
    paper.add_heading(clean(str(document.run.study)), level=1)
    if document.notice:
        paper.add_paragraph(clean(document.notice), style="Intense Quote")
    _figures(paper, document.figures)
    left_out = [table for table in document.tables if document.is_whole and len(table.rows) > MOST_ROWS]
    for number, table in enumerate((table for table in document.tables if table not in left_out), start=1):
        _table(paper, table, number)
    if left_out:
        paper.add_paragraph(clean(_left_out(left_out)))
    _notes(paper, document)
    paper.save(file)


def clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def _a4_landscape(paper: Paper) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    paper.styles["Normal"].font.size = Pt(9)


def _figures(paper: Paper, figures: Sequence[Figure]) -> None:
    """Those that have been drawn, each with its caption above and its text alternative."""
    for number, figure in enumerate((figure for figure in figures if figure.png), start=1):
        caption = _("Figure %(number)d. %(title)s") % {"number": number, "title": figure.title}
        paper.add_paragraph(clean(caption), style="Caption").paragraph_format.keep_with_next = True
        picture = paper.add_picture(io.BytesIO(bytes(figure.png)))
        scale = min(AS_ON_SCREEN, WIDTH / picture.width, HEIGHT_OF_FIGURE / picture.height)
        picture.width, picture.height = Length(int(picture.width * scale)), Length(int(picture.height * scale))
        picture._inline.docPr.set("descr", clean(figure.alternative))  # noqa: SLF001 -- the library has no other way


def _left_out(tables: Sequence[VisibleTable]) -> str:
    return _("Tables of more than %(rows)d rows are only in the XLSX file of this run: %(tables)s.") % {
        "rows": MOST_ROWS,
        "tables": "; ".join(_title(table) for table in tables),
    }


def _title(table: VisibleTable) -> str:
    return pick(table.title) or table.name


def _table(paper: Paper, table: VisibleTable, number: int) -> None:
    caption = _("Table %(number)d. %(title)s") % {"number": number, "title": _title(table)}
    paper.add_paragraph(clean(caption), style="Caption").paragraph_format.keep_with_next = True
    if table.withheld:
        paper.add_paragraph(clean(table.withheld))
        return
    all_columns, blocks = in_blocks(*x_of_n(table))
    kept = for_reading(all_columns, [row for block in blocks for row in block.rows])
    columns = [all_columns[place] for place in kept]
    grid = paper.add_table(rows=0, cols=len(columns), style="Light List")
    _widths(grid, columns)
    _repeat(_row(grid, [title(column) for column in columns], columns))
    for block in blocks:
        if block.code:
            _heading(grid, block.heading)
        for row in block.rows:
            _row(grid, [cell(all_columns[place], row[place]) for place in kept], columns)
    if len(columns) < len(all_columns):
        paper.add_paragraph(_("More columns are in the XLSX file."))


def _widths(grid: Grid, columns: Sequence[dict[str, Any]]) -> None:
    """Set before there are rows: each new cell takes its column's width."""
    grid.autofit = False
    shares = [SHARES.get(str(column.get("kind", "text")), 1.0) for column in columns]
    for place, share in enumerate(shares):
        grid.columns[place].width = Length(int(WIDTH * share / sum(shares)))


def _row(grid: Grid, texts: Sequence[str], columns: Sequence[dict[str, Any]]) -> Row:
    """A row through its own elements: asked for its cells, the library counts all cells of the table anew."""
    row: Row = grid.add_row()  # type: ignore[no-untyped-call]
    elements = row._tr.tc_lst  # noqa: SLF001 -- a thousand rows in a second, not in a minute
    for element, text, column in zip(elements, texts, columns, strict=True):
        paragraph = Paragraph(element.p_lst[0], grid)
        paragraph.add_run(clean(text))
        if is_numeric(column) or column.get("kind") == "of":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return row


def _heading(grid: Grid, text: str) -> None:
    """One cell over the whole width, on the page of the row below it."""
    row: Row = grid.add_row()  # type: ignore[no-untyped-call]
    first, *others = row._tr.tc_lst  # noqa: SLF001 -- merged by the library, a cell counts all cells of the table anew
    for element in others:
        row._tr.remove(element)  # noqa: SLF001
    first.grid_span = 1 + len(others)
    first.width = Length(WIDTH)
    paragraph = Paragraph(first.p_lst[0], grid)
    paragraph.add_run(clean(text)).bold = True
    paragraph.paragraph_format.keep_with_next = True


def _repeat(row: Row) -> None:
    """On each page that the table goes over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 -- the library has no other way


def _notes(paper: Paper, document: Document) -> None:
    for note in document.notes:
        paper.add_paragraph(clean(note), style="List Bullet")
    for name, value in document.about:
        paper.add_paragraph(clean(f"{name}: {value}"))
