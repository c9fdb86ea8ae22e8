"""The way out of the person's pages: one tap ends the sign-in and leads to a page that anybody could be reading.

With scripts he is gone first, and the sign-in is ended behind him (`exit.js`). Should that message be lost with the
network, the browser still holds the note `left`, and the next request that brings it ends the sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response, post
from litestar.di import NamedDependency

from programme.people.sign_ins import end_sign_in
from programme.web.kit.access import PUBLIC, SMALL_BODY
from programme.web.kit.sign_in_cookie import (
    cookie_name,
    csrf_cookie_name,
    left_cookie_name,
    no_cookie,
    once_cookie_name,
)
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from programme.wiring import Wiring

EXIT = "/exit"


@post(EXIT, status_code=303, opt={"access": PUBLIC, "at_any_time": True}, request_max_body_size=SMALL_BODY)
async def leave(visit: NamedDependency[Visit]) -> Response[Any]:
    """End the sign-in, if there is one, and go. A script that is gone already asks for no page."""
    cookie = visit.request.cookies.get(cookie_name(visit.wiring))
    if cookie:
        await visit.wiring.database.write(end_sign_in, cookie)
    if (await visit.form()).get("quietly") == "yes":
        answer: Response[Any] = Response(b"", status_code=204)
    else:
        answer = Response(b"", status_code=303, headers={"Location": visit.wiring.settings.exit_url})
    leave_no_cookie(visit.wiring, answer)
    return answer


def leave_no_cookie(wiring: Wiring, answer: Response[Any]) -> None:
    """Take out of the browser whatever says that somebody was signed in."""
    answer.cookies.extend(
        no_cookie(wiring, name)
        for name in (
            cookie_name(wiring),
            csrf_cookie_name(wiring.settings.secure_cookies),
            left_cookie_name(wiring.settings.secure_cookies),
            once_cookie_name(wiring.settings.secure_cookies),
        )
    )
