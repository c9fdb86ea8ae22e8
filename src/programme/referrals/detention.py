"""Until when a man may still be in custody. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_DETENTION = timedelta(hours=24)
"""Without a charge nobody is held longer (Police and Criminal Evidence Act 1984 s.41); more can be authorised for an
indictable offence only (s.42), and this one is summary (Sexual Offences Act 2003 s.51A)."""


def may_be_in_custody(arrested_at: datetime | None, now: datetime) -> bool:
    """Whether he can still be there: arrested, and not longer ago than anybody is held."""
    return arrested_at is not None and arrested_at <= now < arrested_at + LONGEST_DETENTION
