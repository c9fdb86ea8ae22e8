"""Say by the link of a message that it was seen: for an officer in the case who has no account."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.answering import acknowledge, record_seen
from programme.duties.links import by_link, cases_of_link, find_case_link, rungs_he_may_answer
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def acknowledge_by_link(db: Session, *, actor: Actor | None, now: datetime, token: str) -> list[str]:
    """Answer the rungs of its cases that were put to the officer in the case, and return their references. The clock
    runs on. Asked again it changes nothing.

    Whoever holds the link is who it was sent to: `actor`, who may be signed in in the same browser, has no part in it.
    Raises CaseLinkOver.
    """
    del actor
    link = find_case_link(db, token, now=now, lock=True)
    rungs: dict[str, set[int]] = defaultdict(set)
    for one in rungs_he_may_answer(db, link, [case.reference for case in cases_of_link(db, link)]):
        rungs[one.forces.force_code].add(one.rung.id)
    seen: list[str] = []
    for force_code, numbers in sorted(rungs.items()):
        himself = by_link(link, force_code)
        found = acknowledge(db, numbers, actor=himself, now=now)
        record_seen(db, found.seen, actor=himself, now=now)
        seen += [one.reference for one in found.seen]
    if seen:
        link.acknowledged_at = now
    return seen
