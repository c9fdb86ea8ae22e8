"""Deeds on pages: the words and the address of each, what is offered first and what beside it, and the refusal of the
page of a form whose deed is not possible now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request

from programme.insight.case_now import CaseNow, case_now
from programme.insight.possible import Possible, possible, why_not_possible
from programme.outcomes.refusals import WithdrawFirst
from programme.referrals.deeds import Deed
from programme.referrals.states import ReferralState
from programme.referrals.words import OWNER_WORDS
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.web.case.clock import days_away
from programme.web.kit.visit import Visit

CASES_AT = {
    Door.CUSTODY: "/custody/referrals",
    Door.PARTNER: "/partner/cases",
    Door.ADMIN: "/admin/referrals",
}
PARTS: Mapping[Deed, str] = {
    Deed.MAKE_OFFER: "/offer",
    Deed.ISSUE_SLIP: "/slip",
    Deed.REOPEN_OFFER: "/reopen",
    Deed.EXPLAIN_OFFER: "/explain",
    Deed.RECORD_ANSWER: "/answer",
    Deed.RECORD_CAUTION: "/caution",
    Deed.PLACE_ELSEWHERE: "/elsewhere",
    Deed.RECORD_RESULT_FROM_ELSEWHERE: "/elsewhere/result",
    Deed.CALL_OFF_PLACE_ELSEWHERE: "/elsewhere/off",
    Deed.RETURN_NOW: "/return-now",
    Deed.SETTLE_ELIGIBILITY: "/settle",
    Deed.DECIDE_IDENTITY: "/same-person",
    Deed.RECORD_DISPOSAL: "/disposal",
    Deed.TAKE_BACK_DISPOSAL: "/disposal/back",
    Deed.END_MISTAKEN_CASE: "/mistake",
    Deed.RAISE_CONCERN: "/concern",
    Deed.DECIDE_CONCERN: "/concern",
    Deed.RECORD_DRUG_INTERVENTION: "/drugs",
    Deed.WRITE_NOTE: "/notes",
    Deed.CORRECT_RECORD: "/record",
    Deed.CORRECT_CONTACT: "/contact",
    Deed.CHECK_CONTACT: "/reach",
    Deed.NAME_SUPPORTER: "/supporters",
    Deed.SET_BACK_PIN: "/pin",
    Deed.CHANGE_OFFICER: "/officer",
    Deed.CORRECT_OFFENCE: "/offence",
    Deed.RECORD_BAIL: "/bail",
    Deed.EXTEND_CAUTION: "/extend",
    Deed.WITHDRAW_REFERRAL: "/withdraw",
}
"""Where each is done, below the address of the case. A result is acknowledged in the tray."""
POSTED = frozenset({Deed.ISSUE_SLIP})
"""A button that does it at once, in a new tab: it has no form of its own."""
SHOWN_ANYWAY = frozenset({Deed.RECORD_CAUTION, Deed.RAISE_CONCERN, Deed.DECIDE_CONCERN, Deed.DECIDE_IDENTITY})
"""Their pages also show what is on record, so they open in every state."""


def _disposal_words(case: CaseNow) -> str:
    if case.stands is None:
        return "Record what was done"
    return "Correct what was done" if case.over_at else "Record a charge, or correct what was done"


def _settle_words(case: CaseNow) -> str:
    undecided = case.state is ReferralState.UNDECIDED
    return "Answer what is not known" if undecided else "Correct what eligibility rests on"


def _elsewhere_words(case: CaseNow) -> str:
    change = "Change the day at the neighbouring programme"
    return change if case.elsewhere_on else "Record a place at a neighbouring programme"


WORDS: Mapping[Deed, str | Callable[[CaseNow], str]] = {
    Deed.MAKE_OFFER: "Make the offer",
    Deed.ISSUE_SLIP: lambda case: "Print a new slip" if case.slip_printed else "Print the slip",
    Deed.REOPEN_OFFER: "Open the case again",
    Deed.EXPLAIN_OFFER: "Explain the offer again",
    Deed.RECORD_ANSWER: "Take down his answer",
    Deed.RECORD_CAUTION: "Record the caution document",
    Deed.PLACE_ELSEWHERE: _elsewhere_words,
    Deed.RECORD_RESULT_FROM_ELSEWHERE: "Record the result from the neighbouring programme",
    Deed.CALL_OFF_PLACE_ELSEWHERE: "Call the place elsewhere off",
    Deed.RETURN_NOW: "Return the case now, without fault",
    Deed.SETTLE_ELIGIBILITY: _settle_words,
    Deed.DECIDE_IDENTITY: "Decide whether he is somebody who was here before",
    Deed.ACKNOWLEDGE_RESULT: "Open the result",
    Deed.RECORD_DISPOSAL: _disposal_words,
    Deed.TAKE_BACK_DISPOSAL: "Take back what was recorded",
    Deed.END_MISTAKEN_CASE: "End it: recorded twice, or referred in error",
    Deed.RAISE_CONCERN: "Raise a concern: the person solicited may need protecting",
    Deed.DECIDE_CONCERN: "Open the concern",
    Deed.RECORD_DRUG_INTERVENTION: "Record whether drugs were considered",
    Deed.WRITE_NOTE: "Notes: read them, or write one",
    Deed.CORRECT_RECORD: "Correct the record",
    Deed.CORRECT_CONTACT: "Correct contact details",
    Deed.CHECK_CONTACT: "Check with a code that messages reach him",
    Deed.NAME_SUPPORTER: "Somebody who helps him: see who, or record one",
    Deed.SET_BACK_PIN: "Set back the PIN of the person",
    Deed.CHANGE_OFFICER: "Change the officer in the case",
    Deed.CORRECT_OFFENCE: "Correct the offence date",
    Deed.RECORD_BAIL: "Change the bail date",
    Deed.EXTEND_CAUTION: "Record why the caution may take longer",
    Deed.WITHDRAW_REFERRAL: "Withdraw the case",
}


def _slip_note(case: CaseNow) -> str:
    if case.slip_printed:
        return "The code on the slip he has then stops working."
    return "Give it to him yourself. It opens in a new tab; its code is shown once."


def _slip_language(case: CaseNow) -> str:
    english = "There is no slip in another language than English"
    if case.interpreter:
        return f"{english}: the interpreter reads it to him before he leaves."
    return f"{english}: where he cannot read it, read it to him."


NOTES: Mapping[Deed, Callable[[CaseNow], str]] = {
    Deed.ISSUE_SLIP: lambda case: f"{_slip_note(case)} {_slip_language(case)}",
}
"""The note below the button."""


@dataclass(frozen=True, slots=True)
class DeedLink:
    """A deed as a page offers it."""

    deed: Deed
    words: str
    href: str
    note: str = ""

    @property
    def is_posted(self) -> bool:
        """Whether its button does it at once."""
        return self.deed in POSTED


def deed_link(deed: Deed, case: CaseNow, actor: Actor) -> DeedLink:
    """The words and the address of a deed for this case, at the actor's door."""
    words, note = WORDS[deed], NOTES.get(deed)
    here = f"{CASES_AT[actor.door]}/{case.reference}"
    tray = f"/{actor.door.value}/returns/{case.reference}"
    return DeedLink(
        deed,
        words if isinstance(words, str) else words(case),
        tray if deed is Deed.ACKNOWLEDGE_RESULT else f"{here}{PARTS[deed]}",
        note(case) if note else "",
    )


