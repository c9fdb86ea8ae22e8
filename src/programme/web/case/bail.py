"""Changing the bail of a case, at whichever force's door: a form, what it means, and only then the change."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response

from programme.actions.record_bail import record_bail
from programme.clock.bail import (
    NOBODY_NAMED,
    RELEASE_WORDS,
    Bail,
    NamedOfficer,
    authority_for,
    bail_of,
    counted_from,
    last_day_without_authority,
)
from programme.insight.case_facts import CaseFacts, case_facts
from programme.referrals.models import Referral, Release
from programme.referrals.next_action import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.case.clock import chip_of
from programme.web.case.consent_forms import RANKS
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    Option,
    PageForm,
    TextField,
    bind,
    error_list,
    show_beside_field,
)
from programme.web.kit.visit import Visit

_NOW = (Release.BAIL, Release.UNDER_INVESTIGATION, Release.VOLUNTARY)


class BailForm(PageForm):
    """Whether he is on bail now, until when, and on whose authority."""

    release = ChoiceField(
        "Is he on bail now?",
        choices=[Option(one.value, RELEASE_WORDS[one]) for one in _NOW],
        needed="Choose whether he is on bail now",
    )
    bail_return_on = DatePartsField(
        "Date he has to return",
        hint="For example, 27 3 2027",
        needed="Enter the date he has to return",
        when=lambda form: form.release.data == Release.BAIL,
    )
    authorised_by = TextField("Who authorised it", hint="Leave empty where you did", longest=100)
    authorised_rank = ChoiceField("Rank of whoever authorised it", choices=RANKS)

    def bail(self) -> Bail:
        """How he is released. Call it on a form that is valid."""
        release = Release(self.release.data)
        return Bail(release, self.bail_return_on.data if release is Release.BAIL else None)

    def authorised(self) -> NamedOfficer:
        """Whoever is named; nobody where he is not on bail."""
        if self.release.data != Release.BAIL:
            return NOBODY_NAMED
        return NamedOfficer(self.authorised_by.data, self.authorised_rank.data or "")


async def ask_bail(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Bail, course and charge by as they are, and what is to be recorded. `here` is the case's page."""
    case = await _look(visit, reference)
    known = case.referral.release in _NOW
    start = {"release": case.referral.release if known else None, "bail_return_on": case.referral.bail_return_on}
    return _form_page(visit, case, here, bind(BailForm, start=start))


async def check_bail(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What the change means, before it is recorded."""
    form = bind(BailForm, await visit.form())
    case = await _look(visit, reference)
    if form.validate():
        own = NamedOfficer(visit.the_actor.label, visit.the_actor.rank)
        try:
            authority = authority_for(
                case.referral, form.bail(), own=own, named=form.authorised(), today=london_date(visit.now)
            )
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return _check_page(visit, case, here, form, authority)
    return _form_page(visit, case, here, form)


async def save_bail(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Record it; back to the case, which says so."""
    form = bind(BailForm, await visit.form())
    if form.validate():
        try:
            await visit.write(record_bail, reference=reference, bail=form.bail(), authorised=form.authorised())
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return visit.to(f"{here}?done=bail")
    return _form_page(visit, await _look(visit, reference), here, form)


async def _look(visit: Visit, reference: str) -> CaseFacts:
    return await visit.look(case_facts, reference, visit.the_actor, subjects=lambda found: found.references)


def _form_page(visit: Visit, case: CaseFacts, here: str, form: BailForm) -> Response[Any]:
    errors = error_list(form)
    return visit.page(
        "facts/bail.html",
        status=422 if errors else 200,
        title="Change the bail date",
        **_context(visit, case, here),
        form=form,
        errors=errors,
        counted_from=counted_from(case.referral),
        without_authority_until=last_day_without_authority(case.referral),
    )


def _check_page(visit: Visit, case: CaseFacts, here: str, form: BailForm, authority: NamedOfficer) -> Response[Any]:
    wanted = form.bail()
    return visit.page(
        "facts/bail_check.html",
        title="Check the bail",
        **_context(visit, case, here),
        becomes=wanted.words,
        course=_course_words(wanted.return_on, case),
        after_charge=wanted.return_on is not None and wanted.return_on > case.referral.charge_by_on,
        authority=authority.words,
        fields=_sent(form),
    )


def _context(visit: Visit, case: CaseFacts, here: str) -> dict[str, Any]:
    referral: Referral = case.referral
    return {
        "here": here,
        "referral": referral,
        "person": case.person,
        "course_words": case.course_words,
        "bail": bail_of(referral).words,
        "chip": chip_of(referral, london_date(visit.now)),
        "state_words": CASE_STATE_WORDS[referral.state],
        "state_tone": CASE_STATE_TONES[referral.state],
    }


def _course_words(bail_on: date | None, case: CaseFacts) -> str:
    """What the change means for the course he has a place on."""
    if case.course_on is None:
        return "He has no place on a course"
    if bail_on is None:
        return "Nothing has to be extended for it"
    if case.course_on <= bail_on:
        return "It is on or before the bail date: nothing has to be extended for it"
    return "It is after the bail date: a task is raised to have the bail extended"


def _sent(form: BailForm) -> dict[str, str]:
    """What was sent, to be sent again when it is confirmed."""
    typed = form.bail_return_on.typed
    return {
        "release": form.release.data,
        "bail_return_on-day": typed.day,
        "bail_return_on-month": typed.month,
        "bail_return_on-year": typed.year,
        "authorised_by": form.authorised_by.data,
        "authorised_rank": form.authorised_rank.data or "",
    }
