"""Who was asked what, and whose answers count where one respondent a unit is expected."""

from pathlib import Path

import pandas as pd
import pytest
from django.test import Client
from django.utils import timezone

from studies.models import Study
from studies.problems import Refused
from surveys import frames, services
from surveys.imports import import_responses, import_xlsform
from surveys.models import Collection, Response, SecondRule
from tests.factories import make_pairs, make_study
from tests.surveys.answered import revision
from tests.surveys.files import SURVEY, Rows, small_form, write_csv, write_form

pytestmark = pytest.mark.django_db


def _study(tmp_path: Path, **sheets: Rows) -> Study:
    study: Study
    study, user = make_study(languages=["da", "en"])
    make_pairs(study, pairs=3)
    file = write_form(tmp_path / "form.xlsx", **sheets)
    import_xlsform(study=study, file=file, by=user, audience="manager", publish=True)
    return study


def _import(study: Study, tmp_path: Path, *rows: list[object], second_rule: str = "") -> Collection:
    headers = ["unit", "respondent", "attention", "means", "contracts", "why", "since"]
    path = write_csv(tmp_path / "answers.csv", headers, *rows)
    return import_responses(study=study, form_id="manager", file=path, by=None, second_rule=second_rule).collection


def _asked(study: Study) -> dict[str, list[bool]]:
    read = frames.read(study.questionnaires.get())
    assert len(read.answers) == len(read.asked)
    return {str(name): column.tolist() for name, column in read.asked.items()}


def test_only_questions_with_a_condition_are_said_to_be_asked_or_not(tmp_path: Path) -> None:
    study = _study(tmp_path)
    _import(
        study,
        tmp_path,
        ["L01", "c", "high", "plan", "10", "", "2003-01-01"],
        ["H01", "b", "low", "", "60", "", ""],
        ["H01", "a", "high", "", "60", "Øen", ""],
    )
    answers = frames.answers(study.questionnaires.get())
    assert answers[["unit", "respondent"]].to_numpy().tolist() == [["H01", "a"], ["H01", "b"], ["L01", "c"]]
    assert _asked(study) == {"why": [True, True, False], "since": [True, False, True]}


def test_a_section_with_a_condition_closes_its_questions(tmp_path: Path) -> None:
    survey = [list(row) for row in SURVEY]
    survey[4][5] = ""
    survey[5][5] = "${attention} = 'high'"
    study = _study(tmp_path, survey=survey)
    _import(study, tmp_path, ["H01", "a", "high", "", "60", "", ""], ["H02", "b", "low", "", "", "", ""])
    assert _asked(study) == {"contracts": [True, False], "why": [True, False], "since": [True, False]}


def test_without_conditions_nothing_is_said(tmp_path: Path) -> None:
    study, user = make_study()
    make_pairs(study, pairs=1)
    file = small_form(tmp_path / "form.xlsx", ["integer", "a", "A?"])
    import_xlsform(study=study, file=file, by=user, publish=True)
    assert frames.asked(study.questionnaires.get()).shape == (0, 0)
    path = write_csv(tmp_path / "a.csv", ["unit", "respondent", "a"], ["H01", "x", "1"], ["H01", "y", ""])
    import_responses(study=study, form_id="small", file=path, by=None)
    assert frames.asked(study.questionnaires.get()).shape == (2, 0)


def test_a_question_that_came_with_a_later_version_was_not_asked_before(tmp_path: Path) -> None:
    study, user = make_study()
    make_pairs(study, pairs=1)
    for rows in ((["integer", "a", "A?"],), (["integer", "a", "A?"], ["select_one yn", "b", "B?"])):
        form = small_form(tmp_path / "form.xlsx", *rows)
        version = import_xlsform(study=study, file=form, by=user, publish=True).version
        path = write_csv(tmp_path / "a.csv", ["unit", "respondent", "a"], ["H01", f"v{version.number}", "1"])
        import_responses(study=study, form_id="small", file=path, by=None, collection=f"v{version.number}")
    assert _asked(study) == {"b": [False, True]}


def test_a_condition_on_the_day_is_read_for_the_day_of_the_answer(tmp_path: Path) -> None:
    study, user = make_study()
    make_pairs(study, pairs=1)
    rows = (["date", "day", "Day?"], ["integer", "b", "B?", "${day} <= today()"])
    import_xlsform(study=study, file=small_form(tmp_path / "form.xlsx", *rows), by=user, publish=True)
    path = write_csv(
        tmp_path / "a.csv", ["unit", "respondent", "day"], ["H01", "x", "2024-06-15"], ["H01", "y", "2024-06-15"]
    )
    import_responses(study=study, form_id="small", file=path, by=None)
    noon = timezone.now().replace(year=2024, month=6, hour=12)
    for respondent, day in (("x", 14), ("y", 15)):
        Response.objects.filter(respondent=respondent).update(completed_at=noon.replace(day=day))
    assert _asked(study) == {"b": [False, True]}


