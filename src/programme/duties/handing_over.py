"""Cases are given to another officer: one at a time, or all those of somebody who leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from programme.duties.forces import forces_of
from programme.duties.recipients import Recipients, staff_of
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.timeline import record_all
from programme.notices.outbox import readdress_staff
from programme.people.officers import LONGEST_RANK, Officer
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date

MOST_NAMED = 200


def hand_cases_over(
    db: Session, cases: Sequence[Referral], to: Officer, *, actor: Actor, now: datetime
) -> list[Referral]:
    """Make `to` the officer in these cases of one officer, and return those that had another. Both are told in one
    message each, unless it is their own doing, and what is still owed to the one before goes to the new one.

    The caller holds the locks of the cases, has seen that an account of `to` is of their force, and logs the access.
    Warnings that wait on a rung for the officer wait for him from now on. Nobody is told of a case that is over.
    """
    given = [(case, officer_in(case)) for case in cases if officer_in(case) != to]
    if not given:
        return []
    before, himself = _told_as_officer(db, given[0][0], now)
    for case, _ in given:
        case.officer_id, case.officer_rank = to.account_id, to.rank[:LONGEST_RANK]
        case.officer_collar, case.officer_name, case.officer_email = to.collar, to.name, to.email
    happened = [
        (case.id, events.OfficerChanged, {"officer": to.words or "nobody", "was": was.words or "nobody"})
        for case, was in given
    ]
    record_all(db, happened, actor=actor, now=now)
    db.flush()
    changed, was = [case for case, _ in given], given[0][1]
    running = [case for case in changed if case.over_at is None]
    if to.account_id is None or to.account_id != actor.id:
        _tell(db, running, actor=actor, now=now)
    _move_what_is_owed(db, changed, was, before, to, now=now)
    if running and was.account_id != actor.id and (left := _others_than(to, himself, before)):
        tell_staff(db, [_farewell(left, running, to, now)], actor=actor, now=now)
    return changed


def _told_as_officer(db: Session, case: Referral, now: datetime) -> tuple[Recipients, Recipients]:
    """Who is told what is for the officer in this case, and the officer himself where he can be told: somebody else may
    cover for him."""
    forces = forces_of(db, [case.id])[case.id]
    staff = staff_of(db, [forces], today=london_date(now))
    told, himself = staff.told(Role.OFFICER, forces), staff.officer_himself(forces)
    return told, himself if staff.reaches(himself) else told


def _others_than(to: Officer, *told: Recipients) -> Recipients | None:
    """Those of them who were told as the officer in the case and are not `to`."""
    people = {one for each in told if each.role is Role.OFFICER for one in each.people}
    others = tuple(sorted(one for one in people if one.address.lower() != to.email.lower()))
    return Recipients(Role.OFFICER, Role.OFFICER, others) if others else None


def _move_what_is_owed(
    db: Session, cases: Sequence[Referral], was: Officer, before: Recipients, to: Officer, *, now: datetime
) -> None:
    """To the address at which the new officer is told, in the words for him. It stays where he has none."""
    if not to.email:
        return
    told, _ = _told_as_officer(db, cases[0], now)
    reached = told.people if told.role is Role.OFFICER else ()
    address = reached[0].address if reached else to.email
    old = {one.address for one in before.people if before.role is Role.OFFICER} | {was.email} - {""}
    opens = bool(reached) and all(one.signs_in for one in reached)
    readdress_staff(db, [case.id for case in cases], was=old, address=address, signs_in=opens, now=now)


def officer_in(case: Referral) -> Officer:
    """The officer in the case, as it names him."""
    return Officer(case.officer_rank, case.officer_collar, case.officer_name, case.officer_email, case.officer_id)


def _tell(db: Session, cases: Sequence[Referral], *, actor: Actor, now: datetime) -> None:
    """Him; where nothing reaches him, whoever is told instead of him."""
    forces = forces_of(db, [case.id for case in cases])
    staff = staff_of(db, forces.values(), today=london_date(now))
    to: dict[tuple[Recipients, int], list[Referral]] = defaultdict(list)
    for case in cases:
        told = staff.told(Role.OFFICER, forces[case.id])
        to[told, case.id if told.nobody else 0].append(case)  # that nobody can be told is said on each case
    tell_staff(db, [_notice(told, part, now) for (told, _), part in to.items()], actor=actor, now=now)


def _farewell(told: Recipients, cases: Sequence[Referral], to: Officer, now: datetime) -> StaffNotice:
    references = [case.reference for case in sorted(cases, key=lambda case: (case.charge_by_on, case.id))]
    return StaffNotice(
        notice="cases_given_on",
        cause=f"{references[0]}:{len(references)}:{now:%Y%m%d%H%M%S%f}",
        to=told,
        facts={
            "count": len(references),
            "references": references[:MOST_NAMED],
            "more": max(0, len(references) - MOST_NAMED),
            "who": to.name,
        },
        about=None,
        what="The officer in the case is another",
    )


def _notice(told: Recipients, cases: Sequence[Referral], now: datetime) -> StaffNotice:
    shortest_first = sorted(cases, key=lambda case: (case.charge_by_on, case.id))
    references = [case.reference for case in shortest_first]
    return StaffNotice(
        notice="cases_handed_over",
        cause=f"{references[0]}:{len(references)}:{now:%Y%m%d%H%M%S%f}",
        to=told,
        facts={
            "count": len(references),
            "references": references[:MOST_NAMED],
            "more": max(0, len(references) - MOST_NAMED),
            "first_on": shortest_first[0].charge_by_on,
        },
        about=cases[0].id if len(cases) == 1 else None,
        what="The officer in the case is another",
    )
