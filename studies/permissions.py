"""Who may do what: one enum, one table, `can` in templates and `require` in code. What is not named is denied."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import resolve

from studies.models import Membership, Role, Study, User

View = Callable[..., HttpResponseBase]


class Permission(StrEnum):
    VIEW_STUDY = "view_study"
    EDIT_STUDY = "edit_study"
    MANAGE_MEMBERS = "manage_members"
    VIEW_AUDIT = "view_audit"
    VIEW_UNITS = "view_units"
    EDIT_UNITS = "edit_units"
    VIEW_QUESTIONNAIRES = "view_questionnaires"
    EDIT_QUESTIONNAIRES = "edit_questionnaires"
    VIEW_FIELDWORK = "view_fieldwork"
    VIEW_RESPONSES = "view_responses"
    EDIT_RESPONSES = "edit_responses"
    CALL = "call"
    EDIT_ITEMS = "edit_items"
    RUN_ANALYSIS = "run_analysis"
    VIEW_RESULTS = "view_results"
    VIEW_ALL_RUNS = "view_all_runs"
    REPORT_DIFFERENCE = "report_difference"
    SELECT_CASES = "select_cases"
    SEE_UNPROTECTED = "see_unprotected"


P = Permission
EVERYONE = frozenset({P.VIEW_STUDY})
RESULTS = frozenset({P.VIEW_UNITS, P.VIEW_RESULTS})
ANALYST = EVERYONE | RESULTS | {P.VIEW_QUESTIONNAIRES, P.VIEW_FIELDWORK, P.RUN_ANALYSIS, P.VIEW_ALL_RUNS}
RESEARCHER = frozenset(P) - {P.EDIT_STUDY, P.MANAGE_MEMBERS}

# A coder or interviewer may be blind to the groups (DESIGN: default deny), so neither sees units' groups or results.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(P),
    Role.RESEARCHER: RESEARCHER,
    Role.CODER: EVERYONE,
    Role.INTERVIEWER: EVERYONE | {P.VIEW_QUESTIONNAIRES, P.CALL},
    Role.ANALYST: ANALYST,
    Role.READER: EVERYONE | RESULTS,
}


def role_in(user: User | AnonymousUser, study: Study) -> Role | None:
    """The user's role, remembered on the study for the length of a request."""
    if not user.pk:
        return None
    remembered: dict[int, Role | None] = study.__dict__.setdefault("_roles", {})
    if user.pk not in remembered:
        membership = Membership.objects.filter(study=study, user_id=user.pk).only("role").first()
        remembered[user.pk] = Role(membership.role) if membership else None
    return remembered[user.pk]


def study_with_role(user: User, slug: str) -> Study | None:
    """The study, and what `role_in` will say of the user, in one query."""
    memberships = Membership.objects.filter(study=OuterRef("pk"), user=user).values("role")
    study = Study.objects.filter(slug=slug).annotate(found_role=Subquery(memberships[:1])).first()
    if study is not None:
        found: str | None = study.__dict__.pop("found_role")
        study.__dict__["_roles"] = {user.pk: Role(found) if found else None}
    return study


def can(user: User | AnonymousUser, permission: Permission | str, *, study: Study) -> bool:
    role = role_in(user, study)
    return role is not None and Permission(permission) in ROLE_PERMISSIONS[role]


def require(user: User | AnonymousUser, permission: Permission, *, study: Study) -> None:
    if not can(user, permission, study=study):
        raise PermissionDenied


def may_open(user: User | AnonymousUser, url: str, *, study: Study) -> bool:
    """Whether the page of the study at an address is one for the user."""
    access = getattr(resolve(url).func, "access", None)
    return isinstance(access, Permission) and can(user, access, study=study)


def user_of(request: HttpRequest) -> User:
    """Who asks, in a view that lets in nobody who is not logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def study_view(permission: Permission) -> Callable[[View], View]:
    """A view of one study: finds it by its slug, answers 404 to strangers and 403 to members who may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a URL's own arguments
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            study = study_with_role(request.user, slug)
            if study is None or role_in(request.user, study) is None:
                raise Http404
            require(request.user, permission, study=study)
            return view(request, study, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff_view(view: View) -> View:
    """A view for the staff of the site."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a URL's own arguments
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = "staff"  # type: ignore[attr-defined]
    return guarded


def user_view(view: View) -> View:
    """A view for anyone who is logged in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a URL's own arguments
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = "user"  # type: ignore[attr-defined]
    return guarded


def public_view(why: str) -> Callable[[View], View]:
    """A view that anyone may open, with the reason."""

    def decorate(view: View) -> View:
        view.access = f"public: {why}"  # type: ignore[attr-defined]
        return view

    return decorate
