"""Changing the bail of a case, at whichever force's door: a form, what it means, and only then the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from programme.actions.record_bail import record_bail
from programme.clock.bail import (
    NOBODY_NAMED,
    Bail,
    NamedOfficer,
    authority_for,
    bail_of,
    counted_from,
    last_day_without_authority,
)
from programme.insight.case_facts import CaseFacts, case_facts
from programme.intake.facts import century_of_events
from programme.referrals.models import Release
from programme.referrals.states import ReferralState
from programme.referrals.words import RELEASE_WORDS
from programme.shared.dates import london_date
from programme.shared.marks import check_shown, shown_mark
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.case.consent_forms import RANK_OPTIONS
from programme.web.case.heading import LeadsToCase, heading, look_with_clock
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    HiddenField,
    Option,
    PageForm,
    TextField,
    said_of,
)
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

_NOW = (Release.BAIL, Release.UNDER_INVESTIGATION, Release.VOLUNTARY)


class BailForm(PageForm):
    """Whether he is on bail now, until when, and on whose authority. `mark` is that of the bail that was shown."""

    mark = HiddenField("Shown", longest=40)
    release = ChoiceField(
        "Is he on bail now?",
        choices=[Option(one.value, RELEASE_WORDS[one]) for one in _NOW],
        needed="Choose whether he is on bail now",
    )
    bail_return_on = DatePartsField(
        "Date he has to return",
        hint="For example, 27 3 27",
        needed="Enter the date he has to return",
        century=century_of_events,
        when=lambda form: form.release.data == Release.BAIL,
    )
    authorised_by = TextField("Who authorised it", hint="Leave empty where you did", longest=100)
    authorised_rank = ChoiceField("Rank of whoever authorised it", choices=RANK_OPTIONS)

    def bail(self) -> Bail:
        """How he is released. Call it on a form that is valid."""
        release = Release(self.release.data)
        return Bail(release, self.bail_return_on.data if release is Release.BAIL else None)

    def authorised(self) -> NamedOfficer:
        """Whoever is named; nobody where he is not on bail."""
        if self.release.data != Release.BAIL:
            return NOBODY_NAMED
        return NamedOfficer(self.authorised_by.data, self.authorised_rank.data or "")


class BailPage(LeadsToCase, CheckedPage[CaseFacts, BailForm]):
    """Bail, course and charge by as they are, what is to be recorded, and what that means."""

    path = "/bail"
    form, template, title = BailForm, "facts/bail.html", "Change the bail date"
    check_template, check_title = "facts/bail_check.html", "Check the bail"
    done = "bail"

    async def look(self, visit: Visit) -> CaseFacts:
        return await look_with_clock(visit, case_facts)

    def start(self, visit: Visit, found: CaseFacts) -> dict[str, Any]:
        known = found.referral.release in _NOW
        return {
            "mark": shown_mark(bail_of(found.referral)),
            "release": found.referral.release if known else None,
            "bail_return_on": found.referral.bail_return_on,
        }

    def context(self, visit: Visit, found: CaseFacts, form: BailForm) -> dict[str, Any]:
        return {
            **_context(visit, found),
            "two": two_versions(form, self.start(visit, found)),
            "counted_from": counted_from(found.referral),
            "without_authority_until": last_day_without_authority(found.referral),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """The values that somebody else recorded meanwhile, seen beside those typed."""
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown) else super().said(refusal)

    async def check(self, visit: Visit, form: BailForm) -> dict[str, Any]:
        """The meaning of the change for his course and the clock, and on whose authority it is."""
        case = await self.look(visit)
        check_shown(bail_of(case.referral), form.mark.data or None)
        wanted, actor = form.bail(), visit.the_actor
        authority = authority_for(
            case.referral,
            wanted,
            own=NamedOfficer(actor.label, actor.rank),
            named=form.authorised(),
            today=london_date(visit.now),
        )
        return {
            **_context(visit, case),
            "becomes": wanted.words,
            "course": _course_words(wanted.return_on, case),
            "after_charge": wanted.return_on is not None and wanted.return_on > case.referral.charge_by_on,
            "authority": authority.words,
        }

    async def act(self, visit: Visit, form: BailForm) -> Callable[..., Any]:
        return partial(
            record_bail,
            reference=visit.part("reference"),
            bail=form.bail(),
            authorised=form.authorised(),
            mark=form.mark.data or None,
        )


def _context(visit: Visit, case: CaseFacts) -> dict[str, Any]:
    return {
        **heading(visit, case.referral, case.person),
        "course_words": case.course_words,
        "no_place": _no_place(case),
        "bail": bail_of(case.referral).said_on(london_date(visit.now)),
    }


def _no_place(case: CaseFacts) -> str:
    tied = case.referral.state is ReferralState.TIED
    return "His place is that of the case that this one goes with" if tied else "He has no place on a course"


def _course_words(bail_on: date | None, case: CaseFacts) -> str:
    """The meaning of the change for the course he has a place on."""
    if case.course_on is None:
        return _no_place(case)
    if bail_on is None:
        return "Nothing has to be extended for it"
    if case.course_on <= bail_on:
        return "It is on or before the bail date: nothing has to be extended for it"
    return "It is after the bail date: a task is raised to have the bail extended"
