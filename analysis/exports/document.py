"""What a file says besides its tables: where they come from, how they were made, what to know before citing them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis import disclosure
from analysis.disclosure import VisibleTable
from analysis.exports import run_words
from analysis.formatting import sentence
from analysis.models import Figure, Run
from studies.texts import pick


@dataclass(frozen=True, slots=True)
class Document:
    """Tables as one viewer may see them, with the lines that go under them."""

    run: Run
    tables: Sequence[VisibleTable]
    notice: str
    about: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    figures: Sequence[Figure] = ()
    is_whole: bool = False


def document(run: Run, *, team: bool, names: Sequence[str] = ()) -> Document:
    """A run's tables (or those named) for the team, or as disclosure leaves them for everybody else."""
    return Document(
        run=run,
        tables=disclosure.visible_tables(run, team=team, names=names),
        notice=notice(run, team=team),
        about=about(run),
        notes=notes(run, team=team),
        figures=() if names else disclosure.visible_figures(run, team=team, language=_language()),
        is_whole=not names,
    )


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def notes(run: Run, *, team: bool) -> tuple[str, ...]:
    """A run's notes in the reader's language, as disclosure leaves them."""
    return tuple(sentence(note) for note in disclosure.visible_notes(run, team=team))


def notice(run: Run, *, team: bool) -> str:
    study = run.study
    parts = [pick(study.notice)]
    if study.figures_published and not team:
        parts.append(_("Small numbers are shown because they were printed in a public report."))
    return " ".join(part for part in parts if part)


def about(run: Run) -> tuple[tuple[str, str], ...]:
    """The run in pairs of name and value: what a citation needs."""
    lines = [
        (_("study"), str(run.study)),
        (_("procedure"), run_words.procedure(run)),
        (_("run"), str(run.pk)),
        (_("finished"), date_format(localtime(run.finished_at), "DATETIME_FORMAT") if run.finished_at else ""),
        (_("parameters"), run_words.parameters(run)),
        (_("grouping"), str(run.grouping or "")),
        ("n", "" if run.n_used is None else str(run.n_used)),
        (_("left out"), run_words.left_out(run)),
        (_("digest of the data"), run.digest),
        (_("software version"), run.version),
        (_("where the data come from"), pick(run.study.provenance)),
    ]
    return tuple((name, value) for name, value in lines if value)
