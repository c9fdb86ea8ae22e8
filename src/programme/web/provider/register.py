"""The register at the door, on a phone: seat numbers and initials. The card with a name is in `seat`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.open_register import open_register
from programme.attendance.queries import Register, own_register
from programme.attendance.rules import SEATED, is_door_open
from programme.attendance.states import FINAL
from programme.attendance.words import IDENTITY_WORDS, MARK_WORDS
from programme.courses.scheduling import register_opens_at
from programme.insight.date_deeds import DateDeed
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.shared.access import PROVIDER
from programme.shared.dates import spoken_time
from programme.web.kit.visit import Visit
from programme.web.provider.mark_form import means
from programme.web.provider.own import can, own_provider
from programme.web.provider.words import RESULT_WORDS


class RegisterPages(Controller):
    """`/provider/dates/REF/register...`, but for its seats."""

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


def _bar(register: Register, visit: Visit) -> str:
    """The line that stays at the top: how many are in, and when the door closes."""
    inside = sum(line.mark in SEATED for line in register.seated)
    closes = register.date.door_closes_at
    door = "closes" if is_door_open(closes, visit.now) else "closed"
    return f"{inside} of {len(register.seated)} in, door {door} {spoken_time(closes)}"
