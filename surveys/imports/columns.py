"""Which column of an XLSForm says what, in which language."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.imports.findings import Findings
from surveys.imports.sheets import Sheet, SheetRow

ALIASES = {
    "caption": "label",
    "list name": "list_name",
    "value": "name",
    "relevance": "relevant",
    "constraintmsg": "constraint_message",
    "constraint-msg": "constraint_message",
    "constraint message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "requiredmsg": "required_message",
    "required message": "required_message",
    "jr:requiredmsg": "required_message",
    "form id": "form_id",
    "form title": "form_title",
    "title": "form_title",
    "default language": "default_language",
    "soft required": "soft_required",
    "low label": "low_label",
    "high label": "high_label",
}
TRANSLATED = frozenset({
    "label", "hint", "constraint_message", "required_message", "form_title", "low_label", "high_label"
})  # fmt: skip
UNSUPPORTED = {
    "survey": frozenset({
        "read_only", "repeat_count", "trigger", "image", "audio", "video", "big-image", "media", "guidance_hint",
        "save_to",
        "save_incomplete", "autoplay", "accuracythreshold", "noapperrorstring",
    }),
    "choices": frozenset({"image", "audio", "video", "big-image", "media", "geometry"}),
    "settings": frozenset[str](),
}  # fmt: skip
WITHOUT_EFFECT = frozenset({"", "no", "false", "false()"})
IN_BRACKETS = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")
# The standard's converter breaks off at form_title::English (en), and lets form_title (en) pass.
TITLE = re.compile(r"(?:form[_ ])?title\s*(\([A-Za-z-]+\))$", re.IGNORECASE)
CODES = {
    "danish": "da", "dansk": "da", "english": "en", "engelsk": "en", "german": "de", "deutsch": "de", "tysk": "de",
    "arabic": "ar", "arabisk": "ar", "chinese": "zh", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "swedish": "sv", "svenska": "sv", "norwegian": "nb", "turkish": "tr", "somali": "so",
    "persian": "fa", "farsi": "fa", "polish": "pl", "russian": "ru", "ukrainian": "uk", "urdu": "ur",
    "portuguese": "pt", "italian": "it", "dutch": "nl", "hindi": "hi", "vietnamese": "vi", "bosnian": "bs",
    "kurdish": "ku", "finnish": "fi", "greenlandic": "kl",
}  # fmt: skip


def language_code(written: str) -> str:
    """`Dansk (da)`, `Danish` and `da` are all `da`; a language without a known code keeps its name."""
    written = written.strip()
    if found := IN_BRACKETS.search(written):
        return found[1].lower()
    name = written.lower()
    return CODES.get(name, re.sub(r"[^\w-]", "_", name)[:20])


@dataclass
class Columns:
    """A sheet's columns by their plain names; translated ones by name and language (blank: none said)."""

    sheet: Sheet
    plain: dict[str, str] = field(default_factory=dict)
    unsupported: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def value(self, row: SheetRow, column: str) -> str:
        return row[self.plain[column]] if column in self.plain else ""

    def header(self, column: str) -> str:
        return self.plain.get(column) or next(iter(self.texts.get(column, {}).values()), column)

    def translations(self, row: SheetRow, column: str, default: str) -> dict[str, str]:
        by_language = {}
        for language, header in sorted(self.texts.get(column, {}).items()):
            if row[header]:
                by_language[language or default] = row[header]
        return by_language

    def languages(self) -> list[str]:
        found: dict[str, None] = {}
        for column in ("label", "hint"):
            found.update(dict.fromkeys(language for language in self.texts.get(column, {}) if language))
        return list(found)


def plain_name(header: str) -> tuple[str, str]:
    """The column's name and, where it says one, its language."""
    name, _mark, language = header.partition("::")
    if found := TITLE.match(header):
        return "form_title", language_code(found[1])
    if name.lower() in {"bind", "control", "body", "media"} and language:
        name, language = language.partition("::")[0], language.partition("::")[2]
    elif not language and header.lower().startswith(("bind:", "control:")):
        name = header.partition(":")[2]
    elif not language and header.partition(":")[0].lower() in TRANSLATED:
        name, _mark, language = header.partition(":")
    name = re.sub(r"\s+", " ", name.strip().lower())
    return ALIASES.get(name, name), language_code(language) if language else ""


def columns_of(sheet: Sheet, findings: Findings) -> Columns:
    columns = Columns(sheet)
    for header in filter(None, sheet.headers):
        name, language = plain_name(header)
        if name in UNSUPPORTED[sheet.name]:
            columns.unsupported.append(header)
            continue
        target = columns.texts.setdefault(name, {}) if name in TRANSLATED else columns.plain
        key = language if name in TRANSLATED else name
        if key in target:
            header = _one_of(columns, target[key], header, findings)  # noqa: PLW2901 -- of two, the one with values
        target[key] = header
    return columns


def _one_of(columns: Columns, first: str, second: str, findings: Findings) -> str:
    """The one that is filled in, of two columns that say the same; a problem where both are."""
    filled = [header for header in (first, second) if any(row[header] for row in columns.sheet.rows)]
    if len(filled) == 2:
        findings.problem(
            _("The columns “%(first)s” and “%(second)s” say the same thing.") % {"first": first, "second": second},
            _("Keep one of them."),
            sheet=columns.sheet.name,
            row=1,
            column=second,
        )
    return filled[0] if filled else first


def unsupported_columns(columns: Columns, findings: Findings, *, skip_rows: frozenset[int] = frozenset()) -> None:
    """One finding per column with values, naming the first row and how many there are."""
    for header in columns.unsupported:
        rows = [
            row.number
            for row in columns.sheet.rows
            if row[header].lower() not in WITHOUT_EFFECT and row.number not in skip_rows
        ]
        if rows:
            message = ngettext(
                "The column “%(column)s” is not supported (used in %(count)d row).",
                "The column “%(column)s” is not supported (used in %(count)d rows).",
                len(rows),
            )
            findings.unsupported(
                message % {"column": header, "count": len(rows)},
                sheet=columns.sheet.name,
                row=rows[0],
                column=header,
            )
