"""A questionnaire from the builder's pages: read and checked as a file is, and then all or nothing."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _

from studies.models import Study, User
from studies.problems import Problem, Refused
from surveys import services
from surveys.building.characters import hidden_parts
from surveys.imports.columns import plain_name
from surveys.imports.findings import Findings
from surveys.imports.grids import name_grids
from surveys.imports.sheets import sheets_of
from surveys.imports.xlsform import read_form
from surveys.models import Question, QuestionnaireVersion, VersionStatus
from surveys.specification import FormSpec
from surveys.xlsform import tables

CHANGED = "questionnaire.changed"
OWN_WORDS = ("relevant", "constraint", "calculation", "default", "choice_filter", "label", "hint", "type")


@dataclass(frozen=True, slots=True)
class PartProblem(Problem):
    """Something wrong with a section, a question or a list: `part` is its name, `column` the field of its form."""

    part: str = ""

    @property
    def place(self) -> str:
        called = _("name") if self.column == "name" else _field(self.column)
        named = f"“{self.part}”" if self.part else ""
        return ": ".join(filter(None, (named, called)))


def _field(column: str) -> str:
    words = getattr(Question._meta.get_field(column), "verbose_name", column) if column in OWN_WORDS else column
    return str(words).replace("_", " ")


@dataclass
class BuildFindings(Findings):
    """Says where something is by the names of questions, not by the rows of a file."""

    cells: dict[str, list[list[str]]] = field(default_factory=dict)

    def problem(
        self, message: str, remedy: str = "", *, sheet: str = "survey", row: int | None = None, column: str = ""
    ) -> None:
        remedy = self.remedies().get(remedy, remedy)
        self.problems.append(self.found(message, remedy, sheet, row, column))

    def unsupported(self, message: str, *, sheet: str = "survey", row: int | None = None, column: str = "") -> None:
        told = self.left_out if self.leave_out else self.problems
        told.append(self.found(message, "" if self.leave_out else _("Take it out."), sheet, row, column))

    def found(self, message: str, remedy: str, sheet: str, row: int | None, column: str) -> PartProblem:
        part = self.name_in(sheet, row)
        return PartProblem(message, remedy, column=plain_name(column)[0], part=part)

    def name_in(self, sheet: str, row: int | None) -> str:
        """A list's choice is called by its list."""
        rows = self.cells.get(sheet, [])
        if row is None or not 1 < row <= len(rows):
            return ""
        column = "list_name" if sheet == "choices" else "name"
        return rows[row - 1][rows[0].index(column)] if column in rows[0] else ""

    def place(self, row: int) -> str:
        names = [cells[0] for cells in self.cells["survey"][1:row] if not cells[0].startswith(("begin", "end"))]
        return _("question %(number)d") % {"number": len(names)}

    @staticmethod
    def remedies() -> dict[str, str]:
        """What to do on a page, where a file's reader says what to do in the file."""
        return {
            _("Take it out of the file."): _("Take it out."),
            _("Correct it as XLSForm writes it."): _(
                "Write it as in ${name} = 'code', ${name} > 3, selected(${name}, 'code') or ${name} = '' (no answer)."
            ),
            _("Add rows with a type, a name and a label."): _("A questionnaire has at least one section."),
        }


class Changed(Refused):
    """The draft is not the one that the page showed."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                _("The draft has been changed since you opened this page, in another window or by somebody else."),
                _("What you wrote is still here: look at it once more, then save again."),
            )
        )


def checked(form: FormSpec, *, study: Study, gone: Iterable[str] = ()) -> tuple[FormSpec, list[Problem]]:
    """The form as it would be stored. Raises Refused with every problem.

    `gone`: questions taken out; conditions that read them are taken out too, and told.
    """
    form = deepcopy(form)
    _refuse_hidden(form)
    for section in form.sections:
        name_grids(section)
    cells = tables(form)
    lost = set(gone)
    findings = BuildFindings("", leave_out=bool(lost), cells=cells)
    findings.lost(lost)
    read = read_form(sheets_of(cells), study=study, findings=findings, keep_empty=True)
    languages = list(dict.fromkeys((form.default_language, *form.languages, *read.form.languages)))
    return replace(read.form, languages=languages), list(findings.left_out)


def _refuse_hidden(form: FormSpec) -> None:
    said = _("The text holds characters that cannot be seen (%(characters)s).")
    problems = [
        PartProblem(said % {"characters": ", ".join(found)}, _("Type the text anew."), column=column, part=name)
        for name, column, found in hidden_parts(form)
    ]
    if problems:
        raise Refused(problems)


@transaction.atomic
def save_built(
    *, version: QuestionnaireVersion, form: FormSpec, digest: str, by: User | None, gone: Iterable[str] = ()
) -> QuestionnaireVersion:
    """Store the form as the draft. `digest`: of the draft that the page showed. Raises Refused."""
    locked = (
        QuestionnaireVersion.objects.select_for_update().select_related("questionnaire__study").get(pk=version.pk)
    )
    if locked.status != VersionStatus.DRAFT:
        raise services.Frozen(locked)
    if locked.digest != digest:
        raise Changed
    study = locked.questionnaire.study
    made, _consequences = checked(form, study=study, gone=gone)
    return services.save_form(study=study, form=made, by=by, action=CHANGED)[0]


def create_questionnaire(*, study: Study, form: FormSpec, by: User | None) -> QuestionnaireVersion:
    """A new one, as a draft with its first section."""
    with transaction.atomic():
        if study.questionnaires.filter(form_id=form.form_id).exists():
            raise Refused(
                Problem(
                    _("The study has a questionnaire called “%(name)s” already.") % {"name": form.form_id},
                    _("Choose another form id, or change that one."),
                    column="form_id",
                )
            )
        made, _consequences = checked(form, study=study)
        return services.save_form(study=study, form=made, by=by, action="questionnaire.created")[0]
