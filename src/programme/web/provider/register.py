"""The register at the door, on a phone: seat numbers and initials, a name on tap, one person a card."""

from __future__ import annotations

from collections import Counter
from secrets import token_hex
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.mark_attendance import mark_attendance
from programme.actions.open_register import open_register
from programme.actions.undo_mark import undo_mark
from programme.attendance.models import IdentityKind
from programme.attendance.queries import Register, SeatCard, own_register, own_seat
from programme.attendance.refusals import UndoNotAgreed
from programme.attendance.rules import SEATED, is_door_open
from programme.attendance.states import FINAL, Mark, MarkEvent
from programme.attendance.words import IDENTITY_WORDS, MARK_EVENT_WORDS, MARK_WORDS
from programme.courses.scheduling import register_opens_at
from programme.insight.date_deeds import DateDeed
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.shared.access import PROVIDER
from programme.shared.dates import spoken_time
from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.forms import bind, error_list, show_refusal
from programme.web.kit.visit import Visit
from programme.web.provider.mark_form import (
    KEPT_ON_THE_PHONE,
    MarkForm,
    events_offered,
    is_closed_to,
    meanings,
    means,
)
from programme.web.provider.own import can, own_provider
from programme.web.provider.words import RESULT_WORDS


class RegisterPages(Controller):
    """`/provider/dates/REF/register...`."""

    path = "/provider/dates/{reference:str}/register"
    opt = {"access": PROVIDER}

    @get()
    async def show(
        self, visit: NamedDependency[Visit], reference: FromPath[str], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The list that anybody in the queue may see over a shoulder: seats and initials."""
        register = await look_at_register(visit)
        return visit.page(
            "provider/register.html",
            title="Register",
            register=register,
            date=register.date,
            just_signed=done == "signed",
            ends=_ends(register),
            bar=_bar(register, visit),
            can_open=can(DateDeed.OPEN_REGISTER, register.date, visit.now),
            opens_at=register_opens_at(register.date.starts_at),
            can_sign=can(DateDeed.SIGN_REGISTER, register.date, visit.now),
            mark_words=MARK_WORDS,
            means=means,
            identity_words=IDENTITY_WORDS,
            register_url=f"/provider/dates/{reference}/register",
            final=FINAL,
            seated_marks=SEATED,
        )

    @get("/sheet")
    async def sheet(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """The list on paper: for the day when there is no network at all."""
        register = await look_at_register(visit)
        return visit.page("provider/sheet.html", title="List", date=register.date, lines=register.lines)

    @post("/open", status_code=303)
    async def open(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Open it, or add who paid since then."""
        await visit.write(open_register, date_reference=reference)
        return visit.to(f"/provider/dates/{reference}/register")

    @get("/{seat:int}")
    async def card(self, visit: NamedDependency[Visit], reference: FromPath[str], seat: FromPath[int]) -> Response[Any]:
        """One person: name, date of birth to compare with what he shows, and needs."""
        found = await _card(visit, reference, seat)
        return _card_page(visit, found, bind(MarkForm))

    @post("/{seat:int}", status_code=200)
    async def mark(self, visit: NamedDependency[Visit], reference: FromPath[str], seat: FromPath[int]) -> Response[Any]:
        """Mark the person, and go back to the list at his line."""
        form = bind(MarkForm, await visit.form())
        kept_for = form.kept_for
        happened_at = visit.now - kept_for if kept_for is not None else None
        if form.at.data is not None:
            happened_at = form.happened_at((await _card(visit, reference, seat)).times.starts_at)
        if form.validate():
            shown = form.identity_kind.data
            try:
                await visit.write(
                    mark_attendance,
                    date_reference=reference,
                    seat=seat,
                    event=MarkEvent(form.event.data),
                    identity_kind=IdentityKind(shown) if shown else None,
                    happened_at=happened_at,
                    note=form.note.data or (KEPT_ON_THE_PHONE if kept_for else ""),
                    press=(form.press.data or "")[:40],
                )
            except NotFound:
                raise
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return visit.to(f"/provider/dates/{reference}/register#seat-{seat}")
        return _card_page(visit, await _card(visit, reference, seat), form, status=422)

    @post("/{seat:int}/undo", status_code=303)
    async def undo(self, visit: NamedDependency[Visit], reference: FromPath[str], seat: FromPath[int]) -> Response[Any]:
        """Take the last mark back; one that has stood for a while only after a page that says what it was."""
        agreed = (await visit.form()).get("agreed") == "yes"
        try:
            await visit.write(undo_mark, date_reference=reference, seat=seat, agreed=agreed)
        except UndoNotAgreed:
            card = await _card(visit, reference, seat)
            return visit.page("provider/undo.html", title="Take a mark back", card=card, mark_words=MARK_WORDS)
        return visit.to(f"/provider/dates/{reference}/register#seat-{seat}")


async def look_at_register(visit: Visit) -> Register:
    """The provider's register of the date in the address."""
    return await visit.look(
        own_register,
        visit.part("reference"),
        own_provider(visit),
        subjects=lambda found: [line.reference for line in found.lines],
    )


def _ends(register: Register) -> list[tuple[str, int]]:
    """How many results of each kind a signed register has."""
    reasons = [REASON_OF[line.mark] for line in register.seated if line.mark in REASON_OF]
    counts = Counter(VERDICT_OF[reason] for reason in reasons)
    return [(words, counts[verdict]) for verdict, (words, _) in RESULT_WORDS.items() if counts[verdict]]


async def _card(visit: Visit, reference: str, seat: int) -> SeatCard:
    return await visit.look(own_seat, reference, seat, own_provider(visit), subjects=lambda found: [found.reference])


def _card_page(visit: Visit, card: SeatCard, form: MarkForm, *, status: int = 200) -> Response[Any]:
    usual, others = events_offered(card, visit.now)
    return visit.page(
        "provider/seat.html",
        status=status,
        title=f"Seat {card.seat}",
        card=card,
        form=form,
        usual=usual,
        others=others,
        event_words=MARK_EVENT_WORDS,
        identity_words=IDENTITY_WORDS,
        mark_words=MARK_WORDS,
        expected=card.mark is Mark.EXPECTED,
        closed=is_closed_to(card, visit.now),
        means=meanings(card),
        press=token_hex(8),
        register_url=f"/provider/dates/{card.date_reference}/register",
        fragment=visit.request.headers.get("hx-request") == "true",
        errors=error_list(form),
    )


def _bar(register: Register, visit: Visit) -> str:
    """The line that stays at the top: how many are in, and when the door closes."""
    inside = sum(line.mark in SEATED for line in register.seated)
    closes = register.date.door_closes_at
    door = "closes" if is_door_open(closes, visit.now) else "closed"
    return f"{inside} of {len(register.seated)} in, door {door} {spoken_time(closes)}"
