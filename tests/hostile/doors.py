"""Every address of the resolver, filled with what the world holds, and the forms that stand on its pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver
from lxml import html

from analysis.models import Item, ItemSet, Run
from analysis.procedures import PROCEDURES
from studies.models import Case, Event, Grouping, MemberInvitation, Membership, Pair, Theme, Unit, Variable
from surveys.models import Collection, DataExport, Invitation, Mailing, Question, Questionnaire, Quota, Section
from tests.hostile.world import World
from tests.test_access import patterns

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
REGEX = re.compile(r"\^|\$|\(\?P<(\w+)>[^)]*\)")
Fields = dict[str, list[Any]]
BEFORE: dict[str, type[Model]] = {  # the word before a number -> whose number it is
    "members": Membership,
    "invitations": MemberInvitation,
    "variables": Variable,
    "themes": Theme,
    "events": Event,
    "groupings": Grouping,
    "pair": Pair,
    "cases": Case,
    "status": Case,
    "collections": Collection,
    "people": Invitation,
    "mails": Mailing,
    "quotas": Quota,
    "calls": Invitation,
    "item-sets": ItemSet,
    "runs": Run,
    "answers": DataExport,
}
NAMED: dict[str, tuple[str, ...]] = {
    "format": ("csv", "xlsx", "docx", "json", "svg", "png", "csv-da"),
    "suffix": ("json", "csv", "svg"),
    "kind": ("invitation", "reminder", "thanks"),
    "procedure": tuple(PROCEDURES),
    "name": ("attention", "contrasts", "units", "policy", "degree"),
    "number": ("1", "2"),
}
FROM: dict[str, Callable[[], Any]] = {
    "form_id": lambda: Questionnaire.objects.values_list("form_id", flat=True),
    "item": lambda: Item.objects.values_list("code", flat=True),
    "theme": lambda: Theme.objects.values_list("code", flat=True),
}
FILES = {
    "units": "code,name,region,group\nH09,Nine,north,high\n",
    "items": "item,questionnaire,question,yes,no,label\nI9,manager,attention,high,low,Nine\n",
    "contacts": "unit,name,email\nH01,Anna,anna@example.org\n",
    "people": "unit,name,email\nH01,Anna,anna@example.org\n",
    "collections": "unit,respondent,attention\nH01,r1,high\n",
}


@dataclass
class Door:
    path: str
    route: str


@dataclass
class Form:
    path: str
    fields: Fields
    files: list[str] = field(default_factory=list)


class Values:
    """What may stand in an address: the primary keys and names that are there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_word = {
            word: [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:8]]
            for word, model in BEFORE.items()
        }
        self.named = {**NAMED, **{name: tuple(read()) for name, read in FROM.items()}}
        questions = Question.objects.values_list("name", flat=True)[:3]
        self.questions = [*questions, *Section.objects.values_list("name", flat=True)[:2]]

    def of(self, before: str, name: str) -> list[str]:
        if name == "slug" and before == "studies":
            return [self.world.study.slug]
        if name == "token":
            return self._tokens(before)
        if name == "code":
            model = Item if before == "items" else Unit
            return list(model.objects.filter(study=self.world.study).values_list("code", flat=True)[:2])
        if before in {"question", "section", "delete", "questions"}:
            return self.questions
        return list(self.by_word.get(before) or self.named.get(name) or ("1",))

    def _tokens(self, before: str) -> list[str]:
        world = self.world
        one = {"open": world.open_token, "contact": world.contact_token, "forward": world.forward_token}
        return [one[before]] if before in one else list(world.tokens)


def all_doors(world: World) -> list[Door]:
    values = Values(world)
    found = []
    for route, _pattern in patterns(get_resolver("config.urls").url_patterns):
        plain = REGEX.sub(lambda match: f"<{match[1]}>" if match[1] else "", route).replace("\\", "")
        if not plain.startswith("admin/") or "<path:" not in plain:
            found += [Door(path, plain) for path in _filled(plain, values)]
    return found


def _filled(route: str, values: Values) -> Iterator[str]:
    """The address with each of the values in its last gap, and the first that fits in the others."""
    paths = ["/"]
    parts = PARAMETER.split(route)
    for place in range(0, len(parts), 3):
        paths = [path + parts[place] for path in paths]
        if place + 2 < len(parts):
            before = parts[place].rstrip("/").rpartition("/")[2]
            paths = [path + value for path in paths for value in values.of(before, parts[place + 2])]
    yield from paths[:12]


def forms_behind(doors: list[Door], client: Client) -> tuple[list[Form], list[str]]:
    """Every form on the pages, filled in as the page fills it in; and the addresses with a question mark."""
    forms, links = {}, set()
    for door in doors:
        answer = client.get(door.path, follow=True)
        if answer.streaming:
            b"".join(answer)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page: Any = html.fromstring(answer.content)
        path = answer.redirect_chain[-1][0] if answer.redirect_chain else door.path
        for form in page.forms:
            made = _form(form, path)
            forms[made.path, tuple(made.fields)] = made
        links |= {href for _element, _name, href, _place in page.iterlinks() if href.startswith("/") and "?" in href}
    return list(forms.values()), sorted(links)


def _form(form: Any, path: str) -> Form:
    fields: Fields = {}
    for element in form.xpath(".//input|.//textarea|.//select|.//button"):
        name = element.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if element.tag == "select":
            options = [option.get("value") or option.text or "" for option in element.iter("option")]
            fields.setdefault(name, []).extend(options[:1])
        elif element.get("type") != "file" and not _is_another(element, fields):
            fields.setdefault(name, []).append(element.get("value") or element.text or "")
    files = form.xpath(".//input[@type='file']/@name")
    return Form((form.get("action") or path).split("?")[0] or path, fields, files)


def _is_another(element: Any, fields: Fields) -> bool:
    """One that is not chosen, of several of which there is one already."""
    chosen = element.get("checked") is not None
    return element.get("type") in {"checkbox", "radio"} and bool(fields.get(element.get("name"))) and not chosen


def previews(forms: list[Form], client: Client) -> list[Door]:
    """Where a good file leads: the page on which it is taken or thrown away."""
    found = []
    for form in forms:
        for word, content in FILES.items():
            if form.files and f"/{word}/" in form.path:
                files = {name: SimpleUploadedFile(f"{word}.csv", content.encode()) for name in form.files}
                answer = client.post(form.path, form.fields | files)
                if answer.status_code == 302:
                    found.append(Door(answer.headers["Location"].split("?")[0], form.path))
    return found
