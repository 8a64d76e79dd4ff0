"""What cannot be built: each with a sentence that says where it is and what to do; and then nothing is stored."""

import pytest
from django.test import Client

from surveys.models import QuestionnaireVersion
from tests.surveys.building.at_the_desk import Desk, begin, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Desk:
    desk = begin(client)
    assert desk.add("integer", label_da="A?", name="a") == ""
    assert desk.add("yes_no", label_da="B?", name="b", relevant="${a} > 3") == ""
    return desk


def _refused(desk: Desk, said: str, *parts: str) -> None:
    """The sentence is there, and the draft is as it was."""
    for part in parts:
        assert part in said
    assert desk.names() == ["a", "b"]
    assert desk.question("a").relevant == ""
    assert desk.question("a").label == {"da": "A?"}


def test_conditions_in_a_circle(desk: Desk) -> None:
    said = desk.change("a", relevant="${b} = 'yes'")
    _refused(desk, said, "Whether “a” is asked depends on itself.", "not in a circle")


def test_a_condition_that_reads_a_later_question(desk: Desk) -> None:
    said = desk.arrange(down="a")
    _refused(
        desk, said, "“b”: asked if", "reads “a”, which is asked later, in question 2.", "Ask that question first."
    )


def test_a_condition_that_is_no_expression_says_the_character(desk: Desk) -> None:
    said = desk.change("b", relevant="${a} >> 3")
    _refused(desk, said, "wrong at character 7", "Write it as in ${name} = 'code'")
    said = desk.change("b", relevant="${nobody} = 1", constraint="(. = 'yes'")
    _refused(desk, said, "reads “nobody”, which is no question", "The bracket opened here is not closed.")


def test_a_megabyte_in_a_text_field(desk: Desk) -> None:
    said = desk.change("a", label_da="x" * 1_000_000)
    _refused(desk, said, "at most 20000 characters (it has 1000000)")


@pytest.mark.parametrize(("text", "sentence"), [
    ("A\x00?", "Null characters are not allowed."),
    ("A\u202egnp?", "characters that cannot be seen (U+202E)"),
    ("A\x07?", "characters that cannot be seen (U+0007)"),
])  # fmt: skip
def test_characters_that_cannot_be_seen(desk: Desk, text: str, sentence: str) -> None:
    _refused(desk, desk.change("a", label_da=text), sentence)


def test_arabic_with_its_own_marks_is_no_wrong_input(client: Client) -> None:
    desk = begin(client, languages="ar, da", title_ar="استمارة")
    assert desk.add("text", label_ar="ما اسم \u2068البلدية\u2069\u200f؟", name="a") == ""


def test_a_personal_number_is_not_stored_and_not_repeated(desk: Desk) -> None:
    said = desk.change("a", hint_da="For eksempel 010203-1234")
    _refused(desk, said, "This looks like a personal number")
    assert "010203" not in said


def test_names_that_are_taken_or_no_names(desk: Desk) -> None:
    _refused(desk, desk.change("b", name="a"), "The name “a” is used twice")
    _refused(desk, desk.change("b", name="2 b"), "“2 b” cannot be a name.")
    _refused(desk, desk.change("b", name="unit"), "No question can be called “unit”")


def test_choices_without_text_twice_or_none(desk: Desk) -> None:
    said = desk.change("b", choices=[("1", "", "One"), ("1", "To", "Two")])
    _refused(desk, said, "Choice 1 (1) has no text in the main language.", "The code “1” stands twice")
    _refused(desk, desk.change("b", choices=[]), "There are no choices.")
    _refused(desk, desk.change("b", choices=[("a b", "X", "X")]), "The name of a choice holds a space.")


def test_a_scale_that_is_none(desk: Desk) -> None:
    said = desk.add("range", label_da="Skala?", start="5", end="1")
    _refused(desk, said, "These parameters make no scale: start 5, end 1")


def test_a_text_is_needed_in_one_language(desk: Desk) -> None:
    _refused(desk, desk.change("a", label_da="", label_en=""), "Fill it in, in at least one of the languages.")


def test_a_page_that_has_been_overtaken_keeps_what_was_written(desk: Desk) -> None:
    path = f"{desk.base}question/a/"
    old = desk.version().digest
    assert desk.change("a", hint_da="Andres") == ""
    answer = desk.client.post(path, {"digest": old, "label_da": "Mit", "name": "a", "section": "section_1",
                                     "needed": "no", "sensitivity": "internal"})  # fmt: skip
    assert answer.status_code == 422
    assert "has been changed since you opened this page" in problems(answer)
    assert "Mit</textarea>" in answer.content.decode()
    assert desk.question("a").hint == {"da": "Andres"}


def test_a_published_version_is_not_on_the_desk(desk: Desk) -> None:
    QuestionnaireVersion.objects.filter(pk=desk.version().pk).update(
        status="published", published_at="2004-01-01T00:00Z"
    )
    desk_closed = desk.client.get(desk.base, follow=True)
    assert "copy it to a draft" in desk_closed.content.decode()
    for path in ("question/a/", "section/section_1/", "texts/", "about/", "delete/a/", "list/b/"):
        assert desk.client.get(desk.base + path).status_code == 404


def test_addresses_of_nothing(desk: Desk) -> None:
    for path in (
        "question/x/",
        "section/x/",
        "delete/x/",
        "list/x/",
        "add/?kind=x&section=section_1",
        "add/?kind=text",
    ):
        assert desk.client.get(desk.base + path).status_code == 404
    assert desk.client.post(f"{desk.base}arrange/", {"up": "x"}).status_code == 404


def test_a_form_id_or_a_language_that_is_none(desk: Desk) -> None:
    path = f"/studies/{desk.study.slug}/new-questionnaire/"
    about = {"title_da": "Skema", "audience": "manager", "form_id": "skema", "languages": "da"}
    assert "called “skema” already" in problems(desk.client.post(path, about))
    assert "no language codes: xx9" in problems(desk.client.post(path, about | {"languages": "da, xx9"}))
    assert "Name at least one" in problems(desk.client.post(path, about | {"languages": " , "}))
