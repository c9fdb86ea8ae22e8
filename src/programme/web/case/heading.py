"""The head of every page of a case, at both doors: where the case is, whose it is, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from programme.insight.case_now import case_now
from programme.people.models import Person
from programme.referrals.bites import Bite, bites_next
from programme.referrals.models import Referral
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.shared.dates import london_date
from programme.web.case.clock import chip_of
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


class Headed(Protocol):
    """A case as a page needs it."""

    @property
    def references(self) -> list[str]:
        """The cases that are looked at with it."""


F = TypeVar("F", bound=Headed)


def here(visit: Visit) -> str:
    """Where the case's own page is at this door (`routes.case_pages`); empty where the door has none."""
    cases = visit.request.route_handler.opt.get("cases")
    return f"{cases}/{visit.part('reference')}" if cases else ""


async def look_with_clock(visit: Visit, query: Callable[..., F], *args: Any, **more: Any) -> F:
    """The case of this address as `query` finds it, its reading logged; and what its clock comes to next, so that the
    heading of a page about it has the chip of the case's own page. Raises what `query` raises."""
    reference, actor = visit.part("reference"), visit.the_actor
    both: _WithClock[F] = await visit.look(
        _with_clock,
        lambda db: query(db, reference, actor, *args, **more),
        reference,
        actor,
        visit.now,
        subjects=lambda found: found.case.references,
    )
    visit.request.state.bites = both.bites
    return both.case


@dataclass(frozen=True, slots=True)
class _WithClock(Generic[F]):
    case: F
    bites: Bite


def _with_clock(
    db: Session, query: Callable[[Session], F], reference: str, actor: Actor, now: datetime
) -> _WithClock[F]:
    found = query(db)
    return _WithClock(found, bites_next(case_now(db, reference, actor, now=now).step_facts(now)))


def heading(visit: Visit, referral: Referral, person: Person) -> dict[str, Any]:
    """The case, which was read with `look_with_clock`, in the heading of a page about it."""
    today = london_date(visit.now)
    return {
        "here": here(visit),
        "referral": referral,
        "person": person,
        "today": today,
        "chip": chip_of(referral, today, visit.request.state.bites),
        "state_words": CASE_STATE_WORDS[referral.state],
        "state_tone": CASE_STATE_TONES[referral.state],
    }


class LeadsToCase:
    """A form page that leads to the case's own page, which says what was `done` (`words.DONE_WORDS`)."""

    done: ClassVar[str]

    def leads_to(self, visit: Visit, form: Any, done: Any) -> str:
        """The case's page."""
        return f"{here(visit)}?done={self.done}"
