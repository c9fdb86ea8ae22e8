"""His place: when, where, what to bring; to the calendar, or given up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.cancel_booking import cancel_booking
from programme.attendance.words import IDENTITY_TO_BRING
from programme.bookings.rules import arrive_at
from programme.bookings.states import BookingState, PlaceLost
from programme.insight.next_step import next_step, time_left
from programme.insight.own_appointment import appointment_revision
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import why_not_for_him
from programme.insight.own_money import money_if_cancelled
from programme.insight.own_places import OwnPlace
from programme.insight.unanswered_arrivals import answered_only_from
from programme.offers.words import PROOF
from programme.payments.as_shown import place_to_cancel
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.shared.access import OFFENDER
from programme.shared.dates import london_date
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown, NotFound
from programme.web.kit.visit import Visit
from programme.web.offender.calendar_file import calendar_file, called_off_file
from programme.web.offender.dates import sentence
from programme.web.offender.own_case import look_at_own_case


def where_it_is(place: OwnPlace) -> list[str]:
    """The address in lines, as an envelope has it, and the room."""
    lines = [*place.address.split(","), place.postcode, place.room_name or ""]
    return [line.strip() for line in lines if line.strip()]


def map_link(place: OwnPlace) -> str:
    """The address, and nothing else, for the map program of whatever telephone or computer this is: an address that the
    usual ones open by themselves, and a page of a map everywhere else."""
    asked = urlencode({"api": 1, "query": f"{place.address}, {place.postcode}"})
    return f"https://www.google.com/maps/search/?{asked}"


class BookingPages(Controller):
    """`/my-booking/booking`."""

    path = "/my-booking/booking"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit], moved: FromQuery[str] = "") -> Response[Any]:
        """His place with everything he needs on the day; after he moved it, that he did."""
        return place_page(visit, await look_at_own_case(visit), has_moved=bool(moved))

    @get("/appointment.ics")
    async def calendar(self, visit: NamedDependency[Visit], address: FromQuery[str] = "") -> Response[bytes]:
        """The appointment for his calendar, with the address unless he left it out; only of a place that is
        confirmed."""
        case, revision = await _look_at_revision(visit)
        if case.place is None or case.place.state is not BookingState.CONFIRMED:
            raise NotFound()
        entry = calendar_file(case.place, revision=revision, with_address=address != "no", now=visit.now)
        return _to_keep(entry, "appointment.ics")

    @get("/appointment-off.ics")
    async def off_the_calendar(self, visit: NamedDependency[Visit]) -> Response[bytes]:
        """The same entry called off, for the calendar that he has put it into."""
        case, revision = await _look_at_revision(visit)
        if case.lost is None or case.lost.confirmed_at is None:
            raise NotFound()
        return _to_keep(called_off_file(case.lost, revision=revision, now=visit.now), "appointment-off.ics")

    @get("/cancel")
    async def ask_cancel(self, visit: NamedDependency[Visit], changed: FromQuery[str] = "") -> Response[Any]:
        """The meaning of cancelling, before he does it; and that it is another thing than what he was shown before."""
        case = await look_at_own_case(visit)
        if case.place is None:
            return visit.to("/my-booking")
        if refused := why_not_for_him(OwnDeed.CANCEL_BOOKING, case, visit.now):
            raise refused
        days = (case.complete_by_on - london_date(visit.now)).days
        return visit.page(
            "offender/cancel.html",
            title="Your booking",
            case=case,
            place=case.place,
            days_left=max(days, 0),
            money=money_if_cancelled(case, case.place, visit.now),
            mark=_mark(case, case.place, visit),
            changed=sentence(ChangedSinceShown()) if changed else "",
            help_line=case.help_line,
        )

    @post("/cancel", status_code=200)
    async def cancel(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the place up. Pressed twice it leads to where the first press led."""
        try:
            back_pence = (await visit.write(cancel_booking, mark=(await visit.form()).get("mark"))).refund_pence
        except ChangedSinceShown:
            return visit.to("/my-booking/booking/cancel?changed=1")
        except NotFound:
            case = await look_at_own_case(visit)
            if case.lost is None or case.lost.lost_because is not PlaceLost.ASKED:
                raise
            back_pence = case.back_pence
        return visit.to(f"/my-booking/booking/cancelled{'?money=back' if back_pence else ''}")

    @get("/cancelled")
    async def cancelled(self, visit: NamedDependency[Visit], money: FromQuery[str] = "") -> Response[Any]:
        """The consequences, as long as the last that happened to a place of his is that he cancelled it."""
        case = await look_at_own_case(visit)
        cancelled = case.place is None and case.lost is not None and case.lost.lost_because is PlaceLost.ASKED
        if not cancelled or case.state is not ReferralState.ACCEPTED:
            return visit.to("/my-booking")
        return visit.page(
            "offender/cancelled.html",
            title="Your booking",
            case=case,
            money_goes_back=money == "back" and not case.has_paid,
            help_line=case.help_line,
        )


def place_page(visit: Visit, case: OwnCase, *, has_paid: bool = False, has_moved: bool = False) -> Response[Any]:
    """His place; first what he has just done."""
    place = case.place
    if place is None or case.state not in OFFER_IN_HAND:
        return visit.to("/my-booking")
    held = place.state is BookingState.HELD
    return visit.page(
        "offender/booking.html",
        title="Your booking",
        case=case,
        place=place,
        where=where_it_is(place),
        map_link=map_link(place),
        held=held,
        has_paid=has_paid,
        has_moved=has_moved and place.moves > 0,
        marked=next_step(case, now=visit.now) if place.is_marked else None,
        door_closed=place.is_marked or place.door_closes_at <= visit.now,
        over=place.is_marked or place.ends_at <= visit.now,
        held_for=time_left(place.held_until_at, visit.now) if held else "",
        arrive_at=arrive_at(place.starts_at),
        answered_from=answered_only_from(case.help_line, place.starts_at, place.door_closes_at),
        proof=PROOF,
        photo_identity=IDENTITY_TO_BRING.values(),
        may_move=why_not_for_him(OwnDeed.MOVE_BOOKING, case, visit.now) is None,
        may_cancel=why_not_for_him(OwnDeed.CANCEL_BOOKING, case, visit.now) is None,
        help_line=case.help_line,
    )


async def _look_at_revision(visit: Visit) -> tuple[OwnCase, int]:
    """His case, and how often the entry in his calendar has changed."""
    case = await look_at_own_case(visit)
    return case, await visit.read(appointment_revision, visit.the_actor.referral_id)


def _to_keep(entry: bytes, file_name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(entry, media_type="text/calendar", headers=headers)


def _mark(case: OwnCase, place: OwnPlace, visit: Visit) -> str:
    """The mark of the place and the money that he is shown."""
    fee, pence = case.fee_state, case.fee_pence
    return shown_mark(place_to_cancel(place.reference, place.starts_at, fee, pence, now=visit.now))
