"""Correcting when the offence was, at whichever force's door: a form, what it moves and what follows, and only then the
change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from programme.actions.correct_offence import CorrectedOffence, correct_offence
from programme.eligibility.words import criterion_name
from programme.insight.case_facts import (
    CorrectionShown,
    OffenceToCorrect,
    correction_shown,
    elsewhere_words,
    offence_to_correct,
)
from programme.intake.correcting import MOVES_LATER, TAKES_OUT_OF_THE_WAY, Correction, Reach, reach_of
from programme.intake.facts import century_of_events
from programme.outcomes.correcting import STOPS, Then, verdict_words
from programme.shared.dates import LONDON, london_date, london_instant, spoken_day, spoken_instant
from programme.shared.ranks import Rank, is_at_least
from programme.web.case.heading import LeadsToCase, heading, here, look_with_clock
from programme.web.case.words import TERMS_THEN_WORDS, case_then_words
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import (
    DatePartsField,
    HiddenField,
    LongTextField,
    PageForm,
    TimeField,
    add_error,
)
from programme.web.kit.visit import Visit

DESTRUCTIVE = STOPS | {Then.CHOOSES_AGAIN, Then.GOES_BACK}


class OffenceForm(PageForm):
    """When it was, and what shows it. `was_at` is what was corrected."""

    was_at = HiddenField("Corrected from", longest=40)
    offence_on = DatePartsField(
        "Date of the offence",
        hint="The day on which it happened, not the day of the arrest. For example, 27 3 26",
        needed="Enter the date of the offence",
        century=century_of_events,
    )
    offence_time = TimeField(
        "Time of the offence",
        hint="London time. For example, 11:30pm or 23:30. After midnight it is the next day",
        needed="Enter the time of the offence",
    )
    reason = LongTextField(
        "What shows that it was then?",
        hint="One or two sentences. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
        needed="Enter what shows that it was then",
    )

    def offence_at(self) -> datetime:
        """The instant. Call it on a form that is valid."""
        return london_instant(self.offence_on.data, self.offence_time.data)

    def corrects(self) -> datetime:
        """The instant that it was until now. Call it on a form that is valid."""
        return datetime.fromisoformat(self.was_at.data)

    def check(self) -> None:
        """A form that does not say what it corrects was not ours."""
        try:
            known = self.corrects().tzinfo is not None
        except ValueError:
            known = False
        if not known:
            add_error(self, None, "The form did not say what is corrected. Open the page again")


@dataclass(frozen=True, slots=True)
class _DateRow:
    """A date of the case until now and from now on, and how far off that is."""

    what: str
    was: str
    becomes: str
    left: str = ""


class OffencePage(LeadsToCase, CheckedPage[OffenceToCorrect, OffenceForm]):
    """The offence as it was entered, what is to be corrected, and what that moves."""

    path = "/offence"
    form, template, title = OffenceForm, "facts/offence.html", "Correct the offence date"
    check_template, check_title = "facts/offence_check.html", "Check the correction"
    done = "offence"

    async def look(self, visit: Visit) -> OffenceToCorrect:
        return await look_with_clock(visit, offence_to_correct)

    def start(self, visit: Visit, found: OffenceToCorrect) -> dict[str, Any]:
        at = found.facts.referral.offence_at.astimezone(LONDON)
        return {
            "was_at": found.facts.referral.offence_at.isoformat(),
            "offence_on": at.date(),
            "offence_time": at.time(),
        }

    def context(self, visit: Visit, found: OffenceToCorrect, form: OffenceForm) -> dict[str, Any]:
        """How far a correction reaches, who may move the clock later, and what somebody has said already."""
        facts, said = found.facts, found.said
        return {
            **heading(visit, facts.referral, facts.person),
            "said": said,
            "said_what": f"that it was on {spoken_instant(said.offence_at)}" if said else "",
            "said_by_me": said is not None and said.actor_id == visit.the_actor.id,
            "clock_only": reach_of(facts.referral.state) is Reach.CLOCK,
            "later_takes": MOVES_LATER.with_article,
        }

    async def check(self, visit: Visit, form: OffenceForm) -> dict[str, Any]:
        """The dates that the correction moves, and the consequences."""
        shown = await look_with_clock(visit, correction_shown, form.offence_at(), now=visit.now)
        correction, today = shown.correction, london_date(visit.now)
        return {
            **heading(visit, shown.facts.referral, shown.facts.person),
            "rows": _rows(shown, today),
            "moves": _moves(shown),
            "is_later": correction.days_later > 0,
            "was_charge_by_on": correction.was.charge_by_on,
            "is_over": correction.becomes.charge_by_on < today,
            "after_arrest": _is_after_arrest(shown),
            "cleared": [criterion_name(code).lower() for code in correction.cleared],
            "may_save": all(is_at_least(visit.the_actor.rank, rank) for rank in _ranks(correction)),
            "later_takes": MOVES_LATER.with_article,
            "rank": TAKES_OUT_OF_THE_WAY.with_article,
            "what_follows": [*_what_follows(shown), {"key": "Why", "value": form.reason.data}],
            "to_look_at": shown.follows.to_look_at,
            "said_by": shown.said_by,
            "waits": shown.waits,
            "destructive": shown.follows.then in DESTRUCTIVE,
        }

    def leads_to(self, visit: Visit, form: OffenceForm, done: CorrectedOffence) -> str:
        """The case's page, which says whether it is corrected or waits for a second person."""
        return f"{here(visit)}?done={'time_said' if done.waits else self.done}"

    async def act(self, visit: Visit, form: OffenceForm) -> Callable[..., Any]:
        return partial(
            correct_offence,
            reference=visit.part("reference"),
            offence_at=form.offence_at(),
            was_at=form.corrects(),
            reason=form.reason.data,
        )


