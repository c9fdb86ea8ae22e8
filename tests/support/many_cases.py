"""Cases by the thousand, quickly: for lists that have to stay as quick as they are with one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, insert, literal, select, update
from sqlalchemy.orm import Session

from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person
from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import World, a_referral

CLOCKS = 170
"""The clocks are spread over so many days, as six months of cases are."""


def many_cases(database: Database, world: World, count: int, **facts: Any) -> Referral:
    """So many cases of one man, R0000000 and on, alike but for their offence and clock; gives back the first."""
    like = a_referral(database, world, **facts)
    columns = {attribute.key: getattr(like, attribute.key) for attribute in Referral.__mapper__.column_attrs}
    del columns["id"]
    rows = [
        {
            **columns,
            "reference": f"R{like.id:03d}{number:07d}",
            "offence_at": like.offence_at - timedelta(days=number % CLOCKS, seconds=number + 1),
            "charge_by_on": like.charge_by_on + timedelta(days=number % CLOCKS),
        }
        for number in range(count - 1)
    ]
    if rows:

        def write(db: Session) -> None:
            db.execute(insert(Referral), rows)

        database.write_now(write)
    return like


def a_man_each(database: Database) -> None:
    """Give every case a man of its own, alike but for his number. A database that thinks there are twelve men looks for
    their cases, where it ought to look for the next case."""

    def write(db: Session) -> None:
        like = db.execute(select(Person).order_by(Person.id)).scalars().first()
        assert like is not None
        columns = {attribute.key: getattr(like, attribute.key) for attribute in Person.__mapper__.column_attrs}
        cases = db.execute(select(Referral.id).order_by(Referral.id)).scalars().all()
        offset = max(cases) + like.id
        db.execute(insert(Person), [{**columns, "id": offset + case} for case in cases])
        db.execute(update(Referral).values(person_id=Referral.id + offset))

    database.write_now(write)


def numbers_of_each(database: Database) -> None:
    """Give every man a mobile, an email and a PNC ID, every case a custody number, a station, an officer and an ASN.
    One in twenty was sent here."""
    number = cast(Referral.id, String)
    of_case = (Referral.person_id, Referral.id)

    def write(db: Session) -> None:
        text = cast(Person.id, String)
        db.execute(update(Person).values(mobile=literal("07700 9") + text, email=text + literal("@example.org")))
        db.execute(
            update(Referral).values(
                custody_reference=literal("EA/") + number,
                station="EA",
                area="North",
                officer_collar=cast(Referral.id % 200, String),
                officer_name=literal("PC ") + cast(Referral.id % 200, String),
            )
        )
        columns = ["person_id", "referral_id", "kind", "as_entered", "canonical"]
        for kind, before in ((IdentifierKind.PNC_ID, "2010/"), (IdentifierKind.ASN, "2643EA")):
            written = select(*of_case, literal(kind.value), literal(before) + number, literal(before) + number)
            db.execute(insert(Identifier).from_select(columns, written))
        sent = select(
            Referral.id, Referral.force_code, number, literal(ExchangeState.RECEIVED.value), *[Referral.referred_at] * 2
        ).where(Referral.id % 20 == 0)
        columns = ["referral_id", "force_code", "their_reference", "state", "received_at", "changed_at"]
        db.execute(insert(Exchange).from_select(columns, sent))

    database.write_now(write)
