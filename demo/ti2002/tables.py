"""The study's other tables: the interviewed municipalities, how they were chosen, and what does not hold."""

from collections.abc import Iterator, Mapping

from demo.files import Row, read
from demo.ti2002.counts import Counted
from demo.ti2002.survey import PLAN, PUBLISHED, Survey, municipalities

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
SOURCE = (
    "Teknologisk Institut 2002, kildetekstens linje {}",
    "Teknologisk Institut 2002, lines {} of the source text",
)
GEOGRAPHY = (
    "Geografi; rapporten nævner de tre landsdele (kildetekstens linje 668)",
    "Geography; the report names the three parts of the country (line 668 of the source text)",
)
LOCATION = {
    "Fyn": ("Munkebo", "Rudkøbing", "Ørbæk"),
    "Sjælland": ("Bramsnæs", "Frederikssund", "Skævinge"),
}
JUTLAND = "Jylland"
BOTTOM_15, ALL_LISTED = 202, 216  # places in the list of employment rates
WORDS = {"top": ("flest bliver boende", "most stay"), "bottom": ("flest flytter", "most move out"), "": ("", "")}
STAYED = {"top": "yes", "bottom": "no", "": "unknown"}
IN_ENGLISH = {"Fyn": "Funen", "Sjælland": "Zealand", "Jylland": "Jutland"}
Words = tuple[str, str]
NOTHING: Words = ("", "")


def interviewed() -> dict[str, Row]:
    """The 18 municipalities by code."""
    rows = read(PUBLISHED / "interviewed_municipalities.csv")
    return dict(zip(municipalities(), rows, strict=True))


def units() -> Table:
    """Without groups: the report compares none. The variables are what it prints of each."""
    names = ("employment_pct", "employment_place", "moveout_pct")
    return ("code", "name", "region", *names), [
        (
            code,
            row["municipality"],
            next((region for region, inside in LOCATION.items() if row["municipality"] in inside), JUTLAND),
            row["employment_pct_table_3"],
            row["employment_list_position"],
            row["moveout_pct_where_listed"],
        )
        for code, row in interviewed().items()
    ]


def criteria() -> Table:
    """The report's criteria that are about a municipality, in its own words' order: results first, then diversity."""
    rows = {row["id"]: row for row in read(PUBLISHED / "selection_criteria.csv")}
    wanted = {"S5": "growth", "S6": "in_work", "S7": "stayed", "S1": "size", "S2": "distance", "S4": "location"}
    return ("criterion", "name::da", "name::en", "rule::da", "rule::en"), [
        (code, rows[id_]["da"], rows[id_]["en"], *KINDS[rows[id_]["kind"]]) for id_, code in wanted.items()
    ]


KINDS = {
    "result": ("et resultat; rapporten angiver ingen grænse", "a result; the report gives no cut"),
    "diversity": ("spredning mellem kommunerne", "diversity among the municipalities"),
}


def selection() -> Table:
    """What is printed of each municipality on each criterion; what is not printed is not known, never *no*."""
    rows = [line for code, row in interviewed().items() for line in _stated(code, row)]
    return ("unit", "criterion", "value::da", "value::en", "met", "source::da", "source::en"), rows


def _stated(code: str, row: Row) -> Iterator[tuple[str, ...]]:
    place = int(row["employment_list_position"])
    work = _percent(row["employment_pct_table_3"], (f"nr. {place} af {ALL_LISTED}", f"no. {place} of {ALL_LISTED}"))
    yield code, "in_work", *work, "no" if place >= BOTTOM_15 else "unknown", *_source("5321-5323")
    listed = row["moveout_end_where_listed"]
    stayed = _percent(row["moveout_pct_where_listed"], WORDS[listed]) if listed else NOTHING
    yield code, "stayed", *stayed, STAYED[listed], *_source(row["source_lines"])
    yield code, "growth", *NOTHING, "unknown", *_source("675-677")
    yield code, "size", *_noted(row, "employed persons"), *_source("654-656")
    yield code, "distance", *_noted(row, "larger town", "commuter rail"), *_source("657-663")
    region = next((name for name, inside in LOCATION.items() if row["municipality"] in inside), JUTLAND)
    yield code, "location", region, IN_ENGLISH[region], "yes", *GEOGRAPHY


def _percent(number: str, words: Words) -> Words:
    danish, english = words
    return f"{number.replace('.', ',')} % ({danish})", f"{number}% ({english})"


def _noted(row: Row, *about: str) -> tuple[str, str, str]:
    """The report's note where it is about this, in both languages, and whether it is met."""
    says = any(words in row["note_en"] for words in about)
    return (row["note_da"], row["note_en"], "yes") if says else (*NOTHING, "unknown")


def _source(lines: str) -> tuple[str, str]:
    danish, english = SOURCE
    return danish.format(lines.replace(";", ", ")), english.format(lines.replace(";", ", "))


def cases() -> Table:
    """The three where companies, volunteers and refugees were interviewed as well."""
    rows = {row["id"]: row for row in read(PUBLISHED / "selection_criteria.csv")}
    return ("unit", "reason::da", "reason::en"), [
        (code, rows["S13"]["da"], rows["S13"]["en"]) for code, row in interviewed().items() if row["is_case"] == "yes"
    ]


def not_holding(survey: Survey, counts: Mapping[str, Counted]) -> Table:
    """Printed percentages that the answers do not show, each with the reason. A missing reason is an error."""
    reasons = {row["figure"]: row for row in read(PLAN / "reasons.csv")}
    columns = ("figure", "printed", "x", "n", "found", "reference", "why::da", "why::en")
    rows: list[tuple[str, ...]] = []
    for figure in survey.figures:
        x, n = counts[figure.question].of(figure)
        if not figure.holds(x, n):
            reason = reasons[figure.id]
            printed = f"> {figure.percent}" if figure.above else str(figure.percent)
            told = (reason["reference"], reason["why::da"], reason["why::en"])
            rows.append((figure.id, printed, str(x), str(n), f"{100 * x / n:.1f}", *told))
    return columns, rows
