"""A study in which there is one of everything, so that every address has something to open."""

from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from analysis.models import ItemSet
from studies import jobs
from studies.models import Role, Study, Unit, User
from surveys import links, services
from surveys.imports import import_xlsform
from surveys.models import Collection, Mode, SecondRule, UnitContact
from tests.analysis.samples import contrast_run, score_run
from tests.factories import ItemFactory, MembershipFactory, UserFactory
from tests.surveys import telephone
from tests.surveys.fielding import answer_all, key_of, make_collection, make_link
from tests.surveys.files import write_xlsx
from tests.surveys.mailed import list_people, send


@dataclass(frozen=True)
class World:
    study: Study
    owner: User
    collection: Collection
    telephone: Collection
    tokens: tuple[str, ...]
    open_token: str
    contact_token: str
    forward_token: str

    def users(self) -> list[User | None]:
        """One of each role, the site's staff, a stranger with an account, and somebody without one."""
        roles = [MembershipFactory(study=self.study, role=role).user for role in Role]
        return [self.owner, *roles, UserFactory(is_staff=True, is_superuser=True), UserFactory(), None]


def make_world(folder: Path) -> World:
    collection, owner = make_collection(folder, second_rule=SecondRule.MANY)
    study = collection.study
    subjects(study)
    form = write_xlsx(
        folder / "r.xlsx",
        {"survey": telephone.SURVEY, "choices": telephone.CHOICES, "settings": telephone.SETTINGS},
    )
    resident = import_xlsform(study=study, file=form, by=owner, audience="resident", publish=True)
    calls = services.create_collection(
        study=study, version=resident.version, name="calls", by=owner, mode=Mode.TELEPHONE
    )
    for number in range(3):
        telephone.person(calls, number)
    services.create_quota(collection=calls, by=owner, name="movers", target=5, condition="${move} = 'yes'")
    services.copy_to_draft(version=collection.version, by=owner)
    asked(collection)
    analysed(study, collection)
    return World(study, owner, collection, calls, tuple(respondents(collection)), *doors(collection, owner))


def subjects(study: Study) -> None:
    unit = Unit.objects.filter(study=study).first()
    assert unit
    study.variables.create(name="budget")
    study.events.create(name={"en": "a law"}, starts="2000-01-01")
    study.cases.create(unit=unit)
    study.member_invitations.create(email="x@y.org", role=Role.READER, token_hash="x", expires_at="2040-01-01T00:00Z")


def asked(collection: Collection) -> None:
    list_people(collection, "a@b.dk", "c@d.dk")
    list_people(collection, "contact@d.dk", contacts=True)
    send(collection)
    export = services.request_export(
        questionnaire=collection.version.questionnaire, format_="csv", recipient="the team", by=None
    )
    assert export.job
    jobs.run_now(export.job)


def analysed(study: Study, collection: Collection) -> None:
    questionnaire = collection.version.questionnaire
    item = ItemFactory(questionnaire=questionnaire, questions=["attention"], yes=["high"], no=["low"])
    item_set = ItemSet.objects.create(study=study, questionnaire=questionnaire, name="score")
    item_set.members.create(item=item, question="attention")
    contrast_run(study, collection.disclosure)
    score_run(study)


def respondents(collection: Collection) -> list[str]:
    """Links that are new, half answered, and sent."""
    found = []
    for stage in range(3):
        _invitation, link = make_link(collection)
        client = Client()
        if stage:
            answer_all(client, link)
        if stage == 2:
            client.post(f"{link}check/", {"key": key_of(client, link)})
        found.append(link.split("/")[2])
    return found


def doors(collection: Collection, owner: User) -> tuple[str, str, str]:
    contact = UnitContact.objects.filter(collection=collection).first()
    assert contact
    return (
        services.make_open_link(collection=collection, by=owner),
        links.token_of(contact.public_id, opens="contact"),
        links.token_of(contact.public_id, opens="forward"),
    )
