"""Record the fact that eligibility was waiting for, and ask the rules again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.queries import find_standing
from programme.concerns.raising import raise_in
from programme.concerns.refusals import SignsNeeded
from programme.concerns.rules import can_settle
from programme.concerns.settling import Answers, settle
from programme.eligibility.assessment import open_questions
from programme.eligibility.rules import EligibilityVerdict
from programme.people.names import family_key, read_name
from programme.referrals.queries import lock_referral, person_of
from programme.referrals.refusals import NothingToSettle

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.people.models import Person
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class EligibilitySettled:
    """The verdict of the rules now; `waiting_for` as in `refer_offender`."""

    reference: str
    verdict: EligibilityVerdict
    waiting_for: str


def settle_eligibility(
    db: Session, *, actor: Actor, now: datetime, reference: str, answers: Answers
) -> EligibilitySettled:
    """Record the answers with who gave them and when, and decide eligibility again.

    An answer stands in for what the rules could not know; it never lifts what they find not met. Raises NotFound,
    AlreadyDecided once an offer was made or the case has ended, StoppedForSafeguarding, NothingToSettle without an
    answer, AlreadyReferred where the answers show that this offence is a case already.
    """
    referral = lock_referral(db, reference, actor)
    can_settle(referral.state, stopped=find_standing(db, referral.id) is not None)
    if answers.is_empty:
        raise NothingToSettle()
    if (answers.circumstances.no_concern is False) is not bool(answers.signs):
        raise SignsNeeded()
    _record_person(person_of(db, referral), answers)
    subjects, operation = [referral.reference], Operation.ALTERATION
    log_access(db, actor=actor, now=now, what="settle_eligibility", subjects=subjects, operation=operation)
    eligibility = settle(db, referral, answers, actor=actor, now=now)
    if answers.signs:
        raise_in(db, referral, answers.signs, actor=actor, now=now)
    return EligibilitySettled(referral.reference, eligibility.verdict, open_questions(eligibility))


def _record_person(person: Person, answers: Answers) -> None:
    if answers.surname or answers.forenames:
        name = read_name(answers.surname or person.surname, answers.forenames or person.forenames)
        person.surname, person.forenames = name.surname, name.forenames
        person.surname_key = family_key(person.surname, person.forenames)
    if answers.born_on is not None:
        person.born_on = answers.born_on
