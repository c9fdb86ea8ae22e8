"""The partner door's pages."""

from __future__ import annotations

from typing import Any

from litestar import Router

from programme.shared.access import PARTNER, PARTNER_ADMINISTRATOR
from programme.shared.actor import Door
from programme.web.case.routes import case_pages
from programme.web.case.search import SearchPage
from programme.web.case.telephone import telephone_pages
from programme.web.partner.agreement import AgreementPages
from programme.web.partner.cases import CasePages
from programme.web.partner.refer import PartnerReferPage
from programme.web.partner.returns import ReturnPages
from programme.web.people.routes import people_pages

PARTNER_PAGES: list[Any] = [
    CasePages,
    ReturnPages,
    PartnerReferPage,
    AgreementPages,
    Router("/partner", route_handlers=[SearchPage], opt={"access": PARTNER, "cases": "/partner/cases"}),
    case_pages(Door.PARTNER, PARTNER, cases="/cases"),
    telephone_pages(Door.PARTNER, PARTNER),
    people_pages("/partner", PARTNER_ADMINISTRATOR),
]
