"""The foot of every page: help, contact, privacy, accessibility, cookies, what is new."""

from __future__ import annotations

from typing import Any

from programme.shared.access import ADMIN, CUSTODY, PARTNER, PROVIDER
from programme.web.footer.public_pages import PublicPages
from programme.web.footer.staff_pages import staff_pages

FOOTER_PAGES: list[Any] = [
    PublicPages,
    *(
        staff_pages(path, access)
        for path, access in (
            ("/custody", CUSTODY),
            ("/provider", PROVIDER),
            ("/partner", PARTNER),
            ("/admin", ADMIN),
        )
    ),
]
