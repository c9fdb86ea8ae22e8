"""The offender door's pages."""

from __future__ import annotations

from typing import Any

from programme.web.offender.booking import BookingPages
from programme.web.offender.contact import ContactPage
from programme.web.offender.dates import DatesPage
from programme.web.offender.details import DetailsPages, DetailsUsedPage
from programme.web.offender.home import HomePages
from programme.web.offender.messages import MessagesPage
from programme.web.offender.move import MovePage
from programme.web.offender.needs import NeedsPage
from programme.web.offender.own_code import OwnCodePage
from programme.web.offender.pay import PayPages
from programme.web.offender.pay_by_link import PayByLinkPages
from programme.web.offender.pin import ChoosePinPage, RemovePinPage
from programme.web.offender.reach import OwnReachPage
from programme.web.offender.reading import ReadingPages
from programme.web.offender.reason import OwnReasonPage
from programme.web.offender.refused import OwnRefusedPage
from programme.web.offender.reply import EndPage, ReplyPage
from programme.web.offender.second_step import SecondStepPage
from programme.web.offender.sign_in import ComeInPage
from programme.web.offender.stop import StopPages

OFFENDER_PAGES: list[Any] = [
    ComeInPage,
    SecondStepPage,
    ChoosePinPage,
    RemovePinPage,
    HomePages,
    DetailsPages,
    DetailsUsedPage,
    OwnCodePage,
    MessagesPage,
    NeedsPage,
    OwnReasonPage,
    ReadingPages,
    ReplyPage,
    EndPage,
    DatesPage,
    BookingPages,
    MovePage,
    PayPages,
    PayByLinkPages,
    StopPages,
    ContactPage,
    OwnReachPage,
    OwnRefusedPage,
]
