"""Lapsing offers that were not answered in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.lapse_offer import lapse_offer
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.offers.queries import lapsed_offers_due
from programme.storage.database import Database


def lapse_offers(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Lapse every open offer whose time is over, each in its own transaction."""
    return one_by_one(database, lapsed_offers_due, lapse_offer, "offer_id", now=now, go_on=go_on)
