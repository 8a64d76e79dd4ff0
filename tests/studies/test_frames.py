"""Units and variables as frames: one row per unit, missing where there is nothing."""

import pandas as pd
import pytest

from studies import frames, services
from studies.models import Unit
from tests import factories

pytestmark = pytest.mark.django_db


def test_units_have_group_and_pair_of_the_grouping() -> None:
    study, _user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=1, middle=1)
    factories.UnitFactory(study=study, code="A", region="")
    factories.UnitFactory(code="elsewhere")
    frame = frames.units(grouping)
    assert list(frame.columns) == ["unit", "unit_name", "region", "group", "pair", "name_key"]
    assert frame["unit"].tolist() == ["A", "H01", "L01", "M01"]
    assert frame["group"].fillna("-").tolist() == ["-", "high", "low", "middle"]
    assert frame["pair"].fillna("-").tolist() == ["-", "P01", "P01", "-"]


def test_units_without_grouping_have_no_group() -> None:
    study, _user = factories.make_study()
    factories.UnitFactory(study=study)
    frame = frames.units(None, study=study)
    assert frame["group"].isna().all()
    assert frames.units(None, study=factories.StudyFactory()).empty


def test_variables_are_numbers_or_texts_and_missing_is_never_zero() -> None:
    study, _user = factories.make_study()
    for code in ("B", "A"):
        factories.UnitFactory(study=study, code=code)
    income = services.create_variable(study=study, name="income", by=None)
    size = services.create_variable(study=study, name="size", kind="text", by=None)
    services.set_value(unit=Unit.objects.get(code="B"), variable=income, value="0", by=None)
    services.set_value(unit=Unit.objects.get(code="A"), variable=size, value="small", by=None)
    frame = frames.variables(study)
    assert list(frame.columns) == ["unit", "income", "size"]
    assert frame["unit"].tolist() == ["A", "B"]
    assert pd.isna(frame["income"][0])
    assert frame["income"][1] == 0
    assert frame["size"][0] == "small"
    assert pd.isna(frame["size"][1])


def test_frames_take_few_queries(django_assert_max_num_queries: object) -> None:
    study, _user = factories.make_study()
    grouping = factories.make_pairs(study, pairs=20)
    services.create_variable(study=study, name="income", by=None)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        frames.units(grouping)
        frames.variables(study)
