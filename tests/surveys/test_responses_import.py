"""Answers in: what is stored, what is refused with its row and column, and what frames give back."""

from io import StringIO
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from studies.models import AuditEntry, Group, GroupMember, Study, User
from studies.problems import Refused
from surveys import frames, selectors, services
from surveys.imports import ResponseImport, check_responses, import_responses, import_xlsform
from surveys.models import Collection, Response, SecondRule
from tests.factories import UnitFactory, make_pairs, make_study
from tests.surveys.answered import revision
from tests.surveys.files import Rows, small_form, write_csv, write_form, write_xlsx

pytestmark = pytest.mark.django_db
HEADERS = ["unit", "respondent", "attention", "means", "contracts", "why", "since"]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two pairs of units, and the usual form, published."""
    study, user = make_study(slug="s")
    make_pairs(study, pairs=2)
    import_xlsform(study=study, file=write_form(tmp_path / "form.xlsx"), by=user, audience="manager", publish=True)
    return study


def _import(study: Study, path: Path, **options: object) -> ResponseImport:
    return import_responses(study=study, form_id="manager", file=path, by=None, **options)  # type: ignore[arg-type]


def _problems(study: Study, path: Path, **options: object) -> list[str]:
    before = list(Response.objects.values_list("pk", "answers"))
    with pytest.raises(Refused) as refused:
        _import(study, path, **options)
    assert list(Response.objects.values_list("pk", "answers")) == before
    return [str(problem) for problem in refused.value.problems]


def _answers() -> dict[str, dict[str, object]]:
    return dict(Response.objects.values_list("respondent", "answers"))


def test_answers_are_stored_by_question_name_and_type(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "answers.csv",
        HEADERS,
        ["H01", "a", "high", "job plan", "60", "Many cases", "24-12-2003"],
        ["L01", "b", "low", "", "12", "", ""],
        ["", "c", "dk", "course", "", "", ""],
    )
    result = _import(study, path)
    assert (result.created, result.replaced, result.unchanged) == (3, 0, 0)
    assert _answers() == {
        "a": {
            "attention": "high",
            "means": ["plan", "job"],
            "contracts": 60,
            "why": "Many cases",
            "since": "2003-12-24",
        },
        "b": {"attention": "low", "contracts": 12},
        "c": {"attention": "dk", "means": ["course"]},
    }
    response = Response.objects.get(respondent="a")
    assert (response.status, response.mode, response.audience) == ("complete", "import", "manager")
    assert response.grouping == study.groupings.get()
    assert response.unit is not None
    assert response.unit.code == "H01"
    assert result.collection.name == "manager"
    assert "1 answer has no unit." in result.warnings


def test_danish_file_with_semicolons_and_windows_1252_reads(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "d.csv",
        HEADERS,
        ["H01", "a", "low", "", "60", "Få sager på øen", ""],
        delimiter=";",
        encoding="cp1252",
    )
    _import(study, path)
    assert _answers()["a"]["why"] == "Få sager på øen"


def test_decimal_comma_and_xlsx_cells_are_read(tmp_path: Path) -> None:
    study, user = make_study()
    form = small_form(tmp_path / "f.xlsx", ["decimal", "share", "Share?"], ["integer", "n", "N?"])
    import_xlsform(study=study, file=form, by=user, publish=True)
    rows: list[list[object]] = [["unit", "respondent", "share", "n"], ["", "a", 12.5, 7], ["", "b", "12,5", "8"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"answers": rows})
    import_responses(study=study, form_id="small", file=path, by=user)
    assert _answers() == {"a": {"share": 12.5, "n": 7}, "b": {"share": 12.5, "n": 8}}


def test_every_problem_comes_at_once_with_row_and_column(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "bad.csv",
        HEADERS,
        ["H01", "a", "hihg", "", "", "", ""],
        ["X99", "b", "high", "", "", "", ""],
        ["H01", "a", "high", "", "", "", ""],
        ["H01", "c", "high", "plan walk", "many", "", ""],
        ["H01", "d", "low", "", "10", "Because", ""],
        ["H01", "e", "low", "", "", "", "2003-01-01"],
        ["H01", "f", "high", "", "500", "", "31-02-2003"],
        ["H01", "g", "high", "", "60", "Her number is 240190-1234", ""],
        ["H01", "", "high", "", "", "", ""],
        ["H01", "2401901234", "high", "", "", "", ""],
        ["H01", "h", "2401901234", "", "", "", ""],
        ["240190-1234", "i", "high", "", "", "", ""],
    )
    starts = [
        "row 2, column attention: “hihg” is none of the choices (high, low, dk).",
        "row 3, column unit: There is no unit “X99” in the study.",
        "row 4, column respondent: The respondent “a” stands in row 2 already.",
        "row 5, column means: “walk” is none of the choices (plan, course, job).",
        "row 5, column contracts: “many” is not a number.",
        "row 6, column why: The question was not asked",
        "row 7, column since: The question was not asked",
        (
            "row 8, column contracts: “500”: This answer is not possible here; the question's condition is "
            ". >= 0 and . <= 200."
        ),
        "row 8, column since: “31-02-2003” is not a date",
        "row 9, column why: This looks like a personal number or a case number.",
        "row 10, column respondent: The respondent is blank.",
        "row 11, column respondent: This looks like a personal number or a case number.",
        "row 12, column attention: This looks like a personal number or a case number.",
        "row 13, column unit: This looks like a personal number or a case number.",
    ]
    problems = _problems(study, path)
    assert "1234" not in "".join(problems)
    assert len(problems) == len(starts)
    for problem, start in zip(problems, starts, strict=True):
        assert problem.startswith(f"bad.csv, {start}")


def test_a_personal_number_hides_no_other_problem_and_invents_none(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "p.csv",
        [*HEADERS, "named"],
        ["X99", "2401901234", "hihg", "", "", "", "", ""],
        ["2401901234", "b", "high", "", "", "", "", "yes"],
        ["H01", "c", "2401901234", "walk", "", "", "2003-01-01", ""],
        ["H01", "d", "low", "", "2401901234", "Because", "", ""],
        ["H01", "e", "low", "", "", "", "2003-01-01", "2401901234"],
        ["H01", "f", "hihg", "", "", "", "2003-01-01", ""],
    )
    personal = "This looks like a personal number or a case number."
    starts = [
        "row 2, column unit: There is no unit “X99” in the study.",
        "row 2, column attention: “hihg” is none of the choices",
        f"row 2, column respondent: {personal}",
        f"row 3, column unit: {personal}",
        "row 4, column means: “walk” is none of the choices",
        f"row 4, column attention: {personal}",
        f"row 5, column contracts: {personal}",
        "row 6, column since: The question was not asked",
        f"row 6, column named: {personal}",
        "row 7, column attention: “hihg” is none of the choices",
    ]
    problems = _problems(study, path)
    assert "1234" not in "".join(problems)
    assert len(problems) == len(starts)
    for problem, start in zip(problems, starts, strict=True):
        assert problem.startswith(f"p.csv, {start}")


def test_an_impossible_answer_is_told_with_the_questions_own_sentence(tmp_path: Path) -> None:
    study, user = make_study()
    survey: Rows = [
        ["type", "name", "label", "constraint", "constraint_message"],
        ["integer", "age", "Age?", ". < 120", "Nobody is that old."],
        ["integer", "born", "Born?", ". < 2010 and ${age} > 15", ""],
    ]
    form = write_form(tmp_path / "f.xlsx", survey=survey, settings=[["form_id"], ["ages"]])
    import_xlsform(study=study, file=form, by=user, publish=True)
    path = write_csv(
        tmp_path / "a.csv", ["unit", "respondent", "age", "born"], ["", "a", "130", ""], ["", "b", "12", "1999"]
    )
    with pytest.raises(Refused) as refused:
        import_responses(study=study, form_id="ages", file=path, by=None)
    assert [str(problem) for problem in refused.value.problems] == [
        "a.csv, row 2, column age: “130”: Nobody is that old.",
        (
            "a.csv, row 3, column born: “1999”: This answer is not possible here; the question's condition is "
            ". < 2010 and ${age} > 15."
        ),
    ]


def test_answered_already_is_one_sentence_after_the_other_problems(study: Study, tmp_path: Path) -> None:
    rows = [["H01", f"r{number}", "high"] for number in range(7)]
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], *rows))
    problems = _problems(study, write_csv(tmp_path / "2.csv", HEADERS[:3], *rows, ["H01", "new", "hihg"]))
    assert [problem.partition(": ")[0] for problem in problems] == [
        "2.csv, row 9, column attention",
        "2.csv, column respondent",
    ]
    assert "7 respondents have answered in this collection already: rows 2, 3, 4, 5, 6, …." in problems[1]


def test_the_same_file_again_is_one_sentence_where_one_a_unit_is_expected(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"], ["L01", "b", "low"])
    _import(study, path, second_rule="refuse")
    assert len(_problems(study, path)) == 1


def test_a_response_without_any_answer_is_told_with_its_row(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "b.csv", HEADERS[:3], ["H01", "a", "high"], ["H01", "b", ""], ["L01", "c", ""])
    told = _import(study, path).warnings
    assert "2 responses have no answer at all, and are not counted as answering: rows 3, 4." in told


def test_unknown_and_missing_columns_are_refused(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "h.csv", ["unit", "attention", "atention"], ["H01", "high", "low"])
    problems = _problems(study, path)
    assert problems[0].startswith("h.csv, column respondent: The file has no column “respondent”.")
    assert problems[1].startswith("h.csv, row 1, column atention: There is no question “atention”.")


def test_unknown_units_are_kept_out_and_counted(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "u.csv", HEADERS[:3], ["H01", "a", "high"], ["X99", "b", "high"], ["X98", "c", "low"])
    result = _import(study, path, study_units_only=True)
    assert (result.created, result.counts.kept_out, result.counts.unknown_units) == (1, 2, {"X99", "X98"})
    assert "2 rows of units outside the study were kept out." in result.warnings
    nobody = write_csv(tmp_path / "n.csv", HEADERS[:3], ["X99", "b", "high"])
    assert "No row of the file belongs to a unit" in _problems(study, nobody, study_units_only=True)[0]


def test_unit_without_group_is_kept_with_a_warning(study: Study, tmp_path: Path) -> None:
    UnitFactory(study=study, code="Z01")
    result = _import(study, write_csv(tmp_path / "z.csv", HEADERS[:3], ["Z01", "a", "high"]))
    assert result.created == 1
    assert result.warnings == [
        "1 answer is from a unit that the active grouping excludes or gives no group, and is in no comparison: Z01."
    ]


def test_answers_of_excluded_units_are_kept_and_named(study: Study, tmp_path: Path) -> None:
    GroupMember.objects.filter(unit__code__in=["H01", "L01"]).update(group=Group.EXCLUDED)
    rows = [["H01", "a", "high"], ["L01", "b", "low"], ["L01", "c", "low"], ["H02", "d", "low"]]
    result = _import(study, write_csv(tmp_path / "x.csv", HEADERS[:3], *rows))
    assert (result.created, result.counts.without_group) == (4, 3)
    assert (
        "3 answers are from units that the active grouping excludes or gives no group, and are in no comparison: "
        "H01, L01."
    ) in result.warnings


def test_ids_counted_within_each_unit_are_refused_with_the_remedy(study: Study, tmp_path: Path) -> None:
    rows = [["H01", "1", "high"], ["L01", "1", "low"], ["H01", "1", "low"]]
    assert _problems(study, write_csv(tmp_path / "x.csv", HEADERS[:3], *rows)) == [
        (
            "x.csv, row 3, column respondent: The respondent “1” stands in row 2 already. An id names one respondent "
            "of the collection. Where a file numbers respondents within each unit, put the unit's code before the "
            "number: “L01-1”."
        ),
        "x.csv, row 4, column respondent: The respondent “1” stands in row 2 already. Keep one of the rows.",
    ]


def test_rows_that_are_kept_out_are_not_checked(study: Study, tmp_path: Path) -> None:
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"]))
    rows = [["X99", "a", "hihg"], ["X98", "", "high"], ["H01", "b", "high"], ["X97", "b", "low"]]
    result = _import(study, write_csv(tmp_path / "2.csv", HEADERS[:3], *rows), study_units_only=True)
    assert (result.created, result.counts.kept_out) == (1, 3)


def test_one_respondent_again_is_told_at_the_row(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"])
    _import(study, path, collection="spring")
    again = "1.csv, row 2, column respondent: The respondent has answered in this collection already. "
    assert _problems(study, path, collection="spring")[0].startswith(again)
    elsewhere = "1.csv, row 2, column respondent: The respondent has answered for the same unit in the collection "
    assert _problems(study, path, collection="again")[0].startswith(elsewhere)


def test_required_question_left_blank_is_counted(study: Study, tmp_path: Path) -> None:
    result = _import(study, write_csv(tmp_path / "r.csv", HEADERS[:3], ["H01", "a", ""]))
    assert result.counts.required_missing == 1
    assert "1 question that must be answered was left blank." in result.warnings


def test_same_respondent_again_is_refused_unless_replaced(study: Study, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"], ["L01", "b", "low"])
    _import(study, first)
    assert _problems(study, first) == [
        (
            "1.csv, column respondent: 2 respondents have answered in this collection already: rows 2, 3. "
            "Take the rows out, or import with “Replace what the same respondents answered before”."
        )
    ]
    kept = Response.objects.get(respondent="b").pk
    second = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "a", "low"], ["L01", "b", "low"])
    result = _import(study, second, replace=True)
    assert (result.created, result.replaced, result.unchanged) == (0, 1, 1)
    assert _answers() == {"a": {"attention": "low"}, "b": {"attention": "low"}}
    assert Response.objects.get(respondent="b").pk == kept


def test_the_same_respondents_in_another_collection_are_refused_unless_they_count_twice(
    study: Study, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"], ["", "b", "low"], ["L01", "c", "low"])
    _import(study, path, collection="spring")
    other = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "a", "high"], ["", "b", "low"], ["L02", "c", "low"])
    assert _problems(study, other, collection="again", surface="command") == [
        (
            "2.csv, column respondent: 2 respondents have answered for the same units in the collection “spring” "
            "already, and would count twice: rows 2, 3. Import into “spring” with “--replace”; or, where they did "
            "answer twice, with “--also”."
        )
    ]
    assert not Collection.objects.filter(name="again").exists()
    assert _import(study, other, collection="again", also=True).created == 3


def test_answers_of_a_practice_collection_are_not_counted_twice(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"])
    _import(study, path, collection="tryout")
    Collection.objects.update(is_practice=True)
    assert _import(study, path, collection="spring").created == 1


def test_the_command_names_the_collection_that_nobody_named(study: Study, tmp_path: Path) -> None:
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"]), collection="tryout")
    out = StringIO()
    path = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "b", "high"])
    call_command("import_responses", "s", "manager", str(path), stdout=out)
    assert out.getvalue().splitlines()[0] == (
        "No collection was named: the answers went into “tryout”, the only one of the questionnaire."
    )


def test_second_respondent_of_a_unit_is_refused_where_one_is_expected(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "a", "high"], ["H01", "b", "low"])
    problems = _problems(study, path, second_rule="refuse")
    assert problems[0].startswith(
        "2.csv, row 3, column unit: A second respondent of the unit “H01”; the first is in row 2."
    )
    assert not Collection.objects.exists()
    result = _import(study, path, second_rule="mean")
    assert "1 unit has more than one respondent; the collection's rule is: one a unit; the mean of several." in (
        result.warnings
    )


def test_second_respondent_of_a_unit_that_has_answered_is_refused(study: Study, tmp_path: Path) -> None:
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"]), second_rule="refuse")
    second = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "b", "high"])
    assert "The unit “H01” has answered in this collection already." in _problems(study, second)[0]


def test_target_must_be_clear(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"])
    with pytest.raises(Refused, match=r"no questionnaire “zzz” in the study\. It has: manager"):
        import_responses(study=study, form_id="zzz", file=path, by=None)
    _import(study, path, collection="spring")
    _import(study, write_csv(tmp_path / "b.csv", HEADERS[:3], ["H01", "b", "high"]))
    assert list(Collection.objects.values_list("name", flat=True)) == ["spring"]
    _import(study, path, collection="autumn", also=True)
    assert "several collections: “spring”, “autumn”" in _problems(study, path)[0]
    assert "“x” is no second rule." in _problems(study, path, second_rule="x")[0]


def test_unpublished_questionnaire_takes_no_answers(tmp_path: Path) -> None:
    study, user = make_study()
    import_xlsform(study=study, file=write_form(tmp_path / "form.xlsx"), by=user)
    path = write_csv(tmp_path / "a.csv", HEADERS[:3], ["", "a", "high"])
    assert "is not published yet. Publish it first" in _problems(study, path)[0]


def test_import_is_checked_without_storing(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"], ["", "b", ""])
    result = check_responses(study=study, form_id="manager", file=path)
    assert (result.counts.rows, result.counts.without_unit, result.counts.required_missing) == (2, 1, 1)
    assert not Response.objects.exists()
    assert not Collection.objects.exists()


def test_import_that_broke_off_leaves_nothing_that_shows(study: Study, tmp_path: Path) -> None:
    import uuid

    questionnaire = study.questionnaires.get()
    path = write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"])
    collection = _import(study, path).collection
    Response.objects.create(collection=collection, respondent="z", audience="manager", import_id=uuid.uuid4())
    assert list(frames.answers(questionnaire)["respondent"]) == ["a"]
    _import(study, write_csv(tmp_path / "z.csv", HEADERS[:3], ["H01", "z2", "low"]), collection=collection)
    assert set(_answers()) == {"a", "z2"}


def test_load_that_meets_the_same_respondent_stores_nothing(study: Study, tmp_path: Path) -> None:
    import uuid

    collection = _import(study, write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"])).collection
    load = services.Load(collection, by=None, mode="import", import_id=uuid.uuid4(), replace=False)
    with pytest.raises(Refused, match="meanwhile"):
        load.run([[(None, "b", {}, None)], [(None, "a", {}, None)]])
    assert set(_answers()) == {"a"}


def test_audit_log_has_counts_and_no_answers(study: Study, tmp_path: Path) -> None:
    _import(study, write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "secret-id", "high"]))
    entry = AuditEntry.objects.get(action="responses.imported")
    assert entry.details == {"created": 1, "replaced": 0, "unchanged": 0}


def test_frame_has_one_column_per_question(study: Study, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "answers.csv",
        HEADERS,
        ["L01", "b", "low", "", "12", "", ""],
        ["H01", "a", "high", "job plan", "60", "Many", "2003-12-24"],
        ["", "c", "", "", "", "", ""],
    )
    _import(study, path)
    questionnaire = study.questionnaires.get()
    Response.objects.create(
        collection=Collection.objects.get(), respondent="d", audience="m", answers={"means": []}, status="started"
    )
    Response.objects.filter(respondent="b").update(answers={"attention": "low", "means": [], "contracts": 12})
    frame = frames.answers(questionnaire)
    assert list(frame.columns) == HEADERS
    by_respondent = frame.set_index("respondent").to_dict("index")
    assert by_respondent["a"] == {
        "unit": "H01",
        "attention": "high",
        "means": "plan job",
        "contracts": 60.0,
        "why": "Many",
        "since": "2003-12-24",
    }
    assert by_respondent["b"]["means"] == ""
    assert frame.set_index("respondent").isna().loc["c"].all()
    assert str(frame["attention"].dtype) == "category"
    assert len(frame) == 3


def test_frame_keeps_the_latest_where_the_latest_counts(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"], ["H01", "b", "low"], ["L01", "c", "low"])
    collection = _import(study, path, second_rule=SecondRule.LATEST).collection
    frame = frames.answers(study.questionnaires.get(), [collection])
    assert list(frame["respondent"]) == ["b", "c"]


def test_frame_of_nothing_has_its_columns(study: Study) -> None:
    frame = frames.answers(study.questionnaires.get())
    assert list(frame.columns) == HEADERS
    assert frame.empty


def test_frame_joins_versions_by_question_name(study: Study, tmp_path: Path) -> None:
    from tests.surveys.files import SURVEY

    _import(study, write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"]), collection="first")
    changed = [[*row] for row in SURVEY if row[1] != "means"]
    changed.insert(2, ["text", "extra", "Ekstra?", "Extra?", "", "", "", "", ""])
    import_xlsform(
        study=study, file=write_form(tmp_path / "2.xlsx", survey=changed), by=User.objects.get(), publish=True
    )
    path = write_csv(tmp_path / "b.csv", ["unit", "respondent", "attention", "extra"], ["L01", "b", "low", "x"])
    assert "belongs to another version" in _problems(study, path, collection="first")[0]
    _import(study, path, collection="second")
    questionnaire = study.questionnaires.get()
    frame = frames.answers(questionnaire)
    assert list(frame["attention"]) == ["high", "low"]
    assert frame["extra"].isna().tolist() == [True, False]
    infos = {info.name: info for info in selectors.data_dictionary(questionnaire)}
    assert infos["attention"].versions == (1, 2)
    assert infos["means"].versions == (1,)
    assert infos["attention"].missing_codes == ("dk",)
    assert infos["attention"].codes == ("high", "low", "dk")


def test_the_revision_changes_with_every_change(study: Study, tmp_path: Path) -> None:
    tokens = [revision(study)]
    assert revision(study) == tokens[0]
    _import(study, write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"]))
    tokens.append(revision(study))
    _import(study, write_csv(tmp_path / "b.csv", HEADERS[:3], ["H01", "a", "low"]), replace=True)
    tokens.append(revision(study))
    services.change_collection(collection=Collection.objects.get(), by=None, second_rule=SecondRule.LATEST)
    tokens.append(revision(study))
    Response.objects.all().delete()
    tokens.append(revision(study))
    assert all(before != after for before, after in combinations(tokens, 2))


def test_command_imports_and_refuses(study: Study, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "a.csv", HEADERS[:3], ["H01", "a", "high"], ["X99", "b", "high"])
    with pytest.raises(CommandError, match=r"a\.csv, row 3, column unit: There is no unit “X99”"):
        call_command("import_responses", "s", "manager", str(good))
    assert not Response.objects.exists()
    out = StringIO()
    call_command(
        "import_responses",
        "s",
        "manager",
        str(good),
        "--study-units-only",
        "--collection",
        "2004",
        "--mode",
        "paper",
        stdout=out,
    )
    assert out.getvalue().splitlines()[-1] == "2004: 1 new, 0 replaced, 0 unchanged."
    assert Response.objects.get().mode == "paper"
    with pytest.raises(CommandError, match="no study “zzz”"):
        call_command("import_responses", "zzz", "manager", str(good))


def _refusal(*words: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command(*words)
    return str(error.value)


def test_personal_number_in_a_unit_is_refused_not_kept_out(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "u.csv", HEADERS[:3], ["H01", "a", "high"], ["240190-1234", "b", "high"])
    (problem,) = _problems(study, path, study_units_only=True)
    assert problem.startswith("u.csv, row 3, column unit: This looks like a personal number or a case number.")


def test_personal_number_in_the_files_name_or_an_option_is_refused(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "240190-1234.csv", HEADERS[:3], ["H01", "a", "high"])
    told = _refusal("import_responses", "s", "manager", str(path))
    assert told == (
        "•••.csv: The file's name looks like a personal number or a case number. Rename it.\nNothing was saved."
    )
    good = path.rename(tmp_path / "a.csv")
    told = _refusal("import_responses", "s", "manager", str(good), "--collection", "Of 240190-1234")
    assert told.startswith("column collection: This looks like a personal number")
    assert "240190" not in told
    with pytest.raises(Refused, match="column name: This looks like a personal number"):
        services.create_collection(
            study=study, version=study.questionnaires.get().versions.get(), name="240190-1234", by=None
        )
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "has"), [("second_rule", "refuse", "many"), ("disclosure", "persons", "staff")]
)
def test_option_that_contradicts_the_collection_is_refused(
    study: Study, tmp_path: Path, option: str, value: str, has: str
) -> None:
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"]))
    second = write_csv(tmp_path / "2.csv", HEADERS[:3], ["H01", "b", "high"])
    (problem,) = _problems(study, second, **{option: value})
    name = option.replace("_", "-")
    assert problem.startswith(f"The collection “manager” has {name} = {has}, not {value}. Leave the option out")
    assert _import(study, second, **{option: has}).created == 1


def test_mode_is_of_the_answers_and_may_differ_from_the_collections(study: Study, tmp_path: Path) -> None:
    _import(study, write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"]))
    _import(study, write_csv(tmp_path / "2.csv", HEADERS[:3], ["L01", "b", "high"]), mode="paper")
    assert dict(Response.objects.values_list("respondent", "mode")) == {"a": "import", "b": "paper"}


def test_remedies_name_the_control_of_the_place(study: Study, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "1.csv", HEADERS[:3], ["H01", "a", "high"])
    _import(study, path)
    unknown = write_csv(tmp_path / "2.csv", HEADERS[:3], ["X01", "b", "high"])
    on_page = "".join(_problems(study, path) + _problems(study, unknown))
    assert "“Replace what the same respondents answered before”" in on_page
    assert "“Keep out and count rows of units outside the study”" in on_page
    assert "--" not in on_page
    assert "“--replace”" in _refusal("import_responses", "s", "manager", str(path))
    assert "“--study-units-only”" in _refusal("import_responses", "s", "manager", str(unknown))


def test_command_says_which_rule_holds_for_a_new_collection(study: Study, tmp_path: Path) -> None:
    told = []
    for row in (["H01", "a", "high"], ["L01", "b", "low"]):
        out = StringIO()
        call_command(
            "import_responses", "s", "manager", str(write_csv(tmp_path / "a.csv", HEADERS[:3], row)), stdout=out
        )
        told.append(out.getvalue())
    assert (
        "New collection “manager”: many respondents a unit (--second-rule many); disclosure level staff." in told[0]
    )
    assert "New collection" not in told[1]


def test_command_refuses_a_folder_and_a_workbook_that_is_none(study: Study, tmp_path: Path) -> None:
    fake = write_csv(tmp_path / "fake.xlsx", HEADERS[:3], ["H01", "a", "high"])
    assert "fake.xlsx is not an XLSX file" in _refusal("import_responses", "s", "manager", str(fake))
    told = _refusal("import_responses", "s", "manager", str(tmp_path))
    assert "is a folder. Name the file that lies in it.\nNothing was saved." in told
    assert not Response.objects.exists()
