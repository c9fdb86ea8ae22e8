"""The custody door's pages."""

from __future__ import annotations

from typing import Any

from programme.shared.access import CUSTODY
from programme.web.case.routes import case_pages
from programme.web.custody.case import CasePage
from programme.web.custody.case_actions import ContactPage, WithdrawPage
from programme.web.custody.cases import CasePages
from programme.web.custody.clock_actions import ExtendPage, ReturnNowPage
from programme.web.custody.clocks import ClockPages
from programme.web.custody.drugs import DrugPage
from programme.web.custody.elsewhere import CallOffElsewherePage, ElsewherePage, ResultElsewherePage
from programme.web.custody.import_export import ImportPages, UploadPage
from programme.web.custody.refer import CustodyReferPage, DraftPages
from programme.web.custody.returns import ReturnPages
from programme.web.custody.rules_try import CustodyTryPage
from programme.web.custody.search import SearchPage
from programme.web.custody.today import TodayPage

OWN_CASE_PAGES = (
    WithdrawPage,
    ContactPage,
    ExtendPage,
    ReturnNowPage,
    DrugPage,
    ElsewherePage,
    ResultElsewherePage,
    CallOffElsewherePage,
)

CUSTODY_PAGES: list[Any] = [
    TodayPage,
    CasePages,
    ClockPages,
    CasePage,
    ReturnPages,
    SearchPage,
    CustodyReferPage,
    DraftPages,
    UploadPage,
    ImportPages,
    case_pages("/custody", CUSTODY, *OWN_CASE_PAGES, cases="/referrals"),
    CustodyTryPage,
]
