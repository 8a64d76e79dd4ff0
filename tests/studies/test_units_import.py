"""Units from files: every problem at once, a preview, and the same file twice."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from studies import imports, services, uploads
from studies.imports import Options
from studies.models import Group, Grouping, Role, Study, Unit, Upload, User, Variable, VariableValue
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db

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


def test_import_makes_units_values_groups_and_pairs() -> None:
    study, user = factories.make_study()
    plan = take(study, PAIRS, user, source="Register", year_from=1999, year_to=2002)
    assert (len(plan.new), plan.unchanged, [x.name for x in plan.new_variables]) == (4, 0, ["income"])
    assert values(study, "income") == {"H1": 10.5, "L1": 11, "X1": 9}
    variable = Variable.objects.get(study=study)
    assert (variable.source, variable.year_from, variable.year_to) == ("Register", 1999, 2002)
    grouping = Grouping.objects.get(study=study)
    assert grouping.is_active
    assert grouping.origin == "imported from units.csv"
    members = {x.unit.code: (x.group, x.reason) for x in grouping.members.all()}
    assert members == {
        "H1": (Group.HIGH, {}),
        "L1": (Group.LOW, {}),
        "M1": (Group.MIDDLE, {}),
        "X1": (Group.EXCLUDED, {"da": "no answers"}),
    }
    assert [(pair.code, pair.high.code, pair.low.code) for pair in grouping.pairs.all()] == [("P1", "H1", "L1")]
    assert {"units.imported", "grouping.created", "grouping.activated"} == set(
        study.audit_entries.values_list("action", flat=True)
    )


def test_import_twice_changes_nothing() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    entries = study.audit_entries.count()
    again = take(study, PAIRS, user)
    assert not again.changes_anything
    assert (again.unchanged, study.units.count(), study.groupings.count()) == (4, 4, 1)
    assert study.audit_entries.count() == entries


def test_import_of_other_groups_makes_a_new_grouping_and_keeps_the_old() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    moved = PAIRS.replace("M1,Middle One,south,middle", "M1,Middle One,south,high")
    plan = take(study, moved, user, grouping="second")
    assert plan.grouping is not None
    assert [(x.unit.code, x.before, x.after) for x in plan.grouping.moved] == [("M1", "middle", "high")]
    assert list(study.groupings.values_list("name", "is_active")) == [
        ("second", True),
        (study.groupings.exclude(name="second").get().name, False),
    ]
    back = take(study, PAIRS, user)
    assert back.grouping is not None
    assert back.grouping.same_as is not None
    assert study.groupings.count() == 2
    assert study.groupings.get(is_active=True).name != "second"


def test_grouping_name_that_is_taken_by_another_is_refused() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user, grouping="first")
    changed = PAIRS.replace("M1,Middle One,south,middle", "M1,Middle One,south,low")
    assert problems(study, changed, grouping="first") == [
        "column name: There is a grouping “first” already. Choose another name."
    ]


def test_two_groupings_of_one_day_get_two_names() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    take(study, PAIRS.replace("middle", "low"), user)
    names = sorted(study.groupings.values_list("name", flat=True))
    assert names[1] == f"{names[0]} (2)"


def test_reasons_in_two_languages_and_reworded_reasons() -> None:
    study, user = factories.make_study()
    take(study, "code,name,group,reason::da,reason::English (en)\nX,X,excluded,for lille,too small\n", user)
    member = study.groupings.get().members.get()
    assert member.reason == {"da": "for lille", "en": "too small"}
    assert not take(study, "code,name,group,reason\nX,X,excluded,\n", user).changes_anything
    assert take(study, "code,name,group,reason\nX,X,excluded,nyt\n", user).changes_anything


def test_changes_are_listed_cell_by_cell() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    changed = PAIRS.replace("north,high,P1,,10.5", "east,high,P1,,10.75").replace("low,P1,,11", "low,P1,,")
    plan = take(study, changed, user)
    assert [(x.unit.code, y.column, y.old, y.new) for x in plan.changed for y in x.changes] == [
        ("H1", "region", "north", "east"),
        ("H1", "income", 10.5, 10.75),
        ("L1", "income", 11, None),
    ]
    assert values(study, "income") == {"H1": 10.75, "X1": 9}
    assert Unit.objects.get(study=study, code="H1").region == "east"
    assert plan.grouping is not None
    assert not plan.grouping.changes_anything


def test_units_not_in_the_file_stay() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    plan = take(study, "code,income\nH1,12\n", user)
    assert [unit.code for unit in plan.not_in_file] == ["X1", "L1", "M1"]
    assert (study.units.count(), values(study, "income")["H1"]) == (4, 12)
    assert plan.grouping is None


def test_danish_windows_file_with_semicolons_and_decimal_commas_is_read() -> None:
    study, user = factories.make_study()
    content = "Code;Name;Indkomst;Egn\n101;København;1.234,5;Øst\n147;Ærø;12,25;Vest\n".encode("cp1252")
    take(study, content, user)
    assert dict(study.units.values_list("code", "name")) == {"101": "København", "147": "Ærø"}
    assert values(study, "Indkomst") == {"101": 1234.5, "147": 12.25}
    assert values(study, "Egn") == {"101": "Øst", "147": "Vest"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("code,name\nA,x\nA,y\n", "row 3, column code: The code “A” stands in row 2 already."),
        ("code,name\nA,x\na,y\n", "row 3, column code: The code “a” stands in row 2 already."),
        ("code,name\n,x\n", "row 2, column code: The unit has no code."),
        ("code,name\nA/1,x\n", "row 2, column code: “A/1” cannot be a unit's code."),
        ("code,name\nimport,x\n", "row 2, column code: “import” cannot be a unit's code."),
        ("code,name\nA,\n", "row 2, column name: The unit has no name."),
        ("code,region\nA,x\n", "row 2, column name: A is new and has no name."),
        ("name\nx\n", "There is no column “code”. Columns found: name."),
        ("code,Code,name\nA,A,x\n", "column code: Two columns are called “code”."),
        ("code,name,group\nA,x,best\n", "row 2, column group: There is no group “best”."),
        ("code,name,group,pair\nA,x,high,P\n", "row 2, column pair: The pair “P” has one member."),
        (
            "code,name,group,pair\nA,x,high,P\nB,y,high,P\n",
            "row 3, column pair: The pair “P” has two highs: rows 2, 3.",
        ),
        ("code,name,group,pair\nA,x,low,P\nB,y,low,P\n", "row 3, column pair: The pair “P” has two lows: rows 2, 3."),
        (
            "code,name,group,pair\nA,x,low,P\nB,y,high,P\nC,z,low,P\n",
            "row 4, column pair: The pair “P” has 3 members: rows 2, 3, 4.",
        ),
        ("code,name,group,pair\nA,x,,P\nB,y,low,P\n", "row 2, column pair: A is in a pair without being in"),
        ("code,name,group,pair\nA,x,middle,P\nB,y,low,P\n", "row 2, column pair: A is in a pair without being in"),
        ("code,name,n\nA,x,1\nB,y,2\nC,z,none\n", "row 4, column n: “none” is not a number."),
        ("code,name,n\nA,x,1.234\nB,y,7\n", "row 2, column n: “1.234” can be read as two numbers"),
        ("code,name\nA,0101701234\n", "row 2, column name: This looks like a personal number"),
        ("code,name,cpr\nA,x,101701234\nB,y,3112991234\n", "column cpr: The column looks like personal numbers"),
        ("code,name,010170-1234\nA,x,1\n", "row 1, column C: This looks like a personal number or a case number."),
        (f"code,name\nA,{'x' * 201}\n", "row 2, column name: The text is longer than 200 characters."),
        (f"code,name,t\nA,x,{'x' * 301}\n", "row 2, column t: The text is longer than 300 characters."),
        (f"code,name,{'v' * 101}\nA,x,1\n", "The column's name is longer than 100 characters."),
        ("", "The file is empty."),
        ("code,name\n", "The table has headers and no rows."),
    ],
)
def test_each_problem_is_told_with_its_place_and_nothing_is_saved(content: str, expected: str) -> None:
    study, _user = factories.make_study()
    assert any(expected in problem for problem in problems(study, content))
    assert (study.units.count(), study.groupings.count(), study.variables.count()) == (0, 0, 0)


def test_all_problems_come_at_once_in_the_order_of_the_rows() -> None:
    study, _user = factories.make_study()
    found = problems(study, "code,name,group,n\nA,x,hgh,1\nA,,low,2\nB,z,high,abc\n")
    places = [re.match(r"units\.csv, (row \d, column \w+)", line)[1] for line in found]  # type: ignore[index]
    assert places == ["row 2, column group", "row 3, column code", "row 3, column name", "row 4, column n"]


def test_personal_number_is_never_repeated() -> None:
    study, _user = factories.make_study()
    assert "0101701234" not in "".join(problems(study, "code,name\nA,0101701234\n"))


def test_text_where_the_study_has_numbers_is_refused_even_if_all_is_text() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    assert problems(study, "code,income\nH1,high\n") == [
        "units.csv, row 2, column income: “high” is not a number. Leave the cell blank where there is no value."
    ]


def test_numbers_in_a_text_variable_stay_texts() -> None:
    study, user = factories.make_study()
    take(study, "code,name,size\nA1,x,small\n", user)
    take(study, "code,size\nA1,3\n", user)
    assert values(study, "size") == {"A1": "3"}


def test_code_in_another_case_is_no_new_unit() -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    (problem,) = problems(study, "code,name\nh1,x\n")
    assert problem.startswith("units.csv, row 2, column code: The study has the unit “H1”, the file “h1”. Write the")


def test_years_in_the_wrong_order_are_refused() -> None:
    study, _user = factories.make_study()
    assert "The last year is before the first." in problems(study, PAIRS, year_from=2002, year_to=1999)[0]


def test_notes_say_what_is_allowed_and_worth_a_look() -> None:
    study, user = factories.make_study()
    factories.UnitFactory(study=study, code="OLD")
    plan = take(study, "code,name,group,n\nA1,x,excluded,\nB1,y,,\n", user)
    assert plan.notes == [
        "1 unit is excluded without a reason.",
        "1 unit is in no group.",
        "1 unit of the study is not in the file, so it is in no group of the new grouping.",
        "Columns without a value: n.",
    ]
    assert not study.variables.exists()


def test_a_table_of_persons_is_refused_at_twenty_thousand_rows() -> None:
    study, _user = factories.make_study()
    content = "code,name\n" + "".join(f"K{number},N\n" for number in range(200_000))
    found = problems(study, content)
    assert len(found) == 1
    assert found[0].startswith(
        "units.csv, row 20002: The table has more than 20000 rows. A study compares organisations"
    )
    assert "Divide" not in found[0]


def test_a_thousand_units_are_stored_in_a_few_queries(django_assert_max_num_queries: object) -> None:
    study, user = factories.make_study()
    content = "code,name,group,n\n" + "".join(f"K{number},N,middle,{number}\n" for number in range(1000))
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        take(study, content, user)
    assert study.units.count() == 1000


def test_another_study_is_untouched() -> None:
    study, user = factories.make_study()
    other = factories.UnitFactory(code="H1", name="Other")
    take(study, PAIRS, user)
    other.refresh_from_db()
    assert other.name == "Other"


# The pages


def send(client: Client, study: Study, content: str, **fields: str) -> object:
    file = SimpleUploadedFile("units.csv", content.encode())
    return client.post(reverse("studies:units_import", args=[study.slug]), {"file": file, **fields}, follow=True)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def test_page_shows_what_would_change_and_saves_on_confirmation(client: Client, tmp_path: Path) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    response = send(client, study, PAIRS, grouping="first", source="Register", year_from="1999")
    text = response.content.decode()  # type: ignore[attr-defined]
    assert "A new grouping “first” is made" in text
    assert "High One" in text
    assert study.units.count() == 0
    upload = Upload.objects.get()
    preview = reverse("studies:units_preview", args=[study.slug, upload.pk])
    client.post(preview, {"shown": response.context["plan"].digest, "confirm": ""})  # type: ignore[attr-defined]
    assert (study.units.count(), study.groupings.get().name) == (4, "first")
    assert study.variables.get().year_from == 1999
    assert not Upload.objects.exists()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_page_asks_again_when_the_study_has_changed_since(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    digest = send(client, study, PAIRS).context["plan"].digest  # type: ignore[attr-defined]
    services.create_study(slug="other", title="x", by=user)
    factories.UnitFactory(study=study, code="H1")
    preview = reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk])
    response = client.post(preview, {"shown": digest, "confirm": ""})
    assert "The study has changed since this was shown." in response.content.decode()
    assert study.units.count() == 1


def test_page_lists_every_problem_and_keeps_no_file(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    response = send(client, study, "code,name,group\nA,x,best\nB,,low\n")
    text = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "There is no group “best”." in text
    assert "The unit has no name." in text
    assert not Upload.objects.exists()


def test_page_throws_a_file_away(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    send(client, study, PAIRS)
    client.post(reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk]), {"discard": ""})
    assert (Upload.objects.count(), study.units.count()) == (0, 0)


def test_page_shows_changes_and_moves(client: Client) -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    client.force_login(user)
    changed = PAIRS.replace("high,P1,,10.5", "high,P1,,10.75").replace("south,middle", "south,low")
    text = send(client, study, changed).content.decode()  # type: ignore[attr-defined]
    assert "10.5</td>" in text
    assert "10.75</td>" in text
    assert "Units in another group than now" in text


def test_page_says_when_there_is_nothing_to_import(client: Client) -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    client.force_login(user)
    assert "there is nothing to import" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]


def test_upload_is_bound_to_who_sent_it_and_to_its_study(client: Client) -> None:
    study, user = factories.make_study()
    other = factories.MembershipFactory(study=study, role=Role.OWNER).user
    client.force_login(user)
    send(client, study, PAIRS)
    preview = reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk])
    assert client.get(preview).status_code == 200
    client.force_login(other)
    assert client.get(preview).status_code == 404


def test_upload_that_is_too_large_is_refused(client: Client, settings: object) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]
    assert "larger than 0 MB" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]


def test_upload_without_room_on_the_disk_is_a_sentence(client: Client, settings: object, tmp_path: Path) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"  # type: ignore[attr-defined]
    assert "could not be stored" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]
    assert not Upload.objects.exists()


def test_uploads_of_yesterday_are_gone(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    send(client, study, PAIRS)
    old = Upload.objects.get()
    Upload.objects.update(created_at="2020-01-01T00:00:00Z")
    send(client, study, PAIRS)
    assert old.pk not in Upload.objects.values_list("pk", flat=True)
    assert uploads.find(pk="no id", study=study, user=user, purpose="units") is None


# The commands


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_commands_make_a_study_and_its_units(tmp_path: Path) -> None:
    factories.UserFactory(email="owner@example.org")
    (tmp_path / "units.csv").write_text(PAIRS)
    told = run("create_study", "akf", "--title", "AKF", "--languages", "da,en", "--owner", "Owner@example.org")
    assert told == "Study akf made.\n"
    told = run("import_units", "akf", str(tmp_path / "units.csv"), "--year", "1999-2002", "--source", "R")
    assert "Units: 4 new, 0 changed, 0 unchanged, 0 not in the file." in told
    assert "1 high, 1 low, 1 middle, 1 excluded; 1 pairs." in told
    study = Study.objects.get(slug="akf")
    assert study.memberships.get().role == Role.OWNER
    assert (study.variables.get().year_from, study.variables.get().year_to) == (1999, 2002)
    assert "same as" in run("import_units", "akf", str(tmp_path / "units.csv"))


def test_command_says_what_would_change_and_saves_nothing(tmp_path: Path) -> None:
    study = factories.StudyFactory(slug="akf")
    (tmp_path / "units.csv").write_text("code,name,group\nX,x,excluded\n")
    told = run("import_units", "akf", str(tmp_path / "units.csv"), "--dry-run")
    assert "1 new" in told
    assert "Note: 1 unit is excluded without a reason." in told
    assert study.units.count() == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["create_study", "akf", "--title", "T"], "There is a study “akf” already."),
        (["create_study", "b", "--title", "T", "--owner", "x@y.dk"], "no account with the address"),
        (["import_units", "nowhere", "x.csv"], "There is no study “nowhere”. Studies: akf."),
        (["import_units", "akf", "no-such-file.csv"], "There is no file"),
        (["import_units", "akf", "FILE", "--year", "soon"], "“soon” is no year."),
        (["import_units", "akf", "."], ". is a folder. Name the file that lies in it."),
        (
            ["import_units", "akf", "FILE", "--source", "010170-1234"],
            "column source: This looks like a personal number",
        ),
        (["import_units", "akf", "FILE", "--grouping", "010170-1234"], "column grouping: This looks like a personal"),
        (["create_study", "b", "--title", "T 010170-1234"], "column title: This looks like a personal number"),
        (
            ["create_study", "b", "--title", "T", "--languages", "xx,da,yy"],
            "The study's languages are not language codes: xx, yy. Give",
        ),
        (["import_units", "akf", "FILE"], "row 2, column group: There is no group “best”."),
    ],
)
def test_commands_refuse_in_sentences(words: list[str], sentence: str, tmp_path: Path) -> None:
    factories.StudyFactory(slug="akf")
    file = tmp_path / "units.csv"
    file.write_text("code,name,group\nA,x,best\n")
    with pytest.raises(CommandError, match=re.escape(sentence)) as caught:
        run(*(str(file) if word == "FILE" else word for word in words))
    assert str(caught.value).endswith("\nNothing was saved.")
    assert not Unit.objects.exists()


def test_after_a_file_with_problems_the_next_is_sent_to_the_import_page(client: Client) -> None:
    """The problems stand at the preview's address, which is gone with its file."""
    study, user = factories.make_study()
    client.force_login(user)
    url = reverse("studies:units_import", args=[study.slug])
    bad = SimpleUploadedFile("u.csv", b"code,name,group\nU1,One,tall\n")
    response = client.post(url, {"file": bad}, follow=True)
    assert response.status_code == 422
    assert f'action="{url}"' in response.content.decode()
