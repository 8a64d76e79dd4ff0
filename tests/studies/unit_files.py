"""A file of pairs, importing it, and what came of that."""

import io
from typing import Any

import pytest

from studies import imports
from studies.imports import Options
from studies.models import Study, User, VariableValue
from studies.problems import Refused

PAIRS = """code,name,region,group,pair,reason,income
H1,High One,north,high,P1,,10.5
L1,Low One,north,low,P1,,11
M1,Middle One,south,middle,,,
X1,Gone,south,excluded,,no answers,9
"""


def take(study: Study, content: str | bytes, by: User | None = None, **options: Any) -> imports.UnitsPlan:
    raw = content.encode() if isinstance(content, str) else content
    said = Options(**options)
    return imports.import_units(study=study, file=io.BytesIO(raw), name="units.csv", by=by, options=said)


def problems(study: Study, content: str | bytes, **options: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        take(study, content, **options)
    assert not study.units.filter(code__in=["A", "B", "C", "D"]).exists()
    return [str(problem) for problem in caught.value.problems]


def values(study: Study, variable: str) -> dict[str, float | str | None]:
    rows = VariableValue.objects.filter(variable__study=study, variable__name=variable)
    return {row.unit.code: row.text or row.number for row in rows}
