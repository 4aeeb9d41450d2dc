"""The API's description as a page shows it: calls by subject, what each takes and answers, and what the answers hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.routes.responses import PROBLEM_ANSWERS

_METHODS = ("get", "post", "put", "delete")
_SCHEMA = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class DescribedField:
    """A parameter, a part of a form, or a member of an object: `kind` is its type for people, `schema` the one it names."""

    name: str
    where: str
    kind: str
    schema: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class DescribedAnswer:
    """An answer by its status: what it is, the types it comes in, and the schema of its members."""

    status: str
    about: str
    types: tuple[str, ...]
    schema: str


@dataclass(frozen=True, slots=True)
class DescribedCall:
    """One call: its method and path, and all that the description says of it."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    fields: tuple[DescribedField, ...]
    bodies: tuple[str, ...]
    answers: tuple[DescribedAnswer, ...]
    problems: tuple[str, ...]


def calls(described: Mapping[str, Any]) -> dict[str, list[DescribedCall]]:
    """All calls, by subject, in the order of the description."""
    found: dict[str, list[DescribedCall]] = {}
    for path, methods in described["paths"].items():
        for method in _METHODS:
            if method in methods:
                subject = (methods[method].get("tags") or ["service"])[0]
                found.setdefault(subject, []).append(_call(method, path, methods[method]))
    return found


def schemas(described: Mapping[str, Any]) -> dict[str, tuple[str, list[DescribedField]]]:
    """Of every schema with members, by name: what it is, and its members."""
    known = described.get("components", {}).get("schemas", {})
    return {
        name: (" ".join(schema.get("description", "").split()), list(_members(schema, "")))
        for name, schema in sorted(known.items())
        if schema.get("properties")
    }


def _call(method: str, path: str, call: Mapping[str, Any]) -> DescribedCall:
    content = call.get("requestBody", {}).get("content", {})
    fields = [_parameter(each) for each in call.get("parameters", ())]
    for media_type in ("multipart/form-data", "application/json"):
        fields += _members(content.get(media_type, {}).get("schema", {}), "body")
    responses = call.get("responses", {})
    common = {str(status) for status in PROBLEM_ANSWERS}
    return DescribedCall(
        name=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        summary=call.get("summary", ""),
        about=" ".join(call.get("description", "").split()),
        fields=tuple(fields),
        bodies=tuple(content),
        answers=tuple(_answer(status, each) for status, each in responses.items() if int(status) < 400),
        problems=tuple(status for status in responses if int(status) >= 400 and status not in common),
    )


def _answer(status: str, answer: Mapping[str, Any]) -> DescribedAnswer:
    content = answer.get("content", {})
    named = [_schema_name(each.get("schema", {})) for each in content.values()]
    return DescribedAnswer(status, answer.get("description", ""), tuple(content), next(filter(None, named), ""))


def _parameter(parameter: Mapping[str, Any]) -> DescribedField:
    schema = parameter.get("schema", {})
    about = parameter.get("description") or schema.get("description", "")
    return DescribedField(
        parameter["name"], parameter["in"], _kind(schema), _schema_name(schema), bool(parameter.get("required")), about
    )


def _members(schema: Mapping[str, Any], where: str) -> Iterator[DescribedField]:
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        about = member.get("description", "")
        yield DescribedField(name, where, _kind(member), _schema_name(member), name in needed, about)


def _kind(schema: Mapping[str, Any]) -> str:
    """The type in a few words: "number 0 to 1", "text or null", "list of Job"."""
    if "$ref" in schema:
        return _schema_name(schema)
    if "enum" in schema:
        return _either(str(each) for each in schema["enum"])
    if "anyOf" in schema:
        return _either(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    names = {"string": "text", "boolean": "true or false", "integer": "whole number", "null": "null"}
    kind = "file" if schema.get("format") == "binary" else names.get(schema.get("type", ""), schema.get("type", "anything"))
    low, high = schema.get("minimum"), schema.get("maximum")
    return kind if low is None or high is None else f"{kind} {low} to {high}"


def _either(kinds: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(kinds))


def _schema_name(schema: Mapping[str, Any]) -> str:
    """The name of the schema that this one refers to, itself, as a list or as an alternative; empty for none."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_SCHEMA)
    for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *filter(None, [schema.get("items")])):
        if name := _schema_name(inner):
            return name
    return ""
