"""The frame of every page: who sees which, in which direction, without anything inline; and the study's menu."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.template import Context
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.views.defaults import server_error

from studies.chain import State, Step
from studies.models import Membership, Role, Study, User
from studies.templatetags import look
from tests.factories import PASSWORD

STEP = Step(code="units", name="Units", state=State.DONE, headline="48", url="/studies/s/units/", order=10)
ASKED: list[Study] = []


def make_user(*, staff: bool = False) -> User:
    return User.objects.create_user("someone@example.org", PASSWORD, is_staff=staff)


def test_direction_comes_from_the_language_code() -> None:
    assert [look.direction(code) for code in ("da", "en", "ar", "fa-IR")] == ["ltr", "ltr", "rtl", "rtl"]


@pytest.mark.django_db
@pytest.mark.parametrize(("staff", "status"), [(None, 302), (False, 403), (True, 200)])
def test_styleguide_is_for_staff(client: Client, staff: bool | None, status: int) -> None:
    if staff is not None:
        client.force_login(make_user(staff=staff))

    assert client.get("/styleguide/").status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["staff", "respondent"])
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("da", "ltr")])
def test_styleguide_turns_with_the_language(client: Client, reader: str, language: str, direction: str) -> None:
    client.force_login(make_user(staff=True))

    html = client.get("/styleguide/", {"language": language, "as": reader}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in html


@pytest.mark.django_db
def test_login_page_offers_no_account_to_strangers(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()

    assert "/accounts/signup/" not in html
    assert "An account comes with an invitation to a study" in html


@pytest.mark.django_db
def test_signup_is_closed_without_an_invitation(client: Client) -> None:
    assert "Accounts come by invitation" in client.get("/accounts/signup/").content.decode()


@pytest.mark.django_db
def test_language_switch_works_without_script(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "da", "next": "/accounts/login/"})

    assert '<html lang="da" dir="ltr">' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_pages_answer_with_a_policy_that_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.django_db
def test_missing_page_says_so_in_our_look(client: Client) -> None:
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert "To your studies" not in response.content.decode()


@pytest.mark.django_db
def test_missing_page_leads_members_back(client: Client) -> None:
    client.force_login(make_user())

    assert '<a href="/">To your studies</a>' in client.get("/nothing-here/").content.decode()


def test_error_page_needs_neither_user_nor_database(rf: RequestFactory) -> None:
    html = server_error(rf.get("/")).content.decode()

    assert "Something went wrong here" in html
    assert "look/tokens.css" in html


@pytest.mark.django_db
def test_form_that_was_open_too_long_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

    assert response.status_code == 403
    assert "This page has been open too long" in response.content.decode()


def menu(request: HttpRequest, study: Study, **values: object) -> list[tuple[str, str]]:
    return look.study_menu(Context({"request": request, **values}), study)


def steps_asked(study: Study, _user: User) -> list[Step]:
    """An app's steps, as settings name them: writes down who asked."""
    ASKED.append(study)
    return [STEP]


@pytest.fixture
def counted() -> Iterator[list[Study]]:
    """A chain of one step, no menu remembered; gives the studies it was asked about."""
    ASKED.clear()
    look.MENUS.clear()
    with override_settings(KONTRAST_STEPS=[f"{__name__}.steps_asked"]):
        yield ASKED
    look.MENUS.clear()


@pytest.fixture
def study_request(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/studies/s/units/U1/")
    request.user = make_user()
    return request


@pytest.mark.django_db
def test_menu_takes_the_steps_the_page_has(counted: list[Study], study_request: HttpRequest) -> None:
    assert menu(study_request, Study.objects.create(slug="s"), steps=[STEP]) == [("Units", "/studies/s/units/")]
    assert counted == []


@pytest.mark.django_db
def test_menu_is_asked_for_once_per_role_and_language(counted: list[Study], study_request: HttpRequest) -> None:
    study = Study.objects.create(slug="s")

    assert menu(study_request, study) == menu(study_request, study) == [("Units", "/studies/s/units/")]
    assert len(counted) == 1
    with translation.override("da"):
        menu(study_request, study)
    assert len(counted) == 2
    Membership.objects.create(study=study, user=User.objects.get(), role=Role.READER)
    menu(study_request, Study.objects.get())
    assert len(counted) == 3


@pytest.mark.django_db
def test_menu_of_another_study_is_its_own(counted: list[Study], study_request: HttpRequest) -> None:
    menu(study_request, Study.objects.create(slug="s"))
    menu(study_request, Study.objects.create(slug="t"))

    assert [study.slug for study in counted] == ["s", "t"]


@pytest.mark.django_db
def test_menu_marks_the_step_the_page_lies_below(study_request: HttpRequest) -> None:
    context = Context({"request": study_request})

    assert look.is_here(context, "/studies/s/units/")
    assert not look.is_here(context, "/studies/s/themes/")
    assert not look.is_here(context, "")
