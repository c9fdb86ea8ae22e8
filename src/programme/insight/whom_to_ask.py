"""Whom a reader of the pages at the foot can ask: the number, the contacts, of the programmes that are his."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.contacts import Contacts
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows


@reads(Programme)
@dataclass(frozen=True, slots=True)
class WhomToAsk:
    """Of one programme."""

    name: str
    force_code: str
    help_line: HelpLine
    contacts: Contacts


def whom_to_ask(db: Session, actor: Actor | None) -> list[WhomToAsk]:
    """By name: the person's own programme, a force's own; every one for whoever works for all of them, a neighbour or a
    provider, and for nobody who is signed in."""
    wanted = select(*columns_of(WhomToAsk)).order_by(Programme.name, Programme.id)
    if actor is not None and actor.referral_id is not None:
        wanted = wanted.join(Referral, Referral.programme_id == Programme.id).where(Referral.id == actor.referral_id)
    found = rows(db, WhomToAsk, wanted)
    own = [one for one in found if actor is not None and one.force_code == actor.force_code]
    return own or found
