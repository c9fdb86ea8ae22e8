"""Whether messages reach him, found out by himself: a code goes to his number or his address, and he types it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.check_contact import check_contact
from programme.actions.send_contact_code import send_contact_code
from programme.insight.codes_sent import CodeSent, codes_sent
from programme.insight.own_record import OwnContact, own_contact
from programme.notices.models import Channel
from programme.people.ways import ways_to_check
from programme.people.words import CONTACT_STATE_TONES, CONTACT_STATE_WORDS
from programme.shared.access import OFFENDER
from programme.web.kit.code_read_back import CodeForm, after_a_wrong_code
from programme.web.kit.form_page import FormPage
from programme.web.kit.visit import Visit


@dataclass(frozen=True, slots=True)
class OwnWays:
    """How he is reached, and the codes that were sent."""

    contact: OwnContact
    codes: list[CodeSent]


class OwnReachPage(FormPage[OwnWays, CodeForm]):
    """`/my-booking/contact/reach`: his number and his address as they stand, and the code."""

    path = "/my-booking/contact/reach"
    opt = {"access": OFFENDER}
    form, template, title = CodeForm, "offender/reach.html", "Your booking"

    async def look(self, visit: Visit) -> OwnWays:
        case = visit.the_actor.referral_id
        found = await visit.look(own_contact, case, subjects=lambda found: [found.reference])
        return OwnWays(found, await visit.read(codes_sent, case))

    def context(self, visit: Visit, found: OwnWays, form: CodeForm) -> dict[str, Any]:
        """His number and address, and whether there is a code to type."""
        return {
            "ways": ways_to_check(found.contact),
            "codes": found.codes,
            "can_type": any(code.can_be_typed(visit.now) or code.is_on_its_way for code in found.codes),
            "checked": visit.request.query_params.get("done") == "checked",
            "state_words": CONTACT_STATE_WORDS,
            "state_tones": CONTACT_STATE_TONES,
        }

    async def take(self, visit: Visit) -> Response[Any]:
        """Try the code: a wrong one counts, so it is no refusal."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        reference = (await self.look(visit)).contact.reference
        done = await visit.write(partial(check_contact, reference=reference, code=form.code.data))
        if not done.right:
            return await self.again(visit, number, form, {}, ("code", after_a_wrong_code(done.tries_left)))
        return visit.to(f"{self.path}?done=checked")

    @post("/send", status_code=200)
    async def send_code(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Send a code. Sent twice, the first is of no use any more."""
        by_text = (await visit.form()).get("channel") == Channel.TEXT
        channel = Channel.TEXT if by_text else Channel.EMAIL
        reference = (await self.look(visit)).contact.reference
        await visit.write(send_contact_code, reference=reference, channel=channel)
        return visit.to(self.path)
