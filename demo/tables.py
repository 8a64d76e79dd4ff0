"""The study's other tables, in the formats of the command line: units, items, themes, cases, events."""

from collections.abc import Collection, Iterator

from demo.files import PUBLISHED, Row, read
from demo.plan import MISSING, NUMBER, ORIGIN_NOTES, QUESTIONNAIRES, Item, Plan
from demo.targets import SET_NAME

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]

STARS = {"5": "3", "10": "2", "20": "1", "none": "0"}
# The report tells in a sentence why two stand in a pair (its reason); the region's short name is ours
REGION = {
    "": "",
    "P01": "Københavns vestegn",
    "P02": "Københavns Amt, øst",
    "P03": "Nordsjælland",
    "P04": "Hovedstadsområdet",
    "P05": "Midt- og Vestsjælland",
    "P06": "Storstrøms Amt",
    "P07": "Sønderjylland",
    "P08": "Østjylland",
    "P09": "Vejle og Fyns Amter",
    "P10": "Vendsyssel",
}
MET = {"yes": "yes", "no": "no", "limited": "partly"}


def units() -> Table:
    """All 48 units with group, pair, reason and what is published of the benchmark, in the study's main language."""
    variables = ("actual_months", "expected_months", "indicator", "significance_level_pct", "stars")
    return ("code", "name", "region", "group", "pair", "reason", *variables), [
        (
            *(row["unit_id"], row["name"], REGION[row["pair_id"]]),
            *(row[name] for name in ("group", "pair_id", "excluded_reason_da")),
            *(row[name] for name in ("actual_months", "expected_months_derived", "indicator")),
            row["significance_level_pct"].replace("none", ""),
            STARS[row["significance_level_pct"]] if row["indicator"] else "",
        )
        for row in read(PUBLISHED / "units.csv")
    ]


def unit_texts() -> Table:
    """Why units stand in a pair, and in English why others are left out, for the units that have it."""
    names = ("unit_id", "region_da", "region_en", "excluded_reason_en")
    rows = [tuple(row[name] for name in names) for row in read(PUBLISHED / "units.csv")]
    return ("code", "pair_reason::da", "pair_reason::en", "reason::en"), [row for row in rows if any(row[1:])]


def themes() -> Table:
    """The nine headings of the survey chapter."""
    rows = read(PUBLISHED / "contrast_themes.csv")
    return ("code", "name::da", "name::en"), [(row["theme_id"], row["theme_da"], row["theme_en"]) for row in rows]


def items(plan: Plan, questionnaire: str, in_set: Collection[str]) -> Table:
    """The items of one questionnaire, with the score's set where an item is in it."""
    columns = ("item", "questionnaire", "question", "yes", "no", "missing", "label", "theme", "direction", "set")
    return (*columns, "combine", "label::da", "label::en"), [
        (
            item.id,
            questionnaire,
            item.question.name,
            " ".join(item.yes),
            " ".join(item.no),
            "" if item.question.scale == NUMBER else " ".join(MISSING),
            item.label["en"],
            item.question.theme,
            item.direction,
            SET_NAME[questionnaire] if item.id in in_set else "",
            "any",
            item.label["da"],
            item.label["en"],
        )
        for item in plan.items_of(questionnaire)
    ]


COUNTED_ON_OPPOSITE = (
    "Modsatte svar tælles: den høje gruppes tal står her, den lave gruppes ved {other}. Træk dem ikke fra hinanden.",
    "Opposite answers are counted: the high group's count is here, the low group's at {other}. Never subtract them.",
)
OPPOSITE = (
    "Det modsatte svar af {other}: rapporten trykker kun den lave gruppes tal.",
    "The opposite answer of {other}: the report prints the low group's count only.",
)


def notes(plan: Plan) -> Table:
    """What must be said beside an item wherever it is shown."""
    rows = [row for item in plan.items.values() for row in _note(plan, item)]
    return ("item", "note::da", "note::en"), rows


def _note(plan: Plan, item: Item) -> Iterator[tuple[str, ...]]:
    base, _, opposite = item.id.partition("_")
    if opposite:
        yield item.id, *(text.format(other=base) for text in OPPOSITE)
    elif f"{item.id}_opposite" in plan.items:
        yield item.id, *(text.format(other=f"{item.id}_opposite") for text in COUNTED_ON_OPPOSITE)
    elif item.question.origin != "published":
        yield item.id, *(ORIGIN_NOTES[item.question.origin][language] for language in ("da", "en"))


def reported() -> Table:
    """The 55 items that the report describes as differences, each with the reason to mark it."""
    rows = [row for row in read(PUBLISHED / "contrast_items.csv") if row["reported_different"] == "yes"]
    return ("item", "reported", "reason::da", "reason::en"), [_reported(row) for row in rows]


def _reported(row: Row) -> tuple[str, ...]:
    lines = row["source_lines"].replace(";", ", ")
    danish = f"Beskrevet som en forskel i rapportens afsnit 4.2 (kildetekstens linje {lines})."
    english = f"Described as a difference in section 4.2 of the report (lines {lines} of the source text)."
    if row["reported_different_note"]:
        danish += " Temaet som helhed bedømmes som ikke så forskelligt."
        english += " The theme as a whole is judged not so different."
    return row["id"], "yes", danish, english


