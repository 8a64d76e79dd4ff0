"""A questionnaire outside the database: as a file says it, before anything is stored, and as one is written again."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

Texts = dict[str, str]


@dataclass
class VariantSpec:
    """One row of a choice in its list: what a choice filter reads of it; a blank label is the choice's own."""

    columns: dict[str, str] = field(default_factory=dict)
    label: Texts = field(default_factory=dict)


@dataclass
class QuestionSpec:
    """`choices` are texts by code, in order; `variants` stand beside codes that a filter tells apart."""

    name: str
    type: str
    row: int
    list_name: str = ""
    label: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    required: bool = False
    soft_required: bool = False
    required_message: Texts = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    low_label: Texts = field(default_factory=dict)
    high_label: Texts = field(default_factory=dict)
    grid: str = ""
    appearance: str = ""
    missing: list[str] = field(default_factory=list)
    theme: str = ""
    construct: str = ""
    sensitivity: str = "internal"
    choices: dict[str, Texts] = field(default_factory=dict)
    variants: dict[str, list[VariantSpec]] = field(default_factory=dict)


@dataclass
class SectionSpec:
    name: str
    row: int
    label: Texts = field(default_factory=dict)
    relevant: str = ""
    randomize: bool = False
    questions: list[QuestionSpec] = field(default_factory=list)


@dataclass
class FormSpec:
    form_id: str
    title: Texts
    audience: str
    default_language: str
    languages: list[str] = field(default_factory=list)
    sections: list[SectionSpec] = field(default_factory=list)

    def questions(self) -> Iterator[QuestionSpec]:
        for section in self.sections:
            yield from section.questions

    def content(self) -> dict[str, Any]:
        """All that the form says, without the rows it stood in: two forms are the same where this is equal."""
        content = asdict(self)
        for section in content["sections"]:
            del section["row"]
            if not section["randomize"]:
                del section["randomize"]  # digests are older than this field
            for question in section["questions"]:
                del question["row"]
                question["choices"] = list(question["choices"].items())  # their order is part of the form
        return content

    def digest(self) -> str:
        """Of what respondents meet; the audience is no part of it."""
        content = self.content()
        del content["audience"]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
