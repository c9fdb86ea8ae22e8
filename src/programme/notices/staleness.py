"""Calling off what is not true any more: no message about a thing outlives the event that changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Update, bindparam, literal_column, update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.followers import Follower, Happened
from programme.notices.catalogue import CATALOGUE, STALE_BY_A_CHARGE, made_stale_by
from programme.notices.models import OPEN, Delivery, OutboxMessage
from programme.notices.outbox import owed_in
from programme.storage.many_rows import columns_in
from programme.storage.statements import is_one_of, write

_KINDS = frozenset[events.EventKind]().union(*(notice.stale_when for notice in CATALOGUE.values()))
_STALE = {kind: made_stale_by(kind) for kind in _KINDS}


def call_off_stale(db: Session, happened: Sequence[Happened]) -> None:
    """Call off every message of these cases that the events make stale: one that waits, is held back, was claimed, has
    failed, or stands to be told by hand.

    A message that this transaction owes itself is stale only by what happened after it was owed.
    """
    stale: dict[int, set[str]] = defaultdict(set)
    for one in happened:
        stale[one.referral_id] |= _stale_by(one)
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for referral_id, notices in stale.items():
        if notices:
            alike[frozenset(notices)].append(referral_id)
    news = [*_news(db, happened)]
    for same, cases in alike.items():
        _call_off(db, cases, same, but_not=news)


def _stale_by(one: Happened) -> frozenset[str]:
    """The notices that this makes stale. An offence that was at another hour can leave the last day to charge where it
    is."""
    if one.kind is events.OffenceCorrected and one.facts["charge_by_on"] == one.facts["was_charge_by_on"]:
        return frozenset()
    if one.kind is events.DisposalRecorded and not one.facts["charged"]:
        return _STALE[one.kind] - STALE_BY_A_CHARGE
    return _STALE[one.kind]


def _news(db: Session, happened: Iterable[Happened]) -> Iterator[str]:
    """The keys of what this transaction owes and that is true still."""
    of_case: dict[int, list[Happened]] = defaultdict(list)
    for one in happened:
        of_case[one.referral_id].append(one)
    for key, owed in owed_in(db).items():
        after = [one for one in of_case.get(owed.referral_id, ()) if one.order >= owed.order]
        if not any(owed.notice in _stale_by(one) for one in after):
            yield key


def _call_off(db: Session, cases: Sequence[int], notices: frozenset[str], *, but_not: Sequence[str]) -> None:
    if len(cases) == 1:
        keys = {f"key{number}": key for number, key in enumerate(but_not)}
        write(db, _of_one_case(notices, tuple(keys)), case=cases[0], **keys)
    else:
        of_cases = columns_in(db, [OutboxMessage.referral_id], cases)
        db.execute(_calling_off(of_cases, notices, OutboxMessage.dedupe_key.not_in(but_not)))


@cache
def _of_one_case(notices: frozenset[str], keys: tuple[str, ...]) -> Update:
    """The statement for one case, as nearly always: it is put together once for these notices and so many keys."""
    others = [OutboxMessage.dedupe_key != bindparam(key) for key in keys]
    return _calling_off(OutboxMessage.referral_id == bindparam("case"), notices, *others)


def _calling_off(of_cases: ColumnElement[bool], notices: frozenset[str], *others: ColumnElement[bool]) -> Update:
    named = [literal_column(f"'{notice}'", OutboxMessage.notice.type) for notice in sorted(notices)]
    return (
        update(OutboxMessage)
        .where(of_cases, OutboxMessage.notice.in_(named), is_one_of(OutboxMessage.state, OPEN), *others)
        .values(state=Delivery.STALE)
        .execution_options(synchronize_session=False)
    )


STALE_MESSAGES = Follower(_KINDS, call_off_stale)
