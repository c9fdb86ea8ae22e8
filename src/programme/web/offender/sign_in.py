"""The person comes in: reference, code, date of birth. Nothing here says what he comes in to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from litestar import Response

from programme.courses.help_line import HelpLine
from programme.insight.whom_to_ask import whom_to_ask
from programme.offers.queries import SecretFacts, find_offer_to_sign_in
from programme.offers.signing_in import Limits, begin, is_his, limits_of
from programme.offers.states import OfferState
from programme.people.kept_answers import FormAnswers, FormKey, act_and_forget
from programme.people.sign_ins import Tries, forgive_try, tries_left
from programme.shared.access import PUBLIC
from programme.shared.references import (
    EXAMPLE_REFERENCE,
    read_reference,
    wrong_with_reference,
    wrong_with_secret,
)
from programme.web.kit.access import SMALL_BODY
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import HiddenField, PageForm, SecretField, TextField, UnseenDateField, add_error
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.navigation import start_of
from programme.web.kit.sign_in_cookie import (
    cookie_name,
    csrf_cookie_name,
    left_cookie_name,
    no_cookie,
    once_cookie,
    once_cookie_name,
    sign_in_cookie,
)
from programme.web.kit.timed_out import brought_back, his_page
from programme.web.kit.visit import Visit
from programme.web.offender.reading import IN_SHORT, ON_ONE_PAGE, READ, SCREENS

log = structlog.get_logger()

SECOND_STEP = "/pin"
_NOT_RIGHT = "These details do not match a booking that is open now. Check all three on your sheet"
"""One answer for everything: a wrong code, an unknown reference, and an offer that is over."""
_NOT_LED_BACK = frozenset(("/my-booking", READ, IN_SHORT, ON_ONE_PAGE, *SCREENS))
"""His start, and the pages that ask first whether he is alone, also when a sign-in leads back."""
_BORN_LIKE, _YOUNGEST, _OLDEST = 1980, 10, 110


class ComeIn(PageForm):
    """The three things he needs. Code and date of birth are never shown again. They are kept, sealed, for the ten
    minutes in which a form that comes back is: nobody types twelve letters twice because a date was wrong.

    That something cannot be a reference, a code or a year of birth is said from the typed text alone, before anything
    is looked up.
    """

    reference = TextField(
        "Reference", hint=f"8 letters and numbers, like {EXAMPLE_REFERENCE}", needed="Enter your reference", longest=60
    )
    code = SecretField(
        "Code",
        hint="12 letters and numbers in three groups, on the same sheet",
        needed="Enter your code",
        longest=60,
    )
    born_on = UnseenDateField(
        "Date of birth", hint="For example, 27 3 1980", needed="Enter your date of birth", like=_BORN_LIKE
    )

    to = HiddenField("Where to lead back", longest=1000)

    def check(self) -> None:
        """The shape of each."""
        wrong = wrong_with_reference(self.reference.data) if self.reference.data else ""
        if wrong and not self.reference.errors:
            add_error(self, "reference", f"This is not a reference: {wrong}. Look at your sheet again")
        wrong = wrong_with_secret(self.code.data) if self.code.data else ""
        if wrong and not self.code.errors:
            add_error(self, "code", f"This is not a code: {wrong}. Look at your sheet again")
        born_on, today = self.born_on.data, self.meta.today
        this_year = today.year if today else 0
        if born_on and today and not this_year - _OLDEST < born_on.year <= this_year - _YOUNGEST:
            self.born_on.wrong_parts = ("year",)
            add_error(self, "born_on", f"Enter the year in which you were born, like {_BORN_LIKE}")


def after_a_try(wrong: str, tries: Tries, now: datetime) -> str:
    """The fault and how many tries are left, in words that hang on the tries at this reference alone, be there one
    or not. Where there were none left, nothing was looked at that could be wrong."""
    if tries.left > 0:
        return f"{wrong}. You have {tries.left} more {'try' if tries.left == 1 else 'tries'}"
    no_more = f"There are no more tries now. You can try again in {tries.wait(now)}. A new sheet lets you in at once"
    return f"{wrong}. {no_more}" if tries.allowed else no_more


class ComeInPage(FormPage[HelpLine | None, ComeIn]):
    """`/`."""

    path = "/"
    opt = {"access": PUBLIC}
    request_max_body_size = SMALL_BODY
    form, template, title = ComeIn, "offender/sign_in.html", "Sign in"

    async def page(self, visit: Visit) -> Response[Any]:
        """The form; somebody signed in already goes to his own start. One that failed is shown to whoever sent it, in
        the answer to that: fetched again, by Back or by whoever takes up the phone, the page is empty."""
        if visit.actor:
            return visit.to(start_of(visit.actor))
        once = once_cookie_name(visit.wiring.settings.secure_cookies)
        if once not in visit.request.cookies:
            return visit.to("/") if KEPT in visit.request.query_params else await super().page(visit)
        answer = await super().page(visit)
        answer.cookies.append(no_cookie(visit.wiring, once))
        return answer

    async def again(
        self, visit: Visit, number: str, form: ComeIn, typed: dict[str, list[str]], *said: tuple[str | None, str]
    ) -> Response[Any]:
        """Back to the page, which may show once what was typed."""
        visit.cookies.append(once_cookie(visit.wiring))
        return await super().again(visit, number, form, typed, *said)

    async def look(self, visit: Visit) -> HelpLine | None:
        """The number that he can ring; None where several programmes have each their own."""
        asked = await visit.read(whom_to_ask, None)
        return asked[0].help_line if len(asked) == 1 else None

    def start(self, visit: Visit, found: HelpLine | None) -> dict[str, str]:
        """The page on which his sign-in ended, where it did."""
        return {"to": visit.request.query_params.get("to", "")}

    def context(self, visit: Visit, found: HelpLine | None, form: ComeIn) -> dict[str, Any]:
        """Whom he can call, how his sign-in ended, and when it would."""
        again = visit.request.query_params.get("again", "")
        return {"help_line": found, "again": again, "idle_minutes": visit.wiring.settings.offender_idle_minutes}

    async def take(self, visit: Visit) -> Response[Any]:
        """Begin a sign-in with a new id: on to the offer while it is unanswered. Whatever is wrong, the answer and the
        work are the same."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        reference = read_reference(form.reference.data)
        limits = limits_of(form.reference.data, network(visit.request))
        wall = visit.wiring.wall_clock.now()
        tries = await visit.wiring.database.write(tries_left, limits, now=wall)
        found = await visit.read(find_offer_to_sign_in, reference or "")
        his = await asyncio.to_thread(is_his, found, code=form.code.data, born_on=form.born_on.data)
        if found is None or not his or not tries.allowed:
            log.info("sign_in_refused", door="offender", locked=not tries.allowed)
            said = after_a_try(_NOT_RIGHT, tries, wall)
            return await self.again(visit, number, form, typed, (None, said))
        if found.pin_hash is not None:
            # A right code forgets no wrong PINs: else whoever has the sheet could try as often as he likes.
            await visit.wiring.database.write(forgive_try, limits)
            await self.keep(visit, number, FormAnswers(typed))
            return visit.to(SECOND_STEP)
        return await let_in(visit, found, limits, key=self.key(visit, number), to=form.to.data)


async def let_in(
    visit: Visit, found: SecretFacts, limits: Limits, *, key: FormKey, to: str, code_shown_at: datetime | None = None
) -> Response[Any]:
    """A new sign-in; back to where his last one timed out, else to what is next. The kept form goes."""
    begun = partial(
        begin,
        offer_id=found.offer_id,
        limits=limits,
        now=visit.wiring.wall_clock.now(),
        longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
        instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        code_shown_at=code_shown_at,
    )
    cookie = await visit.wiring.database.write(partial(act_and_forget, action=begun, key=key))
    hand_sign_in(visit, cookie)
    to = his_page(to)
    if to not in _NOT_LED_BACK:
        return visit.to(await brought_back(visit, to, offer_id=found.offer_id, cookie=cookie))
    return visit.to(READ if found.state is OfferState.OPEN else "/my-booking")


def hand_sign_in(visit: Visit, cookie: str) -> None:
    """His browser is given a new sign-in, and a new token against forged forms."""
    secure = visit.wiring.settings.secure_cookies
    old = (csrf_cookie_name(secure), left_cookie_name(secure))
    visit.cookies += [sign_in_cookie(visit.wiring, cookie), *(no_cookie(visit.wiring, name) for name in old)]
