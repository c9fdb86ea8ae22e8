"""The head of every page of a case, at both doors: where the case is, whose it is, and its clock."""

from __future__ import annotations

from typing import Any, ClassVar

from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.shared.dates import london_date
from programme.web.case.clock import chip_of
from programme.web.kit.visit import Visit


def here(visit: Visit) -> str:
    """Where the case's own page is at this door (`routes.case_pages`); empty where the door has none."""
    cases = visit.request.route_handler.opt.get("cases")
    return f"{cases}/{visit.part('reference')}" if cases else ""


def heading(visit: Visit, referral: Referral, person: Person) -> dict[str, Any]:
    """The case in the heading of a page about it."""
    today = london_date(visit.now)
    return {
        "here": here(visit),
        "referral": referral,
        "person": person,
        "today": today,
        "chip": chip_of(referral, today),
        "state_words": CASE_STATE_WORDS[referral.state],
        "state_tone": CASE_STATE_TONES[referral.state],
    }


class LeadsToCase:
    """A form page that leads to the case's own page, which says what was `done` (`words.DONE_WORDS`)."""

    done: ClassVar[str]

    def leads_to(self, visit: Visit, form: Any, done: Any) -> str:
        """The case's page."""
        return f"{here(visit)}?done={self.done}"
