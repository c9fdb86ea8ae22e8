"""The hosted payment page: a form, an answer for every card, and the way back. No JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.sandbox.stripe.cards import TEST_CARDS, read_card
from programme.sandbox.stripe.payments import PaymentAttempt, answer_challenge, awaits_challenge, last_fault, pay
from programme.sandbox.stripe.showing import see_other, show_page
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World

_STYLE = Path(__file__).parent / "pages" / "pay.css"
_EMPTY = {"card_number": "", "expiry": "", "cvc": "", "card_name": ""}
_SHOWN_AGAIN = ("expiry", "card_name")  # never the number nor the security code
_LONGEST_TYPED = 200
_GONE, _WRONG, _DECLINED, _NOT_FOUND = 410, 422, 402, 404
_NO_FAULTS: dict[str, str] = {}


class PayPage(Controller):
    """The routes under /c."""

    path = "/c"

    @get("/pay/{session_id:str}", sync_to_thread=True)
    def form(self, world: NamedDependency[World], session_id: FromPath[str]) -> Response[str]:
        """The form, or why there is none."""
        with world.moment():
            session = world.store.find("checkout.session", session_id)
            if session is None or session["status"] != "open":
                return _closed(world, session)
            fault = last_fault(world, session)
            return _form(world, session, {}, {"": f"{fault} Try again or use another card."} if fault else _NO_FAULTS)

    @post("/pay/{session_id:str}")
    async def submit(
        self, world: NamedDependency[World], session_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[str]:
        """Pay."""
        typed = {name: str(value)[:_LONGEST_TYPED] for name, value in (await request.form()).items()}
        with world.moment():
            session = world.store.find("checkout.session", session_id)
            if session is not None and session["status"] == "complete":  # pressed twice: the first press paid
                return see_other(_after_paying(session))
            if session is None or session["status"] != "open":
                return _closed(world, session)
            card = read_card(typed, world.clock().date())
            if isinstance(card, dict):
                return _form(world, session, typed, card, _WRONG)
            outcome = pay(world, session, card)
            if outcome is PaymentAttempt.DECLINED:
                words = f"{card.behaviour.message} Nothing was taken. Try again or use another card."
                return _form(world, session, typed, {"": words}, _DECLINED)
            return see_other(
                _after_paying(session) if outcome is PaymentAttempt.PAID else f"/c/pay/{session_id}/challenge"
            )

    @get("/pay/{session_id:str}/challenge", sync_to_thread=True)
    def challenge(self, world: NamedDependency[World], session_id: FromPath[str]) -> Response[str]:
        """The stand-in for the page of the payer's bank."""
        with world.moment():
            session = world.store.find("checkout.session", session_id)
            if session is None or session["status"] != "open":
                return _closed(world, session)
            if not awaits_challenge(world, session):
                return see_other(f"/c/pay/{session_id}")
            target = _origin(session["success_url"])
            return show_page("challenge.html", form_targets=(target,), session=session, account_name=world.account_name)

    @post("/pay/{session_id:str}/challenge")
    async def answer(
        self, world: NamedDependency[World], session_id: FromPath[str], request: Request[Any, Any, Any]
    ) -> Response[str]:
        """The payer confirmed, or did not."""
        confirmed = (await request.form()).get("outcome") == "complete"
        with world.moment():
            session = world.store.find("checkout.session", session_id)
            if session is not None and awaits_challenge(world, session):
                answer_challenge(world, session, confirmed=confirmed)
            if session is not None and session["status"] == "complete":
                return see_other(_after_paying(session))
            if session is None or session["status"] != "open":
                return _closed(world, session)
            return see_other(f"/c/pay/{session_id}")

    @get("/assets/pay.css", sync_to_thread=False)
    def style(self) -> Response[bytes]:
        """The one stylesheet."""
        return Response(_STYLE.read_bytes(), media_type="text/css; charset=utf-8")


def _form(
    world: World, session: Body, typed: dict[str, str], faults: dict[str, str], status: int = 200
) -> Response[str]:
    urls = [session[key] for key in ("success_url", "cancel_url") if session[key]]
    return show_page(
        "pay.html",
        status=status,
        form_targets=tuple(dict.fromkeys(_origin(url) for url in urls)),
        session=session,
        items=session["_items"],
        statement=session["_payment"]["statement_descriptor_suffix"],
        typed=_EMPTY | {field: typed.get(field, "") for field in _SHOWN_AGAIN},
        faults=faults,
        account_name=world.account_name,
        test_cards=TEST_CARDS,
    )


def _closed(world: World, session: Body | None) -> Response[str]:
    if session is None:
        return show_page("closed.html", status=_NOT_FOUND, account_name=world.account_name, way_back=None, paid=False)
    paid = session["status"] == "complete"
    way_back = _after_paying(session) if paid else session["cancel_url"]
    status = 200 if paid else _GONE
    return show_page("closed.html", status=status, account_name=world.account_name, way_back=way_back, paid=paid)


def _after_paying(session: Body) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
