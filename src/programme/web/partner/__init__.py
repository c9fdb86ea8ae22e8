"""The partner door's pages."""

from __future__ import annotations

from typing import Any

from programme.shared.access import PARTNER
from programme.web.case.routes import case_pages
from programme.web.partner.cases import CasePages
from programme.web.partner.concerns import ConcernPages
from programme.web.partner.facts import FactPages
from programme.web.partner.offer import OfferPages
from programme.web.partner.refer import ReferPages
from programme.web.partner.returns import ReturnPages
from programme.web.partner.settle import SettlePages

PARTNER_PAGES: list[Any] = [
    CasePages,
    ReturnPages,
    ReferPages,
    OfferPages,
    SettlePages,
    ConcernPages,
    FactPages,
    case_pages("/partner/cases", PARTNER),
]
