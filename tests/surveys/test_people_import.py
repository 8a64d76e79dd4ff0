"""Lists of people and of contacts: Danish files are read, and everything wrong is told with its row and column."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from studies.models import AuditEntry
from studies.problems import Refused
from surveys.imports import PeoplePlan, import_people, preview_people
from surveys.models import Anonymity, Collection, Identity, Invitation, UnitContact
from tests.surveys.fielding import make_collection

pytestmark = pytest.mark.django_db


def imported(collection: Collection, text: str | bytes, **options: bool) -> PeoplePlan:
    file = BytesIO(text if isinstance(text, bytes) else text.encode())
    return import_people(collection=collection, file=file, name="people.csv", by=None, **options)


def refused(collection: Collection, text: str, **options: bool) -> list[tuple[int | None, str, str]]:
    with pytest.raises(Refused) as caught:
        imported(collection, text, **options)
    assert not Identity.objects.exists()
    return [(problem.row, problem.column, problem.message) for problem in caught.value.problems]


def test_danish_spreadsheet_is_read_as_it_is(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    text = (
        "Enhed;Navn;E-mail;Tlf.;Sprog;timer;kode\r\n"
        "H01;Søren Ærø;Soeren@Kommune.DK;12 34 56 78;da;12,5;0101\r\n"
        "Unit L01;Åse Ø;;87654321;EN;1.234,5;0751\r\n"
    )
    plan = imported(collection, text.encode("cp1252"))
    assert (plan.count, plan.units, plan.without_email, plan.sample) == (2, 2, 1, ["timer", "kode"])
    first, second = Invitation.objects.select_related("identity", "unit").order_by("pk")
    assert (first.identity.name, first.identity.email) == ("Søren Ærø", "Soeren@kommune.dk")
    assert (first.unit and first.unit.code, second.unit and second.unit.code) == ("H01", "L01")
    assert (first.sample, second.sample) == ({"timer": 12.5, "kode": "0101"}, {"timer": 1234.5, "kode": "0751"})
    assert (first.language, second.language, first.audience) == ("da", "en", "manager")
    entry = AuditEntry.objects.get(action="people.imported")
    assert entry.details == {"count": 2}


def test_workbook_is_read_too(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    book = openpyxl.Workbook()
    for row in (["unit", "email", "hours"], ["H01", "a@b.dk", 12.5]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "people.xlsx")
    import_people(collection=collection, file=tmp_path / "people.xlsx", by=None)
    assert Invitation.objects.get().sample == {"hours": 12.5}


def test_every_problem_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    text = (
        "unit,name,E-mail,language,attention,two words\n"
        "H01,Anna,a@b.dk,da,1,\n"
        "X99,Bo,not an address,sv,1,\n"
        "L01,Cilla,A@B.DK,,1,\n"
        "L01,,,,1,\n"
    )
    assert refused(collection, text) == [
        (1, "attention", "The questionnaire has a question called “attention”."),
        (1, "two words", "“two words” cannot be the name of a sample variable."),
        (3, "unit", "There is no unit “X99” in the study."),
        (3, "E-mail", "“not an address” is no e-mail address."),
        (3, "language", "The questionnaire has no texts in “sv”."),
        (4, "E-mail", "The same person stands in row 2."),
        (5, "", "The row names nobody."),
    ]


def test_personal_number_is_refused_and_never_repeated(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    ((row, column, message),) = refused(collection, "unit,name,note\nH01,Anna,\nH01,Bo,010190-1234\n")
    assert (row, column, message) == (3, "note", "This looks like a personal number or a case number.")


def test_two_columns_that_mean_the_same_are_one_too_many(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    assert refused(collection, "name,Navn\nAnna,Anna\n") == [(1, "Navn", "“name” and “Navn” mean the same.")]


def test_file_without_anybody_in_it_is_refused(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    assert refused(collection, "unit,age\nH01,30\n")[0][2] == "The file has no column that says who the people are."


def test_person_who_is_there_already_is_refused_or_left_out(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    imported(collection, "name,email\nAnna,a@b.dk\n")
    again = "name,email,phone\nAnna A.,A@B.dk,\nBo,,12345678\n"
    with pytest.raises(Refused) as caught:
        imported(collection, again)
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, "email")]
    plan = imported(collection, again, skip_known=True)
    assert (plan.count, plan.left_out, Identity.objects.count()) == (1, 1, 2)
    assert imported(collection, "name,phone\nBodil,12 34 56 78\n", skip_known=True).left_out == 1


def test_number_that_can_be_two_is_asked_about(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    assert refused(collection, "name,income\nAnna,1.234\n") == [(2, "income", "“1.234” can be two numbers.")]


def test_anonymous_collection_takes_contacts_but_no_list_of_people(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path, anonymity=Anonymity.ANONYMOUS)
    assert "promises to be anonymous" in refused(collection, "name\nAnna\n")[0][2]
    imported(collection, "unit,email\nH01,a@b.dk\n", contacts=True)
    assert UnitContact.objects.get().unit.code == "H01"


def test_contacts_need_a_unit_and_have_no_variables(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    assert refused(collection, "unit,email,age\nH01,a@b.dk,1\n,c@d.dk,2\n", contacts=True) == [
        (1, "age", "A list of contacts has no column “age”."),
        (3, "unit", "No unit is named."),
    ]
    assert refused(collection, "email\na@b.dk\n", contacts=True)[0][1] == "unit"


def test_contact_may_serve_two_units_but_each_once(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    plan = imported(collection, "unit,email\nH01,a@b.dk\nL01,a@b.dk\n", contacts=True)
    assert (plan.count, UnitContact.objects.count()) == (2, 2)
    assert imported(collection, "unit,email\nH01,A@B.DK\n", contacts=True, skip_known=True).left_out == 1


def test_two_contacts_without_an_address_in_one_unit_are_two(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    imported(collection, "unit,name\nH01,Anna\nH01,Bo\n", contacts=True)
    assert UnitContact.objects.count() == 2


def test_units_that_are_not_asked_are_said_and_nothing_is_saved_by_looking(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    collection.asked_units.set(collection.study.units.filter(code="H01"))
    plan = preview_people(collection=collection, file=BytesIO(b"unit,name\nL01,Anna\n"), name="p.csv")
    assert plan.warnings == ["1 unit of the list is not asked in this collection: L01."]
    assert not Invitation.objects.exists()
