"""Recording what humans say of a case, and deciding eligibility again: what settling one case and many share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.concerns.models import Sign
from programme.courses.queries import programme_of
from programme.eligibility.assessment import hangs_on_who
from programme.eligibility.circumstances import HUMAN_CRITERIA, UNSAID, Circumstances, answers_of
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import (
    ADMISSION_MADE,
    FIRST_COURSE,
    NO_CONCERN,
    NO_OPEN_CASE,
    Criterion,
    Eligibility,
    EligibilityVerdict,
    spoken_lookback,
    together,
)
from programme.history.events import AdmissionRecorded
from programme.history.timeline import record
from programme.intake.asking_again import by_hand
from programme.intake.changing_route import RouteTaken, put_on_route
from programme.intake.deciding import compare_again, decide_again
from programme.intake.export_words import ANSWER_UNREADABLE, CONCERN_REPORTED
from programme.policies.queries import one_rule_set
from programme.referrals.criteria import KeptCriterion, Settled, Status
from programme.referrals.models import Admission, Referral
from programme.referrals.queries import person_of
from programme.referrals.refusals import AlreadyReferred
from programme.referrals.words import ADMISSION_SENTENCES
from programme.shared.actor import Actor
from programme.shared.ranks import Rank

SETTLES_MANY = Rank.SERGEANT
"""The lowest rank that may give many cases one answer."""


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

    def where_missing(self, kept: Collection[KeptCriterion], flags: Collection[str]) -> Answers:
        """Those of the answers that can be given for many cases and are missing in this one: never who somebody is."""
        missing = missing_in(kept, flags)
        told = {code: getattr(self.circumstances, code) for code in HUMAN_CRITERIA if code in missing}
        return Answers(
            admission=self.admission if ADMISSION_MADE in missing else None,
            earlier_course=self.earlier_course if FIRST_COURSE in missing else None,
            circumstances=Circumstances(**told),
        )

    def comes_to(self, kept: Collection[KeptCriterion], flags: Collection[str]) -> EligibilityVerdict:
        """The verdict on a case with those of the answers that are missing in it, as long as nothing else is found
        when it is decided."""
        told = self.where_missing(kept, flags)
        known: dict[str, bool | None] = {code: getattr(told.circumstances, code) for code in HUMAN_CRITERIA}
        known[ADMISSION_MADE] = None if told.admission is None else told.admission is Admission.ADMITTED
        known[FIRST_COURSE] = None if told.earlier_course is None else not told.earlier_course
        answered = {code: Status.MET if met else Status.NOT_MET for code, met in known.items() if met is not None}
        return together([Criterion(one.code, answered.get(one.code, one.status), one.reason) for one in kept]).verdict


def missing_in(kept: Collection[KeptCriterion], flags: Collection[str]) -> list[str]:
    """The criteria of a case that are not known and that can be answered for many at once. Where an export told of a
    sign that somebody needs protecting, that is answered in the case alone; so is each of the four answers that a human
    gives, where the export has words for one."""
    alone = set(HUMAN_CRITERIA) if ANSWER_UNREADABLE in flags else {NO_CONCERN} if CONCERN_REPORTED in flags else set()
    unknown = [one.code for one in kept if one.status is Status.UNKNOWN and not hangs_on_who(one)]
    return [code for code in unknown if code in ANSWERED_TOGETHER and code not in alone]


ANSWERED_TOGETHER = (ADMISSION_MADE, FIRST_COURSE, *HUMAN_CRITERIA)
"""The criteria that can be answered for many cases at once: they are asked of each alike."""


def settle(
    db: Session,
    referral: Referral,
    answers: Answers,
    *,
    actor: Actor,
    now: datetime,
    route: RouteTaken | None = None,
) -> Eligibility:
    """Compare the man of a case again, record the answers with who gave them and when, and decide; on another `route`,
    where one was chosen with them.

    The caller holds the case's lock, has asked `can_settle`, and keeps what is said of the man. Raises AlreadyReferred,
    before anything is changed, where he has this offence as a case already.
    """
    db.flush()  # the look for others reads the rows, also of those that were answered together with this one
    lookback_years = one_rule_set(db, referral.rules_id).lookback_years
    about = compare_again(db, referral, person_of(db, referral), lookback_years=lookback_years).about
    if about.repeat_of is not None:
        raise AlreadyReferred(
            explanation=f"It is {about.repeat_of}.", remedy="Withdraw this case and go on with the other."
        )
    if answers.admission is not None and answers.admission is not referral.admission:
        referral.admission = answers.admission
        words = ADMISSION_SENTENCES[answers.admission]
        record(db, referral.id, AdmissionRecorded, actor=actor, now=now, admission=words)
    if route is not None:
        put_on_route(db, referral, route, actor=actor, now=now)
    return decide_again(
        db,
        referral,
        programme_of(db, referral.programme_id),
        actor=actor,
        now=now,
        about=about,
        settled=_settled(answers, about, lookback_years, actor=actor, now=now),
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
