"""Parameters as people write them: read, or refused with what would do."""

import pytest

from analysis.procedures import PROCEDURES, Kind, Outcome, Parameter, Procedure, Request, checking
from studies.models import Study
from studies.problems import Refused
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def _nothing(_request: Request) -> Outcome:
    return Outcome(tables=(), n_used=0, excluded={})


def _procedure(*parameters: Parameter, needs_grouping: bool = False) -> Procedure:
    return Procedure("test", "Test", "", parameters, _nothing, frozenset(), needs_grouping=needs_grouping)


@pytest.fixture
def study() -> Study:
    return make_study()[0]


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Kind.INT, "12", 12),
        (Kind.INT, 12, 12),
        (Kind.FLOAT, "0,25", 0.25),
        (Kind.FLOAT, "1e-3", 0.001),
        (Kind.BOOL, "Ja", True),
        (Kind.BOOL, False, False),
        (Kind.BOOL, "off", False),
        (Kind.TEXT, " a text ", "a text"),
    ],
)
def test_values_are_read(study: Study, kind: Kind, given: object, expected: object) -> None:
    checked = checking.check(_procedure(Parameter("x", kind, "X")), {"x": given}, study=study)
    assert checked.parameters == {"x": expected}


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Kind.INT, "0.5", "x: 0.5 is not a whole number. Write a whole number, for example 7."),
        (Kind.INT, "abc", "x: abc is not a number. Write a whole number, for example 7."),
        (Kind.INT, "many", "x: many is not a number. Write a whole number, for example 7."),
        (Kind.FLOAT, "2", "x: 2 is outside what is allowed. Use a number from 0 to 1."),
        (Kind.FLOAT, "nan", "x: nan is outside what is allowed. Use a number from 0 to 1."),
        (Kind.INT, "inf", "x: inf is outside what is allowed. Use a number from 0 to 1."),
        (Kind.BOOL, "perhaps", "x: perhaps is neither yes nor no. Write yes or no."),
        (Kind.CHOICE, "c", "x: c is not known here. Known are: a, b."),
        (Kind.QUESTIONNAIRE, "form", "x: form is not known here. The study has none yet: make one first."),
        (Kind.VARIABLE, "age", "x: age is not known here. The study has none yet: make one first."),
        (
            Kind.UNITS,
            "A,B",
            (
                "x: There are no units A, B. Write units' codes apart by commas. "
                "Or one of the words that stand for units: a, b."
            ),
        ),
    ],
)
def test_wrong_values_are_refused_with_what_would_do(study: Study, kind: Kind, given: str, said: str) -> None:
    parameter = Parameter("x", kind, "X", choices=(("a", "A"), ("b", "B")), minimum=0, maximum=1)
    with pytest.raises(Refused) as refusal:
        checking.check(_procedure(parameter), {"x": given}, study=study)
    assert str(refusal.value) == said


def test_an_open_limit_names_its_end(study: Study) -> None:
    with pytest.raises(Refused, match="Use at least 1"):
        checking.check(_procedure(Parameter("x", Kind.INT, "X", minimum=1)), {"x": "0"}, study=study)


def test_several_values_stand_apart_by_commas_or_in_a_list(study: Study) -> None:
    procedure = _procedure(Parameter("x", Kind.CHOICE, "X", choices=(("a", "A"), ("b", "B")), many=True))
    for given in ("a, b", ["a", "b"]):
        assert checking.check(procedure, {"x": given}, study=study).parameters == {"x": ["a", "b"]}


def test_defaults_fill_what_was_not_chosen_and_a_needed_value_is_asked_for(study: Study) -> None:
    procedure = _procedure(
        Parameter("x", Kind.INT, "X", default=3), Parameter("y", Kind.TEXT, "Y", required=True, help="Say y.")
    )
    with pytest.raises(Refused) as refusal:
        checking.complete(procedure, {}, study=study)
    assert str(refusal.value) == "y: A value is needed. Say y."
    assert checking.complete(procedure, {"y": "1"}, study=study).parameters == {"x": 3, "y": "1"}


@pytest.mark.parametrize("name", list(PROCEDURES))
def test_every_procedure_names_its_parameters_once_and_has_defaults_that_pass(study: Study, name: str) -> None:
    procedure = PROCEDURES[name]
    names = [parameter.name for parameter in procedure.parameters]
    assert procedure.name == name
    assert len(names) == len(set(names))
    plain = {p.name: p.default for p in procedure.parameters if p.default is not None and p.kind is not Kind.VARIABLE}
    assert checking.check(procedure, plain, study=study).parameters == plain


def test_limits_and_what_is_known_are_said_plainly() -> None:
    assert checking._range(0, 2**32 - 1) == "Use a number from 0 to 4294967295."
    assert checking._range(0, 0.5) == "Use a number from 0 to 0.5."
    assert checking._known([]) == "The study has none yet: make one first."
    assert checking._words(["high", "all"]) == "Or one of the words that stand for units: high, all."
