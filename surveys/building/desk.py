"""A draft on the desk: the questionnaire, its specification, and the digest that says which state the page showed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from studies.models import Study
from studies.permissions import user_of
from surveys.imports.building import save_built
from surveys.models import Questionnaire, QuestionnaireVersion, VersionStatus
from surveys.specification import FormSpec
from surveys.stored_forms import spec_of


@dataclass
class Desk:
    study: Study
    questionnaire: Questionnaire
    version: QuestionnaireVersion

    @cached_property
    def form(self) -> FormSpec:
        return spec_of(self.version)

    def url(self, part: str = "") -> str:
        page = reverse("surveys:build", args=[self.study.slug, self.questionnaire.form_id])
        return f"{page}#{part}" if part else page

    def context(self) -> dict[str, object]:
        return {
            "study": self.study,
            "questionnaire": self.questionnaire,
            "version": self.version,
            "digest": self.version.digest,
            "back": self.url(),
        }

    def save(self, request: HttpRequest, form: FormSpec, *, gone: Iterable[str] = ()) -> QuestionnaireVersion:
        """Raises Refused."""
        digest = request.POST.get("digest", "")
        return save_built(version=self.version, form=form, digest=digest, by=user_of(request), gone=gone)


def desk_of(study: Study, form_id: str) -> Desk:
    questionnaire = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = questionnaire.versions.filter(status=VersionStatus.DRAFT).first()
    if version is None:
        raise Http404
    version.questionnaire = questionnaire
    questionnaire.study = study
    return Desk(study, questionnaire, version)
