"""People's names as they were typed, made fit to print, and made fit to compare: one reading for every door."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from programme.people.stand_ins import is_stand_in_name
from programme.shared.plain_text import has_hidden_marks, plain_line

_WORD = re.compile(r"[^\W\d_\u02b0-\u02ff]+")
_INITIAL = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")
_MC = re.compile(r"\bMc([^\W\d_])")
_WITHOUT_MARKS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ꞌ": "",
        "ꞌ".upper(): "",
    }
)
_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "sir", "mstr"]
)
_SUFFIXES = frozenset(["jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii"])
_FORENAMES_COMPARED = 3
_LONGEST_KEY = 100
_UTF_8_READ_AS_WINDOWS = re.compile(r"[ÂÃÄÅÎÏÐÑØÙ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï¿½|ï»¿")
_ESCAPED_LETTER = re.compile(r"&#?\w{2,8};|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|[%=][0-9A-F]{2}", re.IGNORECASE)
_LOST_LETTER = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
_WITHIN_LETTERS = re.compile(r"[^\W\d_][<>{}\[\]|\\~^@#$%*=+!:”˜]+[^\W\d_]|[0-9]['’]?[^\W\d_]|[‚„]")
"""Characters that a keyboard or a conversion put among letters: 0'Brien, Kh4n, Se+AOE-n, Jos‚."""
_C1 = re.compile(r"[\x80-\x9a\x9c-\x9f]")


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name fit to print, and what is odd about how it arrived, in the codes of `FLAG_WORDS`."""

    surname: str
    forenames: str
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchName:
    """The name that people are compared by. `given` are the ways to write the first forenames: alone, and run together.
    `surnames` and `words` are the single words of the surname and of the first forenames, in their order, `further`
    those of the forenames after these. `is_whole`: there is a surname and a forename, or one name and nothing said of
    another: who has two of which one is not known is found by little, and that he is not says little."""

    family: str
    given: frozenset[str]
    surnames: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_whole: bool = True
    further: tuple[str, ...] = ()

    def may_be(self, other: MatchName) -> bool:
        """Whether two names may be written of one man: the same surname and the same first forename, as far as both are
        there. An initial may stand for every forename that begins with it."""
        if self.family != other.family:
            return False
        if not self.given or not other.given or self.given & other.given:
            return True
        mine, theirs = min(self.given, key=len), min(other.given, key=len)
        return min(len(mine), len(theirs)) == 1 and mine[0] == theirs[0]

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words of the whole name."""
        return (*self.surnames, *self.words, *self.further)


def read_name(surname: str, forenames: str) -> ReadName:
    """The two cells or boxes of a name, read. "SURNAME, Forename" in one of them is taken apart; nothing is guessed."""
    odd = []
    if has_hidden_marks(surname) or has_hidden_marks(forenames):
        odd.append("invisible_marks")
    family, given = _visible(surname), _visible(forenames)
    if is_damaged(family) or is_damaged(given):
        odd.append("odd_letters")
    apart = _taken_apart(family, given)
    if apart != (family, given):
        odd.append("name_split")
    tidied = tuple(tidy_name(text) if _usable(text) else text for text in apart)
    if tidied != apart:
        odd.append("case_tidied")
    if any(text and not _usable(text) for text in tidied):
        odd.append("dummy_name")
    if not tidied[1]:
        odd.append("forenames_missing")
    return ReadName(tidied[0], tidied[1], tuple(odd))


def _visible(text: str) -> str:
    """One line; a letter that became a control character on the way stays seen, as a letter that is damaged."""
    return plain_line(_C1.sub("\ufffd", text))


def _taken_apart(family: str, given: str) -> tuple[str, str]:
    whole = family or given
    if whole.count(",") != 1 or (not family and not given):
        return family, given
    first, second = (part.strip() for part in whole.split(","))
    if not first or not second or _bare(second) in _SUFFIXES:
        return family, given
    if family and given and not is_stand_in_name(given):
        same = _bare(given).startswith(_bare(second)) or _bare(second).startswith(_bare(given))
        return (first, max(second, given, key=len)) if same else (first, f"{second} {given}")
    return first, second


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


