"""The team's pages on questionnaires and collections."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from studies.models import Role, Study
from studies.problems import Refused
from surveys import services, steps
from surveys.imports import import_responses
from surveys.models import Collection, Invitation, Questionnaire, QuestionnaireVersion, Response
from tests.factories import MembershipFactory, make_study
from tests.surveys.fielding import make_collection, make_link
from tests.surveys.files import small_form, write_csv, write_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(client: Client, tmp_path: Path) -> Collection:
    """A fielded questionnaire, and its owner logged in."""
    collection, user = make_collection(tmp_path)
    client.force_login(user)
    return collection


def _base(study: Study) -> str:
    return f"/studies/{study.slug}/"


def test_empty_study_says_what_to_do_first(client: Client) -> None:
    study, user = make_study()
    client.force_login(user)
    page = client.get(f"{_base(study)}questionnaires/").content.decode()
    assert "No questionnaire yet" in page
    assert f"{_base(study)}import-questionnaire/" in page


def test_every_page_opens(client: Client, collection: Collection) -> None:
    study = collection.study
    make_link(collection)
    paths = [
        "questionnaires/", "questionnaires/manager/", "questionnaires/manager/preview/?lang=en", "collections/",
        "collections/new/", "import-questionnaire/", f"collections/{collection.pk}/",
        f"collections/{collection.pk}/change/", f"collections/{collection.pk}/links/",
        f"collections/{collection.pk}/import/", "questionnaires/manager/1/publish/",
    ]  # fmt: skip
    for path in paths:
        assert client.get(_base(study) + path).status_code == 200, path
    assert client.get(f"{_base(study)}questionnaires/manager/?version=9").status_code == 404
    assert client.get(f"{_base(study)}questionnaires/manager/?version=x").status_code == 404


def test_questionnaire_is_imported_after_a_look(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    client.force_login(user)
    path = write_form(tmp_path / "form.xlsx")
    with path.open("rb") as file:
        sent = client.post(f"{_base(study)}import-questionnaire/", {"file": file, "audience": "manager"})
    assert not Questionnaire.objects.exists()
    preview = client.get(sent.headers["Location"]).content.decode()
    assert "Is there attention?" in preview
    made = client.post(sent.headers["Location"], {"confirm": "1"})
    assert made.headers["Location"] == f"{_base(study)}questionnaires/manager/"
    questionnaire = Questionnaire.objects.get()
    assert questionnaire.audience == "manager"
    assert client.get(sent.headers["Location"]).status_code == 404


def test_form_with_problems_shows_all_and_stores_nothing(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    client.force_login(user)
    path = small_form(tmp_path / "bad.xlsx", ["text", "a b", "A?"], ["select_one zzz", "c", "<script>x</script>"])
    with path.open("rb") as file:
        sent = client.post(f"{_base(study)}import-questionnaire/", {"file": file})
    page = client.get(sent.headers["Location"])
    assert page.status_code == 422
    text = page.content.decode()
    assert "“a b” cannot be a name." in text
    assert "The list “zzz” is not in the sheet choices." in text
    assert not Questionnaire.objects.exists()


def test_publishing_says_what_is_frozen_and_freezes(client: Client, collection: Collection) -> None:
    base = f"{_base(collection.study)}questionnaires/manager/"
    client.post(f"{base}1/copy/")
    page = " ".join(client.get(f"{base}2/publish/").content.decode().split())
    assert "<dt>Sections</dt> <dd> 2 </dd>" in page
    assert "<dt>Conditions</dt> <dd> 2 </dd>" in page
    assert "5 (1 must be answered)" in page
    assert "6 in 2 lists" in page
    client.post(f"{base}2/publish/")
    assert list(QuestionnaireVersion.objects.order_by("number").values_list("status", flat=True)) == [
        "retired",
        "published",
    ]
    again = client.post(f"{base}2/publish/", follow=True).content.decode()
    assert "cannot become" in again
    client.post(f"{base}2/retire/")
    assert QuestionnaireVersion.objects.get(number=2).status == "retired"
    assert client.get(f"{base}2/retire/").status_code == 405


def test_copy_has_everything_the_version_has(client: Client, collection: Collection) -> None:
    base = f"{_base(collection.study)}questionnaires/manager/"
    client.post(f"{base}1/copy/")
    first, second = QuestionnaireVersion.objects.order_by("number")

    def content(version: QuestionnaireVersion) -> list[Any]:
        return [
            (q.section.name, q.name, q.type, q.label, q.relevant, list(q.choices.values_list("name", "label")))
            for q in version.questions.all()
        ]

    assert content(first) == content(second)
    assert "There is a draft already" in client.post(f"{base}1/copy/", follow=True).content.decode()


def test_collection_is_made_and_changed(client: Client, collection: Collection) -> None:
    base = f"{_base(collection.study)}collections/"
    fields = {"name": "2006", "mode": "web", "disclosure": "organisation", "second_rule": "refuse"}
    made = client.post(f"{base}new/", {**fields, "version": collection.version_id, "refers_from": "2004-01-01"})
    new = Collection.objects.get(name="2006")
    assert made.headers["Location"] == f"{base}{new.pk}/"
    assert (new.disclosure, str(new.refers_from)) == ("organisation", "2004-01-01")
    unit = collection.study.units.get(code="H01")
    client.post(f"{base}{new.pk}/change/", {**fields, "name": "2007", "asked_units": [unit.pk]})
    new.refresh_from_db()
    assert (new.name, list(new.asked_units.all())) == ("2007", [unit])
    taken = client.post(f"{base}new/", {**fields, "name": "2007", "version": collection.version_id})
    assert "There is a collection called “2007” already." in taken.content.decode()
    wrong = client.post(
        f"{base}{new.pk}/change/", {**fields, "opens": "2004-02-01", "closes": "2004-01-01"}, follow=True
    )
    assert "A period ends before it begins." in wrong.content.decode()


def test_a_collections_label_is_read_in_the_readers_language(client: Client, collection: Collection) -> None:
    base = f"{_base(collection.study)}collections/{collection.pk}/"
    form = client.get(f"{base}change/").context["form"]
    names = [name for name in form.fields if name.startswith("label_")]
    assert names == [f"label_{code}" for code in collection.study.languages]
    given = {name: value for name, value in form.initial.items() if value not in (None, [], False)}
    given.pop("asked_units")
    client.post(f"{base}change/", {**given, "label_da": "Chefer, foråret", "label_en": "Managers, spring"})
    collection.refresh_from_db()
    assert (collection.name, collection.label) == ("2004", {"da": "Chefer, foråret", "en": "Managers, spring"})
    assert "<h1>Managers, spring</h1>" in client.get(base).content.decode().replace("\n", "").replace("  ", "")
    assert "Chefer, foråret" in client.get(base, headers={"accept-language": "da"}).content.decode()


def test_answers_are_imported_after_a_look(client: Client, collection: Collection, tmp_path: Path) -> None:
    url = f"{_base(collection.study)}collections/{collection.pk}/import/"
    path = write_csv(tmp_path / "a.csv", ["unit", "respondent", "attention"], ["H01", "a", "high"], ["", "b", ""])
    with path.open("rb") as file:
        sent = client.post(url, {"file": file})
    preview = client.get(sent.headers["Location"]).content.decode()
    assert "1 answer has no unit." in preview
    assert not Response.objects.exists()
    client.post(sent.headers["Location"], {"confirm": "1"})
    assert Response.objects.filter(status="complete").count() == 2
    with path.open("rb") as file:
        sent = client.post(url, {"file": file})
    refused = client.get(sent.headers["Location"])
    assert refused.status_code == 422
    assert "have answered in this collection already: rows 2, 3." in refused.content.decode()


def test_upload_is_thrown_away(client: Client, collection: Collection, tmp_path: Path) -> None:
    url = f"{_base(collection.study)}collections/{collection.pk}/import/"
    path = write_csv(tmp_path / "a.csv", ["unit", "respondent", "attention"], ["H01", "a", "high"])
    with path.open("rb") as file:
        sent = client.post(url, {"file": file}).headers["Location"]
    client.post(sent, {"discard": "1"})
    assert client.get(sent).status_code == 404
    assert not Response.objects.exists()


def test_counts_say_who_was_asked_and_has_answered(client: Client, collection: Collection, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        ["unit", "respondent", "attention"],
        ["H01", "a", "high"],
        ["H01", "b", "low"],
        ["", "c", "low"],
    )
    import_responses(study=collection.study, form_id="manager", file=path, by=None)
    page = client.get(f"{_base(collection.study)}collections/{collection.pk}/").content.decode()
    assert "1 of 4 units asked have answered" in page
    assert steps.units_answering(collection.study) == (1, 4)
    collection.asked_units.set(collection.study.units.filter(code__in=["H01", "L01"]))
    assert steps.units_answering(collection.study) == (1, 2)


def test_step_of_the_chain_has_state_and_headline(tmp_path: Path) -> None:
    study, user = make_study()
    (step,) = steps.steps(study, user)
    assert (step.state, step.headline) == ("empty", "")
    collection, owner = make_collection(tmp_path, refers_from="2004-01-01", refers_to="2004-06-30")
    (step,) = steps.steps(collection.study, owner)
    assert (step.state, step.headline) == ("under_way", "0 of 4")
    (period,) = steps.periods(collection.study)
    assert (period.kind, str(period.starts), str(period.ends)) == ("survey", "2004-01-01", "2004-06-30")
    units = collection.study.units.values_list("code", flat=True)
    rows = [[code, code, "high"] for code in units]
    path = write_csv(tmp_path / "all.csv", ["unit", "respondent", "attention"], *rows)
    import_responses(study=collection.study, form_id="manager", file=path, by=None)
    (step,) = steps.steps(collection.study, owner)
    assert (step.state, step.headline) == ("done", "4 of 4")


def test_links_are_made_on_the_page_and_open(client: Client, collection: Collection) -> None:
    url = f"{_base(collection.study)}collections/{collection.pk}/links/"
    unit = collection.study.units.get(code="L01")
    client.post(url, {"count": "3", "unit": unit.pk, "language": "en"})
    assert Invitation.objects.filter(unit=unit, language="en").count() == 3
    assert client.get(url).content.decode().count("/s/") >= 3
    assert client.post(url, {"count": "100000"}).status_code == 200
    assert Invitation.objects.count() == 3


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, Role.CODER, Role.INTERVIEWER])
def test_links_and_who_answered_are_for_the_team_alone(client: Client, collection: Collection, role: Role) -> None:
    member = MembershipFactory(study=collection.study, role=role)
    client.force_login(member.user)
    base = f"{_base(collection.study)}collections/{collection.pk}/"
    for path in ("", "links/", "import/", "change/"):
        assert client.get(base + path).status_code == 403


def test_lists_stay_within_their_query_budget(
    client: Client, collection: Collection, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        services.create_collection(study=collection.study, version=collection.version, name=f"c{number}", by=None)
        make_link(collection)
    base = _base(collection.study)
    budgets = {"questionnaires/": 15, "questionnaires/manager/": 15, "collections/": 15}
    for path, budget in (budgets | {f"collections/{collection.pk}/": 24}).items():  # the stages: a count each
        with django_assert_max_num_queries(budget):
            client.get(base + path)


def test_admin_shows_no_answers(client: Client, collection: Collection, django_user_model: Any) -> None:
    _invitation, link = make_link(collection, unit=collection.study.units.get(code="H01"))
    Client().post(link)
    Client().post(f"{link}autosave/", {"question": "contracts", "q_contracts": "60"})
    Client().post(f"{link}autosave/", {"question": "why", "q_why": "Said in confidence"})
    staff = django_user_model.objects.create_superuser("staff@example.org", "correct horse battery")
    client.force_login(staff)
    response = Response.objects.get()
    assert response.answers["why"] == "Said in confidence"
    for path in (
        f"response/{response.pk}/change/",
        "response/",
        "questionnaire/",
        "invitation/",
        "collection/",
        "question/",
    ):
        page = client.get(f"/admin/surveys/{path}")
        assert page.status_code == 200, path
        assert "Said in confidence" not in page.content.decode()
        assert link.split("/")[2] not in page.content.decode()


def test_command_prints_links_that_open(collection: Collection) -> None:
    from io import StringIO

    from django.core.management import CommandError, call_command

    out = StringIO()
    slug = collection.study.slug
    call_command("create_invitations", slug, "2004", "--count", "2", "--unit", "H01", "--language", "en", stdout=out)
    lines = out.getvalue().split()
    assert len(lines) == 2
    assert Client().get(lines[0].removeprefix("http://127.0.0.1:8000")).status_code == 200
    for wrong, words in (
        (["zzz", "2004", "--count", "1"], "There is no study"),
        ([slug, "zzz", "--count", "1"], "The study has: 2004"),
        ([slug, "2004", "--count", "1", "--unit", "zzz"], "There is no unit"),
        ([slug, "2004", "--count", "0"], "Between 1 and"),
        ([slug, "2004", "--count", "1", "--language", "zh"], "no texts in “zh”"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("create_invitations", *wrong)


def test_practice_is_chosen_shown_and_told_to_who_answers(client: Client, collection: Collection) -> None:
    base = f"{_base(collection.study)}collections/"
    fields = {"name": "trial", "mode": "web", "disclosure": "staff", "second_rule": "many", "is_practice": "on"}
    client.post(f"{base}new/", {**fields, "version": collection.version_id})
    trial = Collection.objects.get(name="trial")
    assert trial.is_practice
    listed = client.get(base).content.decode()
    assert listed.count('<span class="tag">practice</span>') == 1
    said = "This is practice: for trying the questionnaire out."
    assert said in client.get(f"{base}{trial.pk}/").content.decode()
    assert said not in client.get(f"{base}{collection.pk}/").content.decode()
    told = "This is for trying out: your answers count nowhere."
    assert told in client.get(f"{make_link(trial)[1]}?lang=en").content.decode()
    assert told not in client.get(f"{make_link(collection)[1]}?lang=en").content.decode()


def test_practice_stays_what_it_is_once_somebody_has_answered(client: Client, collection: Collection) -> None:
    change = f"{_base(collection.study)}collections/{collection.pk}/change/"
    fields = {"name": "2004", "mode": "web", "disclosure": "staff", "second_rule": "many"}
    client.post(change, {**fields, "is_practice": "on"})
    collection.refresh_from_db()
    assert collection.is_practice
    client.post(make_link(collection)[1])
    assert Response.objects.exists()
    assert 'name="is_practice"' not in client.get(change).content.decode()
    client.post(change, {**fields, "name": "2005"})
    collection.refresh_from_db()
    assert (collection.name, collection.is_practice) == ("2005", True)
    with pytest.raises(Refused, match="Answers have been given here"):
        services.change_collection(collection=collection, by=None, is_practice=False)
