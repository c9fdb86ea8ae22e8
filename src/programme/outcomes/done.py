"""The deed that was done with a case, as somebody says it, before it is on record. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programme.outcomes.models import Disposal, Excuse, Mistake, NoActionReason
from programme.outcomes.words import DISPOSAL_WORDS, mistake_words
from programme.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Done:
    """A disposal and when it was made; why, where that is needed; that a late charge truly was issued late; and the
    Home Office outcome type, where it is another than the one that follows; the crime number, where the case has none
    yet; whether he gave a reason for not finishing, and what was decided about it and why."""

    disposal: Disposal
    at: datetime
    reason: str = ""
    late_is_true: bool = False
    no_action: NoActionReason | None = None
    outcome: int | None = None
    crime_number: str = ""
    excuse: Excuse | None = None
    excuse_because: str = ""

    @property
    def words(self) -> str:
        """The sentence of the timeline."""
        return DISPOSAL_WORDS[self.disposal]


@dataclass(frozen=True, slots=True)
class EndedAsMistake(Done):
    """That there is no case of its own here, why, and which it is instead, where one was named."""

    mistake: Mistake = Mistake.NOT_HIM
    right: Referral | None = None

    @property
    def words(self) -> str:
        """The sentence of the timeline."""
        return mistake_words(self.mistake, self.right.reference if self.right else None)


def no_action_of(done: Done) -> NoActionReason | None:
    """Why nothing further was done; None for anything else."""
    return done.no_action if done.disposal is Disposal.NO_FURTHER_ACTION else None
