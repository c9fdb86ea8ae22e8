"""The day to finish by, in messages that wait: they say it as it is when they go, not as it was when they were owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.events import storable
from programme.history.followers import Follower, Happened
from programme.notices.models import OPEN, OutboxMessage
from programme.storage.statements import is_one_of

DAY, SIGN_BY = "complete_by_on", "sign_by_on"


def say_the_day_as_it_is(db: Session, happened: Sequence[Happened]) -> None:
    """Put the new day into every message of these cases that names one and has not gone."""
    days = {one.referral_id: storable({DAY: one.facts[DAY]})[DAY] for one in happened}
    waiting = select(OutboxMessage).where(OutboxMessage.referral_id.in_(days), is_one_of(OutboxMessage.state, OPEN))
    for message in db.scalars(waiting):
        if DAY in message.facts and message.referral_id is not None:
            message.facts = _with_the_day(message.facts, days[message.referral_id])


def _with_the_day(facts: dict[str, Any], on: str) -> dict[str, Any]:
    """The facts with that day, and the day to sign by as long before it as it was."""
    if SIGN_BY not in facts:
        return {**facts, DAY: on}
    before = date.fromisoformat(facts[DAY]) - date.fromisoformat(facts[SIGN_BY])
    return {**facts, DAY: on, SIGN_BY: (date.fromisoformat(on) - before).isoformat()}


FINISH_DAY = Follower(frozenset({events.ClockReckoned, events.OffenceCorrected}), say_the_day_as_it_is)
