"""His sign-in is over: the sign-in page says how it ended, and leads back to where he was, with what he had chosen.

That is kept sealed, for as long as a form of whoever is not signed in; and it comes back for the same offer alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from programme.people.ended_sign_ins import EndedSignIn, find_ended
from programme.people.kept_answers import FormAnswers, FormKey, find_kept, keep_answers
from programme.web.kit.keeping_forms import KEPT, key_of
from programme.web.kit.leading_on import page_of, reads_as_path
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.typed_again import read_typed, typed_again
from programme.web.kit.visit import Visit, csrf_token

SIGNED_OUT, TIMED_OUT, NOT_OPEN = "1", "time", "over"
"""The ways in which it ended, as the address of the sign-in page has them."""
_HIS = "/my-booking"
_BACK = "back"
"""The number of a form that was sent when its sign-in was over."""


async def way_back(request: Request[Any, Any, Any]) -> str:
    """The address of the sign-in page. Raises what reading a form raises that another site sent."""
    visit = Visit(request)
    wiring, wall = visit.wiring, visit.wiring.wall_clock.now()
    cookie = request.cookies.get(cookie_name(wiring))
    idle = timedelta(minutes=wiring.settings.offender_idle_minutes)
    ended = await visit.read(find_ended, cookie, now=wall, idle=idle) if cookie else None
    if ended is None:
        return f"/?again={SIGNED_OUT}"
    if not ended.timed_out:
        return f"/?again={NOT_OPEN}"
    to = his_page(page_of(request))
    await _keep(visit, to, ended)
    return f"/?{urlencode({'again': TIMED_OUT, 'to': to}, safe='/')}"


def his_page(to: str) -> str:
    """The same, where it is a page of his; else his start."""
    return to if reads_as_path(to) and to.startswith(f"{_HIS}/") else _HIS


async def _keep(visit: Visit, to: str, ended: EndedSignIn) -> None:
    await read_typed(visit.request)
    typed: dict[str, list[str]] = {}
    for name, value in typed_again(visit.request) or ():
        if name != KEPT:
            typed.setdefault(name, []).append(value)
    if typed:
        answers = FormAnswers(typed, of_offer=ended.offer_id)
        now = visit.wiring.wall_clock.now()
        await visit.wiring.database.write(keep_answers, key_of(visit, to, _BACK), answers, signed_in=False, now=now)


async def brought_back(visit: Visit, to: str, *, offer_id: int, cookie: str) -> str:
    """The page to which a new sign-in leads, with what was chosen there before the last one ended, if that was of the
    same offer."""
    now, database = visit.wiring.wall_clock.now(), visit.wiring.database
    kept = await visit.read(find_kept, FormKey(csrf_token(visit.request), to, _BACK), now=now)
    if kept is None or kept.answers.of_offer != offer_id:
        return to
    await database.write(keep_answers, FormKey(cookie, to, _BACK), kept.answers, signed_in=True, now=now)
    return f"{to}?{KEPT}={_BACK}"
