"""A draft as a whole: arranged, taken from, translated, tried out, compared, published."""

import pytest
from django.test import Client

from surveys.doubts import doubts_of
from surveys.models import Response, Section
from surveys.rules import form_of
from tests.surveys.building.at_the_desk import Desk, begin, filled, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Desk:
    desk = begin(client)
    assert desk.add("yes_no", label_da="A?", label_en="A?", name="a") == ""
    assert desk.add("integer", label_da="B?", name="b", relevant="${a} = 'yes'", constraint=". < 10") == ""
    assert desk.add("text", label_da="C, efter ${b}?", name="c", needed="soft") == ""
    return desk


def test_questions_move_and_cross_into_the_next_section(desk: Desk) -> None:
    assert desk.send("section/", {"label_da": "Til sidst", "randomize": "on"}) == ""
    assert desk.arrange(up="c") == ""
    assert desk.names() == ["a", "c", "b"]
    assert desk.arrange(down="c") == ""
    assert desk.arrange(down="c") == ""
    assert [[question.name for question in section.questions] for section in desk.spec().sections] == [
        ["a", "b"],
        ["c"],
    ]
    assert (desk.spec().sections[1].name, desk.spec().sections[1].randomize) == ("sidst", True)
    assert desk.send("question/c/", {"section": "section_1"}) == ""
    assert desk.names() == ["a", "b", "c"]
    assert desk.arrange(up="sidst") == ""
    assert [section.name for section in desk.spec().sections] == ["sidst", "section_1"]


def test_a_question_moves_over_a_whole_grid(desk: Desk) -> None:
    assert desk.add("battery", label_da="Hvor tit?", questions_da="Telefon\nPost") == ""
    assert desk.arrange(down="c") == ""
    assert desk.names() == ["a", "b", "telefon_text", "telefon", "post", "c"]
    assert desk.arrange(up="c") == ""
    assert desk.names() == ["a", "b", "c", "telefon_text", "telefon", "post"]


def test_a_copy_reads_itself_and_not_the_one_it_came_from(desk: Desk) -> None:
    assert desk.change("b", constraint=". < 10 or ${b} = 11") == ""
    assert desk.arrange(copy="b") == ""
    assert desk.names() == ["a", "b", "b_2", "c"]
    assert desk.question("b_2").constraint == ". < 10 or ${b_2} = 11"


def test_deleting_says_what_goes_with_it(desk: Desk) -> None:
    page = desk.client.get(f"{desk.base}delete/a/").content.decode()
    assert "“b”: asked if: A condition reads what was left out (a), and is left out with it." in page
    assert desk.send("delete/a/", {}) == ""
    assert desk.names() == ["b", "c"]
    assert desk.question("b").relevant == ""
    assert desk.send("delete/b/", {}) == ""
    assert desk.question("c").label == {"da": "C, efter …?"}


def test_the_last_section_stays(desk: Desk) -> None:
    page = desk.client.get(f"{desk.base}delete/section_1/").content.decode()
    assert "A questionnaire has at least one section." in page
    assert Section.objects.filter(version=desk.version()).count() == 1


def test_translations_are_written_beside_each_other(desk: Desk) -> None:
    page = desk.client.get(f"{desk.base}texts/?lang=en").content.decode()
    assert "2 texts are missing in English." in page
    fields = [name for name, text in filled(page.encode()).items() if name.startswith("text_") and not text]
    assert len(fields) == 2
    assert desk.send("texts/?lang=en", {fields[0]: "B in English?", fields[1]: "C after ${b}?"}) == ""
    assert desk.question("b").label == {"da": "B?", "en": "B in English?"}
    assert "does not" not in desk.client.get(f"{desk.base}texts/?lang=en&gaps=1").content.decode()
    assert "no question" in desk.send("texts/?lang=en", {fields[1]: "${nobody}"})
    assert desk.question("c").label["en"] == "C after ${b}?"


def test_a_language_taken_out_takes_its_texts(desk: Desk) -> None:
    assert desk.send("about/", {"languages": "da, ar"}) == ""
    spec = desk.spec()
    assert spec.languages == ["da", "ar"]
    assert desk.question("a").choices == {"yes": {"da": "Ja"}, "no": {"da": "Nej"}}
    assert spec.title == {"da": "Skema"}


