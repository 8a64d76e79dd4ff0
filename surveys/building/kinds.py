"""The kinds of questions that one can add, as a researcher calls them, and what each of them asks about itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from surveys.models import QuestionType
from surveys.rules.scales import DEFAULTS
from surveys.specification import QuestionSpec

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LISTED = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
GIVEN = frozenset(QuestionType) - {QuestionType.NOTE, QuestionType.CALCULATE}
NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.SCALE})
LONG_TEXT = "multiline"
LONG_LINES = "6"


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: "_StrPromise"
    type: QuestionType
    rows: bool = False
    yes_no: bool = False


KINDS = (
    Kind("select_one", _("one choice"), QuestionType.SELECT_ONE),
    Kind("select_multiple", _("several choices"), QuestionType.SELECT_MULTIPLE),
    Kind("yes_no", _("yes or no"), QuestionType.SELECT_ONE, yes_no=True),
    Kind("battery", _("a battery of yes and no"), QuestionType.SELECT_ONE, rows=True, yes_no=True),
    Kind("grid", _("a grid: several rows, one choice in each"), QuestionType.SELECT_ONE, rows=True),
    Kind("grid_several", _("a grid: several rows, several choices in each"), QuestionType.SELECT_MULTIPLE, rows=True),
    Kind("range", _("a scale with texts at its ends"), QuestionType.SCALE),
    Kind("integer", _("whole number"), QuestionType.INTEGER),
    Kind("decimal", _("number"), QuestionType.DECIMAL),
    Kind("text", _("a short text"), QuestionType.TEXT),
    Kind("long_text", _("a long text"), QuestionType.TEXT),
    Kind("date", _("date"), QuestionType.DATE),
    Kind("rank", _("ranking"), QuestionType.RANK),
    Kind("note", _("note, without an answer"), QuestionType.NOTE),
    Kind("acknowledge", _("confirmation"), QuestionType.ACKNOWLEDGE),
    Kind("calculate", _("calculated, not shown"), QuestionType.CALCULATE),
)
BY_NAME = {kind.name: kind for kind in KINDS}
YES_NO = "yes_no"


def blank(kind: Kind) -> QuestionSpec:
    """A question of this kind before anything is said of it."""
    spec = QuestionSpec("", kind.type, 0)
    if kind.type == QuestionType.SCALE:
        spec.parameters = dict(DEFAULTS)
    if kind.name == "long_text":
        spec.parameters, spec.appearance = {"rows": LONG_LINES}, LONG_TEXT
    return spec
