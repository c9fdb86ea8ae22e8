"""A case that is open again beside one in which he was offered something while it had ended, or that turns out to be
of the same man."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.intake.rules import waits_for_another
from programme.outcomes.carrying_corrections import put_to_a_human
from programme.people.reference import force_name
from programme.referrals.models import Referral
from programme.referrals.states import IN_PROGRESS, OFFER_IN_HAND
from programme.shared.actor import Actor


def put_beside(
    db: Session, opened: Referral, others: Collection[Referral], *, actor: Actor, now: datetime
) -> list[Referral]:
    """Put it to a human, in both, which of the two goes on: an offer is not taken back by itself because somebody had
    been mistaken. `others` have just been asked again. Returns those with an offer in hand that it is in the way of."""
    beside = [one for one in others if one.state in OFFER_IN_HAND and waits_for_another(one.eligibility)]
    for one in beside:
        here = (
            f"Case {_named(opened, one)} is open again: that it had ended was taken back. He was offered this one "
            "meanwhile, so decide which of the two goes on."
        )
        there = f"He was offered case {_named(one, opened)} while this one had ended: decide which of the two goes on."
        for number, said in ((one.id, here), (opened.id, there)):
            record(db, number, events.OtherCaseOpenAgain, actor=actor, now=now, said=said)
    if beside:
        put_to_a_human(db, {opened.id, *(one.id for one in beside)}, actor=actor, now=now)
    return beside


def put_by_who_he_is(db: Session, asked: Collection[Referral], said: str, *, actor: Actor, now: datetime) -> None:
    """Put it to a human, in every case with an offer in hand that another is in the way of, since who he is was `said`
    anew. `asked` are the cases of those that it was said of, asked again just now."""
    found = {}
    for one in asked:
        beside = [_named(other, one) for other in asked if other is not one and other.state in IN_PROGRESS]
        if beside and one.state in OFFER_IN_HAND and waits_for_another(one.eligibility):
            found[one.id] = f"{said} Beside this one stands {', '.join(beside)}: decide whether the offer can stand."
    for number, words in found.items():
        record(db, number, events.OtherCaseOpenAgain, actor=actor, now=now, said=words)
    put_to_a_human(db, found, actor=actor, now=now)


def _named(case: Referral, beside: Referral) -> str:
    """A case as a reader of the other finds it."""
    theirs = "" if case.force_code == beside.force_code else f" of {force_name(case.force_code)}"
    return f"{case.reference}{theirs}"
