"""Runs a run: reads and computes outside any transaction, stores what it found in one short one; draws PNGs after."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from analysis import digests, disclosure, revisions, selectors, services
from analysis.figures.render import as_png, render
from analysis.methods.notes import NOTES, Note
from analysis.methods.notes import Refused as MethodRefused
from analysis.models import Figure, ResultTable, Run
from analysis.procedures import PROCEDURES, Column, Kind, Outcome, Procedure, Request, Source, Table
from studies import services as studies
from studies.jobs import JobContext, JobError
from studies.models import Grouping
from studies.problems import Problem, Refused
from studies.texts import in_all_languages

READ_SHARE = 90  # percent of the progress that a procedure itself has; the rest is drawing and storing


def execute(run_id: int, context: JobContext) -> None:
    """Store results and *done* together; a refusal of the method is said in its own sentences."""
    run = Run.objects.select_related("study", "grouping", "plan", "requested_by").get(pk=run_id)
    procedure = PROCEDURES[run.procedure]
    run.tokens = revisions.current(run.study, token_keys(procedure, run))
    groups = _content(run.grouping)
    outcome = _outcome(procedure, run, context.progress)
    context.progress(READ_SHARE, _("drawing figures"))
    tables = list(_tables(run, outcome))
    drawings = render(outcome.figures, tables=tables, study=run.study)
    figures = [Figure(run=run, **asdict(drawing)) for drawing in drawings]
    _describe(run, procedure, outcome)
    with context.commit():
        if _content(run.grouping) != groups:
            raise JobError(_("The grouping was changed while the run counted by it. Run it again."))
        _freeze(run, outcome)
        services.finish_run(run=run, tables=tables, figures=figures)


def draw_pictures(run_id: int, context: JobContext) -> None:
    """Draw the PNGs of a run that is done: nobody needs to wait for them, and without them its results stand.

    Each is stored by itself, so that the job can give way between two of them.
    """
    by_svg: dict[str, list[Figure]] = defaultdict(list)
    for figure in Figure.objects.filter(run=run_id, png=b"").only("svg"):
        by_svg[figure.svg].append(figure)
    for number, (svg, figures) in enumerate(by_svg.items()):
        context.give_way()
        context.progress(100 * number // len(by_svg), _("drawing figures as PNG files"))
        png = as_png(svg)
        for figure in figures:
            figure.png = png
        with context.commit(done=False):
            Figure.objects.bulk_update(figures, ["png"])


def token_keys(procedure: Procedure, run: Run) -> set[str]:
    """Which sources the run reads, as keys of `revisions.current`."""
    form_id = run.parameters.get("questionnaire")
    forms = [form_id] if form_id else selectors.form_ids(run.study)
    keys: set[str] = set()
    for source in procedure.reads:
        keys |= {
            Source.GROUPING: set() if run.plan.grouping_id else {"grouping"},
            Source.UNITS: {"units"},
            Source.ANSWERS: {f"answers:{form}" for form in forms} | (set() if form_id else {"forms"}),
            Source.ITEMS: {f"items:{form}" for form in forms},
            Source.VARIABLES: {f"variable:{name}" for name in _variables(procedure, run)},
            Source.CRITERIA: {"criteria"},
            Source.SCORES: {"scores"},
        }[source]
    return keys


def _variables(procedure: Procedure, run: Run) -> Iterator[str]:
    for parameter in procedure.parameters:
        value = run.parameters.get(parameter.name)
        if parameter.kind in {Kind.VARIABLE, Kind.BACKGROUND} and value:
            yield from value if isinstance(value, list) else [value]


def _outcome(procedure: Procedure, run: Run, progress: Callable[[int, str], None]) -> Outcome:
    def within(percent: int, doing: str) -> None:
        progress(percent * READ_SHARE // 100, doing)

    request = Request(
        study=run.study,
        grouping=run.grouping,
        parameters=run.parameters,
        progress=within,
        seed=int(run.parameters.get("seed") or 1),
        by=str(run.requested_by or _("command line")),
    )
    try:
        return procedure.run(request)
    except MethodRefused as refused:
        raise Refused([Problem(_said(note)) for note in refused.problems]) from refused


def _tables(run: Run, outcome: Outcome) -> Iterator[ResultTable]:
    for order, table in enumerate(outcome.tables):
        row = ResultTable(
            run=run,
            name=table.name,
            title=in_all_languages(table.title),
            order=order,
            columns=[column_spec(column) for column in table.columns],
            rows=table.rows,
            notes=_notes(table.notes),
        )
        row.protection = _protection(row, table, outcome, run)
        yield row


def _protection(row: ResultTable, table: Table, outcome: Outcome, run: Run) -> dict[str, object]:
    return disclosure.protect(
        row,
        level=outcome.level,
        by_unit=table.by_unit,
        k=run.study.minimum_cell,
        single_answers=table.single_answers,
    )


def column_spec(column: Column) -> dict[str, object]:
    """A column as it is stored: its title, and the words of its codes, in every language."""
    spec: dict[str, object] = {
        "name": column.name,
        "title": in_all_languages(column.title),
        "kind": column.kind,
        "role": column.role,
    }
    if column.decimals is not None:
        spec["decimals"] = column.decimals
    if column.whole_plain:
        spec["whole_plain"] = True
    if column.derived:
        spec["derived"] = True
    if column.of:
        spec["of"] = column.of
    if column.words:
        spec["words"] = {code: in_all_languages(words) for code, words in column.words.items()}
    return spec


def _describe(run: Run, procedure: Procedure, outcome: Outcome) -> None:
    run.digest = digests.run(
        procedure=procedure.name, version=procedure.version, parameters=run.parameters, inputs=outcome.inputs
    )
    run.version = settings.VERSION
    run.n_used = outcome.n_used
    run.excluded = dict(outcome.excluded)
    run.notes = _notes(outcome.notes)
    run.summary = dict(outcome.summary)


def _freeze(run: Run, outcome: Outcome) -> None:
    """What the results rest on stays as it is from now on."""
    run.refresh_from_db(fields=["status", "published_at", "job"])
    if run.grouping:
        studies.mark_used(grouping=run.grouping)
    services.freeze(item_set_ids=outcome.item_sets)


def _content(grouping: Grouping | None) -> list[tuple[object, ...]]:
    """Who is in which group and pair, to see whether it changed while the run was computing."""
    if grouping is None:
        return []
    members = grouping.members.order_by("unit_id").values_list("unit_id", "group")
    return [*members, *grouping.pairs.order_by("code").values_list("code", "high_id", "low_id")]


def _notes(notes: Iterable[Note | Mapping[str, str]]) -> list[dict[str, object]]:
    return [
        {"code": note.code, "params": dict(note.params)} if isinstance(note, Note) else {**note} for note in notes
    ]


def _said(note: Note) -> str:
    return _(NOTES[note.code]).format(**note.params)
