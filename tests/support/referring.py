"""A case as custody refers it, settles it and sets a criterion of it aside, and how it stands then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from programme.actions.decide_identity import DecidedIdentity, decide_identity
from programme.actions.end_mistaken_case import EndedMistakenCase, end_mistaken_case
from programme.actions.refer_offender import OffenderReferred, refer_offender
from programme.actions.set_criterion_aside import CriterionNowSetAside, set_criterion_aside
from programme.actions.settle_eligibility import EligibilitySettled, settle_eligibility
from programme.concerns.settling import Answers
from programme.eligibility.circumstances import ALL_CLEAR
from programme.intake.arrivals import Arrival
from programme.outcomes.models import Mistake
from programme.people.models import SafeContact
from programme.people.sign_ins import account_actor
from programme.referrals.criteria import KeptCriterion
from programme.referrals.models import Admission, Referral
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, an_account, read

OFFENCE_AT = datetime(2027, 2, 20, 23, 50, tzinfo=UTC)
PLAIN = Arrival(
    surname="Nguyen",
    forenames="Lee",
    born_on=date(1965, 9, 27),
    offence_code="SX03213",
    offence_at=OFFENCE_AT,
    admission=Admission.ADMITTED,
    pnc_id="1996/0054031P",
    custody_reference="HA/1001/27",
    mobile="07700 900577",
    safe_contact=SafeContact.ANY,
    circumstances=ALL_CLEAR,
)
VIOLENT = replace(PLAIN, circumstances=replace(ALL_CLEAR, no_violence=False))


def an_officer(database: Database) -> Actor:
    return account_actor(
        an_account(database, Door.CUSTODY, force_code="43", name="Sgt A. Desk", organisation="Custody")
    )


def refer(database: Database, actor: Actor, arrival: Arrival = PLAIN, **more: Any) -> OffenderReferred:
    return database.write_now(refer_offender, actor=actor, now=NOW, arrival=arrival, **more)


def settle(database: Database, actor: Actor, reference: str, **said: Any) -> EligibilitySettled:
    return database.write_now(settle_eligibility, actor=actor, now=NOW, reference=reference, answers=Answers(**said))


def ended_as_mistake(
    database: Database,
    actor: Actor,
    reference: str,
    mistake: Mistake,
    *,
    right: str = "",
    reason: str = "It was somebody else.",
    now: datetime = NOW,
) -> EndedMistakenCase:
    """A case ended as none of its own: where that takes two people, another sergeant ends it after this one."""
    said: dict[str, Any] = {"reference": reference, "mistake": mistake, "right": right, "reason": reason}
    done = database.write_now(end_mistaken_case, actor=actor, now=now, **said)
    if not done.waits:
        return done
    second = replace(actor, id=8, name="Sgt A. Second")
    return database.write_now(end_mistaken_case, actor=second, now=now, **said)


def who_he_is(
    database: Database,
    actor: Actor,
    reference: str,
    other: str,
    *,
    is_same: bool,
    reason: str = "His photograph.",
    now: datetime = NOW,
) -> DecidedIdentity:
    """Decide whether he is the person of the other case."""
    said: dict[str, Any] = {"reference": reference, "other": other, "is_same": is_same, "reason": reason}
    return database.write_now(decide_identity, actor=actor, now=now, **said)


def case_of(database: Database, reference: str) -> Referral:
    found: Referral = read(
        database, lambda db: db.execute(select(Referral).where(Referral.reference == reference)).scalar_one()
    )
    return found


def lift(
    database: Database, actor: Actor, reference: str, code: str = "no_violence", **more: Any
) -> CriterionNowSetAside:
    said = {"reason": "A shove, long ago, and both have said it is over.", **more}
    return database.write_now(set_criterion_aside, actor=actor, now=NOW, reference=reference, code=code, **said)


def row_of(case: Referral, code: str) -> KeptCriterion:
    return next(one for one in case.eligibility if one.code == code)
