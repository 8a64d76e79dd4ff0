"""What is typed by somebody who means harm, or whose keyboard does."""

import random
from urllib.parse import quote_plus

VALUES = (
    "",
    " ",
    "\0",
    "a\0b",
    "99999999999999999999999999",
    "-99999999999999999999999999",
    "9223372036854775808",
    "2147483648",
    "-1",
    "0",
    "1e309",
    "-1e309",
    "1e400000",
    "NaN",
    "inf",
    "-0.0",
    "²",
    "١٢٣",
    "½",
    "1_000",
    "0x1F",
    "0000-00-00",
    "10000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2004-02-30",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "24:61",
    "on",
    "true",
    "null",
    "None",
    "[]",
    "{}",
    '{"a":',
    '{"a": {"a": [1e999, NaN]}}',
    "[" * 5000,
    "x" * 300,
    "x" * 70_000,
    "\u202eabc\u2066",
    "e\u0301\u0323" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\ufeff",
    "\ufffe\uffff",
    "\udcff\udcfe",  # bytes that are not UTF-8
    "\udced\udca0\udc80",  # half a surrogate pair
    "../../../../etc/passwd",
    "..\\..\\x",
    "%s%n%(x)s",
    "{0.__class__}",
    "{{ 7*7 }}{% load x %}",
    "' OR 1=1 --",
    "(((((((((((((",
    "${attention} = '",
    "${nobody} > 3",
    "(" * 3000 + ")" * 3000,
    ". = '" + "a" * 2000,
    "not(" * 400 + "1" + ")" * 400,
    "1" + "+1" * 3000,
    "=1+1",
    "a\r\nSet-Cookie: x=1",
    "\r\n.\r\n",
    "<script>alert(1)</script>",
    "a@" + "b" * 300,
    "010170-1234",
    "00000000-0000-0000-0000-000000000000",
    "da",
    "xx",
    "1,2,3",
    "1 2 3",
    "H01",
    "attention",
    "manager",
    "next",
)
NUMBERS = ("0", "999999", "2147483648", "9223372036854775808", "9" * 40)
HEADERS: tuple[dict[str, str], ...] = (
    {"accept-language": "\\x00;q=zz,,,ar;q=-1"},
    {"accept-language": "x" * 4000},
    {"accept": "image/*;q=x, application/pdf"},
    {"hx-request": "true"},
    {"hx-request": "true", "hx-current-url": "%ff://[", "hx-current-url-uri-autoencoded": "true"},
    {"range": "bytes=-1-9"},
    {"if-modified-since": "Thu, 99 Jan 99999 00:00:00"},
    {"x-forwarded-for": "<>,,"},
    {"cookie": "django_language=%00; sessionid=\\x01; messages=zzz; csrftoken=;"},
    {"referer": "http://["},
    {},
)
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nope",
)
FILES = (
    ("a.csv", b""),
    ("a.csv", b"code,name\n" + b"\xff\xfe\0"),
    ("a.xlsx", b"PK\x03\x04" + b"\0" * 40),
    ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    ("a.sav", b"$FL2" + b"\xff" * 300),
    ("a.dta", b"<stata_dta><header><release>118"),
    ("\0/../x.csv", b"code,name\nA,B\n"),
    ("x" * 300 + ".csv", "kode;navn\n=1+1;\u202e\n".encode("utf-16")),
    ("a.csv", b'"' + b"x" * 100_000),
    ("a.csv", b"," * 50_000 + b"\n,"),
    ("a.csv", b"unit,respondent,attention\nH01,r\0,high\nH01,,<script>\n"),
    ("a.csv", b"item,questionnaire,question,yes,no,label\nI1,manager,attention,>=1e999,<x,\n"),
)


def value(chance: random.Random) -> str:
    """One of them, or a few one after the other."""
    if chance.random() < 0.85:
        return chance.choice(VALUES)
    return "".join(chance.choice(VALUES)[:40] for _ in range(chance.randrange(2, 6)))


def encoded(fields: list[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields)


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogateescape"))


SCRIPTS = tuple(
    f"{before}{script}{after}"
    for before, after in (
        ("", ""),
        ('">', ""),
        ("'>", ""),
        ("</title>", ""),
        ("</textarea>", ""),
        ("</script>", ""),
        ("-->", "<!--"),
        ("{{", "}}"),
    )
    for script in (
        "<script>alert(7)</script>",
        "<img src=x onerror=alert(7)>",
        "<svg/onload=alert(7)>",
        "<iframe srcdoc='<script>alert(7)'>",
        "<a href='javascript:alert(7)'>x",
    )
)
