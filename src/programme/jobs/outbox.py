"""The outbox pump: what is owed is claimed, carried outside any transaction, and written down, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from programme.duties.links import draw_case_links, wants_link, with_facts
from programme.insight.disabled_addressees import disabled_addressees
from programme.insight.senders import plans_of, senders_of
from programme.jobs.runner import SweepCount, always
from programme.notices.carriers import Carried, Carrier, Cause, HearsLater
from programme.notices.catalogue import FOR_AN_ACCOUNT, FOR_STAFF
from programme.notices.models import Channel, Owed
from programme.notices.receipts import carried_lately, settle_lost
from programme.notices.rendering import Words
from programme.notices.sending import claim_owed, render_owed, settle_carried, still_claimed
from programme.notices.stopping import draw_stop_links, with_stop_line
from programme.payments.pay_links import PAY_LINK_SENT, draw_pay_tokens
from programme.people.links import draw_tokens, with_token, without_token
from programme.people.ways import CONTACT_CODE_SENT, draw_codes
from programme.storage.database import Database

_BATCH = 100
_MOST_BATCHES = 200


def send_messages(
    database: Database,
    carriers: Mapping[Channel, Carrier],
    words: Words,
    *,
    holder: str,
    now: datetime,
    go_on: Callable[[], bool] = always,
) -> SweepCount:
    """Send everything that is due, batch by batch, each written down before the next is claimed.

    A batch of which nothing could be carried ends the sweep: a server that is away is not knocked at for every batch.
    """
    done = failed = 0
    for _ in range(_MOST_BATCHES):
        carried, problems = send_owed(database, carriers, words, holder=holder, now=now) if go_on() else (0, 0)
        done, failed = done + carried, failed + problems
        if carried == 0:
            break
    return SweepCount(done, failed)


def send_owed(
    database: Database,
    carriers: Mapping[Channel, Carrier],
    words: Words,
    *,
    holder: str,
    now: datetime,
    batch: int = _BATCH,
) -> tuple[int, int]:
    """Send one batch of what is due; returns how many were carried and how many were not."""
    claimed = database.write_now(claim_owed, holder=holder, now=now, batch=batch, plans_of=plans_of)
    if not claimed:
        return 0, 0
    tried, outcomes = _without_disabled(database, claimed)
    with_links = [owed for owed in tried if owed.notice in FOR_AN_ACCOUNT]
    drawn = database.write_now(draw_tokens, with_links, now=now) if with_links else {}
    to_pay = [owed for owed in tried if owed.notice == PAY_LINK_SENT]
    drawn |= database.write_now(draw_pay_tokens, to_pay, now=now) if to_pay else {}
    to_read_back = [owed for owed in tried if owed.notice == CONTACT_CODE_SENT]
    drawn |= database.write_now(draw_codes, to_read_back, now=now) if to_read_back else {}
    of_cases = [owed for owed in tried if wants_link(owed)]
    told = database.write_now(draw_case_links, of_cases, now=now) if of_cases else {}
    drawn |= {key: facts["token"] for key, facts in told.items()}
    senders = database.read_now(senders_of, {owed.referral_id for owed in tried if owed.referral_id}, now=now)
    rendered, unsaid = render_owed([with_facts(with_token(owed, drawn), told) for owed in tried], words, senders)
    outcomes += unsaid
    links = database.write_now(draw_stop_links, [owed for owed, _ in rendered], now=now)
    for channel, carrier in carriers.items():
        if of_channel := [(owed, message) for owed, message in rendered if owed.channel is channel]:
            ours = database.read_now(still_claimed, [owed for owed, _ in of_channel], holder=holder)
            if going := [message for owed, message in of_channel if owed.dedupe_key in ours]:
                leaving = [with_stop_line(message, channel, links, words.public_url) for message in going]
                outcomes.extend(carrier.carry(leaving))
    outcomes.extend(
        Carried(message.key, "no carrier for this channel", Cause.NO_CARRIER)
        for owed, message in rendered
        if owed.channel not in carriers
    )
    texts = {message.key: without_token(message, drawn) for _, message in rendered}
    if outcomes:  # none, where each of them goes to another address since
        database.write_now(settle_carried, claimed, outcomes, texts, holder=holder, now=now)
    failed = sum(1 for outcome in outcomes if outcome.problem)
    return len(outcomes) - failed, failed


def _without_disabled(database: Database, claimed: Sequence[Owed]) -> tuple[list[Owed], list[Carried]]:
    """The messages that go; those for staff whose account was disabled after they were owed do not, and are followed up
    as what did not arrive."""
    for_staff = {owed.address for owed in claimed if owed.notice in FOR_STAFF}
    disabled = database.read_now(disabled_addressees, for_staff) if for_staff else frozenset[str]()
    held = [owed for owed in claimed if owed.notice in FOR_STAFF and owed.address.lower() in disabled]
    problem = "not tried: the account was disabled"
    return (
        [owed for owed in claimed if owed not in held],
        [Carried(owed.dedupe_key, problem, Cause.ACCOUNT_DISABLED) for owed in held],
    )


def hear_of_messages(database: Database, carriers: Mapping[Channel, Carrier], *, now: datetime) -> SweepCount:
    """Ask what became of texts that were taken in the last days: those that did not arrive were not sent."""
    count = 0
    for channel, carrier in carriers.items():
        if isinstance(carrier, HearsLater) and (carried := database.read_now(carried_lately, channel, now=now)):
            lost = carrier.not_delivered(carried)
            count += database.write_now(settle_lost, {carried[number]: lost[number] for number in lost}, now=now)
    return SweepCount(count)
