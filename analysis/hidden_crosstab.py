"""Cells of a crosstab of persons that stay hidden outside the team: all its questions as one set of linked counts.

Several questions print the same bases, and a filtered question's base is another question's answer: what one block
hides, another must not tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from analysis.methods.crosstab import ALL, EVERYBODY
from analysis.methods.linked_suppression import FIXED, Linked, hide
from analysis.percentages import family

Column = Mapping[str, Any]
Row = Sequence[Any]
Line = tuple[int, Row]
BLOCK = "block"  # the role of the column that names the question
TOTAL_COST, BASE_COST = 20, 50  # times as dear to hide as a cell of as many persons
OF_ALL = frozenset({"responses_n", "responses_percent"})
OF_TEST = frozenset({"statistic", "df", "p", "smallest_expected"})


def is_crosstab(columns: Sequence[Column]) -> bool:
    return any(column.get("role") == BLOCK for column in columns)


def hidden_in_crosstab(columns: Sequence[Column], rows: Sequence[Row], k: int) -> list[list[int]]:
    """Pairs of row and column: small counts, what would give them away, and what was computed from them."""
    table = Crosstab(columns, rows)
    found = hide(table.linked, k)
    cells = {place for place, count in table.printed.items() if found[count]}
    cells |= {place for block in table.blocks for place in _derived(table, [row for row, _cells in block], cells)}
    return [[row, column] for row, column in sorted(cells)]


class Crosstab:
    """A crosstab's counts, linked; `printed` says which of them stands in which row and column."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self.places = {str(column["name"]): place for place, column in enumerate(columns)}
        self.families = [family(column) for column in columns if column.get("role") == "x"]
        self.linked = Linked()
        self.printed: dict[tuple[int, int], int] = {}
        self.bases: dict[tuple[str, str], int] = {}
        self.answers: dict[tuple[str, str], int] = {}
        lines = groupby(enumerate(rows), key=lambda line: self.at(line[1], "question"))
        self.blocks: list[list[Line]] = [list(block) for _question, block in lines]
        for number, block in enumerate(self.blocks):
            self._add_block(number, block)
        self._tie_bases()

    def at(self, row: Row, name: str) -> Any:  # noqa: ANN401 -- a cell of any kind
        return row[self.places[name]]

    def _add_block(self, number: int, block: list[Line]) -> None:
        """One question; what is counted in the families adds up to all."""
        silent = int(self.at(block[-1][1], f"{ALL}_x"))
        same_base = self.at(block[0][1], f"{ALL}_n") == self.at(block[-1][1], f"{ALL}_n")
        parts = [self._add_family(name, number, block, same_base=same_base, silent=silent) for name in self.families]
        for label in parts[0]:
            if len(parts) > 1:
                self.linked.tie(parts[0][label], [part[label] for part in parts[1:]])

    def _add_family(
        self, name: str, number: int, block: list[Line], *, same_base: bool, silent: int
    ) -> dict[str, int]:
        """Answers, n, those asked and those without an answer, of all persons or of those in one category."""
        linked, (last, silence) = self.linked, block[-1]
        asked = self._base(name, silence)
        self.printed[last, self.places[f"{name}_n"]] = asked
        # Where everybody asked has answered, that is known; else it is a count like any other.
        cost = self._cost(name, silence) if silent else FIXED
        missing = linked.count(self.at(silence, f"{name}_x"), cost=cost, sensitive=True, block=number)
        self.printed[last, self.places[f"{name}_x"]] = missing
        n = asked
        if not same_base:
            value = self.at(block[0][1], f"{name}_n")
            n = linked.count(value, cost=TOTAL_COST * (1 + value), sensitive=True, block=number)
        found = {"missing": missing}
        for row, cells in block[:-1]:
            self.printed[row, self.places[f"{name}_n"]] = n
            found[f"answer {row}"] = self._answer(name, row, cells, number)
        valid = n
        if same_base and silent:  # of all asked: how many answered is what is left
            valid = linked.count(linked.values[asked] - linked.values[missing], block=number)
        linked.tie(asked, [valid, missing])
        self._tie_answers(name, number, block, valid=valid, n=n)
        return found if same_base else {**found, "n": n}

    def _base(self, name: str, cells: Row) -> int:
        """Those asked: one count for all questions that were asked of the same persons."""
        key = (str(self.at(cells, "base_key")), name)
        if key not in self.bases:
            value = self.at(cells, f"{name}_n")
            known = key == (EVERYBODY, ALL)  # how many took part is said of every run
            cost = FIXED if known else BASE_COST * (1 + value)
            self.bases[key] = self.linked.count(value, cost=cost, sensitive=not known)
        return self.bases[key]

    def _cost(self, name: str, cells: Row) -> float:
        dear = name == ALL and len(self.families) > 1
        return float((TOTAL_COST if dear else 1) * (1 + self.at(cells, f"{name}_x")))

    def _answer(self, name: str, row: int, cells: Row, number: int) -> int:
        count = self.linked.count(
            self.at(cells, f"{name}_x"), cost=self._cost(name, cells), sensitive=True, block=number
        )
        self.printed[row, self.places[f"{name}_x"]] = count
        self.answers[f"{self.at(cells, 'question')}={self.at(cells, 'choice')}", name] = count
        return count

    def _tie_answers(self, name: str, number: int, block: list[Line], *, valid: int, n: int) -> None:
        """One choice: answers add up. Several: each is marked or not, and whoever answered marked at least one."""
        linked = self.linked
        answers = [self.printed[row, self.places[f"{name}_x"]] for row, _cells in block[:-1]]
        if self.at(block[0][1], "kind") == "single":
            linked.tie(valid, answers)
            return
        for answer in answers:
            unmarked = linked.count(linked.values[n] - linked.values[answer], sensitive=True, block=number)
            linked.tie(n, [answer, unmarked])
        marks = linked.count(sum(linked.values[answer] for answer in answers), block=number)
        linked.tie(marks, answers)
        linked.tie(marks, [valid, linked.count(linked.values[marks] - linked.values[valid], block=number)])

    def _tie_bases(self) -> None:
        """Bases add up over the families; one that is another question's answer is that very count."""
        linked = self.linked
        for (base, name), count in list(self.bases.items()):
            if (base, name) in self.answers:
                linked.tie(count, [self.answers[base, name]])
            elif (EVERYBODY, name) in self.bases and base != EVERYBODY:
                everybody = self.bases[EVERYBODY, name]
                rest = linked.count(linked.values[everybody] - linked.values[count], sensitive=True)
                linked.tie(everybody, [count, rest])
            if name == ALL and len(self.families) > 1:
                linked.tie(count, [self.bases[base, other] for other in self.families if other != ALL])


def _derived(table: Crosstab, rows: Sequence[int], cells: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is computed from a hidden count; where a base is hidden, every percentage on it."""
    hidden = {(row, column) for row in rows for column in table.places.values() if (row, column) in cells}
    names = {str(table.columns[column]["name"]) for _row, column in hidden}
    for name, place in table.places.items():
        part = family(table.columns[place])
        for row in rows:
            if name == "base":
                gone = f"{ALL}_n" in names
            elif name in OF_ALL:
                gone = bool(names & {f"{ALL}_x", f"{ALL}_n"})
            elif name.endswith("_percent") and part in table.families:
                gone = any((row, table.places[f"{part}_{count}"]) in hidden for count in ("x", "n"))
            else:
                gone = name in OF_TEST and bool(names)
            if gone:
                yield row, place
