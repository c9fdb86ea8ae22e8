"""Pictures of pages that know their page: each is kept with a mark of what it shows, and is old when the mark differs.

The mark is made of the page's words, elements, classes and the style rules that apply to them. Things that differ from
one rehearsal to the next are left out of it: figures, months, references and addresses.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page

from tests.support.browser import DESK, PHONE, Somebody

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
MARKS = SCREENS / "pages.json"
TALLEST = 2_400
"""A picture is cut there: what stands further down is more of the same."""
WIDTHS = (("desk", DESK), ("phone", PHONE))
FIRST, SECOND, TOGETHER = "custody-case-booked-desk", "person-9-home-booked-phone", "service"

WHAT_IT_SHOWS = """() => {
  const shown = [], rules = [];
  const look = node => {
    if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) shown.push(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return;
    shown.push(`<${node.tagName} ${node.getAttribute("class")} ${node.getAttribute("type")}>`);
    node.childNodes.forEach(look);
  };
  const applies = rule => {
    try { return document.querySelector(rule.selectorText.replace(/::?[a-z-]+(\\([^)]*\\))?/g, "") || "*"); }
    catch { return true; }
  };
  const read = list => [...list].forEach(rule => {
    if (rule.selectorText ? applies(rule) : !rule.cssRules) rules.push(rule.cssText);
    else if (rule.cssRules) read(rule.cssRules);
  });
  look(document.body);
  [...document.styleSheets].forEach(sheet => read(sheet.cssRules));
  return [shown.join(" "), rules.join(" ")];
}"""
DIFFERS_EACH_TIME = re.compile(
    r"\b[2346789CDFHJKMNPQRTVWXY]{4}-[2346789CDFHJKMNPQRTVWXY]{4}\b|\bCode [2346789A-Z]+\b|-[0-9a-f]{6}@|\d+|"
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def mark_of(words: str, rules: str) -> str:
    """The same for two pages that look the same but for what differs each time."""
    same = re.sub(r"\s+", " ", DIFFERS_EACH_TIME.sub("#", words))
    return hashlib.sha256(f"{same}\n{rules}".encode()).hexdigest()[:16]


def kept_marks() -> dict[str, str]:
    """The marks of the pictures that are kept, by the pictures' names."""
    return dict(json.loads(MARKS.read_text())) if MARKS.exists() else {}


@dataclass
class Camera:
    """Goes from page to page and finds out which pictures are old; with `takes` it takes those anew, and those whose
    name begins with one of `wanted`."""

    takes: bool
    wanted: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()
    settle: Callable[[], None] = lambda: None
    marks: dict[str, str] = field(default_factory=kept_marks)
    seen: set[str] = field(default_factory=set)
    old: list[str] = field(default_factory=list)

    def take(self, name: str, somebody: Somebody, path: str | None = None) -> None:
        """The page somebody is on, or the one at `path`. He goes there also where no picture is wanted: what he does
        next begins on that page."""
        asked_for = name.startswith(self.wanted) if self.wanted else False
        self.settle()
        if path is not None:
            somebody.page.goto(path if "://" in path else f"{somebody.home_url}{path}")
        if name in self.aside and not asked_for:
            return
        self.seen.add(name)
        mark = mark_of(*somebody.page.evaluate(WHAT_IT_SHOWS))
        if (
            mark == self.marks.get(name)
            and not asked_for
            and all(self._file(name, width).exists() for width, _ in WIDTHS)
        ):
            return
        self.old.append(name)
        if self.takes:
            self.marks[name] = mark
            self._both(name, somebody.page)

    def _both(self, name: str, page: Page) -> None:
        own_size = page.viewport_size
        for width, size in WIDTHS:
            page.set_viewport_size(size)
            page.wait_for_timeout(150)
            whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
            clip: FloatRect = {"x": 0, "y": 0, "width": whole[0], "height": min(whole[1], TALLEST)}
            file = self._file(name, width)
            page.screenshot(path=file, full_page=True, clip=clip, animations="disabled")
            make_small(file)
        if own_size is not None:
            page.set_viewport_size(own_size)

    def finish(self, browser: Browser) -> None:
        """Write the marks, throw away pictures of pages that are no more, and put the first picture together."""
        if not self.takes or self.wanted:
            return
        self.marks = {name: self.marks[name] for name in sorted(self.seen)}
        MARKS.write_text(json.dumps(self.marks, indent=0) + "\n")
        kept = {self._file(name, width) for name in self.marks for width, _ in WIDTHS} | {SCREENS / f"{TOGETHER}.png"}
        for file in set(SCREENS.glob("*.png")) - kept:
            file.unlink()
        if {FIRST.rpartition("-")[0], SECOND.rpartition("-")[0]} & set(self.old) or not kept <= set(SCREENS.glob("*")):
            put_together(browser)

    def _file(self, name: str, width: str) -> Path:
        return SCREENS / f"{name}-{width}.png"


def put_together(browser: Browser) -> None:
    """One picture for the first screen of the README: the case as custody sees it, and his own page on his phone."""
    desk, phone = (base64.b64encode((SCREENS / f"{name}.png").read_bytes()).decode() for name in (FIRST, SECOND))
    page = browser.new_page(viewport={"width": 1320, "height": 720}, device_scale_factor=1)
    frame = "height:680px;overflow:hidden;border:1px solid #b1b4b6;border-radius:6px;background:white"
    page.set_content(
        '<body style="margin:0;padding:20px;display:flex;gap:24px;align-items:flex-start;background:#f3f2f1">'
        f'<div style="width:920px;{frame}"><img style="width:100%" src="data:image/png;base64,{desk}"></div>'
        f'<div style="width:336px;{frame}"><img style="width:100%" src="data:image/png;base64,{phone}"></div>'
    )
    page.screenshot(path=SCREENS / f"{TOGETHER}.png")
    page.close()
    make_small(SCREENS / f"{TOGETHER}.png")


def make_small(file: Path) -> None:
    """With fewer colours, where pngquant is there to do it."""
    if shutil.which("pngquant"):
        colours = ["--force", "--skip-if-larger", "--speed", "1", "--ext", ".png", "32"]
        subprocess.run(["pngquant", *colours, str(file)], check=False)
