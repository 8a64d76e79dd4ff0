"""The study, its units with groups and pairs, what is known about them, themes and events."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from demo.files import STUDY, Row, read
from studies import imports, services
from studies.models import Event, GroupMember, LegalBasis, Pair, Study, Theme, Variable

SOURCE = "AKF 2006"
GROUPING = "AKF 2006"
BENCHMARK_YEARS = (1999, 2002)

Texts = dict[str, str]


def texts(row: Row, column: str) -> Texts:
    """`name::da`, `name::en` and `name::ar`, as far as they are there, as one text."""
    found = {language: row.get(f"{column}::{language}", "") for language in ("da", "en", "ar")}
    return {language: text for language, text in found.items() if text}


def described(folder: Path = STUDY) -> dict[str, Any]:
    """study.json."""
    content: dict[str, Any] = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    return content


def load_ground() -> Study:
    """Units come by the same import as any user's; what the file cannot say in English is added."""
    study = find_or_create(described())
    if not study.units.exists():
        options = imports.Options(
            grouping=GROUPING, source=SOURCE, year_from=BENCHMARK_YEARS[0], year_to=BENCHMARK_YEARS[1]
        )
        imports.import_units(study=study, file=STUDY / "units.csv", by=None, options=options)
        _say_in_english_too(study)
    load_themes(study, STUDY)
    load_events(study, STUDY)
    return study


def find_or_create(told: dict[str, Any]) -> Study:
    """The study that study.json describes."""
    return Study.objects.filter(slug=told["slug"]).first() or services.create_study(
        slug=told["slug"],
        title=told["title"],
        languages=told["languages"],
        description=told["description"],
        notice=told["notice"],
        provenance=told["provenance"],
        contact=told["contact"],
        legal_basis=LegalBasis.NONE,
        figures_published=True,
        **{name: told[name] for name in ("minimum_n",) if name in told},
    )


def _say_in_english_too(study: Study) -> None:
    """units.csv has the main language and no reasons of pairs, as such files do; the report's readers have two."""
    rows = {row["code"]: row for row in read(STUDY / "unit_texts.csv")}
    members = list(GroupMember.objects.filter(grouping__study=study, unit__code__in=rows).select_related("unit"))
    for member in members:
        member.reason |= texts(rows[member.unit.code], "reason")
    GroupMember.objects.bulk_update(members, ["reason"])
    pairs = list(Pair.objects.filter(grouping__study=study).select_related("high"))
    for pair in pairs:
        pair.reason = texts(rows[pair.high.code], "pair_reason")
    Pair.objects.bulk_update(pairs, ["reason"])
    describe_variables(study, STUDY)


def describe_variables(study: Study, folder: Path) -> None:
    for row in read(folder / "variables.csv"):
        Variable.objects.filter(study=study, name=row["variable"]).update(
            label=texts(row, "label"), measure=texts(row, "measure"), source=row["source::da"]
        )


def load_themes(study: Study, folder: Path) -> None:
    for order, row in enumerate(read(folder / "themes.csv")):
        Theme.objects.get_or_create(
            study=study, code=row["code"], defaults={"name": texts(row, "name"), "order": order}
        )


def load_events(study: Study, folder: Path) -> None:
    if Event.objects.filter(study=study).exists():
        return
    for row in read(folder / "events.csv"):
        services.create_event(
            study=study,
            name=texts(row, "title"),
            starts=date.fromisoformat(row["start"]),
            ends=date.fromisoformat(row["end"]) if row["end"] else None,
            source=row["source::da"],
            by=None,
        )
