"""Pages as they come over a bad line to a slow phone: the first paint, and how many bytes were loaded for it.

Chromium holds the line and the processor back itself, so that the figures hang less on this machine than the others do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from benchmarks.product_data import World
from benchmarks.web_jobs import TOKEN
from tests.support.browser import DESK, PHONE, launch

KBIT_A_SECOND, LATENCY_MS, SLOWER = 400, 400, 4
PATIENCE_MS = 60_000
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
HEADING = "## On a bad phone"


@dataclass(frozen=True, slots=True)
class Look:
    """A page that somebody opens. `cold`: with nothing of ours kept in his browser; else after the page before it."""

    title: str
    address: str
    cold: bool = False
    most_kb: float | None = None
    most_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The pages that one person opens one after the other."""

    sign_in: str
    screen: ViewportSize
    looks: tuple[Look, ...]


@dataclass(slots=True)
class Painted:
    """The rounds of one look."""

    look: Look
    kb: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PhoneFigures:
    """All looks, and how busy the machine was (the average of a minute, before and after)."""

    painted: list[Painted]
    load: tuple[float, float]


def ways(world: World) -> tuple[Way, ...]:
    """Who opens what: he on his phone, somebody at the door with the register on one, and custody at a desk."""
    register = f"/provider/dates/{world.marks[0][0]}/register"
    case = f"/custody/referrals/{world.references[0]}"
    return (
        Way(
            world.bookers[0],
            PHONE,
            (
                Look("His sign-in page, the first of all", "/", cold=True, most_kb=45, most_seconds=2.0),
                Look("His next page (home)", "/my-booking", most_kb=12, most_seconds=1.2),
                Look("His offer in short", "/my-booking/1", most_kb=12, most_seconds=1.2),
                Look("His dates", "/my-booking/dates", most_kb=12, most_seconds=1.2),
            ),
        ),
        Way(
            world.provider_cookie,
            PHONE,
            (Look("The register of 20, first", register, cold=True), Look("The register of 20, again", register)),
        ),
        Way(
            world.custody_cookie,
            DESK,
            (Look("Custody's case page, first", case, cold=True), Look("Custody's case page, again", case)),
        ),
    )


def measure_phone(home_url: str, world: World, *, rounds: int) -> PhoneFigures:
    """Open every page `rounds` times, each time by a browser with no past."""
    before = os.getloadavg()[0]
    found: dict[str, Painted] = {}
    with sync_playwright() as driver:
        browser = launch(driver)
        for number in range(rounds + 1):
            for way in ways(world):
                for look, kb, seconds in _walked(browser, home_url, way):
                    if number:  # the first round warms the server up
                        painted = found.setdefault(look.title, Painted(look))
                        painted.kb.append(kb)
                        painted.seconds.append(seconds)
        browser.close()
    return PhoneFigures(list(found.values()), (before, os.getloadavg()[0]))


def _walked(browser: Browser, home_url: str, way: Way) -> Iterator[tuple[Look, float, float]]:
    context = browser.new_context(viewport=way.screen, has_touch=way.screen == PHONE, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    line = context.new_cdp_session(page)
    _hold_back(line)
    for look in way.looks:
        if look.address != "/":
            context.add_cookies(
                [
                    {"name": name, "value": value, "url": home_url}
                    for name, value in (("sid", way.sign_in), ("form", TOKEN))
                ]
            )
        with _loaded(line) as sizes:
            seconds = _opened(page, f"{home_url}{look.address}")
        yield look, sum(sizes) / 1000, seconds
    context.close()


def _hold_back(line: CDPSession) -> None:
    a_second = KBIT_A_SECOND * 1000 // 8
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": a_second, "uploadThroughput": a_second},
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _opened(page: Page, url: str) -> float:
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status != 200 or page.url != url:
        raise RuntimeError(f"{url} was answered {answer and answer.status} at {page.url}")
    return float(page.wait_for_function(_PAINTED).json_value()) / 1000


@contextmanager
def _loaded(line: CDPSession) -> Iterator[list[float]]:
    """The bytes that came over the line, headers included, of each file that was not in the browser already."""
    sizes: list[float] = []

    def came(told: dict[str, float]) -> None:
        sizes.append(told["encodedDataLength"])

    line.on("Network.loadingFinished", came)
    try:
        yield sizes
    finally:
        line.remove_listener("Network.loadingFinished", came)


def written(figures: PhoneFigures) -> str:
    """The part of the report."""
    before, after = figures.load
    lines = [
        f"{HEADING}\n",
        f"First paint in Chromium over {KBIT_A_SECOND} kbit/s with {LATENCY_MS} ms of latency, the processor {SLOWER} times "
        f"slower, on PostgreSQL; headers count as bytes. The median of {len(figures.painted[0].kb)} browsers with no past. "
        f"The load average of the machine was {before:.1f} before and {after:.1f} after, on {os.cpu_count()} processors.\n",
        "| page | kB | asked | first paint | asked |",
        "|---|---|---|---|---|",
    ]
    for each in figures.painted:
        kb, seconds = median(each.kb), median(each.seconds)
        lines.append(
            f"| {each.look.title} | {kb:.1f} | {_held(kb, each.look.most_kb, 'kB')} "
            f"| {seconds:.2f} s | {_held(seconds, each.look.most_seconds, 's')} |"
        )
    return "\n".join(lines) + "\n"


def _held(found: float, most: float | None, unit: str) -> str:
    return "" if most is None else f"{most:g} {unit} {'met' if found <= most else 'missed'}"
