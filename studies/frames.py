"""Units and variables as frames for the methods. Imports pandas, so only jobs and commands import this file."""

from typing import cast

import pandas as pd

from studies.collation import name_key
from studies.models import Grouping, GroupMember, Pair, Study, Variable, VariableValue
from studies.models.units import VariableKind

UNIT_COLUMNS = ["unit", "unit_name", "region", "group", "pair", "name_key"]


def units(grouping: Grouping | None, *, study: Study | None = None) -> pd.DataFrame:
    """One row per unit of the study, by code; `group` and `pair` are missing where the grouping has none.

    `name_key` is what lists by name are sorted by.
    """
    study = study or cast("Grouping", grouping).study
    groups = dict(GroupMember.objects.filter(grouping=grouping).values_list("unit_id", "group")) if grouping else {}
    pairs = _pair_codes(grouping) if grouping else {}
    rows = study.units.order_by("code").values_list("pk", "code", "name", "region")
    frame = pd.DataFrame(
        [(code, name, region, groups.get(pk), pairs.get(pk), name_key(name)) for pk, code, name, region in rows],
        columns=UNIT_COLUMNS,
    )
    return frame.astype("string").sort_values("unit", ignore_index=True)


def _pair_codes(grouping: Grouping) -> dict[int, str]:
    codes: dict[int, str] = {}
    for code, high, low in Pair.objects.filter(grouping=grouping).values_list("code", "high_id", "low_id"):
        codes[high] = codes[low] = code
    return codes


def variables(study: Study) -> pd.DataFrame:
    """One row per unit, one column per variable: floats, or strings; missing where there is no value."""
    codes = dict(study.units.values_list("pk", "code"))
    known = list(Variable.objects.filter(study=study).order_by("pk"))
    values: dict[int, dict[str, float | str]] = {variable.pk: {} for variable in known}
    rows = VariableValue.objects.filter(variable__study=study).values_list("variable_id", "unit_id", "number", "text")
    for variable, unit, number, text in rows.iterator():
        values[variable][codes[unit]] = text if number is None else number
    index = pd.Index(sorted(codes.values()), name="unit", dtype="string")
    columns = {variable.name: _series(values[variable.pk], variable.kind, index) for variable in known}
    return pd.DataFrame(columns, index=index).reset_index()


def _series(values: dict[str, float | str], kind: str, index: "pd.Index[str]") -> "pd.Series":
    dtype = "float64" if kind == VariableKind.NUMBER else "string"
    return pd.Series([values.get(code) for code in index], index=index, dtype=dtype)
