"""The residents' questionnaire as data: questions, choices, filters, and every percentage printed of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from demo.files import read

STUDY = Path(__file__).parent
PUBLISHED, PLAN = STUDY / "published", STUDY / "plan"
LANGUAGES = ("da", "en", "ar")
NO_ANSWER = "no_answer"
OVER = 5  # how many points *slightly above* may be above
NAMES = {
    "Q1": "move", "Q2": "why_move", "Q2o": "why_move_more", "Q3": "why_stay", "Q3o": "why_stay_more",
    "Q4": "work_reasons", "Q5": "whose_task", "Q6": "barriers", "Q6o": "barriers_more",
    "B1": "country", "B2": "years_in_denmark", "B3": "age", "B4": "town_size", "B5": "sex", "B6": "in_work",
    "B7": "supported_work", "B8": "municipality",
    "WK02": "other", "WK10": "dont_know", "RS6": "dont_know", "BR02": "none", "BR04": "dont_know", "BR05": "other",
}  # fmt: skip

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed percentage: of the persons in `group` who answered, so many gave one of the codes.

    `above`: the text says *slightly above* or *more than* instead of, or besides, the number.
    """

    id: str
    question: str
    codes: tuple[str, ...]
    percent: int
    group: str = ""
    above: bool = False

    def holds(self, x: int, n: int) -> bool:
        """Whether so many of so many are printed so, rounded half up."""
        if self.above:
            return self.percent * n < 100 * x <= (self.percent + OVER) * n
        return (2 * self.percent - 1) * n <= 200 * x < (2 * self.percent + 1) * n


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `only`: who is asked: everybody, those who want to move, to stay, or are in work.

    `assumed` is what nothing was printed of, and something had to be taken.
    """

    name: str
    kind: str
    label: Texts
    only: str = ""
    choices: dict[str, Texts] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    battery: str = ""
    assumed: tuple[Figure, ...] = ()


ASSUMED = {"sex": (Figure("sex man unemployed", "sex", ("man",), 41, "unemployed"),)}


class Survey:
    """Everything published and everything written for the questionnaire, joined."""

    @cached_property
    def printed(self) -> dict[str, Any]:
        """The published figures as they stand."""
        content: dict[str, Any] = json.loads((PUBLISHED / "resident_survey.json").read_text(encoding="utf-8"))
        return content

    @cached_property
    def own(self) -> dict[str, Texts]:
        """Texts that are in no table of the report."""
        return {
            row["id"]: {language: row[language] for language in LANGUAGES} for row in read(PLAN / "own_texts.csv")
        }

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions, in the order in which they are asked."""
        main, background = self._main, self._background
        first = [main["move"], *(question for question in main.values() if question.battery)]
        work = [background["in_work"], background["supported_work"]]
        work += [main[name] for name in ("work_reasons", "whose_task", "barriers", "barriers_more")]
        rest = [question for name, question in background.items() if name not in {"in_work", "supported_work"}]
        return {question.name: question for question in [*first, *work, *rest]}

    @cached_property
    def batteries(self) -> dict[str, Texts]:
        """The question that a battery's statements stand under."""
        return {
            NAMES[item["id"]]: self._texts(item)
            for item in self.printed["questions"]
            if item["type"] == "yes_no_battery"
        }

    @property
    def figures(self) -> list[Figure]:
        """Every printed percentage."""
        return [figure for question in self.questions.values() for figure in question.figures]

    @cached_property
    def _arabic(self) -> dict[str, str]:
        return {row["id"]: row["ar"] for row in read(PLAN / "arabic.csv")}

    def _texts(self, item: dict[str, Any]) -> Texts:
        return {"da": item["da"], "en": item["en"], "ar": self._arabic[item["id"]]}

    @property
    def _yes_no(self) -> dict[str, Texts]:
        return {code: self.own[code] for code in ("yes", "no")}

    @cached_property
    def _main(self) -> dict[str, Question]:
        found = (question for item in self.printed["questions"] for question in self._asked(item))
        return {question.name: question for question in found}

    def _asked(self, item: dict[str, Any]) -> Iterator[Question]:
        only = {"Q1 = yes": "yes", "Q1 = no": "no"}.get(item["filter"] or "", "")
        name = NAMES[item["id"]]
        if item["type"] == "yes_no_battery":
            for statement in item["items"]:
                own = statement["id"].lower()
                figures = tuple(_yes_no_figures(own, statement))
                yield Question(own, "single", self._texts(statement), only, self._yes_no, figures, name)
        elif item["type"] == "open":
            battery = name.removesuffix("_more") if only else ""
            yield Question(name, "text", self._texts(item), only, battery=battery)
        else:
            choices = {_code(choice["id"]): self._choice(choice) for choice in item["choices"]}
            kind = "multiple" if item["type"] == "multiple" else "single"
            yield Question(name, kind, self._texts(item), only, choices, tuple(_choice_figures(name, item)))

    def _choice(self, choice: dict[str, Any]) -> Texts:
        return self.own[choice["id"]] if choice["id"] in {"yes", "no"} else self._texts(choice)

    @cached_property
    def _background(self) -> dict[str, Question]:
        texts = {NAMES[item["id"]]: self._texts(item) for item in self.printed["background_questions"]}
        choices = {
            "country": {**self._countries, "another_country": self.own["another_country"]},
            "town_size": {code: self.own[code] for code in ("over_50000", "to_50000")},
            "sex": {code: self.own[code] for code in ("man", "woman")},
            "in_work": self._yes_no,
            "supported_work": self._yes_no,
            "municipality": {**municipalities(), "another_municipality": self.own["another_municipality"]},
        }
        figures = self._sample_figures
        return {
            name: Question(
                name,
                "single" if name in choices else "number",
                label,
                "in_work" if name == "supported_work" else "",
                choices.get(name, {}),
                figures.get(name, ()),
                assumed=ASSUMED.get(name, ()),
            )
            for name, label in texts.items()
        }

    @property
    def _countries(self) -> dict[str, Texts]:
        return {row["id"]: self._texts(row) for row in self.printed["sample"]["by_nationality"]}

    @property
    def _sample_figures(self) -> dict[str, tuple[Figure, ...]]:
        percent = {row["id"]: row["pct"] for row in self.printed["sample"]["other"]}
        return {
            "in_work": (Figure("in_work yes", "in_work", ("yes",), percent["employed"]),),
            "supported_work": (
                Figure("supported_work yes", "supported_work", ("yes",), percent["supported_work_of_employed"]),
            ),
            "sex": (Figure("sex man employed", "sex", ("man",), percent["men_of_employed"], "employed"),),
            "years_in_denmark": (
                Figure("years_in_denmark under 9", "years_in_denmark", ("under_9",), percent["years_in_denmark"],
                       above=True),
            ),
            "town_size": (
                Figure("town_size over 50,000", "town_size", ("over_50000",), percent["origin_town_over_50000"],
                       above=True),
            ),
        }  # fmt: skip


