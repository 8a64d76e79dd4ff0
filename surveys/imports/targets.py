"""Where answers go: the published version of a questionnaire, and one of its collections."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from studies.models import Study, User
from studies.problems import Problem, Problems, Refused, refuse_personal
from surveys import selectors, services
from surveys.models import Collection, DisclosureLevel, Mode, Questionnaire, QuestionnaireVersion, SecondRule


@dataclass(frozen=True, slots=True)
class Target:
    study: Study
    version: QuestionnaireVersion
    collection: Collection

    def stored(self, *, by: User | None) -> Collection:
        """The collection, made now where there was none."""
        if self.collection.pk:
            return self.collection
        return services.create_collection(
            study=self.study,
            version=self.version,
            name=self.collection.name,
            by=by,
            mode=self.collection.mode,
            second_rule=self.collection.second_rule,
            disclosure=self.collection.disclosure,
        )


def find_target(
    *,
    study: Study,
    form_id: str,
    collection: str | Collection | None = None,
    second_rule: str = "",
    disclosure: str = "",
    mode: str = "",
) -> Target:
    """Raises Refused where the version or the collection is not clear. A new collection is not stored yet."""
    refuse_personal(collection=collection if isinstance(collection, str) else "")
    _check_option(_("second rule"), second_rule, SecondRule.values)
    _check_option(_("disclosure level"), disclosure, DisclosureLevel.values)
    _check_option(_("mode"), mode, Mode.values)
    version = _version(study, form_id)
    found = collection if isinstance(collection, Collection) else _collection(study, version, collection or "")
    if found is None:
        found = Collection(
            study=study,
            version=version,
            name=(collection if isinstance(collection, str) else "") or form_id,
            mode=mode or Mode.IMPORT,
            second_rule=second_rule or SecondRule.MANY,
            disclosure=disclosure or DisclosureLevel.STAFF,
        )
    if found.version_id != version.pk:
        raise Refused(
            Problem(
                _("The collection “%(name)s” belongs to another version than the published one.")
                % {"name": found.name},
                _("Name another collection; a new name makes a new one."),
            )
        )
    if found.pk:
        _check_agreement(found, second_rule=second_rule, disclosure=disclosure)
    return Target(study, version, found)


def _check_agreement(collection: Collection, **options: str) -> None:
    """What is said about a collection that is there must be what it has: an import does not change it."""
    problems = Problems()
    for name, value in options.items():
        if value not in {"", (has := getattr(collection, name))}:
            problems.add(
                _("The collection “%(name)s” has %(option)s = %(has)s, not %(value)s.")
                % {"name": collection.name, "option": name.replace("_", "-"), "has": has, "value": value},
                _("Leave the option out, change the collection on its page, or name a new collection."),
            )
    problems.refuse_if_any()


def _check_option(what: str, value: str, known: list[str]) -> None:
    if value and value not in known:
        message = _("“%(value)s” is no %(what)s.") % {"value": value, "what": what}
        raise Refused(Problem(message, _("Use one of: %(known)s.") % {"known": ", ".join(known)}))


def _version(study: Study, form_id: str) -> QuestionnaireVersion:
    questionnaire = Questionnaire.objects.filter(study=study, form_id=form_id).first()
    if questionnaire is None:
        there = ", ".join(study.questionnaires.values_list("form_id", flat=True)) or "–"
        raise Refused(
            Problem(
                _("There is no questionnaire “%(form)s” in the study.") % {"form": form_id},
                _("It has: %(there)s. Import the questionnaire first.") % {"there": there},
            )
        )
    version = selectors.published_version(questionnaire)
    if version is None:
        raise Refused(
            Problem(
                _("The questionnaire “%(form)s” is not published yet.") % {"form": form_id},
                _("Publish it first: answers belong to a version that does not change."),
            )
        )
    return version


def _collection(study: Study, version: QuestionnaireVersion, name: str) -> Collection | None:
    if name:
        return study.collections.filter(name=name).first()
    there = list(version.collections.counting()[:20])
    if len(there) > 1:
        raise Refused(
            Problem(
                _("The questionnaire has several collections: %(names)s.")
                % {"names": ", ".join(f"“{each.name}”" for each in there)},
                _("Name the one that the answers belong to (--collection)."),
            )
        )
    return there[0] if there else study.collections.filter(name=version.questionnaire.form_id).first()
