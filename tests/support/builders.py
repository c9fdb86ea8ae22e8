"""Rows for tests, in a few words: a world to stand in, people, cases, dates, places.

Every builder writes in a transaction of its own and gives back the row, which can be read but not changed. A test says
whatever it is about; the rest is filled in with something plausible.

    world = a_world(database)
    date = a_course_date(database, world)
    booking = a_booking(database, world, date, a_referral(database, world))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE, BookingState, PlaceLost
from programme.concerns.models import Concern, Sign
from programme.courses.fees import find_fee_on
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.models import CourseDate, PrivacyNotice, Programme, ProgrammeFee, Provider, Venue
from programme.courses.privacy import POINTS, NoticeTerms
from programme.exchange.models import Agreement, Exchange, TravelField
from programme.offers.cautioning import CautionSigned
from programme.offers.explaining import Told
from programme.offers.models import ExplainedHow, FitToDecide, Offer, WordsSigned
from programme.offers.signed_set import fingerprint_of
from programme.offers.states import OfferState
from programme.offers.teach_back import Said, Understanding
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_for, newest_version, routes_with_words
from programme.payments.models import Fee, LedgerEntry, LedgerKind
from programme.payments.states import FeeState
from programme.people.models import Account, Force, Person, SafeContact
from programme.policies.models import PolicyConfirmation
from programme.referrals.models import Admission, Origin, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.references import new_reference
from programme.storage.base import Base
from programme.storage.database import Database

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
"""A Monday morning in winter time, so that London and UTC agree."""

FEE_PENCE = 9_500

NOTICE = NoticeTerms(**{name: name.replace("_", " ") for name in POINTS if name != "answer_days"}, answer_days=10)
"""Every point of the privacy notice decided, each called by its own name."""

_numbers = count(1)
R = TypeVar("R", bound=Base)


@dataclass(frozen=True, slots=True)
class World:
    """A force with a programme, a provider and its venue."""

    programme: Programme
    provider: Provider
    venue: Venue

    @property
    def custody(self) -> Actor:
        """Somebody at the custody desk of the world's force."""
        return Actor(
            Door.CUSTODY,
            1,
            "Sgt A. Desk",
            "Custody",
            frozenset({Role.OFFICER}),
            "Sgt",
            force_code=self.programme.force_code,
        )

    @property
    def safeguarding(self) -> Actor:
        """The named safeguarding role of the world's force, at the custody desk."""
        return replace(self.custody, id=3, name="DS S. Guard", roles=frozenset({Role.SAFEGUARDING}))

    @property
    def provider_staff(self) -> Actor:
        """Somebody who runs courses for the world's provider."""
        return Actor(
            Door.PROVIDER,
            2,
            "P. Teacher",
            self.provider.name,
            frozenset({Role.PROVIDER_STAFF}),
            provider_id=self.provider.id,
        )


def add(database: Database, row: R) -> R:
    """Write one row."""

    def write(db: Session) -> R:
        db.add(row)
        db.flush()
        return row

    return database.write_now(write)


def a_force(database: Database, code: str = "43") -> None:
    """A force with this code, unless there is one."""
    database.write_now(_the_force, code)


def _the_force(db: Session, code: str) -> None:
    if db.get(Force, code) is None:
        db.add(Force(code=code, name=f"Force {code}", kind="territorial"))
        db.flush()


def a_world(
    database: Database,
    *,
    force_code: str = "43",
    fee_pence: int | None = FEE_PENCE,
    notice: NoticeTerms | None = NOTICE,
    **programme: Any,
) -> World:
    """A programme of the force, with one provider and one venue. `fee_pence`: None where it has no fee yet; `notice`
    where nobody has decided anything of its privacy notice. All in one transaction: nearly every test begins with it.
    """
    facts: dict[str, Any] = {"name": "Programme", "statement_text": "CRS BOOKING", "helpline": "01632 960001"}
    facts["data_protection_contact"] = "dpo@example.org"
    facts["fallback_email"] = "fallback@example.org"
    facts["helpline_hours"] = [HelpHours(HelpDays.WEEKDAYS, time(9), time(17))]
    made = Programme(force_code=force_code, **{**facts, **programme})
    provider = Provider(name=f"Provider {next(_numbers)}")

    def write(db: Session) -> World:
        _the_force(db, force_code)
        db.add_all([made, provider])
        db.flush()
        if fee_pence is not None:
            db.add(ProgrammeFee(programme_id=made.id, from_on=date(2000, 1, 1), amount_pence=fee_pence))
        if notice is not None:
            decided = {"programme_id": made.id, "from_on": date(2000, 1, 1), "made_at": NOW, "made_by": "C. Ordinator"}
            db.add(PrivacyNotice(**decided, **asdict(notice)))
        venue = _venue_of(provider)
        db.add(venue)
        db.add_all(words_signed(route, force_code=force_code) for route in routes_with_words())
        db.flush()
        return World(made, provider, venue)

    return database.write_now(write)