def municipalities() -> dict[str, Texts]:
    """The 18 interviewed municipalities by code; a name is the same in every language."""
    rows = read(PUBLISHED / "interviewed_municipalities.csv")
    return {
        f"K{number:02}": dict.fromkeys(LANGUAGES, row["municipality"]) for number, row in enumerate(rows, start=1)
    }


def _code(id_: str) -> str:
    return NAMES.get(id_, id_.lower())


def _yes_no_figures(name: str, item: dict[str, Any]) -> Iterator[Figure]:
    for code in ("yes", "no"):
        yield Figure(f"{name} {code}", name, (code,), item[f"{code}_pct"])
    yield from _by_employment(name, item)


def _by_employment(name: str, item: dict[str, Any]) -> Iterator[Figure]:
    split = item.get("by_employment", {})
    for group in ("employed", "unemployed"):
        if f"{group}_yes_pct" in split:
            percent = split[f"{group}_yes_pct"]
            yield Figure(f"{name} yes {group}", name, ("yes",), percent, group)
            if f"{group}_exactness" in split:
                yield Figure(f"{name} yes {group} in words", name, ("yes",), percent, group, above=True)


def _choice_figures(name: str, item: dict[str, Any]) -> Iterator[Figure]:
    """A dash in print is nobody."""
    for choice in item["choices"]:
        yield Figure(f"{name} {_code(choice['id'])}", name, (_code(choice["id"]),), choice["pct"] or 0)
    yield from _by_employment(name, item)
    for group in item.get("groupings_in_text", ()):
        codes = tuple(_code(id_) for id_ in group["choices"])
        yield Figure(f"{name} {' '.join(codes)}", name, codes, group["pct"])
