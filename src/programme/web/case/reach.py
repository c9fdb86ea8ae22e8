"""Whether messages reach him, found out while he is there: a code is sent, he reads it out, it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.check_contact import check_contact
from programme.actions.send_contact_code import send_contact_code
from programme.actions.skip_contact_check import skip_contact_check
from programme.insight.case_file import CaseFile
from programme.insight.codes_sent import CodeSent, codes_sent
from programme.insight.possible import DEEDS_AT
from programme.notices.models import Channel
from programme.notices.words import CAUSE_WORDS
from programme.people.states import NotCheckedBecause
from programme.people.ways import ways_to_check
from programme.people.words import CONTACT_STATE_MEANS, CONTACT_STATE_TONES, CONTACT_STATE_WORDS, NOT_CHECKED_WORDS
from programme.referrals.deeds import Deed
from programme.web.case.case_form import CaseFormPage
from programme.web.case.case_page import look_at_case
from programme.web.case.case_view import case_context, named_at
from programme.web.case.heading import LeadsToCase, here
from programme.web.kit.code_read_back import CodeForm, after_a_wrong_code
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, Option, PageForm
from programme.web.kit.visit import Visit


@dataclass(frozen=True, slots=True)
class CaseToReach:
    """The case, and the codes that were sent."""

    case: CaseFile
    codes: list[CodeSent]


class ReachPage(LeadsToCase, FormPage[CaseToReach, CodeForm]):
    """Each number and address that is safe, as it stands, and the code."""

    path = "/reach"
    form, template, title = CodeForm, "custody/reach.html", "Check that messages reach him"
    done = "reached"

    async def look(self, visit: Visit) -> CaseToReach:
        case = await look_at_case(visit)
        return CaseToReach(case, await visit.read(codes_sent, case.referral.id))

    def context(self, visit: Visit, found: CaseToReach, form: CodeForm) -> dict[str, Any]:
        return {**case_context(found.case, visit), **reach_context(found, visit)}

    async def take(self, visit: Visit) -> Response[Any]:
        """Try the code: a wrong one counts, so it is no refusal."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        done = await visit.write(partial(check_contact, reference=visit.part("reference"), code=form.code.data))
        if not done.right:
            return await self.again(visit, number, form, {}, ("code", after_a_wrong_code(done.tries_left)))
        return visit.to(self.leads_to(visit, form, done))

    @post("/send", status_code=200)
    async def send_code(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Send a code. Sent twice, the first is of no use any more."""
        by_text = (await visit.form()).get("channel") == Channel.TEXT
        channel = Channel.TEXT if by_text else Channel.EMAIL
        await visit.write(send_contact_code, reference=visit.part("reference"), channel=channel)
        return visit.to(f"{here(visit)}/reach")


def reach_context(found: CaseToReach, visit: Visit) -> dict[str, Any]:
    """The numbers and addresses, and what became of the codes."""
    return {
        "ways": ways_to_check(found.case.person),
        "codes": found.codes,
        "named": partial(named_at, visit.the_actor.door),
        "can_correct": Deed.CORRECT_CONTACT in DEEDS_AT[visit.the_actor.door],
        "can_type": any(code.can_be_typed(visit.now) or code.is_on_its_way for code in found.codes),
        "cause_words": CAUSE_WORDS,
        "state_words": CONTACT_STATE_WORDS,
        "state_tones": CONTACT_STATE_TONES,
        "state_means": CONTACT_STATE_MEANS,
    }


class SkipForm(PageForm):
    """Why it is not checked."""

    reason = ChoiceField(
        "Why is it not checked now?",
        choices=[Option(one, words) for one, words in NOT_CHECKED_WORDS.items()],
        needed="Choose why it is not checked now",
    )


class SkipReachPage(CaseFormPage[SkipForm]):
    """The reason why it stays unchecked."""

    path = "/reach/skip"
    form, template, title = SkipForm, "custody/reach_skip.html", "Leave it unchecked"
    done = "not_reached"

    async def act(self, visit: Visit, form: SkipForm) -> Callable[..., Any]:
        reason = NotCheckedBecause(form.reason.data)
        return partial(skip_contact_check, reference=visit.part("reference"), reason=reason)
