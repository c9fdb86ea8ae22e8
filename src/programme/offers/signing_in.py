"""How a person signs in to his offer: the reference and date of birth say who, the code on the slip proves it.

Knowing when a man was born authenticates nobody (ASVS 6.4.2). Whatever is wrong, the answer and the work are the
same: tries are counted before the code is looked at, for references that exist and for those that do not, and a
locked or unknown reference costs a hash as a real one does. Counts are in the machine's time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.offers.queries import SecretFacts, secret_of_offer
from programme.people import sign_ins
from programme.people.models import SignIn
from programme.people.passwords import is_password
from programme.people.sign_ins import Limit, Tries
from programme.shared.references import canonical_secret, read_reference

_PER_NETWORK, NETWORK_WINDOW = 20, timedelta(hours=1)
PER_REFERENCE_AND_NETWORK, PER_REFERENCE, REFERENCE_WINDOW = 5, 50, timedelta(hours=24)
"""A code has sixty random bits: fifty tries a day find none. Fewer would let a stranger who knows the reference keep
him out from a few places."""

Limits = tuple[Limit, Limit, Limit]


def limits_of(reference: str, network: str) -> Limits:
    """Under which keys a try is counted: the network, the reference from that network, the reference. The typed text is
    kept as a hash: it may be anything."""
    key = _key(reference)
    return (
        Limit(f"offer-network:{network[:60]}", _PER_NETWORK, NETWORK_WINDOW),
        Limit(f"{key}:{network[:60]}", PER_REFERENCE_AND_NETWORK, REFERENCE_WINDOW),
        Limit(key, PER_REFERENCE, REFERENCE_WINDOW),
    )


def forget_tries(db: Session, reference: str) -> bool:
    """He was given a new code, face to face: the wrong tries at the old one count no more. Whether there were any."""
    return sign_ins.forget_failures_of(db, _key(reference)) > 0


def _key(reference: str) -> str:
    canonical = read_reference(reference) or reference.strip().upper()
    return f"offer:{hashlib.sha256(canonical.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class CodeTry:
    """A try at the code of somebody who is signed in, counted: what it is checked against, and whether it may be."""

    secret: SecretFacts
    limits: Limits
    tries: Tries


def try_own_code(db: Session, offer_id: int, *, network: str, now: datetime) -> CodeTry:
    """Count a try as at the sign-in, and find what it is checked against with `is_his`."""
    secret = secret_of_offer(db, offer_id)
    limits = limits_of(secret.reference, network)
    return CodeTry(secret, limits, sign_ins.tries_left(db, limits, now=now))


def is_his(secret: SecretFacts | None, *, code: str, born_on: date | None) -> bool:
    """Whether code and date of birth belong to the offer. Slow on purpose, and as slow for None: call it in a thread
    and outside any transaction. A case whose date of birth nobody knows is proved by the code alone."""
    proved = is_password(secret.secret_hash if secret else None, canonical_secret(code) or "")
    return proved and secret is not None and (secret.born_on is None or secret.born_on == born_on)


def code_shown_at(db: Session, cookie: str) -> datetime | None:
    """When he showed his code last: then his sign-in began, and no PIN begins one. In the machine's time."""
    return db.scalar(select(SignIn.started_at).where(SignIn.id_hash == sign_ins.id_hash(cookie)))


def begin(
    db: Session,
    offer_id: int,
    limits: Limits,
    *,
    now: datetime,
    longest: timedelta,
    instead_of: str | None,
    code_shown_at: datetime | None = None,
) -> str:
    """Forget the tries and begin a sign-in with a new id, whatever id the browser brought; returns the cookie. The code
    was shown now, or `code_shown_at`, where it is a PIN that was shown now."""
    sign_ins.forgive_try(db, limits)
    sign_ins.forget_failures(db, limits[1].key)
    return sign_ins.begin_sign_in(
        db, offer_id=offer_id, now=now, longest=longest, instead_of=instead_of, started_at=code_shown_at
    )
