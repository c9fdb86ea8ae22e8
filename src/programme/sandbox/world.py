"""The rehearsal's world: a force, a provider, dates, and one person to sign in as at every door. Nobody exists.

Seeded once, into an empty database; what happened in it afterwards is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.actions.add_agreement import add_agreement
from programme.actions.add_provider import add_provider
from programme.actions.add_venue import add_venue
from programme.actions.change_programme import change_programme
from programme.actions.confirm_policies import confirm_policies
from programme.actions.offer_course_date import offer_course_date
from programme.actions.open_account import open_account
from programme.actions.set_fee import set_fee
from programme.actions.set_privacy_notice import set_privacy_notice
from programme.actions.set_up import set_up
from programme.actions.sign_words import sign_words
from programme.courses.areas import Areas
from programme.courses.contacts import Contacts
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import HelpLine
from programme.courses.message_hours import MessageHours
from programme.courses.neutral_words import BankText
from programme.courses.privacy import NoticeTerms
from programme.courses.providers import ProviderDetails
from programme.courses.routes import Routes
from programme.courses.scheduling import times_on
from programme.courses.setting_up import FirstAnswers
from programme.courses.unusual_days import usual_day_from
from programme.courses.venues import VenueDetails
from programme.duties.settings import ProgrammeSettings, one_programme
from programme.exchange.agreeing import AgreementTerms
from programme.exchange.models import TravelField
from programme.notices.hours import DAY_AND_NIGHT
from programme.offers.signed_set import fingerprint_of
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import routes_with_words
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.policies.confirming import to_confirm
from programme.policies.queries import all_policies
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.dates import london_date

FORCE, FORCE_NAME = "43", "Thames Valley Police"
NEIGHBOUR, NEIGHBOUR_NAME = "34", "Northamptonshire Police"
PASSWORD = "rehearsal-password-1"  # noqa: S105 - of accounts that exist in rehearsals only
_SATURDAY = 5
WEEKS_AHEAD = 20


FEE_PENCE = 9_500


class _Done(TypedDict):
    """By whom, and when."""

    actor: Actor
    now: datetime


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
    VenueDetails(
        "Abbey Rooms",
        "12 Abbey Street, Reading",
        "RG1 3ZZ",
        "Blue door, first floor. There is a lift.",
        step_free="Level from the street, a lift, and a toilet with room to turn.",
        parking="None of our own. Garrard Street car park is 4 minutes away.",
        transport="7 minutes on foot from the station; bus 17 stops outside.",
        on_the_door="Abbey House",
        food="Tea and coffee are free. Bring lunch, or buy some in the street.",
        day_number="01632 960 444",
    ),
    VenueDetails("Canal House", "4 Wharf Lane, Oxford", "OX1 1ZZ", "Ring the bell for Ridgeway Learning."),
    VenueDetails("Market Hall Annexe", "3 Church Street, Aylesbury", "HP20 2ZZ", "Entrance at the side."),
)
_AREAS = """Berkshire: CA, EA, EG, FA, LA, LC, LF
Buckinghamshire: AA, GA, HA
Milton Keynes: DA, DG
Oxfordshire: BA, BC, JA, JF, MD, ME"""
REHEARSED_NOTICE = NoticeTerms(
    force_until="6 years from the day of the result",
    records_until="until your 100th birthday, unless it is deleted before",
    records_ask="the ACRO Criminal Records Office, acro.example.org",
    forces_until="3 years from the day of the offer",
    provider_until="60 days after the result",
    provider_ask="Ridgeway Learning, 01632 960 155",
    card_until="7 years",
    card_ask="Stripe, privacy.example.org",
    carriers="Post Office for Rehearsals Ltd",
    carriers_until="7 days",
    interpreter_until="until the day is over",
    uses_until="6 years",
    professional_standards="Professional Standards, standards@example.org, 01632 960 152",
    review_body="the Police and Crime Commissioner, reviews@example.org",
    answer_days=10,
)
"""Made up: no force decided it."""
_FIRST_ADMINISTRATOR = "office@example.org"


def is_empty(db: Session) -> bool:
    """Whether the database holds no account yet."""
    return db.execute(select(func.count()).select_from(Account)).scalar_one() == 0


def build_world(db: Session, *, now: datetime) -> None:
    """A force's first hour, by the actions that its people do it with: the programme and its first administrator, a
    provider with venues, everybody's account, money, help, the lawyer, dates, and the neighbour."""
    first, *others = sorted(REHEARSAL_STAFF, key=lambda staff: staff.email != _FIRST_ADMINISTRATOR)
    answers = FirstAnswers(FORCE, "Thames Valley programme", first.name, first.email, PASSWORD)
    set_up(db, actor=COMMAND_LINE, now=now, answers=answers)
    by_administrator: _Done = {"actor": _actor_at(db, first.email), "now": now}
    provider = ProviderDetails("Ridgeway Learning", "Ruth Adeyemi", "provider@example.org", "01632 960 155")
    provider_id = add_provider(db, **by_administrator, details=provider)
    venues = [add_venue(db, **by_administrator, provider_id=provider_id, details=details) for details in VENUES]
    for staff in others:
        open_account(
            db,
            **by_administrator,
            email=staff.email,
            name=staff.name,
            organisation=staff.organisation,
            door=staff.door,
            roles=staff.roles,
            password=PASSWORD,
            rank=staff.rank,
            collar=staff.collar,
            force_code=staff.force_code,
            provider_id=provider_id if staff.door is Door.PROVIDER else None,
        )
    _set_programme_up(db, {"actor": _actor_at(db, "coordinator@example.org"), "now": now})
    _offer_dates(db, {"actor": _actor_at(db, "provider@example.org"), "now": now}, venues)
    terms = AgreementTerms("2026-1", "Dana Price", "neighbour@example.org", travels=frozenset(TravelField))
    add_agreement(db, **by_administrator, force_code=NEIGHBOUR, terms=terms, from_on=date(2026, 1, 1))


