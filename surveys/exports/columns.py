"""Which columns a question becomes. A new type of question is one line in COLUMNS."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import repeat
from typing import Any

from studies.texts import pick
from surveys.exports.records import Record

Texts = Mapping[str, str]
Read = Callable[[Sequence[Record]], list[Any]]


class Kind(StrEnum):
    """What stands in a column; None is always *missing*."""

    CODE = "code"  # one of the choices
    FLAG = "flag"  # 1 marked, 0 not marked
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"  # ISO
    VALUE = "value"  # numbers or texts, known only when they are read


@dataclass(frozen=True, slots=True)
class Joined:
    """A question over the versions that ask it in the same way; texts are those of the newest."""

    name: str
    column: str
    type: str
    label: Texts
    choices: Mapping[str, Texts]
    missing: tuple[str, ...]
    versions: tuple[int, ...]
    only: frozenset[int] = frozenset()  # primary keys, where others ask the same name differently
    section: Texts = field(default_factory=dict)
    theme: str = ""
    construct: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    label: Texts
    read: Read
    choices: Mapping[str, Texts] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    question: Joined | None = None

    def text(self, language: str) -> str:
        return pick(self.label, language) or self.name

    def choice(self, code: str, language: str) -> str:
        return pick(self.choices.get(code, {}), language) or code


def columns_of(question: Joined) -> list[Column]:
    return list(COLUMNS.get(question.type, partial(_plain, Kind.VALUE))(question))


def _answers(question: Joined, records: Sequence[Record]) -> list[Any]:
    """A question's answers; none from versions that ask something else under its name."""
    documents = [record.answers for record in records]
    found = list(map(dict.get, documents, repeat(question.name)))
    if question.only:
        return [
            answer if record.version in question.only else None for answer, record in zip(found, records, strict=True)
        ]
    return found


def _plain(kind: Kind, question: Joined) -> Iterable[Column]:
    yield Column(
        question.column,
        kind,
        question.label,
        partial(_answers, question),
        choices=question.choices,
        missing=question.missing,
        question=question,
    )


def _per_choice(
    read: Callable[[Joined, str, Sequence[Record]], list[Any]], kind: Kind, question: Joined
) -> Iterable[Column]:
    for code, label in question.choices.items():
        texts = {
            language: f"{pick(question.label, language)}: {pick(label, language) or code}"
            for language in {**question.label, **label}
        }
        yield Column(
            f"{question.column}_{code}", kind, texts or dict(label), partial(read, question, code), question=question
        )


def _marked(question: Joined, code: str, records: Sequence[Record]) -> list[Any]:
    return [None if given is None else int(code in given) for given in _answers(question, records)]


def _place(question: Joined, code: str, records: Sequence[Record]) -> list[Any]:
    """1 is first; missing where it was not ranked."""
    return [
        given.index(code) + 1 if given is not None and code in given else None
        for given in _answers(question, records)
    ]


COLUMNS: dict[str, Callable[[Joined], Iterable[Column]]] = {
    "select_one": partial(_plain, Kind.CODE),
    "select_multiple": partial(_per_choice, _marked, Kind.FLAG),
    "rank": partial(_per_choice, _place, Kind.NUMBER),
    "integer": partial(_plain, Kind.NUMBER),
    "decimal": partial(_plain, Kind.NUMBER),
    "range": partial(_plain, Kind.NUMBER),
    "text": partial(_plain, Kind.TEXT),
    "date": partial(_plain, Kind.DATE),
    "acknowledge": partial(_plain, Kind.TEXT),
    "calculate": partial(_plain, Kind.VALUE),
}
