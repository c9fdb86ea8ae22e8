"""How alike two people are by their names, dates of birth and PNC IDs, and why, in words: pure.

A human decides; this says whom he is asked about. Everything that counts stands here as data: what a kind of likeness
is worth out of a hundred, and from how many on a pair is put to a human. `docs/matching.md` says how often that is
right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations, product

import jellyfish

from programme.people.name_forms import PARTICLES, is_form_of, is_spelling_of
from programme.people.names import MatchName

THRESHOLD = 75
"""From here on two people are put to a human."""

SAME, SHORT_FORM, OTHER_SPELLING, ONE_LETTER, PART, INITIAL, SOUNDS_ALIKE = 100, 95, 95, 92, 90, 88, 88
NO_FORENAME, BEGINS_ALIKE, ONE_LETTER_OF_FEW, TWO_LETTERS = 86, 86, 84, 84
"""The worth of one name beside another. Surname and forename are multiplied: two near ones are less than one."""
CHANGED_OVER, DIVIDED_OTHERWISE, ANOTHER_FORENAME, ONE_NAME_EACH = 95, 95, 92, 95
"""The part that is left where the names stand in another order, or each of the two has one name and no other."""
DAY_AND_MONTH, TWO_PNC_IDS = 92, 80
"""The part that is left where day and month of birth are changed over, and where each has a PNC ID of his own: only who
has the very same name is asked about then."""

_LETTERS_FOR_ONE, _LETTERS_OF_FEW, _LETTERS_FOR_TWO, _LETTERS_TO_BEGIN = 4, 3, 6, 3
"""How many letters the shorter of two names has, for a difference of one or two to be small."""
_WORDS_OTHERWISE = 2
"""So many words of two whole names may be written otherwise, for the names to be the same in another order."""
_ALIKE_AT_ALL = 0.74
"""By Jaro and Winkler's measure. Names that only sound alike to a rule made for English have to look alike too."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, out of a hundred, and why: "same date of birth; surname differs in one letter"."""

    score: int
    why: str

    @property
    def is_proposed(self) -> bool:
        """Whether a human is asked."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Compared:
    """The facts that a man is compared by: his name as far as there is one, his date of birth, the PNC IDs that
    hold."""

    name: MatchName | None
    born_on: date | None
    pnc_ids: frozenset[str] = frozenset()


NOT_ALIKE = Likeness(0, "")


def likeness(one: Compared, other: Compared) -> Likeness:
    """How alike two people are. Without a date of birth on both sides only a shared PNC ID tells anything."""
    if shares_a_number(one, other):
        return _of_one_number(one, other)
    if one.name is None or other.name is None or one.born_on is None or other.born_on is None:
        return NOT_ALIKE
    if one.born_on == other.born_on:
        left, born = 100, "same date of birth"
    elif other.born_on == changed_over(one.born_on):
        left, born = DAY_AND_MONTH, "day and month of birth changed over"
    else:
        return NOT_ALIKE
    score, why = names_alike(one.name, other.name)
    parts = [born, why]
    if one.pnc_ids and other.pnc_ids:
        left = left * TWO_PNC_IDS // 100
        parts.append("each has a PNC ID of his own")
    return Likeness(score * left // 100, "; ".join(parts))


def shares_a_number(one: Compared, other: Compared) -> bool:
    """Whether both have one PNC ID that holds."""
    return not one.pnc_ids.isdisjoint(other.pnc_ids)


def _of_one_number(one: Compared, other: Compared) -> Likeness:
    born = "same date of birth" if one.born_on == other.born_on else "the date of birth differs"
    if one.born_on is None or other.born_on is None:
        born = "no date of birth to compare"
    return Likeness(100, f"same PNC ID; {born}; {_of_names(one.name, other.name)}")


def _of_names(one: MatchName | None, other: MatchName | None) -> str:
    """How two names stand to each other whose number is one: a slip of the pen may have made it so."""
    if one is None or other is None:
        return "no name to compare"
    score, why = names_alike(one, other)
    return why if score else "the name differs"


def changed_over(on: date) -> date | None:
    """The date with day and month changed over; None where there is no such date."""
    return date(on.year, on.day, on.month) if on.day <= 12 and on.day != on.month else None


def are_quite_different(one: Compared, other: Compared) -> bool:
    """Whether two people would be put to nobody but for a number: their names are not alike, or their dates of birth
    are two."""
    mine, theirs = one.born_on, other.born_on
    if mine is not None and theirs is not None and theirs not in (mine, changed_over(mine)):
        return True
    return one.name is not None and other.name is not None and names_alike(one.name, other.name)[0] < THRESHOLD


@lru_cache(maxsize=8192)
def names_alike(one: MatchName, other: MatchName) -> tuple[int, str]:
    """How alike two names are, the best of the ways to lay them beside each other, and why."""
    best = (0, "")
    for way in (_straight, _crossed, _divided, _one_name):
        best = max(best, way(one, other), key=lambda found: found[0])
        if best[0] == SAME:
            break
    return best


def _straight(one: MatchName, other: MatchName) -> tuple[int, str]:
    """Surname beside surname, forename beside forename."""
    family, of_family = _surnames(one, other)
    if not family:
        return 0, ""
    given, of_given = _forenames(one, other)
    if family == given == SAME:
        return SAME, "same name"
    told = "same surname" if family == SAME else f"surname {of_family}"
    return family * given // 100, f"{told}; {of_given}"


def _surnames(one: MatchName, other: MatchName) -> tuple[int, str]:
    best = words_alike(one.family, other.family)
    mine, theirs = _told(one.surnames), _told(other.surnames)
    if best[0] == SAME or ((mine, theirs) == (one.surnames, other.surnames) and len(mine) == len(theirs) == 1):
        return best
    if mine == theirs:
        return _better(best, (PART, "differs in a particle"))
    if set(mine) < set(theirs) or set(theirs) < set(mine):
        return _better(best, (PART, "is one of those that the other has"))
    score, why = _best(words_alike(a, b) for a, b in product(mine, theirs))
    return _better(best, (score * PART // 100, f"{why or 'is the same'}, beside another"))


def _told(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a surname that tell something."""
    return tuple(word for word in words if word not in PARTICLES) or words


