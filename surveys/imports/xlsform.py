"""An XLSForm in, a questionnaire out: every problem at once, and then all or nothing."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from studies.models import Study, User
from studies.problems import Problem, refuse_personal
from surveys import services
from surveys.imports import checking
from surveys.imports.choices import attach_variants, filter_columns, read_choices
from surveys.imports.columns import Columns, columns_of, unsupported_columns
from surveys.imports.findings import Findings
from surveys.imports.settings_sheet import FormSettings, read_settings
from surveys.imports.sheets import Sheet, read_sheets
from surveys.imports.survey_sheet import SurveyReader
from surveys.models import Questionnaire, QuestionnaireVersion, VersionStatus
from surveys.specification import FormSpec


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form that may be stored, with what was left out on the way."""

    form: FormSpec
    findings: Findings


def read_xlsform(source: Path | BinaryIO, *, study: Study, name: str = "", leave_out: bool = False) -> ReadForm:
    """Read and check; raises Refused with every problem."""
    name = name or Path(str(getattr(source, "name", source))).name
    return read_form(read_sheets(source, name), study=study, findings=Findings(name, leave_out))


def read_form(sheets: dict[str, Sheet], *, study: Study, findings: Findings, keep_empty: bool = False) -> ReadForm:
    """What the sheets say, wherever they come from. `keep_empty`: sections without questions are kept."""
    checking.check_personal_numbers(sheets, findings)
    columns = {key: columns_of(sheet, findings) for key, sheet in sheets.items()}
    survey = columns["survey"]
    _check_columns(survey, findings)
    settings = read_settings(columns.get("settings"), survey, findings.file, study.main_language, findings)
    form = _form(settings, columns, study, findings, keep_empty=keep_empty)
    findings.refuse_if_any()
    return ReadForm(form, findings)


@dataclass(frozen=True, slots=True)
class FormImport:
    """What an import made. `outcome`: created, changed or unchanged."""

    version: QuestionnaireVersion
    outcome: services.Outcome
    left_out: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def questionnaire(self) -> Questionnaire:
        return self.version.questionnaire


def import_xlsform(
    *,
    study: Study,
    file: Path | BinaryIO,
    by: User | None,
    audience: str = "",
    leave_out: bool = False,
    publish: bool = False,
    name: str = "",
) -> FormImport:
    """Store the form as a new version, unless the newest is the same. Raises Refused; then nothing is stored."""
    refuse_personal(audience=audience)
    read = read_xlsform(file, study=study, name=name, leave_out=leave_out)
    form = replace(read.form, audience=audience or read.form.audience)
    with transaction.atomic():
        version, outcome = services.save_form(study=study, form=form, by=by)
        if publish and version.status == VersionStatus.DRAFT:
            version = services.publish(version=version, by=by)
    return FormImport(version, outcome, tuple(read.findings.left_out), tuple(read.findings.notes))


def _check_columns(survey: Columns, findings: Findings) -> None:
    for column in ("type", "name"):
        if column not in survey.plain:
            findings.problem(_missing_column(column), _remedy(), column=column, row=1)


def _missing_column(column: str) -> str:
    return _("The sheet has no column “%(column)s”.") % {"column": column}


def _remedy() -> str:
    return _("A survey sheet has at least the columns type, name and label.")


def _form(
    settings: FormSettings, columns: dict[str, Columns], study: Study, findings: Findings, *, keep_empty: bool
) -> FormSpec:
    default, choices = settings.default_language, columns.get("choices")
    lists = read_choices(choices, default, duplicates=settings.choice_duplicates, findings=findings)
    reader = SurveyReader(columns["survey"], lists, default, findings, keep_empty=keep_empty)
    form = FormSpec(settings.form_id, settings.title, settings.audience, default, sections=reader.read())
    unsupported_columns(columns["survey"], findings, skip_rows=frozenset(reader.left_out_rows))
    if choices:
        unsupported_columns(choices, findings)
    read = checking.check_form(form, study, findings, filter_columns(choices))
    attach_variants(form, lists, read)
    _use_theme_codes(form, study)
    form.languages = _languages(form, columns)
    return form


def _use_theme_codes(form: FormSpec, study: Study) -> None:
    """A theme may be written by its code or by one of its names; a new one is called as it is written."""
    codes: dict[str, str] = {}
    for theme in study.themes.all():
        codes |= dict.fromkeys(filter(None, theme.name.values()), theme.code)
    codes |= {theme.code: theme.code for theme in study.themes.all()}
    for question in form.questions():
        question.theme = codes.get(question.theme, question.theme)


def _languages(form: FormSpec, columns: dict[str, Columns]) -> list[str]:
    """Those that questions have texts in, in the order of the columns; the default language first."""
    found = {form.default_language}
    for question in form.questions():
        for texts in (question.label, question.hint, *question.choices.values()):
            found.update(texts)
    columned = [code for sheet in ("survey", "choices") if sheet in columns for code in columns[sheet].languages()]
    return [code for code in dict.fromkeys((form.default_language, *columned, *sorted(found))) if code in found]
