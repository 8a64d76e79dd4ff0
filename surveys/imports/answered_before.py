"""Respondents of a file who have answered before: one sentence for all of them, with what to do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.problems import Problem
from surveys.imports import controls
from surveys.imports.answer_rows import RESPONDENT, AnswerReader, first_rows


def told_again(reader: AnswerReader) -> Iterator[Problem]:
    """Respondents who have answered already: one sentence, however many."""
    if reader.again:
        count = len(reader.again)
        said = ngettext(
            "The respondent has answered in this collection already.",
            "%(count)d respondents have answered in this collection already: rows %(rows)s.",
            count,
        )
        yield Problem(
            said % {"count": count, "rows": first_rows(reader.again)},
            _("Take the rows out, or import with “%(control)s”.") % {"control": controls.replacing(reader.surface)},
            reader.problems.file,
            reader.problems.sheet,
            _only(reader.again),
            RESPONDENT,
        )


def told_elsewhere(reader: AnswerReader) -> Iterator[Problem]:
    """Respondents who have answered in another collection that counts: they would count twice."""
    for collection, rows in reader.elsewhere.items():
        said = ngettext(
            "The respondent has answered for the same unit in the collection “%(collection)s” already, and would "
            "count twice.",
            "%(count)d respondents have answered for the same units in the collection “%(collection)s” already, "
            "and would count twice: rows %(rows)s.",
            len(rows),
        )
        remedy = _(
            "Import into “%(collection)s” with “%(replace)s”; or, where they did answer twice, with “%(also)s”."
        )
        told = {"count": len(rows), "rows": first_rows(rows), "collection": collection}
        switches = {"replace": controls.replacing(reader.surface), "also": controls.counting_also(reader.surface)}
        yield Problem(
            said % told,
            remedy % (told | switches),
            reader.problems.file,
            reader.problems.sheet,
            _only(rows),
            RESPONDENT,
        )


def _only(rows: list[int]) -> int | None:
    """The row, where it is one."""
    return rows[0] if len(rows) == 1 else None
