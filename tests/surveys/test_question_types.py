"""Every type of question as a respondent meets it, page by page, without scripts."""

import re
from pathlib import Path

import pytest
from django.test import Client

from studies.models import Variable, VariableValue
from surveys import frames, services
from surveys.imports import import_responses, import_xlsform
from surveys.models import Collection, Response
from tests.factories import UnitFactory, make_study
from tests.surveys.fielding import make_link
from tests.surveys.files import Rows, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

COLUMNS: list[object] = [
    "type", "name", "label", "relevant", "required", "soft_required", "required_message", "parameters", "calculation",
    "choice_filter", "default", "low_label", "high_label", "appearance", "constraint",
]  # fmt: skip
LISTS: Rows = [
    ["list_name", "name", "label", "of"],
    ["country", "dk", "Denmark", ""],
    ["country", "se", "Sweden", ""],
    ["city", "aarhus", "Aarhus", "dk"],
    ["city", "lund", "Lund", "se"],
    ["city", "malmo", "Malmö", "se"],
    ["aim", "work", "Work", ""],
    ["aim", "school", "School", ""],
    ["aim", "home", "Home", ""],
    ["yn", "yes", "Yes", ""],
    ["yn", "no", "No", ""],
    ["yn", "dk", "Don't know", ""],
]


def _row(type_: str, name: str, label: str = "", **cells: str) -> list[object]:
    known = {"type": type_, "name": name, "label": label, **cells}
    assert set(known) <= set(COLUMNS)
    return [known.get(str(column), "") for column in COLUMNS]


def field(tmp_path: Path, *rows: list[object]) -> Collection:
    """A published form of these rows, in one section, and a collection of it."""
    study, user = make_study(languages=["en"])
    settings: Rows = [["form_id", "default_language"], ["types", "en"]]
    page = [_row("begin_group", "page", "Page"), *rows, _row("end_group", "")]
    path = write_xlsx(tmp_path / "types.xlsx", {"survey": [COLUMNS, *page], "choices": LISTS, "settings": settings})
    version = import_xlsform(study=study, file=path, by=user, publish=True).version
    return services.create_collection(study=study, version=version, name="x", by=user)


