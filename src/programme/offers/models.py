"""The offer: what he was told, in which words, and what he answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.offers.states import OFFERS, OfferEvent, OfferState
from programme.offers.told.conditions import LegalPoints
from programme.shared.actor import Door
from programme.storage.base import Base, Id, Json, OneStruct, UtcDateTime, enum_column

_LIVE = text("state IN ('open', 'accepted')")


class Answer(StrEnum):
    """The person's answer. Only the first goes on with the course. `COURT` is read only: it was once an answer of its
    own, and is a no."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    COURT = "court"
    CHANGED_MIND = "changed_mind"


class WordsSigned(Base):
    """That the force's lawyer signed the words for a route: which, by their fingerprint, with which answers to what
    they leave open, who, in which office, and on what day. A row is only added; taken back, it stays on record.

    The effect has to be explained to him (Criminal Justice Act 2003 s.23(4)): nobody is offered what nobody signed.
    """

    __tablename__ = "words_signed"
    __table_args__ = (
        Index(None, "force_code", "route", "id"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by = '')", name="taken_back_by_somebody"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    route: Mapped[str] = mapped_column(String(40))
    words_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64))
    points: Mapped[LegalPoints] = mapped_column(OneStruct(LegalPoints))
    lawyer: Mapped[str] = mapped_column(String(100))
    office: Mapped[str] = mapped_column(String(100))
    signed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str] = mapped_column(String(200), default="")
    taken_back_reason: Mapped[str] = mapped_column(String(400), default="")

    @property
    def mark(self) -> str:
        """Tells it from every other, for somebody who takes back what he was shown."""
        return str(self.id)


