"""How his case ended, as he reads it on every page: what happened, whether it counts against him, what became of his
money, what comes next and whom he can still ring about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from programme.insight.own_case import OwnCase
from programme.insight.words import ENDED_REASONS, ENDED_WORDS
from programme.notices.counting import HIS_ANSWER, NO_FAILURE, NO_FAULT, NOT_COMPLETED, THANKS, UNKNOWN_YET
from programme.outcomes.models import ResultReason
from programme.outcomes.rules import DAYS_ELSEWHERE, LEFT_BY_THE_FORCE
from programme.outcomes.told_as import TOLD_AS, ToldAs
from programme.outcomes.words import OWN_REASON_WORDS
from programme.payments.money import back_to_you, nothing_of_yours, your_money_at_the_end
from programme.policies.models import FailureMeans
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds

THE_OFFICE = "The office you first dealt with"
"""The police force that made the offer, in words that tell nothing to whoever reads along."""


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """The line on top, whether it counts against him, and the rest."""

    what: str
    counts: str
    then: str


_DOWN = f"{NOT_COMPLETED}, because {{why}}."
_COUNTS: Mapping[ToldAs, str] = {
    ToldAs.COMPLETED: f"{THANKS}.",
    ToldAs.HIS_ANSWER: HIS_ANSWER,
    ToldAs.NOT_COMPLETED: _DOWN,
    ToldAs.NOT_BOOKED: _DOWN,
    ToldAs.NOT_ANSWERED: _DOWN,
    ToldAs.NO_FAULT: NO_FAULT,
    ToldAs.NOT_ASKED_AGAIN: NO_FAULT,
    ToldAs.NOT_KNOWN: UNKNOWN_YET,
}


def how_it_ended(case: OwnCase, now: datetime) -> OwnEnd:
    """The end of a case that is over; one without a result was taken back."""
    if case.reason is None:
        return _taken_back(case, now)
    told_as = TOLD_AS[case.reason]
    then = " ".join(part for part in _THEN[told_as](case, case.reason, now) if part)
    counts = f"{ENDED_REASONS[told_as]} {_COUNTS[told_as]}".lstrip().format(
        why=OWN_REASON_WORDS[case.reason],
        answered=f" on {_day(case.answered_at)}" if case.answered_at else "",
        answer_by=_day(case.answer_by_at),
    )
    return OwnEnd(ENDED_WORDS[told_as], counts, then)


def _day(at: datetime) -> str:
    return spoken_day(london_date(at))


def _money(case: OwnCase, reason: ResultReason, now: datetime) -> str:
    """The fate of his money."""
    money, told_as = case.money(now), TOLD_AS[reason]
    if case.was_elsewhere and reason in DAYS_ELSEWHERE:
        back = back_to_you(money) or "You have paid us nothing."
        return f"{back} Ask the other organisation about what you paid them."
    if told_as is ToldAs.NO_FAULT:
        return your_money_at_the_end(money) or "You owe nothing."
    if not money.paid_pence:
        return nothing_of_yours(money) if told_as is not ToldAs.COMPLETED else ""
    paid = f"the {spoken_pounds(money.paid_pence)} that you paid"
    return {
        ToldAs.COMPLETED: "Nothing more is owed.",
        ToldAs.NOT_KNOWN: f"What becomes of {paid} is decided when we know.",
        ToldAs.HIS_ANSWER: f"{paid.capitalize()} is not paid back.",
    }.get(told_as, f"As things stand, {paid} is not paid back.")


_WHAT_IT_MEANS = {
    FailureMeans.PROSECUTION: "They must look at a good reason before they decide.",
    FailureMeans.NO_PROSECUTION: "Not finishing is not by itself a reason to take this further.",
}
"""Said to whoever did not finish, until it is decided, by the route of his case: the same as in his message, where it
says it too."""


def _what_it_means(case: OwnCase) -> str:
    over = case.reason is ResultReason.OFFER_LAPSED or case.disposal is not None
    return "" if over else _WHAT_IT_MEANS.get(case.on_failure, "")


def _taken_back(case: OwnCase, now: datetime) -> OwnEnd:
    signed_on = spoken_day(london_date(case.signed_at)) if case.signed_at else ""
    then = (
        f"{THE_OFFICE} took it back. That was their decision, and you can ask them for the reason.",
        f"You signed a form on {signed_on}. Ask them, or a solicitor, what becomes of it." if signed_on else "",
        your_money_at_the_end(case.money(now)) or "You owe nothing.",
        f"They decide what happens now. {_REACH} {case.help_line.to_ring(now, 'today')}",
        f"{_IN_TWO_WEEKS}, {case.help_line.again}. {_ADVICE}",
    )
    return OwnEnd("This has been taken back", NO_FAILURE, " ".join(part for part in then if part))


_WHAT_NOW = f"{THE_OFFICE} decides what happens now."


def _decides(case: OwnCase) -> str:
    return _WHAT_NOW if case.disposal is None else f"{THE_OFFICE} has decided. You can ask them what follows."


def _knows_and_decides(case: OwnCase) -> str:
    decides = (
        "and decides what happens now" if case.disposal is None else "and has decided. You can ask them what follows"
    )
    return f"{THE_OFFICE} was told so, {decides}."


def _completed(case: OwnCase, reason: ResultReason, now: datetime) -> tuple[str, ...]:
    follows = (
        f"If you have heard nothing in four weeks, {case.help_line.again}."
        if case.disposal is None
        else f"Questions? {case.help_line.call()}"
    )
    confirms = "They confirm what follows." if case.disposal is None else "They have recorded what follows."
    means = "“If you finish”, in what you were told, says what that means and what stays."
    return f"{THE_OFFICE} knows that.", confirms, means, _money(case, reason, now), follows


def _his_answer(case: OwnCase, reason: ResultReason, now: datetime) -> tuple[str, ...]:
    return (
        _money(case, reason, now),
        f"There is one thing to do. {case.help_line.to_ring(now, 'today')}",
        _decides(case),
        _REACH,
        f"{_IN_TWO_WEEKS}, {case.help_line.again}." if case.disposal is None else "",
        _ADVICE,
    )


def _not_completed(case: OwnCase, reason: ResultReason, now: datetime) -> tuple[str, ...]:
    return (
        "You can still tell us why. Is this wrong, or did something stop you?",
        f"{case.help_line.to_ring(now, 'today')} Keep anything that shows why.",
        _money(case, reason, now),
        _decides(case),
        _what_it_means(case),
        _REACH,
        _ADVICE,
    )


def _no_fault(case: OwnCase, reason: ResultReason, now: datetime) -> tuple[str, ...]:
    return (
        _money(case, reason, now),
        _decides(case) if reason in LEFT_BY_THE_FORCE else _knows_and_decides(case),
        f"Is anything in this wrong? {case.help_line.to_ring(now, 'today')}",
    )


def _not_known(case: OwnCase, reason: ResultReason, now: datetime) -> tuple[str, ...]:
    return (
        "Whoever ran your day has not told us what happened.",
        f"{THE_OFFICE} knows that we are waiting." if case.disposal is None else _decides(case),
        _money(case, reason, now),
        f"Keep anything that shows that you were there, and tell us. {case.help_line.to_ring(now, 'today')}",
    )


MAY_EXPLAIN = frozenset((ToldAs.NOT_COMPLETED, ToldAs.NOT_BOOKED, ToldAs.NOT_ANSWERED, ToldAs.NOT_KNOWN))
"""The ends at which he is asked for a reason, or for what shows that he was there."""

_REACH = "Make sure that they have a safe way to reach you."
_IN_TWO_WEEKS = "If you have heard nothing in two weeks"
_ADVICE = "You can take advice at any time."
_THEN: Mapping[ToldAs, Callable[[OwnCase, ResultReason, datetime], tuple[str, ...]]] = {
    ToldAs.COMPLETED: _completed,
    ToldAs.HIS_ANSWER: _his_answer,
    ToldAs.NOT_COMPLETED: _not_completed,
    ToldAs.NOT_BOOKED: _not_completed,
    ToldAs.NOT_ANSWERED: _not_completed,
    ToldAs.NO_FAULT: _no_fault,
    ToldAs.NOT_ASKED_AGAIN: _no_fault,
    ToldAs.NOT_KNOWN: _not_known,
}
