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
from docx.shared import Pt
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from analysis.disclosure import VisibleTable
from analysis.exports.document import Document
from analysis.exports.merged import x_of_n
from analysis.formatting import cell, is_numeric, title
from studies.texts import pick

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(document: Document, file: io.BytesIO) -> None:
    paper = docx.Document()
    _landscape(paper)
    paper.core_properties.title = clean(f"{document.run.study} · {document.run.procedure}")
    paper.core_properties.author = "Kontrast"
    paper.add_heading(clean(str(document.run.study)), level=1)
    if document.notice:
        paper.add_paragraph(clean(document.notice), style="Intense Quote")
    for number, table in enumerate(document.tables, start=1):
        _table(paper, table, number)
    _notes(paper, document)
    paper.save(file)


def clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def _landscape(paper: Paper) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    paper.styles["Normal"].font.size = Pt(9)


def _table(paper: Paper, table: VisibleTable, number: int) -> None:
    caption = _("Table %(number)d. %(title)s") % {"number": number, "title": pick(table.title) or table.name}
    paper.add_paragraph(clean(caption), style="Caption")
    if table.withheld:
        paper.add_paragraph(clean(table.withheld))
        return
    columns, rows = x_of_n(table)
    grid = paper.add_table(rows=0, cols=len(columns), style="Light List")
    _row(grid, [title(column) for column in columns], columns)
    for row in rows:
        _row(grid, [cell(column, value) for column, value in zip(columns, row, strict=True)], columns)


def _row(grid: Grid, texts: Sequence[str], columns: Sequence[dict[str, Any]]) -> None:
    """A row through its own elements: asked for its cells, the library counts all cells of the table anew."""
    row = grid.add_row()  # type: ignore[no-untyped-call]
    elements = row._tr.tc_lst  # noqa: SLF001 -- a thousand rows in a second, not in a minute
    for element, text, column in zip(elements, texts, columns, strict=True):
        paragraph = Paragraph(element.p_lst[0], grid)
        paragraph.add_run(clean(text))
        if is_numeric(column):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _notes(paper: Paper, document: Document) -> None:
    for note in document.notes:
        paper.add_paragraph(clean(note), style="List Bullet")
    for name, value in document.about:
        paper.add_paragraph(clean(f"{name}: {value}"))
