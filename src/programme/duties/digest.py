"""The morning message: one to each address on a working day, with every case whose warning waits for it.

A case that nobody answers is one line of one message a day for each person, however long that goes on. A notice that
comes up later on a day, or on a day on which nobody works, waits for the next such morning; in the last week of a clock
it goes at once, once a case and day. The last working day to charge is told to everybody who has a role in the case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.duties.ladders import LAST_DAY
from programme.duties.models import ClockRung, DayTold
from programme.duties.queries import RungOfCase, lock_untold_rungs, lock_waiting_rungs
from programme.duties.recipients import Recipient, Recipients, staff_of
from programme.duties.telling import mark_of, nobody_to_tell
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all, owe_anew
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import (
    is_working_day,
    london_date,
    london_instant,
    previous_working_day,
    spoken_day,
    to_london,
)
from programme.shared.plausible import latest_possible

FROM = time(6, 0)
"""When the morning begins, in London: what was put to somebody since midnight is in the same message."""
MOST_LINES = 200
_BATCH = 1000
_WAITS_FOR = {
    ReferralState.RETURNED: "somebody to say that they have the result",
    ReferralState.ACKNOWLEDGED: "what was done to be put on record",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One case in a message: its last working day, and what is waited for."""

    reference: str
    referral_id: int
    act_by_on: date
    words: str


def tell_of_day(db: Session, *, actor: Actor, now: datetime) -> int | None:
    """Owe the morning's message to every address that something waits for, once a working day; returns how many, and
    None where it is not due. One that was missed, because nothing ran, is made up for as soon as something does."""
    today = london_date(now)
    if not _begins(db, morning_of(now), now=now):
        return None
    people: dict[str, Recipient] = {}
    lines: dict[str, list[_Line]] = defaultdict(list)
    untold: list[int] = []
    past = 0
    while rungs := lock_waiting_rungs(db, past=past, at_most=_BATCH):
        past = rungs[-1].rung.id
        for case, to in told_of(db, rungs, today):
            for person in to.people:
                people.setdefault(person.address.lower(), person)
                lines[person.address.lower()].append(_line(case, today))
            if to.nobody:
                untold.append(case.rung.referral_id)
        _note_told(db, rungs, now)
    owe_all(db, [_digest(people[address], found, today) for address, found in sorted(lines.items())], now=now)
    nobody_to_tell(db, untold, actor=actor, now=now)
    return len(lines)


def morning_of(now: datetime) -> date:
    """The latest working day whose morning has begun."""
    today = london_date(now)
    begun = today if to_london(now).time() >= FROM else today - timedelta(days=1)
    return previous_working_day(begun)


def tell_at_once(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Owe what came up in the last week of a clock since the morning; returns how many rungs."""
    today = london_date(now)
    if is_working_day(today) and to_london(now).time() < FROM:
        return 0
    rungs = lock_untold_rungs(db, now=now, today=today, at_most=batch)
    if not rungs:
        return 0
    told = list(told_of(db, rungs, today))
    owe_all(db, [_at_once(case, person, today) for case, to in told for person in to.people], now=now)
    nobody_to_tell(db, [case.rung.referral_id for case, to in told if to.nobody], actor=actor, now=now)
    _note_told(db, rungs, now)
    return len(rungs)


def _begins(db: Session, on: date, *, now: datetime) -> bool:
    """Whether the morning message of this working day is still to be owed; from now on it is not. Never two of them on
    one day, where one was late."""
    since, latest = london_instant(london_date(now), time()), latest_possible(now)
    owed = db.execute(select(DayTold.owed_at).where(DayTold.owed_at >= since)).scalars().all()
    if any(at > latest for at in owed):  # told by a clock that ran ahead: its days are still to come
        db.execute(delete(DayTold).where(DayTold.owed_at > latest))
        owe_anew(db, now=now)
    if any(at <= latest for at in owed):
        return False
    added = db.execute(_ADD_DAY[db.get_bind().dialect.name], {"told_on": on, "owed_at": now})
    return added.first() is not None


_ADD_DAY = {
    name: engine.insert(DayTold).on_conflict_do_nothing(index_elements=["told_on"]).returning(DayTold.told_on)
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql))
}


def told_of(db: Session, rungs: list[RungOfCase], today: date) -> Iterator[tuple[RungOfCase, Recipients]]:
    """Who is told of each of these rungs: whoever it is with, and on the last working day everybody."""
    staff = staff_of(db, [case.forces for case in rungs], today=today)
    for case in rungs:
        yield case, staff.everybody(case.forces) if _for_all(case, today) else staff.told(case.rung.role, case.forces)


def _for_all(case: RungOfCase, today: date) -> bool:
    """The last working day to charge is told to everybody; what still waits after it to whoever has it."""
    return case.rung.days_left == LAST_DAY.days and today <= case.rung.charge_by_on


def _note_told(db: Session, rungs: list[RungOfCase], now: datetime) -> None:
    numbers = [case.rung.id for case in rungs]
    db.execute(update(ClockRung).where(ClockRung.id.in_(numbers)).values(told_at=now))


def _line(case: RungOfCase, today: date) -> _Line:
    act_by_on = previous_working_day(case.rung.charge_by_on)
    waits_for = _WAITS_FOR.get(case.state, "somebody to say that they have seen this")
    since = (
        " Nobody has answered, and it is with you now."
        if case.rung.passed_up_at is not None and not _for_all(case, today)
        else ""
    )
    words = f"{case.reference}: {_left(act_by_on, today)} It waits for {waits_for}.{since}"
    return _Line(case.reference, case.rung.referral_id, act_by_on, words)


def _left(act_by_on: date, today: date) -> str:
    days = (act_by_on - today).days
    if days > 0:
        return f"{days} day{'' if days == 1 else 's'} left, the last working day is {spoken_day(act_by_on)}."
    if days == 0:
        return f"the last working day is today, {spoken_day(act_by_on)}."
    return f"the last working day was {spoken_day(act_by_on)}."


def digest_for(person: Recipient, cases: list[RungOfCase], today: date, *, cause: str) -> Debt:
    """The same kind of message about these cases alone, for whoever has them now; once a `cause` and day."""
    return _digest(person, [_line(case, today) for case in cases], today, cause=f":{cause}")


def _digest(person: Recipient, found: list[_Line], today: date, *, cause: str = "") -> Debt:
    lines = sorted(found, key=lambda line: (line.act_by_on, line.referral_id))
    return Debt(
        notice="warnings_of_the_day",
        cause=f"{today}:{mark_of(person.address)}{cause}",
        channel=Channel.EMAIL,
        address=person.address,
        facts={
            "count": len(lines),
            "lines": [line.words for line in lines[:MOST_LINES]],
            "more": max(0, len(lines) - MOST_LINES),
            "first_on": lines[0].act_by_on,
            "references": [line.reference for line in lines],
            "signs_in": person.signs_in,
        },
        referral_id=lines[0].referral_id if len(lines) == 1 else None,
    )


def _at_once(case: RungOfCase, person: Recipient, today: date) -> Debt:
    act_by_on = previous_working_day(case.rung.charge_by_on)
    return Debt(
        notice="deadline_warning",
        cause=f"{case.reference}:{today}:{mark_of(person.address)}",
        channel=Channel.EMAIL,
        address=person.address,
        facts={
            "reference": case.reference,
            "days_left": (act_by_on - today).days,
            "act_by_on": act_by_on,
            "passed_up": case.rung.passed_up_at is not None,
            "signs_in": person.signs_in,
        },
        referral_id=case.rung.referral_id,
    )
