"""Every output x every role x every level: what must stay with the team is nowhere outside it (QUALITY 6)."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from django.test import Client

from analysis import disclosure
from analysis.figures import FigureSpec, render
from analysis.models import Figure, Item, Run
from studies.models import Group, Grouping, GroupMember, Role, Unit
from surveys.models import Choice, DisclosureLevel, Question, Response, Section
from tests.analysis.samples import a_study, collect, contrast_run, make_run, score_run
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Ballerup"  # a unit by name, in tables, figures and pages
Output = Callable[[Client, Run, Run], str]


def fetched(client: Client, address: str) -> bytes:
    response = client.get(address)
    return response.content if response.status_code == 200 else b""


def xlsx(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return " ".join(str(cell.value) for sheet in book for line in sheet for cell in line)


def word(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    return " ".join(cell.text for table in paper.tables for line in table.rows for cell in line.cells)


def address(run: Run, rest: str) -> str:
    return f"/studies/{run.study.slug}/runs/{run.pk}/{rest}"


def text_of(client: Client, run: Run, rest: str) -> str:
    return fetched(client, address(run, rest)).decode("utf-8-sig")


OUTPUTS: dict[str, Output] = {
    "page": lambda client, _contrast, scores: text_of(client, scores, ""),
    "drill-down": lambda client, contrast, _scores: fetched(
        client, f"/studies/{contrast.study.slug}/contrasts/manager/M01/"
    ).decode(),
    "csv": lambda client, _contrast, scores: text_of(client, scores, "tables/scores.csv"),
    "csv-da": lambda client, _contrast, scores: text_of(client, scores, "tables/scores.csv-da"),
    "json": lambda client, _contrast, scores: text_of(client, scores, "tables/scores.json"),
    "xlsx": lambda client, _contrast, scores: xlsx(fetched(client, address(scores, "tables/scores.xlsx"))),
    "docx": lambda client, _contrast, scores: word(fetched(client, address(scores, "tables/scores.docx"))),
    "all": lambda client, _contrast, scores: text_of(client, scores, "all.json"),
    "svg": lambda client, _contrast, scores: text_of(client, scores, "figures/scores.svg"),
    "api": lambda client, _contrast, scores: fetched(
        client, f"/api/v1/studies/{scores.study.slug}/runs/{scores.pk}/results/"
    ).decode(),
}


def prepare(level: str, *, published: bool) -> tuple[Run, Run]:
    """A contrast whose units, and a score whose rows, name Ballerup; drawn as the worker draws them."""
    study = a_study(figures_published=published)
    collection = collect(study, level)
    unit = Unit.objects.create(study=study, code="H01", name=SECRET)
    grouping = Grouping.objects.create(study=study, name="groups", is_active=True)
    GroupMember.objects.create(grouping=grouping, unit=unit, group=Group.HIGH)
    section = Section.objects.create(version=collection.version, order=1, name="s")
    question = Question.objects.create(
        version=collection.version, section=section, order=1, name="q1", type="select_one"
    )
    Choice.objects.create(question=question, order=1, name="1", label={"en": "a lot"})
    form = collection.version.questionnaire
    Item.objects.create(study=study, questionnaire=form, code="M01", label={"en": "M01"}, questions=["q1"], yes=["1"])
    Response.objects.create(
        collection=collection, unit=unit, audience="manager", status="complete",
        completed_at=collection.created_at, answers={"q1": "1"},
    )  # fmt: skip
    contrast, scores = contrast_run(study, level, grouping=grouping), score_run(study, level)
    table = contrast.tables.get(name="units")
    table.rows = [["M01", "H01", SECRET, "high", 1, 0, 0, "yes"]]
    table.save()
    drawings = render.render([FigureSpec("scores", "ranking", "scores")], tables=[scores.tables.get()], study=study)
    for drawing in drawings:
        Figure.objects.create(
            run=scores, **{name: getattr(drawing, name) for name in drawing.__slots__}, png=render.as_png(drawing.svg)
        )
    return contrast, scores


SEES = {Role.OWNER, Role.RESEARCHER}
LOOKS = {Role.ANALYST, Role.READER}


@pytest.mark.parametrize("published", [False, True], ids=["unpublished", "printed"])
@pytest.mark.parametrize("level", DisclosureLevel.values)
def test_a_unit_is_named_only_where_the_level_allows(client: Client, level: str, published: bool) -> None:
    contrast, scores = prepare(level, published=published)
    wrong = []
    for role in Role.values:
        user = UserFactory()
        MembershipFactory(study=scores.study, user=user, role=role)
        client.force_login(user)
        for name, output in OUTPUTS.items():
            was_printed = published and name != "drill-down"
            open_to_all = was_printed or level == DisclosureLevel.ORGANISATION
            expected = role in SEES or (role in LOOKS and open_to_all)
            content = (
                "" if role not in SEES | LOOKS and name in {"xlsx", "docx"} else output(client, contrast, scores)
            )
            if (SECRET in content) != expected:
                wrong.append((role, name))
    assert wrong == []


def test_png_follows_the_same_rule_as_svg(client: Client) -> None:
    _contrast, scores = prepare(DisclosureLevel.STAFF, published=False)
    for role, found in ((Role.OWNER, True), (Role.ANALYST, False), (Role.READER, False), (Role.CODER, False)):
        user = UserFactory()
        MembershipFactory(study=scores.study, user=user, role=role)
        client.force_login(user)
        assert bool(fetched(client, address(scores, "figures/scores.png"))) == found, role


@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST, Role.READER])
def test_the_words_of_a_figure_follow_it(client: Client, role: str) -> None:
    _contrast, scores = prepare(DisclosureLevel.PERSONS, published=False)
    figures = disclosure.visible_figures(scores, team=role in SEES, language="en")
    assert any(SECRET in figure.alternative for figure in figures) == (role in SEES)


def test_no_page_or_file_shows_a_percentage_below_the_minimum_n(client: Client) -> None:
    study = a_study(minimum_n=30)
    collect(study, DisclosureLevel.ORGANISATION)
    run = contrast_run(study)
    MembershipFactory(study=study, user=(user := UserFactory()), role=Role.OWNER)
    client.force_login(user)
    for rest in ("", "tables/contrasts.csv", "tables/contrasts.json"):
        assert "%" not in text_of(client, run, rest).replace("%2", "").replace("95 %", ""), rest
    content = fetched(client, f"/studies/{study.slug}/contrasts/manager/").decode()
    assert "80\xa0%" not in content
    study.minimum_n = 20
    study.save()
    assert "80\xa0%" in fetched(client, f"/studies/{study.slug}/contrasts/manager/").decode()


def test_a_run_nobody_published_is_for_those_who_analyse(client: Client) -> None:
    study = a_study()
    run = make_run(study, published_at=None)
    for role, status in ((Role.ANALYST, 200), (Role.READER, 404), (Role.CODER, 403)):
        MembershipFactory(study=study, user=(user := UserFactory()), role=role)
        client.force_login(user)
        assert client.get(run.get_absolute_url()).status_code == status
