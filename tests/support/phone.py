"""A screen of a phone's width, on which a page may be no wider than it."""

from __future__ import annotations

from urllib.parse import urlsplit

from httpx import Response
from playwright.sync_api import Page, Request, Route

from tests.support.clients import Browser

HOME = "http://phone.example"
WIDER = """() => [document.documentElement, ...document.querySelectorAll('.programme-scroll')]
  .filter(each => each.scrollWidth > each.clientWidth)
  .map(each => `${each.getAttribute('aria-label') ?? 'the page'}: ${each.scrollWidth - each.clientWidth} pixels`)"""


class Phone:
    """A screen of a phone's width that shows a page of the application, with its style sheets and without scripts."""

    def __init__(self, page: Page, strangers: Browser) -> None:
        self.page, self.strangers, self.shown = page, strangers, ""
        self.kept: dict[str, Response] = {}
        page.route(f"{HOME}/**", self.answers)

    def answers(self, route: Route, request: Request) -> None:
        """A style sheet from the application, once; the page itself; and nothing else."""
        path = urlsplit(request.url).path
        if request.resource_type == "document":
            route.fulfill(body=self.shown, content_type="text/html; charset=utf-8")
        elif request.resource_type not in ("stylesheet", "font"):
            route.abort()
        else:
            answer = self.kept.setdefault(path, self.kept.get(path) or self.strangers.get(path))
            route.fulfill(body=answer.content, content_type=answer.headers["content-type"])

    def wider(self, html: str) -> list[str]:
        """The parts of the page that are wider than the screen, or than their place on it."""
        self.shown = html
        self.page.goto(f"{HOME}/")
        found: list[str] = self.page.evaluate(WIDER)
        return found
