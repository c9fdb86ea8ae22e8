"""The day to finish by, in messages that wait: they say it as it is when they go, not as it was when they were owed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.events import storable
from programme.history.followers import Follower, Happened
from programme.notices.models import OPEN, OutboxMessage
from programme.storage.statements import is_one_of


def say_the_day_as_it_is(db: Session, happened: Sequence[Happened]) -> None:
    """Put the new day into every message of these cases that names one and has not gone."""
    days = {one.referral_id: storable({"complete_by_on": one.facts["complete_by_on"]}) for one in happened}
    waiting = select(OutboxMessage).where(OutboxMessage.referral_id.in_(days), is_one_of(OutboxMessage.state, OPEN))
    for message in db.scalars(waiting):
        if "complete_by_on" in message.facts and message.referral_id is not None:
            message.facts = {**message.facts, **days[message.referral_id]}


FINISH_DAY = Follower(frozenset({events.ClockReckoned, events.OffenceCorrected}), say_the_day_as_it_is)