def deeds_context(case: CaseNow, visit: Visit) -> dict[str, Any]:
    """The next step and offers on the page of a case: `first` is the deed of the next step, where it is the actor's to
    do, `more` are the others. `in_two_steps`: what can be done once the case was withdrawn, and where that is.
    `for_others`: what takes another rank, role or person, and why. `can` are the deeds that are possible."""
    actor, step = visit.the_actor, case.next_action(visit.now)
    now: Possible = possible(case, actor, visit.now)
    can = [deed for deed, refusal in now.items() if refusal is None]
    return {
        "step": step,
        "owner_words": OWNER_WORDS,
        "step_left": days_away(step.by_on, london_date(visit.now)),
        "first": _first(step.deed, case, actor) if step.deed in can else None,
        "more": [deed_link(deed, case, actor) for deed in can if deed is not step.deed],
        "for_others": [
            (deed_link(deed, case, actor).words, refusal)
            for deed, refusal in now.items()
            if refusal is not None and refusal.status == FOR_SOMEBODY_ELSE
        ],
        "in_two_steps": [
            (deed_link(deed, case, actor).words, deed_link(Deed.WITHDRAW_REFERRAL, case, actor).href)
            for deed, refusal in now.items()
            if isinstance(refusal, WithdrawFirst) and Deed.WITHDRAW_REFERRAL in can
        ],
        "can": frozenset(can),
    }


def _first(deed: Deed, case: CaseNow, actor: Actor) -> DeedLink:
    """The deed of the next step. Of the record only the route is ever one: its own page, not the list of parts."""
    link = deed_link(deed, case, actor)
    if deed is not Deed.CORRECT_RECORD:
        return link
    return replace(link, words="Change the disposal route", href=f"{link.href}/route")


FOR_SOMEBODY_ELSE = 403
"""The status of a refusal that the case does not stand in the way of, but who asks."""
FORM_PAGES: Mapping[str, Deed] = {
    f"{cases}/{{reference}}{part}": deed
    for cases in CASES_AT.values()
    for deed, part in PARTS.items()
    if deed not in POSTED | SHOWN_ANYWAY
}
"""The page of each form, by its route's pattern."""


async def refuse_what_is_not_possible(request: Request[Any, Any, Any]) -> None:
    """Before a page: the form of a deed that the action would refuse now is not shown, and the refusal is the action's.
    Raises it, or NotFound."""
    deed = FORM_PAGES.get(request.scope.get("path_template", "")) if request.method == "GET" else None
    if deed is None:
        return
    visit = Visit(request)
    reference = request.path_params["reference"]
    case = await visit.read(case_now, reference, visit.the_actor, now=visit.now)
    refusal = why_not_possible(deed, case, visit.the_actor, visit.now)
    if refusal is not None:
        raise refusal