class Offer(Base):
    """One offer of a place. Only hashes are kept of the secret on the slip and of the word that he says on the
    telephone; printing a new slip makes new ones. `word_hash` is None while his slip has no word.

    `advice_wanted_at`: he wants legal advice first, which moves `answer_by_at` to `answer_limit_at`, once and no
    further. `words_version` are the words that he reads and answers to, `words_signed_id` the signature under them: no
    later one changes what he is told. `fee_pence` is what he was told that it costs: he pays that, whatever the
    programme asks of others since. `authorised_by` and its rank are whoever may authorise the route. `reopened_reason`
    is why an officer opened the case again after this offer had ended: so it is why the next one was made.
    `lapse_undone_because`: why it is known only after it lapsed that he had signed in time.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_one_live", "referral_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_offers_answer_by", "state", "answer_by_at"),
        CheckConstraint("fee_pence >= 0", name="fee_not_negative"),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    state: Mapped[OfferState] = mapped_column(enum_column(OfferState), default=OfferState.OPEN)
    secret_hash: Mapped[str] = mapped_column(String(200))
    word_hash: Mapped[str | None] = mapped_column(String(200))
    words_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10), default="en")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    answer_by_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_words_version: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[Answer | None] = mapped_column(enum_column(Answer))
    answer_limit_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    advice_wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    authorised_by: Mapped[str] = mapped_column(String(200), default="")
    authorised_rank: Mapped[str] = mapped_column(String(40), default="")
    reopened_reason: Mapped[str] = mapped_column(String(400), default="")
    words_signed_id: Mapped[int | None] = mapped_column(Id, ForeignKey("words_signed.id"))
    lapse_undone_because: Mapped[str] = mapped_column(String(400), default="")
    fee_pence: Mapped[int]

    def apply(self, event: OfferEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = OFFERS.after(self.state, event)


class ExplainedHow(StrEnum):
    """How the words were brought to him."""

    IN_PERSON = "in_person"
    BY_TELEPHONE = "by_telephone"
    BY_VIDEO = "by_video"
    READ_ONLINE = "read_online"


class ExplanationGiven(Base):
    """One time that the words were explained to him or read by him: which version, in what language, by and with whom.

    `route`, `words_language`, `holds` and `facts` print them again exactly as they were (`told/telling.py`): whose
    words, in which language, what was so of him, and what they were filled with. Empty where they were explained before
    that was kept. `screens`: the keys of the summary and the screens that he opened on his own pages before he
    answered, or that were read to him on the telephone; empty where that was not kept. `no_interpreter_because`: why
    he needed none after all, who is on record with one.

    Append-only: it is the proof that he knew what he agreed to (R (Stratton) v Chief Constable of Thames Valley Police
    [2013] EWHC 1561 (Admin)).
    """

    __tablename__ = "explanations_given"
    __table_args__ = (Index(None, "offer_id", "given_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("offers.id"))
    words_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(60))
    how: Mapped[ExplainedHow] = mapped_column(enum_column(ExplainedHow))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str] = mapped_column(String(200))
    interpreter: Mapped[str] = mapped_column(String(100), default="")
    solicitor: Mapped[str] = mapped_column(String(100), default="")
    appropriate_adult: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    route: Mapped[str] = mapped_column(String(40), default="")
    words_language: Mapped[str] = mapped_column(String(10), default="")
    holds: Mapped[list[str]] = mapped_column(Json, default=list)
    facts: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    screens: Mapped[list[str]] = mapped_column(Json, default=list)
    no_interpreter_because: Mapped[str] = mapped_column(String(200), default="")


class FitToDecide(StrEnum):
    """Whether he can decide now, as whoever explains sees it. NO is never kept: then nothing is recorded."""

    YES = "yes"
    WITH_HELP = "with_help"
    NO = "no"


class ToldBack(Base):
    """The words in which he said back what was explained to him, in brief: three answers, or why he was not asked.

    Append-only, as the explanation that it belongs to. One that was recorded before he was asked this has none.
    """

    __tablename__ = "told_back"

    explanation_id: Mapped[int] = mapped_column(Id, ForeignKey("explanations_given.id"), primary_key=True)
    fit: Mapped[FitToDecide] = mapped_column(enum_column(FitToDecide))
    offered: Mapped[str] = mapped_column(String(300), default="")
    follows: Mapped[str] = mapped_column(String(300), default="")
    may_refuse: Mapped[str] = mapped_column(String(300), default="")
    not_asked_because: Mapped[str] = mapped_column(String(300), default="")
    evidence_told: Mapped[str] = mapped_column(String(400), default="")


class PrintedPaper(Base):
    """A paper that was printed for him to sign, word for word: what he signs is one of these. Append-only.

    `offer_number` says for which offer of the case, the first being 1: it is printed before the offer is made, too.
    `route` is the version of the route whose words it is in, `finish_by_on` the last day that its conditions name.
    """

    __tablename__ = "printed_papers"
    __table_args__ = (Index(None, "referral_id", "offer_number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    offer_number: Mapped[int]
    route: Mapped[str] = mapped_column(ForeignKey("disposal_routes.key"))
    offence: Mapped[str] = mapped_column(String(1000))
    admission: Mapped[str] = mapped_column(String(1000))
    consent: Mapped[str] = mapped_column(String(1000))
    conditions: Mapped[str] = mapped_column(String(1000))
    kind: Mapped[str] = mapped_column(String(100))
    warning: Mapped[str] = mapped_column(String(400))
    fee_note: Mapped[str] = mapped_column(String(400))
    finish_by_on: Mapped[date | None]
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_by: Mapped[str] = mapped_column(String(200))


class CautionDocument(Base):
    """The document of a conditional caution, as it was signed: its four contents (Criminal Justice Act 2003 s.23(5)).

    The texts stand here as he signed them: the offence, his admission, his consent, the conditions, and what else was
    on the paper: its kind, the warning, the note about the fee. The warning of what breaking the conditions means was
    given before he signed, and he was asked about a solicitor: who it was, or why he said no. One stands for
    an offer; a withdrawn one is gone with its offer. `fit`, his three answers or why he was not asked, and who helped
    him, or why no interpreter was needed, are as they were when he signed; `fit` is None where he was not asked
    then. `printed_at`: when the paper was printed that he signed; None where none was printed here, and the texts were
    typed from it. `changed_by_hand`: the parts that differ from that paper.
    """

    __tablename__ = "caution_documents"

    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("offers.id"), primary_key=True)
    offence: Mapped[str] = mapped_column(String(1000))
    admission: Mapped[str] = mapped_column(String(1000))
    consent: Mapped[str] = mapped_column(String(1000))
    conditions: Mapped[str] = mapped_column(String(1000))
    kind: Mapped[str] = mapped_column(String(100), default="")
    warning: Mapped[str] = mapped_column(String(400), default="")
    fee_note: Mapped[str] = mapped_column(String(400), default="")
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by_hand: Mapped[list[str]] = mapped_column(Json, default=list)
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str] = mapped_column(String(200))
    given_by_rank: Mapped[str] = mapped_column(String(40))
    warning_given: Mapped[bool]
    advised_by: Mapped[str] = mapped_column(String(200), default="")
    advice_refused_because: Mapped[str] = mapped_column(String(200), default="")
    fit: Mapped[FitToDecide | None] = mapped_column(enum_column(FitToDecide))
    offered: Mapped[str] = mapped_column(String(300), default="")
    follows: Mapped[str] = mapped_column(String(300), default="")
    may_refuse: Mapped[str] = mapped_column(String(300), default="")
    not_asked_because: Mapped[str] = mapped_column(String(300), default="")
    interpreter: Mapped[str] = mapped_column(String(100), default="")
    appropriate_adult: Mapped[str] = mapped_column(String(100), default="")
    no_interpreter_because: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that the timeline says of it: never the texts."""
        return {"signed_at": self.signed_at, "given_by": self.given_by, "rank": self.given_by_rank}


class PinReason(StrEnum):
    """Why his PIN was set back."""

    FORGOTTEN = "forgotten"
    KNOWN_TO_SOMEBODY = "known_to_somebody"


class PinAsked(StrEnum):
    """How whoever set it back made sure that it is he: by more than stands on the sheet, which the PIN is there for."""

    FACE_TO_FACE = "face_to_face"
    RANG_HIM = "rang_him"


class OwnPin(Base):
    """The PIN that he chose for his case: its hash. It outlives an offer, and a new sheet."""

    __tablename__ = "own_pins"

    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"), primary_key=True, autoincrement=False)
    pin_hash: Mapped[str] = mapped_column(String(200))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TelephoneCall(Base):
    """One time that somebody had him on the telephone and acted for him, after he had said who he is.

    It is open for the sign-in in which it began, until it is ended or nothing was done in it for a while: `ends_at`
    goes on with each page of it. The row stays: he reads on his pages that it was.
    """

    __tablename__ = "telephone_calls"
    __table_args__ = (Index(None, "offer_id"), Index(None, "sign_in_hash"))

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("offers.id"))
    sign_in_hash: Mapped[str] = mapped_column(String(64))
    door: Mapped[Door] = mapped_column(enum_column(Door))
    taken_by: Mapped[str] = mapped_column(String(200))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
