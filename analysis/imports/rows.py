"""What a file of items says, row by row."""

from dataclasses import dataclass

from analysis.item_rules import ItemSpec
from analysis.models import Item
from analysis.services import items as services
from studies.models import Study
from studies.problems import Problems


@dataclass(slots=True)
class Entry:
    """One row: the item it means, the item there is, the set it goes into."""

    row: int
    spec: ItemSpec
    item: Item | None
    theme: str
    item_set: str

    @property
    def state(self) -> str:
        if self.item is None:
            return "new"
        same_theme = not self.theme or bool(self.spec.theme)
        return "same" if same_theme and services.same(self.item, self.spec) else "changed"


@dataclass(slots=True)
class Reading:
    """A file that has been read and checked; nothing is saved yet."""

    study: Study
    file: str
    entries: list[Entry]
    new_themes: list[str]
    problems: Problems

    def count(self, state: str) -> int:
        return sum(entry.state == state for entry in self.entries)
