"""Questions of every type, made and changed on the builder's pages."""

from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from lxml.html import document_fromstring

from surveys.building.kinds import KINDS
from surveys.imports.xlsform import read_xlsform
from surveys.models import QuestionType
from surveys.xlsform import xlsform
from tests.surveys.building.at_the_desk import Desk, begin

pytestmark = pytest.mark.django_db
YES_NO = {"yes": {"da": "Ja", "en": "Yes"}, "no": {"da": "Nej", "en": "No"}}


@pytest.fixture
def desk(client: Client) -> Desk:
    return begin(client)


def _every_type(desk: Desk) -> None:
    add, both = desk.add, [("1", "Høj", "High"), ("2", "Lav", "Low"), ("9", "Ved ikke", "Don't know", True)]
    assert add("note", label_da="Velkommen til ${unit_name}", label_en="Welcome", name="intro") == ""
    assert add("select_one", label_da="Er indsatsen høj?", label_en="High?", name="effort", choices=both) == ""
    assert (
        add("select_multiple", label_da="Hvilke?", label_en="Which?", choices=both[:2], name="which", other="on")
        == ""
    )
    assert add("yes_no", label_da="Bor du her?", label_en="Do you live here?", name="here", needed="soft") == ""
    rows = "Telefon\nPost"
    assert add("battery", label_da="Hvor tit?", questions_da=rows, questions_en="Phone\nMail") == ""
    assert add("grid", label_da="I hvilken grad?", questions_da="Mål\nMidler", choices=both) == ""
    assert (
        add("range", label_da="Tillid?", name="trust", low_label_da="Ingen", high_label_da="Fuld", start="1", end="5")
        == ""
    )
    assert add("integer", label_da="Mænd?", name="men", missing="99", constraint=". >= 0", needed="hard",
               constraint_message_da="Ikke under 0") == ""  # fmt: skip
    assert add("decimal", label_da="Andel?", name="share", relevant="${men} > 0") == ""
    assert add("text", label_da="Navn på indsatsen?", name="title", default="Ingen") == ""
    assert add("long_text", label_da="Hvorfor ${men} mænd?", name="why", relevant="selected(${which}, 'other')") == ""
    assert add("date", label_da="Siden?", name="since", constraint=". <= today()") == ""
    assert add("rank", label_da="Ordn", name="aims", choices=both[:2], randomize="on") == ""
    assert add("acknowledge", label_da="Læst", name="ok") == ""
    assert add("calculate", calculation="${men} * 2", name="twice", label_da="") == ""


def test_every_type_is_built_exported_and_read_back_as_the_same(desk: Desk) -> None:
    _every_type(desk)
    built = desk.spec()
    assert {question.type for question in built.questions()} == set(QuestionType)
    read = read_xlsform(BytesIO(xlsform(desk.version())), study=desk.study, name="skema.xlsx")
    assert read.form.content() == built.content()
    assert read.findings.left_out == []


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_no_field_of_a_form_stands_there_twice(desk: Desk, kind: str) -> None:
    page: Any = document_fromstring(desk.client.get(f"{desk.base}add/?kind={kind}&section=section_1").content)
    (form,) = [each for each in page.forms if each.xpath(".//*[starts-with(@name, 'label_')]")]
    fields = form.xpath(".//textarea | .//select | .//input[not(@type='checkbox' or @type='radio')]")
    names = Counter(field.get("name") for field in fields if field.get("name"))
    ids = Counter(page.xpath("//@id"))
    assert [name for name, count in (names | ids).items() if count > 1] == []


def test_an_own_message_comes_back_as_it_was_written(desk: Desk) -> None:
    assert desk.add("integer", label_da="A?", name="a", constraint=". > 0",
                    constraint_message_da="Over 0", constraint_message_en="Above 0") == ""  # fmt: skip
    assert desk.change("a", required_message_da="Skriv et tal") == ""
    question = desk.question("a")
    assert question.constraint_message == {"da": "Over 0", "en": "Above 0"}
    assert question.required_message == {"da": "Skriv et tal"}


def test_names_are_made_from_the_text_and_stay_apart(desk: Desk) -> None:
    for _twice in range(2):
        assert desk.add("text", label_da="Hvad er målet for indsatsen på området?") == ""
    assert desk.names() == ["maalet_indsatsen_omraadet", "maalet_indsatsen_omraadet_2"]


