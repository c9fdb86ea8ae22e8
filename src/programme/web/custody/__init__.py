"""The custody door's pages."""

from __future__ import annotations

from typing import Any

from litestar import Router

from programme.shared.access import CUSTODY, CUSTODY_SUPERVISOR
from programme.shared.actor import Door
from programme.web.case.covers import CoverPage, EndCoverPage
from programme.web.case.import_export import (
    UploadPage,
    ask_before_taking,
    columns_file,
    take_ticked_rows,
    tick_import_rows,
)
from programme.web.case.officers import HandOnPage, OfficersPages
from programme.web.case.one_after_another import go_to_next
from programme.web.case.routes import case_pages, force_pages
from programme.web.case.settle_many import SettleManyPage
from programme.web.case.telephone import telephone_pages
from programme.web.custody.hand_over import HandOverPage, say_read, show_force_desk
from programme.web.custody.refer import CustodyReferPage, DraftPages
from programme.web.custody.rules_try import CustodyTryPage
from programme.web.custody.today import TodayPage

CUSTODY_PAGES: list[Any] = [
    TodayPage,
    force_pages(Door.CUSTODY, CUSTODY),
    CustodyReferPage,
    DraftPages,
    HandOverPage,
    show_force_desk,
    say_read,
    Router(
        "/custody",
        route_handlers=[
            UploadPage,
            columns_file,
            tick_import_rows,
            ask_before_taking,
            take_ticked_rows,
            SettleManyPage,
            go_to_next,
        ],
        opt={"access": CUSTODY},
    ),
    Router(
        "/custody",
        route_handlers=[OfficersPages, HandOnPage, CoverPage, EndCoverPage],
        opt={"access": CUSTODY_SUPERVISOR},
    ),
    telephone_pages(Door.CUSTODY, CUSTODY),
    case_pages(Door.CUSTODY, CUSTODY, cases="/referrals"),
    CustodyTryPage,
]
