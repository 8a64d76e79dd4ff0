"""Calls made up from every address and form: of any role, with anything in them. None may be answered with a 5xx."""

import json
import random
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from studies.models import User
from tests.hostile import payloads
from tests.hostile.doors import Door, Fields, Form, all_doors, forms_behind, previews
from tests.hostile.world import World

OWNER_SHARE = 0.6  # who may do most comes through furthest


@dataclass(frozen=True)
class Fault:
    """What was called, and what came of it."""

    call: str
    said: str


class Caller:
    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clients = [_client(user) for user in world.users()]
        self.cookies = [{name: held.value for name, held in client.cookies.items()} for client in self.clients]
        self.doors = all_doors(world)
        forms, self.links = forms_behind(self.doors, self.clients[0])
        seen = previews(forms, self.clients[0])
        self.doors += seen
        self.forms = forms + forms_behind(seen, self.clients[0])[0]
        self.statuses: dict[int, int] = {}

    def posts(self, count: int) -> list[Fault]:
        return [fault for _ in range(count) for fault in self._try(*self._post())]

    def gets(self, count: int) -> list[Fault]:
        return [fault for _ in range(count) for fault in self._try(*self._get())]

    def api(self, count: int) -> list[Fault]:
        doors = [door for door in self.doors if door.route.startswith("api/")]
        return [fault for _ in range(count) for fault in self._try(*self._api(self.chance.choice(doors)))]

    def _try(self, method: str, path: str, given: dict[str, Any]) -> Iterator[Fault]:
        client = self.clients[0] if self.chance.random() < OWNER_SHARE else self.chance.choice(self.clients)
        address = f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.{self.chance.randrange(256)}"
        client.cookies = SimpleCookie(self.cookies[self.clients.index(client)])
        try:
            with transaction.atomic():  # the world is the same for the next
                answer = client.generic(method, path, REMOTE_ADDR=address, **given)
                status = answer.status_code
                if answer.streaming:
                    b"".join(answer)
                transaction.set_rollback(True)
        except Exception:  # noqa: BLE001 -- whatever it is, it is a 5xx
            status, said = 500, traceback.format_exc(limit=-6)
        else:
            said = ""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500:
            yield Fault(f"{method} {path[:300]} {str(given)[:700]}", said or str(status))

    def _post(self) -> tuple[str, str, dict[str, Any]]:
        form = self.chance.choice(self.forms)
        path = self._bent(form.path) if self.chance.random() < 0.1 else form.path
        fields = self._mutated(form.fields)
        if form.files or self.chance.random() < 0.02:
            return "POST", path, self._multipart(form, fields)
        kind = "application/x-www-form-urlencoded"
        if self.chance.random() < 0.03:
            kind = self.chance.choice(payloads.TYPES)
        return "POST", path, {"data": payloads.encoded(fields), "content_type": kind, "headers": self._headers()}

    def _get(self) -> tuple[str, str, dict[str, Any]]:
        door = self.chance.choice(self.doors)
        path, names = door.path, ["page", "lang", "format", "q", "next", "group", "sort"]
        if self.links and self.chance.random() < 0.4:
            path, _mark, query = self.chance.choice(self.links).partition("?")
            names = [part.partition("=")[0] for part in query.split("&")] + ["page"]
        elif self.chance.random() < 0.4:
            path = self._bent(path)
        picked = self.chance.sample(names, k=min(len(names), self.chance.randrange(4)))
        query = payloads.encoded([(name, payloads.value(self.chance)[:3000]) for name in picked])
        method = self.chance.choice(["GET"] * 8 + ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
        return method, f"{path}?{query}" if query else path, {"headers": self._headers()}

    def _api(self, door: Door) -> tuple[str, str, dict[str, Any]]:
        path = self._bent(door.path) if self.chance.random() < 0.3 else door.path
        names = ["page", "page_size", "code", "region", "group", "questionnaire", "theme", "status", "procedure"]
        names += ["reported", "format", "limit", "offset", "ordering", "lang"]
        fields = [(name, payloads.value(self.chance)[:3000]) for name in self.chance.sample(names, k=3)]
        method = self.chance.choice(
            ["GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
        )
        given: dict[str, Any] = {"headers": self._headers()}
        if method in {"POST", "PUT", "PATCH"}:
            given |= {"data": self._body(), "content_type": "application/json"}
            if self.chance.random() < 0.1:
                given["content_type"] = self.chance.choice(payloads.TYPES)
        return method, f"{path}?{payloads.encoded(fields)}" if self.chance.random() < 0.6 else path, given

    def _body(self) -> str:
        parameters = {
            name: self._json()
            for name in self.chance.sample(
                ["questionnaire", "collection", "grouping", "items", "item_set", "level", "seed", "x", "criteria"], 3
            )
        }
        if self.chance.random() < 0.2:
            return payloads.value(self.chance).encode("utf-8", "surrogateescape").decode("latin-1")
        procedure = self.chance.choice(["contrast", "agreement_score", "crosstab", "pairing", "", self._json()])
        return json.dumps({"procedure": procedure, "parameters": parameters if self.chance.random() < 0.8 else None})

    def _json(self) -> Any:
        text = payloads.value(self.chance).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        made = [text, text[:20], 1, -1, 2**70, 1e308, float("nan"), True, None, [text], {"a": text}, [], [[[]]]]
        return self.chance.choice([*made, "manager", "score"])

    def _headers(self) -> dict[str, str]:
        headers = self.chance.choice(payloads.HEADERS) if self.chance.random() < 0.15 else {}
        return {name: value for name, value in headers.items() if name != "cookie"}

    def _mutated(self, fields: Fields) -> list[tuple[str, str]]:
        """One to three fields changed, left out, doubled or made up."""
        pairs = [(name, str(value)) for name, values in fields.items() for value in values]
        for _ in range(self.chance.randrange(1, 4)):
            place, kind = self.chance.randrange(len(pairs)) if pairs else -1, self.chance.random()
            if place < 0 or kind > 0.95:
                pairs.append((payloads.value(self.chance)[:50], payloads.value(self.chance)))
            elif kind < 0.8:
                pairs[place] = (pairs[place][0], payloads.value(self.chance))
            elif kind < 0.9:
                del pairs[place]
            else:
                pairs.append((pairs[place][0], payloads.value(self.chance)))
        return pairs

    def _multipart(self, form: Form, fields: list[tuple[str, str]]) -> dict[str, Any]:
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        data: dict[str, Any] = {}
        for name, text in fields:
            data.setdefault(_plain(name), []).append(_plain(text))
        for name in form.files or ["file"]:
            called, content = self.chance.choice(payloads.FILES)
            data[name] = SimpleUploadedFile("x", content)
            data[name]._name = called.replace("\0", "")
        return {
            "data": encode_multipart(BOUNDARY, data),
            "content_type": MULTIPART_CONTENT,
            "headers": self._headers(),
        }

    def _bent(self, path: str) -> str:
        """One part of the address replaced by what does not belong there."""
        parts = path.strip("/").split("/")
        place = self.chance.randrange(len(parts))
        odd = payloads.NUMBERS if parts[place].isdigit() else (payloads.value(self.chance)[:400],)
        parts[place] = quote(self.chance.choice(odd).encode("utf-8", "surrogateescape"), safe="")
        return "/" + "/".join(parts) + "/"


def _plain(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _client(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client
