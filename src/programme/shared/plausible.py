"""Whether an instant can be true: the machine's, held against the last one believed, and a kept one against the clock.

A clock that is wrong for seconds must not decide a case, and what it wrote must not hold anything up until its date
comes round.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_AWAY = timedelta(days=25)
"""How long the service may have been away without anybody asking. Longer than a Christmas, and shorter than the days
that are kept for charging: what is decided so much too early has still not cost a case its clock."""
LONGEST_QUIET = timedelta(days=60)
"""The same where no process has looked at the clock before, and only what people wrote can tell: they may write
nothing for weeks."""
STEP = timedelta(minutes=5)
"""A clock that differs by more than this from how long we have been running was moved, and did not drift."""
SKEW = timedelta(minutes=2)
"""How far the clocks of two machines that look after them may be apart."""


class Doubt(StrEnum):
    """Why the machine's clock is not believed."""

    AHEAD = "ahead"
    BEHIND = "behind"
    MOVED = "moved"


def doubt_of(now: datetime, believed_at: datetime, longest: timedelta = LONGEST_AWAY) -> Doubt | None:
    """Why `now` is not believed after `believed_at`; None where the service may simply have been away, or a clock that
    ran a little ahead was put back."""
    if now - believed_at > longest:
        return Doubt.AHEAD
    return Doubt.BEHIND if believed_at - now > longest else None


def latest_possible(now: datetime, longest: timedelta = timedelta()) -> datetime:
    """The latest instant that something set by now, to come at most `longest` later, can have. A later one was written
    by a clock that ran ahead, and is not waited for."""
    return now + longest + SKEW
