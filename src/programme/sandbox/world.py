"""The rehearsal's world: a force, a provider, dates, and one person to sign in as at every door. Nobody exists.

Seeded once, into an empty database; what happened in it afterwards is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.actions.open_account import open_account
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.models import CourseDate, Programme, ProgrammeFee, Provider, Venue
from programme.courses.unusual_days import usual_day_from
from programme.exchange.models import Agreement
from programme.people.models import Account
from programme.people.reference_rows import load_reference_rows
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.shared.dates import london_date, london_instant
from programme.shared.references import new_reference

FORCE, FORCE_NAME = "43", "Thames Valley Police"
NEIGHBOUR, NEIGHBOUR_NAME = "34", "Northamptonshire Police"
PASSWORD = "rehearsal-password-1"  # noqa: S105 - of accounts that exist in rehearsals only
_SATURDAY = 5
WEEKS_AHEAD = 20


FEE_PENCE = 9_500


@dataclass(frozen=True, slots=True)
class _Staff:
    """Somebody to sign in as."""

    email: str
    name: str
    organisation: str
    door: Door
    roles: frozenset[Role]
    rank: str = ""
    collar: str = ""
    force_code: str | None = None


REHEARSAL_STAFF: tuple[_Staff, ...] = (
    _Staff(
        "custody@example.org", "Sam Okafor", FORCE_NAME, Door.CUSTODY, frozenset({Role.OFFICER}), "PS", "1187", FORCE
    ),
    _Staff(
        "supervisor@example.org",
        "Jo Lindqvist",
        FORCE_NAME,
        Door.CUSTODY,
        frozenset({Role.OFFICER, Role.SUPERVISOR}),
        "Insp",
        "0442",
        FORCE,
    ),
    _Staff(
        "safeguarding@example.org",
        "Amina Yusuf",
        FORCE_NAME,
        Door.CUSTODY,
        frozenset({Role.SAFEGUARDING}),
        "DS",
        "2093",
        FORCE,
    ),
    _Staff(
        "provider@example.org",
        "Ruth Adeyemi",
        "Ridgeway Learning",
        Door.PROVIDER,
        frozenset({Role.PROVIDER_STAFF, Role.ADMINISTRATOR}),
    ),
    _Staff(
        "neighbour@example.org",
        "Dana Price",
        NEIGHBOUR_NAME,
        Door.PARTNER,
        frozenset({Role.PARTNER_STAFF, Role.ADMINISTRATOR}),
        "Sgt",
        "3301",
        NEIGHBOUR,
    ),
    _Staff(
        "coordinator@example.org",
        "Priya Nair",
        FORCE_NAME,
        Door.ADMIN,
        frozenset({Role.COORDINATOR, Role.AUDITOR, Role.FINANCE}),
        force_code=FORCE,
    ),
    _Staff(
        "office@example.org",
        "Lee Hartley",
        FORCE_NAME,
        Door.ADMIN,
        frozenset({Role.ADMINISTRATOR}),
        force_code=FORCE,
    ),
)

VENUES = (
    ("Abbey Rooms", "12 Abbey Street, Reading", "RG1 3ZZ", "Blue door, first floor. There is a lift."),
    ("Canal House", "4 Wharf Lane, Oxford", "OX1 1ZZ", "Ring the bell for Ridgeway Learning."),
    ("Market Hall Annexe", "3 Church Street, Aylesbury", "HP20 2ZZ", "Entrance at the side."),
)


def is_empty(db: Session) -> bool:
    """Whether the database holds no account yet."""
    return db.execute(select(func.count()).select_from(Account)).scalar_one() == 0


def build_world(db: Session, *, now: datetime) -> None:
    """Programme, provider, venues, dates, accounts and the agreement with the neighbour."""
    load_reference_rows(db)
    programme = Programme(
        name="Thames Valley programme",
        force_code=FORCE,
        fallback_email="duty-inspector@example.org",
        statement_text="RIDGEWAY BOOKINGS",
        helpline="01632 960 143",
        helpline_hours=[
            HelpHours(HelpDays.WEEKDAYS, time(9), time(17)),
            HelpHours(HelpDays.SATURDAYS, time(10), time(13)),
        ],
    )
    provider = Provider(name="Ridgeway Learning")
    db.add_all([programme, provider])
    db.flush()  # fee, venues and accounts need their numbers
    db.add(ProgrammeFee(programme_id=programme.id, from_on=london_date(now), amount_pence=FEE_PENCE, made_at=now))
    venues = [
        Venue(provider_id=provider.id, name=name, address=address, postcode=postcode, how_to_get_in=way)
        for name, address, postcode, way in VENUES
    ]
    db.add_all(venues)
    db.flush()  # dates need the venues' numbers
    for week in range(1, WEEKS_AHEAD + 1):
        if week % 2 == 1 or week <= 4:
            db.add(_course_date(provider, venues[week % len(venues)], _saturday(now, week), now))
    db.add(
        Agreement(
            force_code=NEIGHBOUR, version="2026-1", from_on=date(2026, 1, 1), contact_email="neighbour@example.org"
        )
    )
    for staff in REHEARSAL_STAFF:
        open_account(
            db,
            actor=COMMAND_LINE,
            email=staff.email,
            name=staff.name,
            organisation=staff.organisation,
            door=staff.door,
            roles=staff.roles,
            password=PASSWORD,
            now=now,
            rank=staff.rank,
            collar=staff.collar,
            force_code=staff.force_code,
            provider_id=provider.id if staff.door is Door.PROVIDER else None,
        )


def _saturday(now: datetime, week: int) -> date:
    """The Saturday of a week to come, or the next day on which somebody would hold a course."""
    today = london_date(now)
    return usual_day_from(today + timedelta(days=(_SATURDAY - today.weekday()) % 7 + 7 * week))


def _course_date(provider: Provider, venue: Venue, on: date, now: datetime) -> CourseDate:
    return CourseDate(
        reference=new_reference(),
        provider_id=provider.id,
        venue_id=venue.id,
        starts_at=london_instant(on, time(9, 30)),
        ends_at=london_instant(on, time(16, 30)),
        door_closes_at=london_instant(on, time(9, 45)),
        capacity=12,
        created_at=now,
    )
