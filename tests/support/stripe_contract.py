"""Stripe's published API description as a judge of requests and answers. stripe_openapi/README.md says where from."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from openapi_schema_validator import OAS30Validator

from tests.support.stripe_stand_in import StandIn

HERE = Path(__file__).parents[1] / "adapters" / "stripe_openapi"
FORM = "application/x-www-form-urlencoded"
Schema = dict[str, Any]
UNDERSTOOD, REFUSED = 200, 400


@cache
def description() -> Schema:
    """The description of the API version that the SDK sends: the subset, patched."""
    whole = json.loads((HERE / "openapi-subset.json").read_text())
    for step in json.loads((HERE / "sdk16-endive.patch.json").read_text()):
        _apply(whole, step)
    return dict(whole)


def check_against_the_description(stand_in: StandIn) -> None:
    """AssertionError for anything that Stripe would not say or would not take."""
    faults: list[str] = []
    for one in stand_in.recorder.exchanges:
        try:
            if one.status == UNDERSTOOD:
                faults += faults_of_request(one.method, one.path, one.query, one.body)
            faults += faults_of_answer(one.method, one.path, one.status, one.answer)
        except LookupError:
            assert one.status >= REFUSED, f"{one.method} {one.path} is no call of Stripe's"
    state = stand_in.state()
    for kind in ("sessions", "payments", "charges", "refunds", "disputes", "events"):
        for body in state[kind]:
            faults += faults_of_object(body)
            if kind == "events":
                faults += faults_of_object(body["data"]["object"])
    assert not faults, json.dumps(faults, indent=1)


def faults_of_request(method: str, path: str, query: bytes, body: bytes) -> list[str]:
    """The objections of Stripe's description to a request; empty when it is as it should be."""
    operation = _operation(method, path)
    parameters = {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    schema: Schema = {"type": "object", "properties": parameters, "additionalProperties": False}
    faults = _faults(schema, _typed(nested(query), schema))
    if method == "POST":
        form = operation["requestBody"]["content"][FORM]["schema"]
        faults += _faults(form, _typed(nested(body), form))
    return faults


def faults_of_answer(method: str, path: str, status: int, answer: bytes) -> list[str]:
    """The objections of Stripe's description to an answer; empty when it is as it should be."""
    responses = _operation(method, path)["responses"]
    response = responses.get(str(status)) or responses["default"]
    return _faults(response["content"]["application/json"]["schema"], json.loads(answer))


def faults_of_object(body: Any) -> list[str]:
    """The objections of Stripe's description to an object of the kind that it names itself."""
    return _faults({"$ref": f"#/components/schemas/{body['object']}"}, body)


def nested(form: bytes) -> Any:
    """A bracketed form as nested mappings and lists, everything still text."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(form.decode(), keep_blank_values=True, strict_parsing=bool(form)):
        steps = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        branch = tree
        for step in steps[:-1]:
            branch = branch.setdefault(step or str(len(branch)), {})
        branch[steps[-1] or str(len(branch))] = value
    return tree


def _typed(value: Any, schema: Schema) -> Any:
    """Text as what the schema says it is."""
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tries = [_typed(value, one) for one in schema["anyOf"]]
        fits = (one for one, by in zip(tries, schema["anyOf"], strict=True) if not _faults(by, one))
        return next(fits, value)
    if isinstance(value, dict):
        keys = list(value)
        if schema.get("type") == "array" and keys == [str(place) for place in range(len(keys))]:
            return [_typed(item, schema["items"]) for item in value.values()]
        known = schema.get("properties", {})
        return {key: _typed(item, known.get(key, {})) for key, item in value.items()}
    if schema.get("type") == "integer" and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    if schema.get("type") == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def _faults(schema: Schema, value: Any) -> list[str]:
    judge = OAS30Validator({**schema, "components": description()["components"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in judge.iter_errors(value)]


def _operation(method: str, path: str) -> Schema:
    for template, operations in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{[a-z]+\}", "[^/]+", template), path) and method.lower() in operations:
            return dict(operations[method.lower()])
    raise LookupError(f"{method} {path} is not in the description")


def _apply(whole: Any, step: Schema) -> None:
    """One operation of a JSON Patch (RFC 6902): add, replace or remove."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
    branch = whole
    for part in way:
        branch = branch[int(part)] if isinstance(branch, list) else branch[part]
    if isinstance(branch, list):
        place = len(branch) if last == "-" else int(last)
        if step["op"] == "add":
            branch.insert(place, copy.deepcopy(step["value"]))
        elif step["op"] == "replace":
            branch[place] = copy.deepcopy(step["value"])
        else:
            del branch[place]
    elif step["op"] == "remove":
        del branch[last]
    else:
        branch[last] = copy.deepcopy(step["value"])
