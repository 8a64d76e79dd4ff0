"""The API described for people: the OpenAPI document as a page of the house."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from config.api_words import METHODS, PARAMETERS, PARTS
from studies.permissions import user_view

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field to send: `values` are those allowed, where not any will do."""

    name: str
    where: str
    words: str
    kind: str
    required: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back under a status code: media types, or the fields of an object (or of each on a page of them)."""

    status: str
    types: tuple[str, ...]
    fields: tuple[str, ...]
    paged: bool


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    words: str
    fields: tuple[Field, ...]
    answers: tuple[Answer, ...]


@require_GET
@user_view
def api_docs(request: HttpRequest) -> HttpResponse:
    """Operations by part, how to get a token, and the document itself."""
    context = {"parts": parts(get_language() or "en"), "host": f"{request.scheme}://{request.get_host()}"}
    return render(request, "api_docs.html", context)


@cache
def parts(language: str) -> dict[str, tuple[Operation, ...]]:  # noqa: ARG001 -- what is remembered is in a language
    """The operations under the words for their tag, generated once for each language."""
    document: Node = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, list[Operation]] = {tag: [] for tag in PARTS}
    for path, methods in document["paths"].items():
        for method, node in methods.items():
            tag = node["tags"][0]
            found.setdefault(tag, []).append(_operation(document, path, method, node))
    return {str(PARTS.get(tag, tag)): tuple(operations) for tag, operations in found.items()}


def _operation(document: Node, path: str, method: str, node: Node) -> Operation:
    return Operation(
        anchor=node["operationId"].replace(".", ""),
        method=method.upper(),
        path=path,
        words=str(METHODS.get((path, method), node.get("description", ""))),
        fields=(*(_parameter(each) for each in _ordered(node)), *_body(document, node)),
        answers=tuple(_answer(document, status, each) for status, each in node["responses"].items()),
    )


def _ordered(node: Node) -> list[Node]:
    """What stands in the address first."""
    return sorted(node.get("parameters", []), key=lambda each: each["in"] != "path")


def _parameter(node: Node) -> Field:
    schema = node["schema"]
    return Field(
        name=node["name"],
        where=node["in"],
        words=str(PARAMETERS.get(node["name"], node.get("description", ""))),
        kind=schema.get("type", ""),
        required=bool(node.get("required")),
        values=tuple(schema.get("enum", ())),
    )


def _body(document: Node, node: Node) -> Iterator[Field]:
    content = node.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = _resolved(document, content.get("schema", {}))
    for name, field in schema.get("properties", {}).items():
        if field.get("readOnly"):
            continue
        found = _resolved(document, field)
        yield Field(
            name=name,
            where="body",
            words=str(PARAMETERS.get(name, "")),
            kind=found.get("type", ""),
            required=name in schema.get("required", ()),
            values=tuple(found.get("enum", ())),
        )


def _answer(document: Node, status: str, node: Node) -> Answer:
    content = node.get("content", {})
    first: Node = next(iter(content.values()), {})
    schema = _resolved(document, first.get("schema", {}))
    properties: Node = schema.get("properties", {})
    paged = {"results", "count"} <= set(properties)
    if paged:
        properties = _resolved(document, properties["results"]["items"]).get("properties", {})
    return Answer(status=status, types=tuple(content), fields=tuple(properties), paged=paged)


def _resolved(document: Node, schema: Node) -> Node:
    """The schema that a reference names."""
    names = [each["$ref"] for each in (schema, *schema.get("allOf", ())) if "$ref" in each]
    return document["components"]["schemas"][names[0].rpartition("/")[2]] if names else schema
