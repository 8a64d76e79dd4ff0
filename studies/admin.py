"""The site's own look at the ground floor: everything to read, nothing to change; accounts by superusers."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group as PermissionGroup
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import TokenProxy

from studies.models import AuditEntry, Case, Event, Grouping, GroupMember, Pair, Study, Theme, Unit, User, Variable

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # with the second factor
admin.site.unregister(PermissionGroup)  # roles are given by membership of a study
admin.site.unregister([EmailAddress, Authenticator, TokenProxy])  # theirs show secrets and change them

BEGINNING = 6  # of a token: enough to tell which one it is, far too little to use it


class ReadOnly:
    """Mixed into an admin: see, never touch."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = AccountCreationForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()


class SuperusersRead(ReadOnly):
    """Mixed into an admin of what accounts are opened with."""

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.is_superuser


@admin.register(EmailAddress)
class AddressAdmin(SuperusersRead, admin.ModelAdmin):
    list_display = ("email", "user", "primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email",)


@admin.register(TokenProxy)
class TokenAdmin(SuperusersRead, admin.ModelAdmin):
    """Who has one. Its page would be headed by the token itself, so it has none."""

    list_display = ("beginning", "user", "created")
    list_display_links = None
    list_select_related = ("user",)
    ordering = ("user__email",)
    search_fields = ("user__email",)
    actions = None

    @admin.display(description=_("token"))
    def beginning(self, token: TokenProxy) -> str:
        return f"{token.key[:BEGINNING]}…"

    def get_object(self, *_args: object, **_kwargs: object) -> None:
        return None


@admin.register(Authenticator)
class SecondFactorAdmin(SuperusersRead, admin.ModelAdmin):
    """Its secret stays out; taking it away helps somebody who has lost the telephone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_view_permission(request, obj)


@admin.register(Study)
class StudyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("slug", "__str__", "created_at")
    search_fields = ("slug",)


@admin.register(Unit)
class UnitAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "name", "region", "study")
    list_filter = ("study",)
    list_select_related = ("study",)
    search_fields = ("code", "name")


@admin.register(Variable)
class VariableAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "kind", "source", "year_from", "year_to", "sensitivity", "study")
    list_filter = ("study",)
    list_select_related = ("study",)


@admin.register(Theme)
class ThemeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "__str__", "study")
    list_filter = ("study",)
    list_select_related = ("study",)


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "starts", "ends", "study")
    list_filter = ("study",)
    list_select_related = ("study",)


class MemberInline(ReadOnly, admin.TabularInline):
    model = GroupMember
    extra = 0


class PairInline(ReadOnly, admin.TabularInline):
    model = Pair
    extra = 0


@admin.register(Grouping)
class GroupingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "study", "is_active", "used_at", "created_at")
    list_filter = ("study", "is_active")
    list_select_related = ("study",)
    inlines = (MemberInline, PairInline)


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("unit", "status", "partner", "decided_at", "study")
    list_filter = ("study", "status")
    list_select_related = ("unit", "partner", "study")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("number", "at", "by_name", "action", "study")
    list_filter = ("study", "action")
    list_select_related = ("study",)
