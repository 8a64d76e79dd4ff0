"""Test data by name. `make_study()` gives a study with an owner; the rest hangs on it."""

import factory
from factory.django import DjangoModelFactory

from analysis import models as analysis_models
from studies import models
from surveys import models as survey_models

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class StudyFactory(DjangoModelFactory):
    class Meta:
        model = models.Study

    slug = factory.Sequence(lambda n: f"study-{n}")
    title = factory.LazyAttribute(lambda study: {"en": f"Study {study.slug}", "da": f"Undersøgelse {study.slug}"})
    languages = ["da", "en"]


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    study = factory.SubFactory(StudyFactory)
    user = factory.SubFactory(UserFactory)
    role = models.Role.OWNER


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = models.Unit

    study = factory.SubFactory(StudyFactory)
    code = factory.Sequence(lambda n: f"U{n:03}")
    name = factory.LazyAttribute(lambda unit: f"Unit {unit.code}")
    region = "north"


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Theme

    study = factory.SubFactory(StudyFactory)
    code = factory.Sequence(lambda n: f"T{n}")
    name = factory.LazyAttribute(lambda theme: {"en": f"Theme {theme.code}", "da": f"Tema {theme.code}"})


class GroupingFactory(DjangoModelFactory):
    class Meta:
        model = models.Grouping

    study = factory.SubFactory(StudyFactory)
    name = factory.Sequence(lambda n: f"grouping {n}")
    is_active = True


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = survey_models.Questionnaire

    study = factory.SubFactory(StudyFactory)
    form_id = factory.Sequence(lambda n: f"form{n}")
    title = {"en": "Form", "da": "Skema"}
    audience = "manager"


class VersionFactory(DjangoModelFactory):
    class Meta:
        model = survey_models.QuestionnaireVersion

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    number = 1
    languages = ["da", "en"]
    default_language = "da"


class CollectionFactory(DjangoModelFactory):
    class Meta:
        model = survey_models.Collection

    version = factory.SubFactory(VersionFactory)
    study = factory.SelfAttribute("version.questionnaire.study")
    name = factory.Sequence(lambda n: f"collection {n}")


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = analysis_models.Item

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    study = factory.SelfAttribute("questionnaire.study")
    code = factory.Sequence(lambda n: f"I{n:02}")
    label = factory.LazyAttribute(lambda item: {"en": f"Item {item.code}"})
    questions = ["q1"]
    yes = ["1"]
    no = ["2"]


def make_study(*, role: str = models.Role.OWNER, **fields: object) -> tuple[models.Study, models.User]:
    """A study and one member of it."""
    membership = MembershipFactory(
        role=role, study__figures_published=False, **{f"study__{k}": v for k, v in fields.items()}
    )
    return membership.study, membership.user


def make_pairs(study: models.Study, *, pairs: int, middle: int = 0, active: bool = True) -> models.Grouping:
    """Units H01.., L01.., M01.. in an (active) grouping, high and low joined in pairs P01.. ."""
    grouping = GroupingFactory(study=study, is_active=active)
    member = models.GroupMember.objects.create
    for number in range(1, pairs + 1):
        high = UnitFactory(study=study, code=f"H{number:02}")
        low = UnitFactory(study=study, code=f"L{number:02}")
        member(grouping=grouping, unit=high, group=models.Group.HIGH)
        member(grouping=grouping, unit=low, group=models.Group.LOW)
        models.Pair.objects.create(grouping=grouping, code=f"P{number:02}", high=high, low=low)
    for number in range(1, middle + 1):
        member(grouping=grouping, unit=UnitFactory(study=study, code=f"M{number:02}"), group=models.Group.MIDDLE)
    return grouping
