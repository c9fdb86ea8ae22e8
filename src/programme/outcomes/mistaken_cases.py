"""Cases that were ended because they are none of their own, and the cases that they are instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from programme.concerns.queries import stopped_among
from programme.concerns.refusals import ConcernIsOpen
from programme.history.events import ReferralWithdrawn
from programme.history.models import HistoryRow
from programme.intake.known_people import SAME_NIGHT
from programme.intake.pairs import others_like
from programme.outcomes.mistakes import StandsInPlace, check_right_case
from programme.outcomes.models import Mistake, RecordedDisposal
from programme.outcomes.refusals import NobodyWouldWatch, NotTheRightCase
from programme.referrals.models import Referral
from programme.referrals.queries import lock_his_cases, visible_to
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.references import read_reference
from programme.shared.refusal import NotFound, Refusal
from programme.storage.rows import columns_of, reads
from programme.storage.together import Listed

_LATER = aliased(RecordedDisposal)
MISTAKE_STANDS = and_(
    RecordedDisposal.mistake.is_not(None),
    ~exists()
    .where(_LATER.referral_id == RecordedDisposal.referral_id, _LATER.id > RecordedDisposal.id)
    .correlate(RecordedDisposal),
)
"""It was not taken back, and nothing else was recorded since."""


def is_pointed_at(number: Any) -> ColumnElement[bool]:
    """Whether another case was ended because the one of this number is the right one."""
    pointing = aliased(RecordedDisposal)
    later = aliased(RecordedDisposal)
    taken_back = exists().where(later.referral_id == pointing.referral_id, later.id > pointing.id)
    return exists().where(pointing.right_referral_id == number, ~taken_back.correlate(pointing))


def points_here(db: Session, referral_id: int) -> bool:
    """The same of one case."""
    return bool(db.execute(select(is_pointed_at(referral_id))).scalar_one())


def was_withdrawn(db: Session, referral_id: int) -> bool:
    """Whether the case was withdrawn before it ended. One that was not, and has no result, ended as it stood."""
    withdrawn = exists().where(HistoryRow.referral_id == referral_id, HistoryRow.event == ReferralWithdrawn.name)
    return bool(db.execute(select(withdrawn)).scalar_one())


def ended_for_the_other(db: Session, one: int, other: int) -> str | None:
    """The reference of a case of one of these two people that stands ended as recorded twice for a case of the other:
    were they told apart, nobody would watch its clock. None where there is none."""
    twice, stays = aliased(Referral), aliased(Referral)
    wanted = (
        select(twice.reference)
        .join(RecordedDisposal, RecordedDisposal.referral_id == twice.id)
        .join(stays, stays.id == RecordedDisposal.right_referral_id)
        .where(
            MISTAKE_STANDS,
            RecordedDisposal.mistake == Mistake.RECORDED_TWICE,
            twice.person_id.in_({one, other}),
            stays.person_id.in_({one, other}),
            twice.person_id != stays.person_id,
        )
    )
    return db.execute(wanted.limit(1)).scalar_one_or_none()


def _twice_and_right(db: Session, referral: Referral) -> list[tuple[Referral, Referral]]:
    """The case as one that was recorded twice and the one that stays, and as that itself: as far as it stands so."""
    wanted = select(RecordedDisposal.referral_id, RecordedDisposal.right_referral_id).where(
        MISTAKE_STANDS,
        RecordedDisposal.mistake == Mistake.RECORDED_TWICE,
        or_(RecordedDisposal.referral_id == referral.id, RecordedDisposal.right_referral_id == referral.id),
    )
    pairs = db.execute(wanted.order_by(RecordedDisposal.id)).all()
    return [(db.get_one(Referral, pair.referral_id), db.get_one(Referral, pair.right_referral_id)) for pair in pairs]


def check_still_watched(db: Session, referral: Referral, charge_by_on: date, *, today: date) -> None:
    """Whether no clock is lost once this is the last day to charge of a case: of one that was ended as recorded twice
    nobody is warned, so the one that stays is no later. Two that did not fit before are not asked. Raises
    NobodyWouldWatch."""
    for twice, stays in _twice_and_right(db, referral):
        ended, instead = _stands_in_place(twice), replace(_stands_in_place(stays), person_id=twice.person_id)
        fits = _fits(ended, instead, today)
        if twice.id == referral.id:
            ended = replace(ended, charge_by_on=charge_by_on)
        else:
            instead = replace(instead, charge_by_on=charge_by_on)
        if fits and not _fits(ended, instead, today):
            raise NobodyWouldWatch(
                f"nobody would watch the last day of {twice.reference}, which was ended as recorded twice of "
                f"{stays.reference}"
            )


def _fits(case: StandsInPlace, right: StandsInPlace, today: date) -> bool:
    try:
        check_right_case(case, right, Mistake.RECORDED_TWICE, today=today)
    except NotTheRightCase:
        return False
    return True


def of_another_night_words(db: Session, referral: Referral, offence_at: datetime) -> list[str]:
    """A sentence for each case that was ended as recorded twice of this one, where its offence is not of that night any
    more."""
    ended = [twice for twice, stays in _twice_and_right(db, referral) if stays.id == referral.id]
    return [_see_whether(one) for one in ended if abs(one.offence_at - offence_at) >= SAME_NIGHT]


def of_another_man_words(db: Session, referral: Referral) -> list[str]:
    """The same, where this one says something else now of who he is."""
    return [_see_whether(twice) for twice, stays in _twice_and_right(db, referral) if stays.id == referral.id]


def _see_whether(ended: Referral) -> str:
    return (
        f"Case {ended.reference} was ended as recorded twice of this one. See whether it is still the same offence of "
        "the same man: if not, another sergeant takes that back on its page."
    )


def _stands_in_place(one: Referral) -> StandsInPlace:
    """The facts on which it hangs whether a case can stand in the place of another."""
    charged = one.clock_stopped_at is not None
    return StandsInPlace(one.reference, one.force_code, one.person_id, one.charge_by_on, charged, one.done, one.over_at)


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A case that may be none of its own, and the one that is named as the right one. `may_be_one`: that is of somebody
    who is put to a human as perhaps the same man; whoever says that it was recorded twice says that he is. `stopped`: a
    concern stands in it, which goes with what was recorded twice to the case that stays."""

    referral: Referral
    right: Referral | None
    may_be_one: bool = False
    stopped: bool = False

    def check(self, mistake: Mistake, *, today: date) -> None:
        """Raises NotTheRightCase and ConcernIsOpen."""
        if self.stopped and mistake is not Mistake.RECORDED_TWICE:
            raise ConcernIsOpen()
        instead = _stands_in_place(self.right) if self.right else None
        if instead is not None and self.may_be_one:
            instead = replace(instead, person_id=self.referral.person_id)
        check_right_case(_stands_in_place(self.referral), instead, mistake, today=today)


