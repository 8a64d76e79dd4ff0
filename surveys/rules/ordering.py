"""In which order choices and questions stand for one respondent: shuffled where the form says so, by a seed."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from random import Random

from surveys.models import QuestionType
from surveys.rules.forms import Form, FormSection
from surveys.rules.questions import FormQuestion

Orders = Mapping[str, list[str]]
LAST = frozenset({"other"})  # *other, please say* stays where people look for it


def orders_of(form: Form, seed: int) -> dict[str, list[str]]:
    """Codes by question, names of questions by section; the same seed, the same orders.

    A grid's rows have one order of choices, kept under the grid's name.
    """
    found: dict[str, list[str]] = {}
    for question in form.questions.values():
        key = order_key(question)
        if question.is_shuffled and key not in found:
            found[key] = _shuffled(question, question.parameters.get("seed") or f"{seed}:{key}")
    for section in form.sections:
        if section.randomize:
            found[section.name] = _mixed(form, section, f"{seed}:{section.name}")
    return found


def questions_in_order(section: FormSection, orders: Orders) -> list[FormQuestion]:
    """The section's questions as this respondent meets them; as written where no order is kept."""
    at = {name: place for place, name in enumerate(orders.get(section.name, []))}
    return sorted(section.questions, key=lambda question: at.get(question.name, len(at)))


def _mixed(form: Form, section: FormSection, seed: str) -> list[str]:
    """Notes at the top stay there; what belongs together moves together."""
    opening = list(takewhile(lambda question: question.type == QuestionType.NOTE, section.questions))
    blocks = _blocks(form, section.questions[len(opening) :])
    Random(seed).shuffle(blocks)
    return [question.name for question in opening] + [name for block in blocks for name in block]


def _blocks(form: Form, questions: Sequence[FormQuestion]) -> list[list[str]]:
    """A grid; a note with the question below it; a question with those whose rules read it."""
    blocks: list[list[str]] = []
    before: FormQuestion | None = None
    for question in questions:
        reads = {name for rule in form.rules_of(question.name) for name in rule.variables}
        first = next((place for place, block in enumerate(blocks) if not reads.isdisjoint(block)), len(blocks))
        if before is not None and _together(before, question):
            first = min(first, len(blocks) - 1)
        joined = [name for block in blocks[first:] for name in block]
        blocks[first:] = [[*joined, question.name]]
        before = question
    return blocks


def _together(above: FormQuestion, below: FormQuestion) -> bool:
    return above.type == QuestionType.NOTE or (above.grid != "" and above.grid == below.grid)


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
