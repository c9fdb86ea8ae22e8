"""Somebody at a real browser, who says what he does in the words of the page, and watches every page he comes to.

Each page that is come to is looked at once: the console is quiet, the content security policy was not broken, on the
pages of the person himself nothing gives him away, and where scripts run axe finds nothing (`accessible.py`).
"""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, ViewportSize, expect
from pypdf import PdfReader

from programme.notices.discretion import give_aways
from programme.web.footer.accessibility import PHONE_PIXELS
from tests.support.accessible import what_axe_finds
from tests.support.chromium import find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": PHONE_PIXELS, "height": 844}
PATIENCE_MS = 20_000
# The browser's notes about an answer that the page itself explains: a form with errors, a date just gone.
_SAID_ON_THE_PAGE = re.compile(r"status of (402|404|409|422)\b")
# The offer itself speaks plainly: it stands behind the sign-in, and he has to know what he decides about.
_SPEAKS_PLAINLY = re.compile(r"^/my-booking/(\d+|all|reply|end|details/shown|details/copy)$")
# A browser says with a form of ours which site sends it, but not from where, because our pages forbid that.
_OWN_FORM = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}


def launch(driver: Playwright) -> Browser:
    """Debian's Chromium, as quiet as it can be made."""
    return driver.chromium.launch(executable_path=str(find_chromium()), args=FLAGS)


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that was come by."""

    file_name: str
    title: str
    text: str


@dataclass
class Somebody:
    """One person at one browser. `name` says who, where something is wrong."""

    name: str
    page: Page
    home_url: str
    javascript: bool
    seen: dict[str, str] = field(default_factory=dict)
    hands: int = 0
    """How often he pressed, chose or ticked something."""
    letters: int = 0
    """How many keys it takes to write what he filled in."""
    _noticed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._noticed.append(f"script failed: {error}"))

    # ---- what he does

    def open(self, path: str) -> None:
        """Type an address of the product, or a whole one."""
        self.page.goto(path if "://" in path else f"{self.home_url}{path}")
        self.look()

    def press(self, button: str, *, within: Locator | None = None) -> None:
        """Press a button, or a link that looks like one, and see the page that comes."""
        self._go(self._button(button, within))

    def follow(self, link: str, *, within: Locator | None = None) -> None:
        """Follow a link, and see the page that comes."""
        self._go((within or self.page).get_by_role("link", name=link, exact=True).first)

    def back(self) -> None:
        """The browser's own Back."""
        self.page.go_back()

    def fill(self, label: str, text: str) -> None:
        """Write into a field, over what stands there."""
        self.letters += len(text) + 1
        self.page.get_by_label(label, exact=True).fill(text)

    def fill_date(self, legend: str, on: date) -> None:
        """Write a date into its three boxes."""
        group = self.group(legend)
        for part, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            self.letters += len(str(number)) + 1
            group.get_by_label(part, exact=True).fill(str(number))

    def choose(self, question: str, answer: str) -> None:
        """Choose a radio, or an entry of a list."""
        self.hands += 1
        lists = self.page.get_by_role("combobox", name=question, exact=True)
        if lists.count():
            lists.select_option(label=answer)
        else:
            self.group(question).get_by_label(answer, exact=True).check()

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.hands += 1
        self.page.get_by_label(label, exact=True).check()

    def upload(self, label: str, name: str, content: bytes) -> None:
        """Choose a file."""
        self.page.get_by_label(label, exact=True).set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )

    def print_paper(self, button: str) -> Paper:
        """Read the PDF that a button opens in a tab of its own.

        The form is sent as the browser would send it, with its cookies, but no tab is opened: what becomes of a tab
        that shows a PDF is the browser's affair, and differs from one to the next.
        """
        self.hands += 1
        pressed = self._button(button, None)
        pressed.click(trial=True)  # it could be pressed
        form = pressed.locator("xpath=ancestor::form")
        assert (form.get_attribute("method"), form.get_attribute("target")) == ("post", "_blank")
        fields = form.locator("input, select, textarea").all()
        assert [each.get_attribute("type") for each in fields] == ["hidden"] * len(fields)
        answer = self.page.context.request.post(
            urljoin(self.page.url, form.get_attribute("action") or ""),
            form={each.get_attribute("name") or "": each.get_attribute("value") or "" for each in fields},
            headers=_OWN_FORM,
            max_redirects=0,
        )
        assert answer.status == 200, f"{self.name}: {button}: {answer.status}"
        assert answer.headers["content-type"] == "application/pdf"
        shown_as = re.fullmatch(r'inline; filename="([^"]+)"', answer.headers["content-disposition"])
        assert shown_as is not None, f"not shown in the tab: {answer.headers['content-disposition']}"
        document = PdfReader(io.BytesIO(answer.body()))
        info = document.metadata
        assert info is not None
        return Paper(shown_as[1], str(info.title), "\n".join(page.extract_text() for page in document.pages))

    # ---- what he sees

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Where he is."""
        return urlsplit(self.page.url).path

    def group(self, legend: str) -> Locator:
        """The fields under one question."""
        return self.page.get_by_role("group", name=legend, exact=True).or_(
            self.page.get_by_role("radiogroup", name=legend, exact=True)
        )

    def row(self, *words: str) -> Locator:
        """The row of a table, or of a list of facts, with all these words."""
        rows = self.page.locator("tr, .govuk-summary-list__row, li.programme-register__row")
        for each in words:
            rows = rows.filter(has_text=each)
        return rows.first

    def sees(self, *words: str) -> None:
        """All of this stands on the page, or comes there soon."""
        for each in words:
            expect(self.main).to_contain_text(each, use_inner_text=True, timeout=PATIENCE_MS)

    def turns_pages_to(self, words: str) -> None:
        """Go on through a list until this stands on the page: which page it is hangs on how much the rest holds."""
        while words not in self.main.inner_text():
            self.follow("Next page")

    def unfolds(self, *summaries: str) -> None:
        """Open what is folded behind these words, or behind words that begin with them."""
        for each in summaries:
            self.main.locator("summary").filter(has_text=each).first.click()

    def height_at(self, screen: ViewportSize) -> float:
        """How many screens of this size the page takes, to where its foot begins."""
        self.page.set_viewport_size(screen)
        ends = self.main.bounding_box()
        self.page.set_viewport_size(DESK)
        assert ends is not None
        return (ends["y"] + ends["height"]) / screen["height"]

    def sees_nothing_of(self, *words: str) -> None:
        """None of this stands anywhere on the page."""
        for each in words:
            expect(self.page.locator("body")).not_to_contain_text(each)

    def sees_errors(self, *messages: str) -> None:
        """Exactly these errors, all at once: in the summary, in this order, and each beside its field too."""
        summary = self.page.locator(".govuk-error-summary__list")
        expect(summary.get_by_role("listitem")).to_have_text(list(messages))
        beside = [
            text.replace("Error:", "").strip() for text in self.main.locator(".govuk-error-message").all_inner_texts()
        ]
        missing = [each for each in messages if each not in beside]
        assert not missing, f"not beside a field: {missing}; beside fields: {beside}"

    def waits_for(self, *words: str, at: str | None = None, seconds: float = 30) -> None:
        """Look again and again until this stands on the page: the worker needs a few seconds for what is due."""
        until = time.monotonic() + seconds
        while True:
            if at is not None or self.page.url != "about:blank":
                self.page.goto(f"{self.home_url}{at}" if at is not None else self.page.url)
            shown = self.main.inner_text()
            missing = [each for each in words if each not in shown]
            if not missing:
                self.look()
                return
            if time.monotonic() > until:
                raise AssertionError(f"{self.name} waited for {missing} at {self.page.url} and sees:\n{shown}")
            time.sleep(0.5)

    def look(self) -> None:
        """The look at a page. Once for each page that differs."""
        where = f"{self.name} at {self.page.url}"
        noticed, self._noticed = self._noticed, []
        assert not noticed, f"{where}: {noticed}"
        shown = self.page.locator("body").inner_text()
        if self.seen.get(self.page.url) == shown or not self.page.url.startswith(self.home_url):
            return
        self.seen[self.page.url] = shown
        if is_his_own(self.path):
            self._nothing_gives_him_away(where, shown)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if self.javascript:
            found = what_axe_finds(self.page)
            assert not found, f"{where}\n{found}"
            assert self.page.evaluate(wide) <= 0, f"{where}: the page is wider than the screen"

    # ---- how

    def _go(self, target: Locator) -> None:
        self.hands += 1
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self.look()

    def _button(self, name: str, within: Locator | None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True).first

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _SAID_ON_THE_PAGE.search(message.text):
            self._noticed.append(f"console {message.type}: {message.text}")

    def _nothing_gives_him_away(self, where: str, shown: str) -> None:
        parts = urlsplit(self.page.url)
        told = {"title": self.page.title(), "address": f"{parts.path} {parts.query} {parts.fragment}"}
        if not _SPEAKS_PLAINLY.search(parts.path):
            told["page"] = shown
        for what, words in told.items():
            assert not give_aways(words), f"{where}: its {what} gives away {give_aways(words)}"
        icon = self.page.locator("link[rel=icon]").get_attribute("href") or ""
        assert not give_aways(icon), f"{where}: its icon gives away {give_aways(icon)}"


ABOUT_THE_SERVICE = {"/help", "/contact", "/privacy", "/accessibility", "/cookies", "/status"}


def is_his_own(path: str) -> bool:
    """Whether a page belongs to the person himself: nothing on it may tell what it is about."""
    return path == "/" or path.startswith("/my-booking") or path in ABOUT_THE_SERVICE


def somebody(browser: Browser, name: str, home_url: str, *, javascript: bool = True, phone: bool = False) -> Somebody:
    """A new browser with no past, for one person."""
    context = browser.new_context(
        java_script_enabled=javascript,
        viewport=PHONE if phone else DESK,
        has_touch=phone,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    return Somebody(name, context.new_page(), home_url, javascript)
