"""The admin door's pages."""

from __future__ import annotations

from typing import Any

from programme.shared.access import ADMIN_SAFEGUARDING
from programme.web.admin.access_log import AccessLogPage
from programme.web.admin.overview import OverviewPage
from programme.web.admin.policies import RoutePage, RulesPage
from programme.web.admin.programme import OwnProgramme, ProgrammePage
from programme.web.admin.rules_try import AdminTryPage, WhatIfPage
from programme.web.admin.timetable import TimetablePage
from programme.web.case.routes import safeguarding_pages

ADMIN_PAGES: list[Any] = [
    OverviewPage,
    OwnProgramme,
    ProgrammePage,
    RoutePage,
    RulesPage,
    AdminTryPage,
    WhatIfPage,
    AccessLogPage,
    TimetablePage,
    safeguarding_pages("/admin", ADMIN_SAFEGUARDING),
]