def a_provider(database: Database, name: str | None = None) -> Provider:
    return add(database, Provider(name=name or f"Provider {next(_numbers)}"))


def a_venue(database: Database, provider: Provider, name: str = "Mill Hall") -> Venue:
    """A venue of the provider."""
    return add(database, _venue_of(provider, name))


def _venue_of(provider: Provider, name: str = "Mill Hall") -> Venue:
    return Venue(provider_id=provider.id, name=name, address="1 Mill Lane", postcode="XY1 2AB", how_to_get_in="")


def a_course_date(
    database: Database, world: World, *, starts_at: datetime | None = None, venue: Venue | None = None, **facts: Any
) -> CourseDate:
    """An open date of the world's provider, three weeks from NOW unless said, 9:30am to 4:30pm."""
    starts_at = starts_at or NOW.replace(hour=9, minute=30) + timedelta(days=19)
    venue = venue or world.venue
    filled = {
        "reference": new_reference(),
        "ends_at": starts_at + timedelta(hours=7),
        "door_closes_at": starts_at + timedelta(minutes=15),
        "capacity": 12,
        "created_at": NOW - timedelta(days=30),
    }
    return add(
        database,
        CourseDate(provider_id=venue.provider_id, venue_id=venue.id, starts_at=starts_at, **{**filled, **facts}),
    )


def a_person(database: Database, **facts: Any) -> Person:
    """A person who can safely be told things by email."""
    number = next(_numbers)
    surname = facts.get("surname", f"Smith{number}")
    filled = {
        "surname": surname,
        "surname_key": surname.upper(),
        "forenames": "John",
        # So many John Smiths of one date of birth would all be put to a human as one.
        "born_on": date(1980, 3, 12) + timedelta(days=0 if "surname" in facts else 13 * (number % 300)),
        "email": f"person{number}@example.org",
        "safe_contact": SafeContact.ANY,
        "created_at": NOW,
    }
    return add(database, Person(**{**filled, **facts}))


def a_referral(database: Database, world: World, person: Person | None = None, **facts: Any) -> Referral:
    """An accepted case of an offence three weeks before NOW, with time for a course until 6 July 2027, on a route
    without a document to sign."""
    person = person or a_person(database)
    filled = {
        "reference": new_reference(),
        "programme_id": world.programme.id,
        "force_code": world.programme.force_code,
        "origin": Origin.FORM,
        "state": ReferralState.ACCEPTED,
        "route": "deferred_prosecution",
        "offence_code": "SX03213",
        "offence_at": NOW - timedelta(days=21),
        "admission": Admission.ADMITTED,
        "officer_email": "officer@example.org",
        "charge_by_on": date(2027, 8, 7),
        "return_by_on": date(2027, 7, 9),
        "complete_by_on": date(2027, 7, 6),
        "referred_at": NOW - timedelta(days=20),
        "referred_by": "Sgt A. Desk, Custody",
    }
    if facts.get("clock_stopped_at"):
        filled["clock_stopped_by"] = "charge_issued"
    return add(database, Referral(person_id=person.id, **{**filled, **facts}))


