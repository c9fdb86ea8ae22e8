"""With him on the telephone: he says who he is, and one page has what he can do now, to be read to him."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from litestar import Controller, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.begin_telephone_call import begin_telephone_call
from programme.actions.end_telephone_call import end_telephone_call
from programme.actions.send_pay_link import send_pay_link
from programme.attendance.words import IDENTITY_TO_BRING
from programme.bookings.needs import SAYS_NEEDS, can_say_needs
from programme.insight.next_step import next_step
from programme.insight.own_case import OwnCase
from programme.insight.own_deeds import possible_for_him
from programme.insight.own_receipts import money_lines, receipts_of
from programme.intake.facts import century_of_birth
from programme.notices.models import Channel
from programme.notices.words import CHANNEL_PHRASES
from programme.offers.telephone import IDLE, find_offer_of_caller, find_open_call, is_said_right, limits_on_telephone
from programme.offers.words import PROOF
from programme.people.sign_ins import Tries, tries_left
from programme.people.telling import safe_address
from programme.referrals.deeds import OwnDeed
from programme.referrals.states import OFFER_IN_HAND
from programme.referrals.supporters import supporters_of
from programme.shared.access import Access
from programme.shared.actor import Door
from programme.shared.references import EXAMPLE_REFERENCE, read_reference
from programme.shared.refusal import refusal_of
from programme.web.case.on_telephone import act_for_him, call_address, in_call, look_at_his_case, own_sign_in
from programme.web.case.telephone_contact import OnTelephoneContactPage, look_at_his_contact
from programme.web.case.telephone_needs import NeedsOnTelephonePage
from programme.web.case.telephone_payment import OutsidePaymentPage
from programme.web.case.telephone_places import ChooseDatePage, GiveUpPage, MoveDatePage
from programme.web.case.telephone_reason import TakeDownReasonPage
from programme.web.case.telephone_words import ReadAloudPage
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import DatePartsField, PageForm, TextField
from programme.web.kit.navigation import HOME_OF
from programme.web.kit.visit import Visit

log = structlog.get_logger()


def _not_right(tries: Tries, now: datetime) -> str:
    """One answer for everything: a wrong word, a reference that is unknown or another force's, an old sheet; and what
    hangs on the tries alone. Where none were left nothing was looked at, so nothing is said to be wrong."""
    wrong = "What he says does not match, or he has a newer sheet."
    if tries.left > 0:
        left = "1 more try" if tries.left == 1 else f"{tries.left} more tries"
        return f"{wrong} Ask him to read all of it again from his newest sheet. You have {left}"
    locked = (
        f"There are no more tries now, whatever he says. You can try again in {tries.wait(now)}. A new sheet from the "
        "office that gave it to him opens it at once"
    )
    return f"{wrong} {locked}" if tries.allowed else locked


class WhoIsItForm(PageForm):
    """The three things that he says."""

    reference = TextField(
        "Reference",
        hint=f"He reads 8 letters and numbers to you, like {EXAMPLE_REFERENCE}",
        needed="Enter the reference that he reads to you",
        longest=60,
    )
    born_on = DatePartsField(
        "Date of birth",
        hint="For example, 27 3 81",
        needed="Enter the date of birth that he says",
        century=century_of_birth,
    )
    word = TextField(
        "The word on his sheet",
        hint="It stands under Help. On a sheet without a word, the code",
        needed="Enter the word that he says",
        longest=60,
    )


class WhoIsItPage(FormPage[None, WhoIsItForm]):
    """Nothing is said of anybody before what he says is right. A call that is open is gone on with."""

    path = "/"
    form, template, title = WhoIsItForm, "telephone/who.html", "With him on the telephone"

    async def page(self, visit: Visit) -> Response[Any]:
        call = await visit.read(find_open_call, sign_in=own_sign_in(visit), now=visit.now)
        return visit.to(f"{visit.home}/telephone/{call.key}") if call else await super().page(visit)

    async def look(self, visit: Visit) -> None:
        """Nothing."""

    def context(self, visit: Visit, found: None, form: WhoIsItForm) -> dict[str, Any]:
        return {
            "ended": visit.request.query_params.get("ended", ""),
            "idle_minutes": IDLE // timedelta(minutes=1),
            "at": self.address(visit),
        }

    async def take(self, visit: Visit) -> Response[Any]:
        """Begin the call. Tries are counted before anything is looked at, as at his own sign-in."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        actor = visit.the_actor
        limits = limits_on_telephone(form.reference.data, actor)
        tries = await visit.wiring.database.write(tries_left, limits, now=visit.now)
        reference = read_reference(form.reference.data) or ""
        said = await visit.read(find_offer_of_caller, reference, actor)
        right = await asyncio.to_thread(is_said_right, said, word=form.word.data, born_on=form.born_on.data)
        if said is None or not right or not tries.allowed:
            log.info("telephone_call_refused", locked=not tries.allowed)
            return await self.again(visit, number, form, typed, (None, _not_right(tries, visit.now)))
        begun = partial(begin_telephone_call, said=said, sign_in=own_sign_in(visit))
        return visit.to(f"{visit.home}/telephone/{await self.write(visit, begun, self.key(visit, number))}")


