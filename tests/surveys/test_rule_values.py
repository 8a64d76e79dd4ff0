"""What expressions give: functions as the XLSForm and XPath 1.0 references define them, dates as day numbers.

Expected values are those of https://getodk.github.io/xforms-spec/#xpath-functions where it gives an example, else
worked out by hand; days between dates against Python's calendar.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.rules import RuleError, compile_expression
from surveys.rules.kinds import date_names

TODAY = date(2004, 5, 31)


def _value(text: str, dates: tuple[str, ...] = (), **answers: object) -> object:
    return compile_expression(text, dates=dates, calculates=True).value(answers, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 1", 2),
        ("7 div 2", 3.5),
        ("7 mod 3", 1),
        ("-7 mod 3", -1),
        ("0.1 + 0.2", 0.3),
        ("abs(-3)", 3),
        ("pow(2, 10)", 1024),
        ("sqrt(16)", 4),
        ("exp(0)", 1),
        ("exp10(3)", 1000),
        ("log10(1000)", 3),
        ("round(log(100), 4)", 4.6052),
        ("round(pi(), 5)", 3.14159),
        ("int(-2.9)", -2),
        ("round(-2.5)", -2),
        ("round(1234.567, -2)", 1200),
        ("floor(-1.5) + ceiling(1.2)", 0),
        ("sum(1, 2, 3)", 6),
        ("min(3, 1, 2)", 1),
        ("max('', 5, 2)", 5),
        ("string-length('æøå')", 3),
        ("substr('fishing', 0, 4)", "fish"),
        ("substr('fishing', 4)", "ing"),
        ("substring('12345', 2, 3)", "234"),
        ("substring-before('1999/04', '/')", "1999"),
        ("substring-after('1999/04', '/')", "04"),
        ("concat('a', 'b', 'c')", "abc"),
        ("join(', ', 'a', 'b')", "a, b"),
        ("translate('bar', 'abc', 'ABC')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
        ("ends-with('abc', 'bc')", "true"),
        ("starts-with('abc', 'bc')", "false"),
        ("contains('abc', 'b') and not(false())", "true"),
        ("selected-at('a b c', 1)", "b"),
        ("selected-at('a b c', 3)", None),
        ("count-selected('a b c')", 3),
        ("count-non-empty('a', '', 'c')", 2),
        ("if(1 = 1, 'yes', 'no')", "yes"),
        ("coalesce('', 'b')", "b"),
        ("boolean('x')", "true"),
        ("number('4') + 1", 5),
        ("string(12)", "12"),
        ("''", None),
        ("1 div 0", None),
        ("0 div 0", None),
        ("sqrt(-1)", None),
        ("log(0)", None),
        ("pow(10, 400)", None),
        ("today()", "2004-05-31"),
        ("today() + 1", "2004-06-01"),
        ("today() - date('2004-05-01')", 30),
        ("date('2004-02-28') + 1", "2004-02-29"),
        ("decimal-date-time('1970-01-11')", 10),
        ("format-date(today(), '%d.%n.%Y')", "31.5.2004"),
        ("format-date('2004-01-02', '%y%m%e')", "04012"),
        ("if(true(), today(), '')", "2004-05-31"),
        ("min(date('2004-01-02'), date('2004-01-01'))", "2004-01-01"),
        ("concat('on ', today())", "on 2004-05-31"),
        ("string-length(string(today()))", 10),
        ("int((today() - date('1960-06-01')) div 365.25)", 43),
    ],
)
def test_expression_gives_what_the_reference_says(text: str, expected: object) -> None:
    assert _value(text) == expected


def test_missing_is_never_zero() -> None:
    assert _value("${a} + 1") is None
    assert _value("sum(${a}, 1)") is None
    assert _value("coalesce(${a}, 0) + 1") == 1
    assert _value("min(${a}, 4)") == 4


def test_dates_are_dates_wherever_they_meet() -> None:
    born = {"born": "1960-06-01", "moved": "1990-01-01"}
    dates = ("born", "moved")
    assert _value("${moved} - ${born}", dates, **born) == (date(1990, 1, 1) - date(1960, 6, 1)).days
    assert _value("if(${moved} > '1989-12-31', 'late', 'early')", dates, **born) == "late"
    assert _value("coalesce(${left}, ${moved})", (*dates, "left"), **born) == "1990-01-01"
    assert _value("if(${moved} = '', 'no', string(${moved}))", dates, **born) == "1990-01-01"
    assert _value("if(${moved} = '', 'none', 'some')", dates) == "none"
    assert _value("if(${x} = ${moved}, 1, 2)", dates, x="1990-01-01", **born) == 1
    assert _value("${born} + 1", dates) is None


def test_calculated_date_is_a_date_for_those_that_read_it() -> None:
    questions = [
        ("later", "calculate", "${end} + 7"),
        ("end", "calculate", "if(${start} = '', today(), ${start})"),
        ("start", "date", ""),
        ("days", "calculate", "${end} - ${start}"),
    ]
    assert date_names(questions) == {"start", "end", "later"}


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-40_000, 40_000))
@settings(max_examples=200, deadline=None)
def test_adding_days_is_what_the_calendar_says(day: date, days: int) -> None:
    from datetime import timedelta

    given_days = {"d": day.isoformat(), "n": days}
    assert _value("${d} + ${n}", ("d",), **given_days) == (day + timedelta(days=days)).isoformat()
    assert _value("(${d} + ${n}) - ${d}", ("d",), **given_days) == (days or 0)


def test_day_outside_the_calendar_is_no_value() -> None:
    assert _value("${d} + 9999999999", ("d",), d="2004-01-01") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("now()", "The function “now” is not supported."),
        ("random()", "The function “random” is not supported."),
        ("jr:choice-name(${a}, 'a')", "is not supported"),
        ("format-date(today(), '%H:%M')", "“%H” in the form of a date is not supported."),
        ("once(1) + 1", "can only stand around a whole calculation"),
        ("1 + once(1)", "can only stand around a whole calculation"),
        ("pastel = yes", "a text stands in quotes"),
        ("'a\x01b'", "not understood"),
        (" or ".join(["${a}"] * 5000), "too long"),
        ("'" + "x" * 30_000 + "'", "too long"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        compile_expression(text, calculates=True)


@pytest.mark.parametrize("operator", ["or", "and", "+", "=", "<", "*"])
def test_longest_expression_is_evaluated(operator: str) -> None:
    expression = compile_expression(f" {operator} ".join(["${a}"] * 999))
    assert expression.holds({"a": "1"}) in {True, False}


def test_text_that_grows_is_cut() -> None:
    calculated = compile_expression("concat(" + ", ".join(["${a}"] * 100) + ")", calculates=True)
    assert calculated.value({"a": "x" * 1000}) == "x" * 10_000


def test_once_keeps_what_was_first() -> None:
    assert compile_expression("once(today())", calculates=True).once
    with pytest.raises(RuleError, match="once"):
        compile_expression("once(today())")


def test_filter_reads_columns_of_its_list_and_no_others() -> None:
    rule = compile_expression("of = ${land} and size > 3", columns=["of", "size"])
    assert (rule.variables, rule.columns) == (("land",), ("of", "size"))
    assert rule.holds({"land": "dk"}, columns={"of": "dk", "size": "4"})
    assert not rule.holds({"land": "dk"}, columns={"of": "dk", "size": "3"})
    assert not rule.holds({"land": "dk"}, columns={"of": "", "size": "4"})
    with pytest.raises(RuleError, match="“yes” is no column of the sheet choices") as error:
        compile_expression("of = yes", columns=["of"])
    assert error.value.unsupported
