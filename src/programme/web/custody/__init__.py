"""The custody door's pages."""

from __future__ import annotations

from typing import Any

from programme.shared.access import CUSTODY
from programme.web.case.routes import case_pages
from programme.web.custody.case import CasePage
from programme.web.custody.case_actions import CaseActions
from programme.web.custody.cases import CasePages
from programme.web.custody.clock_actions import ClockActions
from programme.web.custody.clocks import ClockPages
from programme.web.custody.drugs import DrugPages
from programme.web.custody.elsewhere import ElsewherePages
from programme.web.custody.import_export import ImportPages
from programme.web.custody.refer import ReferPages
from programme.web.custody.returns import ReturnPages
from programme.web.custody.rules_try import RulesTryPages
from programme.web.custody.search import SearchPages
from programme.web.custody.today import TodayPage

CUSTODY_PAGES: list[Any] = [
    TodayPage,
    CasePages,
    ClockPages,
    CasePage,
    CaseActions,
    ClockActions,
    ReturnPages,
    SearchPages,
    ReferPages,
    ImportPages,
    DrugPages,
    case_pages("/custody", CUSTODY, cases="/referrals"),
    ElsewherePages,
    RulesTryPages,
]