def _set_programme_up(db: Session, by: _Done) -> None:
    """Answer its own pages: the fee, the bank statement, the help number, who is told where nobody else is, and what
    the lawyer confirmed."""
    programme, today = one_programme(db, by["actor"], FORCE).row, london_date(by["now"])
    set_fee(db, **by, force_code=FORCE, amount_pence=FEE_PENCE)
    set_privacy_notice(db, **by, force_code=FORCE, terms=REHEARSED_NOTICE)
    hours = [HelpHours(HelpDays.WEEKDAYS, time(9), time(17)), HelpHours(HelpDays.SATURDAYS, time(10), time(13))]
    warnings = replace(ProgrammeSettings.of(programme), fallback_email="duty-inspector@example.org")
    areas = Areas.read(_AREAS)
    contacts = Contacts(
        "Service desk, 01632 960 150, desk@example.org",
        "Monday to Friday, 8am to 6pm",
        "dpo@example.org, 01632 960 151",
        "Course bookings, PO Box 12, Reading RG1 2ZZ",
    )
    routes = Routes("conditional_caution", ("deferred_prosecution", "community_resolution"))
    help_line, at_any_hour = HelpLine("01632 960 143", hours), MessageHours(DAY_AND_NIGHT)  # what is pressed is seen
    parts = (BankText("RIDGEWAY BOOKINGS"), help_line, at_any_hour, areas, contacts, warnings, routes)
    for part in parts:
        change_programme(db, **by, force_code=FORCE, settings=part)
    versions = to_confirm(all_policies(db), programme.routes, today).versions
    confirm_policies(db, **by, force_code=FORCE, lawyer="Frances Amadi", confirmed_on=today, versions=versions)
    for route in routes_with_words():
        sign_words(
            db,
            **by,
            force_code=FORCE,
            route=route,
            fingerprint=fingerprint_of(route),
            points=LegalPoints(),
            lawyer="Frances Amadi",
            office="Force solicitor",
            signed_on=today,
        )


def _offer_dates(db: Session, by: _Done, venues: list[int]) -> None:
    """Every other Saturday, and each of the first four."""
    for week in range(1, WEEKS_AHEAD + 1):
        if week % 2 == 1 or week <= 4:
            times = times_on(_saturday(by["now"], week), time(9, 30), time(16, 30))
            offer_course_date(db, **by, venue_id=venues[week % len(venues)], times=times, capacity=12)


def _actor_at(db: Session, email: str) -> Actor:
    return account_actor(db.execute(select(Account).where(Account.email == email)).scalar_one())


def _saturday(now: datetime, week: int) -> date:
    """The Saturday of a week to come, or the next day on which somebody would hold a course."""
    today = london_date(now)
    return usual_day_from(today + timedelta(days=(_SATURDAY - today.weekday()) % 7 + 7 * week))