def an_offer(database: Database, referral: Referral, **facts: Any) -> Offer:
    """An accepted offer, made with the fee of its programme unless said."""
    filled = {
        "state": OfferState.ACCEPTED,
        "secret_hash": "-",
        "words_version": newest_version("conditional_caution"),
        "made_at": NOW - timedelta(days=20),
        "made_by": "Sgt A. Desk, Custody",
        "answer_by_at": NOW + timedelta(days=2),
        "fee_pence": read(database, lambda db: find_fee_on(db, referral.programme_id, NOW.date())),
    }
    return add(database, Offer(referral_id=referral.id, **{**filled, **facts}))


UNDERSTOOD = Understanding(
    FitToDecide.YES,
    Said("A day instead of court.", "It stays on record. If I do not go: court.", "I can say no. Advice is free here."),
)


def told(**facts: Any) -> Told:
    """The words were explained in person, at NOW unless said, and he said them back."""
    version = newest_version("conditional_caution")
    given = {"how": ExplainedHow.IN_PERSON, "at": NOW, "words_version": version, "understanding": UNDERSTOOD}
    return Told(**{**given, **facts})


def signed(**facts: Any) -> CautionSigned:
    """A caution document, signed at NOW before a sergeant unless said."""
    filled = {
        "offence": "An offence.",
        "admission": "I admit it.",
        "consent": "I agree.",
        "conditions": "I complete the course.",
        "signed_at": NOW,
        "warning_given": True,
        "given_by": "Sgt A. Desk, Custody",
        "given_by_rank": "Sgt",
        "advised_by": "R. Patel, Patel & Co",
        "understanding": UNDERSTOOD,
    }
    return CautionSigned(**{**filled, **facts})


def himself(offer: Offer) -> Actor:
    """The person the offer was made to, signed in."""
    return Actor(Door.OFFENDER, offer.id, "", referral_id=offer.referral_id)


_LOST_BECAUSE = {BookingState.LAPSED: PlaceLost.HOLD_RAN_OUT, BookingState.CANCELLED: PlaceLost.ASKED}


def a_booking(
    database: Database,
    world: World,
    course_date: CourseDate,
    referral: Referral | None = None,
    *,
    state: BookingState = BookingState.CONFIRMED,
    fee_paid: bool | None = None,
    **facts: Any,
) -> Booking:
    """A place on the date, its case offered and booked, its fee paid where the place is confirmed (or as `fee_paid`
    says)."""
    referral = referral or a_referral(database, world)
    if read(database, lambda db: db.scalar(select(Offer.id).where(Offer.referral_id == referral.id).limit(1))) is None:
        an_offer(database, referral)
    paid = state is BookingState.CONFIRMED if fee_paid is None else fee_paid
    filled = {
        "reference": new_reference(),
        "booked_at": NOW - timedelta(days=1),
        "held_until_at": NOW + timedelta(minutes=45),
        "confirmed_at": NOW if state is BookingState.CONFIRMED else None,
        "lost_because": _LOST_BECAUSE.get(state),
    }

    def write(db: Session) -> Booking:
        booking = Booking(referral_id=referral.id, course_date_id=course_date.id, state=state, **{**filled, **facts})
        db.add(booking)
        db.flush()
        if state in ACTIVE:
            db.get_one(CourseDate, course_date.id).places_taken += 1
            db.get_one(Referral, referral.id).state = ReferralState.BOOKED
        _add_fee(db, booking, paid=paid)
        return booking

    return database.write_now(write)


def _add_fee(db: Session, booking: Booking, *, paid: bool) -> None:
    amount = db.scalars(
        select(Offer.fee_pence).where(Offer.referral_id == booking.referral_id).order_by(Offer.id.desc()).limit(1)
    ).one()
    fee = Fee(
        referral_id=booking.referral_id,
        booking_id=booking.id,
        amount_pence=amount,
        state=FeeState.PAID if paid else FeeState.DUE,
        due_at=booking.held_until_at,
    )
    db.add(fee)
    db.flush()
    kinds: list[tuple[LedgerKind, str | None]] = [(LedgerKind.CHARGE, None)]
    if paid:
        kinds.append((LedgerKind.PAYMENT, f"pi_{booking.reference}"))
    for kind, gateway_reference in kinds:
        db.add(
            LedgerEntry(
                referral_id=booking.referral_id,
                fee_id=fee.id,
                kind=kind,
                amount_pence=amount,
                gateway_reference=gateway_reference,
                at=NOW,
            )
        )