def is_damaged(text: str) -> bool:
    """Whether letters of a name were visibly damaged on the way (SeÃ¡n, Oâ€™Brien, M?ller, 0'Brien), or are of another
    script than names are kept in here: a Cyrillic І looks like the Latin one and is compared with nobody's."""
    if _LOST_LETTER.search(text) or _ESCAPED_LETTER.search(text) or _WITHIN_LETTERS.search(text):
        return True
    if text.isascii():
        return False
    if "\ufffd" in text or _C1.search(text) or _UTF_8_READ_AS_WINDOWS.search(text):
        return True
    return any(not c.isascii() and (_is_no_sign_of_a_name(c) or _is_of_another_script(c)) for c in text)


def _is_no_sign_of_a_name(c: str) -> bool:
    return unicodedata.category(c) in ("Sm", "Sc", "So", "Co", "Cn") or c in "¡¿¶§†‡•‰"


@lru_cache(maxsize=1024)
def _is_of_another_script(c: str) -> bool:
    """Whether it is a letter that no Latin one stands behind, as one does behind a wide or a mathematical one."""
    return any(
        part.isalpha()
        and unicodedata.category(part) != "Lm"
        and not unicodedata.name(part, "").startswith(("LATIN", "MODIFIER", "FEMININE", "MASCULINE"))
        for part in unicodedata.normalize("NFKD", c)
    )


@lru_cache(maxsize=8192)
def surname_key(surname: str) -> str:
    """The form that two spellings of one surname share: small letters without accents, spaces, and whatever the eye
    reads as punctuation, an apostrophe that Unicode counts as a letter too.

    "Ó Súilleabháin" and "O'SUILLEABHAIN" have the same key. Used to look for the same person, never shown.
    """
    decomposed = unicodedata.normalize("NFKD", surname.casefold()).translate(_WITHOUT_MARKS)
    return "".join(c for c in decomposed if c.isalpha() and unicodedata.category(c) != "Lm")[:_LONGEST_KEY]


_bare = surname_key


def family_key(surname: str, forenames: str) -> str:
    """The key that a person is stored and found by: of his surname, or of the one name he has."""
    name = match_name(surname, forenames)
    return name.family if name is not None else surname_key(surname)


def is_usable_name(text: str) -> bool:
    """Whether a surname or forename tells somebody: it is there, undamaged, no stand-in and more than a title."""
    return _usable(text) and not is_damaged(text)


@lru_cache(maxsize=8192)
def match_name(surname: str, forenames: str) -> MatchName | None:
    """The name to compare a man by, or None where there is nothing: no name, a stand-in, letters that are damaged."""
    if is_damaged(surname) or is_damaged(forenames):
        return None
    surnames = tuple(key for word in _words(surname.replace("-", " "), also=_SUFFIXES) if (key := surname_key(word)))
    family = "".join(surnames)
    forenames = _INITIAL.sub(r"\1 ", forenames)  # J.L. are two initials, not a short name
    told = _words(forenames)
    words = [key for word in told[:_FORENAMES_COMPARED] if (key := surname_key(word))]
    further = tuple(key for word in told[_FORENAMES_COMPARED:] if (key := surname_key(word)))
    if not family:
        one_name = len(words) == 1 and not surname.strip()
        return MatchName("".join(words), frozenset(), tuple(words), is_whole=one_name) if words else None
    given = frozenset("".join(words[: many + 1]) for many in range(len(words)))
    is_whole = bool(given) or not forenames.strip()
    return MatchName(family, given, surnames, tuple(words), is_whole=is_whole, further=further)


def _usable(text: str) -> bool:
    return bool(surname_key(" ".join(_words(text))))


def _words(text: str, also: frozenset[str] = frozenset()) -> list[str]:
    """The words of a name that tell somebody: without titles, and without stand-ins."""
    if is_stand_in_name(text):
        return []
    words = text.split()
    told = [word for word in words if _bare(word) not in _TITLES and not is_stand_in_name(word)]
    return [word for number, word in enumerate(told) if number == 0 or _bare(word) not in also]
