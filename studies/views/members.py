"""Members of a study: invited, with a role, removed; and the page where an invitation is taken up."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies import services
from studies.forms import InviteForm, JoinForm, RoleForm
from studies.models import MemberInvitation, Role, Study, User
from studies.permissions import Permission, public_view, study_view, user_of
from studies.services.members import token_hash
from studies.views.attempts import attempt, carry_out


def _page(request: HttpRequest, study: Study, form: InviteForm) -> HttpResponse:
    context = {
        "study": study,
        "form": form,
        "memberships": study.memberships.select_related("user").order_by("since"),
        "invitations": study.member_invitations.filter(accepted_at=None).order_by("created_at"),
        "now": timezone.now(),
        "roles": Role.choices,
    }
    return render(request, "studies/members.html", context)


@study_view(Permission.MANAGE_MEMBERS)
def members(request: HttpRequest, study: Study) -> HttpResponse:
    return _page(request, study, InviteForm())


@study_view(Permission.MANAGE_MEMBERS)
@require_POST
def invite(request: HttpRequest, study: Study) -> HttpResponse:
    form = InviteForm(request.POST)
    invited = carry_out(form, lambda: services.invite_member(study=study, by=user_of(request), **form.cleaned_data))
    if invited is None:
        return _page(request, study, form)
    email = form.cleaned_data["email"]
    if invited.mailed and "console" not in settings.EMAIL_BACKEND:
        messages.success(request, _("%(email)s has been invited by e-mail.") % {"email": email})
    else:
        told = _("%(email)s is invited, but no e-mail could be sent from here. Pass this link on yourself: %(link)s")
        messages.warning(request, told % {"email": email, "link": invited.link})
    return redirect("studies:members", study.slug)


@study_view(Permission.MANAGE_MEMBERS)
@require_POST
def member_change(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    membership = get_object_or_404(study.memberships, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        attempt(
            request, lambda: services.change_role(membership=membership, role=role, by=user_of(request)), _("Saved.")
        )
    return redirect("studies:members", study.slug)


@study_view(Permission.MANAGE_MEMBERS)
def member_remove(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    membership = get_object_or_404(study.memberships.select_related("user"), pk=pk)
    if request.method == "POST":
        attempt(request, lambda: services.remove_member(membership=membership, by=user_of(request)), _("Removed."))
        return redirect("studies:members", study.slug)
    return render(request, "studies/member_remove.html", {"study": study, "membership": membership})


@study_view(Permission.MANAGE_MEMBERS)
@require_POST
def invitation_withdraw(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    invitation = get_object_or_404(study.member_invitations.filter(accepted_at=None), pk=pk)
    services.withdraw_invitation(invitation=invitation, by=user_of(request))
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("studies:members", study.slug)


@public_view("whoever holds the secret link was invited")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = (
        MemberInvitation.objects.filter(token_hash=token_hash(token), accepted_at=None, expires_at__gt=timezone.now())
        .select_related("study")
        .first()
    )
    if invitation is None:
        return render(request, "studies/invitation_closed.html", status=404)
    if isinstance(request.user, User):
        return _join(request, invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        return render(request, "studies/invitation_login.html", {"invitation": invitation})
    return _new_account(request, invitation)


def _join(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    if request.method == "POST" and attempt(
        request, lambda: services.accept_invitation(invitation=invitation, user=user_of(request))
    ):
        return redirect(invitation.study)
    return render(request, "studies/invitation_join.html", {"invitation": invitation})


def _new_account(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if user := carry_out(form, lambda: services.create_account(invitation=invitation, **form.cleaned_data)):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect(invitation.study)
    return render(request, "studies/invitation_account.html", {"invitation": invitation, "form": form})