def _ranks(correction: Correction) -> Iterator[Rank]:
    """The ranks that it takes."""
    if correction.days_later > 0:
        yield MOVES_LATER
    if correction.cleared:
        yield TAKES_OUT_OF_THE_WAY


def _moves(shown: CorrectionShown) -> str:
    """The effect on the last day to charge, in a sentence."""
    was, becomes = shown.correction.was.charge_by_on, shown.correction.becomes.charge_by_on
    days = abs(shown.correction.days_later)
    if not days:
        return f"The last day to charge stays {spoken_day(was)}"
    count = f"{days} day{'' if days == 1 else 's'} {'later' if becomes > was else 'earlier'}"
    return f"This moves the last day to charge from {spoken_day(was)} to {spoken_day(becomes)}, {count}"


def _rows(shown: CorrectionShown, today: date) -> list[_DateRow]:
    was, becomes = shown.correction.was, shown.correction.becomes
    offence = spoken_instant(shown.facts.referral.offence_at), spoken_instant(shown.correction.offence_at)
    dates = [
        ("Charge by", was.charge_by_on, becomes.charge_by_on),
        ("Return by", was.return_by_on, becomes.return_by_on),
        ("Last safe course day", was.complete_by_on, becomes.complete_by_on),
    ]
    return [
        _DateRow("The offence", *offence),
        *(_date_row(what, old, new, today) for what, old, new in dates),
    ]


def _date_row(what: str, was: date, becomes: date, today: date) -> _DateRow:
    moved = spoken_day(becomes) if becomes != was else "It does not move"
    return _DateRow(what, spoken_day(was), moved, _left(becomes, today))


def _left(on: date, today: date) -> str:
    days = (on - today).days
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "Today" if not days else f"{count} left" if days > 0 else f"{count} ago"


def _what_follows(shown: CorrectionShown) -> list[dict[str, Any]]:
    correction, follows = shown.correction, shown.follows
    asked = verdict_words(correction) if follows.then is Then.DECIDED_AGAIN else ""
    rows: list[dict[str, Any]] = [
        {
            "key": "The case",
            "lines": [*case_then_words(follows, shown.facts.referral.state), *([asked] if asked else [])],
        },
        {"key": "Route and rules", "value": TERMS_THEN_WORDS[correction.terms_then]},
    ]
    if follows.course_at is not None:
        rows.append({"key": "His course", "value": spoken_instant(follows.course_at)})
    if follows.elsewhere_on is not None:
        rows.append({"key": "His course", "value": elsewhere_words(follows.elsewhere_on)})
    if follows.answer_by_on is not None:
        rows.append({"key": "His answer", "value": f"By {spoken_day(follows.answer_by_on)}, sooner than he was told"})
    if shown.night:
        rows.append({"key": "Cases of the same night", "lines": shown.night})
    if correction.days_later:
        rows.append({"key": "Warnings", "value": "Those of the old last day end. The new one has its own"})
    officer = ["The officer in the case, of the new last day"] if _officer_is_told(shown) else []
    himself = (
        ["He is, of what changes for him, never why"] if follows.then in DESTRUCTIVE or follows.answer_by_on else []
    )
    rows.append({"key": "Who is told", "lines": [*officer, *himself] or ["Nobody"]})
    return rows


def _officer_is_told(shown: CorrectionShown) -> bool:
    referral = shown.facts.referral
    runs = referral.over_at is None or shown.follows.then is Then.CLOCK_AGAIN
    return bool(shown.correction.days_later and referral.officer_email) and runs


def _is_after_arrest(shown: CorrectionShown) -> str:
    """When he was arrested, where the offence would be later than that."""
    arrested_at = shown.facts.referral.arrested_at
    return spoken_instant(arrested_at) if arrested_at and arrested_at < shown.correction.offence_at else ""
