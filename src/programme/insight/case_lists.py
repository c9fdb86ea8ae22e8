"""Lists of cases: filtered, in the order of the clock, paged by key; and finding one case by what the desk knows.

Every list reads a stretch of one index and no more, so that it is as quick with a hundred thousand cases as with a
hundred: the clock's index for running clocks, the state's index for one state. The month of the offence needs no
index of its own: six months later stands the last day to charge, one month for one month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from programme.clock.deadlines import MONTHS_TO_CHARGE
from programme.people.identifiers import IdentifierKind, read_pnc_id
from programme.people.models import Identifier, Person
from programme.people.names import family_key, read_name
from programme.referrals.models import Referral
from programme.referrals.queries import CASE_LINES, STILL_TO_DECIDE, CaseLine, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import add_months_corresponding
from programme.shared.page_key import DayKey
from programme.shared.references import read_reference
from programme.storage.base import Id
from programme.storage.rows import rows
from programme.storage.statements import written

_Query = Select[*tuple[Any, ...]]
L = TypeVar("L")
CASES_A_PAGE = 25
COUNT_UP_TO = 1000
"""Nobody reads a larger number as anything but "more"."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases. Without a state: those whose clock runs. `charge_from_on` and `charge_to_on` are inclusive."""

    state: ReferralState | None = None
    charge_from_on: date | None = None
    charge_to_on: date | None = None


