"""The desk at the start of a shift: what needs somebody now, and the clocks that end first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from programme.concerns.queries import concerns_open
from programme.notices.models import Delivery, OutboxMessage
from programme.outcomes.case_file import MessageToTell, messages_to_tell
from programme.outcomes.queries import TrayLine, results_waiting
from programme.referrals.case_queries import capped, in_state, shortest_clocks
from programme.referrals.models import Referral, ReferralDraft
from programme.referrals.queries import CaseLine, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor

WAITING_SHOWN = 5
CLOCKS_SHOWN = 10
_COUNTED = (
    ReferralState.RETURNED,
    ReferralState.ACKNOWLEDGED,
    ReferralState.UNDECIDED,
    ReferralState.INELIGIBLE,
    ReferralState.ELIGIBLE,
    ReferralState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the shift sees. Counts stop where `case_queries.capped` stops counting."""

    counts: dict[str, int]
    stopped: int
    drafts: int
    messages_waiting: int
    results: list[TrayLine]
    messages: list[MessageToTell]
    clocks: list[CaseLine]

    @property
    def references(self) -> set[str]:
        """Whose data the page shows."""
        shown: list[TrayLine | MessageToTell | CaseLine] = [*self.results, *self.messages, *self.clocks]
        return {line.reference for line in shown}

    @property
    def is_clear(self) -> bool:
        """Whether nothing needs anybody."""
        return not (any(self.counts.values()) or self.stopped or self.drafts or self.messages_waiting)


def desk(db: Session, actor: Actor) -> Desk:
    """The desk of the actor's force, in four statements."""
    *counts, stopped, drafts, messages_waiting = db.execute(select(*_counts(actor))).one()
    return Desk(
        counts=dict(zip((state.value for state in _COUNTED), counts, strict=True)),
        stopped=stopped,
        drafts=drafts,
        messages_waiting=messages_waiting,
        results=results_waiting(db, actor, at_most=WAITING_SHOWN),
        messages=messages_to_tell(db, actor, at_most=WAITING_SHOWN),
        clocks=shortest_clocks(db, actor, at_most=CLOCKS_SHOWN),
    )


def _counts(actor: Actor):  # type: ignore[no-untyped-def]
    cases = [in_state(actor, state) for state in _COUNTED]
    drafts = select(literal(1)).select_from(ReferralDraft).where(ReferralDraft.account_id == actor.id)
    messages = visible_to(
        actor,
        select(literal(1))
        .select_from(OutboxMessage)
        .join(Referral, Referral.id == OutboxMessage.referral_id)
        .where(OutboxMessage.state.in_((Delivery.BY_HAND, Delivery.FAILED))),
    )
    return [capped(rows).scalar_subquery() for rows in (*cases, concerns_open(actor), drafts, messages)]
