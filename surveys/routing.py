"""Of which questions it must be said, response by response, whether they were asked."""

from collections.abc import Collection as Names
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from surveys.models import QuestionnaireVersion
from surveys.rules import Answer, Answers, Form, form_of

REMEMBERED = 10_000
NOTHING_APART: Mapping[str, tuple[str, Names[int]]] = {}


class Routing:
    """Questions with a condition, and questions that one of the versions does not have: their `names`.

    `place` gives the row of `paths` that tells which of them a response was asked. `apart`: questions that some
    versions ask in another way, with what the answers call them and the versions that ask them so.
    """

    def __init__(
        self,
        versions: Iterable[QuestionnaireVersion],
        questions: Iterable[str],
        apart: Mapping[str, tuple[str, Names[int]]] = NOTHING_APART,
    ) -> None:
        self.versions = {version.pk: _Version(form_of(version)) for version in versions}
        self.apart = apart
        self.reads_today = any(version.reads_today for version in self.versions.values())
        always = {pk: version.form.always for pk, version in self.versions.items()}
        self.names = tuple(
            name for name in questions if not all(self._asks(pk, name, names) for pk, names in always.items())
        )
        self.paths: list[tuple[bool, ...]] = []
        self._places: dict[object, int] = {}

    def place(self, version: int, answers: Answers, at: datetime | None) -> int:
        known = self.versions[version]
        given = {name: answers[name] for name in known.reads if name in answers}
        day = timezone.localtime(at).date() if at and known.reads_today else None
        key = (version, day, *((name, _fixed(answer)) for name, answer in given.items()))
        if key not in self._places:
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            self._places[key] = self._path(version, given, day)
        return self._places[key]

    def _asks(self, version: int, name: str, asked: Names[str]) -> bool:
        source, only = self.apart.get(name, (name, self.versions))
        return source in asked and version in only

    def _path(self, version: int, given: Answers, day: date | None) -> int:
        asked = self.versions[version].form.asked(given, today=day)
        path = tuple(self._asks(version, name, asked) for name in self.names)
        if path not in self.paths:
            self.paths.append(path)
        return self.paths.index(path)


class _Version:
    def __init__(self, form: Form) -> None:
        once = {name for name in form.calculated if any(rule.once for rule in form.rules_of(name))}
        self.form = form
        self.reads = sorted(once.union(*(rule.variables for rule in form.rules)))
        self.reads_today = any(rule.uses_today for rule in form.rules)


def _fixed(answer: Answer) -> object:
    return tuple(answer) if isinstance(answer, list) else answer
