"""Neighbouring forces we have an agreement with, and the referrals that crossed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.exchange.states import EXCHANGES, ExchangeEvent, ExchangeState
from programme.storage.base import Base, Id, UtcDateTime, WordSet, enum_column


class TravelField(StrEnum):
    """A fact that an agreement may let travel with a referral, beside those that every referral has."""

    SEX = "sex"
    ADDRESS = "address"
    MOBILE = "mobile"
    EMAIL = "email"
    PNC_ID = "pnc_id"
    CRO = "cro"
    ASN = "asn"
    URN = "urn"
    CRIME_NUMBER = "crime_number"
    CUSTODY_REFERENCE = "custody_reference"
    ARREST = "arrest"
    NEEDS = "needs"
    OPERATION = "operation"
    NOTES = "notes"


class Agreement(Base):
    """One version of the agreement with a neighbouring force, while it is in force.

    `monthly_number`: how many people it may send in a month; None where that is not limited. `fee_share_pence`: what it
    gets of the fee of each person whom it sent and who paid. `travels`: what may come with a referral.
    """

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    version: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    monthly_number: Mapped[int | None]
    fee_share_pence: Mapped[int] = mapped_column(default=0)
    travels: Mapped[frozenset[TravelField]] = mapped_column(WordSet(TravelField), default=frozenset)


class Exchange(Base):
    """A referral that a neighbouring force sent to our programme, and the version of the agreement it came under. Its
    clock and the charge stay with that force."""

    __tablename__ = "exchanges"
    __table_args__ = (Index(None, "force_code", "state", "id"), Index(None, "their_reference"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"), unique=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    agreement_id: Mapped[int | None] = mapped_column(Id, ForeignKey("agreements.id"))
    their_reference: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[ExchangeState] = mapped_column(enum_column(ExchangeState), default=ExchangeState.RECEIVED)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def apply(self, event: ExchangeEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = EXCHANGES.after(self.state, event)
