"""Run pages, the contrasts of a questionnaire, one item opened; what each role sees and may do."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analysis import revisions
from analysis.figures.dark import following
from analysis.models import Figure, Item, ResultTable, Run, RunStatus, Synthesis
from studies.models import AuditEntry, Job, Role, Study, Theme, User
from surveys.models import (
    Choice,
    Collection,
    DisclosureLevel,
    Question,
    QuestionnaireVersion,
    Response,
    SecondRule,
    Section,
)
from tests.analysis.samples import a_study, collect, contrast_run, make_run, protection, score_run
from tests.factories import ItemFactory, MembershipFactory, UserFactory, make_pairs

pytestmark = pytest.mark.django_db


def member(study: Study, role: str = Role.OWNER) -> User:
    user: User = UserFactory()
    MembershipFactory(study=study, user=user, role=role)
    return user


def as_member(client: Client, study: Study, role: str = Role.OWNER) -> Client:
    client.force_login(member(study, role))
    return client


def get(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"analysis:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def counted() -> Run:
    """A study with pairs, the items M01 and M02 on question q1, and a finished contrast of them."""
    study = a_study()
    grouping = make_pairs(study, pairs=2, middle=1)
    collection = collect(study, DisclosureLevel.ORGANISATION)
    theme = Theme.objects.create(study=study, code="T1", name={"en": "Ranking of the work", "da": "Prioritering"})
    _question(collection.version, theme)
    for code, label in (("M01", "Political attention"), ("M02", "=1+1")):
        ItemFactory(
            study=study, questionnaire=collection.version.questionnaire, code=code, label={"en": label}, theme=theme,
            questions=["q1"], yes=["1"], no=["2"], missing=["9"],
        )  # fmt: skip
    for unit, answer in (("H01", "1"), ("H02", "1"), ("L01", "2"), ("M01", "9")):
        Response.objects.create(
            collection=collection, unit=study.units.get(code=unit), audience="manager", status="complete",
            completed_at=collection.created_at, answers={"q1": answer},
        )  # fmt: skip
    return contrast_run(study, grouping=grouping)


def _question(version: QuestionnaireVersion, theme: Theme) -> None:
    section = Section.objects.create(version=version, order=1, name="s")
    question = Question.objects.create(
        version=version, section=section, order=1, name="q1", type="select_one", theme=theme,
        label={"en": "How much attention?", "da": "Hvor stor opmærksomhed?"},
    )  # fmt: skip
    for order, (name, label) in enumerate((("1", "a lot"), ("2", "little"), ("9", "do not know"))):
        Choice.objects.create(question=question, order=order, name=name, label={"en": label})


def test_run_page_says_parameters_digest_n_and_notes(client: Client, counted: Run) -> None:
    page = get(as_member(client, counted.study), "run", counted.study.slug, counted.pk)
    for words in ("Questionnaire: ", "d" * 64, "no unit: 2", "A note on method.", "8 of 9", "4 of 8"):
        assert words in page
    assert "Run again" in page


def test_run_page_says_the_questionnaire_and_stands_in_the_menu(client: Client, counted: Run) -> None:
    counted.study.questionnaires.update(title={"en": "Heads of office"})
    page = get(as_member(client, counted.study), "run", counted.study.slug, counted.pk)
    assert "<h1>Contrasts: Heads of office</h1>" in page
    here = f'<a href="{reverse("analysis:contrasts", args=[counted.study.slug])}" aria-current="page">'
    assert here in page


def test_scores_are_two_clicks_from_any_page(client: Client, counted: Run) -> None:
    run = score_run(counted.study)
    as_member(client, counted.study)
    scores = reverse("analysis:plans", args=[counted.study.slug]) + "?procedure=agreement_score"
    assert scores in contrast_page(client, counted)
    listed = client.get(scores).content.decode()
    assert run.get_absolute_url() in listed
    assert counted.get_absolute_url() not in listed
    assert "Ballerup" in get(client, "run", counted.study.slug, run.pk)


def test_run_page_shows_tests_only_when_asked(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    assert "&lt;0.001" not in get(client, "run", counted.study.slug, counted.pk)
    assert "&lt;0.001" in get(client, "run", counted.study.slug, counted.pk, tests="1")


def rows_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]*)</th>', page)


def test_run_page_sorts_on_the_server_blanks_last(client: Client) -> None:
    run = score_run(a_study())
    as_member(client, run.study)
    slug = run.study.slug
    first, second, third = (str(row[1]) for row in run.tables.get().rows)
    assert rows_of(get(client, "run", slug, run.pk, sort="scores.score")) == [second, first, third]
    assert rows_of(get(client, "run", slug, run.pk, sort="scores.-unit_name")) == [third, second, first]
    assert rows_of(get(client, "run", slug, run.pk, sort="scores.nonsense")) == [first, second, third]


def test_run_page_shows_the_first_fifty_rows_and_says_how_many_there_are(client: Client) -> None:
    run = score_run(a_study())
    run.tables.update(rows=[[f"U{n:03}", f"Unit {n}", "high", float(n), 200, None, None] for n in range(150)])
    as_member(client, run.study)
    page = get(client, "run", run.study.slug, run.pk)
    assert len(rows_of(page)) == 50
    assert "The first 50 of 150 rows." in page
    assert len(rows_of(get(client, "run", run.study.slug, run.pk, all="scores"))) == 150


def test_a_reader_sees_only_runs_that_are_shown(client: Client) -> None:
    study = a_study()
    shown, internal = contrast_run(study), contrast_run(study, published_at=None)
    as_member(client, study, Role.READER)
    assert client.get(shown.get_absolute_url()).status_code == 200
    assert client.get(internal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.CODER, Role.INTERVIEWER])
def test_who_is_to_stay_blind_sees_no_results(client: Client, role: str) -> None:
    run = contrast_run(a_study())
    as_member(client, run.study, role)
    assert client.get(run.get_absolute_url()).status_code == 403


def test_a_stranger_does_not_learn_that_a_run_exists(client: Client) -> None:
    run = contrast_run(a_study())
    client.force_login(UserFactory())
    assert client.get(run.get_absolute_url()).status_code == 404
    other = a_study()
    as_member(client, other)
    assert client.get(reverse("analysis:run", args=[other.slug, run.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER])
def test_units_of_staff_answers_are_withheld_with_a_sentence(client: Client, role: str) -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    page = get(as_member(client, run.study, role), "run", run.study.slug, run.pk)
    assert "Ballerup" not in page
    assert "Shown to the team only" in page
    assert " download>" not in page


def test_files_are_offered_of_what_is_shown_and_the_rest_is_named(client: Client) -> None:
    run = contrast_run(a_study())
    ResultTable.objects.create(
        run=run, name="more", title={"en": "The units"}, protection=protection(DisclosureLevel.STAFF, by_unit=True)
    )
    page = get(as_member(client, run.study, Role.READER), "run", run.study.slug, run.pk)
    assert reverse("analysis:table", args=[run.study.slug, run.pk, "contrasts", "csv"]) in page
    assert reverse("analysis:table", args=[run.study.slug, run.pk, "more", "csv"]) not in page
    assert reverse("analysis:run_file", args=[run.study.slug, run.pk, "xlsx"]) in page
    assert "Not in these files: The units. The reason stands at each table." in page


@pytest.mark.parametrize("format_", ["csv", "csv-da", "xlsx", "docx", "json"])
def test_each_table_downloads_as_an_attachment_and_is_written_down(client: Client, format_: str) -> None:
    run = contrast_run(a_study())
    as_member(client, run.study)
    response = client.get(reverse("analysis:table", args=[run.study.slug, run.pk, "contrasts", format_]))
    assert response.status_code == 200
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', response["Content-Disposition"])
    entry = AuditEntry.objects.get(study=run.study, action="results.exported")
    assert entry.details["format"] == format_


@pytest.mark.parametrize("format_", ["xlsx", "docx", "json"])
def test_a_whole_run_downloads_in_one_file(client: Client, format_: str) -> None:
    run = contrast_run(a_study())
    as_member(client, run.study)
    assert client.get(reverse("analysis:run_file", args=[run.study.slug, run.pk, format_])).status_code == 200


def test_unknown_tables_and_formats_are_not_found(client: Client) -> None:
    run = contrast_run(a_study())
    as_member(client, run.study)
    for name, args in (
        ("table", ["contrasts", "exe"]), ("table", ["nothing", "csv"]), ("run_file", ["csv"]),
        ("figure", ["nothing", "svg"]), ("figure", ["nothing", "exe"]),
    ):  # fmt: skip
        assert client.get(reverse(f"analysis:{name}", args=[run.study.slug, run.pk, *args])).status_code == 404


def test_a_download_for_others_is_protected_as_the_page_is(client: Client) -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    as_member(client, run.study, Role.ANALYST)
    response = client.get(reverse("analysis:table", args=[run.study.slug, run.pk, "scores", "csv"]))
    assert "Ballerup" not in response.content.decode()


def draw(run: Run, *, public: bool, svg: str, png: bytes = b"\x89PNG") -> None:
    Figure.objects.create(
        run=run, name="f", language="en", public=public, title="The finding", alternative="In words",
        specification={}, svg=svg, png=png,
    )  # fmt: skip


def test_a_figure_is_served_for_the_one_who_asks(client: Client) -> None:
    run = contrast_run(a_study())
    draw(run, public=False, svg="<svg>team</svg>")
    draw(run, public=True, svg="<svg>public</svg>")
    url = reverse("analysis:figure", args=[run.study.slug, run.pk, "f", "svg"])
    team = as_member(client, run.study)
    assert team.get(url).content == following("<svg>team</svg>").encode()
    assert team.get(url, {"download": 1}).content == b"<svg>team</svg>"
    response = as_member(client, run.study, Role.READER).get(url)
    assert response.content == following("<svg>public</svg>").encode()
    assert "sandbox" in response["Content-Security-Policy"]
    assert "The finding" in get(client, "run", run.study.slug, run.pk)


def test_a_figure_downloads_as_png_with_a_name(client: Client) -> None:
    run = contrast_run(a_study(slug="akf2006"))
    draw(run, public=False, svg="<svg/>")
    url = reverse("analysis:figure", args=[run.study.slug, run.pk, "f", "png"])
    response = as_member(client, run.study).get(url, {"download": "1"})
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f'attachment; filename="akf2006-contrast-{run.pk}-f.png"'


def test_a_png_that_is_not_drawn_yet_is_asked_for_again(client: Client) -> None:
    run = contrast_run(a_study())
    draw(run, public=False, svg="<svg/>", png=b"")
    url = reverse("analysis:figure", args=[run.study.slug, run.pk, "f", "png"])
    response = as_member(client, run.study).get(url, {"download": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == run.get_absolute_url()
    assert "still being drawn" in response.content.decode()


def at_work(study: Study) -> Run:
    run = make_run(study, status=RunStatus.RUNNING, digest="", finished_at=None, published_at=None)
    run.job = Job.objects.create(name="analysis.execute_run", study=study, progress=40, doing="counting")
    run.save()
    return run


def test_a_run_at_work_shows_its_progress_and_follows_it(client: Client) -> None:
    run = at_work(a_study())
    page = get(as_member(client, run.study), "run", run.study.slug, run.pk)
    assert 'value="40"' in page
    assert "counting" in page
    assert "hx-get" in page
    assert "Look again" in page
    response = client.get(reverse("analysis:run_status", args=[run.study.slug, run.pk]))
    assert "HX-Refresh" not in response


def test_the_page_is_loaded_anew_when_the_run_has_ended(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    response = client.get(reverse("analysis:run_status", args=[counted.study.slug, counted.pk]))
    assert response["HX-Refresh"] == "true"
    assert b"hx-get" not in response.content


def test_a_failed_run_says_why(client: Client) -> None:
    run = make_run(a_study(), status=RunStatus.FAILED, digest="", error="The item M01 has no answers.")
    page = get(as_member(client, run.study), "run", run.study.slug, run.pk)
    assert "The item M01 has no answers." in page


def post(client: Client, name: str, *args: Any, **data: str) -> Any:
    return client.post(reverse(f"analysis:{name}", args=args), data, follow=True)


def test_a_run_is_shown_to_readers_and_taken_back(client: Client) -> None:
    run = contrast_run(a_study(), published_at=None)
    as_member(client, run.study)
    post(client, "run_publish", run.study.slug, run.pk, publish="yes")
    run.refresh_from_db()
    assert run.published_at is not None
    post(client, "run_publish", run.study.slug, run.pk, publish="no")
    run.refresh_from_db()
    assert run.published_at is None


def test_an_analyst_publishes_nothing(client: Client) -> None:
    run = contrast_run(a_study(), published_at=None)
    as_member(client, run.study, Role.ANALYST)
    assert post(client, "run_publish", run.study.slug, run.pk).status_code == 403


def test_a_run_at_work_is_cancelled(client: Client) -> None:
    run = at_work(a_study())
    Run.objects.filter(pk=run.pk).update(status=RunStatus.QUEUED)
    as_member(client, run.study)
    post(client, "run_cancel", run.study.slug, run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_a_run_that_has_ended_cannot_be_cancelled(client: Client, counted: Run) -> None:
    page = post(as_member(client, counted.study), "run_cancel", counted.study.slug, counted.pk)
    assert "The run had ended already." in page.content.decode()


def contrast_page(client: Client, run: Run, **query: str) -> str:
    return get(client, "contrast", run.study.slug, "manager", **query)


def test_contrasts_stand_under_their_theme_with_counts_class_and_drawing(client: Client, counted: Run) -> None:
    page = contrast_page(as_member(client, counted.study), counted)
    assert "Ranking of the work" in page
    assert "Political attention" in page
    assert '<span class="of is-high">8 of 9</span>' in page
    assert '<span class="of is-low">4 of 8</span>' in page
    assert "clear" in page
    assert 'class="dumbbell"' in page
    assert "1 clear and 1 with a tendency, of 2 items" in page


def test_a_theme_is_one_landmark(client: Client, counted: Run) -> None:
    page = contrast_page(as_member(client, counted.study), counted)
    assert page.count('aria-labelledby="theme-T1"') == 1


def test_contrasts_give_a_percentage_only_where_n_allows(client: Client, counted: Run) -> None:
    page = contrast_page(as_member(client, counted.study), counted)
    assert "80 %" in page
    assert "89 %" not in page


def test_contrasts_show_tests_behind_a_switch(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    assert "+0.39" not in contrast_page(client, counted)
    shown = contrast_page(client, counted, tests="1")
    assert "+0.39" in shown
    assert "−0.06 to +0.70" in shown
    assert re.search(r'class="class">Contrast</th>', shown)
    assert re.search(r'class="num interval">Difference</th>', shown)


def test_contrasts_without_a_run_say_what_to_do_first(client: Client) -> None:
    study = a_study()
    collect(study, DisclosureLevel.STAFF)
    as_member(client, study)
    assert "Count the contrasts" in get(client, "contrast", study.slug, "manager")
    as_member(client, study, Role.READER)
    assert "analyses/new" not in get(client, "contrast", study.slug, "manager")


def test_one_questionnaire_opens_at_once_and_several_are_listed(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    url = reverse("analysis:contrasts", args=[counted.study.slug])
    assert client.get(url).status_code == 302
    counted.study.questionnaires.create(form_id="caseworker", title={"en": "Caseworkers"}, audience="caseworker")
    page = client.get(url).content.decode()
    assert "Caseworkers" in page
    assert "1 clear and 1 with a tendency, of 2 items" in page
    assert page.count("with a tendency") == page.count("Not counted yet") == 1


def test_the_list_of_contrasts_tells_nothing_that_its_page_withholds(client: Client) -> None:
    run = contrast_run(a_study(minimum_cell=9), DisclosureLevel.PERSONS)
    collect(run.study, DisclosureLevel.PERSONS)
    run.study.questionnaires.create(form_id="caseworker", title={"en": "Caseworkers"}, audience="caseworker")
    page = get(as_member(client, run.study, Role.ANALYST), "contrasts", run.study.slug)
    assert "with a tendency" not in page


def test_contrasts_hidden_from_others_say_so(client: Client) -> None:
    run = contrast_run(a_study(minimum_cell=9), DisclosureLevel.PERSONS)
    collect(run.study, DisclosureLevel.PERSONS)
    page = contrast_page(as_member(client, run.study, Role.ANALYST), run)
    assert "The protection of these data was raised" in page


def test_an_item_opens_to_wording_answers_and_units(client: Client, counted: Run) -> None:
    page = get(as_member(client, counted.study), "contrast_item", counted.study.slug, "manager", "M01")
    wordings = re.findall(r'wording-language">(\w+)</span> <span lang="(\w+)"\s+dir="ltr">([^<]+)', page)
    assert wordings == [("English", "en", "How much attention?"), ("dansk", "da", "Hvor stor opmærksomhed?")]
    assert page.index('name="reason"') < page.index("How much attention?")
    assert re.search(r"a lot</th> <td class=\"num\">2</td><td class=\"num\">0</td>", page)
    assert re.search(
        r"do not know</th> <td class=\"num\">0</td><td class=\"num\">0</td><td class=\"num\">1</td>", page
    )
    assert "Unit H01" in page
    assert "Unit L01" in page


def _answer(run: Run, unit: str, **collection: Any) -> None:
    """One more *a lot* in another collection of the questionnaire."""
    first = run.study.collections.get()
    more = Collection.objects.create(study=run.study, version=first.version, name="more", **collection)
    Response.objects.create(
        collection=more, unit=run.study.units.get(code=unit), audience="manager", status="complete",
        completed_at=more.created_at, answers={"q1": "1"},
    )  # fmt: skip


@pytest.mark.parametrize(("practice", "high"), [(True, 2), (False, 3)])
def test_an_item_counts_no_practice_answers(client: Client, counted: Run, *, practice: bool, high: int) -> None:
    _answer(counted, "H01", is_practice=practice)
    page = get(as_member(client, counted.study), "contrast_item", counted.study.slug, "manager", "M01")
    assert f'a lot</th> <td class="num">{high}</td><td class="num">0</td>' in page


@pytest.mark.parametrize("rule", [SecondRule.LATEST, SecondRule.NAMED])
def test_an_item_counts_one_answer_a_unit_where_the_run_does(client: Client, counted: Run, rule: str) -> None:
    counted.study.collections.update(second_rule=rule)
    Response.objects.create(
        collection=counted.study.collections.get(), unit=counted.study.units.get(code="H01"), audience="manager",
        status="complete", completed_at=timezone.now(), answers={"q1": "1"}, respondent="second",
    )  # fmt: skip
    page = get(as_member(client, counted.study), "contrast_item", counted.study.slug, "manager", "M01")
    if rule == SecondRule.LATEST:
        assert 'a lot</th> <td class="num">2</td>' in page
    else:
        assert "none of them is named" in page
        assert "a lot</th>" not in page


STALE = "have changed since this was counted"


def test_the_list_and_an_item_say_what_is_stale_as_the_contrasts_do(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    slug = counted.study.slug
    counted.study.questionnaires.create(form_id="caseworker", title={"en": "Caseworkers"}, audience="caseworker")
    pages: list[list[Any]] = [["contrasts", slug], ["contrast", slug, "manager"]]
    pages.append(["contrast_item", slug, "manager", "M01"])
    counted.tokens = revisions.current(counted.study, ["answers:manager", "grouping"])
    counted.save()
    assert not any(STALE in get(client, *page) for page in pages)
    _answer(counted, "H01")
    assert all(STALE in get(client, *page) for page in pages)


@pytest.mark.parametrize("level", [DisclosureLevel.STAFF, DisclosureLevel.PERSONS])
def test_an_item_opened_by_others_names_no_unit_of_staff(client: Client, counted: Run, level: str) -> None:
    counted.study.collections.update(disclosure=level)
    as_member(client, counted.study, Role.READER)
    page = get(client, "contrast_item", counted.study.slug, "manager", "M01")
    assert "Unit H01" not in page
    assert ("a lot</th>" in page) == (level == DisclosureLevel.STAFF)


def test_an_item_is_reported_with_a_reason(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    slug = counted.study.slug
    post(client, "report_item", slug, "manager", "M01", reported="on", reason="The report says so.")
    item = Item.objects.get(study=counted.study, code="M01")
    assert item.reported
    assert "The report says so." in contrast_page(client, counted)
    post(client, "report_item", slug, "manager", "M01", reported="", reason="The report says so.")
    item.refresh_from_db()
    assert not item.reported


def test_reporting_needs_a_reason_and_a_researcher(client: Client, counted: Run) -> None:
    slug = counted.study.slug
    response = post(
        as_member(client, counted.study), "report_item", slug, "manager", "M01", reported="on", reason=" "
    )
    assert "reason is missing" in response.content.decode()
    said = "It was 010190-1234 who said it."
    response = post(client, "report_item", slug, "manager", "M01", reported="on", reason=said)
    page = response.content.decode()
    error = page[page.index('id="reason_error"') :].split("</div>")[0]
    assert "This looks like a personal number or a case number. Take it out." in error
    assert said in page
    assert "column reason" not in page
    response = post(
        as_member(client, counted.study, Role.ANALYST), "report_item", slug, "manager", "M01", reported="on"
    )
    assert response.status_code == 403


def test_a_synthesis_is_written_per_language(client: Client, counted: Run) -> None:
    as_member(client, counted.study)
    post(client, "synthesis", counted.study.slug, "manager", "T1", text="They rank it higher.")
    client.cookies["django_language"] = "da"
    post(client, "synthesis", counted.study.slug, "manager", "T1", text="De prioriterer det højere.")
    synthesis = Synthesis.objects.get(theme__code="T1")
    assert synthesis.text == {"en": "They rank it higher.", "da": "De prioriterer det højere."}
    assert "De prioriterer det højere." in contrast_page(client, counted)


@pytest.mark.parametrize("page", ["run", "contrast", "contrast_item"])
def test_result_pages_keep_their_query_budget(
    client: Client, counted: Run, page: str, django_assert_max_num_queries: Any
) -> None:
    as_member(client, counted.study)
    slug = counted.study.slug
    place: dict[str, list[Any]] = {"run": [slug, counted.pk], "contrast": [slug, "manager"]}
    args = place.get(page, [slug, "manager", "M01"])
    url = reverse(f"analysis:{page}", args=args)
    client.get(url)
    with django_assert_max_num_queries(15):
        client.get(url)
