"""In which order choices stand for one respondent: shuffled where the questionnaire says so, by a seed."""

from collections.abc import Mapping
from random import Random

from surveys.rules.forms import Form
from surveys.rules.questions import FormQuestion

Orders = Mapping[str, list[str]]
LAST = frozenset({"other"})  # *other, please say* stays where people look for it


def orders_of(form: Form, seed: int) -> dict[str, list[str]]:
    """Codes by question; a grid's rows have one order, kept under the grid's name. The same seed, the same orders."""
    found: dict[str, list[str]] = {}
    for question in form.questions.values():
        key = order_key(question)
        if question.is_shuffled and key not in found:
            found[key] = _shuffled(question, question.parameters.get("seed") or f"{seed}:{key}")
    return found


def order_key(question: FormQuestion) -> str:
    return question.grid or question.name


def in_order(question: FormQuestion, orders: Orders, places: tuple[int, ...]) -> list[int]:
    """The rows of the list in this respondent's order; as written where none is kept."""
    codes = orders.get(order_key(question), [])
    at = {code: place for place, code in enumerate(codes)}
    return sorted(places, key=lambda place: (at.get(question.rows[place].code, len(at)), place))


def _shuffled(question: FormQuestion, seed: str) -> list[str]:
    """Answers that are none stay at the end."""
    fixed = [code for code in question.choices if code in question.missing or code in LAST]
    free = [code for code in question.choices if code not in fixed]
    Random(seed).shuffle(free)
    return free + fixed
