"""A pairing becomes a grouping when a person says so."""

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.models import Run, RunStatus
from studies import services as studies
from studies.models import Grouping, User
from studies.problems import Problem, Refused
from studies.services import PairSpec
from studies.texts import in_all_languages


def grouping_from_run(*, run: Run, name: str, by: User | None) -> Grouping:
    """A new grouping, not yet active, from the pairs that a run proposed; units without a result are in no group."""
    if run.procedure != "pairing" or run.status != RunStatus.DONE:
        raise Refused(
            Problem(
                _("Only a finished pairing can become a grouping."), _("Run a pairing and wait until it is done.")
            )
        )
    units = {unit.code: unit for unit in run.study.units.all()}
    gone = sorted({row["unit"] for row in _rows(run, "members")} - set(units))
    if gone:
        raise Refused(
            Problem(
                _("These units of the run are no longer in the study: %(codes)s.") % {"codes": ", ".join(gone)},
                _("Run the pairing again."),
            )
        )
    members = {
        units[row["unit"]]: (row["group"], row["reason"] or {}) for row in _rows(run, "members") if row["group"]
    }
    language = run.study.main_language
    pairs = [
        PairSpec(
            code=row["pair"],
            high=units[row["high_unit"]],
            low=units[row["low_unit"]],
            distance=row["distance"],
            reason={language: row["reason"]} if row["reason"] else {},
        )
        for row in _rows(run, "pairs")
    ]
    origin = in_all_languages(format_lazy(gettext_lazy("pairing, run {run}"), run=run.pk))
    return studies.create_grouping(study=run.study, name=name, members=members, pairs=pairs, by=by, origin=origin)


def left_out_of_grouping(*, run: Run) -> list[str]:
    """The names of the units that the run could give no group, because they have no indicator."""
    return [row["unit_name"] or row["unit"] for row in _rows(run, "members") if not row["group"]]


def _rows(run: Run, name: str) -> list[dict]:
    table = run.tables.get(name=name)
    names = [column["name"] for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]
