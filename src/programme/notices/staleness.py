"""Calling off what is not true any more: no message about a thing outlives the event that changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.followers import Follower, Happened
from programme.notices.catalogue import CATALOGUE, made_stale_by
from programme.notices.models import OPEN, Delivery, OutboxMessage
from programme.notices.outbox import owed_in
from programme.storage.many_rows import columns_in

_KINDS = frozenset[events.EventKind]().union(*(notice.stale_when for notice in CATALOGUE.values()))
_STALE = {kind: made_stale_by(kind) for kind in _KINDS}


def call_off_stale(db: Session, happened: Sequence[Happened]) -> None:
    """Call off every message of these cases that the events make stale: one that waits, is held back, was claimed, has
    failed, or stands to be told by hand.

    A message that this transaction owes itself is stale only by what happened after it was owed.
    """
    stale: dict[int, set[str]] = defaultdict(set)
    changing = [one for one in happened if not _leaves_all_as_it_was(one)]
    for one in changing:
        stale[one.referral_id] |= _STALE[one.kind]
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for referral_id, notices in stale.items():
        alike[frozenset(notices)].append(referral_id)
    news = [*_news(db, changing)]
    for same, cases in alike.items():
        _call_off(db, cases, same, but_not=news)


def _leaves_all_as_it_was(one: Happened) -> bool:
    """An offence that was at another hour can leave the last day to charge where it is."""
    return one.kind is events.OffenceCorrected and one.facts["charge_by_on"] == one.facts["was_charge_by_on"]


def _news(db: Session, happened: Iterable[Happened]) -> Iterator[str]:
    """The keys of what this transaction owes and that is true still."""
    of_case: dict[int, list[Happened]] = defaultdict(list)
    for one in happened:
        of_case[one.referral_id].append(one)
    for key, owed in owed_in(db).items():
        after = [one for one in of_case.get(owed.referral_id, ()) if one.order >= owed.order]
        if not any(owed.notice in _STALE[one.kind] for one in after):
            yield key


def _call_off(db: Session, cases: Sequence[int], notices: Collection[str], *, but_not: Sequence[str]) -> None:
    db.execute(
        update(OutboxMessage)
        .where(
            columns_in(db, [OutboxMessage.referral_id], cases),
            OutboxMessage.notice.in_(sorted(notices)),
            OutboxMessage.state.in_(OPEN),
            OutboxMessage.dedupe_key.not_in(but_not),
        )
        .values(state=Delivery.STALE)
        .execution_options(synchronize_session=False)
    )


STALE_MESSAGES = Follower(_KINDS, call_off_stale)
