"""Facts that only a human can state about the incident and the man: the criteria that no record answers.

Nobody's silence is an answer: until somebody has said, a criterion is not known, and nothing is offered.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from programme.eligibility.rules import ENOUGH_EVIDENCE, NO_CONCERN, NO_RELEVANT_RECORD, NO_VIOLENCE, Criterion
from programme.referrals.criteria import Settled, Status


@dataclass(frozen=True, slots=True)
class Circumstances:
    """An answer to each of these criteria. True: it is met. False: it is not. None: nobody has said.

    `enough_evidence`: there is enough to charge him (Criminal Justice Act 2003 s.23, the second requirement).
    `no_concern`: the person solicited is not, and is not believed to be, under 18, trafficked or controlled.
    `no_violence`: no violence, weapon or threat in this incident, and no open investigation of any.
    `no_relevant_record`: no previous convictions for sexual offences or domestic abuse.
    """

    enough_evidence: bool | None = None
    no_concern: bool | None = None
    no_violence: bool | None = None
    no_relevant_record: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return all(getattr(self, one.name) is None for one in fields(self))


UNSAID = Circumstances()
ALL_CLEAR = Circumstances(enough_evidence=True, no_concern=True, no_violence=True, no_relevant_record=True)


@dataclass(frozen=True, slots=True)
class _Question:
    unknown: str
    met: str
    not_met: str


_QUESTIONS: dict[str, _Question] = {
    ENOUGH_EVIDENCE: _Question(
        "Nobody has recorded whether there is enough evidence to charge him (Criminal Justice Act 2003 s.23).",
        "There is enough evidence to charge him.",
        "There is not enough evidence to charge him, and without it nothing can be offered (Criminal Justice Act 2003 "
        "s.23).",
    ),
    NO_CONCERN: _Question(
        "Nobody has recorded whether the person solicited may be under 18, trafficked or controlled by somebody.",
        "No sign that the person solicited is under 18, trafficked or controlled.",
        "The person solicited may be under 18, trafficked or controlled. Nothing is offered: that is investigated "
        "first.",
    ),
    NO_VIOLENCE: _Question(
        "Nobody has recorded whether there was violence, a weapon or a threat, or whether one is being investigated.",
        "No violence, weapon or threat, and no open investigation of any.",
        "There was violence, a weapon or a threat, or an investigation of one is open.",
    ),
    NO_RELEVANT_RECORD: _Question(
        "Nobody has recorded whether he has previous convictions for sexual offences or domestic abuse.",
        "No previous convictions for sexual offences or domestic abuse.",
        "He has previous convictions for sexual offences or domestic abuse.",
    ),
}

HUMAN_CRITERIA = tuple(_QUESTIONS)
"""The codes of the criteria that only a human answers."""


def unanswered(code: str) -> Criterion:
    """The criterion as it is before anybody has answered it."""
    return Criterion(code, Status.UNKNOWN, _QUESTIONS[code].unknown)


def answered(code: str, *, met: bool) -> Criterion:
    """The criterion as an answer leaves it."""
    question = _QUESTIONS[code]
    return Criterion(code, Status.MET if met else Status.NOT_MET, question.met if met else question.not_met)


def answers_of(said: Circumstances, *, by: str, at: datetime) -> dict[str, Settled]:
    """The answers, as a case keeps them: by criterion, with who said it and when."""
    said_of = {code: getattr(said, code) for code in HUMAN_CRITERIA}  # each answer is called as its criterion
    return {code: human_answer(code, met, by=by, at=at) for code, met in said_of.items() if met is not None}


def human_answer(code: str, met: bool, *, by: str, at: datetime) -> Settled:
    """One answer to one of these criteria, with its sentence."""
    found = answered(code, met=met)
    return Settled(found.status, found.reason, by, at)
