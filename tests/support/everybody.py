"""Somebody at every door, in a world where something has happened: what the sweeps over all routes run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any, TypeVar

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from sqlalchemy import select

from programme.actions.correct_offence import correct_offence
from programme.actions.correct_record import correct_record
from programme.actions.decline_offer import decline_offer
from programme.actions.make_offer import make_offer
from programme.actions.open_register import open_register
from programme.actions.print_paper import print_paper
from programme.actions.record_disposal import record_disposal
from programme.actions.save_referral_draft import save_referral_draft
from programme.actions.start_custody_import import start_custody_import
from programme.actions.write_note import write_note
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.duties.models import Cover, Task, TaskKind
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Disposal
from programme.payments.models import Fee, PaidHow, PaidOutside
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.corrections import RecordPart
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.access import Access
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.kit.access import declared_routes
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_force,
    a_place_elsewhere,
    a_referral,
    a_world,
    add,
    an_account,
    an_agreement,
    an_exchange,
    an_offer,
    himself,
    read,
    signed,
    told,
)
from tests.support.clients import Browser
from tests.support.jobs import warn_forces

EVERY_ROLE = {
    Door.CUSTODY: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING}),
    Door.PROVIDER: frozenset({Role.PROVIDER_STAFF, Role.ADMINISTRATOR}),
    Door.PARTNER: frozenset({Role.PARTNER_STAFF, Role.ADMINISTRATOR}),
    Door.ADMIN: frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING}),
}

A = TypeVar("A")
SOMEBODY_ELSE = 99
"""The account that recorded what was done: correcting it takes another person."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one address of the application."""

    method: str
    pattern: str
    access: Access
    handler: HTTPRouteHandler
    parameters: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """How it is called in a list: "GET /provider/dates/{reference:str}"."""
        return f"{self.method} {self.pattern}"

    def address(self, **values: str) -> str:
        """The address with its parameters filled; the ones not given with something nobody has."""
        path = self.pattern
        for name, kind in self.parameters:
            missing = "999999999" if kind == "int" else "ZZZZ-9999"
            path = path.replace(f"{{{name}:{kind}}}", values.get(name, missing).lstrip("/"))
        return path