_DONE: Mapping[str, str] = {
    "yes": "His yes is recorded.",
    "advice": "It is recorded that he wants advice first.",
    "no": "His no is recorded. This has ended, and his office is told.",
    "read": "It is recorded that you read the words to him.",
    "held": "The place is held for him.",
    "booked": "The place is his.",
    "outside": "What he paid is recorded. A second person looks whether it has come, and his place is held until then.",
    "link": "A link to pay is on its way to him.",
    "moved": "His place is moved.",
    "given-up": "His place is given up.",
    "needs": "What he needs on the day is recorded.",
    "reason": "The reason is kept, and the office that decides is asked to look at it.",
    "contact": "How he is reached is changed.",
    "nothing": "Nothing was changed: it is as it was.",
}


class CallPages(Controller):
    """The page of a call, and its end."""

    path = "/{call:str}"

    @get()
    async def show(self, visit: NamedDependency[Visit], done: FromQuery[str] = "") -> Response[Any]:
        """How it stands with him and what he can do now, in words to read to him."""
        await act_for_him(visit)
        case = await look_at_his_case(visit)
        may = {deed for deed, refused in possible_for_him(case, visit.now).items() if refused is None}
        pays, starts_at = OwnDeed.OPEN_CHECKOUT in may, case.place.starts_at if case.place else None
        return visit.page(
            "telephone/call.html",
            title="On the telephone with him",
            done=_DONE.get(done, ""),
            case=case,
            step=next_step(replace(case, help_line=case.help_line.on_this_call()), now=visit.now),
            in_hand=case.state in OFFER_IN_HAND,
            money=await _money(visit, case),
            may={deed.value for deed in may},
            helps=await visit.read(supporters_of, visit.the_actor.referral_id),
            says_needs=refusal_of(can_say_needs, case.state, starts_at=starts_at, now=visit.now) is None,
            answers=bool(may & {OwnDeed.ACCEPT_OFFER, OwnDeed.ASK_FOR_ADVICE, OwnDeed.DECLINE_OFFER}),
            need=_need(case),
            proof=PROOF,
            photo_identity=IDENTITY_TO_BRING.values(),
            public_url=visit.wiring.settings.public_url,
            link_goes=await _way_of_a_link(visit) if pays else "",
            **in_call(visit),
        )

    @post("/pay-link", status_code=200)
    async def send_link(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Send him a link to pay. Sent twice, the first is of no use any more."""
        await act_for_him(visit)
        await visit.write(send_pay_link)
        return visit.to(f"{call_address(visit)}?done=link")

    @post("/end", status_code=200)
    async def end(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """End it. Pressed twice it changes nothing."""
        await visit.write(end_telephone_call, sign_in=own_sign_in(visit))
        return visit.to(f"{call_address(visit).rpartition('/')[0]}?ended=1")


async def _money(visit: Visit, case: OwnCase) -> list[tuple[str, str]]:
    receipts = await visit.read(receipts_of, visit.the_actor.own_offer_id or 0) if case.paid_at else ()
    return money_lines(case, receipts, visit.now)


def _need(case: OwnCase) -> list[str]:
    """The answer to what he needs on the day, until that is over; empty where he asked for nothing."""
    if case.asked is None or case.state not in SAYS_NEEDS:
        return []
    said = case.asked.answer_lines(case.place.date_id if case.place else None, case.help_line.on_this_call().again)
    return [line.rstrip(".") for line in said]


async def _way_of_a_link(visit: Visit) -> str:
    """How a link to pay would go to him; empty where nothing is safe."""
    channel, _ = safe_address(await look_at_his_contact(visit))
    return "" if channel is Channel.HAND else CHANNEL_PHRASES[channel]


def telephone_pages(door: Door, access: Access) -> Router:
    """The pages of a door for whoever has him on the telephone."""
    places = [ChooseDatePage, OutsidePaymentPage, MoveDatePage, GiveUpPage]
    pages = [ReadAloudPage, *places, NeedsOnTelephonePage, TakeDownReasonPage, OnTelephoneContactPage]
    in_a_call = Router("/{call:str}", route_handlers=pages)
    return Router(
        f"{HOME_OF[door]}/telephone", route_handlers=[WhoIsItPage, CallPages, in_a_call], opt={"access": access}
    )