def mistaken(db: Session, reference: str, named: str, actor: Actor, *, locked: bool) -> Mistaken:
    """Both cases. They are locked with all of their men: of two people who point them at each other the second finds
    what the first did. Raises NotFound and, where none is found of that name, NotTheRightCase."""
    right = read_reference(named) or named.strip()
    wanted = visible_to(actor, select(Referral).where(Referral.reference.in_({reference, right})).order_by(Referral.id))
    if locked:
        lock_his_cases(db, [reference, right], actor)
    found = db.execute(wanted.with_for_update() if locked else wanted).scalars()
    cases: dict[str, Referral] = {one.reference: one for one in found}
    if reference not in cases:
        raise NotFound()
    if right and right not in cases:
        raise NotTheRightCase(f"There is no case {right} that you can see")
    case, stays = cases[reference], cases.get(right)
    stopped = bool(stopped_among(db, [case.id]))
    return Mistaken(case, stays, stays is not None and _may_be_one(db, case, stays), stopped)


def _may_be_one(db: Session, case: Referral, other: Referral) -> bool:
    """Whether the man of one case is put to a human as perhaps that of the other, and nobody has told them apart."""
    if case.person_id == other.person_id:
        return False
    return any(one.reference == other.reference for found in others_like(db, case).proposals for one in found.cases)


def why_not_right(
    db: Session, reference: str, named: str, actor: Actor, mistake: Mistake | None, *, now: datetime
) -> Refusal | None:
    """The refusal of the case that is named, or of one that a concern stops, asked with everything else that is wrong
    with a form."""
    try:
        found = mistaken(db, reference, named, actor, locked=False)
        if mistake is not None:
            found.check(mistake, today=london_date(now))
    except (NotTheRightCase, ConcernIsOpen) as refusal:
        return refusal
    return None


_WRONG, _RIGHT = aliased(Referral), aliased(Referral)


@reads(
    RecordedDisposal,
    reference=_WRONG.reference,
    right=_RIGHT.reference,
)
@dataclass(frozen=True, slots=True)
class MistakenCase:
    """A case that was ended because it is none of its own; `right` is the case that it is instead, where one was
    named."""

    id: int
    mistake: Mistake
    reference: str
    right: str | None
    reason: str
    recorded_at: datetime
    recorded_by: str


MISTAKEN_REFERRAL = RecordedDisposal.referral_id
"""The number of the case, for whoever narrows them."""
MISTAKEN_CASES = (
    select(*columns_of(MistakenCase))
    .select_from(RecordedDisposal)
    .join(_WRONG, _WRONG.id == RecordedDisposal.referral_id)
    .outerjoin(_RIGHT, _RIGHT.id == RecordedDisposal.right_referral_id)
    .where(MISTAKE_STANDS)
)
MISTAKES_BESIDE = Listed(
    MistakenCase,
    MISTAKEN_CASES.where(
        or_(
            RecordedDisposal.referral_id == bindparam("referral_id"),
            RecordedDisposal.right_referral_id == bindparam("referral_id"),
        )
    ),
    RecordedDisposal.id,
)
"""Of one case: that it was ended so, and the cases that were because this one is the right one."""
