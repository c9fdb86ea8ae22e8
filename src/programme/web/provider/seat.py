"""One person's card at the door: a name on tap, one mark on it, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.mark_attendance import mark_attendance
from programme.actions.undo_mark import undo_mark
from programme.attendance.models import IdentityKind
from programme.attendance.refusals import PlaceGivenUp, UndoNotAgreed
from programme.attendance.seats import SeatCard, own_seat
from programme.attendance.states import Mark, MarkEvent
from programme.attendance.words import IDENTITY_WORDS, MARK_EVENT_WORDS, MARK_WORDS
from programme.referrals.supporters import supporters_of
from programme.referrals.words import SUPPORTER_WORDS
from programme.shared.access import PROVIDER
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import said_of, say
from programme.web.kit.visit import Visit
from programme.web.provider.mark_form import (
    KEPT_ON_THE_PHONE,
    MarkForm,
    events_offered,
    is_closed_to,
    mark_shown,
    meanings,
)
from programme.web.provider.needs import asked_words
from programme.web.provider.own import own_provider


async def look_at_seat(visit: Visit) -> SeatCard:
    """The person on the seat in the address: name, date of birth to compare with what he shows, and needs."""
    return await visit.look(
        own_seat,
        visit.part("reference"),
        int(visit.part("seat")),
        own_provider(visit),
        subjects=lambda found: [found.reference],
    )


def register_of(visit: Visit) -> str:
    """The address of the register."""
    return f"/provider/dates/{visit.part('reference')}/register"


def line_of(visit: Visit) -> str:
    """The register, at the line of the seat."""
    return f"{register_of(visit)}#seat-{visit.part('seat')}"


class SeatPage(FormPage[SeatCard, MarkForm]):
    """`/provider/dates/REF/register/SEAT`: the card, and marking the person."""

    path = "/provider/dates/{reference:str}/register/{seat:int}"
    opt = {"access": PROVIDER}
    form, template, title = MarkForm, "provider/seat.html", "Seat"

    async def look(self, visit: Visit) -> SeatCard:
        """The card, and beside it who comes with him."""
        card = await look_at_seat(visit)
        visit.request.state.helps = await visit.read(supporters_of, card.referral_id)
        return card

    def context(self, visit: Visit, found: SeatCard, form: MarkForm) -> dict[str, Any]:
        """The events that fit this person now."""
        usual, others = events_offered(found, visit.now)
        return {
            "title": f"Seat {found.seat}",
            "card": found,
            "comes": [one for one in visit.request.state.helps if one.comes],
            "supporter_words": SUPPORTER_WORDS,
            "asked": asked_words(found.needs) if found.needs else [],
            "usual": usual,
            "others": others,
            "event_words": MARK_EVENT_WORDS,
            "identity_words": IDENTITY_WORDS,
            "mark_words": MARK_WORDS,
            "expected": found.mark is Mark.EXPECTED,
            "closed": is_closed_to(found, visit.now),
            "means": meanings(found),
            "press": token_hex(8),
            "register_url": register_of(visit),
            "fragment": _is_script(visit),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return None if isinstance(refusal, NotFound | PlaceGivenUp) else said_of(refusal)

    async def act(self, visit: Visit, form: MarkForm) -> Callable[..., Any]:
        """Mark the person: at the time that was typed, else when the tap on the phone was, else now.

        A tap that waited on a phone says what happened there at its time, whatever its page showed."""
        kept_for = form.kept_for
        happened_at = visit.now - kept_for if kept_for is not None else None
        if form.at.data is not None:
            happened_at = form.happened_at((await self.look(visit)).times.starts_at)
        shown = form.identity_kind.data
        return partial(
            mark_attendance,
            date_reference=visit.part("reference"),
            seat=int(visit.part("seat")),
            event=MarkEvent(form.event.data),
            identity_kind=IdentityKind(shown) if shown else None,
            happened_at=happened_at,
            note=form.note.data or (KEPT_ON_THE_PHONE if kept_for else ""),
            press=(form.press.data or "")[:40],
            shown=mark_shown(form.shown.data) if kept_for is None else None,
        )

    def leads_to(self, visit: Visit, form: MarkForm, done: Any) -> str:
        return line_of(visit)

    async def again(
        self, visit: Visit, number: str, form: MarkForm, typed: dict[str, list[str]], *said: tuple[str | None, str]
    ) -> Response[Any]:
        """To `register.js` the refusal itself, which it knows by the status: an address would look like success to a
        phone whose page is older than this server, and it would let go of the mark."""
        if not _is_script(visit):
            return await super().again(visit, number, form, typed, *said)
        say(form, said)
        return self.shown(visit, await self.look(visit), form, number, {"status": 422})


class UndoPages(Controller):
    """`/provider/dates/REF/register/SEAT/undo`."""

    path = "/provider/dates/{reference:str}/register/{seat:int}/undo"
    opt = {"access": PROVIDER}

    @get()
    async def before_undoing(
        self, visit: NamedDependency[Visit], reference: FromPath[str], seat: FromPath[int]
    ) -> Response[Any]:
        """The mark that stands, and what taking it back means; where none does, the register."""
        card = await look_at_seat(visit)
        if card.mark is Mark.EXPECTED:
            return visit.to(line_of(visit))
        return visit.page("provider/undo.html", title="Take a mark back", card=card, mark_words=MARK_WORDS)

    @post(status_code=303)
    async def undo(self, visit: NamedDependency[Visit], reference: FromPath[str], seat: FromPath[int]) -> Response[Any]:
        """Take the last mark back; one that has stood for a while only after a page that says what it was."""
        sent = await visit.form()
        agreed, shown = sent.get("agreed") == "yes", mark_shown(sent.get("shown"))
        try:
            await visit.write(undo_mark, date_reference=reference, seat=seat, agreed=agreed, shown=shown)
        except UndoNotAgreed:
            return visit.to(f"{register_of(visit)}/{seat}/undo")
        return visit.to(line_of(visit))


def _is_script(visit: Visit) -> bool:
    return visit.request.headers.get("hx-request") == "true"
