"""The rule engine: expressions as XLSForm writes them, and answers as people give them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.rules import Form, FormQuestion, FormSection, Invalid, RuleError, clean, compile_expression, validate
from surveys.rules.forms import arranged

TODAY = date(2004, 5, 31)


def _holds(text: str, own: object = None, dates: tuple[str, ...] = (), **answers: object) -> bool:
    expression = compile_expression(text, dates=dates, own_is_date=isinstance(own, str) and own.count("-") == 2)
    return expression.holds(answers, own=own, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("${a} = '1'", {"a": "1"}, True),
        ("${a} = 1", {"a": "1"}, True),
        ("${a} != '1'", {}, True),
        ("${a} = ''", {}, True),
        ("${a} > 2", {}, False),
        ("${a} > 2 and ${b} < 3 or ${c} = 'x'", {"c": "x"}, True),
        ("${a} + 2 * 3 = 7", {"a": 1}, True),
        ("(${a} + 2) * 3 = 9", {"a": 1}, True),
        ("${a} mod 2 = 1", {"a": 7}, True),
        ("${a} div 2 = 3.5", {"a": 7}, True),
        ("-${a} < 0", {"a": 7}, True),
        ("selected(${m}, 'b')", {"m": ["a", "b"]}, True),
        ("selected(${m}, 'b')", {"m": ["a", "bb"]}, False),
        ("selected(${m}, 'b')", {}, False),
        ("count-selected(${m}) >= 2", {"m": ["a", "b"]}, True),
        ("not(selected(${m}, 'b'))", {}, True),
        ("if(${a} = 'x', 5, 6) = 5", {"a": "x"}, True),
        ("if(${a}, 'yes', 'no') = 'no'", {}, True),
        ("coalesce(${a}, ${b}) = 3", {"b": 3}, True),
        ("string-length(${a}) = 3", {"a": "æøå"}, True),
        ("concat(${a}, '-', ${b}) = 'x-3'", {"a": "x", "b": 3}, True),
        ("round(${a}, 2) = 2.35", {"a": 2.345000001}, True),
        ("round(${a}) = 3", {"a": 2.5}, True),
        ("int(${a}) = 2", {"a": 2.9}, True),
        ("number(${a}) = 4", {"a": "4"}, True),
        ("min(${a}, ${b}) = 1 and max(${a}, ${b}) = 4", {"a": 1, "b": 4}, True),
        ("regex(${a}, '[0-9]{4}')", {"a": "1234"}, True),
        ("regex(${a}, '[0-9]{4}')", {"a": "12345"}, False),
        ("contains(${a}, 'x') and starts-with(${a}, 'a')", {"a": "abx"}, True),
        ("${a} = “x”", {"a": "x"}, True),
        ("true()", {}, True),
        ("${my-name.x} = 1", {"my-name.x": 1}, True),
    ],
)
def test_expression_holds_as_xlsform_means_it(text: str, answers: dict[str, object], expected: bool) -> None:
    assert compile_expression(text).holds(answers, today=TODAY) is expected  # type: ignore[arg-type]


def test_dates_compare_as_days() -> None:
    assert _holds("${d} < '2004-01-01'", dates=("d",), d="2003-12-31")
    assert not _holds("${d} < '2004-01-01'", dates=("d",), d="2004-01-01")
    assert _holds(". <= today()", own="2004-05-31")
    assert not _holds(". <= today()", own="2004-06-01")
    assert _holds("${d} >= today() - 30", dates=("d",), d="2004-05-02")
    assert _holds("${d} = date('2004-05-02')", dates=("d",), d="2004-05-02")
    assert not _holds("${d} < '2004-01-01'", dates=("d",))


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 1, "empty"),
        ("${a} = ", 8, "value is missing"),
        ("${a} == 1", 7, "value is missing"),
        ("(${a} = 1", 1, "not closed"),
        ("${a} = 1)", 9, "not expected"),
        ("${a} = yes", 8, "a text stands in quotes"),
        ("foo(${a})", 1, "There is no function “foo”"),
        ("pulldata('a')", 1, "is not supported"),
        ("selected(${a})", 1, "too few or too many"),
        ("regex(., '(')", 10, "pattern cannot be used"),
        ("${a} & 1", 6, "not understood"),
        ("__import__('os')", 1, "There is no function"),
        ("/etc/passwd", 1, "not understood"),
        ("(" * 100 + "1" + ")" * 100, 61, "too deeply"),
        ("not(" * 100 + "1" + ")" * 100, 64 * 4 - 12, "too deeply"),
    ],
)
def test_wrong_expression_says_where_and_why(text: str, position: int, words: str) -> None:
    with pytest.raises(RuleError, match=words) as error:
        compile_expression(text)
    if "deeply" not in words:
        assert error.value.position == position


@given(st.text(alphabet="${}ab ()'\"=<>.,+-*0123456789andorselected:/|", max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_compiles_or_is_refused_with_a_position(text: str) -> None:
    place = _refused_at(text)
    assert place is None or 1 <= place <= len(text) + 1
    if place is None:
        assert compile_expression(text).holds({}, own="", today=TODAY) in {True, False}


def _refused_at(text: str) -> int | None:
    try:
        compile_expression(text)
    except RuleError as error:
        return error.position
    return None


def test_pattern_that_would_run_for_ever_is_stopped() -> None:
    assert not _holds("regex(., '(a+)+b')", own="a" * 60)


def test_long_texts_are_not_remembered() -> None:
    expression = compile_expression("${a} = 'x'")
    assert not expression.holds({"a": "y" * 1000})
    assert expression.remembered == {}
    assert expression.holds({"a": "x"})
    assert len(expression.remembered) == 1


def test_control_characters_in_an_answer_do_no_harm() -> None:
    assert _holds("string-length(.) = 3", own="a\x01b")


def _question(type_: str, *choices: str, **fields: object) -> FormQuestion:
    texts: dict[str, object] = {
        "name": "q", "section": "s", "label": {}, "hint": {}, "required": False, "relevant": None, "constraint": None,
        "constraint_message": {}, "appearance": "", "missing": frozenset(),
    }  # fmt: skip
    return FormQuestion(type=type_, choices={code: {} for code in choices}, **(texts | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "raw", "stored"),
    [
        ("integer", "12", 12),
        ("integer", " 1.234.567 ", 1234567),
        ("integer", "12,0", 12),
        ("decimal", "12,5", 12.5),
        ("decimal", "12.5", 12.5),
        ("decimal", "", None),
        ("date", "2003-12-24", "2003-12-24"),
        ("date", "24-12-2003", "2003-12-24"),
        ("date", "24.12.2003", "2003-12-24"),
        ("date", "1/2/2003", "2003-02-01"),
        ("date", "2003-12-24T00:00:00", "2003-12-24"),
        ("integer", "١٢", 12),
        ("integer", "۱۲", 12),
        ("integer", "١٬٢٣٤", 1234),
        ("decimal", "١٢٫٥", 12.5),
        ("date", "٢٤/١٢/٢٠٠٣", "2003-12-24"),
        ("date", "۲۰۰۳-۱۲-۲۴", "2003-12-24"),
        ("text", "١٢ سنة", "١٢ سنة"),
        ("text", " kept as typed ", " kept as typed "),
        ("text", "a\r\nb", "a\nb"),
        ("text", "  ", None),
    ],
)
def test_answer_is_read(type_: str, raw: str, stored: object) -> None:
    assert clean(_question(type_), raw) == stored


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        ("integer", "12,5"),
        ("integer", "١٬٢"),
        ("integer", "twelve"),
        ("integer", "1e300"),
        ("decimal", "nan"),
        ("decimal", "12,5,6"),
        ("date", "31-02-2003"),
        ("date", "2003"),
        ("date", "24-12-03"),
        ("text", "a\0b"),
        ("text", "\ud800"),
        ("text", "x" * 100_001),
        ("text", "240190-1234"),
        ("select_one", "z"),
        ("select_multiple", "a z"),
    ],
)
def test_answer_that_cannot_be_stored_is_refused(type_: str, raw: str) -> None:
    with pytest.raises(Invalid):
        clean(_question(type_, "a", "b"), raw)


def test_several_choices_are_kept_once_and_in_order() -> None:
    question = _question("select_multiple", "a", "b", "c")
    assert clean(question, "c a c") == ["a", "c"]
    assert clean(question, ["b", "a"]) == ["a", "b"]
    assert clean(question, []) == []
    assert clean(question, "") is None


def test_validate_says_what_is_wrong() -> None:
    rule = compile_expression(". > 3")
    question = _question(
        "integer", required=True, constraint=rule, constraint_message={"da": "Mere end 3", "en": "More"}
    )
    assert validate(question, None, {}) == "Please answer this question."
    assert validate(question, 2, {}, "da") == "Mere end 3"
    assert validate(question, 4, {}, "da") is None
    assert validate(_question("integer"), None, {}) is None
    assert validate(_question("integer", constraint=rule), 1, {}) == "This answer is not possible here."


def _form(**conditions: str) -> Form:
    questions = tuple(
        _question("text", name=name, relevant=compile_expression(text) if text else None)
        for name, text in conditions.items()
    )
    return Form((FormSection("s", {}, None, questions),), ("en",), "en")


def test_answer_to_a_closed_question_opens_no_other() -> None:
    form = _form(a="", b="${a} = '1'", c="${b} = '1'")
    assert form.asked({"a": "1", "b": "1"}) == {"a", "b", "c"}
    assert form.asked({"a": "2", "b": "1"}) == {"a"}


def test_condition_may_read_a_later_question() -> None:
    form = _form(c="${b} = '1'", b="${a} = '1'", a="")
    assert form.asked({"a": "1", "b": "1"}) == {"a", "b", "c"}
    assert form.asked({"b": "1"}) == {"a"}


def test_circle_is_told_from_order() -> None:
    assert arranged({"b": {"a"}, "c": {"b"}}) == (["b", "c"], [])
    assert arranged({"b": {"c"}, "c": {"b"}, "d": {"x"}}) == (["d"], ["b", "c"])


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_text_is_stored_as_typed_or_refused(text: str) -> None:
    try:
        stored = clean(_question("text"), text)
    except Invalid:
        return
    assert stored == (text.replace("\r\n", "\n") if text.strip() else None)


@given(st.lists(TEXTS.filter(lambda text: text.strip() == text and "\r" not in text), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_texts_survive_a_csv_file(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Written as our exports write them, read as our imports read them."""
    import unicodedata

    from studies import tabular
    from studies.cells import neutralise
    from tests.surveys.files import write_csv

    path: Path = tmp_path_factory.mktemp("csv") / "t.csv"
    rows = [[f"r{number}", neutralise(text)] for number, text in enumerate(texts)]
    write_csv(path, ["respondent", "why"], *rows)
    read = [row["why"] for row in tabular.read(path).rows]
    assert read == [unicodedata.normalize("NFC", text) for text in texts]