def criteria() -> Table:
    """The report's three criteria; the third is stated for each survey."""
    return ("criterion", "name::da", "name::en", "rule::da", "rule::en"), [
        (
            "indicator_p",
            "Signifikant indikator",
            "Significant indicator",
            "indikatoren har mindst én stjerne (p < 0,20)",
            "the indicator has at least one star (p < 0.20)",
        ),
        (
            "continuous_exit",
            "Afgang gennem hele perioden",
            "Exits through the whole period",
            "fortløbende afgang til beskæftigelse",
            "people leave for employment all the way through",
        ),
        (
            "manager_score_high",
            "Høj surveyscore, chefer",
            "High agreement score, managers",
            "rapporten angiver ingen grænse",
            "the report gives no cut",
        ),
        (
            "caseworker_score_high",
            "Høj surveyscore, sagsbehandlere",
            "High agreement score, caseworkers",
            "rapporten angiver ingen grænse",
            "the report gives no cut",
        ),
    ]


def selection() -> Table:
    """Each criterion of each unit as the report states it."""
    codes = _unit_codes()
    rows = [line for row in read(PUBLISHED / "selection.csv") for line in _stated(codes[row["municipality"]], row)]
    return ("unit", "criterion", "value::da", "value::en", "met", "source::da", "source::en"), rows


def _stated(code: str, row: Row) -> Iterator[tuple[str, ...]]:
    values = {
        "indicator_p": (_indicator(row), row["indicator_significant_per_report"]),
        "continuous_exit": (EXIT[row["continuous_exit"]], row["continuous_exit"]),
        "manager_score_high": (_of(row, "manager", 17), row["manager_score_high"]),
        "caseworker_score_high": (_of(row, "caseworker", 38), row["caseworker_score_high"]),
    }
    for criterion, (value, met) in values.items():
        yield code, criterion, *value, MET.get(met, "unknown"), *_source(row)


EXIT = {"yes": ("ja", "yes"), "no": ("nej", "no"), "limited": ("begrænset", "limited"), "not_stated": ("", "")}


def _indicator(row: Row) -> tuple[str, str]:
    level, indicator = row["significance_level_pct"], row["indicator"]
    danish, english = ("ingen stjerne", "no star") if level == "none" else (f"{level} %", f"{level}%")
    return f"{indicator.replace('.', ',')} ({danish})", f"{indicator} ({english})"


def _of(row: Row, audience: str, maximum: int) -> tuple[str, str]:
    score = row[f"{audience}_score"]
    return (f"{score} af {maximum}", f"{score} of {maximum}") if score else ("", "")


def exclusions() -> Table:
    """What kept a unit out although it is no criterion: used as a case before, took no part in a survey."""
    codes = _unit_codes()
    rows = [line for row in read(PUBLISHED / "selection.csv") for line in _excluded(codes[row["municipality"]], row)]
    return ("unit", "exclusion", "applies", "detail::da", "detail::en", "source::da", "source::en"), rows


def _excluded(code: str, row: Row) -> Iterator[tuple[str, ...]]:
    used_before = row["previously_case"].replace("not_stated", "unknown")
    yield code, "used_before", used_before, *BY[row["previous_study"]], *_source(row)
    for audience in QUESTIONNAIRES:
        yield code, f"no_{audience}_answers", _opposite(row[f"took_part_{audience}_survey"]), "", "", *_source(row)


BY = {
    "": ("", ""),
    "Rambøll Management study": ("undersøgelse fra Rambøll Management", "study by Rambøll Management"),
    "SFI study": ("undersøgelse fra SFI", "study by SFI"),
}


def _opposite(answer: str) -> str:
    return {"yes": "no", "no": "yes"}.get(answer, "unknown")


def cases() -> Table:
    """Who was a candidate, who was chosen, why or why not, and the matched partner."""
    codes = _unit_codes()
    columns = ("unit", "candidate", "selected", "reason::da", "reason::en", "partner", "partner_selected")
    return (*columns, "note::en"), [
        (
            codes[row["municipality"]],
            row["listed_as_candidate"],
            row["selected"],
            *_reason(row),
            codes[row["matched_low_partner"]],
            row["partner_selected"],
            row["note_en"],
        )
        for row in read(PUBLISHED / "selection.csv")
    ]


def _reason(row: Row) -> tuple[str, str]:
    if row["selected"] == "no":
        return row["reason_not_selected_da"], row["reason_not_selected_en"]
    return (
        "På listen over kandidater, ikke brugt som case før, og har svaret på mindst ét af spørgeskemaerne",
        "On the list of candidates, not used as a case before, and answered at least one of the surveys",
    )


def _source(row: Row) -> tuple[str, str]:
    lines = row["source_lines"].replace(";", ", ")
    return f"AKF 2006, kildetekstens linje {lines}", f"AKF 2006, lines {lines} of the source text"


def _unit_codes() -> dict[str, str]:
    return {row["name"]: row["unit_id"] for row in read(PUBLISHED / "units.csv")}
