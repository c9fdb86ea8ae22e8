"""Who helps him in a case, and what they may do for him: on a page of its own, in a call, at the door, to himself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from programme.referrals.models import Referral, Supporter, SupporterKind
from programme.referrals.words import SUPPORTER_WORDS, may_words
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class Helps:
    """Somebody who helps him, as he is named."""

    kind: SupporterKind
    name: str
    organisation: str
    reached_by: str
    may_be_told: bool = False
    may_speak: bool = False
    comes: bool = False


@reads(Supporter)
@dataclass(frozen=True, slots=True)
class HelpsHim:
    """Somebody who helps him now."""

    id: int
    kind: SupporterKind
    name: str
    organisation: str
    reached_by: str
    may_be_told: bool
    may_speak: bool
    comes: bool

    @property
    def who(self) -> str:
        """Name and organisation."""
        return ", ".join(part for part in (self.name, self.organisation) if part)

    @property
    def may(self) -> str:
        """Their part, in words."""
        return may_words(told=self.may_be_told, speaks=self.may_speak)

    @property
    def row(self) -> dict[str, object]:
        """A line of a summary, for staff."""
        lines = [self.who, f"Reached by {self.reached_by}", self.may, "Comes with him on the day" if self.comes else ""]
        return {"key": SUPPORTER_WORDS[self.kind], "lines": [line for line in lines if line]}

    @property
    def said(self) -> str:
        """The same to himself, in a line."""
        may = ["may be told the day" if self.may_be_told else "", "may speak for you" if self.may_speak else ""]
        may += ["comes with you on the day" if self.comes else ""]
        words = [SUPPORTER_WORDS[self.kind].lower(), self.reached_by, *may]
        return f"{self.who}: {', '.join(word for word in words if word)}"


SOMEBODY_COMES = (
    exists()
    .where(Supporter.referral_id == Referral.id, Supporter.ended_at.is_(None), Supporter.comes.is_(True))
    .correlate(Referral)
)
"""Whether somebody who helps him comes with him on the day."""
_HELP_NOW = (
    select(*columns_of(HelpsHim))
    .where(Supporter.referral_id == bindparam("referral_id"), Supporter.ended_at.is_(None))
    .order_by(Supporter.id)
)


def supporters_of(db: Session, referral_id: int | None) -> list[HelpsHim]:
    """Everybody who helps him in the case now."""
    return rows(db, HelpsHim, _HELP_NOW, referral_id=referral_id)


def find_supporter(db: Session, referral_id: int, supporter_id: int) -> Supporter | None:
    """One of the case who helps him now, or None. Lock the case first."""
    wanted = select(Supporter).where(
        Supporter.id == supporter_id, Supporter.referral_id == referral_id, Supporter.ended_at.is_(None)
    )
    found: Supporter | None = db.execute(wanted).scalar_one_or_none()
    return found
