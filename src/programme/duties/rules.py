"""The ladder: on how many days left a clock is put to whom, and what becomes of it while nobody says he has seen it.

Pure. The ordinary ladder, where a programme has not set its own, is

    60, 42 days left    the officer in the case: he still has the time to build his file
    28, 14              the supervisor of the force: the reserve for charging has begun, and somebody must decide
     7,  3              the coordinator of the programme, and the supervisor is told with him

A rung that nobody acknowledges climbs from the officer to the supervisor and from him to the coordinator, where it
stays and is told again on every working day. A role that nobody has in a force is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from programme.shared.actor import Actor, Door, Role
from programme.shared.dates import add_working_days, previous_working_day

UPWARDS: tuple[Role, ...] = (Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR)
"""The roles a rung can be with, in the order in which it is passed up."""
ROLE_WORDS: dict[Role, str] = {
    Role.OFFICER: "the officer in the case",
    Role.SUPERVISOR: "the supervisor",
    Role.COORDINATOR: "the coordinator",
}
URGENT_DAYS = 7
"""From this rung on nobody is given longer than the next working day."""


@dataclass(frozen=True, slots=True)
class Rung:
    """So many days left to charge, and the role that a clock on this rung is put to."""

    days_left: int
    role: Role


ORDINARY_LADDER: tuple[Rung, ...] = (
    Rung(60, Role.OFFICER),
    Rung(42, Role.OFFICER),
    Rung(28, Role.SUPERVISOR),
    Rung(14, Role.SUPERVISOR),
    Rung(7, Role.COORDINATOR),
    Rung(3, Role.COORDINATOR),
)


def ladder_of(kept: Sequence[dict[str, Any]]) -> tuple[Rung, ...]:
    """The ladder that a programme has set, highest rung first; the ordinary one where it has set none."""
    rungs = [Rung(int(step["days_left"]), Role(step["role"])) for step in kept]
    return tuple(sorted(rungs, key=lambda rung: -rung.days_left)) or ORDINARY_LADDER


def kept_ladder(ladder: Sequence[Rung]) -> list[dict[str, Any]]:
    """A ladder as a programme keeps it: nothing where it is the ordinary one."""
    if tuple(ladder) == ORDINARY_LADDER:
        return []
    return [{"days_left": rung.days_left, "role": rung.role.value} for rung in ladder]


def rung_on(days_left: int, ladder: Sequence[Rung] = ORDINARY_LADDER) -> Rung | None:
    """The rung that a clock with so many days left stands on: the lowest that is not under them; None above all."""
    return min((rung for rung in ladder if days_left <= rung.days_left), key=lambda rung: rung.days_left, default=None)


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
    return _nearest(wanted, held)


def passed_up_to(role: Role, held: Collection[Role]) -> Role:
    """Who has a rung next that `role` did not acknowledge; himself where nobody stands above him."""
    above = [one for one in UPWARDS[UPWARDS.index(role) + 1 :] if one in held]
    return above[0] if above else role


def pass_up_day(from_on: date, *, days_left: int, charge_by_on: date, pass_up_days: int) -> date:
    """The day on which a rung put to somebody on `from_on` is passed up: so many working days later.

    From the rung of seven days down it is the next working day. It is always after `from_on`, and never after the last
    day to charge, unless that day has come already.
    """
    wait = 1 if days_left <= URGENT_DAYS else max(pass_up_days, 1)
    on = add_working_days(from_on, wait)
    return min(on, charge_by_on) if from_on < charge_by_on else on


def passed_over(rung: Rung, ladder: Sequence[Rung], *, known: Collection[int], from_left: int) -> list[int]:
    """The higher rungs that a clock came by without being raised on them, because nobody looked on those days.

    `known` are the rungs it was raised on, `from_left` the days it had left when it came to us: what was above that
    never was a rung of this case. The lower rung stands for them.
    """
    return [
        one.days_left for one in ladder if rung.days_left < one.days_left <= from_left and one.days_left not in known
    ]


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


def _nearest(role: Role, held: Collection[Role]) -> Role:
    place = UPWARDS.index(role)
    for one in (*UPWARDS[place:], *reversed(UPWARDS[:place])):
        if one in held:
            return one
    return role
