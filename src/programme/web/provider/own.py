"""Which provider is at the door, and how its dates are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from programme.attendance.readiness import Readiness
from programme.courses.queries import DateFacts
from programme.courses.scheduling import register_opens_at
from programme.courses.states import DateState
from programme.courses.words import DATE_STATE_WORDS
from programme.insight.date_deeds import DateDeed, why_not_on_date
from programme.shared.dates import spoken_time
from programme.shared.refusal import NotFound
from programme.web.kit.visit import Visit


def own_provider(visit: Visit) -> int:
    """The provider whose staff is asking. Raises NotFound for an account that belongs to none."""
    number = visit.the_actor.provider_id
    if number is None:
        raise NotFound()
    return number


@dataclass(frozen=True, slots=True)
class DateStep:
    """The one thing to do about a date now: a sentence, and where to do it."""

    words: str
    href: str = ""
    link_text: str = ""


def next_step_of_date(date: DateFacts, now: datetime) -> DateStep | None:
    """The step wanted of the provider, and when; None where nothing is."""
    address = f"/provider/dates/{date.reference}"
    if nobody_was_there(date, now):
        return DateStep("The date is over. Nobody was booked, so there is nothing to sign.")
    if can(DateDeed.SIGN_REGISTER, date, now):
        return DateStep("The course is over. The results wait for your signature.", f"{address}/sign", "Sign")
    if can(DateDeed.MARK_ATTENDANCE, date, now):
        return DateStep("The register is open.", f"{address}/register", "Go to the register")
    if can(DateDeed.OPEN_REGISTER, date, now):
        return DateStep("The register can be opened now.", f"{address}/register", "Go to the register")
    if date.state is not DateState.OPEN:
        return None
    return DateStep(f"The register opens at {spoken_time(register_opens_at(date.starts_at))} on the day.")


def nobody_was_there(date: DateFacts, now: datetime) -> bool:
    """Whether the date is over with nobody booked on it: nothing is to be signed."""
    return date.ends_at <= now and not date.places_taken and date.state in (DateState.OPEN, DateState.RUNNING)


def date_state(date: DateFacts, now: datetime) -> tuple[str, str]:
    """How the date stands, in words and a colour."""
    return ("Nobody was booked", "grey") if nobody_was_there(date, now) else DATE_STATE_WORDS[date.state]


def can(deed: DateDeed, date: DateFacts, now: datetime) -> bool:
    """Whether the action would be done now."""
    return why_not_on_date(deed, date, now) is None


def refuse_unless_possible(deed: DateDeed, date: DateFacts, now: datetime) -> None:
    """Raises the refusal that the action would raise now."""
    refusal = why_not_on_date(deed, date, now)
    if refusal is not None:
        raise refusal


def readiness_words(readiness: Readiness) -> Sequence[str]:
    """The steps still to take before the day, in plain words; one sentence where there are none."""
    words = []
    if readiness.held:
        words.append(_people(readiness.held, "has not paid yet: the place is held", "have not paid yet: places held"))
    words.extend(f"Interpreter needed: {language}" for language in readiness.interpreters)
    if readiness.with_adjustments:
        words.append(
            _people(readiness.with_adjustments, "needs an adjustment", "need an adjustment")
            + ": see it on the register on the day"
        )
    if readiness.unanswered:
        words.append(_people(readiness.unanswered, "asked for something and waits", "asked for something and wait"))
    if not (readiness.paid or readiness.held):
        words.append("Nobody is booked yet")
    return words or ["Everybody booked has paid, and nothing else has to be arranged"]


def _people(count: int, one: str, several: str) -> str:
    return f"1 person {one}" if count == 1 else f"{count} people {several}"
