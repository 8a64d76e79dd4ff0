"""What case selection computes of a unit, said in words: the method hands over figures as it writes them."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from analysis.methods.notes import NOTES, Note
from analysis.procedures.tables import with_texts
from studies.models import Case
from studies.models.cases import CaseStatus
from studies.texts import in_all_languages

Texts = dict[str, str]
CHOSEN = frozenset({CaseStatus.CHOSEN, CaseStatus.ASKED, CaseStatus.ACCEPTED})
WORDS = {  # what the method writes -> how a person says it; the numbers in the method's order
    re.compile(r"\S+ (?P<x>[\d.]+)/(?P<n>[\d.]+)"): gettext_noop("%(x)s of %(n)s"),
    re.compile(r"\S+ >= (?P<least>[\d.]+)"): gettext_noop("%(least)s or more"),
    re.compile(r"\S+ >= (?P<least>[\d.]+) %"): gettext_noop("%(least)s percent or more"),
    re.compile(r"p = (?P<p>[\d.e-]+)"): gettext_noop("p = %(p)s"),
    re.compile(r"p < (?P<p>[\d.e-]+)"): gettext_noop("p < %(p)s"),
}
# Before the scores' rule, which reads the same
AT_LEAST = {re.compile(r"p >= (?P<p>[\d.e-]+)"): gettext_noop("p is %(p)s or more")}


def said(text: str) -> Texts:
    """In every language.

    >>> said("manager 13/17")["en"], said("p < 0.05")["en"], said("p >= 0.2")["en"]
    ('13 of 17', 'p < 0.05', 'p is 0.2 or more')
    """
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = _said(text)
    return found


def _said(text: str) -> str:
    for pattern, words in {**AT_LEAST, **WORDS}.items():
        if match := pattern.fullmatch(text):
            return _(words) % {name: number_format(number) for name, number in match.groupdict().items()}
    return text


def with_values(criteria: pd.DataFrame, stated: Mapping[str, Texts]) -> pd.DataFrame:
    """The long table with its values and rules in words: computed ones as they are applied, stated ones as stated."""
    values = [_value(*cell) for cell in zip(criteria["origin"], criteria["value"], strict=True)]
    rules = [
        said(str(rule)) if rule else stated.get(code, {}) if origin == "stated" else {}
        for code, origin, rule in zip(criteria["criterion"], criteria["origin"], criteria["rule"], strict=True)
    ]
    return with_texts(with_texts(criteria, "value", values), "rule", rules)


def with_wide_values(candidates: pd.DataFrame) -> pd.DataFrame:
    """The table of candidates likewise."""
    for name in [name for name in candidates.columns if name.endswith(("_computed_value", "_stated_value"))]:
        origin = "computed" if name.endswith("_computed_value") else "stated"
        candidates = with_texts(candidates, name, [_value(origin, value) for value in candidates[name]])
    return candidates


def with_audiences(notes: Iterable[Note], titles: Mapping[str, Texts]) -> Iterator[Note | Texts]:
    """A score is called by who gave the answers that it rests on, not by the form id that the method knows."""
    for note in notes:
        form = str(note.params.get("score"))
        yield _with_audience(note, titles[form]) if form in titles else note


def _with_audience(note: Note, whose: Texts) -> Texts:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said_here = {"score": whose[language], "cut": number_format(str(note.params["cut"]))}
            found[language] = _(NOTES[note.code]).format(**{**note.params, **said_here})
    return found


def with_reasons(candidates: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Why a candidate is excluded, in the words of the exclusions; a code only where there are none."""
    reasons: dict[str, list[Mapping[str, str]]] = {}
    for unit, code, reason in zip(exclusions["unit"], exclusions["exclusion"], exclusions["reason"], strict=True):
        reasons.setdefault(str(unit), []).append(reason or {"en": str(code)})
    return with_texts(candidates, "why_not", [_joined(reasons.get(str(unit), [])) for unit in candidates["unit"]])


def chosen_all_the_same(exclusions: pd.DataFrame, cases: Mapping[str, Case]) -> Iterator[Texts]:
    """An exclusion is a reason against a unit, and a person may choose the unit all the same."""
    chosen = [unit for unit in exclusions["unit"].unique() if unit in cases and cases[unit].status in CHOSEN]
    if chosen:
        words = gettext_lazy("Candidates chosen by a person though there is a reason against them: {count}.")
        yield in_all_languages(format_lazy(words, count=len(chosen)))


def _joined(reasons: list[Mapping[str, str]]) -> Texts:
    languages = dict.fromkeys(language for reason in reasons for language in reason)
    return {
        language: "; ".join(reason.get(language) or next(iter(reason.values())) for reason in reasons)
        for language in languages
    }


def _value(origin: object, value: object) -> Texts:
    """What a person states stays as it was written, apart from a bare yes or no."""
    if not value:
        return {}
    if origin == "computed":
        return said(str(value))
    stated = dict(value) if isinstance(value, Mapping) else {"en": str(value)}
    bare = set(stated.values())
    return _word(bare.pop()) if bare in ({"yes"}, {"no"}) else stated


def _word(text: str) -> Texts:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = _(text)
    return found
