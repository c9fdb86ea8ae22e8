"""The head of every page of a case, at both doors: where the case is, whose it is, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from programme.insight.case_now import CaseNow, case_now
from programme.people.models import Person
from programme.referrals.bites import bites_next
from programme.referrals.models import Referral
from programme.referrals.words import state_words
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
    """As `look_with_standing`, for a page that needs no more of how the case stands than its heading."""
    return (await look_with_standing(visit, query, *args, **more))[0]


async def look_with_standing(visit: Visit, query: Callable[..., F], *args: Any, **more: Any) -> tuple[F, CaseNow]:
    """The case of this address as `query` finds it, its reading logged; and how it stands, whose clock gives the
    heading of a page about it the chip of the case's own page. Raises what `query` raises."""
    reference, actor = visit.part("reference"), visit.the_actor
    both: _Standing[F] = await visit.look(
        _standing,
        lambda db: query(db, reference, actor, *args, **more),
        reference,
        actor,
        visit.now,
        subjects=lambda found: found.case.references,
    )
    visit.request.state.stopped = both.stands.stopped
    visit.request.state.bites = bites_next(both.stands.step_facts(visit.now))
    return both.case, both.stands


@dataclass(frozen=True, slots=True)
class _Standing(Generic[F]):
    case: F
    stands: CaseNow


def _standing(db: Session, query: Callable[[Session], F], reference: str, actor: Actor, now: datetime) -> _Standing[F]:
    found = query(db)
    return _Standing(found, case_now(db, reference, actor, now=now))


def heading(visit: Visit, referral: Referral, person: Person) -> dict[str, Any]:
    """The case, which was read with `look_with_clock`, in the heading of a page about it."""
    today = london_date(visit.now)
    return {
        "here": here(visit),
        "referral": referral,
        "person": person,
        "today": today,
        "chip": chip_of(referral, today, visit.request.state.bites),
        "state": state_words(referral.state, stopped=visit.request.state.stopped),
    }


class LeadsToCase:
    """A form page that leads to the case's own page, which says what was `done` (`words.DONE_WORDS`)."""

    done: ClassVar[str]

    def leads_to(self, visit: Visit, form: Any, done: Any) -> str:
        """The case's page."""
        return f"{here(visit)}?done={self.done}"
