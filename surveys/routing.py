"""Of which questions it must be said, response by response, whether they were asked."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from surveys.models import QuestionnaireVersion
from surveys.rules import Answer, Answers, Form, form_of

REMEMBERED = 10_000


class Routing:
    """Questions with a condition, and questions that one of the versions does not have: their `names`.

    `place` gives the row of `paths` that tells which of them a response was asked.
    """

    def __init__(self, versions: Iterable[QuestionnaireVersion], questions: Iterable[str]) -> None:
        self.versions = {version.pk: _Version(form_of(version)) for version in versions}
        always = [version.form.always for version in self.versions.values()]
        self.reads_today = any(version.reads_today for version in self.versions.values())
        self.names = tuple(name for name in questions if not all(name in each for each in always))
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
            self._places[key] = self._path(known.form, given, day)
        return self._places[key]

    def _path(self, form: Form, given: Answers, day: date | None) -> int:
        asked = form.asked(given, today=day)
        path = tuple(name in asked for name in self.names)
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
