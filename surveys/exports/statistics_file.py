"""Answers as SPSS (.sav) and Stata (.dta): with labels and declared missing values. Loads pandas: in jobs only."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.texts import pick
from surveys.exports import statistics_columns as filling
from surveys.exports.coding import Coding, coding_of, is_coded, spss_missing, value_labels
from surveys.exports.columns import Column, Kind
from surveys.exports.job import Export
from surveys.exports.variable_names import spss_names, stata_names

MEASURES = {Kind.CODE: "nominal", Kind.FLAG: "nominal", Kind.NUMBER: "scale", Kind.DATE: "scale"}
SPSS_TEXT, STATA_TEXT = 32_767, 2_000_000


@dataclass
class Description:
    """What stands beside the data, by the variable's name in the file."""

    column_labels: dict[str, str | None] = field(default_factory=dict)
    variable_value_labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    variable_format: dict[str, str] = field(default_factory=dict)
    missing: dict[str, list[Any]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)


def write_sav(export: Export, path: Path) -> None:
    names = spss_names(column.name for column in export.layout.columns)
    frame = _frame(export, names, [_spss_values(column) for column in export.layout.columns])
    about = Description()
    for column in export.layout.columns:
        _describe_spss(column, names[column.name], frame, about, export.layout.language)
    pyreadstat.write_sav(
        frame,
        path,
        file_label=_cut(_title(export), 64),
        column_labels=about.column_labels,
        variable_value_labels=about.variable_value_labels,
        missing_ranges=about.missing,
        variable_format=about.variable_format,
        variable_measure=about.measures,
        row_compress=True,
    )


def write_dta(export: Export, path: Path) -> None:
    names = stata_names(column.name for column in export.layout.columns)
    frame = _frame(export, names, [_stata_values(column) for column in export.layout.columns])
    about = Description()
    for column in export.layout.columns:
        _describe_stata(column, names[column.name], frame, about, export.layout.language)
    pyreadstat.write_dta(
        frame,
        path,
        file_label=_title(export)[:80],
        column_labels=about.column_labels,
        variable_value_labels=about.variable_value_labels,
        missing_user_values=about.missing,
        variable_format=about.variable_format,
    )


def _title(export: Export) -> str:
    questionnaire = export.layout.questionnaire
    return pick(questionnaire.title, export.layout.language) or questionnaire.form_id


def _frame(export: Export, names: dict[str, str], values: list[filling.Values]) -> pd.DataFrame:
    for chunk in export.chunks():
        for column, target in zip(export.layout.columns, values, strict=True):
            target.add(column.read(chunk))
    made = {names[column.name]: each.made() for column, each in zip(export.layout.columns, values, strict=True)}
    if cut := sum(each.cut for each in values):
        said = ngettext(
            "%(count)d text was cut: the format holds no longer ones.",
            "%(count)d texts were cut: the format holds no longer ones.",
            cut,
        )
        export.notes.append(said % {"count": cut})
    return pd.DataFrame(made, copy=False)


def _spss_values(column: Column) -> filling.Values:
    if column.kind == Kind.DATE:
        return filling.Days(filling.SPSS_EPOCH, filling.DAY_SECONDS)
    return _values(column, coding_of(column), SPSS_TEXT)


def _stata_values(column: Column) -> filling.Values:
    if column.kind == Kind.DATE:
        return filling.Days(filling.STATA_EPOCH, 1)
    return _values(column, coding_of(column, whole=True), STATA_TEXT)


def _values(column: Column, coding: Coding, longest: int) -> filling.Values:
    if column.kind == Kind.CODE:
        return filling.Codes(coding)
    if column.kind == Kind.FLAG:
        return filling.Numbers("float32")
    if column.kind == Kind.NUMBER:
        return filling.Numbers()
    return filling.Either(longest) if column.kind == Kind.VALUE else filling.Texts(longest)


def _describe_spss(column: Column, name: str, frame: pd.DataFrame, about: Description, language: str) -> None:
    about.column_labels[name] = _cut(column.text(language), 256)
    about.measures[name] = MEASURES.get(column.kind, "nominal")
    if column.kind == Kind.DATE:
        about.variable_format[name] = "EDATE10"
    elif column.kind in {Kind.CODE, Kind.FLAG} or (column.kind == Kind.NUMBER and _is_whole(frame[name])):
        about.variable_format[name] = "F8.0"
    if column.kind == Kind.FLAG:
        about.variable_value_labels[name] = _flag_words(column)
    if not is_coded(column):
        return
    coding = coding_of(column)
    labels = value_labels(column, coding, language)
    about.variable_value_labels[name] = {coding.numbers[code]: _cut(words, 120) for code, words in labels.items()}
    declared, left = spss_missing(coding)
    if declared:
        about.missing[name] = declared
    if left:  # a value that counts as none must never count: SPSS can declare no more, so it is blank
        frame.loc[frame[name].isin(left), name] = np.nan


def _flag_words(column: Column) -> dict[Any, str]:
    if column.question is None:
        return {0: _("does not count"), 1: _("counts")}
    return {0: _("not chosen"), 1: _("chosen")}


def _describe_stata(column: Column, name: str, frame: pd.DataFrame, about: Description, language: str) -> None:
    about.column_labels[name] = column.text(language)[:80]
    if column.kind == Kind.DATE:
        about.variable_format[name] = "%td"
    if column.kind == Kind.FLAG:
        about.variable_value_labels[name] = _flag_words(column)
    if not is_coded(column):
        return
    coding = coding_of(column, whole=True)
    labels = value_labels(column, coding, language)
    about.variable_value_labels[name] = {
        coding.letters.get(code, coding.numbers[code]): words for code, words in labels.items()
    }
    if coding.missing:
        about.missing[name] = list(coding.letters.values())
        _put_letters(frame, name, coding)


def _put_letters(frame: pd.DataFrame, name: str, coding: Coding) -> None:
    """`.a` for the first missing code and so on: only a column that has some turns into one of mixed values."""
    values = frame[name]
    there = [code for code in coding.missing if bool((values == coding.numbers[code]).any())]
    if not there:
        return
    kind = int if _is_whole(values) else float  # one kind: a mixture would be taken for texts
    shared: dict[Any, Any] = {number: kind(number) for number in values.dropna().unique()}
    shared |= {coding.numbers[code]: coding.letters.get(code, np.nan) for code in there}
    frame[name] = pd.Series(values.map(shared), dtype=object)


def _is_whole(values: "pd.Series[Any]") -> bool:
    filled = values.dropna()
    return bool((filled == filled.round()).all())


def _cut(text: str, length: int) -> str:
    return text if len(text.encode()) <= length else text.encode()[: length - 3].decode(errors="ignore") + "…"
