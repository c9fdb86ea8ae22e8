"""A neighbouring force refers a man to us, on the same page as custody's own form."""

from __future__ import annotations

from programme.shared.access import PARTNER
from programme.web.case.refer import ReferPage


class PartnerReferPage(ReferPage):
    """`/partner/refer`."""

    path = "/partner/refer"
    opt = {"access": PARTNER, "cases": "/partner/cases"}
