"""Doors for people. `DOORS` is what the app mounts: one router or controller list a door."""

from __future__ import annotations

from typing import Any

from programme.web.admin import ADMIN_PAGES
from programme.web.case.ways_in import WAYS_IN
from programme.web.custody import CUSTODY_PAGES
from programme.web.footer import FOOTER_PAGES
from programme.web.health import service_status
from programme.web.kit.exit import leave
from programme.web.kit.read_afterwards import RefusedPage
from programme.web.offender import OFFENDER_PAGES
from programme.web.partner import PARTNER_PAGES
from programme.web.people.choosing import NewPasswordPage
from programme.web.people.own import ForgottenPage, OwnAccountPage, OwnPasswordPage
from programme.web.provider import PROVIDER_PAGES

DOORS: list[Any] = [
    *CUSTODY_PAGES,
    *PROVIDER_PAGES,
    *OFFENDER_PAGES,
    leave,
    RefusedPage,
    *PARTNER_PAGES,
    *ADMIN_PAGES,
    *(OwnAccountPage, OwnPasswordPage, ForgottenPage, NewPasswordPage),
    *WAYS_IN,
    *FOOTER_PAGES,
    service_status,
]
