"""Programmes and their fees, providers, venues and course dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from programme.courses.go_live_steps import GoLiveStep
from programme.courses.help_hours import HelpHours
from programme.courses.states import COURSE_DATES, DateEvent, DateState
from programme.notices.hours import Window
from programme.storage.base import Base, Id, Json, StructList, UtcDateTime, enum_column

LONGEST_BANK_TEXT = 22
LONGEST_SENDER = 40
LONGEST_CONTACT = 200
_NOT_ON_STATEMENTS = "<>\\'\"*"
_NOT_IN_SENDERS = '<>\\"@'


def _without(column: str, characters: str) -> str:
    """A condition in SQL, the same on both engines: none of the characters is in the column."""
    bare = column
    for character in characters:
        bare = f"replace({bare}, '{character * 2 if character == chr(39) else character}', '')"
    return f"{bare} = {column}"


LONGEST_AREA = 60


class Area(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a force, and its stations: by the letters that custody numbers begin with, or by name."""

    name: str
    stations: list[str]


class Programme(Base):
    """A force's programme: its reserve for charging, its words on a bank statement, and its number for help.

    `statement_text` and `helpline` are empty in a programme that is being set up; `sender_name` where the
    installation's own name is the sender of emails. `helpline_changed_at`: when the number, or its hours, last became
    another. `hold_minutes`: how long a place is kept unpaid, and longer once
    its payment page is open; `places_of_a_date`: what a new date begins with.
    `message_hours`: when messages go to a person who said no hours of his own; none are ten to six. The last four say
    whom to ask (`courses/contacts.py`).

    `areas` are what the force files its own cases under. `answer_limit_days`: how long an answer may take where he
    wants legal advice first. `route` is the code of the disposal route that it proposes, `other_routes` of those that
    it uses beside that one. `ladder` lists `{"days_left", "role"}` where the force has set its own; `pass_up_days` is
    how many working days a rung waits before it is passed up. `fallback_email` is told what is for a role that nobody
    has; empty only in a programme that is older than it, which is a fault that the overview names.
    """

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint("charging_reserve_days >= 0 AND result_lag_working_days >= 0", name="reserve_not_negative"),
        CheckConstraint(
            "statement_text = '' OR (length(statement_text) BETWEEN 5 AND 22 "
            f"AND upper(statement_text) <> lower(statement_text) AND {_without('statement_text', _NOT_ON_STATEMENTS)})",
            name="bank_text_as_banks_take_it",
        ),
        CheckConstraint(
            f"sender_name = '' OR (length(sender_name) >= 2 AND {_without('sender_name', _NOT_IN_SENDERS)})",
            name="sender_is_a_name",
        ),
        CheckConstraint("hold_minutes BETWEEN 30 AND 180", name="hold_in_range"),
        CheckConstraint("places_of_a_date BETWEEN 1 AND 20", name="places_in_range"),
        CheckConstraint("answer_limit_days >= answer_within_days AND pass_up_days >= 0", name="limits_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"), unique=True)
    charging_reserve_days: Mapped[int] = mapped_column(default=28)
    result_lag_working_days: Mapped[int] = mapped_column(default=3)
    answer_within_days: Mapped[int] = mapped_column(default=14)
    answer_limit_days: Mapped[int] = mapped_column(default=21)
    route: Mapped[str] = mapped_column(String(40), default="conditional_caution")
    other_routes: Mapped[list[str]] = mapped_column(Json, default=list)
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    pass_up_days: Mapped[int] = mapped_column(default=2)
    fallback_email: Mapped[str] = mapped_column(String(254), default="")
    statement_text: Mapped[str] = mapped_column(String(LONGEST_BANK_TEXT), default="")
    sender_name: Mapped[str] = mapped_column(String(LONGEST_SENDER), default="")
    hold_minutes: Mapped[int] = mapped_column(default=45)
    places_of_a_date: Mapped[int] = mapped_column(default=12)
    helpline: Mapped[str] = mapped_column(String(40), default="")
    message_hours: Mapped[list[Window]] = mapped_column(StructList(Window), default=list)
    areas: Mapped[list[Area]] = mapped_column(StructList(Area), default=list)
    helpline_hours: Mapped[list[HelpHours]] = mapped_column(StructList(HelpHours), default=list)
    helpline_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    support_contact: Mapped[str] = mapped_column(String(LONGEST_CONTACT), default="")
    support_hours: Mapped[str] = mapped_column(String(LONGEST_CONTACT), default="")
    data_protection_contact: Mapped[str] = mapped_column(String(LONGEST_CONTACT), default="")
    postal_address: Mapped[str] = mapped_column(String(LONGEST_CONTACT), default="")

    @property
    def routes(self) -> tuple[str, ...]:
        """The codes of all routes that it uses, the one that it proposes first."""
        return (self.route, *self.other_routes)


