"""Settle what eligibility waits for."""

from __future__ import annotations

from programme.shared.access import CUSTODY
from programme.web.case.routes import SettleRoutes


class SettlePages(SettleRoutes):
    """`/custody/referrals/REF/settle`."""

    cases = "/custody/referrals"
    path = "/custody/referrals/{reference:str}/settle"
    opt = {"access": CUSTODY}
