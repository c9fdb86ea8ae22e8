"""Finding a case by what somebody has in his hand: a number of the case or of the man, or his name.

Every kind of number is asked by itself, so that each finds its own index. A number is found in any spelling that can be
read; one that does not hold, as it was entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select, union_all
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.exchange.models import Exchange
from programme.intake.known_people import custody_reference_spellings
from programme.people.contact import read_email, read_mobile
from programme.people.identifiers import (
    HIS_NUMBERS,
    IdentifierKind,
    read_asn,
    read_crime_number,
    read_cro,
    read_pnc_id,
    read_urn,
)
from programme.people.models import Identifier, Person
from programme.people.names import family_key, read_name
from programme.people.stand_ins import is_stand_in_number
from programme.referrals.models import Referral
from programme.referrals.queries import CASE_LINES, CaseLine, visible_to
from programme.shared.actor import Actor, Door
from programme.shared.references import read_reference
from programme.storage.rows import rows
from programme.storage.statements import is_one_of, written

FOUND_AT_MOST = 25
_OF_THE_OFFENCE = frozenset(IdentifierKind) - HIS_NUMBERS


def find_cases(
    db: Session, actor: Actor, *, number: str, surname: str, born_on: date | None, today: date
) -> list[CaseLine]:
    """Cases of the actor's by whatever number was typed; without one, by the surname, in any spelling of it, and by the
    date of birth where that was typed too. Newest first, at most FOUND_AT_MOST."""
    if number:
        return _found(db, actor, _by_number(actor, number, today))
    return _found(db, actor, [_by_name(surname, born_on)]) if surname else []


def _by_number(actor: Actor, number: str, today: date) -> Iterator[ColumnElement[bool]]:
    typed, tight = number.strip(), "".join(number.split())
    if reference := read_reference(number):
        yield Referral.reference == reference
        if actor.door is not Door.PARTNER:  # it stands on his payment page, and in Stripe's list
            yield Referral.id.in_(select(Booking.referral_id).where(Booking.reference == reference))
    if custody_references := custody_reference_spellings(number):
        yield Referral.custody_reference.in_(sorted(custody_references))
    if is_stand_in_number(number):
        return  # UNKNOWN was entered for many
    yield Referral.id.in_(select(Exchange.referral_id).where(Exchange.their_reference.in_({typed, typed.upper()})))
    yield from _by_identifier({typed, typed.upper(), tight, tight.upper()}, number, today)
    if actor.door is not Door.PARTNER:  # what a neighbour is not shown it cannot ask for either
        yield from _by_contact(typed, number)


def _by_identifier(spellings: set[str], number: str, today: date) -> Iterator[ColumnElement[bool]]:
    of_offence = (read_asn(number), read_urn(number), read_crime_number(number))
    for read in (read_pnc_id(number, today=today), read_cro(number), *of_offence):
        if read.canonical:
            same = and_(Identifier.kind == read.kind, Identifier.canonical == read.canonical)
            yield _his(same) if read.kind in HIS_NUMBERS else _of_the_offence(same)
    as_entered = Identifier.as_entered.in_(spellings)
    yield _his(and_(as_entered, is_one_of(Identifier.kind, HIS_NUMBERS)))
    yield _of_the_offence(and_(as_entered, is_one_of(Identifier.kind, _OF_THE_OFFENCE)))


def _his(same: ColumnElement[bool]) -> ColumnElement[bool]:
    return Referral.person_id.in_(select(Identifier.person_id).where(same))


def _of_the_offence(same: ColumnElement[bool]) -> ColumnElement[bool]:
    return Referral.id.in_(select(Identifier.referral_id).where(same))


def _by_contact(typed: str, number: str) -> Iterator[ColumnElement[bool]]:
    yield Referral.person_id.in_(select(Person.id).where(Person.mobile.in_({typed, read_mobile(number) or typed})))
    if "@" in typed:
        address = read_email(typed) or typed
        yield Referral.person_id.in_(select(Person.id).where(Person.email.in_({typed, address, address.lower()})))


def _by_name(surname: str, born_on: date | None) -> ColumnElement[bool]:
    name = read_name(surname, "")
    same = select(Person.id).where(Person.surname_key == family_key(name.surname, name.forenames))
    return Referral.person_id.in_(same if born_on is None else same.where(Person.born_on == born_on))


def _found(db: Session, actor: Actor, asked: Iterable[ColumnElement[bool]]) -> list[CaseLine]:
    parts = [_own(actor, select(Referral.id).where(condition)) for condition in asked]
    if not parts:
        return []
    numbers = union_all(*parts)
    wanted = CASE_LINES.where(Referral.id.in_(select(numbers.subquery().c.id))).order_by(Referral.id.desc())
    return rows(db, CaseLine, wanted.limit(written(FOUND_AT_MOST)))


def _own(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Bounded to the actor's cases; a neighbour's are those that it sent."""
    wanted = visible_to(actor, wanted)
    sent = exists().where(Exchange.referral_id == Referral.id, Exchange.force_code == actor.force_code)
    return wanted.where(sent) if actor.door is Door.PARTNER else wanted
