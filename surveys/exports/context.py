"""The columns that stand before the questions: whose answers these are, as far as the team may know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from studies.models import Group, GroupMember
from studies.selectors import pair_codes
from surveys.exports.columns import Column, Kind
from surveys.exports.records import Record
from surveys.models import Invitation, Mode, Questionnaire, ResponseStatus

Get = Callable[[Record], Any]


def context_columns(questionnaire: Questionnaire, language: str, taken: set[str]) -> list[Column]:
    """Names that a question has taken get `k_` before them."""
    found = []
    for name, kind, label, get, choices in _columns(questionnaire):
        own = f"k_{name}" if name.casefold() in taken else name
        labels = {code: {language: words} for code, words in choices.items()}
        found.append(Column(own, kind, {language: label}, partial(_read, get), choices=labels))
    return found


def _read(get: Get, records: Sequence[Record]) -> list[Any]:
    return [get(record) for record in records]


def _columns(questionnaire: Questionnaire) -> Iterator[tuple[str, Kind, str, Get, Mapping[str, str]]]:
    study = questionnaire.study
    units = {pk: (code, name) for pk, code, name in study.units.values_list("pk", "code", "name")}
    members = GroupMember.objects.filter(grouping__study=study, grouping__is_active=True)
    groups: dict[int | None, str] = dict(members.values_list("unit_id", "group"))
    pairs: dict[int | None, str] = dict(pair_codes(study).items())
    versions = dict(questionnaire.versions.values_list("pk", "number"))
    names = dict(study.collections.values_list("pk", "name"))
    yield "unit", Kind.TEXT, _("unit"), lambda r: units[r.unit][0] if r.unit else None, {}
    yield "unit_name", Kind.TEXT, _("unit's name"), lambda r: units[r.unit][1] if r.unit else None, {}
    yield "group", Kind.CODE, _("group"), lambda r: groups.get(r.unit) or r.group or None, _words(Group)
    yield "pair", Kind.TEXT, _("pair"), lambda r: pairs.get(r.unit), {}
    yield "respondent", Kind.TEXT, _("respondent"), lambda r: r.respondent or None, {}
    yield "collection", Kind.TEXT, _("collection"), lambda r: names[r.collection], {}
    yield "version", Kind.NUMBER, _("version"), lambda r: versions[r.version], {}
    yield "audience", Kind.TEXT, _("audience"), lambda r: r.audience, {}
    yield "language", Kind.TEXT, _("language"), lambda r: r.language or None, {}
    yield "mode", Kind.CODE, _("mode"), lambda r: r.mode, _words(Mode)
    yield "modes", Kind.TEXT, _("mode of every answer"), lambda r: r.modes or r.mode, {}
    yield "completed", Kind.DATE, _("completed"), lambda r: r.completed.isoformat() if r.completed else None, {}
    yield "counted", Kind.FLAG, _("counts for its unit"), lambda r: r.counted, {}
    for name in _sample_names(questionnaire):
        told = _("sample variable: %(name)s") % {"name": name}
        yield f"sample_{name}", Kind.VALUE, told, partial(_sampled, name), {}


def _sample_names(questionnaire: Questionnaire) -> list[str]:
    """Of those who have answered; of an anonymous answer nobody knows whose it is."""
    rows = Invitation.objects.filter(
        collection__version__questionnaire=questionnaire, response__status=ResponseStatus.COMPLETE
    ).exclude(sample={})
    return sorted({name for sample in rows.values_list("sample", flat=True).iterator() for name in sample})


def _sampled(name: str, record: Record) -> Any:  # noqa: ANN401 -- a number or a text
    found = record.sample.get(name)
    return None if found == "" else found


def _words(choices: type[Group] | type[Mode]) -> dict[str, str]:
    return {str(choice.value): str(choice.label) for choice in choices}
