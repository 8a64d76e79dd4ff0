"""What a variable means: the unit, the respondent, the audience. Guessed from names and values, said by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from studies import languages
from studies.models import Study
from studies.problems import Problems
from surveys.imports.statistics_file import StatisticsFile, Variable, text_of
from surveys.models import DisclosureLevel

UNIT_NAMES = ("unit", "kommunenr", "komnr", "kommune", "municipality", "enhed", "kom", "muni", "region", "org")
RESPONDENT_NAMES = (
    "respondent", "respnr", "resp_id", "respondentid", "respid", "lbnr", "loebenr", "løbenr", "caseid", "id",
)  # fmt: skip
OWN_EXPORT = (
    "unit_name", "group", "pair", "collection", "version", "audience", "language", "mode", "modes", "completed",
    "counted",
)  # fmt: skip
ENDINGS = (" kommune", " municipality")


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """Names of variables, blank where there is none; and what the questionnaire is to be called."""

    unit: str = ""
    respondent: str = ""
    audience_column: str = ""
    audience: str = ""
    form_id: str = ""
    collection: str = ""
    language: str = ""
    disclosure: str = ""
    leave_out: tuple[str, ...] = ()
    study_units_only: bool = False
    replace: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "SurveyMapping":
        known = {name: options[name] for name in cls.__slots__ if name in options}
        return cls(**{**known, "leave_out": tuple(known.get("leave_out", ()))})

    def as_options(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(filter(None, (self.unit, self.respondent, self.audience_column)))


def guess(file: StatisticsFile, study: Study) -> SurveyMapping:
    sample, units = file.sample(), UnitFinder(study)
    unit = _guessed_unit(file.variables, sample, units)
    return SurveyMapping(
        unit=unit,
        respondent=_guessed_respondent(sample, unit),
        form_id=slugify(Path(file.name).stem)[:100] or "survey",
        language=study.main_language,
        leave_out=_guessed_left_out(file.variables),
    )


def _guessed_unit(variables: Iterable[Variable], sample: Mapping[str, Sequence[Any]], units: "UnitFinder") -> str:
    """The variable most of whose values are units of the study; a telling name decides between equals."""
    scored = []
    for variable in variables:
        values = [text for value in sample[variable.name] if (text := text_of(value))]
        hits = sum(units.find(value, variable) is not None for value in values)
        named = variable.name.lower() in UNIT_NAMES
        if values and hits / len(values) > (0 if named else 0.5):
            scored.append((hits / len(values) + named, variable.name))
    return max(scored, default=(0.0, ""))[1]


def _guessed_respondent(sample: Mapping[str, Sequence[Any]], unit: str) -> str:
    """A telling name, and no value twice."""
    by_name = {name.lower(): name for name in sample if name != unit}
    for name in RESPONDENT_NAMES:
        values = sample[by_name[name]] if name in by_name else []
        if len(values) and len(set(values)) == len(values) and None not in set(values):
            return by_name[name]
    return ""


def _guessed_left_out(variables: Iterable[Variable]) -> tuple[str, ...]:
    """A file of our own brings columns that are no questions."""
    there = {variable.name for variable in variables}
    return tuple(name for name in OWN_EXPORT if name in there) if there.issuperset(OWN_EXPORT) else ()


class UnitFinder:
    """By code (with and without leading zeros) or by name (with and without *Kommune*); never one of two."""

    def __init__(self, study: Study) -> None:
        self.codes: dict[str, str | None] = {}
        self.names: dict[str, str | None] = {}
        for code, name in study.units.values_list("code", "name"):
            self.codes[code.casefold()] = code
            for key in {code.casefold().lstrip("0")} - {code.casefold()}:
                self.codes[key] = None if key in self.codes else code
            key = _plain(name)
            self.names[key] = None if key in self.names else code

    def find(self, text: str, variable: Variable) -> str | None:
        code = self.codes.get(text.casefold()) or self.codes.get(text.casefold().lstrip("0"))
        return code or self.names.get(_plain(variable.labels.get(text, ""))) or self.names.get(_plain(text))


def _plain(name: str) -> str:
    plain = name.strip().casefold()
    for ending in ENDINGS:
        plain = plain.removesuffix(ending)
    return plain


def check_mapping(mapping: SurveyMapping, file: StatisticsFile, problems: Problems) -> None:
    names = {variable.name for variable in file.variables}
    listed = ", ".join(list(names)[:30])
    for column in [*mapping.columns, *mapping.leave_out]:
        if column not in names:
            message = _("The file has no variable “%(column)s”.") % {"column": column}
            problems.add(message, _("It has: %(names)s.") % {"names": listed}, column=column)
    for column in mapping.columns & set(mapping.leave_out):
        problems.add(_("The variable is both used and left out."), _("Decide for one."), column=column)
    if mapping.form_id != slugify(mapping.form_id) or not 0 < len(mapping.form_id) <= 100:
        message = _("“%(form)s” cannot be a form id.") % {"form": mapping.form_id[:50]}
        problems.add(message, _("Use small letters a-z, digits, “-” and “_”."))
    if languages.unknown([mapping.language]):
        message = _("“%(code)s” is no language code.") % {"code": mapping.language[:20]}
        problems.add(message, _("Give a code of ISO 639 such as da, en, ar."))
    if mapping.disclosure and mapping.disclosure not in DisclosureLevel.values:
        message = _("“%(value)s” is no disclosure level.") % {"value": mapping.disclosure}
        problems.add(message, _("Use one of: %(known)s.") % {"known": ", ".join(DisclosureLevel.values)})
    if mapping.audience_column and not mapping.audience:
        message = _("It is not said which audience of “%(column)s” is meant.") % {"column": mapping.audience_column}
        problems.add(message, _("Give its value or its words as the audience."))
    problems.check_personal(audience=mapping.audience, form_id=mapping.form_id, collection=mapping.collection)
