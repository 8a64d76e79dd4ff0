"""Questions of a section in random order: drawn once for a respondent, what belongs together stays together."""

from pathlib import Path

import pytest

from studies.problems import Refused
from surveys import pages
from surveys.imports import import_xlsform
from surveys.imports.xlsform import read_xlsform
from surveys.models import QuestionnaireVersion
from surveys.rules import Form, form_of, orders_of
from surveys.xlsform import xlsform
from tests.factories import make_study
from tests.surveys.files import Rows, write_xlsx

pytestmark = pytest.mark.django_db
CHOICES: Rows = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
SETTINGS: Rows = [["form_id", "default_language"], ["mixed", "en"]]
SURVEY: Rows = [
    ["type", "name", "label", "relevant", "parameters", "appearance"],
    ["begin_group", "s", "S", "", "randomize=true", ""],
    ["note", "opening", "Opening", "", "", ""],
    ["select_one yn", "a", "A?", "", "", ""],
    ["text", "why_a", "Why a?", "${a} = 'yes'", "", ""],
    ["note", "above_b", "Now b", "", "", ""],
    ["integer", "b", "B?", "", "", ""],
    ["begin_group", "g", "G", "", "", "table-list"],
    ["select_one yn", "g1", "G1", "", "", ""],
    ["select_one yn", "g2", "G2", "", "", ""],
    ["end_group", "", "", "", "", ""],
    ["integer", "c", "C?", "", "", ""],
    ["end_group", "", "", "", "", ""],
    ["begin_group", "t", "T", "", "", ""],
    ["integer", "d", "D?", "", "", ""],
    ["integer", "e", "E?", "", "", ""],
    ["end_group", "", "", "", "", ""],
]


def _sheets(survey: Rows) -> dict[str, Rows]:
    return {"survey": survey, "choices": CHOICES, "settings": SETTINGS}


def _version(tmp_path: Path) -> QuestionnaireVersion:
    study, user = make_study(languages=["en"])
    file = write_xlsx(tmp_path / "form.xlsx", _sheets(SURVEY))
    return import_xlsform(study=study, file=file, by=user, publish=True).version


def _orders(form: Form) -> set[tuple[str, ...]]:
    return {tuple(orders_of(form, seed)["s"]) for seed in range(200)}


def test_blocks_stay_together_and_every_order_of_them_comes(tmp_path: Path) -> None:
    orders = _orders(form_of(_version(tmp_path)))
    together = [("a", "why_a"), ("above_b", "b"), ("g", "g1"), ("g1", "g2")]
    assert all(order[0] == "opening" for order in orders)
    assert all(order.index(two) == order.index(one) + 1 for order in orders for one, two in together)
    assert len(orders) == 24  # four blocks: a, b, the grid, c


def test_the_same_seed_gives_the_same_order_and_other_sections_have_none(tmp_path: Path) -> None:
    form = form_of(_version(tmp_path))
    assert orders_of(form, 7) == orders_of(form, 7)
    assert list(orders_of(form, 7)) == ["s"]


def test_the_page_has_the_order_that_was_kept(tmp_path: Path) -> None:
    form = form_of(_version(tmp_path))
    order = ["opening", "c", "above_b", "b", "g", "g1", "g2", "a", "why_a"]
    writer = pages.Writer(form, "en", {}, paradata={"order": {"s": order}})
    page = pages.page_of(writer, 1, form.questions.keys())
    assert [question.name for question in page.questions] == order
    plain = pages.page_of(pages.Writer(form, "en", {}), 1, form.questions.keys())
    assert [question.name for question in plain.questions] == [q.name for q in form.sections[0].questions]


def test_it_is_written_and_read_again(tmp_path: Path) -> None:
    version = _version(tmp_path)
    path = tmp_path / "out.xlsx"
    path.write_bytes(xlsform(version))
    read = read_xlsform(path, study=version.questionnaire.study)
    assert [section.randomize for section in read.form.sections] == [True, False]
    assert read.form.digest() == version.digest


def test_a_form_without_it_keeps_the_digest_it_had(tmp_path: Path) -> None:
    survey = [list(row) for row in SURVEY]
    survey[1][4] = ""
    study, _user = make_study(languages=["en"])
    content = read_xlsform(write_xlsx(tmp_path / "f.xlsx", _sheets(survey)), study=study).form.content()
    assert all("randomize" not in section for section in content["sections"])


def test_anything_but_true_or_false_is_said(tmp_path: Path) -> None:
    survey = [list(row) for row in SURVEY]
    survey[1][4] = "randomize=often"
    study, _user = make_study(languages=["en"])
    with pytest.raises(Refused, match="The parameter “randomize” cannot be “often”"):
        read_xlsform(write_xlsx(tmp_path / "f.xlsx", _sheets(survey)), study=study)
