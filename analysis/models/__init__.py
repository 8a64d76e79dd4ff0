"""Items and item sets; plans, runs and what they found."""

from analysis.models.items import Combine, Direction, Item, ItemSet, ItemSetMember
from analysis.models.runs import Figure, Plan, ResultTable, Run, RunStatus
from analysis.models.selection import Criterion, Met, StatedCriterion, Synthesis

__all__ = [
    "Combine",
    "Criterion",
    "Direction",
    "Figure",
    "Item",
    "ItemSet",
    "ItemSetMember",
    "Met",
    "Plan",
    "ResultTable",
    "Run",
    "RunStatus",
    "StatedCriterion",
    "Synthesis",
]
