"""Who gets in: the written matrix of roles and pages, every address, other studies, strangers, forged posts."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studies.models import Grouping, Membership, Pair, Role, Study, Unit
from studies.permissions import ROLE_PERMISSIONS, Permission, can, require
from tests import factories

pytestmark = pytest.mark.django_db
OURS = ("studies", "surveys", "interviews", "analysis", "config")
O, R, C, I, A, D = "owner", "researcher", "coder", "interviewer", "analyst", "reader"  # noqa: E741 -- columns of a table
ALL, TEAM, RESULTS, OWNER = {O, R, C, I, A, D}, {O, R}, {O, R, A, D}, {O}

# Page of the ground floor -> who may open it. Everybody else of the study is told 403, everybody else 404.
MATRIX: dict[str, set[str]] = {
    "study": ALL,
    "settings": OWNER,
    "members": OWNER,
    "invite": OWNER,
    "member_change": OWNER,
    "member_remove": OWNER,
    "invitation_withdraw": OWNER,
    "units": RESULTS,
    "units_import": TEAM,
    "units_preview": TEAM,
    "unit_new": TEAM,
    "unit": RESULTS,
    "variables": RESULTS,
    "variable_new": TEAM,
    "variable": TEAM,
    "themes": ALL,
    "theme_new": TEAM,
    "theme": TEAM,
    "theme_move": TEAM,
    "theme_delete": TEAM,
    "events": ALL,
    "event_new": TEAM,
    "event": TEAM,
    "event_delete": TEAM,
    "groupings": RESULTS,
    "grouping": RESULTS,
    "grouping_activate": TEAM,
    "grouping_copy": TEAM,
    "grouping_move": TEAM,
    "grouping_pair": TEAM,
    "grouping_unpair": TEAM,
    "grouping_delete": TEAM,
    "cases": RESULTS,
    "case_change": TEAM,
    "audit": TEAM,
}
# What each permission opens, written by hand: a change of the table in permissions.py must be a change here
PERMITTED: dict[str, set[str]] = {
    "view_study": ALL,
    "edit_study": OWNER,
    "manage_members": OWNER,
    "view_audit": TEAM,
    "view_units": RESULTS,
    "edit_units": TEAM,
    "view_questionnaires": {O, R, I, A},
    "edit_questionnaires": TEAM,
    "view_fieldwork": {O, R, A},
    "view_responses": TEAM,
    "edit_responses": TEAM,
    "call": {O, R, I},
    "edit_items": TEAM,
    "run_analysis": {O, R, A},
    "view_results": RESULTS,
    "view_all_runs": {O, R, A},
    "report_difference": TEAM,
    "select_cases": TEAM,
    "see_unprotected": TEAM,
}


def patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def ours() -> list[tuple[str, URLPattern]]:
    return [
        (route, pattern)
        for route, pattern in patterns(get_resolver("config.urls").url_patterns)
        if pattern.callback.__module__.split(".")[0] in OURS and not route.startswith("admin/")
    ]


def is_api(pattern: URLPattern) -> bool:
    """The API has its permission classes, and tests of its own."""
    return hasattr(pattern.callback, "cls")


def test_every_address_declares_who_may_open_it() -> None:
    found = ours()
    undeclared = [route for route, each in found if not is_api(each) and not hasattr(each.callback, "access")]
    assert undeclared == []
    assert len(found) > 40


def test_every_public_address_says_why() -> None:
    public = [
        str(getattr(each.callback, "access", ""))
        for _route, each in ours()
        if str(getattr(each.callback, "access", "")) == "public"
    ]
    assert public == []
    reasons = [str(getattr(each.callback, "access", "")) for _route, each in ours()]
    assert all(len(reason) > len("public: ") + 10 for reason in reasons if reason.startswith("public"))


def test_every_address_of_a_study_asks_for_a_permission() -> None:
    wrong = [
        route
        for route, each in ours()
        if route.startswith("studies/<slug:slug>/")
        and not isinstance(getattr(each.callback, "access", None), Permission)
    ]
    assert wrong == []


def test_every_page_of_the_ground_floor_stands_in_the_matrix() -> None:
    named = {
        each.name
        for route, each in ours()
        if route.startswith("studies/<slug:slug>/") and each.callback.__module__.startswith("studies.")
    }
    assert named == set(MATRIX)


def test_roles_may_what_the_matrix_says() -> None:
    table = {str(each): {str(role) for role, may in ROLE_PERMISSIONS.items() if each in may} for each in Permission}
    assert table == PERMITTED


def arguments(study: Study) -> dict[str, list[object]]:
    """What the addresses need beside the study's short name: objects of this very study."""
    grouping = Grouping.objects.get(study=study, is_active=True)
    spare = factories.MembershipFactory(study=study, role=Role.READER)
    invitation = study.member_invitations.create(
        email=f"x@{study.slug}.org", role=Role.READER, token_hash=study.slug, expires_at="2030-01-01T00:00Z"
    )
    unit = Unit.objects.filter(study=study).first()
    assert unit is not None
    objects: dict[str, object] = {
        "member": spare.pk,
        "invitation": invitation.pk,
        "variable": study.variables.create(name="v").pk,
        "theme": factories.ThemeFactory(study=study).pk,
        "event": study.events.create(name={"en": "e"}, starts="2000-01-01").pk,
        "grouping": grouping.pk,
        "case": study.cases.create(unit=unit).pk,
    }
    found: dict[str, list[object]] = {
        name: [objects[kind]] for name in MATRIX if (kind := name.split("_")[0]) in objects
    }
    pair = Pair.objects.filter(grouping=grouping).first()
    assert pair is not None
    found |= {"grouping_unpair": [grouping.pk, pair.pk], "unit": [unit.code], "theme_new": [], "event_new": []}
    found |= {"unit_new": [], "variable_new": []}
    return found | {"units_preview": ["7b8c2a54-0000-4000-8000-000000000000"]}


