"""Links for somebody who has no account: to how his cases stand, and to say that he has seen it.

The outbox never holds what makes a link. It is drawn as a message is about to be sent, its hash is kept, and the copy
of the message that stays is without it. A link works for 14 days, and no longer than one of its cases runs and is with
whoever it went to. It says no name and opens no case. It may answer only a warning that was put to the officer in the
case, by his own address: a rung above him takes somebody who signs in (decision 0033).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.forces import CaseForces, forces_of
from programme.duties.models import CaseLink
from programme.duties.queries import RungOfCase, lock_rungs_stood_on
from programme.duties.recipients import staff_of
from programme.duties.refusals import CaseLinkGivenOn, CaseLinkOver
from programme.notices.catalogue import CARRIES_LINK
from programme.notices.models import Owed
from programme.people.sign_ins import Limit
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Actor, Door, Role
from programme.shared.plausible import latest_possible

CASE_LINK_LASTS = timedelta(days=14)
_LOOKS, _WITHIN = 60, timedelta(hours=1)


def draw_case_links(db: Session, claimed: Sequence[Owed], *, now: datetime) -> dict[str, dict[str, str]]:
    """Draw a link for each of these messages, and return by the key of the message what it says besides: the `token`
    that makes the link, and the address of the programme to `reply_to`, where that is not his own. The time of the link
    begins now. Links that are over go."""
    db.execute(delete(CaseLink).where(CaseLink.ends_at <= now))
    of_case = {owed.dedupe_key: owed.facts.get("references") or [owed.facts["reference"]] for owed in claimed}
    reply_to = _reply_to(db, {references[0] for references in of_case.values()})
    drawn: dict[str, dict[str, str]] = {}
    for owed in claimed:
        token, references = secrets.token_urlsafe(32), of_case[owed.dedupe_key]
        address = reply_to.get(references[0], "")
        drawn[owed.dedupe_key] = {"token": token, "reply_to": address if address != owed.address else ""}
        db.add(
            CaseLink(
                token_hash=_link_hash(token),
                address=owed.address,
                references=references,
                drawn_at=now,
                ends_at=now + CASE_LINK_LASTS,
            )
        )
    return drawn


def _reply_to(db: Session, references: Collection[str]) -> dict[str, str]:
    wanted = (
        select(Referral.reference, Programme.fallback_email)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.reference.in_(references))
    )
    return {row.reference: row.fallback_email for row in db.execute(wanted)}


def with_facts(owed: Owed, drawn: Mapping[str, Mapping[str, str]]) -> Owed:
    """The message with what was drawn for it, as it leaves."""
    return replace(owed, facts={**owed.facts, **drawn.get(owed.dedupe_key, {})})


def wants_link(owed: Owed) -> bool:
    """Whether a message carries one."""
    return owed.notice in CARRIES_LINK and owed.facts.get("signs_in") is False


def look_limit(token: str) -> Limit:
    """How often one link may be looked at: what follows links in mail must not fill the log."""
    return Limit(f"case-link:{_link_hash(token)[:40]}", _LOOKS, _WITHIN)


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A running case of a link, by what its page needs. `reply_to`: the address of the programme that can be written
    to."""

    reference: str
    forces: CaseForces
    reply_to: str


def find_case_link(db: Session, token: str, *, now: datetime, lock: bool = False) -> CaseLink:
    """The link. Raises CaseLinkOver where it cannot be used, whatever the reason."""
    wanted = select(CaseLink).where(
        CaseLink.token_hash == _link_hash(token),
        CaseLink.ends_at > now,
        CaseLink.ends_at <= latest_possible(now, CASE_LINK_LASTS),  # a clock that ran ahead makes none longer
    )
    found: CaseLink | None = db.execute(wanted.with_for_update() if lock else wanted).scalar_one_or_none()
    if found is None:
        raise CaseLinkOver()
    return found


def cases_of_link(db: Session, link: CaseLink) -> list[LinkedCase]:
    """Its cases that still run and are still for its address, shortest first. Raises CaseLinkOver where none runs, and
    CaseLinkGivenOn where all that do are with somebody else: given to another officer, or the account was disabled."""
    wanted = (
        select(Referral.id, Referral.reference, Programme.fallback_email)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Referral.reference.in_(link.references), CLOCK_RUNS)
        .order_by(Referral.charge_by_on, Referral.id)
    )
    found = db.execute(wanted).all()
    if not found:
        raise CaseLinkOver()
    forces = forces_of(db, [row.id for row in found])
    staff = staff_of(db, forces.values(), today=None)
    his = [row for row in found if staff.is_for(link.address, forces[row.id])]
    if not his:
        raise CaseLinkGivenOn(next((row.fallback_email for row in found), ""))
    return [LinkedCase(row.reference, forces[row.id], row.fallback_email) for row in his]


def rungs_he_may_answer(db: Session, link: CaseLink, references: Sequence[str]) -> list[RungOfCase]:
    """The waiting rungs of these cases that were put to the officer in the case, where that is whoever has the link:
    locked."""
    return [
        one
        for one in lock_rungs_stood_on(db, references)
        if one.rung.role is Role.OFFICER and went_to_officer(link, one.forces)
    ]


def went_to_officer(link: CaseLink, case: CaseForces) -> bool:
    """Whether the link went to the officer in the case, who has no account."""
    return case.officer_id is None and case.officer_email.lower() == link.address.lower()


def by_link(link: CaseLink, force_code: str) -> Actor:
    """Whoever has the link, as the timeline and the access log name him: an address, as nobody signed in."""
    name = f"{link.address[:100]}, by the link of a message"
    return Actor(Door.CUSTODY, None, name, roles=frozenset({Role.OFFICER}), force_code=force_code)


def _link_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