def test_what_counts_as_no_answer_is_offered_by_a_tick(client: Client) -> None:
    desk = begin(client, languages="en")
    assert desk.add("yes_no", label_en="Yes?", name="a", no_answers=["dk", "nr"]) == ""
    question = desk.question("a")
    assert [(code, text["en"]) for code, text in question.choices.items()] == [
        ("yes", "Yes"), ("no", "No"), ("dk", "Don't know"), ("nr", "Not relevant")
    ]  # fmt: skip
    assert question.missing == ["dk", "nr"]


def test_other_adds_a_choice_and_a_text_question_behind(desk: Desk) -> None:
    assert desk.add("select_one", label_da="Hvem?", name="who", choices=[("a", "A", "A")], other="on") == ""
    assert desk.names() == ["who", "who_other"]
    assert list(desk.question("who").choices) == ["a", "other"]
    assert desk.question("who_other").relevant == "selected(${who}, 'other')"


def test_a_battery_is_a_caption_and_a_question_for_each_line(desk: Desk) -> None:
    rows = "Telefon\r\n\r\n Post "
    assert desk.add("battery", label_da="Hvor tit?", questions_da=rows, questions_en="Phone") == ""
    caption, phone, mail = desk.spec().questions()
    assert (caption.type, caption.grid, phone.grid, mail.grid) == ("note", "telefon", "telefon", "telefon")
    assert (phone.label, mail.label) == ({"da": "Telefon", "en": "Phone"}, {"da": "Post"})
    assert phone.choices == mail.choices == YES_NO


def test_a_new_name_is_written_wherever_the_old_one_was_read(desk: Desk) -> None:
    assert desk.add("integer", label_da="A?", name="a") == ""
    assert desk.add("integer", label_da="Efter ${a}?", name="b", relevant="${a} > 1", default="${a}") == ""
    assert desk.change("a", name="alpha") == ""
    question = desk.question("b")
    assert (question.label["da"], question.relevant, question.default) == (
        "Efter ${alpha}?",
        "${alpha} > 1",
        "${alpha}",
    )


def test_a_list_is_used_again_and_changed_for_all(desk: Desk) -> None:
    choices = [("1", "Høj", "High"), ("9", "Ved ikke", "Don't know", True)]
    assert desk.add("select_one", label_da="A?", name="a", choices=choices) == ""
    assert desk.add("select_one", label_da="B?", name="b", list_name="a") == ""
    assert desk.question("b").missing == ["9"]
    assert "used by b too" in desk.client.get(f"{desk.base}question/a/").content.decode()
    assert desk.send("list/a/", {"name": "degree", "choice_0_da": "Stor"}) == ""
    assert [desk.question(name).choices["1"]["da"] for name in "ab"] == ["Stor", "Stor"]
    assert desk.question("b").list_name == "degree"
    assert desk.change("b", list_name="") == ""
    assert desk.question("b").list_name == "b"
    assert desk.question("b").choices == desk.question("a").choices


def test_buttons_of_the_table_draw_it_again_and_save_nothing(desk: Desk) -> None:
    assert desk.add("select_one", label_da="A?", name="a", choices=[("1", "X", ""), ("2", "Y", "")]) == ""
    assert desk.send("question/a/", {"choice_down": "0", "label_da": "Ny"}) == ""
    assert desk.question("a").label["da"] == "A?"
    path, digest = f"{desk.base}question/a/", desk.version().digest
    said = {"choices": 2, "choice_code_0": "1", "choice_0_da": "X", "choice_code_1": "2", "choice_1_da": "Y"}
    page = desk.client.post(path, {**said, "choice_down": "0", "digest": digest, "label_da": "Ny"}).content.decode()
    assert page.index('value="Y"') < page.index('value="X"')
    assert "Ny</textarea>" in page
    assert "Not saved yet" not in page


def test_what_the_form_does_not_show_stays(desk: Desk) -> None:
    assert desk.add("select_one", label_da="A?", name="a", choices=[("1", "X", "X")]) == ""
    version = desk.version()
    version.questions.update(appearance="quick w4")
    assert desk.change("a", label_da="B?", dropdown="on") == ""
    assert desk.question("a").appearance == "quick w4 minimal"