def status(client: Client, name: str, study: Study, given: dict[str, list[object]]) -> int:
    url = reverse(f"studies:{name}", args=[study.slug, *given.get(name, [])])
    code = client.get(url).status_code
    return client.post(url, {}).status_code if code == 405 else code


@pytest.fixture
def study() -> Study:
    made: Study = factories.make_study()[0]
    factories.make_pairs(made, pairs=1)
    return made


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(MATRIX))
def test_page_opens_for_those_in_the_matrix_alone(client: Client, study: Study, name: str, role: Role) -> None:
    given = arguments(study)
    client.force_login(factories.MembershipFactory(study=study, role=role).user)
    code = status(client, name, study, given)
    if role not in MATRIX[name]:
        assert code == 403
    elif name == "units_preview":
        assert code == 404  # nobody has sent that file
    else:
        assert code in {200, 302}


@pytest.mark.parametrize("name", list(MATRIX))
def test_page_is_not_there_for_members_of_other_studies_and_staff(client: Client, study: Study, name: str) -> None:
    given = arguments(study)
    outsider = factories.make_study(slug="other")[1]
    outsider.is_staff = outsider.is_superuser = True
    outsider.save()
    client.force_login(outsider)
    assert status(client, name, study, given) == 404


@pytest.mark.parametrize("name", list(MATRIX))
def test_stranger_is_sent_to_log_in(client: Client, study: Study, name: str) -> None:
    url = reverse(f"studies:{name}", args=[study.slug, *arguments(study).get(name, [])])
    response = client.get(url)
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", sorted(set(MATRIX) & {x for x in MATRIX if x.split("_")[0] in {"member", "theme"}}))
def test_objects_of_another_study_are_not_reached_through_ones_own(client: Client, study: Study, name: str) -> None:
    other, _owner = factories.make_study(slug="other")
    factories.make_pairs(other, pairs=1)
    theirs = arguments(other)
    client.force_login(factories.MembershipFactory(study=study, role=Role.OWNER).user)
    if theirs.get(name):
        assert status_of(client, name, study, theirs[name]) == 404


@pytest.mark.parametrize(
    "name", ["variable", "event", "event_delete", "grouping", "grouping_activate", "case_change"]
)
def test_things_of_another_study_are_not_reached_either(client: Client, study: Study, name: str) -> None:
    other, _owner = factories.make_study(slug="other")
    factories.make_pairs(other, pairs=1)
    theirs = arguments(other)
    client.force_login(factories.MembershipFactory(study=study, role=Role.OWNER).user)
    assert status_of(client, name, study, theirs[name]) == 404


def status_of(client: Client, name: str, study: Study, given: list[object]) -> int:
    return status(client, name, study, {name: given})


def test_member_of_yesterday_is_out(client: Client, study: Study) -> None:
    membership = factories.MembershipFactory(study=study, role=Role.OWNER)
    client.force_login(membership.user)
    assert client.get(study.get_absolute_url()).status_code == 200
    membership.delete()
    assert client.get(study.get_absolute_url()).status_code == 404


def test_deleted_study_is_gone(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    url = study.get_absolute_url()
    study.delete()
    assert client.get(url).status_code == 404


def test_post_from_elsewhere_is_refused(study: Study) -> None:
    client = Client(enforce_csrf_checks=True)
    owner = Membership.objects.get(study=study, role=Role.OWNER).user
    client.force_login(owner)
    posts = [
        "settings",
        "invite",
        "units_import",
        "unit_new",
        "variable_new",
        "theme_new",
        "event_new",
        "grouping_activate",
        "grouping_move",
    ]
    given = arguments(study)
    for name in posts:
        url = reverse(f"studies:{name}", args=[study.slug, *given.get(name, [])])
        assert client.post(url, {}).status_code == 403, name


def test_page_of_the_site_s_staff_is_closed_to_others(client: Client) -> None:
    staff = [route for route, each in ours() if getattr(each.callback, "access", "") == "staff" and "<" not in route]
    assert staff
    client.force_login(factories.make_study()[1])
    assert {client.get("/" + route).status_code for route in staff} == {403}
    client.logout()
    assert {client.get("/" + route).status_code for route in staff} == {302}


def test_permission_is_asked_of_the_study_not_of_the_user() -> None:
    study, user = factories.make_study()
    other = factories.StudyFactory()
    assert can(user, Permission.EDIT_STUDY, study=study)
    assert not can(user, "edit_study", study=other)
    with pytest.raises(PermissionDenied):
        require(user, Permission.EDIT_STUDY, study=other)


def test_strict_policy_stands_on_every_page(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    policy = client.get(study.get_absolute_url()).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
