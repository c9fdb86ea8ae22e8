"""Version 2026-5 of the words: 2026-4 with what a missed date means, until when a place can be moved, what is not
decided about a yes, and what is said of the person solicited. Every other paragraph is that of 2026-4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from programme.offers.told.conditions import When
from programme.offers.told.shapes import SUMMARY, Paragraph, RouteWords, ScreenKey, only, text_of
from programme.offers.told.version_2026_4 import VERSION_2026_4

_VERSION = "2026-5"
_FROM_ON = date(2026, 12, 2)


@dataclass(frozen=True, slots=True)
class _Change:
    """Behind the paragraph that begins so stand these; `instead` of it, where that is said."""

    screen: str
    begins: str
    now: tuple[Paragraph, ...]
    instead: bool = False


_MISSED = (
    "If you do not come on the date that you booked, come too late or leave early, you cannot choose another. That is "
    "so even if there is time left. The police are told."
)
_EVERYWHERE = (
    _Change(
        ScreenKey.BEFORE_YOU_ANSWER,
        "It is about what happened on",
        (
            "Please do not look for the person whom the police say you approached, or contact them, or ask who they "
            "are.",
        ),
    ),
    _Change(
        ScreenKey.DAY,
        "You can move to another date once",
        (
            "You can move once to another date in time, until 7 days before yours. After that you can cancel, and "
            "choose another in time.",
            _MISSED,
        ),
        instead=True,
    ),
)
_OF_ROUTE: Mapping[str, tuple[_Change, ...]] = {
    "conditional_caution": (
        _Change(
            SUMMARY,
            "If you say no, or do not finish",
            (
                "If you say no, or do not come or finish and have no good reason, you can be prosecuted. Courts sit in "
                "public, and can fine you up to £1,000.",
            ),
            instead=True,
        ),
        _Change(ScreenKey.NO_OR_MISS, "If you do not finish in time", (_MISSED,)),
    ),
    "deferred_prosecution": (
        _Change(
            SUMMARY,
            "If you say no, or do not finish",
            (
                "If you say no, miss your date or do not finish in time, the police decide again, and may prosecute "
                "you. A court sits in public, and can fine you up to £1,000.",
            ),
            instead=True,
        ),
        _Change(ScreenKey.NO_OR_MISS, "If you do not finish by", (_MISSED,)),
    ),
    "community_resolution": (
        _Change(
            SUMMARY,
            "Not finishing is not by itself",
            (
                "If you do not come or finish, the police decide what follows.",
                "Not finishing is not by itself a reason to have you prosecuted.",
            ),
            instead=True,
        ),
        _Change(ScreenKey.NO_OR_MISS, "You have until", (_MISSED,)),
        _Change(
            ScreenKey.SIGN,
            "Your yes is not used in court",
            (
                only(
                    "Whether a yes can be used in court is not settled. Ask a solicitor before you say yes.",
                    When.YES_USE_NOT_SAID,
                    When.UNANSWERED,
                ),
            ),
        ),
    ),
}


def _changed(paragraphs: tuple[Paragraph, ...], changes: list[_Change]) -> tuple[Paragraph, ...]:
    said: list[Paragraph] = []
    for one in paragraphs:
        mine = [change for change in changes if text_of(one).startswith(change.begins)]
        if not any(change.instead for change in mine):
            said.append(one)
        said.extend(new for change in mine for new in change.now)
    return tuple(said)


def _made(words: RouteWords) -> RouteWords:
    changes = (*_EVERYWHERE, *_OF_ROUTE[words.route])

    def of(key: str) -> list[_Change]:
        return [change for change in changes if change.screen == key]

    return replace(
        words,
        version=_VERSION,
        from_on=_FROM_ON,
        summary=_changed(words.summary, of(SUMMARY)),
        screens=tuple(replace(one, paragraphs=_changed(one.paragraphs, of(one.key))) for one in words.screens),
    )


VERSION_2026_5 = tuple(map(_made, VERSION_2026_4))