def test_columns_are_typed_and_a_code_that_is_no_choice_stays_in_sight(tmp_path: Path) -> None:
    study = _study(tmp_path)
    _import(study, tmp_path, ["H01", "a", "high", "plan job", "60", "Øen", "2003-01-01"], ["H01", "b"])
    Response.objects.filter(respondent="b").update(answers={"attention": "zz", "means": []})
    table = frames.answers(study.questionnaires.get())
    attention = table["attention"]
    assert isinstance(attention.dtype, pd.CategoricalDtype)
    assert list(attention.cat.categories) == ["high", "low", "dk", "zz"]
    assert attention.tolist() == ["high", "zz"]
    assert table["means"].tolist() == ["plan job", ""]
    assert (str(table["contracts"].dtype), table["contracts"].isna().tolist()) == ("float64", [False, True])
    assert table["since"].iloc[0] == "2003-01-01"


def _counting(study: Study) -> list[str]:
    return frames.answers(study.questionnaires.get())["respondent"].tolist()


def test_the_named_one_counts(tmp_path: Path) -> None:
    study = _study(tmp_path)
    rows: list[list[object]] = [["H01", "a", "high"], ["H01", "b", "low"], ["L01", "c", "low"]]
    _import(study, tmp_path, *rows, second_rule=SecondRule.NAMED)
    services.name_respondent(response=Response.objects.get(respondent="a"), by=None)
    assert _counting(study) == ["a", "c"]
    services.name_respondent(response=Response.objects.get(respondent="b"), by=None)
    assert _counting(study) == ["b", "c"]
    assert study.audit_entries.filter(action="response.named").count() == 2


def test_nobody_named_is_refused_and_says_where(tmp_path: Path) -> None:
    study = _study(tmp_path)
    rows: list[list[object]] = [["H01", "a", "high"], ["H01", "b", "low"], ["L01", "c", "low"], ["L01", "d", "low"]]
    _import(study, tmp_path, *rows, second_rule=SecondRule.NAMED)
    with pytest.raises(Refused) as refused:
        _counting(study)
    assert [problem.message[:44] for problem in refused.value.problems] == [
        "2 people answered for the unit “H01” in “man",
        "2 people answered for the unit “L01” in “man",
    ]


def test_a_name_alone_changes_what_results_rest_on(tmp_path: Path) -> None:

    study = _study(tmp_path)
    _import(study, tmp_path, ["H01", "a", "high"], ["H01", "b", "low"], second_rule=SecondRule.NAMED)
    before = revision(study)
    services.name_respondent(response=Response.objects.get(respondent="a"), by=None)
    assert revision(study) != before


def test_the_file_names_who_counts_and_a_later_file_changes_it(tmp_path: Path) -> None:
    study = _study(tmp_path)
    path = tmp_path / "named.csv"
    headers = ["unit", "respondent", "attention", "named"]
    write_csv(path, headers, ["H01", "a", "high", "ja"], ["H01", "b", "low", ""], ["L01", "c", "low", ""])
    import_responses(study=study, form_id="manager", file=path, by=None, second_rule=SecondRule.NAMED)
    assert _counting(study) == ["a", "c"]
    write_csv(path, headers[:3], ["H01", "a", "dk"])
    import_responses(study=study, form_id="manager", file=path, by=None, replace=True)
    assert _counting(study) == ["a", "c"]
    write_csv(path, headers, ["H01", "z", "dk", "yes"])
    import_responses(study=study, form_id="manager", file=path, by=None)
    assert _counting(study) == ["z", "c"]
    assert Response.objects.filter(is_named=True).count() == 1


def test_wrong_names_in_a_file_are_told_together(tmp_path: Path) -> None:
    study = _study(tmp_path)
    path = write_csv(
        tmp_path / "named.csv",
        ["unit", "respondent", "named"],
        ["H01", "a", "yes"],
        ["H01", "b", "x"],
        ["", "c", "yes"],
        ["L01", "d", "perhaps"],
    )
    with pytest.raises(Refused) as refused:
        import_responses(study=study, form_id="manager", file=path, by=None)
    assert [(problem.row, problem.column, problem.message) for problem in refused.value.problems] == [
        (3, "named", "Of the unit “H01” somebody else is named in row 2 already."),
        (4, "named", "A respondent without a unit cannot count for one."),
        (5, "named", "“perhaps” is neither yes nor no."),
    ]


def test_the_team_names_who_counts_on_the_collections_page(client: Client, tmp_path: Path) -> None:
    study = _study(tmp_path)
    rows: list[list[object]] = [["H01", "a", "high"], ["H01", "b", "low"], ["L01", "c", "low"]]
    collection = _import(study, tmp_path, *rows, second_rule=SecondRule.NAMED)
    client.force_login(study.memberships.get().user)
    url = f"/studies/{study.slug}/collections/{collection.pk}/"
    assert client.get(url).content.decode().count("Let this one count") == 2
    first = Response.objects.get(respondent="a")
    told = client.post(f"{url}named/", {"response": first.pk}, follow=True).content.decode()
    assert (told.count("Let this one count"), _counting(study)) == (1, ["a", "c"])
    assert client.post(f"{url}named/", {"response": "zz"}).status_code == 404
