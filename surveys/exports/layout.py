"""All columns of an export: questions of every version joined by name; what cannot be is kept apart, and said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from studies.texts import pick
from surveys.exports.columns import Column, Joined, columns_of
from surveys.exports.context import context_columns
from surveys.families import family
from surveys.models import Choice, Question, Questionnaire, QuestionnaireVersion, QuestionType
from surveys.selectors import fielded_versions

Texts = dict[str, str]
Choices = dict[int, dict[str, Texts]]


@dataclass(frozen=True, slots=True)
class Layout:
    """`notes`: sentences on what was kept apart."""

    questionnaire: Questionnaire
    versions: list[QuestionnaireVersion]
    columns: list[Column]
    notes: tuple[str, ...]
    language: str

    @property
    def languages(self) -> list[str]:
        found = dict.fromkeys(code for version in self.versions for code in version.languages)
        return [self.language, *(code for code in found if code != self.language)]


def spoken(language: str) -> str:
    """The language of the program's own words beside labels in that one."""
    return language if translation.check_for_language(language) else "en"


def layout_of(questionnaire: Questionnaire, *, language: str = "") -> Layout:
    """`language`: of labels; the newest version's own where none is asked for."""
    versions = fielded_versions(questionnaire)
    language = language or (versions[0].default_language if versions else questionnaire.study.main_language)
    groups, choices = _groups(versions), _choices(versions)
    questions = [
        _joined(name, same, choices, several=len(kinds) > 1) for name, kinds in groups.items() for same in kinds
    ]
    own = [column for question in questions for column in columns_of(question)]
    taken = {column.name.casefold() for column in own}
    with translation.override(spoken(language)):
        columns = _with_own_names([*context_columns(questionnaire, language, taken), *own])
    notes = tuple(_notes(groups, questions, versions, choices))
    return Layout(questionnaire, versions, columns, notes, language)


def _groups(versions: list[QuestionnaireVersion]) -> dict[str, list[list[Question]]]:
    """Name -> questions of one kind, newest first; a name that changed its type has several."""
    rows = (
        Question.objects.filter(version__in=versions)
        .exclude(type=QuestionType.NOTE)
        .select_related("section", "theme", "version")
        .order_by("-version__number", "order")
    )
    found: dict[str, dict[str, list[Question]]] = defaultdict(lambda: defaultdict(list))
    for question in rows:
        found[question.name][family(question.type)].append(question)
    return {name: list(kinds.values()) for name, kinds in found.items()}


def _choices(versions: list[QuestionnaireVersion]) -> Choices:
    found: Choices = defaultdict(dict)
    rows = Choice.objects.filter(question__version__in=versions).order_by("question", "order")
    for question_id, name, label in rows.values_list("question_id", "name", "label"):
        found[question_id][name] = label
    return found


def _joined(name: str, same: list[Question], choices: Choices, *, several: bool) -> Joined:
    newest = same[0]
    labels: dict[str, Texts] = {}
    missing: dict[str, None] = {}
    for question in same:
        for code, label in choices.get(question.pk, {}).items():
            labels.setdefault(code, label)
        missing.update(dict.fromkeys(map(str, question.missing_codes)))
    numbers = tuple(sorted(question.version.number for question in same))
    return Joined(
        name=name,
        column=f"{name}_v{numbers[-1]}" if several else name,
        type=newest.type if len({question.type for question in same}) == 1 else family(newest.type),
        label=newest.label,
        choices=labels,
        missing=tuple(missing),
        versions=numbers,
        only=frozenset(question.version_id for question in same) if several else frozenset(),
        section=newest.section.label,
        theme=newest.theme.code if newest.theme else "",
        construct=newest.construct,
    )


def _with_own_names(columns: list[Column]) -> list[Column]:
    """`q_1` may be a question, and choice 1 of the question q."""
    seen: set[str] = set()
    kept = []
    for column in columns:
        name = column.name
        while name.casefold() in seen:
            name += "_"
        seen.add(name.casefold())
        kept.append(replace(column, name=name))
    return kept


def _notes(
    groups: dict[str, list[list[Question]]],
    questions: list[Joined],
    versions: list[QuestionnaireVersion],
    choices: Choices,
) -> Iterator[str]:
    yield from _retyped(groups)
    yield from _not_everywhere(questions, versions)
    yield from _reworded_choices(groups, choices)


def _retyped(groups: dict[str, list[list[Question]]]) -> Iterator[str]:
    for name, kinds in groups.items():
        if len(kinds) > 1:
            said = ", ".join(
                _("%(type)s in version %(versions)s (%(column)s)")
                % {
                    "type": same[0].get_type_display(),
                    "versions": _listed(question.version.number for question in same),
                    "column": f"{name}_v{max(question.version.number for question in same)}",
                }
                for same in kinds
            )
            yield _("“%(name)s” changed its type and is kept apart: %(said)s.") % {"name": name, "said": said}


def _not_everywhere(questions: list[Joined], versions: list[QuestionnaireVersion]) -> Iterator[str]:
    """Removed, added and, where the text stayed, renamed."""
    fielded = {version.number for version in versions}
    partial = [question for question in questions if not question.only and set(question.versions) != fielded]
    for question in partial:
        said = _("“%(name)s” was asked in version %(versions)s only.") % {
            "name": question.name,
            "versions": _listed(question.versions),
        }
        twin = next((other for other in partial if _is_renamed(question, other)), None)
        if twin:
            said += " " + _("“%(twin)s” has the same text in version %(versions)s; the two are kept apart.") % {
                "twin": twin.name,
                "versions": _listed(twin.versions),
            }
        yield said


def _is_renamed(question: Joined, other: Joined) -> bool:
    apart = not set(question.versions) & set(other.versions)
    return apart and question.name != other.name and bool(pick(question.label)) and question.label == other.label


def _reworded_choices(groups: dict[str, list[list[Question]]], choices: Choices) -> Iterator[str]:
    """A code whose words changed may mean something else now."""
    for name, kinds in groups.items():
        for same in kinds:
            labels: dict[str, set[str]] = defaultdict(set)
            for question in same:
                for code, label in choices.get(question.pk, {}).items():
                    labels[code].add(repr(sorted(label.items())))
            if changed := [code for code, texts in labels.items() if len(texts) > 1]:
                yield _("The words of %(codes)s in “%(name)s” changed between versions; the newest are shown.") % {
                    "codes": ", ".join(changed),
                    "name": name,
                }


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