def routes_of(app: Litestar) -> list[Route]:
    """Every route of ours, in the order of the addresses."""
    parameters = {
        route.path: tuple(
            tuple(part.strip("{}").split(":", 1))
            for part in route.path.split("/")
            if part.startswith("{") and ":" in part
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
    }
    found = [
        Route(method, path, handler.opt["access"], handler, parameters[path])  # type: ignore[arg-type]
        for method, path, handler in declared_routes(app)
    ]
    return sorted(found, key=lambda route: (route.pattern, route.method))


@dataclass(frozen=True, slots=True)
class Everybody:
    """The people of one world, and of another that has nothing to do with it. `references`, those of its
    `dates` among them, and `numbers` are what an address in the first world may hold."""

    staff: dict[Door, Account]
    persons: dict[str, Offer]
    strangers: dict[Door, Account | Offer]
    references: tuple[str, ...]
    dates: tuple[str, ...]
    numbers: tuple[str, ...]

    def at(self, door: Door) -> list[Account | Offer]:
        """Everybody of the first world who comes in at this door."""
        return [*self.persons.values()] if door is Door.OFFENDER else [self.staff[door]]


def everybody(database: Database) -> Everybody:
    """Build both worlds: one where each step of a case has been reached by somebody, and one of strangers."""
    world = a_world(database)
    for force in ("34", "16", "12"):
        a_force(database, force)
    an_agreement(database)
    soon = a_course_date(database, world, starts_at=NOW - timedelta(hours=1))
    later = a_course_date(database, world)
    offers, references, numbers = {}, [soon.reference, later.reference], []
    for step, force in (
        ("asked", "43"),
        ("accepted", "43"),
        ("declined", "43"),
        ("sent", "34"),
        ("sent and declined", "34"),
    ):
        asked = step != "accepted"
        case = ReferralState.OFFERED if asked else ReferralState.ACCEPTED
        route = "conditional_caution" if step == "sent" else "deferred_prosecution"
        referral = a_referral(database, world, state=case, force_code=force, route=route)
        offers[step] = an_offer(database, referral, state=OfferState.OPEN if asked else OfferState.ACCEPTED)
        references.append(referral.reference)
        if force != "43":
            an_exchange(database, referral, force)
        if step.endswith("declined"):
            database.write_now(
                decline_offer, actor=himself(offers[step]), now=NOW, words_version=newest_version("conditional_caution")
            )
    for step, date, booked in (
        ("held", later, BookingState.HELD),
        ("confirmed", later, BookingState.CONFIRMED),
        ("at the door", soon, BookingState.CONFIRMED),
    ):
        referral = a_referral(database, world)
        offers[step] = an_offer(database, referral)
        booking = a_booking(database, world, date, referral, state=booked)
        references += [referral.reference, booking.reference]
        numbers.append(str(booking.id))
    away = a_referral(database, world)
    offers["placed elsewhere"] = an_offer(database, away)
    a_place_elsewhere(database, away)
    over_there = a_referral(database, world)
    a_place_elsewhere(database, over_there, course_on=NOW.date())
    references += [away.reference, over_there.reference]
    database.write_now(open_register, actor=world.provider_staff, now=NOW, date_reference=soon.reference)
    staff = _staff(database, world)
    officer = account_actor(staff[Door.CUSTODY])
    to_sign = a_referral(
        database, world, state=ReferralState.ELIGIBLE, route="conditional_caution", cautioned_on=NOW.date()
    )
    _offer_with_document(database, world, to_sign)
    undecided = a_referral(database, world, state=ReferralState.UNDECIDED)
    no_date_in_time = NOW.date() + timedelta(days=5)
    without_place = a_referral(database, world, bail_return_on=NOW.date(), complete_by_on=no_date_in_time)
    offers["without a place"] = an_offer(database, without_place)
    paid = _paid_outside(database, world, later)
    references.append(paid.reference)
    for kind in set(TaskKind) - {TaskKind.PAID_OUTSIDE}:
        add(database, Task(referral_id=without_place.id, kind=kind, due_on=NOW.date(), raised_at=NOW))
    database.write_now(save_referral_draft, actor=officer, now=NOW, typed={"surname": "Smith"})
    database.write_now(start_custody_import, actor=officer, now=NOW, file=BytesIO(b"Surname,Forenames\n"))
    tied = a_referral(database, world, state=ReferralState.TIED, tied_to_id=undecided.id)
    not_met = [KeptCriterion("no_violence", Status.NOT_MET, "There was a threat.")]
    to_lift = a_referral(database, world, state=ReferralState.INELIGIBLE, eligibility=not_met)
    references += [tied.reference, to_lift.reference]
    sent_undecided = a_referral(database, world, state=ReferralState.UNDECIDED, force_code="34")
    an_exchange(database, sent_undecided, "34")
    references += [without_place.reference, to_sign.reference, undecided.reference, sent_undecided.reference]
    urgent = a_referral(database, world, **a_short_clock(12))
    last_days = a_referral(database, world, **a_short_clock(5))
    sent_urgent = a_referral(database, world, force_code="34", **a_short_clock(12))
    an_exchange(database, sent_urgent, "34")
    warn_forces(database, now=NOW)
    corrected = a_referral(database, world, state=ReferralState.WITHDRAWN)
    database.write_now(
        correct_offence,
        actor=world.custody,
        now=NOW,
        reference=corrected.reference,
        offence_at=NOW - timedelta(days=23),
        was_at=corrected.offence_at,
        reason="The custody record says so.",
    )
    database.write_now(
        correct_record,
        actor=world.custody,
        now=NOW,
        reference=corrected.reference,
        part=RecordPart.PLACE,
        facts={"offence_place": "Dale Street"},
        reason="The officer's notebook says so.",
    )
    database.write_now(
        write_note,
        actor=world.custody,
        now=NOW,
        reference=corrected.reference,
        text="He rings back on Monday.",
    )
    database.write_now(
        write_note,
        actor=account_actor(staff[Door.PARTNER]),
        now=NOW,
        reference=sent_undecided.reference,
        text="He works at night.",
    )
    add(
        database,
        Cover(
            force_code=world.programme.force_code,
            officer_id=world.custody.id,
            officer_email="",
            officer="PC Away",
            covered_by_id=staff[Door.CUSTODY].id,
            covered_by="PC Here",
            from_on=NOW.date(),
            until_on=NOW.date() + timedelta(days=7),
            case_ids=[],
            arranged_at=NOW,
            arranged_by="Somebody",
        ),
    )
    references.append(corrected.reference)
    for force in ("43", "34"):
        closed = a_referral(database, world, state=ReferralState.WITHDRAWN, force_code=force)
        database.write_now(
            record_disposal,
            actor=replace(world.custody, id=SOMEBODY_ELSE, force_code=force),
            now=NOW,
            reference=closed.reference,
            disposal=Disposal.CHARGE_ISSUED,
            done_at=NOW,
        )
        stopped = a_referral(database, world, state=ReferralState.INELIGIBLE, force_code=force)
        a_concern(database, stopped)
        eligible = a_referral(database, world, state=ReferralState.ELIGIBLE, force_code=force)
        for referral in (closed, stopped, eligible):
            references.append(referral.reference)
            if force != "43":
                an_exchange(database, referral, force)
    references += [urgent.reference, last_days.reference, sent_urgent.reference]
    return Everybody(staff, offers, _strangers(database), tuple(references), tuple(references[:2]), ("1", *numbers))


def _offer_with_document(database: Database, world: World, referral: Referral) -> None:
    reference, texts = referral.reference, signed().texts
    database.write_now(print_paper, actor=world.custody, now=NOW, reference=reference, texts=texts)
    database.write_now(
        make_offer,
        actor=world.custody,
        now=NOW,
        reference=reference,
        secret_hash="-",
        told=told(),
        caution=signed(),
    )


def a_short_clock(days_left: int) -> dict[str, Any]:
    """The dates of a case with so many days left to charge."""
    charge_by_on = NOW.date() + timedelta(days=days_left)
    return {"charge_by_on": charge_by_on, "return_by_on": charge_by_on, "complete_by_on": charge_by_on}


def _staff(database: Database, world: World) -> dict[Door, Account]:
    return {
        door: an_account(
            database,
            door,
            name=f"Of {door}",
            roles=roles,
            rank="Insp",
            force_code="34" if door is Door.PARTNER else world.programme.force_code,
            provider_id=world.provider.id if door is Door.PROVIDER else None,
        )
        for door, roles in EVERY_ROLE.items()
    }


def _paid_outside(database: Database, world: World, date: CourseDate) -> Referral:
    """A case whose payment without a card waits for a second person."""
    case = a_referral(database, world)
    an_offer(database, case)
    held = a_booking(database, world, date, case, state=BookingState.HELD)
    fee = read(database, lambda db: db.execute(select(Fee).where(Fee.booking_id == held.id)).scalar_one())
    money = {"amount_pence": fee.amount_pence, "how": PaidHow.BANK_TRANSFER, "reference": "FPS 1"}
    by = an_account(database, Door.CUSTODY, name="Of the telephone", force_code="43")
    when = {"paid_on": NOW.date(), "recorded_at": NOW, "recorded_by": by.name, "recorded_by_id": by.id}
    add(database, PaidOutside(referral_id=case.id, fee_id=fee.id, **money, **when))
    add(database, Task(referral_id=case.id, kind=TaskKind.PAID_OUTSIDE, due_on=NOW.date(), raised_at=NOW))
    return case


def _strangers(database: Database) -> dict[Door, Account | Offer]:
    other = a_world(database, force_code="16")
    accounts: dict[Door, Account | Offer] = {
        door: an_account(
            database,
            door,
            name=f"Stranger of {door}",
            roles=roles,
            force_code="12" if door is Door.PARTNER else "16",
            provider_id=other.provider.id if door is Door.PROVIDER else None,
        )
        for door, roles in EVERY_ROLE.items()
    }
    return {**accounts, Door.OFFENDER: an_offer(database, a_referral(database, other))}


NAMED = {"force": ("43", "34"), "route": ("conditional_caution",), "step": ("relay",)}
"""Our own force and a neighbour; a route, and a step before the first real person."""


def addresses_of(route: Route, people: Everybody) -> list[str]:
    """The addresses that a route may have in the world of the test: one without parameters, or each with each."""
    values = [
        NAMED.get(name, sorted(set(people.numbers)) if kind == "int" else people.references)
        for name, kind in route.parameters
    ]
    names = [name for name, _ in route.parameters]
    return [route.address(**dict(zip(names, chosen, strict=True))) for chosen in product(*values)]


def part_of(addresses: Sequence[A], number: int, database: Database) -> Sequence[A]:
    """All of them on the one engine; on the other a quarter, another one for each `number`: what is somebody's and what
    a page writes hangs on no engine, and the pages' own tests open them on both."""
    return addresses if database.is_sqlite else addresses[number % 4 :: 4] or addresses[:1]


def visitors(app: Litestar, people: Everybody) -> dict[str, Browser]:
    """A browser for nobody, and one for somebody of every door."""
    return {"anonymous": Browser(app)} | {
        str(door): Browser(app).sign_in_as(people.at(door)[0]) for door in (*EVERY_ROLE, Door.OFFENDER)
    }