def an_agreement(database: Database, force_code: str = "34", **facts: Any) -> Agreement:
    """An agreement with this neighbouring force, in force since the year began."""
    a_force(database, force_code)
    filled: dict[str, Any] = {"version": "1", "from_on": date(2027, 1, 1), "contact_email": "them@example.org"}
    filled["travels"] = frozenset(TravelField)
    return add(database, Agreement(force_code=force_code, **{**filled, **facts}))


def confirmed_routes(database: Database, *codes: str, force_code: str = "43") -> PolicyConfirmation:
    """That the force's lawyer has confirmed these routes, in the versions that a release brings."""
    versions = [f"route:{code}" for code in codes]
    said = {"lawyer": "F. Amadi", "confirmed_on": NOW.date(), "recorded_at": NOW, "recorded_by": "C. Ordinator"}
    return add(database, PolicyConfirmation(force_code=force_code, versions=versions, **said))


def words_signed(route: str, *, force_code: str = "43", **facts: Any) -> WordsSigned:
    """That the force's lawyer signed the words for this route, as they are told today."""
    words = newest_for(route)
    filled = {
        "words_version": words.version,
        "language": words.language,
        "fingerprint": fingerprint_of(route),
        "points": LegalPoints(),
        "lawyer": "F. Amadi",
        "office": "Force solicitor",
        "signed_on": NOW.date(),
        "recorded_at": NOW,
        "recorded_by": "C. Ordinator",
    }
    return WordsSigned(force_code=force_code, route=route, **{**filled, **facts})


def a_place_elsewhere(
    database: Database, referral: Referral, *, course_on: date | None = None, force_code: str = "34", **facts: Any
) -> PlaceElsewhere:
    """A place at a neighbouring programme, three weeks from NOW unless said; its case placed elsewhere."""
    a_force(database, force_code)
    filled = {"arranged_at": NOW, "arranged_by": "Sgt A. Desk, Custody", "their_reference": "NEXT-7"}

    def write(db: Session) -> PlaceElsewhere:
        place = PlaceElsewhere(
            referral_id=referral.id,
            force_code=force_code,
            course_on=course_on or NOW.date() + timedelta(days=19),
            **{**filled, **facts},
        )
        db.add(place)
        db.flush()
        db.get_one(Referral, referral.id).state = ReferralState.PLACED_ELSEWHERE
        return place

    return database.write_now(write)


def an_exchange(database: Database, referral: Referral, force_code: str, **facts: Any) -> Exchange:
    """A case that this neighbouring force sent."""
    filled = {"their_reference": f"THEIRS-{next(_numbers)}", "received_at": NOW, "changed_at": NOW}
    return add(database, Exchange(referral_id=referral.id, force_code=force_code, **{**filled, **facts}))


def a_concern(database: Database, referral: Referral, **facts: Any) -> Concern:
    """An open concern that stops this case: every sign there is."""
    filled = {"signs": frozenset(Sign), "raised_at": NOW, "raised_by": "Sgt A. Desk, Custody"}
    return add(database, Concern(referral_id=referral.id, **{**filled, **facts}))


def an_account(database: Database, door: Door, **facts: Any) -> Account:
    """An active account at a door. Nobody knows its password: `clients` signs it in without one."""
    roles = {Door.PROVIDER: Role.PROVIDER_STAFF, Door.PARTNER: Role.PARTNER_STAFF, Door.ADMIN: Role.COORDINATOR}
    filled = {
        "email": f"account{next(_numbers)}@example.org",
        "name": "A. Member",
        "organisation": "Organisation",
        "door": door,
        "roles": frozenset({roles.get(door, Role.OFFICER)}),
        "password_hash": "-",
        "created_at": NOW,
    }
    return add(database, Account(**{**filled, **facts}))


def read(database: Database, query: Callable[[Session], Any]) -> Any:
    """The result of `query`, in a transaction of its own. Rows come back whole, and can be read but not changed."""

    def run(db: Session) -> Any:
        found = query(db)
        db.expunge_all()  # else the end of the transaction would empty them
        return found

    return database.read_now(run)
