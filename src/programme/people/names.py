"""People's names as they were typed, made fit to print, and made fit to compare."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")
_MC = re.compile(r"\bMc([^\W\d_])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_WITHOUT_MARKS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def tidy_name(text: str) -> str:
    """A name fit to print: single spaces, and capitals where they belong if it was typed in one case only.

    A name in mixed case is left as it is (MacDonald, van der Merwe): its owner or somebody who asked him wrote it.
    One typed in capitals or small letters gets a capital after every space, hyphen and apostrophe, and after Mc.
    """
    name = " ".join(text.split())
    if name != name.upper() and name != name.lower():
        return name
    return _MC.sub(lambda found: "Mc" + found[1].upper(), _WORD.sub(lambda found: _capitalized(found[0]), name))


def _capitalized(word: str) -> str:
    """The word with a capital first; one that begins with a letter whose capital is two letters (ŉ) stays as it is."""
    capitalized = word.capitalize()
    return capitalized if len(capitalized) == len(word) else word


@lru_cache(maxsize=8192)
def surname_key(surname: str) -> str:
    """What two spellings of one surname share: small letters without accents, spaces, hyphens and apostrophes.

    "Ó Súilleabháin" and "O'SUILLEABHAIN" have the same key. Used to look for the same person, never shown.
    """
    decomposed = unicodedata.normalize("NFKD", surname.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_WITHOUT_MARKS)
    return _NOT_LETTERS.sub("", plain)


def name_key(surname: str, forenames: str) -> str:
    """Surname and first forename to compare people by, or "" when the surname or every forename is missing."""
    first = forenames.split()[:1]
    family, given = surname_key(surname), surname_key(first[0]) if first else ""
    return f"{family}|{given}" if family and given else ""
