"""What the components promise: a word beside every shape, ids that exist, numbers for SVG in any language."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from studies.chain import State
from studies.models import Group
from studies.models.jobs import JobStatus
from studies.problems import Problem

WORDS_OF_STATES = {
    "empty": "empty",
    "under_way": "under way",
    "done": "done",
    "stale": "stale",
    "queued": "waiting",
    "running": "running",
    "failed": "failed",
    "cancelled": "cancelled",
}


class Ids(HTMLParser):
    """Which ids there are, and which are pointed at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.there: list[str] = []
        self.wanted: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parser's signature
        for name, value in attrs:
            if name == "id":
                self.there.append(value or "")
            elif name in {"for", "aria-describedby"}:
                self.wanted += (value or "").split()
            elif name == "href" and (value or "").startswith("#"):
                self.wanted.append((value or "")[1:])


class UnitForm(forms.Form):
    name = forms.CharField(help_text="As in the register.")
    group = forms.ChoiceField(widget=forms.RadioSelect, choices=[("high", "high score")], help_text="One of four.")
    note = forms.CharField(required=False)
    active = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def component(name: str, **values: object) -> str:
    return " ".join(render_to_string(f"components/{name}.html", values).split())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("state", [*State, *JobStatus.values])
def test_status_has_a_shape_and_a_word(state: str) -> None:
    html = component("status", state=state)

    assert words(html) == WORDS_OF_STATES[state]
    assert html.count("<svg") == 1


def test_status_shapes_differ() -> None:
    different = {component("shape", shape=state) for state in State}

    assert len(different) == len(State)


@pytest.mark.parametrize("group", Group.values)
def test_group_has_a_shape_of_its_own_and_the_models_word(group: str) -> None:
    assert words(component("group", group=group)) == str(Group(group).label)
    assert len({component("shape", shape=each) for each in Group.values}) == len(Group.values)


def test_group_of_a_unit_without_one_says_so() -> None:
    assert words(component("group", group="")) == "no group"


@pytest.mark.parametrize(("met", "word"), [("yes", "met"), ("partly", "partly met"), ("no", "not met")])
def test_mark_says_its_word_to_screen_readers(met: str, word: str) -> None:
    assert words(component("mark_met", met=met)) == word
    assert 'class="sr-only"' in component("mark_met", met=met)


def test_x_of_n_is_one_unbroken_thing() -> None:
    assert component("x_of_n", x=8, n=9) == '<bdi class="of">8 of 9</bdi>'


def test_x_of_n_shows_zero_but_a_dash_for_what_is_missing() -> None:
    assert words(component("x_of_n", x=0, n=9)) == "0 of 9"
    assert words(component("x_of_n", x=None, n=9)) == "–"


def test_dumbbell_writes_numbers_for_svg_in_any_language() -> None:
    with translation.override("da"):
        html = component("dumbbell", high_share=88.9, low_share=50.0, middle_share=None)

    assert "translate(88.9)" in html
    assert 'd="M50.0 8H88.9"' in html
    assert "<circle" not in html


def test_dumbbell_stays_silent_without_words() -> None:
    assert 'aria-hidden="true"' in component("dumbbell", high_share=1, low_share=2, middle_share=3)
    assert 'aria-label="8 of 9"' in component("dumbbell", high_share=1, low_share=2, middle_share=3, label="8 of 9")


def test_problems_give_place_message_and_remedy() -> None:
    problem = Problem(message="No group.", remedy="Write one.", file="units.csv", row=3, column="group")

    text = words(component("problems", problems=[problem]))

    assert text.startswith("1 problem. Nothing was saved.")
    assert text.endswith("units.csv, row 3, column group No group. Write one.")


def test_notice_escapes_what_people_wrote() -> None:
    assert "&lt;script&gt;" in component("notice", text="<script>")


def test_progress_writes_its_value_for_html_in_any_language() -> None:
    with translation.override("da"):
        assert 'value="12.5"' in component("progress", percent=12.5, doing="Counting")
    assert "value=" not in component("progress", percent=None, doing="Waiting")


def test_form_points_only_at_ids_that_exist() -> None:
    ids = Ids(component("form", form=UnitForm({"name": "", "group": ""})))

    assert sorted(set(ids.there)) == sorted(ids.there)
    assert set(ids.wanted) - set(ids.there) == set()
    assert "id_name_error" in ids.wanted
    assert "id_group" in ids.wanted


def test_form_summary_takes_the_focus_only_when_something_is_wrong() -> None:
    assert 'role="alert" tabindex="-1" autofocus' in component("form", form=UnitForm({}))
    assert "autofocus" not in component("form", form=UnitForm())


def test_form_marks_what_may_be_left_blank() -> None:
    html = component("form", form=UnitForm())

    assert html.count("(may be left blank)") == 1
    assert html.count('type="hidden"') == 1
