"""Which questions hold dates: those of that type, and calculations that give one."""

from collections.abc import Iterable

from surveys.models import QuestionType
from surveys.rules.expressions import Expression, compile_expression
from surveys.rules.forms import arranged
from surveys.rules.tokens import RuleError


def date_names(questions: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """From names, types and calculations. What a calculation gives may rest on what another gives."""
    dates: set[str] = set()
    calculations: dict[str, Expression] = {}
    for name, type_, calculation in questions:
        if type_ == QuestionType.DATE:
            dates.add(name)
        elif calculation and (compiled := _compiled(calculation, frozenset())):
            calculations[name] = compiled
    for name in arranged({name: set(rule.variables) for name, rule in calculations.items()})[0]:
        known = _compiled(calculations[name].text, frozenset(dates))
        if known is not None and known.kind == "date":
            dates.add(name)
    return frozenset(dates)


def own_is_date(type_: str) -> bool:
    return type_ == QuestionType.DATE


def _compiled(text: str, dates: frozenset[str]) -> Expression | None:
    try:
        return compile_expression(text, dates=dates, calculates=True)
    except RuleError:
        return None
