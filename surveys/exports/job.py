"""One export under way: what is written, in which words, and how far it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.exports.columns import Column
from surveys.exports.layout import Layout
from surveys.exports.records import Record, Records

Progress = Callable[[int, str], None]


@dataclass
class Export:
    """`labels`: words instead of codes. `rows` is known when a file has been written."""

    layout: Layout
    records: Records
    recipient: str
    labels: bool = False
    progress: Progress = lambda _percent, _doing: None
    begins: int = 0
    ends: int = 95
    rows: int = 0
    notes: list[str] = field(default_factory=list)

    def shown(self, column: Column, code: str) -> str:
        return column.choice(code, self.layout.language) if self.labels else code

    def chunks(self) -> Iterator[list[Record]]:
        """All responses once; says how far it is."""
        total, self.rows, said = max(1, self.records.count()), 0, -1
        for chunk in self.records.chunks():
            yield chunk
            self.rows += len(chunk)
            percent = self.begins + (self.ends - self.begins) * min(self.rows, total) // total
            if percent != said:
                said = percent
                self.progress(percent, _("writing answers"))
