"""How a person signs in to his offer: the reference and date of birth say who, the code on the slip proves it.

Knowing when a man was born authenticates nobody (ASVS 6.4.2). Whatever is wrong, the answer and the work are the
same: tries are counted before the code is looked at, for references that exist and for those that do not, and a
locked or unknown reference costs a hash as a real one does. Counts are in the machine's time.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from programme.offers.queries import SecretFacts
from programme.people import sign_ins
from programme.people.passwords import is_password
from programme.shared.references import canonical_secret, read_reference

PER_REFERENCE, REFERENCE_WINDOW = 5, timedelta(hours=24)
PER_NETWORK, NETWORK_WINDOW = 20, timedelta(hours=1)


def try_keys(reference: str, network: str) -> tuple[str, str]:
    """Under which keys a try is counted. What was typed is kept as a hash: it may be anything."""
    canonical = read_reference(reference) or reference.strip().upper()
    return f"offer:{hashlib.sha256(canonical.encode()).hexdigest()[:40]}", f"offer-network:{network[:60]}"


def count_try(db: Session, keys: tuple[str, str], *, now: datetime) -> bool:
    """Count a try under both keys and return whether it may go on: five a reference in 24 hours, twenty a network
    in an hour. Counting comes first, so that tries made at the same moment cannot exceed the limit."""
    for_reference, for_network = keys
    reference_may = sign_ins.count_try(db, {for_reference: PER_REFERENCE}, now=now, window=REFERENCE_WINDOW)
    network_may = sign_ins.count_try(db, {for_network: PER_NETWORK}, now=now, window=NETWORK_WINDOW)
    return reference_may and network_may


def is_his(secret: SecretFacts | None, *, code: str, born_on: date | None) -> bool:
    """Whether code and date of birth belong to the offer. Slow on purpose, and as slow for None: call it in a thread
    and outside any transaction. A case whose date of birth nobody knows is proved by the code alone."""
    proved = is_password(secret.secret_hash if secret else None, canonical_secret(code) or "")
    return proved and secret is not None and (secret.born_on is None or secret.born_on == born_on)


def begin(
    db: Session, offer_id: int, keys: tuple[str, str], *, now: datetime, longest: timedelta, instead_of: str | None
) -> str:
    """Forget the tries and begin a sign-in with a new id, whatever id the browser brought; returns the cookie."""
    for_reference, for_network = keys
    sign_ins.forget_failures(db, for_reference)
    sign_ins.forgive_try(db, [for_network])
    return sign_ins.begin_sign_in(db, offer_id=offer_id, now=now, longest=longest, instead_of=instead_of)
