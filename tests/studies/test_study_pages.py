"""The list of studies, a new one, the study page and its settings."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from studies import chain, services
from studies.models import Membership, Role, Study, Variable
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"studies:{name}", args=args), query).content.decode()


def test_list_without_studies_says_what_to_do_first(client: Client) -> None:
    client.force_login(factories.UserFactory())
    text = page(client, "list")
    assert "No studies yet" in text
    assert reverse("studies:new") in text


def test_list_shows_own_studies_alone(client: Client) -> None:
    own, user = factories.make_study(slug="own")
    factories.make_study(slug="others")
    factories.UnitFactory(study=own)
    client.force_login(user)
    text = page(client, "list")
    assert own.get_absolute_url() in text
    assert "others" not in text
    assert "1 unit" in text


def test_list_needs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    user = factories.UserFactory()
    for _number in range(20):
        factories.MembershipFactory(user=user)
    client.force_login(user)
    with django_assert_max_num_queries(5):
        page(client, "list")


def test_new_study_is_owned_by_its_maker(client: Client) -> None:
    user = factories.UserFactory()
    client.force_login(user)
    posted = {"title": "Integration", "slug": "akf", "languages": "da, en", "description": "Hvorfor?"}
    response = client.post(reverse("studies:new"), posted)
    study = Study.objects.get(slug="akf")
    assert response.headers["Location"] == study.get_absolute_url()
    assert (study.title, study.languages, study.description) == (
        {"da": "Integration"},
        ["da", "en"],
        {"da": "Hvorfor?"},
    )
    assert Membership.objects.get(study=study).role == Role.OWNER
    assert [entry.action for entry in study.audit_entries.all()] == ["study.created"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slug", "Not a slug", "cannot be a study&#x27;s short name"),
        ("slug", "new", "cannot be a study&#x27;s short name"),
        ("slug", "taken", "There is a study “taken” already."),
        ("languages", "Danish", "not language codes: Danish"),
        ("languages", " , ", "not language codes"),
    ],
)
def test_new_study_says_what_is_wrong(client: Client, field: str, value: str, sentence: str) -> None:
    factories.StudyFactory(slug="taken")
    client.force_login(factories.UserFactory())
    posted = {"title": "T", "slug": "fine", "languages": "da"} | {field: value}
    response = client.post(reverse("studies:new"), posted)
    assert sentence in response.content.decode()
    assert Study.objects.count() == 1


def test_study_page_shows_the_chain_with_headlines(client: Client) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=10, middle=3)
    client.force_login(user)
    response = client.get(study.get_absolute_url())
    headlines = {step.code: (step.state, step.headline) for step in response.context["steps"]}
    assert headlines["units"] == (chain.State.DONE, "23")
    assert headlines["groups"] == (chain.State.DONE, "10 + 10")
    assert headlines["benchmark"] == (chain.State.EMPTY, "")
    assert headlines["themes"] == (chain.State.EMPTY, "")
    assert "10 + 10" in response.content.decode()


def test_study_page_counts_the_active_grouping_alone(client: Client) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=2)
    inactive = factories.GroupingFactory(study=study, is_active=False)
    inactive.members.create(unit=factories.UnitFactory(study=study), group="high")
    client.force_login(user)
    steps = client.get(study.get_absolute_url()).context["steps"]
    assert next(step.headline for step in steps if step.code == "groups") == "2 + 2"


def test_study_page_hides_units_and_groups_from_coders(client: Client) -> None:
    study, user = factories.make_study(role=Role.CODER)
    factories.make_pairs(study, pairs=2)
    client.force_login(user)
    codes = {step.code for step in client.get(study.get_absolute_url()).context["steps"]}
    assert not codes & {"units", "groups", "benchmark"}
    assert "themes" in codes


def test_study_page_shows_notice_and_provenance_in_the_readers_language(client: Client) -> None:
    study, user = factories.make_study(
        notice={"en": "Reconstructed answers.", "da": "Rekonstruerede svar."}, provenance={"en": "From a report."}
    )
    client.force_login(user)
    assert "Reconstructed answers." in page(client, "study", study.slug)
    danish = client.get(study.get_absolute_url(), headers={"Accept-Language": "da"}).content.decode()
    assert "Rekonstruerede svar." in danish
    assert '<span lang="en" dir="ltr">From a report.</span>' in danish


def test_study_page_stays_within_its_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    study, user = factories.make_study()
    factories.make_pairs(study, pairs=10, middle=20)
    factories.QuestionnaireFactory(study=study)
    client.force_login(user)
    with django_assert_max_num_queries(14):
        client.get(study.get_absolute_url())


def test_line_of_time_shows_years_and_events_and_warns_of_a_survey_of_another_time(client: Client) -> None:
    study, user = factories.make_study(title={"en": "T"})
    Variable.objects.create(study=study, name="indicator", year_from=1999, year_to=2002)
    Variable.objects.create(study=study, name="population", year_to=2003)
    services.create_event(study=study, name={"en": "Integration Act"}, starts=dt.date(1999, 1, 1), by=user)
    version = factories.VersionFactory(questionnaire__study=study)
    factories.CollectionFactory(
        version=version, name="Managers", refers_from=dt.date(2004, 3, 1), refers_to=dt.date(2004, 6, 30)
    )
    client.force_login(user)
    text = page(client, "study", study.slug)
    told = " ".join(text.split())
    assert "The benchmark is about 1999–2002, the surveys about another time: March–June 2004 (Managers)." in told
    for label in ("Integration Act", "population"):
        assert label in text


def test_periods_that_meet_give_no_warning() -> None:
    benchmark = chain.Period("b", "benchmark", dt.date(1999, 1, 1), dt.date(2002, 12, 31))
    survey = chain.Period("s", "survey", dt.date(2002, 12, 31), dt.date(2003, 1, 1))
    later = chain.Period("l", "survey", dt.date(2003, 1, 1), dt.date(2003, 1, 1))
    assert chain.mismatches([benchmark, survey]) == []
    assert chain.mismatches([benchmark, survey, later]) == [(benchmark, [later])]


def test_many_variables_of_the_same_years_are_one_line() -> None:
    study, user = factories.make_study()
    for name in "abcd":
        Variable.objects.create(study=study, name=name, year_from=2001)
    periods = chain.periods(study, user)
    assert [period.label for period in periods] == ["4 variables"]
    assert (periods[0].starts, periods[0].ends) == (dt.date(2001, 1, 1), dt.date(2001, 12, 31))


def test_settings_keep_what_is_said(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    url = reverse("studies:settings", args=[study.slug])
    posted = client.get(url).context["form"].initial | {
        "title_da": "Ny titel",
        "title_en": "New title",
        "notice_da": "Bemærk",
        "languages": "da, en, ar",
        "minimum_n": 25,
        "retention_date": "2030-12-31",
    }
    response = client.post(url, {name: "" if value is None else value for name, value in posted.items()})
    assert response.status_code == 302
    study.refresh_from_db()
    assert study.title == {"da": "Ny titel", "en": "New title"}
    assert study.notice == {"da": "Bemærk"}
    assert (study.minimum_n, study.retention_date) == (25, dt.date(2030, 12, 31))
    assert study.languages == ["da", "en", "ar"]
    entry = study.audit_entries.first()
    assert entry is not None
    assert entry.details["fields"] == ["languages", "minimum_n", "notice", "retention_date", "title"]


def test_settings_refuse_a_cell_size_below_three(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    url = reverse("studies:settings", args=[study.slug])
    posted = client.get(url).context["form"].initial | {"title_da": "T", "minimum_cell": 2, "retention_date": ""}
    assert client.post(url, posted).context["form"].errors["minimum_cell"]
    study.refresh_from_db()
    assert study.minimum_cell == 5


def test_unchanged_settings_leave_no_trace() -> None:
    study, user = factories.make_study()
    services.update_study(study=study, by=user, minimum_n=study.minimum_n)
    assert study.audit_entries.count() == 0


def test_a_field_that_may_not_change_is_an_error_of_the_program() -> None:
    study, user = factories.make_study()
    with pytest.raises(TypeError, match="slug"):
        services.update_study(study=study, by=user, slug="other")
