"""The documentation lists each procedure's parameters as the code has them."""

from io import StringIO

import pytest
from django.core.management import call_command

from analysis import parameter_tables
from analysis.procedures import PROCEDURES, Kind, Parameter, Procedure


@pytest.mark.parametrize("name", list(PROCEDURES))
def test_each_method_page_lists_its_parameters_as_they_are(name: str) -> None:
    """`manage.py parameters --write` mends it."""
    assert parameter_tables.page(name).read_text(encoding="utf-8") == parameter_tables.written(name)


def test_a_table_says_defaults_choices_and_limits() -> None:
    parameters = (
        Parameter("test", Kind.CHOICE, "Test", default="none", choices=(("none", "no test"), ("chi2", "chi-square"))),
        Parameter("pairs", Kind.INT, "Pairs", help="How many.", default=10, minimum=1, maximum=2500),
        Parameter("form", Kind.QUESTIONNAIRE, "Form", blank="the only one", required=True),
        Parameter("name", Kind.TEXT, "Name", required=True),
        Parameter("codes", Kind.TEXT, "Codes", default=["a", "b"], many=True),
        Parameter("loo", Kind.BOOL, "Without", default=False),
        Parameter("least", Kind.FLOAT, "Least", minimum=0),
    )
    procedure = Procedure("p", "P", "", parameters, run=lambda _request: pytest.fail("not run"), reads=frozenset())
    assert parameter_tables.table(procedure).splitlines()[2:] == [
        "| `test` | `none` | Test. `none`: no test; `chi2`: chi-square. |",
        "| `pairs` | `10` | Pairs. How many. 1 to 2500. |",
        "| `form` | the only one | Form. |",
        "| `name` | needed | Name. |",
        "| `codes` | `a,b` | Codes. Several go apart by commas. |",
        "| `loo` | `no` | Without. |",
        "| `least` | blank | Least. From 0. |",
    ]


def test_the_command_prints_what_a_procedure_can_be_told() -> None:
    told = StringIO()
    call_command("parameters", "crosstab", stdout=told)
    assert told.getvalue().startswith("crosstab\n\n| parameter | default | |\n")
    assert "| `denominator` | `valid` | Percent of." in told.getvalue()
