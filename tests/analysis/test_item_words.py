"""The answers that count, in the questionnaire's own words, on the list of items and on an item's page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.pages import items
from studies.models import Study
from surveys.models import Choice, QuestionnaireVersion
from tests.analysis.surveys import make_item, make_questionnaire
from tests.factories import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    form = make_questionnaire(study, choices={"q1": ("1", "2", "9"), "q2": ("2", "3")}, numbers=["n1"])
    make_item(form, "M01", "q1", yes=["2"], no=["1"])
    return study


def rows(client: Client, study: Study) -> list[str]:
    client.force_login(study.memberships.get().user)
    page = client.get(reverse("analysis:items", args=[study.slug])).content.decode()
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]


def test_the_list_says_answers_in_words_and_their_codes_on_hover(client: Client, study: Study) -> None:
    assert "answer 2 answer 1" in rows(client, study)[1]
    page = client.get(reverse("analysis:items", args=[study.slug])).content.decode()
    assert '<span class="answer" title="2">answer 2</span>' in page


def test_an_item_says_the_codes_beside_the_words(client: Client, study: Study) -> None:
    client.force_login(study.memberships.get().user)
    page = client.get(reverse("analysis:item", args=[study.slug, "M01"])).content.decode()
    assert "answer 2 <code>2</code>" in page


def test_numbers_and_unknown_codes_say_themselves(client: Client, study: Study) -> None:
    form = study.questionnaires.get()
    make_item(form, "M02", "n1", yes=[">=30"], no=["<30"])
    make_item(form, "M03", "q1", yes=["7"], no=[])
    assert "&gt;=30 &lt;30" in rows(client, study)[2]
    assert "manager 7 –" in rows(client, study)[3]


def test_the_words_of_the_newest_version_stand(study: Study) -> None:
    old = QuestionnaireVersion.objects.get()
    newest = QuestionnaireVersion.objects.create(questionnaire=old.questionnaire, number=2, languages=["en"])
    question = old.questions.get(name="q1")
    section = newest.sections.create(order=1, name="all")
    question.pk, question.version, question.section = None, newest, section
    question.save()
    Choice.objects.create(question=question, order=1, name="2", label={"en": "said anew"})
    ((_theme, (shown,)),) = items.by_theme(study)
    assert [(answer.code, answer.words) for answer in shown.yes] == [("2", {"en": "said anew"})]


def test_of_several_questions_the_first_names_a_code(study: Study) -> None:
    item = make_item(study.questionnaires.get(), "M04", "q1", yes=["2", "3"], no=["1"])
    item.questions = ["q1", "q2"]
    Choice.objects.filter(question__name="q2").update(label={"en": "of the second"})
    assert [answer.words["en"] for answer in items.shown(item).yes] == ["answer 2", "of the second"]


def test_many_items_take_no_more_reads_than_one(client: Client, study: Study) -> None:
    rows(client, study)
    with CaptureQueriesContext(connection) as one:
        rows(client, study)
    for number in range(2, 9):
        make_item(study.questionnaires.get(), f"M0{number}", "q1", yes=["2"], no=["1"])
    with CaptureQueriesContext(connection) as many:
        rows(client, study)
    assert len(many) == len(one)
