"""Answers typed into a form that came back, or that waits to be confirmed. It ends with his sign-in.

It is sealed with a key made of his cookie, of which the database holds the hash alone: whoever has the database, or a
copy of it, reads nothing. The row goes with the row of the sign-in.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.people.models import KeptForm, SignIn
from programme.people.sign_ins import id_hash

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEPT_FOR = timedelta(hours=1)
FORMS_A_SIGN_IN = 20
"""More than anybody has open at once. The oldest goes when there are more."""
KEPT_FOR_A_STRANGER = timedelta(minutes=10)
"""Nobody is signed in, so no sign-in ends it: as long as the person's own lasts without use."""


class FormAnswers(msgspec.Struct, frozen=True):
    """The text typed, field by field, and what was said against it that the form cannot know by itself; and of which
    offer, where its sign-in ended before it could be taken."""

    typed: dict[str, list[str]]
    said: list[tuple[str | None, str]] = []
    of_offer: int | None = None


@dataclass(frozen=True, slots=True)
class FormKey:
    """One form in one tab: whose (his cookie), on which page, and the number that stands in the tab's address."""

    cookie: str
    page: str
    number: str

    @property
    def key_hash(self) -> str:
        """The key by which the database finds the form: with another cookie, or on another page, there is none."""
        return hashlib.sha256(f"found {self.cookie} {self.page} {self.number}".encode()).hexdigest()

    def cipher(self) -> Fernet:
        """The cipher that seals it."""
        from cryptography.fernet import Fernet  # at first use: most processes' first page needs none

        return Fernet(urlsafe_b64encode(hashlib.sha256(f"sealed {self.cookie} {self.number}".encode()).digest()))


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept form, and since when. `version` tells one state of its answers from another; `led_to` is where it led,
    once it is done."""

    answers: FormAnswers
    version: str
    led_to: str | None
    kept_at: datetime


def keep_answers(db: Session, key: FormKey, answers: FormAnswers, *, signed_in: bool, now: datetime) -> bool:
    """Keep the answers, in place of what was kept of this form. False, and nothing, where the sign-in has ended."""
    sign_in = id_hash(key.cookie) if signed_in else None
    if sign_in is not None:
        there = select(SignIn.id_hash).where(SignIn.id_hash == sign_in).with_for_update(key_share=True)
        if db.execute(there).scalar_one_or_none() is None:
            return False
    values = {
        "sign_in_hash": sign_in,
        "sealed": key.cipher().encrypt(msgspec.json.encode(answers)).decode(),
        "led_to": None,
        "ends_at": now + (KEPT_FOR if signed_in else KEPT_FOR_A_STRANGER),
    }
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    db.execute(  # two tabs may send one form at one moment
        insert(KeptForm)
        .values(key_hash=key.key_hash, **values)
        .on_conflict_do_update(index_elements=["key_hash"], set_=values)
    )
    if sign_in is not None:
        # This one stays, also where others were kept in the same instant.
        others = KeptForm.sign_in_hash == sign_in, KeptForm.key_hash != key.key_hash
        newest = select(KeptForm.key_hash).where(*others).order_by(KeptForm.ends_at.desc())
        kept = newest.limit(FORMS_A_SIGN_IN - 1).scalar_subquery()
        db.execute(delete(KeptForm).where(*others, KeptForm.key_hash.not_in(kept)))
    return True


def find_kept(db: Session, key: FormKey, *, now: datetime) -> Kept | None:
    """The kept answers of this form; None where there are none, or not any more."""
    row = db.execute(
        select(KeptForm).where(KeptForm.key_hash == key.key_hash, KeptForm.ends_at > now)
    ).scalar_one_or_none()
    if row is None:
        return None
    kept_at = row.ends_at - (KEPT_FOR if row.sign_in_hash else KEPT_FOR_A_STRANGER)
    if row.sealed is None:
        return Kept(FormAnswers({}), "", row.led_to, kept_at)
    answers = msgspec.json.decode(key.cipher().decrypt(row.sealed), type=FormAnswers)
    return Kept(answers, _version(row.sealed), row.led_to, kept_at)


def act_and_forget(db: Session, action: Callable[..., Any], *, key: FormKey, **given: Any) -> Any:
    """Run the action, and with it forget what was kept of its form."""
    result = action(db, **given)
    db.execute(delete(KeptForm).where(KeptForm.key_hash == key.key_hash))
    return result


def act_once(
    db: Session, action: Callable[..., Any], *, key: FormKey, version: str, leads_to: Callable[[Any], str], **given: Any
) -> str | None:
    """Run the action on the answers of that version, unless it was run already, and return where it leads: the same
    address however often it is asked. None where other answers are kept by now, or none."""
    row = db.execute(select(KeptForm).where(KeptForm.key_hash == key.key_hash).with_for_update()).scalar_one_or_none()
    if row is not None and row.led_to is not None:
        return row.led_to
    if row is None or row.sealed is None or _version(row.sealed) != version:
        return None
    row.led_to = leads_to(action(db, **given))
    row.sealed = None
    return row.led_to


def act_in_part(db: Session, action: Callable[..., Any], *, key: FormKey, version: str, **given: Any) -> Any:
    """Run the action on a part of the answers of that version, and return what it returns. None, and nothing is done,
    where other answers are kept by now, or none: the last part ends with `act_once`."""
    row = db.execute(select(KeptForm).where(KeptForm.key_hash == key.key_hash).with_for_update()).scalar_one_or_none()
    if row is None or row.sealed is None or _version(row.sealed) != version:
        return None
    return action(db, **given)


def forget_old_answers(db: Session, *, now: datetime) -> None:
    """Remove what is not kept any longer."""
    db.execute(delete(KeptForm).where(KeptForm.ends_at <= now))


def _version(sealed: str) -> str:
    return hashlib.sha256(sealed.encode()).hexdigest()[:16]
