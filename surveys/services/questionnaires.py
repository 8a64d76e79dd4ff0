"""Questionnaires and their versions: stored as drafts, published once, then frozen."""

from dataclasses import asdict
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, Theme, User
from studies.problems import Problem, Refused
from surveys.models import Choice, Question, Questionnaire, QuestionnaireVersion, Section, VersionStatus
from surveys.models.questionnaires import TRANSITIONS
from surveys.specification import FormSpec, QuestionSpec
from surveys.stored_forms import SAME


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Frozen(Refused):
    """A published version never changes: a change is a new version."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        super().__init__(
            Problem(
                _("Version %(number)d of “%(form)s” is published, and does not change any more.")
                % {"number": version.number, "form": version.questionnaire.form_id},
                _("Copy it to a draft and change that."),
            )
        )


@transaction.atomic
def save_form(
    *, study: Study, form: FormSpec, by: User | None, action: str = "questionnaire.imported"
) -> tuple[QuestionnaireVersion, Outcome]:
    """The form as the draft of its questionnaire; the newest version itself where it says the same."""
    questionnaire, created = Questionnaire.objects.get_or_create(
        study=study,
        form_id=form.form_id,
        defaults={"title": form.title, "audience": form.audience or form.form_id[:50]},
    )
    if form.audience and questionnaire.audience != form.audience:
        questionnaire.audience = form.audience
        questionnaire.save(update_fields=["audience"])
    newest = questionnaire.versions.order_by("-number").first()
    digest = form.digest()
    if newest is not None and newest.digest == digest:
        return newest, Outcome.UNCHANGED
    version = _draft(questionnaire, newest)
    _write(version, form, digest)
    questionnaire.title = form.title
    questionnaire.save(update_fields=["title"])
    audit.record(
        study=study,
        by=by,
        action=action,
        about=version,
        form_id=form.form_id,
        version=version.number,
        questions=sum(1 for _question in form.questions()),
    )
    return version, Outcome.CREATED if created else Outcome.CHANGED


def _draft(questionnaire: Questionnaire, newest: QuestionnaireVersion | None) -> QuestionnaireVersion:
    if newest is not None and newest.status == VersionStatus.DRAFT:
        return newest
    number = newest.number + 1 if newest else 1
    return QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=number)


def _write(version: QuestionnaireVersion, form: FormSpec, digest: str) -> None:
    """Replace all of a draft's content."""
    if version.status != VersionStatus.DRAFT:
        raise Frozen(version)
    Section.objects.filter(version=version).delete()
    version.languages = form.languages
    version.default_language = form.default_language
    version.digest = digest
    version.save(update_fields=["languages", "default_language", "digest"])
    sections = Section.objects.bulk_create(
        Section(
            version=version,
            order=order,
            name=section.name,
            label=section.label,
            relevant=section.relevant,
            randomize=section.randomize,
        )
        for order, section in enumerate(form.sections, start=1)
    )
    _write_questions(version, form, sections)


def _write_questions(version: QuestionnaireVersion, form: FormSpec, sections: list[Section]) -> None:
    themes = _themes(version.questionnaire.study, form)
    specs = [
        (section, spec) for section, part in zip(sections, form.sections, strict=True) for spec in part.questions
    ]
    questions = Question.objects.bulk_create(
        Question(
            version=version,
            section=section,
            order=order,
            theme=themes.get(spec.theme),
            missing_codes=spec.missing,
            **{name: getattr(spec, name) for name in SAME},
        )
        for order, (section, spec) in enumerate(specs, start=1)
    )
    Choice.objects.bulk_create(
        (
            Choice(question=question, order=order, name=name, label=label, variants=_variants(spec, name))
            for question, (_section, spec) in zip(questions, specs, strict=True)
            for order, (name, label) in enumerate(spec.choices.items(), start=1)
        ),
        batch_size=2000,
    )


def _variants(spec: QuestionSpec, code: str) -> list[dict[str, dict[str, str]]]:
    return [asdict(variant) for variant in spec.variants.get(code, ())]


def _themes(study: Study, form: FormSpec) -> dict[str, Theme]:
    """By what the form calls them: a theme's code or one of its names. A new one is made."""
    known: dict[str, Theme] = {}
    for theme in study.themes.all():
        known |= dict.fromkeys(filter(None, theme.name.values()), theme)
    known |= {theme.code: theme for theme in study.themes.all()}
    order = len(known)
    for written in dict.fromkeys(spec.theme for spec in form.questions() if spec.theme):
        if written not in known:
            order += 1
            known[written] = Theme.objects.create(
                study=study, code=written, name={form.default_language: written}, order=order
            )
    return known


def _move(version: QuestionnaireVersion, to: VersionStatus) -> None:
    if to not in TRANSITIONS[VersionStatus(version.status)]:
        raise Refused(
            _("A version that is %(now)s cannot become %(then)s.")
            % {"now": version.get_status_display(), "then": to.label}
        )
    version.status = to
    if to == VersionStatus.PUBLISHED:
        version.published_at = timezone.now()
    version.save(update_fields=["status", "published_at"])


@transaction.atomic
def publish(*, version: QuestionnaireVersion, by: User | None) -> QuestionnaireVersion:
    """Freeze a draft; the version published before it is retired."""
    version = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    if not version.questions.exists():
        raise Refused(_("A questionnaire without questions is not published. Add a question first."))
    before = QuestionnaireVersion.objects.filter(
        questionnaire_id=version.questionnaire_id, status=VersionStatus.PUBLISHED
    ).exclude(pk=version.pk)
    for older in before:
        retire(version=older, by=by)
    _move(version, VersionStatus.PUBLISHED)
    _record(version, by, "questionnaire.published")
    return version


@transaction.atomic
def retire(*, version: QuestionnaireVersion, by: User | None) -> None:
    """No new collection uses it; those that run on it go on."""
    _move(version, VersionStatus.RETIRED)
    _record(version, by, "questionnaire.retired")


def _record(version: QuestionnaireVersion, by: User | None, action: str) -> None:
    questionnaire = version.questionnaire
    audit.record(
        study=questionnaire.study,
        by=by,
        action=action,
        about=version,
        form_id=questionnaire.form_id,
        version=version.number,
    )


@transaction.atomic
def copy_to_draft(*, version: QuestionnaireVersion, by: User | None) -> QuestionnaireVersion:
    """A draft that says the same, to be changed."""
    questionnaire = version.questionnaire
    newest = questionnaire.versions.order_by("-number").first()
    if newest is not None and newest.status == VersionStatus.DRAFT:
        raise Refused(_("There is a draft already; change that one."))
    draft = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=newest.number + 1 if newest else 1,
        languages=version.languages,
        default_language=version.default_language,
        digest=version.digest,
    )
    _copy_content(version, draft)
    _record(draft, by, "questionnaire.copied")
    return draft


def _copy_content(version: QuestionnaireVersion, draft: QuestionnaireVersion) -> None:
    sections: dict[int, Section] = {}
    for section in version.sections.all():
        old, section.pk, section.version = section.pk, None, draft
        section.save(force_insert=True)
        sections[old] = section
    choices: dict[int, list[Choice]] = {}
    for choice in Choice.objects.filter(question__version=version):
        choices.setdefault(choice.question_id, []).append(choice)
    for question in version.questions.all():
        old, question.pk, question.version = question.pk, None, draft
        question.section = sections[question.section_id]
        question.save(force_insert=True)
        for choice in choices.get(old, []):
            choice.pk, choice.question = None, question
        Choice.objects.bulk_create(choices.get(old, []))