class ProgrammeFee(Base):
    """The price of a place that is offered from a day on; nothing is asked where it is 0.

    A row is never changed: of two for one day the later made holds. An offer keeps the fee of the day on which it was
    made. `made_at` is None for the fee that a programme had before its fees were kept by day.
    """

    __tablename__ = "programme_fees"
    __table_args__ = (
        CheckConstraint("amount_pence >= 0", name="fee_not_negative"),
        Index(None, "programme_id", "from_on", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("programmes.id"))
    from_on: Mapped[date]
    amount_pence: Mapped[int]
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200), default="")


class PrivacyNotice(Base):
    """The points of the privacy notice that the force decides: how long it is kept where, whom to ask, and to whom to
    complain. Each is empty while nobody has decided it. Holds from a day on.

    A row is never changed: of two for one day the later made holds. The points are named in `courses/privacy.py`.
    """

    __tablename__ = "privacy_notices"
    __table_args__ = (
        CheckConstraint("answer_days BETWEEN 0 AND 60", name="answer_days_in_range"),
        Index(None, "programme_id", "from_on", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("programmes.id"))
    from_on: Mapped[date]
    force_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    records_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    records_ask: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    forces_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    provider_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    provider_ask: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    card_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    card_ask: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    carriers: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    carriers_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    interpreter_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    uses_until: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    professional_standards: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    review_body: Mapped[str] = mapped_column(String(LONGEST_CONTACT))
    answer_days: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Provider(Base):
    """Who runs courses, for every programme of the installation. `until_on` is its last day, where it ends."""

    __tablename__ = "providers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    until_on: Mapped[date | None]


class Venue(Base):
    """A place where courses run. Nothing said of it says what for. `until_on` is its last day, where it ends."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    provider_id: Mapped[int] = mapped_column(Id, ForeignKey("providers.id"))
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    postcode: Mapped[str] = mapped_column(String(10))
    how_to_get_in: Mapped[str] = mapped_column(String(400), default="")
    step_free: Mapped[str] = mapped_column(String(400), default="")
    parking: Mapped[str] = mapped_column(String(400), default="")
    transport: Mapped[str] = mapped_column(String(400), default="")
    on_the_door: Mapped[str] = mapped_column(String(100), default="")
    food: Mapped[str] = mapped_column(String(400), default="")
    day_number: Mapped[str] = mapped_column(String(20), default="")
    until_on: Mapped[date | None]


class Room(Base):
    """A room of a venue, and how many people it holds. One that is given up stays for the dates that were in it."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("venue_id", "name"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity_in_range"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    venue_id: Mapped[int] = mapped_column(Id, ForeignKey("venues.id"))
    name: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[int]
    in_use: Mapped[bool] = mapped_column(default=True)


class CourseDate(Base):
    """One course on one day. `places_taken` counts held and confirmed places; the database refuses one too many."""

    __tablename__ = "course_dates"
    __table_args__ = (
        CheckConstraint("places_taken >= 0 AND places_taken <= capacity", name="never_oversold"),
        CheckConstraint("capacity BETWEEN 1 AND 20", name="capacity_in_range"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(None, "state", "starts_at"),
        Index(None, "provider_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    provider_id: Mapped[int] = mapped_column(Id, ForeignKey("providers.id"))
    venue_id: Mapped[int] = mapped_column(Id, ForeignKey("venues.id"))
    room_id: Mapped[int | None] = mapped_column(Id, ForeignKey("rooms.id"))
    state: Mapped[DateState] = mapped_column(enum_column(DateState), default=DateState.OPEN)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    door_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    places_taken: Mapped[int] = mapped_column(default=0)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def apply(self, event: DateEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = COURSE_DATES.after(self.state, event)


class GoLiveTick(Base):
    """That a step before the first real person is done: who did it, as what, and on which day; without a day, that
    it is not done any more. Rows are only added, and the newest of a step holds."""

    __tablename__ = "go_live_ticks"
    __table_args__ = (Index(None, "force_code", "step", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    step: Mapped[GoLiveStep] = mapped_column(enum_column(GoLiveStep))
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(String(100), default="")
    done_as: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
