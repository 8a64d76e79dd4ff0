"""The API of studies and units. Every answer is for one user: what that user may not see is not found."""

from typing import Any, TypeVar

import django_filters
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission

from studies import selectors
from studies.models import Group, GroupMember, Study, Unit
from studies.permissions import Permission, can, require, role_in

Found = dict[str, Any]
Row = TypeVar("Row", bound=Model)


class MayInStudy(BasePermission):
    """The study of the address is the user's, and the user's role has the view's permission."""

    def has_permission(self, request: Any, view: Any) -> bool:  # noqa: ANN401 -- the framework's own
        if not request.user.is_authenticated:
            return False
        if "slug" in view.kwargs:
            require(request.user, view.permission_of(request), study=study_of(request, view.kwargs["slug"]))
        return True


def study_of(request: HttpRequest, slug: str) -> Study:
    """The study, remembered for the request; for a stranger there is none."""
    found: Study | None = getattr(request, "_study", None)
    if found is None:
        found = Study.objects.filter(slug=slug).first()
        if found is None or role_in(request.user, found) is None:
            raise Http404
        request._study = found  # type: ignore[attr-defined]  # noqa: SLF001 -- kept for this request alone
    return found


class InStudy(generics.GenericAPIView[Row]):
    """What views of one study share. `access` is the permission to read, `changes` the one to change."""

    access: Permission | str = Permission.VIEW_STUDY
    changes: Permission | None = None
    permission_classes = (MayInStudy,)

    def permission_of(self, request: HttpRequest) -> Permission:
        if request.method in {"GET", "HEAD", "OPTIONS"} or self.changes is None:
            return Permission(self.access)
        return self.changes

    @property
    def study(self) -> Study:
        return study_of(self.request, self.kwargs["slug"])


class StudySerializer(serializers.ModelSerializer[Study]):
    title = serializers.DictField(child=serializers.CharField())
    description = serializers.DictField(child=serializers.CharField())
    notice = serializers.DictField(child=serializers.CharField())
    provenance = serializers.DictField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    role = serializers.SerializerMethodField()

    class Meta:
        model = Study
        fields = ("slug", "title", "description", "languages", "notice", "provenance", "minimum_n", "minimum_cell",
                  "figures_published", "role", "created_at")  # fmt: skip

    def get_role(self, study: Study) -> str:
        return str(role_in(self.context["request"].user, study) or "")


class StudyList(generics.ListAPIView[Study]):
    """The studies you are a member of."""

    access = "user"
    serializer_class = StudySerializer
    queryset = Study.objects.none()

    def get_queryset(self) -> QuerySet[Study]:
        return Study.objects.visible_to(self.request.user)


class StudyDetail(InStudy[Study], generics.RetrieveAPIView[Study]):
    """One study."""

    serializer_class = StudySerializer
    queryset = Study.objects.none()

    def get_object(self) -> Study:
        return self.study


class UnitSerializer(serializers.ModelSerializer[Unit]):
    group = serializers.SerializerMethodField()
    pair = serializers.SerializerMethodField()
    values = serializers.SerializerMethodField()

    class Meta:
        model = Unit
        fields = ("code", "name", "region", "group", "pair", "values")

    @extend_schema_field(serializers.ChoiceField(choices=Group.choices, allow_null=True))
    def get_group(self, unit: Unit) -> str | None:
        group: str | None = self.context["groups"].get(unit.pk)
        return group

    def get_pair(self, unit: Unit) -> str | None:
        pair: str | None = self.context["pairs"].get(unit.pk)
        return pair

    @extend_schema_field(serializers.DictField())
    def get_values(self, unit: Unit) -> dict[str, Any]:
        names: dict[int, str] = self.context["variables"]
        return {names[pk]: value for pk, value in self.context["values"].get(unit.pk, {}).items()}


class UnitFilter(django_filters.FilterSet):
    group = django_filters.ChoiceFilter(
        choices=Group.choices, method="in_group", label="group, in the active grouping"
    )

    class Meta:
        model = Unit
        fields = ("code", "region")

    def in_group(self, units: QuerySet[Unit], _name: str, group: str) -> QuerySet[Unit]:
        return units.filter(group_members__group=group, group_members__grouping__is_active=True)


class UnitList(InStudy[Unit], generics.ListAPIView[Unit]):
    """The study's units, with their group and pair in the active grouping and the values you may see."""

    access = Permission.VIEW_UNITS
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    queryset = Unit.objects.none()

    def get_queryset(self) -> QuerySet[Unit]:
        return Unit.objects.filter(study=self.study).order_by("code")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- the framework's own
        if args and isinstance(args[0], list):
            kwargs["context"] = {**self.get_serializer_context(), **self._beside(args[0])}
        return super().get_serializer(*args, **kwargs)

    def _beside(self, units: list[Unit]) -> Found:
        team = can(self.request.user, Permission.SEE_UNPROTECTED, study=self.study)
        variables = selectors.unit_variables(self.study, team=team)
        groups = GroupMember.objects.filter(grouping__study=self.study, grouping__is_active=True)
        return {
            "variables": {variable.pk: variable.name for variable in variables},
            "values": selectors.values_of(units, variables),
            "groups": dict(groups.values_list("unit_id", "group")),
            "pairs": selectors.pair_codes(self.study),
        }
