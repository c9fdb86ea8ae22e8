"""axe's look at a page, once for each build of it: what axe finds hangs on elements and what they are, and not on whose
name or which day stands in them, nor on how long a list is."""

from __future__ import annotations

import hashlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from programme.web.footer.accessibility import AXE_TAGS

LOOKED_FOR = {
    "runOnly": {"type": "tag", "values": list(AXE_TAGS)},
    "rules": {"region": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""WCAG 2.2 AA, and beside it that everything on a page is in a landmark."""
_BUILD = """() => {
    const numberless = text => text.replace(/\\b[A-Z0-9]{4}-[A-Z0-9]{4}\\b/g, "R").replace(/[0-9]+/g, "0");
    const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
    const names = {href: 1, src: 1, action: 1, value: 1, nonce: 1, content: 1, integrity: 1};
    const build = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim() ? "text" : "";
        if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return "";
        const said = each => !each.value ? "" : names[each.name] || / /.test(each.value) && each.name !== "class"
            ? "some" : numberless(each.value);
        const own = [...node.attributes].map(each => each.name + "=" + said(each)).sort();
        const within = [...node.childNodes].map(build).filter(each => each);
        const alike = within.filter((each, place) => each !== within[place - 1]);
        return "<" + node.tagName + (node.checked ? " checked " : " ") + own.join(" ") + ">" + alike.join("") + "/";
    };
    return build(document.documentElement) + (ids.length - new Set(ids).size);
}"""
"""Elements and attributes without the words and numbers in them; of neighbours that are built alike, one."""
_looked_at: set[str] = set()


def build_of(page: Page) -> str:
    """The same for pages that are built alike and shown at the same width."""
    written = f"{page.viewport_size} {page.evaluate(_BUILD)}"
    return hashlib.sha256(written.encode()).hexdigest()


def what_axe_finds(page: Page) -> str:
    """Its report, or "" where it finds nothing, or found nothing at a page that is built alike."""
    build = build_of(page)
    if build in _looked_at:
        return ""
    found = Axe().run(page, options=LOOKED_FOR)
    if found.violations_count:
        return str(found.generate_report())
    _looked_at.add(build)
    return ""
