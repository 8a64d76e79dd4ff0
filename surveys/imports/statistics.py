"""A survey that exists already, from SPSS or Stata: a questionnaire and its answers, checked whole, then stored."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.models import Study, User
from studies.problems import Problem, Problems, Refused
from studies.tabular import Row, Stream
from surveys import services
from surveys.imports.answer_rows import RESPONDENT, UNIT, AnswerReader, AnswerRow, Counts
from surveys.imports.controls import Surface
from surveys.imports.responses import batches, known_before, refuse_all, warnings_of
from surveys.imports.statistics_file import StatisticsFile, Variable, text_of
from surveys.imports.statistics_mapping import SurveyMapping, UnitFinder, check_mapping
from surveys.imports.statistics_profile import profiles_of
from surveys.imports.statistics_questions import Questions, questions_of
from surveys.imports.targets import find_target
from surveys.models import Collection, Mode, Questionnaire, QuestionnaireVersion, SecondRule, VersionStatus
from surveys.rules import Form, FormQuestion, FormSection
from surveys.specification import FormSpec, SectionSpec

Progress = Callable[[int, str], None]
LISTED = 20


@dataclass
class SurveyImport:
    """What an import made, or would make. `others`: cases of other audiences."""

    form: FormSpec
    collection: str
    counts: Counts
    others: int
    notes: list[str]
    warnings: list[str] = field(default_factory=list)
    version: QuestionnaireVersion | None = None
    created: int = 0
    replaced: int = 0
    unchanged: int = 0


class SurveyFile:
    """The file, what its variables mean and what they become."""

    def __init__(self, file: StatisticsFile, mapping: SurveyMapping, study: Study, surface: Surface) -> None:
        self.file, self.study, self.surface = file, study, surface
        self.mapping = replace(mapping, language=mapping.language or study.main_language)
        self.units = UnitFinder(study)
        self.variables = {variable.name: variable for variable in file.variables}
        self.others = 0

    def read_form(self) -> None:
        """The first pass: what occurs in the file makes the questionnaire. Raises Refused."""
        problems = Problems(file=self.file.name)
        check_mapping(self.mapping, self.file, problems)
        problems.refuse_if_any()
        profiles = profiles_of(self.file, self.mapping.leave_out, problems)
        problems.refuse_if_any()
        asked = [profile for name, profile in profiles.items() if name not in self.mapping.columns]
        self.questions: Questions = questions_of(asked, self.mapping.language)
        self.form = self._form()

    def _form(self) -> FormSpec:
        title = {self.mapping.language: self.file.title}
        section = SectionSpec(
            _free("survey", self.questions.names.values()), 0, title, questions=self.questions.specs
        )
        return FormSpec(
            form_id=self.mapping.form_id,
            title=title,
            audience=self.mapping.audience or self.mapping.form_id[:50],
            default_language=self.mapping.language,
            languages=[self.mapping.language],
            sections=[section],
        )

    @property
    def collection_name(self) -> str:
        return self.mapping.collection or self.mapping.form_id

    def rows(self) -> Iterator[AnswerRow]:
        """What can be stored, of a file that is known to be right."""
        reader = self.reader(Problems(), Collection(second_rule=SecondRule.MANY), replacing=True)
        return reader.rows(self.stream())

    def reader(self, problems: Problems, collection: Collection, *, replacing: bool) -> AnswerReader:
        return AnswerReader(
            _rules(self.form),
            collection,
            known_before(collection, self.study, replace=replacing),
            problems,
            replace=replacing,
            study_units_only=self.mapping.study_units_only,
            surface=self.surface,
        )

    def stream(self) -> Stream:
        headers = [UNIT, RESPONDENT, *self.questions.names.values()]
        return Stream(self.file.name, "", headers, self._rows(), ".")

    def _rows(self) -> Iterator[Row]:
        self.others = 0
        asked = [(self.questions.names[name], self._texts(self.variables[name])) for name in self.questions.names]
        unit, audience = self._texts_of(self.mapping.unit), self._texts_of(self.mapping.audience_column)
        respondent = self._texts_of(self.mapping.respondent)
        for first, piece in self.file.pieces():
            columns = [[texts[value] for value in piece[texts.variable.name]] for _name, texts in asked]
            for place, cells in enumerate(zip(*columns, strict=True) if columns else ()):
                if audience is not None and not self._is_meant(audience[piece[self.mapping.audience_column][place]]):
                    self.others += 1
                    continue
                row = {name: cell for (name, _texts), cell in zip(asked, cells, strict=True) if cell}
                row[RESPONDENT] = (
                    respondent[piece[self.mapping.respondent][place]]
                    if respondent is not None
                    else str(first + place)
                )
                row[UNIT] = self._unit(unit[piece[self.mapping.unit][place]]) if unit is not None else ""
                yield Row(first + place, row)

    def _texts_of(self, name: str) -> "_Texts | None":
        return _Texts(self.variables[name], {}) if name else None

    def _texts(self, variable: Variable) -> "_Texts":
        return _Texts(variable, self.questions.letters[variable.name])

    def _unit(self, text: str) -> str:
        return (self.units.find(text, self.variables[self.mapping.unit]) or text) if text else ""

    def _is_meant(self, text: str) -> bool:
        words = self.variables[self.mapping.audience_column].labels.get(text, "")
        return self.mapping.audience.casefold() in {text.casefold(), words.casefold()}


class _Texts(dict[object, str]):
    """Value -> text as it stands in an answer; Stata's letters as their codes, blank where they have none."""

    def __init__(self, variable: Variable, letters: dict[str, str]) -> None:
        super().__init__()
        self.variable, self.letters = variable, letters

    def __missing__(self, value: object) -> str:
        text = text_of(value)
        if len(text) == 1 and isinstance(value, str) and not self.variable.is_text:
            text = self.letters.get(value, "")
        self[value] = text
        return text


