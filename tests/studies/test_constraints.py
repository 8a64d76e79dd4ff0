"""What must never be false is refused by the database itself, whoever writes."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory

from studies import models, services
from studies.models import Role, Study, Unit
from studies.permissions import Permission, can, public_view, role_in, study_with_role, user_of, user_view
from studies.problems import Refused
from studies.texts import check_texts
from tests import factories

pytestmark = pytest.mark.django_db


def breakers(study: Study, unit: Unit) -> dict[str, Callable[[], object]]:
    """Constraint -> an attempt to break it."""
    other = factories.UnitFactory(study=study)
    grouping = factories.GroupingFactory(study=study)
    variable = models.Variable.objects.create(study=study, name="v")
    member, pair, case = grouping.members.create, grouping.pairs.create, study.cases.create
    pair(code="P1", high=unit, low=other)
    third, fourth = factories.UnitFactory(study=study), factories.UnitFactory(study=study)
    member(unit=unit, group="high")
    case(unit=other)
    user = factories.UserFactory(email="one@example.org")
    factories.MembershipFactory(study=study, user=user)
    invite = {"study": study, "role": "reader", "expires_at": "2030-01-01T00:00Z"}
    models.MemberInvitation.objects.create(email="x@example.org", token_hash="1", **invite)
    return {
        "unit_code_unique_in_study": lambda: factories.UnitFactory(study=study, code=unit.code),
        "unit_code_not_blank": lambda: factories.UnitFactory(study=study, code=""),
        "variable_name_unique_in_study": lambda: models.Variable.objects.create(study=study, name="v"),
        "variable_years_in_order": lambda: models.Variable.objects.create(
            study=study, name="w", year_from=2, year_to=1
        ),
        "variable_value_number_or_text": lambda: variable.values.create(unit=unit, number=1, text="1"),
        "variable_value_neither": lambda: variable.values.create(unit=unit),
        "grouping_one_active_per_study": lambda: factories.GroupingFactory(study=study),
        "grouping_name_unique_in_study": lambda: factories.GroupingFactory(
            study=study, name=grouping.name, is_active=False
        ),
        "group_member_unit_once": lambda: member(unit=unit, group="low"),
        "group_member_group_known": lambda: member(unit=other, group="best"),
        "pair_code_unique_in_grouping": lambda: pair(code="P1", high=third, low=fourth),
        "pair_high_once": lambda: pair(code="P2", high=unit, low=third),
        "pair_low_once": lambda: pair(code="P2", high=third, low=other),
        "pair_of_two_units": lambda: pair(code="P2", high=third, low=third),
        "case_one_per_unit": lambda: case(unit=other),
        "case_status_known": lambda: case(unit=third, status="maybe"),
        "case_not_its_own_partner": lambda: case(unit=third, partner=third),
        "event_ends_after_it_starts": lambda: study.events.create(starts="2002-01-01", ends="2001-01-01"),
        "theme_code_unique_in_study": lambda: [factories.ThemeFactory(study=study, code="T") for _ in "12"],
        "study_minimum_cell_at_least_3": lambda: factories.StudyFactory(minimum_cell=2),
        "study_minimum_n_positive": lambda: factories.StudyFactory(minimum_n=0),
        "membership_one_role_per_study": lambda: factories.MembershipFactory(study=study, user=user),
        "membership_role_known": lambda: factories.MembershipFactory(study=study, role="king"),
        "user_email_unique_in_any_case": lambda: factories.UserFactory(email="ONE@example.org"),
        "member_invitation_one_open": lambda: models.MemberInvitation.objects.create(
            email="X@example.org", token_hash="2", **invite
        ),
    }


def refused(attempt: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            attempt()
    except IntegrityError:
        return True
    return False


def test_database_refuses_what_must_never_be() -> None:
    unit = factories.UnitFactory()
    attempts = breakers(unit.study, unit)
    assert len(attempts) == 25
    assert [name for name, attempt in attempts.items() if not refused(attempt)] == []


def test_a_unit_in_a_grouping_is_not_deleted() -> None:
    grouping = factories.make_pairs(factories.StudyFactory(), pairs=1)
    with pytest.raises(ProtectedError):
        Unit.objects.get(code="H01").delete()
    assert grouping.members.count() == 2


@pytest.mark.parametrize("texts", ["x", {"da": 1}, {1: "x"}, ["da"]])
def test_texts_are_one_text_per_language(texts: object) -> None:
    with pytest.raises(ValidationError):
        check_texts(texts)
    check_texts({"da": "x"})


def test_nobody_and_strangers_have_no_role() -> None:
    study, user = factories.make_study(role=Role.CODER)
    stranger = factories.UserFactory()
    from django.contrib.auth.models import AnonymousUser

    assert role_in(AnonymousUser(), study) is None
    assert role_in(stranger, study) is None
    assert role_in(user, Study.objects.get(pk=study.pk)) == Role.CODER
    assert not can(stranger, Permission.VIEW_STUDY, study=study)
    assert study_with_role(user, "nowhere") is None
    found = study_with_role(stranger, study.slug)
    assert found is not None
    assert role_in(stranger, found) is None


def test_guards_say_what_they_guard() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    def view(request: object) -> HttpResponse:
        return HttpResponse("open")

    request = RequestFactory().get("/x/")
    request.user = AnonymousUser()
    assert user_view(view)(request).status_code == 302
    assert public_view("because")(view).access == "public: because"  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied):
        user_of(request)


def test_settings_from_the_command_line_are_checked_too() -> None:
    study, user = factories.make_study()
    with pytest.raises(Refused) as caught:
        services.update_study(
            study=study,
            by=user,
            title={},
            languages=["Danish"],
            legal_basis="none of it",
            minimum_cell=2,
            minimum_n=0,
        )
    told = [problem.message for problem in caught.value.problems]
    assert len(told) == 5
    assert "The study has no title." in told
    study.refresh_from_db()
    assert study.minimum_cell == 5
