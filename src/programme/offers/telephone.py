"""With him on the telephone: he says who he is, and staff acts for him as long as the call is open.

He says his reference, his date of birth and the word on his slip. Tries are counted under the same keys as his own at
the sign-in, with the account of whoever asks in the place of the network; whatever is wrong, the answer and the work
are the same. Here they are counted in the service's time, not the machine's: what a clerk was told to wait is over
when the day is, also in a rehearsal.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.offers.models import Offer, TelephoneCall
from programme.offers.queries import SecretFacts, find_offer_to_sign_in
from programme.offers.refusals import CallOver
from programme.offers.signing_in import Limits, limits_of
from programme.offers.slip_words import canonical_word
from programme.offers.what_opens import OPENS
from programme.people import sign_ins
from programme.people.models import Person
from programme.people.passwords import is_password
from programme.referrals.models import Referral
from programme.referrals.queries import references_open_to
from programme.shared.actor import Actor, Door
from programme.shared.references import canonical_secret
from programme.storage.rows import columns_of, reads, rows

IDLE = timedelta(minutes=30)
"""How long nothing is done in a call before it is over by itself: one that nobody ended is not gone on with later."""
_TOUCH_EVERY = timedelta(minutes=1)


@reads(TelephoneCall, Person, referral_id=Referral.id, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that is not over, and with whom."""

    key: str
    offer_id: int
    referral_id: int
    reference: str
    surname: str
    forenames: str
    ends_at: datetime

    def was_touched(self, now: datetime) -> bool:
        """Whether that it goes on was written within the last minute."""
        return self.ends_at > now + IDLE - _TOUCH_EVERY

    def on_his_behalf(self, actor: Actor) -> Actor:
        """Whoever has him on the telephone, acting for him."""
        return replace(actor, offer_id=self.offer_id, referral_id=self.referral_id)


def limits_on_telephone(reference: str, actor: Actor) -> Limits:
    """Under which keys a try is counted: those of his sign-in, with the account that asks instead of a network."""
    return limits_of(reference, f"account-{actor.id}")


def find_offer_of_caller(db: Session, reference: str, actor: Actor) -> SecretFacts | None:
    """The offer that he could sign in to, where whoever asks finds his case. A provider has no cases of its own: it
    finds the one whose reference, date of birth and word it is told."""
    found = find_offer_to_sign_in(db, reference)
    its_own = actor.door is Door.PROVIDER or bool(references_open_to(db, [reference], actor))
    return found if its_own else None


def is_said_right(secret: SecretFacts | None, *, word: str, born_on: date | None) -> bool:
    """Whether word and date of birth belong to the offer; where his slip has no word, the code does instead. Slow on
    purpose, and as slow for None: call it in a thread and outside any transaction."""
    kept = (secret.word_hash or secret.secret_hash) if secret else None
    said = canonical_word(word) if secret and secret.word_hash else canonical_secret(word) or ""
    return is_password(kept, said) and secret is not None and secret.born_on in (None, born_on)


def begin_call(db: Session, offer_id: int, *, sign_in: str, actor: Actor, now: datetime) -> str:
    """Open a call for the sign-in with this hash and return its key; one that is still open in it is over."""
    end_calls(db, sign_in=sign_in, now=now)
    key = secrets.token_hex(8)
    db.add(
        TelephoneCall(
            key=key,
            offer_id=offer_id,
            sign_in_hash=sign_in,
            door=actor.door,
            taken_by=actor.label,
            began_at=now,
            ends_at=now + IDLE,
        )
    )
    return key


def touch_call(db: Session, key: str, *, now: datetime) -> None:
    """Something is done in the call: it goes on, unless it was ended meanwhile."""
    goes_on = (TelephoneCall.key == key, TelephoneCall.ended_at.is_(None), TelephoneCall.ends_at > now)
    db.execute(update(TelephoneCall).where(*goes_on).values(ends_at=now + IDLE))


def forget_wrong_words(db: Session, limits: Limits) -> None:
    """He said it right: that was no failure, and what this account tried before counts no more."""
    sign_ins.forgive_try(db, limits)
    sign_ins.forget_failures(db, limits[1].key)


def end_calls(db: Session, *, sign_in: str, now: datetime) -> None:
    """End whatever call is open in the sign-in."""
    still_open = (TelephoneCall.sign_in_hash == sign_in, TelephoneCall.ended_at.is_(None))
    for call in db.scalars(select(TelephoneCall).where(*still_open)):
        call.ended_at = now
    db.flush()  # before another is opened


_OPEN = (
    select(*columns_of(OpenCall))
    .select_from(TelephoneCall)
    .join(Offer, Offer.id == TelephoneCall.offer_id)
    .join(Referral, Referral.id == Offer.referral_id)
    .join(Person, Person.id == Referral.person_id)
    .where(TelephoneCall.ended_at.is_(None), OPENS)
)


def find_open_call(db: Session, *, sign_in: str, now: datetime) -> OpenCall | None:
    """The call that is open in the sign-in."""
    wanted = _OPEN.where(TelephoneCall.sign_in_hash == sign_in, TelephoneCall.ends_at > now)
    return rows(db, OpenCall, wanted).one_or_none()


def one_open_call(db: Session, key: str, *, sign_in: str, now: datetime) -> OpenCall:
    """The call with this key. Raises CallOver where that is not the one that is open in the sign-in."""
    found = find_open_call(db, sign_in=sign_in, now=now)
    if found is None or found.key != key:
        raise CallOver()
    return found
