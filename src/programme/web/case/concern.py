"""Stopping a case for safeguarding, at whichever door of the force of the offence: raise, see, decide, the list.

What was seen stays on these pages: the case page and its timeline say only that the case was stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Response

from programme.actions.decide_concern import decide_concern
from programme.actions.raise_concern import raise_concern
from programme.concerns.models import Sign
from programme.concerns.queries import ConcernCase, one_concern_case, stopped_cases
from programme.concerns.rules import can_decide, can_raise
from programme.concerns.states import ConcernEvent, ConcernState
from programme.concerns.words import CONCERN_STATE_TONES, CONCERN_STATE_WORDS
from programme.referrals.next_action import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal, refusal_of
from programme.web.case.circumstances import SIGN_OPTIONS
from programme.web.case.clock import chip_of
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    LongTextField,
    Option,
    PageForm,
    bind,
    error_list,
    show_beside_field,
)
from programme.web.kit.visit import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door keeps these pages: the concern of one case, the case itself (empty where it has none), the list."""

    here: str
    case_page: str = ""
    the_list: str = ""


class RaiseForm(PageForm):
    """What was seen."""

    signs = ChoicesField(
        "What are the signs of?",
        hint="Of the person who was solicited. Choose all that you saw or believe",
        choices=SIGN_OPTIONS,
        needed="Choose what the signs are of",
    )


class DecideForm(PageForm):
    """What safeguarding decides, and why."""

    decision = ChoiceField(
        "What do you decide?",
        choices=(
            Option(
                ConcernEvent.CLEARED, "The case can go on", "Eligibility is checked again, and he can be made an offer"
            ),
            Option(ConcernEvent.UPHELD, "It stays stopped", "Another investigation goes first. You can clear it later"),
        ),
        needed="Choose what you decide",
    )
    reason = LongTextField(
        "Why?",
        hint="Nothing about who the person is: the investigation has its own record",
        longest=400,
        needed="Enter why the case can go on",
        when=lambda form: form.decision.data == ConcernEvent.CLEARED,
    )


async def show_concern(visit: Visit, reference: str, place: Place) -> Response[Any]:
    """What was seen, who was told, what was decided, and what can be done now."""
    return await _page(visit, reference, place, bind(RaiseForm), bind(DecideForm))


async def raise_one(visit: Visit, reference: str, place: Place) -> Response[Any]:
    """Stop the case; the page then says who was told and what happens now."""
    form = bind(RaiseForm, await visit.form())
    if not form.validate():
        return await _page(visit, reference, place, form, bind(DecideForm))
    await visit.write(raise_concern, reference=reference, signs=[Sign(sign) for sign in form.signs.data])
    return visit.to(place.here)


async def decide_one(visit: Visit, reference: str, place: Place) -> Response[Any]:
    """Let the case go on, or let it stay stopped."""
    form = bind(DecideForm, await visit.form())
    if not form.validate():
        return await _page(visit, reference, place, bind(RaiseForm), form)
    try:
        await visit.write(
            decide_concern, reference=reference, decision=ConcernEvent(form.decision.data), reason=form.reason.data
        )
    except Refusal as refusal:
        show_beside_field(form, refusal)
        return await _page(visit, reference, place, bind(RaiseForm), form)
    return visit.to(place.here)


async def list_concerns(visit: Visit, place: Place) -> Response[Any]:
    """Every stopped case of the force: those to be decided first."""
    lines = await visit.look(
        stopped_cases, visit.the_actor, subjects=lambda found: sorted({line.reference for line in found})
    )
    return visit.page(
        "custody/concerns.html",
        title="Stopped for safeguarding",
        lines=lines,
        place=place,
        chip=partial(chip_of, today=london_date(visit.now)),
        concern_words=CONCERN_STATE_WORDS,
        concern_tones=CONCERN_STATE_TONES,
    )


async def _page(visit: Visit, reference: str, place: Place, raising: RaiseForm, deciding: DecideForm) -> Response[Any]:
    found: ConcernCase = await visit.look(
        one_concern_case, reference, visit.the_actor, subjects=lambda one: [one.referral.reference]
    )
    actor, standing = visit.the_actor, found.standing
    errors = [*error_list(raising), *error_list(deciding)]
    return visit.page(
        "custody/concern.html",
        status=422 if errors else 200,
        title="Stopped for safeguarding" if standing else "Raise a concern",
        place=place,
        errors=errors,
        raising=raising,
        deciding=deciding,
        concern=found,
        standing=standing,
        on_the_day=standing is not None and found.referral.state is not ReferralState.INELIGIBLE,
        may_raise=refusal_of(can_raise, found.referral.state, stopped=standing is not None, roles=actor.roles) is None,
        may_decide=refusal_of(can_decide, stopped=standing is not None, roles=actor.roles) is None,
        is_upheld=standing is not None and standing.state is ConcernState.UPHELD,
        concern_words=CONCERN_STATE_WORDS,
        concern_tones=CONCERN_STATE_TONES,
        referral=found.referral,
        person=found.person,
        chip=chip_of(found.referral, london_date(visit.now)),
        state_words=CASE_STATE_WORDS[found.referral.state],
        state_tone=CASE_STATE_TONES[found.referral.state],
    )
