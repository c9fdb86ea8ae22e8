"""Arranging a cover and ending it: what is said to both, and what is put on record with each case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from programme.duties.forces import forces_of
from programme.duties.models import Cover
from programme.duties.recipients import Recipients, staff_of
from programme.duties.refusals import CoverOver
from programme.duties.telling import StaffNotice, tell_staff
from programme.history.events import EventKind
from programme.history.timeline import record_all
from programme.notices.outbox import readdress_staff
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date

MOST_LISTED = 200


def tell_of_cover(db: Session, cover: Cover, cases: Sequence[Referral], *, actor: Actor, now: datetime) -> None:
    """Owe a message to whoever covers and one to the officer; not to the actor himself."""
    by, officer = _both(db, cover, cases, now)
    references = [one.reference for one in sorted(cases, key=lambda one: (one.charge_by_on, one.id))]
    facts = {
        "away": cover.officer,
        "covered_by": cover.covered_by,
        "from_on": cover.from_on,
        "until_on": cover.until_on,
        "count": len(references),
        "references": references[:MOST_LISTED],
        "more": max(0, len(references) - MOST_LISTED),
        "every": not cover.case_ids,
    }
    cause = str(cover.id)
    notices = [
        StaffNotice(notice="cover_given", cause=cause, to=by, facts=facts, about=None, what=_WHAT),
        StaffNotice(notice="cover_taken", cause=cause, to=officer, facts=facts, about=None, what=_WHAT),
    ]
    accounts = (cover.covered_by_id, cover.officer_id)
    _tell_others(db, notices, accounts, actor=actor, now=now)


def tell_cover_ended(db: Session, cover: Cover, cases: Sequence[Referral], *, actor: Actor, now: datetime) -> None:
    """The same, where it is ended early."""
    facts = {"away": cover.officer, "covered_by": cover.covered_by, "until_on": cover.until_on}
    notices = [
        StaffNotice(notice="cover_ended", cause=str(cover.id), to=to, facts=facts, about=None, what=_WHAT)
        for to in _both(db, cover, cases, now)
    ]
    _tell_others(db, notices, (cover.covered_by_id, cover.officer_id), actor=actor, now=now)


_WHAT = "Somebody covers for the officer in the case"


def _both(db: Session, cover: Cover, cases: Sequence[Referral], now: datetime) -> tuple[Recipients, Recipients]:
    case = forces_of(db, [cases[0].id])[cases[0].id]
    staff = staff_of(db, [case], today=london_date(now))
    return staff.who_covers(cover.covered_by_id, case), staff.officer_himself(case)


def _tell_others(
    db: Session, notices: Sequence[StaffNotice], accounts: Sequence[int | None], *, actor: Actor, now: datetime
) -> None:
    theirs = [one for one, account in zip(notices, accounts, strict=True) if account is None or account != actor.id]
    tell_staff(db, theirs, actor=actor, now=now)


def move_what_waits(db: Session, cover: Cover, cases: Sequence[Referral], *, now: datetime) -> None:
    """Messages owed to the officer in these cases that have not gone go to whoever covers from today on."""
    case = forces_of(db, [cases[0].id])[cases[0].id]
    staff = staff_of(db, [case], today=london_date(now))
    _readdress(db, cases, was=staff.officer_himself(case), to=staff.told(Role.OFFICER, case), now=now)


def give_back_what_waits(db: Session, cover: Cover, cases: Sequence[Referral], *, now: datetime) -> None:
    """Once a cover that ran has ended: what is owed to whoever covered and has not gone goes to the officer. Where he
    is told in a role of his own, it stays: it may be for him."""
    case = forces_of(db, [cases[0].id])[cases[0].id]
    staff = staff_of(db, [case], today=london_date(now))
    was = staff.who_covers(cover.covered_by_id, case)
    if not any(staff.role_of(one.address, case) for one in was.people):
        _readdress(db, cases, was=was, to=staff.told(Role.OFFICER, case), now=now)


def _readdress(db: Session, cases: Sequence[Referral], *, was: Recipients, to: Recipients, now: datetime) -> None:
    if to.role is Role.OFFICER and (old := {one.address for one in was.people}):
        one = to.people[0]
        numbers = [each.id for each in cases]
        readdress_staff(db, numbers, was=old, address=one.address, signs_in=one.signs_in, now=now)


def record_cover(
    db: Session, cover: Cover, cases: Collection[Referral], kind: EventKind, *, actor: Actor, now: datetime
) -> None:
    """Put it on record with these cases."""
    facts = {
        "officer": cover.officer,
        "covered_by": cover.covered_by,
        "from_on": cover.from_on,
        "until_on": cover.until_on,
    }
    record_all(db, [(case.id, kind, facts) for case in cases], actor=actor, now=now)


def lock_cover(db: Session, cover_id: int, *, now: datetime) -> Cover:
    """The cover, locked. Raises CoverOver where it was ended, or its last day has passed."""
    cover = db.execute(select(Cover).where(Cover.id == cover_id).with_for_update()).scalar_one()
    if cover.ended_at is not None or cover.until_on < london_date(now):
        raise CoverOver()
    return cover


def lock_ran_out(db: Session, cover_id: int, *, now: datetime) -> Cover | None:
    """The cover, locked, where its last day has passed and nobody has ended it."""
    wanted = select(Cover).where(Cover.id == cover_id, *_ran_out(now)).with_for_update()
    return db.execute(wanted).scalar_one_or_none()


def covers_ran_out(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """The covers whose last day has passed and that were not ended: something may still be owed to whoever covered."""
    wanted = select(Cover.id).where(Cover.id > after_id, *_ran_out(now)).order_by(Cover.id).limit(at_most)
    return list(db.execute(wanted).scalars())


def _ran_out(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Cover.ended_at.is_(None), Cover.until_on < london_date(now)