def check_survey(
    *, study: Study, file: StatisticsFile, mapping: SurveyMapping, surface: Surface = "page", progress: Progress
) -> tuple[SurveyFile, SurveyImport]:
    """Everything but storing. Raises Refused with every problem."""
    progress(0, _("reading the file"))
    survey = SurveyFile(file, mapping, study, surface)
    survey.read_form()
    progress(40, _("checking answers"))
    problems = Problems(file=file.name)
    collection = _collection(survey, problems)
    reader = survey.reader(problems, collection, replacing=mapping.replace)
    for row in reader.rows(_told(survey.stream(), survey, progress, 40, 95)):
        del row  # what is wrong with it went to the problems
    refuse_all(problems, reader)
    if not reader.counts.rows - reader.counts.kept_out:
        raise Refused(Problem(_("No case of the file belongs to a unit of the study."), file=file.name))
    told = warnings_of(reader.counts, collection) + _others(survey.others)
    return survey, SurveyImport(
        survey.form, survey.collection_name, reader.counts, survey.others, survey.questions.notes, told
    )


def import_survey(
    *,
    study: Study,
    file: StatisticsFile,
    mapping: SurveyMapping,
    by: User | None,
    import_id: UUID | None = None,
    surface: Surface = "page",
    progress: Progress = lambda _percent, _doing: None,
) -> SurveyImport:
    """Store the questionnaire, published, and its answers. Raises Refused; then nothing is stored."""
    survey, made = check_survey(study=study, file=file, mapping=mapping, surface=surface, progress=_half(progress))
    with transaction.atomic():
        version, _outcome = services.save_form(study=study, form=survey.form, by=by)
        if version.status == VersionStatus.DRAFT:
            version = services.publish(version=version, by=by)
        target = find_target(
            study=study,
            form_id=survey.form.form_id,
            collection=survey.collection_name,
            disclosure=mapping.disclosure,
            mode=Mode.IMPORT,
        )
        stored = target.stored(by=by)
    load = services.Load(stored, by=by, mode=Mode.IMPORT, import_id=import_id or uuid4(), replace=mapping.replace)
    rows = ((row.unit, row.respondent, row.answers, row.named) for row in survey.rows())
    load.run(_counted(batches(rows), made.counts.rows, progress))
    made.version, made.created, made.replaced, made.unchanged = version, load.created, load.replaced, load.unchanged
    return made


def _half(progress: Progress) -> Progress:
    return lambda percent, doing: progress(percent // 2, doing)


def _told(stream: Stream, survey: SurveyFile, progress: Progress, begins: int, ends: int) -> Stream:
    """The same rows; says every thousand how far it is."""
    total = survey.file.cases

    def rows() -> Iterator[Row]:
        for row in stream.rows:
            yield row
            if total and row.number % 1_000 == 0:
                progress(begins + (ends - begins) * row.number // total, _("checking answers"))

    return replace(stream, rows=rows())


def _counted(
    found: Iterable[list[services.NewResponse]], total: int, progress: Progress
) -> Iterator[list[services.NewResponse]]:
    done = 0
    for batch in found:
        yield batch
        done += len(batch)
        progress(50 + 45 * min(done, total) // max(1, total), _("storing answers"))


def _collection(survey: SurveyFile, problems: Problems) -> Collection:
    """The one that the answers would go to, stored or not; what would hinder it is a problem."""
    found = survey.study.collections.filter(name=survey.collection_name).first()
    if found is None:
        return Collection(study=survey.study, name=survey.collection_name, second_rule=SecondRule.MANY)
    newest = _newest(survey)
    if newest is None or newest.pk != found.version_id or newest.digest != survey.form.digest():
        problems.add(
            _("The collection “%(name)s” belongs to another questionnaire, or to another version of it.")
            % {"name": found.name},
            _("Name another collection; a new name makes a new one."),
        )
    return found


def _newest(survey: SurveyFile) -> QuestionnaireVersion | None:
    questionnaire = Questionnaire.objects.filter(study=survey.study, form_id=survey.form.form_id).first()
    return questionnaire.versions.order_by("-number").first() if questionnaire else None


def _rules(form: FormSpec) -> Form:
    """The form's rules, before it is stored: a file brings no conditions."""
    sections = tuple(
        FormSection(
            section.name,
            section.label,
            None,
            tuple(
                FormQuestion(
                    name=spec.name,
                    type=spec.type,
                    section=section.name,
                    label=spec.label,
                    hint=spec.hint,
                    required=False,
                    relevant=None,
                    constraint=None,
                    constraint_message={},
                    appearance="",
                    choices=spec.choices,
                    missing=frozenset(spec.missing),
                )
                for spec in section.questions
            ),
        )
        for section in form.sections
    )
    return Form(sections, tuple(form.languages), form.default_language)


def _free(name: str, taken: Iterable[str]) -> str:
    names = set(taken)
    while name in names:
        name += "_"
    return name


def _others(count: int) -> list[str]:
    said = ngettext(
        "%(count)d case of another audience was left out.", "%(count)d cases of other audiences were left out.", count
    )
    return [said % {"count": count}] if count else []
