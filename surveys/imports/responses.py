"""Answers from a file: everything is checked before anything is stored, and what is stored shows at once."""

import contextlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies import tabular
from studies.models import Group, Grouping, GroupMember, Study, User
from studies.problems import Problem, Problems, Refused
from surveys import selectors, services
from surveys.imports.answer_rows import AnswerReader, AnswerRow, Counts, Known, first_rows
from surveys.imports.answered_before import told_again, told_elsewhere
from surveys.imports.controls import Surface
from surveys.imports.targets import Target, find_target
from surveys.models import Collection, Mode, SecondRule
from surveys.rules import form_of

BATCH = 5_000
Source = Path | BinaryIO


@dataclass(frozen=True, slots=True)
class ResponseImport:
    """What an import stored, or would store."""

    collection: Collection
    counts: Counts
    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    warnings: list[str] = field(default_factory=list)
    new_collection: bool = False


def import_responses(  # noqa: PLR0913 -- each is an option of the command
    *,
    study: Study,
    form_id: str,
    file: Source,
    by: User | None,
    collection: str | Collection | None = None,
    mode: str = "",
    replace: bool = False,
    study_units_only: bool = False,
    also: bool = False,
    second_rule: str = "",
    disclosure: str = "",
    name: str = "",
    surface: Surface = "page",
) -> ResponseImport:
    """Raises Refused with every problem; then nothing is stored."""
    target = find_target(
        study=study, form_id=form_id, collection=collection, second_rule=second_rule, disclosure=disclosure, mode=mode
    )
    options: dict[str, Any] = {"replace": replace, "study_units_only": study_units_only, "surface": surface}
    checked = _check(target, file, name, also=also, **options)
    is_new = target.collection.pk is None
    stored = target.stored(by=by)
    with contextlib.ExitStack() as stack:
        rows = stack.enter_context(_rows(target, file, name, **options))
        load = services.Load(stored, by=by, mode=mode or Mode.IMPORT, import_id=uuid.uuid4(), replace=replace)
        load.run(batches((row.unit, row.respondent, row.answers, row.named) for row in rows))
    return ResponseImport(
        stored,
        checked.counts,
        load.created,
        load.replaced,
        load.unchanged,
        warnings_of(checked.counts, stored),
        is_new,
    )


def check_responses(
    *,
    study: Study,
    form_id: str,
    file: Source,
    collection: str | Collection | None = None,
    name: str = "",
    **options: bool,
) -> ResponseImport:
    """What the import would do, without doing it. Raises Refused with every problem."""
    target = find_target(study=study, form_id=form_id, collection=collection)
    return _check(target, file, name, **options)


def known_before(collection: Collection, study: Study, *, replace: bool) -> Known:
    grouping = Grouping.objects.filter(study=study, is_active=True).first()
    members = GroupMember.objects.filter(grouping=grouping).exclude(group=Group.EXCLUDED)
    in_group = members.values_list("unit_id", flat=True) if grouping else ()
    there = list(selectors.known_respondents(collection)) if collection.pk else []
    return Known(
        units=dict(study.units.values_list("code", "pk")),
        in_group=frozenset(in_group),
        respondents=frozenset(name for name, _unit in there if name),
        answered_units=frozenset(unit for _name, unit in there if unit and not replace),
    )


def _elsewhere(target: Target) -> dict[tuple[int | None, str], str]:
    """Who has answered in another collection of the questionnaire, where the answers count; practice does not."""
    if target.collection.is_practice:
        return {}
    others = selectors.answers_of(target.version.questionnaire).exclude(respondent="")
    rows = others.exclude(collection=target.collection.pk or 0).order_by("-collection")
    return {
        (unit, respondent): collection
        for unit, respondent, collection in rows.values_list("unit_id", "respondent", "collection__name").iterator()
    }


