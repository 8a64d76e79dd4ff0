"""Files that are not what they claim, or that unpack to more than anyone can hold."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache

import xlsxwriter

DOCTYPE = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("j")))
    + b"]>"
)
SHEET = "xl/worksheets/sheet1.xml"
SPACE = b"<!-- " + b"x" * 10_000 + b" -->"


@cache
def workbook() -> bytes:
    """A small sound one, with the sheet that each import looks for."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["text", "q", "Why?"])
    return out.getvalue()


def changed(**parts: Callable[[bytes], bytes]) -> bytes:
    """The small workbook, with some of its parts changed; `sheet` and `strings` name them."""
    names = {SHEET: "sheet", "xl/sharedStrings.xml": "strings", "xl/workbook.xml": "book"}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            change = parts.get(names.get(name, ""), bytes)
            new.writestr(name, change(old.read(name)))
    return out.getvalue()


def _declared(before: bytes = b"") -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        head, mark, rest = xml.partition(b"?>")
        return head + mark + before + DOCTYPE + rest.replace(b"Why?", b"&i;")

    return change


def _members(count: int) -> bytes:
    """Many parts in a small file: the list is what costs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"{number}.xml"), b"")
    return out.getvalue()


def _blown_up() -> bytes:
    return changed(sheet=lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 300_000_000))


def _lying() -> bytes:
    """The list says that the sheet is small: what is unpacked is not."""
    content = bytearray(changed(sheet=lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 200_000_000)))
    place = content.rfind(SHEET.encode()) - 46  # its entry in the list at the end
    content[place + 24 : place + 28] = struct.pack("<I", 1_000)
    return bytes(content)


def _row_far_down(number: bytes) -> bytes:
    return changed(sheet=lambda xml: xml.replace(b'r="2"', b'r="' + number + b'"', 1).replace(b'2"', number + b'"'))


def _strings(count: int) -> bytes:
    filled = b"<si><t>x</t></si>" * count
    return changed(strings=lambda xml: xml.replace(b"</sst>", filled + b"</sst>"))


BOMBS: dict[str, Callable[[], bytes]] = {
    "not_a_zip.xlsx": lambda: b"PK\x03\x04" + b"\0" * 5_000,
    "a picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "empty.zip.xlsx": lambda: b"PK\x05\x06" + b"\0" * 18,
    "members.xlsx": lambda: _members(100_000),
    "entities in the sheet.xlsx": lambda: changed(sheet=_declared()),
    "entities in the texts.xlsx": lambda: changed(strings=_declared()),
    "entities far down.xlsx": lambda: changed(strings=_declared(SPACE)),
    "entities far down in the book.xlsx": lambda: changed(book=_declared(SPACE)),
    "blown up.xlsx": _blown_up,
    "lying.xlsx": _lying,
    "old.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000,
    "cut.xlsx": lambda: workbook()[:-300],
    "a.sav": lambda: b"$FL2@(#) SPSS" + b"\xff" * 5_000,
    "a.dta": lambda: b"<stata_dta><header><release>118</release>" + b"\xff" * 5_000,
    "quotation.csv": lambda: b'a,b\n"' + b"x" * 1_200_000,
    "columns.csv": lambda: b"," * 500_000 + b"\n",
    "nul.csv": lambda: b"code,name\nA,\0\n",
    "binary.csv": lambda: bytes(range(256)) * 4_000,
}


@cache
def bomb(name: str) -> bytes:
    return {**BOMBS, **SOUND}[name]()


SOUND: dict[str, Callable[[], bytes]] = {
    "a row far down.xlsx": lambda: _row_far_down(b"1048576"),
    "a row that cannot be.xlsx": lambda: _row_far_down(b"99999999999"),
    "many strings.xlsx": lambda: _strings(1_500_000),
    "claimed.xlsx": lambda: changed(sheet=lambda xml: xml.replace(b'ref="A1:C2"', b'ref="A1:XFD4417"')),
}
