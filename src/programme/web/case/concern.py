"""Stopping a case for safeguarding, at whichever door of the force of the offence: raise, see, decide, the list.

The detail stays on these pages: the case page and its timeline say only that the case was stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from litestar import Response, get
from litestar.di import NamedDependency

from programme.actions.decide_concern import decide_concern
from programme.actions.raise_concern import raise_concern
from programme.concerns.models import Sign
from programme.concerns.queries import ConcernCase, one_concern_case, stopped_cases
from programme.concerns.rules import can_decide, can_raise, holds_up
from programme.concerns.states import ConcernEvent, ConcernState
from programme.concerns.words import CONCERN_STATE_TONES, CONCERN_STATE_WORDS
from programme.eligibility.rules import NO_CONCERN
from programme.eligibility.words import criterion_name
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.states import HAS_A_PLACE
from programme.shared.actor import Door
from programme.shared.dates import london_date
from programme.shared.refusal import refusal_of
from programme.web.case.circumstances import SIGN_OPTIONS
from programme.web.case.heading import heading, here, look_with_clock
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.one_after_another import read_line
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    LongTextField,
    Option,
    PageForm,
    bind,
)
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)
_STOPPED = "Stopped for safeguarding"
_IN_THE_WAY = (Status.NOT_MET, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door keeps these pages: the concern of one case, the case itself (empty where it has none), the list."""

    here: str
    case_page: str = ""
    the_list: str = ""


def concern_place(visit: Visit, reference: str = "") -> Place:
    """Where they are at this door: custody and neighbours have a page of the case itself, safeguarding has none."""
    concern = str(visit.request.route_handler.opt["concern"]).format(reference or visit.part("reference"))
    return Place(concern, "" if reference else here(visit), f"/{visit.the_actor.door}/concerns")


class RaiseForm(PageForm):
    """The signs that were seen."""

    signs = ChoicesField(
        "What are the signs of?",
        hint="Of the person who was solicited. Choose all that you saw or believe",
        choices=SIGN_OPTIONS,
        needed="Choose what the signs are of",
    )


def decisions(kept: Collection[KeptCriterion]) -> tuple[Option, ...]:
    """While the case waits for the decision. Where more than the concern is in its way, as with an offence that is none
    of the programme's, it is said that no offer follows."""
    against = [criterion_name(one.code) for one in kept if one.code != NO_CONCERN and one.status in _IN_THE_WAY]
    follows = "Eligibility is checked again, and he can be made an offer"
    if against:
        follows = f"No offer follows yet. Also in the way: {', '.join(against).lower()}"
    return (
        Option(ConcernEvent.CLEARED, "No concern is left" if against else "The case can go on", follows),
        Option(ConcernEvent.UPHELD, "It stays stopped", "Another investigation goes first. You can clear it later"),
    )


DECISIONS_AFTER = (
    Option(ConcernEvent.CLEARED, "No concern is left", "Nothing else changes in the case"),
    Option(ConcernEvent.UPHELD, "The concern remains", "Another investigation goes first. You can clear it later"),
)
"""Once the case has gone its way."""


class DecideForm(PageForm):
    """The decision of safeguarding, and why."""

    decision = ChoiceField(
        "What do you decide?",
        choices=DECISIONS_AFTER,
        needed="Choose what you decide",
    )
    reason = LongTextField(
        "Why?",
        hint="Nothing about who the person is: the investigation has its own record",
        longest=400,
        needed="Enter why no concern is left",
        when=lambda form: form.decision.data != ConcernEvent.UPHELD,  # also while nothing is chosen: said at once
    )


class _OneConcern(FormPage[ConcernCase, F]):
    """The signs seen, who was told, what was decided, and what can be done now: one page with two forms."""

    template = "custody/concern.html"
    title = _STOPPED

    async def look(self, visit: Visit) -> ConcernCase:
        return await look_with_clock(visit, one_concern_case, today=london_date(visit.now))

    def context(self, visit: Visit, found: ConcernCase, form: F) -> dict[str, Any]:
        """Which of the forms there is, beside the one that was sent."""
        actor, standing, state = visit.the_actor, found.standing, found.referral.state
        stopped, waits = standing is not None, holds_up(state)
        line = read_line(visit.request.query_params) if actor.door is Door.CUSTODY else None
        deciding = form if isinstance(form, DecideForm) else bind(DecideForm)
        if waits:
            deciding.decision.choices = decisions(found.referral.eligibility)
        title = _STOPPED if waits else "Safeguarding concern"
        return {
            **heading(visit, found.referral, found.person),
            "title": title if standing else "Raise a concern",
            "place": concern_place(visit),
            "next_case": line.go_on(visit.home, after=visit.part("reference")) if line and standing else "",
            "raising": form if isinstance(form, RaiseForm) else bind(RaiseForm),
            "deciding": deciding,
            "concern": found,
            "standing": standing,
            "holds_up": waits,
            "on_the_day": state in HAS_A_PLACE,
            "may_raise": refusal_of(can_raise, state, stopped=stopped, roles=actor.roles) is None,
            "may_decide": refusal_of(can_decide, stopped=stopped, roles=actor.roles) is None,
            "is_upheld": standing is not None and standing.state is ConcernState.UPHELD,
            "concern_words": CONCERN_STATE_WORDS,
            "concern_tones": CONCERN_STATE_TONES,
        }

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        """The page, which says who was told and what happens now."""
        return concern_place(visit).here


class RaiseConcernPage(_OneConcern[RaiseForm]):
    """Stop the case."""

    path = "/"
    form = RaiseForm

    async def act(self, visit: Visit, form: RaiseForm) -> Callable[..., Any]:
        signs = [Sign(sign) for sign in form.signs.data]
        return partial(raise_concern, reference=visit.part("reference"), signs=signs)


class DecideConcernPage(_OneConcern[DecideForm]):
    """Let the case go on, or let it stay stopped."""

    path = "/decision"
    form = DecideForm

    async def act(self, visit: Visit, form: DecideForm) -> Callable[..., Any]:
        decision, reason = ConcernEvent(form.decision.data), form.reason.data
        return partial(decide_concern, reference=visit.part("reference"), decision=decision, reason=reason)


@get("/concerns")
async def show_stopped(visit: NamedDependency[Visit]) -> Response[Any]:
    """Every stopped case of the force: those to be decided first."""
    lines = await look_at_list(
        visit, stopped_cases, visit.the_actor, subjects=lambda found: sorted({line.reference for line in found})
    )
    return visit.page(
        "custody/concerns.html",
        title=_STOPPED,
        lines=lines,
        to_decide=[line for line in lines if line.state is ConcernState.OPEN],
        upheld=[line for line in lines if line.state is ConcernState.UPHELD],
        place=concern_place(visit, "REFERENCE"),
        concern_words=CONCERN_STATE_WORDS,
        concern_tones=CONCERN_STATE_TONES,
        **list_marks(visit),
    )
