"""The admin door's pages."""

from __future__ import annotations

from typing import Any

from litestar import Router

from programme.shared.access import ADMIN_SAFEGUARDING, ADMINISTRATOR, COORDINATOR, INSTALLATION
from programme.shared.actor import Door
from programme.web.admin.access_log import AccessLogPage
from programme.web.admin.areas import AreasPage
from programme.web.admin.behind_numbers import BehindNumbersPage
from programme.web.admin.contacts import ContactsPage
from programme.web.admin.fee import FeePage
from programme.web.admin.go_live import GoLivePage
from programme.web.admin.help_number import HelpNumberPage
from programme.web.admin.message_hours import MessageHoursPage
from programme.web.admin.messages import MessagesPage
from programme.web.admin.neighbours import (
    ChangeVersionPage,
    EndVersionPage,
    NeighbourPages,
    NewNeighbourPage,
    NewVersionPage,
    TakeBackVersionPage,
)
from programme.web.admin.overview import OverviewPage
from programme.web.admin.owed import OwedPage
from programme.web.admin.places_of_programme import PlacesPage
from programme.web.admin.policies import RoutePage, RulesPage, TakeBackRoutePage
from programme.web.admin.privacy_notice import PrivacyNoticePage
from programme.web.admin.programme import ProgrammePages, TimesPage
from programme.web.admin.programme_words import BankTextPage, SenderPage
from programme.web.admin.providers import ChangeProviderPage, EndProviderPage, NewProviderPage, ProviderPages
from programme.web.admin.routes_of_programme import RoutesPage
from programme.web.admin.rules_try import AdminTryPage, WhatIfPage
from programme.web.admin.set_up import ConfirmPage, LawyersText, SetUpListPage, SetUpPage
from programme.web.admin.timetable import TimetablePage
from programme.web.admin.words_told import SignWordsPage, TakeBackWordsPage, WordsToldPages
from programme.web.case.covers import CoverPage, EndCoverPage
from programme.web.case.import_export import show_imports
from programme.web.case.officers import HandOnPage, OfficersPages
from programme.web.case.routes import case_pages, force_pages, safeguarding_pages
from programme.web.case.telephone import telephone_pages
from programme.web.people.routes import people_pages
from programme.web.places.venues import venue_pages

ADMIN_PAGES: list[Any] = [
    OverviewPage,
    ProgrammePages,
    TimesPage,
    HelpNumberPage,
    MessageHoursPage,
    FeePage,
    PrivacyNoticePage,
    WordsToldPages,
    SignWordsPage,
    TakeBackWordsPage,
    BankTextPage,
    SenderPage,
    ContactsPage,
    PlacesPage,
    AreasPage,
    RoutesPage,
    ProviderPages,
    NewProviderPage,
    ChangeProviderPage,
    EndProviderPage,
    *venue_pages("/admin/providers/{number:int}", reads=INSTALLATION, changes=INSTALLATION),
    SetUpPage,
    SetUpListPage,
    ConfirmPage,
    GoLivePage,
    LawyersText,
    NeighbourPages,
    NewNeighbourPage,
    NewVersionPage,
    ChangeVersionPage,
    EndVersionPage,
    TakeBackVersionPage,
    BehindNumbersPage,
    MessagesPage,
    OwedPage,
    RoutePage,
    TakeBackRoutePage,
    RulesPage,
    AdminTryPage,
    WhatIfPage,
    AccessLogPage,
    TimetablePage,
    force_pages(Door.ADMIN, COORDINATOR),
    Router(
        "/admin",
        route_handlers=[show_imports, OfficersPages, HandOnPage, CoverPage, EndCoverPage],
        opt={"access": COORDINATOR},
    ),
    telephone_pages(Door.ADMIN, COORDINATOR),
    case_pages(Door.ADMIN, COORDINATOR, cases="/referrals"),
    people_pages("/admin", ADMINISTRATOR),
    safeguarding_pages("/admin", ADMIN_SAFEGUARDING),
]
