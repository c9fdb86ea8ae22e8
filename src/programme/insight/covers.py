"""Who covers for whom, as pages say it, and which cases are somebody's own because of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from programme.duties.covers import CoverLine, covers_on, finds_every_case, standing_covers
from programme.duties.forces import forces_of
from programme.duties.models import Cover
from programme.insight.case_filter import CoveredCases, OwnCovers
from programme.people.officers import officers_by_force
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS, visible_to
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, rows


@dataclass(frozen=True, slots=True)
class CoverShown:
    """A cover that stands. `runs`: today is one of its days; `left`: whoever covers cannot read the cases any more."""

    line: CoverLine
    runs: bool
    left: bool


def covers_shown(db: Session, actor: Actor, *, today: date) -> list[CoverShown]:
    """Those of officers at forces that the actor finds cases of, the first to begin first. A coordinator of another
    force finds a cover alone that is of cases that he finds."""
    its_cases = visible_to(actor, select(Referral.id).where(Referral.force_code == Cover.force_code))
    wanted = (
        select(*columns_of(CoverLine))
        .where(Cover.until_on >= today, Cover.ended_at.is_(None), exists(its_cases.correlate(Cover)))
        .order_by(Cover.from_on, Cover.id)
    )
    lines = _found_by(db, actor, rows(db, CoverLine, wanted))
    known = officers_by_force(db, {line.force_code for line in lines})
    return [
        CoverShown(
            line,
            line.runs_on(today),
            known[line.force_code].who_sign_in().with_account(line.covered_by_id) is None,
        )
        for line in lines
    ]


def _found_by(db: Session, actor: Actor, lines: list[CoverLine]) -> list[CoverLine]:
    numbers = {number for one in lines if not finds_every_case(actor, one.force_code) for number in one.case_ids}
    wanted = visible_to(actor, select(Referral.id).where(Referral.id.in_(numbers)))
    found = set(rows(db, int, wanted)) if numbers else set()
    return [
        one for one in lines if finds_every_case(actor, one.force_code) or (one.case_ids and found >= set(one.case_ids))
    ]


def covers_of_account(db: Session, account_id: int, *, today: date) -> list[CoverLine]:
    """Those in which the holder of this account is to be told and asked, today or later."""
    wanted = (
        select(*columns_of(CoverLine))
        .where(Cover.covered_by_id == account_id, Cover.until_on >= today, Cover.ended_at.is_(None))
        .order_by(Cover.from_on, Cover.id)
    )
    return rows(db, CoverLine, wanted)


def one_cover(db: Session, cover_id: int, actor: Actor, *, today: date) -> CoverShown:
    """One of them. Raises NotFound."""
    found = next((one for one in covers_shown(db, actor, today=today) if one.line.id == cover_id), None)
    if found is None:
        raise NotFound()
    return found


def cases_of_cover(db: Session, cover: Cover) -> list[Referral]:
    """The running cases that it is of now."""
    named = or_(
        Referral.officer_id == cover.officer_id,
        and_(
            Referral.officer_id.is_(None),
            Referral.officer_email != "",
            func.lower(Referral.officer_email) == cover.officer_email,
        ),
    )
    wanted = select(Referral).where(Referral.force_code == cover.force_code, named, CLOCK_RUNS).order_by(Referral.id)
    found = db.execute(wanted).scalars().all()
    return [case for case in found if not cover.case_ids or case.id in cover.case_ids]


def who_covers(db: Session, case_ids: Iterable[int], *, today: date) -> dict[int, CoverLine]:
    """The cover that runs today, of each of these cases that has one."""
    cases = forces_of(db, list(case_ids))
    covers = covers_on(db, {case.force_code for case in cases.values()}, today) if cases else []
    return {number: one for number, case in cases.items() for one in covers if one.has(case)}


def own_covers(db: Session, actor: Actor, *, today: date) -> list[CoverLine]:
    """Those that run today and in which the actor covers or is covered for."""
    if actor.force_code is None:
        return []
    lines = standing_covers(db, [actor.force_code], from_on=today)
    return [one for one in lines if one.runs_on(today) and actor.id in (one.officer_id, one.covered_by_id)]


def own_cases(covers: Iterable[CoverLine], account_id: int | None) -> OwnCovers:
    """The effect of these covers on the cases that are somebody's own."""
    away = [one for one in covers if one.officer_id == account_id]
    lent = [one for one in covers if one.covered_by_id == account_id]
    return OwnCovers(
        away=any(not one.case_ids for one in away),
        away_in=frozenset(number for one in away for number in one.case_ids),
        covered=tuple(CoveredCases(one.officer_id, one.officer_email, frozenset(one.case_ids)) for one in lent),
    )
