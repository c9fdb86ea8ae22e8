"""Settle what eligibility waits for."""

from __future__ import annotations

from programme.shared.access import PARTNER
from programme.web.case.routes import SettleRoutes


class SettlePages(SettleRoutes):
    """`/partner/cases/REF/settle`."""

    cases = "/partner/cases"
    path = "/partner/cases/{reference:str}/settle"
    opt = {"access": PARTNER}