def _forenames(one: MatchName, other: MatchName) -> tuple[int, str]:
    if not one.given or not other.given:
        return NO_FORENAME, "no forename to compare"
    if one.given & other.given:
        return SAME, "same forename"
    mine, theirs = one.words[0], other.words[0]
    if min(len(mine), len(theirs)) == 1:
        return (INITIAL if mine[0] == theirs[0] else 0), "one forename is an initial"
    score, why = _best(words_alike(a, b, forenames=True) for a, b in product(one.given, other.given))
    others = [*((mine, word) for word in other.words[1:]), *((word, theirs) for word in one.words[1:])]
    also, of_also = _best(words_alike(a, b, forenames=True) for a, b in others)
    second = f"forename {of_also or 'is the same'}, but not the first of one"
    return _better((score, f"forename {why}"), (also * ANOTHER_FORENAME // 100, second))


def _crossed(one: MatchName, other: MatchName) -> tuple[int, str]:
    """The surname of each beside the forename of the other."""
    there, of_there = _best(words_alike(one.family, given, forenames=True) for given in other.given)
    if not there:
        return 0, ""
    back, of_back = _best(words_alike(given, other.family, forenames=True) for given in one.given)
    told = ["surname and forename changed over", *(f"one {why}" for why in (of_there, of_back) if why)]
    return there * back * CHANGED_OVER // 10000, "; ".join(told)


def _divided(one: MatchName, other: MatchName) -> tuple[int, str]:
    """The words of both whole names, each beside the one that it is most like."""
    mine, theirs = one.all_words, other.all_words
    many = len(mine)
    if len(theirs) != many or many < len(("surname", "forename")) or many - len({*mine} & {*theirs}) > _WORDS_OTHERWISE:
        return 0, ""
    here = tuple((Counter(mine) - Counter(theirs)).elements())
    there = tuple((Counter(theirs) - Counter(mine)).elements())
    surnames = frozenset(product(one.surnames, other.surnames))
    score, why = _best(_laid_beside(here, order, surnames) for order in permutations(there))
    return score * DIVIDED_OTHERWISE // 100, f"the same names, in another order or divided otherwise{why}"


def _laid_beside(
    here: tuple[str, ...], there: tuple[str, ...], surnames: frozenset[tuple[str, str]]
) -> tuple[int, str]:
    score, told = SAME, ""
    for one, other in zip(here, there, strict=True):
        worth, why = words_alike(one, other, forenames=(one, other) not in surnames)
        score, told = score * worth // 100, f"{told}; one {why}"
    return score, told


def _one_name(one: MatchName, other: MatchName) -> tuple[int, str]:
    """Somebody of one name beside somebody of one, or of two: it may be the other's forename."""
    if one.given and other.given:
        return 0, ""
    if not one.given and not other.given:
        score, why = words_alike(one.family, other.family, forenames=True)
        return score * ONE_NAME_EACH // 100, f"each has one name, which {why or 'is the same'}"
    single, whole = (other, one) if one.given else (one, other)
    score, why = _best(words_alike(single.family, word, forenames=True) for word in whole.words)
    forename = score * NO_FORENAME // 100, f"his one name {why or 'is the same'} as a forename"
    both = "".join((*whole.words, *whole.surnames)), "".join((*whole.surnames, *whole.words))
    score, why = _best(words_alike(single.family, run_together) for run_together in both)
    return _better(
        forename, (score * DIVIDED_OTHERWISE // 100, f"his one name {why or 'is the same'} as both run together")
    )


def _best(found: Iterable[tuple[int, str]]) -> tuple[int, str]:
    return max(found, key=lambda one: one[0], default=(0, ""))


def _better(one: tuple[int, str], other: tuple[int, str]) -> tuple[int, str]:
    return other if other[0] > one[0] else one


@lru_cache(maxsize=65536)
def words_alike(one: str, other: str, *, forenames: bool = False) -> tuple[int, str]:
    """How alike two folded names are, and why; nothing is said of the same. Only forenames have short forms."""
    if one == other:
        return SAME, ""
    shorter = min(len(one), len(other))
    if shorter < 2:
        return 0, ""
    if is_spelling_of(one, other):
        return OTHER_SPELLING, "is another spelling"
    if forenames and is_form_of(one, other):
        return SHORT_FORM, "is another form"
    look = jellyfish.jaro_winkler_similarity(one, other)
    if look < _ALIKE_AT_ALL:
        return 0, ""
    return _by_letters(one, other, shorter)


def _by_letters(one: str, other: str, shorter: int) -> tuple[int, str]:
    apart = jellyfish.damerau_levenshtein_distance(one, other)
    if apart == 1 and shorter >= _LETTERS_FOR_ONE:
        return ONE_LETTER, "differs in one letter"
    if jellyfish.metaphone(one) == jellyfish.metaphone(other):
        return SOUNDS_ALIKE, "sounds alike"
    if shorter >= _LETTERS_TO_BEGIN and (one.startswith(other) or other.startswith(one)):
        return BEGINS_ALIKE, "begins alike"
    if apart == 1 and shorter >= _LETTERS_OF_FEW:
        return ONE_LETTER_OF_FEW, "differs in one letter"
    if apart == 2 and shorter >= _LETTERS_FOR_TWO:
        return TWO_LETTERS, "differs in two letters"
    return 0, ""
