"""The offender door's pages."""

from __future__ import annotations

from typing import Any

from programme.web.offender.booking import BookingPages
from programme.web.offender.contact import ContactPage
from programme.web.offender.dates import DatePages
from programme.web.offender.home import HomePages
from programme.web.offender.offer import OfferPages
from programme.web.offender.pay import PayPages
from programme.web.offender.sign_in import ComeInPages

OFFENDER_PAGES: list[Any] = [
    ComeInPages,
    HomePages,
    OfferPages,
    DatePages,
    BookingPages,
    PayPages,
    ContactPage,
]
