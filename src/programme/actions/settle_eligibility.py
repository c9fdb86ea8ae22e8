"""Record the fact that eligibility was waiting for, and ask the rules again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.models import Sign
from programme.concerns.queries import find_standing
from programme.concerns.raising import raise_in
from programme.concerns.refusals import SignsNeeded
from programme.concerns.rules import can_settle
from programme.courses.queries import programme_of
from programme.eligibility.assessment import open_questions
from programme.eligibility.circumstances import UNSAID, Circumstances, answers_of
from programme.eligibility.rules import FIRST_COURSE, NO_OPEN_CASE, EligibilityVerdict, spoken_lookback
from programme.history.events import AdmissionRecorded
from programme.history.timeline import record
from programme.intake.asking_again import by_hand
from programme.intake.deciding import compare_again, decide_again
from programme.people.names import family_key, read_name
from programme.policies.queries import one_rule_set
from programme.referrals.criteria import Settled, Status
from programme.referrals.models import Admission
from programme.referrals.queries import lock_referral, person_of
from programme.referrals.refusals import AlreadyReferred, NothingToSettle
from programme.referrals.words import ADMISSION_SENTENCES

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from programme.eligibility.known import WhatIsKnown
    from programme.people.models import Person
    from programme.referrals.models import Referral
    from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that a human records. None and "" mean nothing is said.

    `earlier_course`: he was offered or took a course in the look-back of the case's rules. `goes_on_beside`: with
    another case open, this one may go on beside it. `is_same_person`: whether somebody here is the same man,
    where there is not enough to compare him by (`decide_identity` decides about one who is shown beside him).
    `circumstances`: what only a human can say about the incident and the man. `signs` go with its answer
    `no_concern=False`.
    """

    admission: Admission | None = None
    surname: str = ""
    forenames: str = ""
    born_on: date | None = None
    earlier_course: bool | None = None
    goes_on_beside: bool | None = None
    is_same_person: bool | None = None
    circumstances: Circumstances = UNSAID
    signs: tuple[Sign, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return all(getattr(self, one.name) in (None, "", (), UNSAID) for one in fields(self))


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
    person = person_of(db, referral)
    _record_facts(db, referral, person, answers, actor=actor, now=now)
    lookback_years = one_rule_set(db, referral.rules_id).lookback_years
    found = compare_again(db, referral, person, lookback_years=lookback_years)
    if found.about.repeat_of is not None:
        raise AlreadyReferred(
            explanation=f"It is {found.about.repeat_of}.", remedy="Withdraw this case and go on with the other."
        )
    eligibility = decide_again(
        db,
        referral,
        programme_of(db, referral.programme_id),
        actor=actor,
        now=now,
        about=found.about,
        settled=_settled(answers, found.about, lookback_years, actor=actor, now=now),
    )
    if answers.signs:
        raise_in(db, referral, answers.signs, actor=actor, now=now)
    return EligibilitySettled(referral.reference, eligibility.verdict, open_questions(eligibility))


def _record_facts(
    db: Session, referral: Referral, person: Person, answers: Answers, *, actor: Actor, now: datetime
) -> None:
    if answers.admission is not None and answers.admission is not referral.admission:
        referral.admission = answers.admission
        words = ADMISSION_SENTENCES[answers.admission]
        record(db, referral.id, AdmissionRecorded, actor=actor, now=now, admission=words)
    if answers.surname or answers.forenames:
        name = read_name(answers.surname or person.surname, answers.forenames or person.forenames)
        person.surname, person.forenames = name.surname, name.forenames
        person.surname_key = family_key(person.surname, person.forenames)
    if answers.born_on is not None:
        person.born_on = answers.born_on
    db.flush()  # the look for namesakes reads the rows
    log_access(
        db,
        actor=actor,
        now=now,
        what="settle_eligibility",
        subjects=[referral.reference],
        operation=Operation.ALTERATION,
    )


def _settled(
    answers: Answers, about: WhatIsKnown, lookback_years: int, *, actor: Actor, now: datetime
) -> dict[str, Settled]:
    """The answers that stand in for what the rules cannot know.

    Where nobody could be compared, that nobody here is he settles whether he has another case too. That he is somebody
    here settles nothing while it is not known who: a fact is wanted that says it.
    """
    span = spoken_lookback(lookback_years)
    said: list[tuple[str, bool | None, str, str]] = [
        (
            FIRST_COURSE,
            None if answers.earlier_course is None else not answers.earlier_course,
            f"Checked: no earlier course or offer {span}.",
            f"Checked: he was offered or took a course {span}.",
        ),
        (
            NO_OPEN_CASE,
            answers.goes_on_beside,
            "An officer decided that this case goes on beside the other.",
            "An officer decided that this offence is dealt with in the other case.",
        ),
    ]
    by_circumstance = answers_of(answers.circumstances, by=actor.label, at=now)
    nobody = "An officer looked by hand: nobody here is the same person."
    looked = by_hand(about, nobody, actor=actor, now=now) if answers.is_same_person is False else {}
    return (
        by_circumstance
        | looked
        | {
            code: Settled(Status.MET if met else Status.NOT_MET, yes if met else no, actor.label, now)
            for code, met, yes, no in said
            if met is not None
        }
    )
