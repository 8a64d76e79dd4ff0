"""Letters with a link and its QR code: on A4 pages in the browser, and as one DOCX."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from studies.texts import direction
from surveys import qr
from surveys.mail_texts import Writer, Written
from surveys.models import Invitation

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Letter:
    address: list[str]
    written: Written
    date: str

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.written.body.split("\n\n") if part.strip()]

    @property
    def direction(self) -> str:
        return direction(self.written.language)

    @property
    def qr(self) -> SafeString:
        return qr.code_of(self.written.link)


def letters_for(writer: Writer, invitations: Iterable[Invitation]) -> list[Letter]:
    return [_letter(writer, invitation) for invitation in invitations]


def _letter(writer: Writer, invitation: Invitation) -> Letter:
    written = writer.for_person(invitation)
    identity = getattr(invitation, "identity", None)
    lines = [identity.name, *identity.address.splitlines()] if identity else []
    with translation.override(written.language):
        today = date_format(timezone.localdate())
    return Letter([line for line in lines if line.strip()], written, today)


def as_docx(letters: Iterable[Letter]) -> bytes:
    """A letter a page."""
    import docx  # noqa: PLC0415 -- a third of a second, for the few who ask for it
    from docx.shared import Cm, Pt  # noqa: PLC0415 -- as above

    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    paper.styles["Normal"].font.size = Pt(11)
    for number, letter in enumerate(letters):
        if number:
            paper.add_page_break()  # type: ignore[no-untyped-call]
        _write(paper, letter, Cm(4))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _write(paper, letter: Letter, size: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- python-docx is imported late
    _paragraph(paper, letter, "\n".join(letter.address))
    _paragraph(paper, letter, letter.date)
    _paragraph(paper, letter, letter.written.subject, bold=True)
    for text in letter.paragraphs:
        _paragraph(paper, letter, text)
    picture = paper.add_picture(io.BytesIO(qr.png_of(letter.written.link)), width=size)
    with translation.override(letter.written.language):
        described = _("QR code of the link below")
    picture._inline.docPr.set("descr", described)  # noqa: SLF001 -- the library has no other way
    paper.add_paragraph(letter.written.link)


def _paragraph(paper, letter: Letter, text: str, *, bold: bool = False) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- as above
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- as above

    paragraph = paper.add_paragraph()
    run = paragraph.add_run(NOT_IN_XML.sub("\ufffd", text))
    run.bold = bold
    if letter.direction == "rtl":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 -- the library has no other way
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))  # noqa: SLF001 -- as above