@pytest.fixture
def started(client: Client, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The link of a started response to a form of the rows that the test is given."""
    _invitation, link = make_link(field(tmp_path, *request.param))
    client.post(link)
    return link


def with_rows(*rows: list[object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("started", [rows], indirect=True)


def _next(client: Client, link: str, shown: str, **given: object) -> tuple[int, str]:
    answer = client.post(f"{link}1/", {"shown": shown, "next": "1", **given})
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def _answers() -> dict[str, object]:
    return dict(Response.objects.get().answers)


@with_rows(_row("rank aim", "aims", "What comes first?", required="yes"))
def test_ranking_is_a_number_for_each_choice(client: Client, started: str) -> None:
    page = client.get(f"{started}1/").content.decode()
    assert page.count('<select id="q_aims') == 3
    status, text = _next(client, started, "aims", q_aims=["2:work", "2:school", ""])
    assert status == 422
    assert "Two choices have the place 2" in text
    assert re.search(r'value="2:school"\s+selected', text)
    status, text = _next(client, started, "aims", q_aims=["2:work", "1:school", ""])
    assert status == 422
    assert "Please give every choice its place." in text
    assert _answers() == {"aims": ["school", "work"]}
    assert _next(client, started, "aims", q_aims=["2:work", "1:school", "3:home"]) == (302, f"{started}check/")
    assert _answers() == {"aims": ["school", "work", "home"]}
    check = client.get(f"{started}check/").content.decode()
    assert check.index("School") < check.index("Work") < check.index("Home")


@with_rows(_row("rank aim", "aims", "What comes first?"))
def test_ranking_under_way_is_stored_without_a_complaint(client: Client, started: str) -> None:
    told = client.post(f"{started}autosave/", {"question": "aims", "q_aims": ["", "1:school", ""]}).json()
    assert (told["saved"], told["error"]) == (True, "")
    assert _answers() == {"aims": ["school"]}


@with_rows(
    _row("range", "trust", "Trust?", parameters="start=0 end=10 step=2", low_label="None", high_label="Full"),
    _row("range", "grade", "Grade?", parameters="start=0;end=100;step=0.5"),
)
def test_scale_takes_its_points_and_no_others(client: Client, started: str) -> None:
    page = client.get(f"{started}1/").content.decode()
    assert re.findall(r'name="q_trust"\s+value="(\d+)"', page) == ["0", "2", "4", "6", "8", "10"]
    assert "0: None" in " ".join(page.split())
    assert "From 0 to 100" in page
    status, text = _next(client, started, "trust grade", q_trust="3", q_grade="7.5")
    assert status == 422
    assert "“3” is no point of the scale from 0 to 10." in text
    assert _answers() == {"grade": 7.5}
    assert _next(client, started, "trust grade", q_trust="4", q_grade="100")[0] == 302
    assert _answers() == {"trust": 4, "grade": 100}


@with_rows(
    _row("integer", "men", "Men?"),
    _row("integer", "women", "Women?"),
    _row("calculate", "people", calculation="${men} + ${women}"),
    _row("text", "why", "Why ${people} people?", relevant="${people} > 10"),
)
def test_calculation_is_made_on_the_server_and_feeds_conditions_and_texts(client: Client, started: str) -> None:
    client.post(f"{started}autosave/", {"question": "men", "q_men": "7"})
    assert _answers() == {"men": 7}
    told = client.post(f"{started}autosave/", {"question": "women", "q_women": "5"}).json()
    assert "why" in told["asked"]
    assert _answers() == {"men": 7, "women": 5, "people": 12}
    page = client.get(f"{started}1/").content.decode()
    assert "Why 12 people?" in page
    assert "q_people" not in page
    assert client.post(f"{started}autosave/", {"question": "people", "q_people": "99"}).status_code == 400
    client.post(f"{started}1/", {"shown": "men women people", "q_men": "1", "q_women": "2", "q_people": "99"})
    assert _answers() == {"men": 1, "women": 2, "people": 3}


@with_rows(_row("acknowledge", "read", "I have read it", required="yes"))
def test_confirmation_is_ok_or_blank(client: Client, started: str) -> None:
    assert _next(client, started, "read")[0] == 422
    assert _next(client, started, "read", q_read="OK")[0] == 302
    assert _answers() == {"read": "OK"}
    assert "Confirmed" in client.get(f"{started}check/").content.decode()


@with_rows(
    _row("text", "name", "Name?", soft_required="yes", required_message="We would like to know."),
    _row("integer", "age", "Age?", required="yes", required_message="Your age, please."),
)
def test_soft_requirement_reminds_once_and_a_hard_one_holds(client: Client, started: str) -> None:
    status, text = _next(client, started, "name age", q_age="40")
    assert status == 422
    assert "You can answer it, or go on without." in text
    assert "We would like to know." in text
    assert '<input type="hidden" name="asked_again" value="name">' in text
    # A second click on the first page is no answer to the reminder.
    assert _next(client, started, "name age", q_age="40")[0] == 422
    assert _next(client, started, "name age", q_age="40", asked_again="name") == (302, f"{started}check/")
    assert client.post(f"{started}check/").headers["Location"] == f"{started}receipt/"


@with_rows(
    _row("text", "name", "Name?", soft_required="yes"),
    _row("integer", "age", "Age?", required="yes", required_message="Your age, please."),
)
def test_sending_reminds_of_what_was_never_reached(client: Client, started: str) -> None:
    missing = client.post(f"{started}check/")
    assert "Your age, please." in missing.content.decode()
    client.post(f"{started}autosave/", {"question": "age", "q_age": "40"})
    reminded = client.post(f"{started}check/")
    assert reminded.status_code == 422
    assert "or send without" in reminded.content.decode()
    assert Response.objects.get().status == "started"
    assert client.post(f"{started}check/", {"asked_again": "name"}).headers["Location"] == f"{started}receipt/"


DEPENDENT = (
    _row("select_one country", "land", "Land?"),
    _row("select_one city", "town", "Town?", choice_filter="of = ${land}", required="yes"),
)


@with_rows(*DEPENDENT)
def test_choices_follow_an_earlier_answer(client: Client, started: str) -> None:
    assert re.search(
        r'data-question="town"\s+data-type="select_one"\s+hidden', client.get(f"{started}1/").content.decode()
    )
    assert _next(client, started, "land", q_land="se") == (302, f"{started}1/?opened=1")
    page = client.get(f"{started}1/").content.decode()
    shown = re.findall(r'data-row="\d"( hidden)?>\s*<input type="radio"[^>]*value="(\w+)"', page)
    assert ("", "lund") in shown
    assert (" hidden", "aarhus") in shown
    status, _text = _next(client, started, "land town", q_land="se", q_town="aarhus")
    assert status == 422
    assert _answers() == {"land": "se"}
    assert _next(client, started, "land town", q_land="se", q_town="lund")[0] == 302
    told = client.post(f"{started}autosave/", {"question": "land", "q_land": "dk"}).json()
    assert told["offered"] == {"town": [0]}
    response = Response.objects.get()
    assert (response.answers, response.set_aside) == ({"land": "dk"}, {"town": "lund"})
    client.post(f"{started}autosave/", {"question": "land", "q_land": "se"})
    assert _answers() == {"land": "se", "town": "lund"}


@with_rows(*DEPENDENT)
def test_answer_that_is_not_offered_is_dropped_on_sending(client: Client, started: str) -> None:
    _next(client, started, "land", q_land="se")
    _next(client, started, "land town", q_land="se", q_town="lund")
    Response.objects.update(answers={"land": "dk", "town": "lund"})
    assert client.post(f"{started}check/").status_code == 422
    client.post(f"{started}autosave/", {"question": "town", "q_town": "aarhus"})
    client.post(f"{started}check/")
    response = Response.objects.get()
    assert (response.status, response.answers) == ("complete", {"land": "dk", "town": "aarhus"})


@with_rows(
    _row("text", "land", "Land?", default="Denmark"),
    _row("date", "day", "Day?", default="today()"),
    _row("select_multiple yn", "boxes", "Boxes?", default="yes no"),
)
def test_what_is_filled_in_at_first_is_no_answer_until_it_is_sent(client: Client, started: str) -> None:
    page = client.get(f"{started}1/").content.decode()
    assert ">\nDenmark</textarea>" in page
    assert page.count("checked") == 2
    assert re.search(r'name="q_day"\s+value="\d{4}-\d\d-\d\d"', page)
    assert _answers() == {}
    assert "Denmark" not in client.get(f"{started}check/").content.decode()
    _next(client, started, "land day boxes", q_land="", q_day="2004-05-31")
    assert _answers() == {"day": "2004-05-31", "boxes": []}
    assert "Denmark" not in client.get(f"{started}1/").content.decode()


@with_rows(_row("select_one aim", "one", "One?", parameters="randomize=true"))
def test_shuffled_choices_keep_their_order_for_one_respondent(client: Client, started: str) -> None:
    response = Response.objects.get()
    order = response.paradata["order"]["one"]
    assert sorted(order) == ["home", "school", "work"]
    assert isinstance(response.paradata["seed"], int)
    for _time in range(3):
        page = client.get(f"{started}1/").content.decode()
        assert re.findall(r'name="q_one"\s+value="(\w+)"', page) == order


def test_shuffled_choices_differ_between_respondents_and_the_last_stay_last(tmp_path: Path) -> None:
    collection = field(tmp_path, _row("select_one aim or_other", "one", "One?", parameters="randomize=true"))
    orders = set()
    for _number in range(12):
        _invitation, link = make_link(collection)
        Client().post(link)
    for response in Response.objects.all():
        orders.add(tuple(response.paradata["order"]["one"]))
    assert len(orders) > 1
    assert {order[-1] for order in orders} == {"other"}


@with_rows(
    _row("begin_group", "battery", "How much do you use:", appearance="table-list"),
    _row("select_one yn", "phone", "Phone", required="yes"),
    _row("select_one yn", "mail", "Mail", relevant="${phone} = 'yes'"),
    _row("end_group", ""),
    _row("text", "after", "Anything else?", appearance="multiline"),
)
def test_battery_is_one_table(client: Client, started: str) -> None:
    page = client.get(f"{started}1/").content.decode()
    assert page.count('<table class="matrix">') == 1
    assert page.count('<th scope="col">') == 3
    assert re.search(r'<tr class="matrix-row"\s+data-question="mail"\s+data-type="select_one"\s+hidden', page)
    assert "How much do you use:" in page
    assert 'rows="8"' in page
    status, text = _next(client, started, "phone after")
    assert status == 422
    assert '<tr class="matrix-row invalid"' in text
    assert _next(client, started, "phone after", q_phone="yes") == (302, f"{started}1/?opened=1")
    assert _next(client, started, "phone mail after", q_phone="yes", q_mail="no")[0] == 302
    assert _answers() == {"phone": "yes", "mail": "no"}


@with_rows(_row("select_one aim or_other", "aim", "Aim?"))
def test_other_asks_which(client: Client, started: str) -> None:
    assert _next(client, started, "aim", q_aim="other") == (302, f"{started}1/?opened=1")
    assert _next(client, started, "aim aim_other", q_aim="other", q_aim_other="Sport")[0] == 302
    assert _answers() == {"aim": "other", "aim_other": "Sport"}
    _next(client, started, "aim", q_aim="work")
    response = Response.objects.get()
    assert (response.answers, response.set_aside) == ({"aim": "work"}, {"aim_other": "Sport"})


def test_texts_show_the_unit(client: Client, tmp_path: Path) -> None:
    study, user = make_study(languages=["en"])
    unit = UnitFactory(study=study, code="101", name="Nordby")
    size = Variable.objects.create(study=study, name="inhabitants")
    VariableValue.objects.create(variable=size, unit=unit, number=12500)
    Variable.objects.create(study=study, name="secret", sensitivity="personal")
    survey: Rows = [["type", "name", "label"], ["text", "a", "${unit_name} has ${unit_inhabitants} people?"]]
    version = import_xlsform(
        study=study, file=write_xlsx(tmp_path / "u.xlsx", {"survey": survey}), by=user, publish=True
    ).version
    collection = services.create_collection(study=study, version=version, name="x", by=user)
    for asked, words in ((unit, "Nordby has 12500 people?"), (None, "… has … people?")):
        _invitation, link = make_link(collection, unit=asked)
        client.post(link)
        assert words in client.get(f"{link}1/?lang=en").content.decode()


def test_answers_from_a_file_are_calculated_and_checked_against_the_offer(tmp_path: Path) -> None:
    collection = field(
        tmp_path,
        *DEPENDENT,
        _row("rank aim", "aims", "Aims?"),
        _row("range", "trust", "Trust?"),
        _row("calculate", "double", calculation="${trust} * 2"),
    )
    header = ["unit", "respondent", "land", "town", "aims", "trust", "double"]
    bad = write_csv(tmp_path / "bad.csv", header, ["", "a", "dk", "lund", "work work home", "11", ""])
    with pytest.raises(Exception, match="not offered here") as refused:
        import_responses(study=collection.study, form_id="types", file=bad, by=None)
    assert "stands twice in the ranking" in str(refused.value)
    assert "no point of the scale" in str(refused.value)
    good = write_csv(tmp_path / "good.csv", header, ["", "a", "se", "lund", "work school home", "3", "99"])
    result = import_responses(study=collection.study, form_id="types", file=good, by=None)
    assert "Calculated anew, whatever the file says: double." in result.warnings
    assert _answers() == {"land": "se", "town": "lund", "aims": ["work", "school", "home"], "trust": 3, "double": 6}
    frame = frames.answers(collection.version.questionnaire)
    assert frame[["aims", "trust", "double"]].iloc[0].tolist() == ["work school home", 3.0, 6.0]
