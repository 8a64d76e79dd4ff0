"""A questionnaire read from a file, before anything is stored."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

Texts = dict[str, str]


@dataclass
class QuestionSpec:
    name: str
    type: str
    row: int
    list_name: str = ""
    label: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    appearance: str = ""
    missing: list[str] = field(default_factory=list)
    theme: str = ""
    construct: str = ""
    sensitivity: str = "internal"
    choices: dict[str, Texts] = field(default_factory=dict)


@dataclass
class SectionSpec:
    name: str
    row: int
    label: Texts = field(default_factory=dict)
    relevant: str = ""
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

    def digest(self) -> str:
        """Of what respondents meet; rows and audience are no part of it."""
        content = asdict(self)
        del content["audience"]
        for section in content["sections"]:
            del section["row"]
            for question in section["questions"]:
                del question["row"]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
