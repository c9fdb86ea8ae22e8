"""The offer in its released words: a page that asks whether he is alone, then in short, then a screen for each matter.

The addresses are numbers, so that what a browser remembers says nothing. Which of them he opened is read from the
access log when he answers, and kept with his answer: the log says with the page which words it showed, by their mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.audit.access_log import opened_by
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_standing import OwnStanding, standing
from programme.insight.words_as_told import find_last_told
from programme.offers.told.conditions import Signing
from programme.offers.told.released import words_for
from programme.offers.told.shapes import SUMMARY, RouteWords, ToldScreen, ToldWords
from programme.offers.words import version_words
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import ReferralState
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.own_case import look_at_own_case

READ, IN_SHORT = "/my-booking/read", "/my-booking/1"
REPLY, END = "/my-booking/reply", "/my-booking/end"
ON_ONE_PAGE = "/my-booking/all"
_MOST_SCREENS = 12
SCREENS = [f"/my-booking/{number}" for number in range(2, _MOST_SCREENS + 2)]
"""Each matter's own address: it is written out, so that the access log says which was opened."""


class ReadingPages(Controller):
    """`/my-booking/read` and what is behind it."""

    path = "/my-booking"
    opt = {"access": OFFENDER}

    @get("/read")
    async def ask(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """A page that says nothing itself: is he alone?"""
        case = await look_at_own_case(visit)
        return gate(visit, case, "", IN_SHORT)

    @get("/1")
    async def in_short(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The summary, and the list of everything else; once it is over, as he was told it."""
        case, read = await _told(visit)
        listed = _addresses(read.words)
        return visit.page("offender/in_short.html", **_context(visit, case, read), listed=listed)

    @get([address.removeprefix("/my-booking") for address in SCREENS])
    async def screen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """One matter, with the way back and on."""
        case, read = await _told(visit)
        listed = _addresses(read.words)
        places = [address for address, _ in listed]
        if visit.route not in places:
            raise LedElsewhere(IN_SHORT)
        at = places.index(visit.route)
        return visit.page(
            "offender/screen.html",
            **_context(visit, case, read),
            screen=listed[at][1],
            before=places[at - 1] if at else IN_SHORT,
            after=listed[at + 1] if at + 1 < len(listed) else None,
        )

    @get("/all")
    async def on_one_page(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Everything on one page, to read on or to print."""
        case, read = await _told(visit)
        return visit.page("offender/on_one_page.html", **_context(visit, case, read))


def gate(visit: Visit, case: OwnCase, about: str, shown_at: str) -> Response[Any]:
    """The page before one that others must not see; `about` tells nothing either."""
    help_line = case.help_line
    return visit.page("offender/gate.html", title="Your booking", about=about, shown_at=shown_at, help_line=help_line)


async def screens_opened(visit: Visit, case: OwnCase, mark: str) -> list[str]:
    """The keys of what he opened of the words with this mark since the offer was made, in their order: the summary
    first, then the screens."""
    opened = await visit.read(opened_by, visit.the_actor, since=case.made_at, reason=_words_of(mark))
    return opened_among(case.released_words, opened)


def _words_of(mark: str) -> str:
    """How the log says which words a page showed."""
    return f"words {mark}"


def opened_among(words: RouteWords, opened: Iterable[str]) -> list[str]:
    """The keys of the summary and the screens of these words whose address, or whose page with all of them, is among
    `opened`."""
    found = frozenset(opened)
    keys = [SUMMARY, *(screen.key for screen in words.screens)]
    return [key for at, key in zip([IN_SHORT, *SCREENS], keys, strict=False) if ON_ONE_PAGE in found or at in found]


def at(address: str, shown: str) -> str:
    """The address of a page on which he answers to what was shown before it: the mark of that tells nothing."""
    return f"{address}?{urlencode({'shown': shown})}" if shown else address


@dataclass(frozen=True, slots=True)
class _Read:
    """The words that his pages show, and how it stands with them; `told_at` where they are a record, and
    `signed_since_at` where he signed after he was told them."""

    words: ToldWords
    mark: str
    standing: OwnStanding
    told_at: datetime | None = None
    signed_since_at: datetime | None = None


async def _told(visit: Visit) -> tuple[OwnCase, _Read]:
    case = await look_at_own_case(visit, reason=lambda found: _shown_now(found, visit.now))
    stands = standing(case, visit.now)
    if not stands.is_over:
        now = case.telling(london_date(visit.now))
        return case, _Read(now.told, now.mark, stands)
    last = await visit.read(find_last_told, visit.the_actor.id)
    told_at = last.given_at if last else case.answered_at or case.made_at
    words = last.words if last else None
    since_at = None if last and last.signing is Signing.SIGNED else case.signed_at
    return case, _Read(words or case.telling(london_date(told_at)).told, "", stands, told_at, since_at)


def _shown_now(case: OwnCase, now: datetime) -> str | None:
    """Which words his pages show; None once it is over, and they are a record."""
    return None if standing(case, now).is_over else _words_of(case.telling(london_date(now)).mark)


def _addresses(words: ToldWords) -> list[tuple[str, ToldScreen]]:
    """Every screen with its address. A screen keeps its number in every state, also where another is left out."""
    told = {screen.key: screen for screen in words.screens}
    kept = words_for(words.route, words.version, words.language).screens
    return [(address, told[one.key]) for address, one in zip(SCREENS, kept, strict=False) if one.key in told]


def _context(visit: Visit, case: OwnCase, read: _Read) -> dict[str, Any]:
    return {
        "title": "Your booking",
        "case": case,
        "goes_elsewhere": case.state is ReferralState.PLACED_ELSEWHERE,
        "words": read.words,
        "version_words": version_words,
        "standing": read.standing,
        "told_at": read.told_at,
        "signed_since_at": read.signed_since_at,
        "reply": at(REPLY, read.mark),
        "end": at(END, read.mark),
        "may_answer": why_not_for_him(OwnDeed.ACCEPT_OFFER, case, visit.now) is None,
        "may_decline": why_not_for_him(OwnDeed.DECLINE_OFFER, case, visit.now) is None,
        "help_line": case.help_line,
    }
