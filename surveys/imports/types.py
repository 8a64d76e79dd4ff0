"""The types of XLSForm: those Kontrast asks, by all their names, and those it does not."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from surveys.models import QuestionType

PLAIN = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "range": QuestionType.SCALE,
    "acknowledge": QuestionType.ACKNOWLEDGE,
    "trigger": QuestionType.ACKNOWLEDGE,
    "calculate": QuestionType.CALCULATE,
    "note": QuestionType.NOTE,
}
ONE = "select_one|select one from|select one|select1|add select one prompt using"
SEVERAL = "select_multiple|select all that apply from|select all that apply|select multiple from|select multiple"
SELECT = re.compile(
    rf"(?:(?P<one>{ONE})|(?P<several>{SEVERAL}|add select multiple prompt using)|(?P<rank>rank|odk:rank))"
    r"\s+(?P<list>\S+)"
    r"(?P<other>\s+(?:or_other|or other|or specify other))?",
    re.IGNORECASE,
)
OPENS = re.compile(r"begin[ _](group|repeat|loop)\b", re.IGNORECASE)
CLOSES = re.compile(r"end[ _](group|repeat|loop)\b", re.IGNORECASE)
UNSUPPORTED = {
    "start end today deviceid device_id username subscriberid simserial phonenumber email audit start-geopoint "
    "background-audio background-geopoint uri:deviceid uri:username uri:subscriberid uri:simserial uri:phonenumber "
    "uri:email": _("metadata"),
    "hidden": _("a hidden value"),
    "image photo picture audio video file signature draw annotate": _("media"),
    "geopoint geotrace geoshape location gps": _("a place"),
    "barcode qrcode": _("a barcode"),
    "time datetime datetimegroup": _("a time of day"),
    "xml-external csv-external select_one_from_file select_multiple_from_file select_one_external entity osm csv": _(
        "data from another file"
    ),
}
REASONS = {name: reason for names, reason in UNSUPPORTED.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Select:
    type: QuestionType
    list_name: str
    or_other: bool


def select(written: str) -> Select | None:
    found = SELECT.fullmatch(written)
    if found is None:
        return None
    type_ = QuestionType.SELECT_ONE if found["one"] else QuestionType.SELECT_MULTIPLE
    return Select(QuestionType.RANK if found["rank"] else type_, found["list"], bool(found["other"]))


def unsupported_reason(written: str) -> str:
    """What kind of part it is, in words; blank for a type that is no XLSForm type at all."""
    words = written.lower().split()
    return str(REASONS.get(words[0], "")) if words else ""
