"""Variables as questions: labels become texts, value labels choices, declared missing values missing codes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.imports.question_rows import MAX_NAME, RESERVED
from surveys.imports.statistics_file import Variable
from surveys.imports.statistics_profile import Profile
from surveys.models import QuestionType
from surveys.specification import QuestionSpec, Texts

NOT_NAME = re.compile(r"[^\w.-]")
FEW = 25  # a scale whose ends alone are labelled has so many steps at most


@dataclass
class Questions:
    """`names`: variable -> question. `letters`: variable -> the code that stands for Stata's .a and so on."""

    language: str
    specs: list[QuestionSpec] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def texts(self, text: str) -> Texts:
        return {self.language: text} if text else {}


def questions_of(profiles: Iterable[Profile], language: str) -> Questions:
    made = Questions(language)
    for place, profile in enumerate(profiles, start=1):
        variable = profile.variable
        name = _name(variable.name, made)
        made.names[variable.name] = name
        spec = QuestionSpec(name, _type(profile), place, label=made.texts(variable.label or variable.name))
        made.letters[variable.name] = _letters(profile, made) if spec.type in _CODED else {}
        _codes(spec, profile, made)
        made.specs.append(spec)
    return made


_NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL})
_CODED = _NUMBERS | {QuestionType.SELECT_ONE}


def _name(variable: str, made: Questions) -> str:
    name = NOT_NAME.sub("_", variable)[:MAX_NAME]
    name = name if name[:1].isalpha() or name[:1] == "_" else f"v_{name}"[:MAX_NAME]
    taken = set(made.names.values())
    while name in taken or name.lower() in RESERVED:
        name = f"{name[: MAX_NAME - 1]}_"
    if name != variable:
        made.notes.append(
            _("The variable “%(variable)s” is called “%(name)s” here.") % {"variable": variable, "name": name}
        )
    return name


def _type(profile: Profile) -> QuestionType:
    variable, values = profile.variable, profile.values
    if profile.moments:
        return QuestionType.TEXT
    if profile.days or (variable.is_date and not values):
        return QuestionType.DATE
    valid = _valid_labels(variable)
    if valid and _is_a_list(profile, valid):
        return QuestionType.SELECT_ONE
    if variable.is_text:
        return QuestionType.TEXT
    return QuestionType.INTEGER if profile.whole else QuestionType.DECIMAL


def _valid_labels(variable: Variable) -> dict[str, str]:
    """Of values that count as answers."""
    return {
        code: words
        for code, words in variable.labels.items()
        if code and code not in variable.letters and not variable.is_missing(code)
    }


def _is_a_list(profile: Profile, valid: Mapping[str, str]) -> bool:
    """Every value has words; or few have none, and those are steps of a scale."""
    if profile.values is None or any(
        len(code.split()) != 1 or len(code) > MAX_NAME for code in profile.variable.labels
    ):
        return False
    unlabelled = profile.values - valid.keys()
    if not unlabelled:
        return True
    return not profile.variable.is_text and profile.whole and len(valid.keys() | profile.values) <= FEW


def _letters(profile: Profile, made: Questions) -> dict[str, str]:
    """`.a` as -1, `.b` as -2 ..., each a number that does not occur."""
    taken = {*profile.variable.labels, *(profile.values or ()), *profile.missing}
    found: dict[str, str] = {}
    for letter in sorted({*profile.letters, *profile.variable.letters}):
        number = -1
        while str(number) in taken:
            number -= 1
        taken.add(str(number))
        found[letter] = str(number)
    if found:
        said = ", ".join(f".{letter} = {code}" for letter, code in found.items())
        made.notes.append(
            _("Stata's missing values of “%(name)s” are missing codes here: %(codes)s.")
            % {"name": profile.variable.name, "codes": said}
        )
    return found


def _codes(spec: QuestionSpec, profile: Profile, made: Questions) -> None:
    """Words of a number's special values are kept as choices too."""
    variable, letters = profile.variable, made.letters[profile.variable.name]
    if spec.type in _CODED:
        words = {letters.get(code, code): text for code, text in variable.labels.items()}
        codes = {*words, *letters.values(), *profile.missing}
        unlabelled = (profile.values or set()) - codes if spec.type == QuestionType.SELECT_ONE else set()
        spec.choices = {code: made.texts(words.get(code, "")) for code in _sorted(codes | unlabelled)}
        spec.missing = [code for code in spec.choices if code in letters.values() or variable.is_missing(code)]
        _tell(spec, unlabelled, variable, made)
    else:
        spec.missing = sorted(profile.missing)
        if variable.labels:
            made.notes.append(
                _("The words for values of “%(name)s” are left out: it becomes a question of the type %(type)s.")
                % {"name": variable.name, "type": QuestionType(spec.type).label}
            )
    if spec.type == QuestionType.SELECT_ONE:
        spec.list_name = spec.name


def _tell(spec: QuestionSpec, unlabelled: set[str], variable: Variable, made: Questions) -> None:
    if unlabelled:
        made.notes.append(
            _("Values of “%(name)s” have no words and are choices as they stand: %(codes)s.")
            % {"name": variable.name, "codes": ", ".join(_sorted(unlabelled))}
        )
    if spec.type in _NUMBERS and any(code not in spec.missing for code in spec.choices):
        made.notes.append(
            _("“%(name)s” becomes a number: only some of its values have words.") % {"name": variable.name}
        )


def _sorted(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=_order)


def _order(code: str) -> tuple[float, str]:
    try:
        return float(code), ""
    except ValueError:
        return float("inf"), code
