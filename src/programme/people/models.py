"""Persons, accounts, sign-ins, forces and areas."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from programme.people.identifiers import IdentifierKind
from programme.people.states import CONTACTS, ContactEvent, ContactState
from programme.shared.actor import Door, Role
from programme.storage.base import Base, Id, Json, UtcDateTime, WordSet, enum_column


class Category(StrEnum):
    """The categories of person that DPA 2018 s.38(3) wants told apart. A completed course never makes a convict."""

    SUSPECT = "suspect"
    CONVICTED = "convicted"
    VICTIM = "victim"
    WITNESS = "witness"


class SafeContact(StrEnum):
    """Where a message may go without telling his household."""

    ANY = "any"
    NO_POST = "no_post"
    MOBILE_ONLY = "mobile_only"
    EMAIL_ONLY = "email_only"
    NONE = "none"
    NOT_ASKED = "not_asked"


class Force(Base):
    """A police force by one of its two-character codes; a force may have several."""

    __tablename__ = "forces"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(30))


class Person(Base):
    """A man who was referred. One row however many cases he has.

    `safe_hours`: the days and hours in which messages go to him, as `notices.written_hours` reads them; empty: his
    programme's, and so for what somebody wrote before every form read it and that cannot be read.
    """

    __tablename__ = "persons"
    __table_args__ = (
        Index(None, "surname_key", "born_on"),
        Index(None, "surname_key", "forenames", "id"),
        Index(None, "born_on"),
        Index(None, "mobile"),
        Index(None, "email"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    category: Mapped[Category] = mapped_column(enum_column(Category), default=Category.SUSPECT)
    surname: Mapped[str] = mapped_column(String(100))
    forenames: Mapped[str] = mapped_column(String(100))
    surname_key: Mapped[str] = mapped_column(String(100))
    born_on: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    mobile: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    safe_contact: Mapped[SafeContact] = mapped_column(enum_column(SafeContact), default=SafeContact.NOT_ASKED)
    safe_hours: Mapped[str] = mapped_column(String(100), default="")
    interpreter: Mapped[str] = mapped_column(String(60), default="")
    adjustments: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def name(self) -> str:
        """Forenames and surname, as staff say them."""
        return f"{self.forenames} {self.surname}".strip()


class ContactWay(Base):
    """A number or an address of a person, as it is kept with him, and how it stands: unchecked, where it has no row.

    Another number or address is another row, so what is changed is unchecked. `state_by`: whose doing the state is.
    `key` names the code that is on its way or was sent last. The code is drawn when its message is sent, and only its
    hash is kept, with the key in it.
    """

    __tablename__ = "contact_ways"
    __table_args__ = (UniqueConstraint("person_id", "address"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("persons.id"))
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[ContactState] = mapped_column(enum_column(ContactState), default=ContactState.UNCHECKED)
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state_by: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str | None] = mapped_column(String(24), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries_left: Mapped[int] = mapped_column(default=0)

    def apply(self, event: ContactEvent, *, by: str, now: datetime) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        before, self.state = self.state, CONTACTS.after(self.state, event)
        if self.state is not before or event is ContactEvent.CODE_READ_BACK:
            self.state_at, self.state_by = now, by


class Identifier(Base):
    """A PNC ID, CRO, ASN, URN or crime number: the text as entered beside the canonical form, flagged when it does
    not hold."""

    __tablename__ = "identifiers"
    __table_args__ = (
        Index(None, "kind", "canonical"),
        Index(None, "as_entered"),
        Index(None, "person_id"),
        CheckConstraint("canonical IS NOT NULL OR problem IS NOT NULL", name="canonical_or_problem"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("persons.id"))
    referral_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))
    kind: Mapped[IdentifierKind] = mapped_column(enum_column(IdentifierKind))
    as_entered: Mapped[str] = mapped_column(String(60))
    canonical: Mapped[str | None] = mapped_column(String(30))
    problem: Mapped[str | None] = mapped_column(String(40))


class IdentityDecision(Base):
    """A human's decision about two who may be one person: `person_id` of the case that it was decided in, and
    `other_id`, who was here. It stands until somebody takes it back.

    `facts` is a hash of what they are compared by; once that is another, they are asked about again. Where they are one
    person, `moved` is what went over to the other: the numbers of cases and identifiers, and the facts that filled
    empty ones. The row that it went from stays, without a case, for whoever takes it back.
    """

    __tablename__ = "identity_decisions"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "other_id"),
        Index(None, "referral_id"),
        Index(None, "other_referral_id"),
        CheckConstraint("person_id <> other_id", name="two_people"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_somebody"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("persons.id"))
    other_id: Mapped[int] = mapped_column(Id, ForeignKey("persons.id"))
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    other_referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    is_same: Mapped[bool]
    why_asked: Mapped[str] = mapped_column(String(300))
    facts: Mapped[str] = mapped_column(String(64))
    moved: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(String(400))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(200))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str | None] = mapped_column(String(200))
    taken_back_reason: Mapped[str] = mapped_column(String(400), default="")


class Account(Base):
    """A member of staff at one of the doors. `force_code` or `provider_id` bounds what he can find.

    Without a `password_hash` he was invited and has not chosen a password yet: he cannot sign in. `disabled_at` is when
    the account was shut out; None while it is active, and of those that were shut out before it was kept.

    `invited_as`: the address that was typed by somebody who must not learn from the answer that it has an account of
    another organisation; or the address that a disabled account had before it was given to another. Nobody can ever
    sign in to this one, and its own `email` is nobody's.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("door <> 'provider' OR provider_id IS NOT NULL", name="provider_has_provider"),
        CheckConstraint("door NOT IN ('custody', 'partner') OR force_code IS NOT NULL", name="force_door_has_force"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    invited_as: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100))
    organisation: Mapped[str] = mapped_column(String(100))
    door: Mapped[Door] = mapped_column(enum_column(Door))
    roles: Mapped[frozenset[Role]] = mapped_column(WordSet(Role))
    rank: Mapped[str] = mapped_column(String(40), default="")
    collar: Mapped[str] = mapped_column(String(20), default="")
    force_code: Mapped[str | None] = mapped_column(ForeignKey("forces.code"))
    provider_id: Mapped[int | None] = mapped_column(Id, ForeignKey("providers.id"))
    station: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


