"""Every released set, and which is told to whom.

A caution given without proof that the man knew its effects was quashed years later (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)). So every offer keeps the version it was explained in, every answer
keeps the version it was given to, and a released set stays as it was: a test holds the hash of each. To change a word,
add a version with its first day for every route, and leave the earlier ones as they are.

A set in another language is the same version, translated word for word by a translator whom the force trusts, and
stands in `_IN_OTHER_LANGUAGES` with its code in `LANGUAGES`. Nothing is translated by machine or by ourselves.
"""

from __future__ import annotations

from programme.offers.told.before_routes import BEFORE_ROUTES
from programme.offers.told.shapes import EVERY_ROUTE, RouteWords
from programme.offers.told.version_2026_3 import VERSION_2026_3
from programme.offers.told.version_2026_4 import VERSION_2026_4
from programme.offers.told.version_2026_5 import VERSION_2026_5
from programme.offers.words_refusals import NoWordsForRoute

LANGUAGES = {"en": "English"}
"""The languages that there are released words in, by their codes."""

_RELEASED: tuple[RouteWords, ...] = (*BEFORE_ROUTES, *VERSION_2026_3, *VERSION_2026_4, *VERSION_2026_5)
_IN_OTHER_LANGUAGES: tuple[RouteWords, ...] = ()


def words_for(route: str, version: str, language: str = "en") -> RouteWords:
    """The set that an offer on this route (its code) names: in this language where there is one, else in English. A
    version from before each route had its own is the same for all. Raises KeyError for one that was never released."""
    found = [one for one in every_set() if one.version == version and one.route in (route, EVERY_ROUTE)]
    of_language = [one for one in found if one.language == language] or [one for one in found if one.language == "en"]
    if not of_language:
        raise KeyError((route, version))
    return of_language[0]


def newest_for(route: str, language: str = "en") -> RouteWords:
    """The set that a new offer on this route (its code) is explained in. Raises NoWordsForRoute."""
    return words_for(route, newest_version(route), language)


def newest_version(route: str) -> str:
    """The version of the words for a new offer on this route. Raises NoWordsForRoute."""
    versions = versions_of(route)
    if not versions:
        raise NoWordsForRoute()
    return versions[-1].version


def versions_of(route: str) -> list[RouteWords]:
    """The English sets of its own that a route has, oldest first."""
    return [one for one in _RELEASED if one.route == route != EVERY_ROUTE]


def routes_with_words() -> tuple[str, ...]:
    """The codes of the routes that have words of their own."""
    return tuple(dict.fromkeys(one.route for one in _RELEASED if one.route))


def every_set() -> tuple[RouteWords, ...]:
    """Every released set, in every language."""
    return (*_RELEASED, *_IN_OTHER_LANGUAGES)


def language_name(code: str) -> str:
    """How a language is called."""
    return LANGUAGES.get(code, code)


def language_code(route: str, name: str) -> str:
    """The code of a language that there are new words in for this route, by its name as typed; "en" for every other."""
    for code, called in LANGUAGES.items():
        if called.casefold() == name.strip().casefold() and newest_for(route, code).language == code:
            return code
    return "en"
