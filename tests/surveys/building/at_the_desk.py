"""Somebody who builds a questionnaire in the browser: every page is opened and sent as a browser sends it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client
from lxml import html

from studies.models import Study
from surveys.models import QuestionnaireVersion
from surveys.specification import FormSpec, QuestionSpec
from surveys.stored_forms import spec_of
from tests.factories import make_study

Said = Mapping[str, object]
Choice = tuple[object, ...]  # code, Danish, English, and whether it counts as no answer


@dataclass
class Desk:
    client: Client
    study: Study
    form_id: str = "skema"

    @property
    def base(self) -> str:
        return f"/studies/{self.study.slug}/questionnaires/{self.form_id}/build/"

    def version(self) -> QuestionnaireVersion:
        return QuestionnaireVersion.objects.filter(
            questionnaire__study=self.study, questionnaire__form_id=self.form_id
        ).latest("number")

    def spec(self) -> FormSpec:
        return spec_of(self.version())

    def question(self, name: str) -> QuestionSpec:
        return next(each for each in self.spec().questions() if each.name == name)

    def names(self) -> list[str]:
        return [question.name for question in self.spec().questions()]

    def send(self, path: str, said: Said, *, without: tuple[str, ...] = ()) -> str:
        """Fill in the page's form as it stands, and what is said; the problems it shows, or nothing."""
        page = self.client.get(self.base + path).content
        data = filled(page) | {name: value for name, value in said.items() if value is not None}
        for name in without:
            data.pop(name, None)
        return problems(self.client.post(self.base + path, data, follow=True))

    def add(
        self, kind: str, /, *, section: str = "section_1", choices: Sequence[Choice] | None = None, **said: object
    ) -> str:
        return self.send(f"add/?kind={kind}&section={section}", said | table(choices))

    def change(self, name: str, /, *, choices: Sequence[Choice] | None = None, **said: object) -> str:
        return self.send(f"question/{name}/", said | table(choices))

    def arrange(self, **said: str) -> str:
        page = self.client.get(self.base).content
        digest = filled(page, form="arrange")["digest"]
        return problems(self.client.post(f"{self.base}arrange/", {"digest": digest, **said}, follow=True))


def begin(client: Client, **about: str) -> Desk:
    """A new questionnaire in Danish and English, made on its page."""
    study, user = make_study()
    client.force_login(user)
    said = {"title_da": "Skema", "title_en": "Form", "form_id": "skema", "audience": "manager", "languages": "da, en"}
    answer = client.post(f"/studies/{study.slug}/new-questionnaire/", said | about)
    assert answer.status_code == 302, problems(answer)
    return Desk(client, study)


def table(choices: Sequence[Choice] | None) -> dict[str, object]:
    if choices is None:
        return {}
    said: dict[str, object] = {"choices": len(choices)}
    for number, (code, danish, english, *missing) in enumerate(choices):
        said |= {f"choice_code_{number}": code, f"choice_{number}_da": danish, f"choice_{number}_en": english}
        said |= {f"choice_missing_{number}": "on"} if missing and missing[0] else {}
    return said


def filled(page: bytes, form: str = "") -> dict[str, object]:
    """What a browser would send of the form, before anything is typed."""
    document: Any = html.document_fromstring(page)
    found = [each for each in document.forms if any(above.get("id") == "main" for above in each.iterancestors())]
    posted = [each for each in found if each.get("method") == "post" and form in {"", each.get("id")}]
    return dict(posted[0].form_values())


def problems(answer: object) -> str:
    """All that the page says is wrong."""
    page = unescape(answer.content.decode())  # type: ignore[attr-defined]
    found = re.findall(r'<div class="problems".*?</div>|<li class="error">.*?</li>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", each) for each in found).strip()
