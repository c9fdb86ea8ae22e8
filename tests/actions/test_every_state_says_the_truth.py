"""In every state of his and for every cause of it, his page and his message say what happened, whose doing it was,
whether it counts against him, what became of his money, and whom he can ring."""

from __future__ import annotations

import re

from programme.insight.own_causes import why_again
from programme.insight.own_places import WhyAgain
from programme.notices.discretion import give_aways
from programme.outcomes.models import ResultReason
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import a_world
from tests.support.reading_ease import grade, longest
from tests.support.states_of_his import TRUTHS, Case, Said, Truth

NUMBER = re.compile(r"01632 960 ?001")
NOT_BY_ACTION = {WhyAgain.ENDED_BEFORE}
"""Said in a case that was opened again: `tests/stages/test_own_next_step.py`."""


def untrue(truth: Truth, said: Said) -> list[str]:
    """The things that are missing, or said although they are not so."""
    wanted = {
        "cause on the page": truth.page in said.page,
        "cause in the email": truth.message in said.email,
        "counts, on the page": all(one in said.page for one in truth.counts),
        "counts, in the email": all(one in said.email for one in truth.counts),
        "money on the page": truth.money.page in said.page,
        "money in the email": truth.money.message in said.email,
        "whom to ring": bool(NUMBER.search(said.email)),
        "the page says what the line over his words says": said.line in said.page or "You said yes" in said.line,
        "place for what he can still say": "nothing more for you to do" not in f"{said.page} {said.email} {said.text}",
        "how they reach him": "write to you" not in f"{said.page} {said.email} {said.text}",
        "in short": len(said.text) <= 160,
        "easy": grade(said.page) <= 6.5 and longest(said.page) <= 30,
        "discreet": give_aways(f"{said.page} {said.email} {said.text}") == [],
    }
    return [name for name, holds in wanted.items() if not holds]


def test_page_and_message_say_what_is_true_of_every_cause_and_of_no_other(database: Database) -> None:
    case = Case(database, a_world(database))
    said: dict[str, Said] = {}
    for name, truth in TRUTHS.items():
        man = truth.make(case)
        own = case.read(man)
        taken_back = own.state if own.state is ReferralState.WITHDRAWN else None
        assert (own.reason or taken_back or why_again(own)) is truth.is_of, name
        said[name] = case.said(man)
    assert {name: found for name, truth in TRUTHS.items() if (found := untrue(truth, said[name]))} == {}

    of_every = {truth.is_of for truth in TRUTHS.values()}
    assert of_every == (set(WhyAgain) - NOT_BY_ACTION) | set(ResultReason) | {ReferralState.WITHDRAWN}
    for name, truth in TRUTHS.items():  # each would be seen on the page of another
        for other, theirs in TRUTHS.items():
            alike = (truth.page, truth.counts, truth.money) == (theirs.page, theirs.counts, theirs.money)
            assert alike or untrue(truth, said[other]), f"{name} is said as well where it is: {other}"