def charge_days_of_month(year: int, month: int) -> tuple[date, date]:
    """The first and last day to charge for offences of a month (Magistrates' Courts Act 1980 s.127: six months)."""
    first = add_months_corresponding(date(year, month, 1), MONTHS_TO_CHARGE)
    return first, add_months_corresponding(first, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list. `earlier` and `later` are keys to ask on with, where there is more; `count` stops at
    COUNT_UP_TO + 1."""

    lines: list[CaseLine]
    earlier: DayKey | None
    later: DayKey | None
    count: int

    @property
    def references(self) -> list[str]:
        return [line.reference for line in self.lines]


def case_page(
    db: Session, actor: Actor, wanted: CaseFilter, *, after: DayKey | None = None, before: DayKey | None = None
) -> CasePage:
    """A page of the actor's cases, shortest clock first, beginning after one key or ending before another."""
    statements = partial(_page_statements, actor, wanted)
    return CasePage(*page_by_key(db, CaseLine, statements, _key, after=after, before=before))


def page_by_key(
    db: Session,
    kind: type[L],
    statements: Callable[..., tuple[_Query, _Query]],
    key_of: Callable[[L], DayKey],
    *,
    after: DayKey | None,
    before: DayKey | None,
) -> tuple[list[L], DayKey | None, DayKey | None, int]:
    """The lines of a page, the keys where the page before it ends and the one after it begins, and how many there are.

    `statements(back=, from_key=)` gives what reads the page, one line more than it shows, and what counts the list.
    """
    back = before is not None and after is None
    key = before if back else after
    page, how_many = statements(back=back, from_key=key is not None)
    values = {"key_on": key.on, "key_id": key.id} if key else {}
    lines = rows(db, kind, page, **values)
    more = len(lines) > CASES_A_PAGE
    del lines[CASES_A_PAGE:]
    if back:
        lines.reverse()
    earlier = key_of(lines[0]) if lines and (more if back else after is not None) else None
    later = key_of(lines[-1]) if lines and (back or more) else None
    return lines, earlier, later, rows(db, int, how_many).one()


@lru_cache(maxsize=200)
def _page_statements(actor: Actor, wanted: CaseFilter, *, back: bool, from_key: bool) -> tuple[_Query, _Query]:
    """What reads a page and what counts its list, built once: the same people open the same list all day."""
    page = _bounded(actor, wanted, CASE_LINES)
    if from_key:
        here = tuple_(Referral.charge_by_on, Referral.id)
        there = tuple_(bindparam("key_on", type_=Date()), bindparam("key_id", type_=Id))
        page = page.where(here < there if back else here > there)
    return _ordered(page, back=back).limit(written(CASES_A_PAGE + 1)), capped(cases_to_count(actor, wanted))


def all_cases(db: Session, actor: Actor, wanted: CaseFilter, *, at_most: int) -> list[CaseLine]:
    """The same cases without pages, for a file."""
    return rows(db, CaseLine, _ordered(_bounded(actor, wanted, CASE_LINES)).limit(written(at_most)))


def capped(wanted: Select) -> Select:  # type: ignore[type-arg]
    """How many rows `wanted` finds, counted no further than COUNT_UP_TO + 1.

    Order them as an index does: without an order PostgreSQL may look for them through the whole table.
    """
    return select(func.count()).select_from(wanted.limit(written(COUNT_UP_TO + 1)).subquery())


def cases_to_count(actor: Actor, wanted: CaseFilter) -> _Query:
    """The cases of a list, to be counted: the same that its pages are read from."""
    return _ordered(_bounded(actor, wanted, select(literal(1)).select_from(Referral)))


def in_state(actor: Actor, state: ReferralState) -> Select:  # type: ignore[type-arg]
    """The actor's cases in this state, to be counted."""
    return _ordered(visible_to(actor, select(literal(1)).select_from(Referral).where(Referral.state == state)))


def find_cases(
    db: Session, actor: Actor, *, number: str, surname: str, born_on: date | None, today: date
) -> list[CaseLine]:
    """By whatever number was typed; without one, by the surname with the date of birth."""
    if not number:
        return find_by_name(db, actor, surname=surname, born_on=born_on) if born_on else []
    pnc_id = read_pnc_id(number, today=today).canonical
    return find_by_number(db, actor, reference=read_reference(number), number=number, pnc_id=pnc_id)


def find_by_number(
    db: Session, actor: Actor, *, reference: str | None, number: str, pnc_id: str | None
) -> list[CaseLine]:
    """Cases with this reference, this custody number or this PNC ID (in its canonical form), at most PAGE.

    Each is asked by itself, so that each finds its own index.
    """
    asked = [Referral.custody_reference == number]
    if reference is not None:
        asked.append(Referral.reference == reference)
    if pnc_id is not None:
        known = select(Identifier.person_id).where(
            Identifier.kind == IdentifierKind.PNC_ID, Identifier.canonical == pnc_id
        )
        asked.append(Referral.person_id.in_(known))
    return _found(db, actor, asked)


def find_by_name(db: Session, actor: Actor, *, surname: str, born_on: date) -> list[CaseLine]:
    """Cases of people with this surname, in any spelling of it, and date of birth, at most PAGE."""
    name = read_name(surname, "")
    key = family_key(name.surname, name.forenames)
    same = select(Person.id).where(Person.surname_key == key, Person.born_on == born_on)
    return _found(db, actor, [Referral.person_id.in_(same)])


def references_of_person(db: Session, person_id: int) -> list[tuple[int, str]]:
    """Number and reference of every case of one man."""
    found = db.execute(select(Referral.id, Referral.reference).where(Referral.person_id == person_id))
    return [(row.id, row.reference) for row in found]


def _found(db: Session, actor: Actor, asked: Sequence[ColumnElement[bool]]) -> list[CaseLine]:
    numbers = union_all(*(visible_to(actor, select(Referral.id).where(condition)) for condition in asked))
    wanted = CASE_LINES.where(Referral.id.in_(select(numbers.subquery().c.id))).order_by(Referral.id.desc())
    return rows(db, CaseLine, wanted.limit(written(CASES_A_PAGE)))


def _bounded(actor: Actor, wanted: CaseFilter, query: Select) -> Select:  # type: ignore[type-arg]
    query = visible_to(actor, query)
    if wanted.state is None:
        query = query.where(STILL_TO_DECIDE)
    else:
        query = query.where(Referral.state == wanted.state)
    if wanted.charge_from_on is not None:
        query = query.where(Referral.charge_by_on >= wanted.charge_from_on)
    if wanted.charge_to_on is not None:
        query = query.where(Referral.charge_by_on <= wanted.charge_to_on)
    return query


def _ordered(query: Select, *, back: bool = False) -> Select:  # type: ignore[type-arg]
    if back:
        return query.order_by(Referral.charge_by_on.desc(), Referral.id.desc())
    return query.order_by(Referral.charge_by_on, Referral.id)


def _key(line: CaseLine) -> DayKey:
    return DayKey(line.charge_by_on, line.id)
