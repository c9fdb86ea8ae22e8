"""Officers, as a case names them: by their account where they have one, else as somebody typed them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.people.models import WRITTEN_TO, Account
from programme.shared.access import READ_CASES
from programme.shared.actor import Door, Role
from programme.storage.rows import columns_of, reads, rows

LONGEST_RANK = 20


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer as the case names him. `account_id`: his account in the force of the case, where he has one;
    `signs_in`: he has a password for it, and was not only invited."""

    rank: str
    collar: str
    name: str
    email: str
    account_id: int | None = None
    signs_in: bool = field(default=False, compare=False)

    @property
    def words(self) -> str:
        """Rank, collar number and name, as far as they are known."""
        return " ".join(part for part in (self.rank, self.collar, self.name) if part)


@reads(Account, account_id=Account.id, email=WRITTEN_TO, signs_in=Account.password_hash.is_not(None))
@dataclass(frozen=True, slots=True)
class StaffOfficer:
    """An officer who has an account."""

    account_id: int
    rank: str
    collar: str
    name: str
    email: str
    force_code: str | None
    door: Door
    roles: frozenset[Role]
    signs_in: bool

    @property
    def reads_cases(self) -> bool:
        """Whether he may open a case of his force: who only looks after its accounts may not."""
        return READ_CASES[self.door].lets_in(self.door, self.roles)

    @property
    def officer(self) -> Officer:
        """As a case names him."""
        rank = self.rank[:LONGEST_RANK]
        return Officer(rank, self.collar, self.name, self.email, self.account_id, self.signs_in)


def officers_of(db: Session, force_code: str) -> KnownOfficers:
    """Everybody who has an account at a desk of this force and may read its cases, by name: who can be an officer in
    one."""
    return officers_by_force(db, [force_code])[force_code]


def officers_by_force(db: Session, force_codes: Collection[str]) -> dict[str, KnownOfficers]:
    """The same of each of these forces."""
    wanted = (
        select(*columns_of(StaffOfficer))
        .where(Account.active, Account.door.in_(READ_CASES), Account.force_code.in_(force_codes))
        .order_by(Account.name, Account.id)
    )
    found = [one for one in rows(db, StaffOfficer, wanted) if one.reads_cases]
    return {code: KnownOfficers(one.officer for one in found if one.force_code == code) for code in force_codes}


def station_of_account(db: Session, account_id: int | None) -> str:
    """Where this account says that its holder works."""
    return next(iter(rows(db, str, select(Account.station).where(Account.id == account_id))), "")


@dataclass(frozen=True, slots=True)
class SoughtOfficer:
    """An officer as somebody types him in one line: rank, collar number and name, or as much of it as he knows."""

    collars: frozenset[str]
    words: tuple[str, ...]

    def has_collar(self, collar: str) -> bool:
        """Whether this is the collar number that was typed, whatever is written around it."""
        return bare_collar(collar) in self.collars

    def has_name(self, name: str) -> bool:
        """Whether the name has every word that was typed, or one that begins so."""
        return bool(self.words) and _has_words(name, self.words)


def read_officer(text: str) -> SoughtOfficer:
    """The officer as typed: his rank stands before the collar number; without a number, the rank is the first word that
    is one."""
    before, after = text.split(), list[str]()
    while before and not any(one.isdigit() for one in before[-1]):
        after.insert(0, before.pop())
    collars = frozenset({bare_collar(before[-1]), bare_collar("".join(before))} - {""}) if before else frozenset()
    words = _words_of(" ".join(after))
    if not collars and len(words) > 1 and _RANK.fullmatch(words[0]):
        words = words[1:]
    return SoughtOfficer(collars, tuple(words))


class KnownOfficers:
    """The officers of a force, to find one by what somebody typed or an export says of him."""

    def __init__(self, among: Iterable[Officer]) -> None:
        self._all = tuple(among)

    def sought(self, text: str) -> list[Officer]:
        """Those who have this collar number or address; else those whose name has every word that was typed."""
        email, collar, words = text.strip().lower(), bare_collar(text), _words_of(text)
        exact = [one for one in self._all if email == one.email or (collar and collar == bare_collar(one.collar))]
        if exact or not any(len(word) > 1 for word in words):
            return exact  # an initial alone names nobody
        return [one for one in self._all if _has_words(one.name, words)]

    def who_is(self, named: Officer) -> Officer:
        """The one with an account whom this names: by his address, or by his collar number where the name does not
        speak against it; as he was named where that is nobody, or more than one."""
        found = [one for one in self._all if named.email and named.email.lower() == one.email]
        collar = bare_collar(named.collar)
        if not found and collar:
            found = [one for one in self._all if bare_collar(one.collar) == collar and _may_be(named.name, one.name)]
        return found[0] if len(found) == 1 else named

    def who_sign_in(self) -> KnownOfficers:
        """Those of them who can open a case."""
        return KnownOfficers(one for one in self._all if one.signs_in)

    def with_account(self, account_id: int | None) -> Officer | None:
        """The one who has this account; None where nobody has it."""
        return next((one for one in self._all if account_id is not None and one.account_id == account_id), None)


def bare_collar(text: str) -> str:
    """A collar number without what is written around it: "PC 05521" is "5521", "c/1234a" is "C1234A"."""
    bare = _NOT_COLLAR.sub("", text.upper())
    return _RANK_BEFORE.sub("", bare).lstrip("0") if any(one.isdigit() for one in bare) else ""


def _may_be(named: str, name: str) -> bool:
    """Whether two names have a word in common that is no initial; nothing speaks against a name that is missing."""
    one, other = ({word for word in _words_of(text) if len(word) > 1} for text in (named, name))
    return not one or not other or bool(one & other)


def _has_words(name: str, words: Iterable[str]) -> bool:
    has = _words_of(name)
    return all(any(one.startswith(word) for one in has) for word in words)


def _words_of(text: str) -> list[str]:
    return [word for word in _NOT_NAME.split(text.casefold()) if word]


_NOT_COLLAR = re.compile(r"[^A-Z0-9]")
_RANK_BEFORE = re.compile(r"^(?:PC|DC|PS|DS|SGT|INSP|DI|TDC|PCSO|WPC)(?=[0-9])")
_RANK = re.compile(
    r"t?(?:pc|dc|ps|ds|sgt|insp|di|pcso|wpc|constable|sergeant|inspector|detective|acting|temporary)", re.IGNORECASE
)
_NOT_NAME = re.compile(r"[^\w'’-]+")
