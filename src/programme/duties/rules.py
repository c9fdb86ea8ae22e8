"""The clock's warnings: how a programme's ladder is kept, whom a rung is put to, and when it is passed up.

A rung (`duties/ladders.py`) that nobody acknowledges climbs from the officer to the supervisor and from him to the
coordinator, where it stays and is told again on every working day. A role that nobody has in a force is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from programme.duties.ladders import CLOCK_WARNINGS, ORDINARY_LADDER, Rung
from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import add_working_days, previous_working_day

UPWARDS: tuple[Role, ...] = (Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR)
"""The roles a rung can be with, in the order in which it is passed up."""
URGENT_DAYS = 7
"""The last week. From this rung on nobody is given longer than the next working day, and every ladder has a rung in it
that is the coordinator's."""
LONGEST_RUNG = 150
MOST_PASS_UP_DAYS = 10
"""Working days that a rung may wait before it is passed up, whatever a programme keeps."""


FLOOR = ORDINARY_LADDER[-1]


def reaches_the_top(ladder: Iterable[Rung]) -> bool:
    """Whether a rung of the last week is the coordinator's."""
    return any(rung.days <= URGENT_DAYS and rung.role is UPWARDS[-1] for rung in ladder)


def ladder_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Rung, ...]:
    """The ladder that a programme has set, highest rung first; the ordinary one where it has set none.

    One that came here past the form is made safe, not believed: a rung that is none is left out, and one that reaches
    the coordinator in the last week is added where there is none.
    """
    rungs = {rung.days: rung for rung in _read(kept)}
    if not rungs:
        return ORDINARY_LADDER
    if not reaches_the_top(rungs.values()):
        rungs[FLOOR.days] = FLOOR
    return tuple(sorted(rungs.values(), key=lambda rung: -rung.days))


def _read(kept: Sequence[Mapping[str, Any]]) -> Iterator[Rung]:
    for step in kept:
        try:
            rung = Rung(int(step["days_left"]), Role(step["role"]))
        except (KeyError, TypeError, ValueError):
            continue
        if 1 <= rung.days <= LONGEST_RUNG and rung.role in UPWARDS:
            yield rung


def kept_ladder(ladder: Sequence[Rung]) -> list[dict[str, Any]]:
    """A ladder as a programme keeps it: nothing where it is the ordinary one."""
    if tuple(ladder) == ORDINARY_LADDER:
        return []
    return [{"days_left": rung.days, "role": rung.role.value} for rung in ladder]


def put_to(rung: Rung, *, waiting: Iterable[Role], held: Collection[Role], today: date, charge_by_on: date) -> Role:
    """Whom a clock that reaches `rung` is put to.

    Never anybody lower than he who has an earlier rung of this clock that still `waiting` for somebody: what was passed
    up does not come down again. On the last working day to charge, and after it, there is no day left to pass it up:
    it is the coordinator's at once. A role that nobody in the force has (`held`) falls to the next above that somebody
    has, or else to the next below.
    """
    wanted = max([rung.role, *waiting], key=UPWARDS.index)
    if today >= previous_working_day(charge_by_on):
        wanted = UPWARDS[-1]
    return nearest(wanted, held) or wanted


def passed_up_to(role: Role, held: Collection[Role]) -> Role:
    """Who has a rung next that `role` did not acknowledge; himself where nobody stands above him."""
    above = [one for one in UPWARDS[UPWARDS.index(role) + 1 :] if one in held]
    return above[0] if above else role


def pass_up_day(from_on: date, *, days_left: int, charge_by_on: date, pass_up_days: int) -> date:
    """The day on which a rung put to somebody on `from_on` is passed up: so many working days later.

    From the rung of seven days down it is the next working day. It is always after `from_on`, and never after the last
    working day to charge, unless that day has come already.
    """
    wait = 1 if days_left <= URGENT_DAYS else min(max(pass_up_days, 1), MOST_PASS_UP_DAYS)
    on, last_on = add_working_days(from_on, wait), previous_working_day(charge_by_on)
    return min(on, last_on) if from_on < last_on else on


def passed_over(
    rung: Rung, ladder: Sequence[Rung], *, known: Collection[int], charge_by_on: date, referred_on: date
) -> list[int]:
    """The higher rungs that a clock came by without being raised on them, because nobody looked on those days.

    `known` are the rungs it was raised on. A rung from before it came to us never was one of this case, and a higher
    one that falls on the same working day is given with the lower. The lower rung stands for the others.
    """
    came_on = CLOCK_WARNINGS.day_of(charge_by_on, rung.days)
    return [
        one.days
        for one in ladder
        if rung.days < one.days
        and referred_on <= CLOCK_WARNINGS.day_of(charge_by_on, one.days) < came_on
        and one.days not in known
    ]


def up_to(rung: Rung) -> Sequence[Role]:
    """The role of the rung and those below it, lowest first."""
    return UPWARDS[: UPWARDS.index(rung.role) + 1]


def roles_answered_for(actor: Actor) -> frozenset[Role]:
    """Whose rungs the actor may acknowledge: his own and those below him.

    Anybody at the custody desk answers for the officer in the case, who may have no account. The staff of a
    neighbouring force stand for every role of it: they are the only ones of it that we know.
    """
    if actor.door is Door.ADMIN and Role.COORDINATOR in actor.roles:
        return frozenset(UPWARDS)
    if actor.door is Door.PARTNER and Role.PARTNER_STAFF in actor.roles:
        return frozenset(UPWARDS)
    if actor.door is Door.CUSTODY and Role.SUPERVISOR in actor.roles:
        return frozenset({Role.OFFICER, Role.SUPERVISOR})
    if actor.door is Door.CUSTODY and Role.OFFICER in actor.roles:
        return frozenset({Role.OFFICER})
    return frozenset()


def nearest(role: Role, held: Collection[Role], order: Sequence[Role] = UPWARDS) -> Role | None:
    """The role itself where somebody has it, else the next above that somebody has, else the next below; or None."""
    place = order.index(role)
    return next((one for one in (*order[place:], *reversed(order[:place])) if one in held), None)