def _check(target: Target, file: Source, name: str, *, also: bool = False, **options: Any) -> ResponseImport:  # noqa: ANN401 -- as the reader's
    """The first pass."""
    with tabular.stream(file, name=name) as stream:
        problems = Problems(file=stream.file, sheet=stream.sheet)
        known = known_before(target.collection, target.study, replace=options.get("replace", False))
        known.elsewhere = {} if also else _elsewhere(target)
        reader = AnswerReader(form_of(target.version), target.collection, known, problems, **options)
        if reader.check_headers(stream.headers):
            _exhaust(reader, stream, problems)
    refuse_all(problems, reader)
    if not reader.counts.rows - reader.counts.kept_out:
        raise Refused(Problem(_("No row of the file belongs to a unit of the study."), file=problems.file))
    return ResponseImport(target.collection, reader.counts, warnings=warnings_of(reader.counts, target.collection))


def refuse_all(problems: Problems, reader: AnswerReader) -> None:
    """What is wrong with single rows comes first, what holds for many of them last."""
    if found := (*problems.in_order(), *told_again(reader), *told_elsewhere(reader)):
        raise Refused(found)


def _exhaust(reader: AnswerReader, stream: tabular.Stream, problems: Problems) -> None:
    try:
        for _row in reader.rows(stream):
            pass
    except Refused as refused:
        problems.extend(refused.problems)


@contextlib.contextmanager
def _rows(target: Target, file: Source, name: str, **options: Any) -> Iterator[Iterator[AnswerRow]]:  # noqa: ANN401 -- as the reader's
    """The second pass, over a file that is known to be right."""
    with tabular.stream(file, name=name) as stream:
        known = changed(known_before(target.collection, target.study, replace=True), answered_units=frozenset())
        collection = Collection(second_rule=SecondRule.MANY)
        reader = AnswerReader(form_of(target.version), collection, known, Problems(), **{**options, "replace": True})
        yield reader.rows(stream)


def batches(rows: Iterable[services.NewResponse]) -> Iterator[list[services.NewResponse]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def warnings_of(counts: Counts, collection: Collection) -> list[str]:
    crowded = len(counts.crowded_units)
    rule = collection.get_second_rule_display()
    told = [
        (counts.kept_out, _kept_out(counts.kept_out)),
        (
            counts.without_unit,
            ngettext("%(count)d answer has no unit.", "%(count)d answers have no unit.", counts.without_unit),
        ),
        (counts.without_group, _without_group(counts.without_group)),
        (counts.required_missing, _required_missing(counts.required_missing)),
        (crowded, _crowded(crowded)),
        (len(counts.blank), _blank(len(counts.blank))),
    ]
    said = {"rule": rule, "rows": first_rows(counts.blank), "units": first_rows(list(counts.outside_groups))}
    warnings = [sentence % {"count": count, **said} for count, sentence in told if count]
    if counts.calculated:
        anew = _("Calculated anew, whatever the file says: %(names)s.")
        warnings.append(anew % {"names": ", ".join(counts.calculated)})
    return warnings


def _kept_out(count: int) -> str:
    return ngettext(
        "%(count)d row of a unit outside the study was kept out.",
        "%(count)d rows of units outside the study were kept out.",
        count,
    )


def _without_group(count: int) -> str:
    return ngettext(
        "%(count)d answer is from a unit that the active grouping excludes or gives no group, and is in no "
        "comparison: %(units)s.",
        "%(count)d answers are from units that the active grouping excludes or gives no group, and are in no "
        "comparison: %(units)s.",
        count,
    )


def _required_missing(count: int) -> str:
    return ngettext(
        "%(count)d question that must be answered was left blank.",
        "%(count)d questions that must be answered were left blank.",
        count,
    )


def _blank(count: int) -> str:
    return ngettext(
        "%(count)d response has no answer at all, and is not counted as answering: row %(rows)s.",
        "%(count)d responses have no answer at all, and are not counted as answering: rows %(rows)s.",
        count,
    )


def _crowded(count: int) -> str:
    return ngettext(
        "%(count)d unit has more than one respondent; the collection's rule is: %(rule)s.",
        "%(count)d units have more than one respondent; the collection's rule is: %(rule)s.",
        count,
    )
