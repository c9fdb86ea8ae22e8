"""Lists as Stripe gives them, newest first, and objects put in the place of their ids on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from programme.sandbox.stripe.api_errors import ApiError, missing
from programme.sandbox.stripe.given import Given
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World

_DEFAULT, _LONGEST = 10, 100


def list_of(world: World, given: Given, kind: str, url: str, wanted: Callable[[Body], bool]) -> Body:
    """One page of the objects that are wanted."""
    limit = given.whole("limit")
    limit = _DEFAULT if limit is None else limit
    if not 1 <= limit <= _LONGEST:
        raise ApiError(
            "Invalid integer: limit must be between 1 and 100", param="limit", code="parameter_invalid_integer"
        )
    within = _created_within(given)
    found = [one for one in world.store.newest_first(kind) if within(one) and wanted(one)]
    after, before = given.text("starting_after"), given.text("ending_before")
    if after is not None:
        found = found[_place(found, kind, after, "starting_after") + 1 :]
        page, more = found[:limit], len(found) > limit
    elif before is not None:
        found = found[: _place(found, kind, before, "ending_before")]
        page, more = found[-limit:], len(found) > limit
    else:
        page, more = found[:limit], len(found) > limit
    return {"object": "list", "data": page, "has_more": more, "url": url}


def expanded(world: World, body: Body, paths: list[str]) -> Body:
    """The object with others in the place of their ids, for paths such as `payment_intent.latest_charge`."""
    for path in paths:
        _expand(world, body, path.split("."), path)
    return body


def _expand(world: World, body: Body, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    if step == "line_items" and "_items" in body:
        items = body["_items"]
        url = f"/v1/checkout/sessions/{body['id']}/line_items"
        body["line_items"] = {"object": "list", "data": items, "has_more": False, "url": url}
        return
    if step not in body:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand[0]")
    value = body[step]
    if isinstance(value, str):
        found = world.store.find_any(value)
        if found is None:
            raise ApiError(f"This property cannot be expanded ({path}).", param="expand[0]")
        body[step] = value = found
    if rest:
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                _expand(world, inner, rest, path)


def _created_within(given: Given) -> Callable[[Body], bool]:
    if not isinstance(given.tree.get("created"), dict):
        exactly = given.whole("created")
        return lambda one: exactly is None or one["created"] == exactly
    between = given.branch("created")
    tests: dict[str, Callable[[int, int], bool]] = {
        "gte": lambda at, bound: at >= bound,
        "gt": lambda at, bound: at > bound,
        "lte": lambda at, bound: at <= bound,
        "lt": lambda at, bound: at < bound,
    }
    bounds: list[tuple[Any, int]] = [(tests[key], between.needed_whole(key)) for key in between.tree if key in tests]
    return lambda one: all(holds(one["created"], bound) for holds, bound in bounds)


def _place(found: list[Body], kind: str, object_id: str, param: str) -> int:
    for place, one in enumerate(found):
        if one["id"] == object_id:
            return place
    raise missing(kind, object_id, param)
