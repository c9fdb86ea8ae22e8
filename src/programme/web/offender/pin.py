"""A PIN of his own: chosen, changed and removed by him."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from programme.actions.choose_pin import choose_pin
from programme.actions.remove_pin import remove_pin
from programme.insight.own_case import OwnCase
from programme.offers.pin_refusals import PinNotRight
from programme.offers.pins import PIN_LENGTH, check_pin
from programme.offers.queries import SecretFacts
from programme.offers.signing_in import try_own_code
from programme.people.passwords import hash_password, is_password
from programme.people.sign_ins import begin_sign_in, forgive_try
from programme.shared.access import OFFENDER
from programme.shared.refusal import refusal_of
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, SecretField, add_error, show_refusal
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.own_case import look_at_own_case
from programme.web.offender.sign_in import hand_sign_in

CHOOSE, REMOVE = "/my-booking/pin", "/my-booking/pin/remove"
_SAID = {"chosen": "Your PIN is set. From now on you need it to sign in.", "removed": "Your PIN is removed."}


class _OwnPinForm(PageForm):
    now = SecretField("The PIN you have now", longest=60, is_password=True)


class RemovePinForm(_OwnPinForm):
    """Only who knows it removes it."""


class ChoosePinForm(_OwnPinForm):
    """The new one twice, because nobody sees what is typed."""

    pin = SecretField("New PIN", hint=f"{PIN_LENGTH} numbers", needed="Enter a new PIN", longest=60, is_password=True)
    again = SecretField("New PIN again", needed="Enter the new PIN again", longest=60, is_password=True)

    def check(self) -> None:
        """A good one, and the same one."""
        refused = refusal_of(check_pin, self.pin.data, None) if self.pin.data else None
        if refused is not None:
            show_refusal(self, refused)
        elif self.pin.data and self.again.data and self.pin.data != self.again.data:
            add_error(self, "again", "The two are not the same. Enter both again")


class _OwnPinPage(FormPage[OwnCase, Any]):
    opt = {"access": OFFENDER}
    title = "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_own_case(visit)

    def context(self, visit: Visit, found: OwnCase, form: Any) -> dict[str, Any]:
        done = _SAID.get(visit.request.query_params.get("done", ""), "")
        return {"has_pin": found.has_pin, "done": done, "help_line": found.help_line}

    async def prove(self, visit: Visit, typed: str) -> SecretFacts:
        """That it is he who sits there, where he has a PIN; a wrong one counts as a try. Raises PinNotRight."""
        tried = await visit.look(
            try_own_code,
            visit.the_actor.id,
            network=network(visit.request),
            now=visit.wiring.wall_clock.now(),
            subjects=lambda found: [found.secret.reference],
        )
        kept = tried.secret.pin_hash
        if not tried.allowed or (kept is not None and not await asyncio.to_thread(is_password, kept, typed)):
            raise PinNotRight()
        await visit.wiring.database.write(forgive_try, tried.limits)
        return tried.secret


class ChoosePinPage(_OwnPinPage):
    """`/my-booking/pin`: what it is good for, and the form."""

    path = CHOOSE
    form, template = ChoosePinForm, "offender/pin.html"

    async def act(self, visit: Visit, form: ChoosePinForm) -> Callable[..., Any]:
        """Keep its hash, and begin his sign-in anew."""
        secret = await self.prove(visit, form.now.data)
        check_pin(form.pin.data, secret.born_on)
        pin_hash = await asyncio.to_thread(hash_password, form.pin.data)
        renew = partial(
            begin_sign_in,
            offer_id=secret.offer_id,
            now=visit.wiring.wall_clock.now(),
            longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        )
        return partial(choose_pin, pin_hash=pin_hash, renew=renew)

    def leads_to(self, visit: Visit, form: ChoosePinForm, done: str) -> str:
        hand_sign_in(visit, done)
        return f"{CHOOSE}?done=chosen"


class RemovePinPage(_OwnPinPage):
    """`/my-booking/pin/remove`."""

    path = REMOVE
    form, template = RemovePinForm, "offender/pin_remove.html"

    async def look(self, visit: Visit) -> OwnCase:
        """His case, as long as he has one."""
        case = await super().look(visit)
        if not case.has_pin:
            raise LedElsewhere(CHOOSE)
        return case

    async def act(self, visit: Visit, form: RemovePinForm) -> Callable[..., Any]:
        await self.prove(visit, form.now.data)
        return remove_pin

    def leads_to(self, visit: Visit, form: RemovePinForm, done: None) -> str:
        return f"{CHOOSE}?done=removed"