def test_trying_it_out_follows_conditions_and_stores_nothing(desk: Desk) -> None:
    path = f"/studies/{desk.study.slug}/questionnaires/skema/practice/"

    def go(page: bytes, **said: object) -> bytes:
        return desk.client.post(path, filled(page) | said).content

    first = desk.client.get(path).content
    assert b'value="a c"' in first
    second = go(first, q_a="yes", next="1", lang="en")
    assert b'value="a b c"' in second
    assert b"You have left this blank" in second
    assert b"Please look at this" in go(second, q_b="11", next="1", lang="en")
    assert "C, efter 7?" in go(second, q_b="7").decode()
    last = go(second, q_b="7", next="1")
    assert b"That was all" in last
    assert b"<bdi>7</bdi>" in last
    assert b'value="a c"' in go(last, again="1")
    assert Response.objects.count() == 0


def test_publishing_counts_what_is_frozen_and_what_stands_out(desk: Desk) -> None:
    assert desk.change("b", constraint=". < 3 and . > 5") == ""
    assert desk.add("date", label_da="D?", name="d", relevant="${a} = 'yes' and ${a} = 'no'") == ""
    path = f"/studies/{desk.study.slug}/questionnaires/skema/1/publish/"
    page = desk.client.get(path).content.decode()
    assert "No answer to “b” can be valid: . &lt; 3 and . &gt; 5 never holds." in page
    assert "The question “d” is never asked" in page
    assert "Only 4 of 8 texts" not in page
    assert desk.client.post(path, follow=True).status_code == 200
    assert desk.version().status == "published"
    assert form_of(desk.version()).questions.keys() == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("kind", "rule", "doubted"),
    [
        ("text", ". != .", True),
        ("text", ". = 'a' and . = 'b'", True),
        ("text", ". = 'a'", False),
        ("text", ". != 'a'", False),
        ("text", "regex(., '[0-9]{4}')", False),
        ("integer", ". != .", True),
        ("select_one", ". != .", True),
        ("select_multiple", "count-selected(.) > 2", True),
        ("select_multiple", "selected(., '1') and selected(., '2')", False),
        ("select_multiple", "selected(., '1') and not(selected(., '1'))", True),
    ],
)
def test_a_rule_that_no_answer_meets_stands_out(desk: Desk, kind: str, rule: str, doubted: bool) -> None:
    choices = [("1", "Ja", "Yes"), ("2", "Nej", "No")] if kind.startswith("select") else None
    assert desk.add(kind, label_da="Z?", name="z", constraint=rule, choices=choices) == ""
    assert ("No answer to “z” can be valid" in " ".join(map(str, doubts_of(desk.spec())))) is doubted


def test_a_published_questionnaire_is_copied_and_not_built(desk: Desk) -> None:
    desk.client.post(f"/studies/{desk.study.slug}/questionnaires/skema/1/publish/")
    answer = desk.client.get(desk.base, follow=True)
    assert answer.redirect_chain == [(f"/studies/{desk.study.slug}/questionnaires/skema/", 302)]
    assert "copy it to a draft" in answer.content.decode()


def test_a_questionnaire_without_questions_is_not_published(client: Client) -> None:
    desk = begin(client)
    path = f"/studies/{desk.study.slug}/questionnaires/skema/1/publish/"
    assert "without questions is not published" in problems(client.post(path, follow=True))
    assert desk.version().status == "draft"


def test_differences_between_versions_are_told_with_what_they_mean(desk: Desk) -> None:
    base = f"/studies/{desk.study.slug}/questionnaires/skema/"
    desk.client.post(f"{base}1/publish/")
    answer = desk.client.post(f"{base}1/copy/")
    assert answer["Location"] == desk.base
    assert desk.change("c", name="why") == ""
    assert desk.change("b", label_da="Hvor mange?") == ""
    assert desk.send("list/a/", {"choice_1_da": "Næh"}) == ""
    assert desk.add("text", label_da="Ny?", name="new") == ""
    page = desk.client.get(f"{base}differences/").content.decode()
    headings = ["Other name", "Added", "Other choices", "Other words"]
    assert [page.index(f"<h2>{each}</h2>") for each in headings] == sorted(
        page.index(f"<h2>{each}</h2>") for each in headings
    )
    assert "Removed" not in page
    assert "Other rules" not in page
    assert "no Næh" in page


def test_pages_of_the_builder_stay_within_their_reads(desk: Desk, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- pytest's own
    for number in range(12):
        assert desk.add("yes_no", label_da=f"Spørgsmål {number}?", name=f"q{number}") == ""
    for path in ("", "texts/", "question/q3/", "about/"):
        with django_assert_max_num_queries(14):
            assert desk.client.get(desk.base + path).status_code == 200