WRITTEN_TO = func.coalesce(Account.invited_as, Account.email)
"""Where an account is written to, and what it is called by on pages."""


class AccountState(StrEnum):
    """How an account stands, said of what is kept of it."""

    INVITED = "invited"
    LAPSED = "lapsed"
    ACTIVE = "active"
    DISABLED = "disabled"


class LinkKind(StrEnum):
    """Why somebody is sent a link with which he chooses a password."""

    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105 - why, not a password


class AccountLink(Base):
    """A link with which a member of staff chooses his password. It goes when it is used.

    Its message names it by `key`, which nothing else ever had. The link's code is drawn when the message is sent, and
    only its hash is kept; until then there is none, and no time runs.
    """

    __tablename__ = "account_links"
    __table_args__ = (Index(None, "account_id"),)

    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A sign-in in progress, of an account or of the person an offer was made to. Only a hash of its id is kept."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (offer_id IS NULL)", name="one_subject"),
        Index(None, "account_id"),
        Index(None, "offer_id"),
        Index(None, "ends_at"),
    )

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    offer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("offers.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptForm(Base):
    """The answers typed into one form in one tab, sealed; once it is done, where that led. It ends with the sign-in."""

    __tablename__ = "kept_forms"
    __table_args__ = (Index(None, "sign_in_hash"), Index(None, "ends_at"))

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sign_in_hash: Mapped[str | None] = mapped_column(ForeignKey("sign_ins.id_hash", ondelete="CASCADE"))
    sealed: Mapped[str | None] = mapped_column(Text)
    led_to: Mapped[str | None] = mapped_column(String(300))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FailureCount(Base):
    """Failed tries under one key (an account, a reference, a network) in one window of time."""

    __tablename__ = "failure_counts"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int]


class SavedView(Base):
    """Filters of the list of cases that somebody keeps under a name, as the address has them."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(40))
    asked: Mapped[str] = mapped_column(String(600))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
