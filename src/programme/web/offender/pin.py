"""A PIN of his own: chosen, changed and removed by him."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.choose_pin import choose_pin
from programme.actions.remove_pin import remove_pin
from programme.insight.own_case import OwnCase
from programme.offers.pin_refusals import PinNotRight
from programme.offers.pins import PIN_LENGTH, bare_pin, check_pin
from programme.offers.signing_in import CodeTry
from programme.people.passwords import hash_password, is_password
from programme.people.sign_ins import forgive_try
from programme.shared.access import OFFENDER
from programme.shared.refusal import refusal_of
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, PageForm, SecretField, add_error, show_refusal
from programme.web.kit.visit import LedElsewhere, Visit
from programme.web.offender.own_case import look_at_own_case
from programme.web.offender.own_code import (
    count_own_try,
    own_code_shown_at,
    prove_own_code,
    say_if_no_code,
    say_if_no_pin,
    sign_in_anew,
)
from programme.web.offender.sign_in import after_a_try, hand_sign_in

CHOOSE, REMOVE = "/my-booking/pin", "/my-booking/pin/remove"
_SAID = {"chosen": "Your PIN is set. From now on you need it to sign in.", "removed": "Your PIN is removed."}


class RemovePinForm(PageForm):
    """Only who knows it removes it."""

    now = SecretField("The PIN you have now", needed="Enter the PIN you have now", longest=60, is_password=True)


class ChoosePinForm(PageForm):
    """The new one twice, because nobody sees what is typed. Who has none yet shows his sheet with its code: whoever
    finds his telephone open would lock him out."""

    code = SecretField(
        "Code from your sheet",
        hint="We ask again so that nobody else can set a PIN",
        needed="Enter the code from your sheet",
        longest=60,
    )
    now = SecretField("The PIN you have now", needed="Enter the PIN you have now", longest=60, is_password=True)
    pin = SecretField("New PIN", hint=f"{PIN_LENGTH} numbers", needed="Enter a new PIN", longest=60, is_password=True)
    again = SecretField("New PIN again", needed="Enter the new PIN again", longest=60, is_password=True)

    def check(self) -> None:
        """A code that can be one; a good PIN, and the same one."""
        if "code" in self:
            say_if_no_code(self, self.code)
        say_if_no_pin(self, self.pin)
        refused = (
            refusal_of(check_pin, bare_pin(self.pin.data), None) if self.pin.data and not self.pin.errors else None
        )
        if refused is not None:
            show_refusal(self, refused)
        elif self.pin.data and self.again.data and bare_pin(self.pin.data) != bare_pin(self.again.data):
            add_error(self, "again", "The two are not the same. Enter both again")


class _OwnPinPage(FormPage[OwnCase, Any]):
    opt = {"access": OFFENDER}
    title = "Your booking"

    async def look(self, visit: Visit) -> OwnCase:
        return await look_at_own_case(visit)

    def context(self, visit: Visit, found: OwnCase, form: Any) -> dict[str, Any]:
        done = _SAID.get(visit.request.query_params.get("done", ""), "")
        return {"has_pin": found.has_pin, "done": done, "help_line": found.help_line}

    async def prove(self, visit: Visit, typed: str) -> CodeTry:
        """That it is he who sits there: he knows the PIN he has. A wrong one counts as a try. Raises PinNotRight."""
        tried = await count_own_try(visit)
        kept = tried.secret.pin_hash
        right = kept is None or await asyncio.to_thread(is_password, kept, bare_pin(typed))
        if not tried.tries.allowed or not right:
            now = visit.wiring.wall_clock.now()
            raise PinNotRight(headline=after_a_try(PinNotRight.headline, tried.tries, now))
        return tried


class ChoosePinPage(_OwnPinPage):
    """`/my-booking/pin`: what it is good for, and the form."""

    path = CHOOSE
    form, template = ChoosePinForm, "offender/pin.html"
    looks_first = True  # whether he has one

    def fill(self, visit: Visit, found: OwnCase | None, sent: FormData | None) -> ChoosePinForm:
        """Either his code or the PIN he has now is asked for."""
        form: ChoosePinForm = super().fill(visit, found, sent)
        if found is not None and found.has_pin:
            del form.code
        else:
            del form.now
        return form

    async def act(self, visit: Visit, form: ChoosePinForm) -> Callable[..., Any]:
        """Keep its hash, and begin his sign-in anew."""
        by_pin = "now" in form
        tried = await (self.prove(visit, form.now.data) if by_pin else prove_own_code(visit, form.code.data))
        pin = bare_pin(form.pin.data)
        check_pin(pin, tried.secret.born_on)
        pin_hash = await asyncio.to_thread(hash_password, pin)
        shown_at = await own_code_shown_at(visit) if by_pin else None
        return partial(choose_pin, pin_hash=pin_hash, renew=sign_in_anew(visit, tried, shown_at))

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
        tried = await self.prove(visit, form.now.data)
        await visit.wiring.database.write(forgive_try, tried.limits)
        return remove_pin

    def leads_to(self, visit: Visit, form: RemovePinForm, done: None) -> str:
        return f"{CHOOSE}?done=removed"
