"""Where a page keeps a form between its being sent and its being shown again: in the database, sealed, for one tab."""

from __future__ import annotations

import re
import secrets
from urllib.parse import quote

from programme.people.kept_answers import FormAnswers, FormKey, Kept, find_kept, keep_answers
from programme.web.kit.access import SignInNeeded
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.visit import Visit, csrf_token

KEPT = "kept"
"""The mark that tells one tab's form from another's: a number in the address of the page, and in its form."""
_STRANGERS = "form"
"""The number of whoever is not signed in: he has one form, and its address says no more than anybody's."""
_A_NUMBER = re.compile(r"[\w-]{1,24}")


def number_of(visit: Visit, sent: str = "") -> str:
    """The number that was sent with a form; a new one where that is none."""
    if _A_NUMBER.fullmatch(sent):
        return sent
    return secrets.token_urlsafe(12) if visit.actor else _STRANGERS


def key_of(visit: Visit, page: str, number: str) -> FormKey:
    """The form with this number on `page`: of the sign-in, or of a stranger by his token against forged forms."""
    cookie = visit.request.cookies.get(cookie_name(visit.wiring)) if visit.actor else csrf_token(visit.request)
    return FormKey(cookie or "", page, number)


class KeepsForms:
    """A page that keeps forms."""

    def address(self, visit: Visit) -> str:
        """Where the page is."""
        return quote(visit.request.scope["path"])

    def key(self, visit: Visit, number: str) -> FormKey:
        """The owner of a kept form: the sign-in, or for a stranger his token against forged forms; the page; the
        tab."""
        return key_of(visit, self.address(visit), number)

    async def kept(self, visit: Visit, number: str) -> Kept | None:
        """The kept answers of the form with this number."""
        return await visit.read(find_kept, self.key(visit, number), now=visit.wiring.wall_clock.now())

    async def keep(self, visit: Visit, number: str, answers: FormAnswers) -> None:
        """Keep it until the sign-in ends, an hour at most; ten minutes where nobody is signed in. Raises SignInNeeded
        where the sign-in has ended meanwhile, as it does in another tab."""
        now, signed_in = visit.wiring.wall_clock.now(), visit.actor is not None
        key, keep = self.key(visit, number), visit.wiring.database.write
        if not await keep(keep_answers, key, answers, signed_in=signed_in, now=now):
            raise SignInNeeded()
