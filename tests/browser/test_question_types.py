"""Every type of question in a real browser: with scripts and without, on a phone, from the right, by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys import services
from surveys.imports import import_xlsform
from surveys.models import Response
from tests.browser.conftest import Findings, LogIn
from tests.factories import make_study
from tests.surveys.fielding import make_link
from tests.surveys.files import Rows, write_xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SURVEY: Rows = [
    [
        "type", "name", "label::Dansk (da)", "label::Arabic (ar)", "relevant", "required", "soft_required",
        "parameters", "choice_filter", "calculation", "low_label::Dansk (da)", "high_label::Dansk (da)",
        "low_label::Arabic (ar)", "high_label::Arabic (ar)", "appearance",
    ],
    ["begin_group", "page", "Alle slags spørgsmål", "جميع أنواع الأسئلة"],
    ["select_one land", "land", "Hvilket land?", "أي بلد؟"],
    ["select_one town", "town", "Hvilken by?", "أي مدينة؟", "", "", "", "", "of = ${land}"],
    ["rank aim", "aims", "Hvad er vigtigst?", "ما الأهم؟"],
    [
        "range", "trust", "Hvor stor er din tillid?", "ما مدى ثقتك؟", "", "", "", "start=0 end=10 step=1", "", "",
        "Ingen", "Fuld", "لا ثقة", "ثقة تامة",
    ],
    ["begin_group", "battery", "Hvor ofte bruger du:", "كم مرة تستخدم:", *[""] * 10, "table-list"],
    ["select_one often", "phone", "Telefon", "الهاتف", "", "yes"],
    ["select_one often", "mail", "Post", "البريد", "${phone} = 'daily'"],
    ["end_group"],
    ["integer", "men", "Mænd?", "رجال؟"],
    ["integer", "women", "Kvinder?", "نساء؟"],
    ["calculate", "people", "", "", "", "", "", "", "", "${men} + ${women}"],
    ["text", "why", "Hvorfor ${people} personer?", "لماذا ${people}؟", "${people} > 10", *[""] * 9, "multiline"],
    ["text", "name", "Hvad hedder stedet?", "ما اسم المكان؟", "", "", "yes"],
    ["acknowledge", "read", "Jeg har læst det hele", "قرأت كل شيء"],
    ["end_group"],
]  # fmt: skip
CHOICES: Rows = [
    ["list_name", "name", "label::Dansk (da)", "label::Arabic (ar)", "of"],
    ["land", "dk", "Danmark", "الدنمارك"],
    ["land", "se", "Sverige", "السويد"],
    ["town", "aarhus", "Aarhus", "آرهوس", "dk"],
    ["town", "lund", "Lund", "لوند", "se"],
    ["town", "malmo", "Malmø", "مالمو", "se"],
    ["aim", "work", "Arbejde", "العمل"],
    ["aim", "school", "Skole", "المدرسة"],
    ["often", "daily", "Hver dag", "يوميا"],
    ["often", "weekly", "Hver uge", "أسبوعيا"],
    ["often", "never", "Aldrig", "أبدا"],
]


@pytest.fixture
def link(live_server: LiveServer, tmp_path: Path) -> str:
    study, user = make_study(languages=["da"], slug="types")
    settings: Rows = [["form_id", "default_language"], ["types", "Dansk (da)"]]
    path = write_xlsx(tmp_path / "types.xlsx", {"survey": SURVEY, "choices": CHOICES, "settings": settings})
    version = import_xlsform(study=study, file=path, by=user, publish=True).version
    collection = services.create_collection(study=study, version=version, name="x", by=user)
    return live_server.url + make_link(collection)[1]


def _stored() -> dict[str, object]:
    return dict(Response.objects.get().answers)


def test_the_last_of_quick_changes_is_the_one_that_is_stored(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    for number in range(11):
        page.get_by_label(str(number), exact=True).check()
    page.fill("#q_men", "1")
    expect(page.locator("[data-question=men] [data-saved]")).not_to_be_empty()
    assert _stored()["trust"] == 10


def test_every_type_is_answered_with_scripts(page: Page, link: str, findings: Findings) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    expect(page.locator("[data-question=town]")).to_be_hidden()
    page.get_by_label("Sverige").check()
    expect(page.locator("[data-question=town]")).to_be_visible()
    expect(page.get_by_label("Aarhus")).to_be_hidden()
    page.get_by_label("Lund").check()
    expect(page.locator("[data-question=town] [data-saved]")).not_to_be_empty()
    page.get_by_label("Danmark").check()
    expect(page.get_by_label("Aarhus")).to_be_visible()
    expect(page.get_by_label("Lund")).to_be_hidden()
    page.get_by_label("Aarhus").check()
    page.get_by_label("Arbejde").select_option("2")
    page.get_by_label("Skole").select_option("1")
    page.get_by_label("7", exact=True).check()
    expect(page.locator("[data-question=mail]")).to_be_hidden()
    page.get_by_role("radio", name="Telefon Hver dag").check()
    expect(page.locator("[data-question=mail]")).to_be_visible()
    page.get_by_role("radio", name="Post Aldrig").check()
    page.fill("#q_men", "6")
    page.fill("#q_women", "7")
    expect(page.locator("[data-question=why]")).to_be_visible()
    page.fill("#q_why", "Fordi")
    page.get_by_label("Jeg har læst det hele").check()
    assert findings() == []
    page.click("button[name=next]")
    expect(page.locator("[role=alert] a")).to_have_attribute("href", "#q_name")
    assert findings() == []
    page.click("button[name=next]")
    page.wait_for_url("**/check/")
    assert findings() == []
    assert _stored() == {
        "land": "dk", "town": "aarhus", "aims": ["school", "work"], "trust": 7, "phone": "daily", "mail": "never",
        "men": 6, "women": 7, "people": 13, "why": "Fordi", "read": "OK",
    }  # fmt: skip
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/receipt/")


def test_every_type_is_answered_without_scripts_on_a_phone(browser: Browser, link: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(link)
    page.click("button[type=submit]")
    page.get_by_label("Sverige").check()
    page.get_by_label("Arbejde").select_option("1")
    page.get_by_label("Skole").select_option("2")
    page.get_by_label("0", exact=True).check()
    page.get_by_role("radio", name="Telefon Aldrig").check()
    page.fill("#q_name", "Nordby")
    page.click("button[name=next]")
    page.wait_for_url("**/1/?opened=1")
    page.get_by_label("Malmø").check()
    page.click("button[name=next]")
    page.wait_for_url("**/check/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/receipt/")
    assert _stored() == {
        "land": "se", "aims": ["work", "school"], "trust": 0, "phone": "never", "name": "Nordby", "town": "malmo"
    }  # fmt: skip
    context.close()


def test_every_type_is_answered_by_keyboard(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    page.locator("#q_land").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-question=town]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-question=mail]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-question=mail] [data-saved]")).not_to_be_empty()
    assert _stored() == {
        "land": "dk", "town": "aarhus", "aims": ["school", "work"], "trust": 1, "phone": "daily", "mail": "daily"
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("da", 390), ("ar", 390), ("ar", 1280)])
def test_every_type_fits_its_page(
    page: Page, link: str, findings: Findings, scheme: str, language: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{link}?lang={language}")
    page.click("button[type=submit]")
    page.locator("#q_land").check()
    page.locator("#q_phone").check()
    expect(page.locator("[data-question=mail]")).to_be_visible()
    page.click("button[name=next]")
    for path in ("questionnaire/", "1/", "check/"):
        page.goto(f"{link}{path}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert findings() == [], path


def test_grid_is_a_table_and_on_a_phone_a_card_for_each_question(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    heads = page.locator("table.matrix thead th")
    expect(heads.first).to_be_visible()
    boxes = [page.get_by_role("radio", name=f"Telefon {word}").bounding_box() for word in ("Hver dag", "Aldrig")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
    head = heads.nth(2).bounding_box()
    assert head is not None
    assert head["x"] <= boxes[1]["x"] <= head["x"] + head["width"]
    page.set_viewport_size({"width": 390, "height": 800})
    boxes = [page.get_by_role("radio", name=f"Telefon {word}").bounding_box() for word in ("Hver dag", "Aldrig")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] - boxes[0]["y"] > 60
    expect(page.locator("[data-question=phone] .matrix-word").first).to_be_visible()


@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_preview_shows_every_type(
    page: Page, link: str, log_in: LogIn, findings: Findings, language: str
) -> None:
    from studies.models import Study

    study = Study.objects.get()
    log_in(study.memberships.get().user)
    page.goto(f"{link.partition('/s/')[0]}/studies/types/questionnaires/types/preview/?lang={language}")
    for name in ("land", "town", "aims", "trust", "phone", "mail", "why", "read"):
        expect(page.locator(f"[data-question={name}]")).to_be_visible()
    expect(page.get_by_label("Lund" if language == "da" else "لوند")).to_be_visible()
    assert findings() == []
    page.goto(f"{link.partition('/s/')[0]}/studies/types/questionnaires/types/")
    assert findings() == []
