"""The common part of pages that are open while he is on the telephone: all that they read and do is on his behalf."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from litestar import Response

from programme.insight.own_case import OwnCase, own_case
from programme.insight.own_deeds import why_not_for_him
from programme.offers.telephone import OpenCall, one_open_call, touch_call
from programme.people.sign_ins import id_hash
from programme.referrals.deeds import OwnDeed
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, TickField, said_of
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.visit import Visit

Found = TypeVar("Found")
F = TypeVar("F", bound=PageForm)


def own_sign_in(visit: Visit) -> str:
    """The hash of the sign-in in which a call is open."""
    return id_hash(visit.request.cookies.get(cookie_name(visit.wiring), ""))


async def act_for_him(visit: Visit) -> OpenCall:
    """The call of this address. From here on the visit is on his behalf: it finds his case alone, and everything that
    it reads and does is logged so. Raises CallOver."""
    call = await visit.read(one_open_call, visit.part("call"), sign_in=own_sign_in(visit), now=visit.now)
    if not call.was_touched(visit.now):
        await visit.wiring.database.write(touch_call, call.key, now=visit.now)
    visit.actor = call.on_his_behalf(visit.the_actor)
    visit.request.state.call = call
    return call


def in_call(visit: Visit) -> dict[str, Any]:
    """The context of every page in a call: with whom, and where the call's own page is."""
    return {"call": visit.request.state.call, "here": call_address(visit)}


def call_address(visit: Visit) -> str:
    """Where the page of the call is."""
    return f"{visit.home}/telephone/{visit.part('call')}"


async def look_at_his_case(visit: Visit) -> OwnCase:
    """His case, as he himself would see it."""
    return await visit.look(own_case, visit.the_actor.own_offer_id, subjects=lambda case: [case.reference])


class AgreedForm(PageForm):
    """The one check before something is done for him."""

    agreed = TickField("I read this to him, and he said yes", needed="Read it to him, and tick this when he says yes")


class OnTelephonePage(FormPage[Found, F]):
    """A form that is filled in with him. It leads back to the page of the call, which says what was `done`."""

    looks_first = True
    deed: ClassVar[OwnDeed]
    done: ClassVar[str]
    beside: ClassVar[tuple[type[Refusal], ...]] = ()
    """The refusals that are said on the form, since something else can be chosen there."""

    async def page(self, visit: Visit) -> Response[Any]:
        await act_for_him(visit)
        return await super().page(visit)

    async def take(self, visit: Visit) -> Response[Any]:
        await act_for_him(visit)
        return await super().take(visit)

    def context(self, visit: Visit, found: Found, form: F) -> dict[str, Any]:
        return in_call(visit)

    def check_possible(self, visit: Visit, case: OwnCase) -> None:
        """Raises what the action would, where he may not do it now."""
        if refused := why_not_for_him(self.deed, case, visit.now):
            raise refused

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, self.beside) else super().said(refusal)

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return f"{call_address(visit)}?done={self.done}"
