"""A page as somebody hears it: Chromium's accessibility tree, in the order in which a screen reader reads it, and
beside each part where it stands on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

FIELDS = {"textbox", "radio", "checkbox", "combobox", "spinbutton"}
_PARTS = FIELDS | {"heading", "button", "link", "banner", "main", "contentinfo", "paragraph", "listitem", "group"}
_OUT_OF_SIGHT_PIXELS = 1.5
_SAME_LINE_PIXELS = 2.0


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is read out. `top` and `bottom` are 0 where it is for screen readers only."""

    role: str
    name: str
    said_with_it: str
    level: int
    top: float
    bottom: float


def heard(page: Page) -> list[Part]:
    """Every part of the page that is shown, as it is read."""
    browser = page.context.new_cdp_session(page)
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    shown = browser.send("DOMSnapshot.captureSnapshot", {"computedStyles": []})["documents"][0]
    browser.detach()
    places = {
        shown["nodes"]["backendNodeId"][node]: bounds
        for node, bounds in zip(shown["layout"]["nodeIndex"], shown["layout"]["bounds"], strict=True)
    }
    by_id = {node["nodeId"]: node for node in nodes}
    read: list[Part] = []

    def go(node: dict[str, Any]) -> None:
        role = node.get("role", {}).get("value", "")
        if not node["ignored"] and role in _PARTS:
            read.append(_part(node, role, places.get(node.get("backendDOMNodeId"), [0, 0, 0, 0])))
        for child in node.get("childIds", ()):
            if child in by_id:
                go(by_id[child])

    go(nodes[0])
    return read


def _part(node: dict[str, Any], role: str, bounds: list[float]) -> Part:
    _, top, width, height = bounds
    in_sight = min(width, height) > _OUT_OF_SIGHT_PIXELS
    level = next((each["value"]["value"] for each in node.get("properties", ()) if each["name"] == "level"), 0)
    name, said_with_it = (" ".join(node.get(each, {}).get("value", "").split()) for each in ("name", "description"))
    return Part(role, name, said_with_it, level, top if in_sight else 0, top + height if in_sight else 0)


def faults_of_order(read: list[Part]) -> list[str]:
    """All that misleads somebody who hears the page: headings, landmarks, an order that is not the one seen."""
    main = next((place for place, each in enumerate(read) if each.role == "main"), 0)
    leave = [place for place, each in enumerate(read) if each.name.startswith("Emergency Exit this")]
    levels = [each.level for each in read if each.role == "heading"]
    faults = [] if main else ["no main landmark"]
    faults += [] if len(leave) == 1 and leave[0] < main else ["the way out is not read once, and before the page"]
    faults += [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of the first level"]
    deeper = [(one, two) for one, two in pairwise(levels) if two > one + 1]
    faults += [f"from a heading of level {one} to one of {two}" for one, two in deeper]
    seen = [each for each in read if each.bottom and each.role not in {"banner", "main", "contentinfo", "group"}]
    for one, two in pairwise(seen):
        if two.bottom < one.top + _SAME_LINE_PIXELS:
            faults.append(f"{two.role} “{two.name}” is read after {one.role} “{one.name}” and stands above it")
    return faults


def fields_of(read: list[Part]) -> dict[str, str]:
    """Each field or question by its name, with what is read out with it: its hint and its error."""
    return {each.name: each.said_with_it for each in read if each.role in FIELDS | {"group"} and each.name}
