"""Every page and every message of his, as he reads them, on each route and in every state that a case can have: nothing
of another route, nothing of money where there is no fee, and no word that calls him what nobody has found.

The words themselves are asked in `tests/stages/test_words_by_route.py`; here is what pages make of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select, update

from programme.courses.help_hours import HelpDays, HelpHours
from programme.notices.catalogue import CATALOGUE, Audience
from programme.notices.models import Channel, OutboxMessage
from programme.notices.rendering import Sender, Words
from programme.offers.models import CautionDocument, Offer
from programme.offers.states import OfferState
from programme.offers.told.conditions import Signing, TellingState
from programme.offers.told.released import newest_version
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_world
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.everybody import routes_of
from tests.support.his_words import of_a_template
from tests.support.reading_ease import longest
from tests.support.route_claims import CLAIMS, wrong_claims, wrong_of_him
from tests.support.source import ROOT
from tests.support.states_of_a_case import STATES, StatesOfACase

FOUND_BY_NOBODY = re.compile(r"\b(guilty|convicted|offender|criminals?(?! record))\b", re.IGNORECASE)
OF_MONEY = re.compile(
    r"£(?!1,000)[1-9]|\bfee (is|of)\b|bank statement|paid back|back to your card|card company", re.IGNORECASE
)
IN_RELEASED_WORDS = "A card company, the companies that carry our messages"
"""One sentence that every route and everybody has. Only a new version of the words can say it by the fee."""
ONLY_WITH_A_FORM = ("document", "cautioned", "longer limit")
"""Words in the name of a state that only a route with a form to sign has."""
NUMBER = "01632 960 001"
NOT_TODAY = [HelpHours(days, time(10, 30), time(12, 30)) for days in HelpDays if days is not HelpDays.WEEKDAYS]
"""So that each sentence with the number says when it is answered next, and is as long as it can be."""
LONGEST_SENTENCE = 30


class OnRoute(StatesOfACase):
    """The same cases, all of them on one route and told in its words."""

    def __init__(self, database: Database, route: str, fee_pence: int) -> None:
        super().__init__(database, a_world(database, fee_pence=fee_pence, helpline_hours=NOT_TODAY))
        self.route = route

    def case(self, state: ReferralState = ReferralState.ACCEPTED, **facts: Any) -> Referral:
        return super().case(state, **{**facts, "route": self.route})


@dataclass(frozen=True, slots=True)
class Read:
    """One page or message of one case, as he reads it: a sentence a line."""

    where: str
    text: str
    state: TellingState
    in_hand: bool


def wrong(route: str, read: Read) -> list[str]:
    """Every sentence that is not so of him, and why."""
    found = wrong_claims(route, read.text)
    if read.in_hand:  # afterwards they are a record of what was so
        either = (wrong_of_him(replace(read.state, more_time=later), read.text) for later in (True, False))
        found += set.intersection(*map(set, either))  # how much time there is stands in the words, which are asked so
    lines = read.text.splitlines()
    found += [f"a word for him: {line}" for line in lines if FOUND_BY_NOBODY.search(line)]
    found += [f"long: {line}" for line in lines if longest(line) > LONGEST_SENTENCE]
    if read.state.fee_waived:
        found += [f"money: {line}" for line in lines if OF_MONEY.search(line) and IN_RELEASED_WORDS not in line]
    return [f"{read.where}: {one}" for one in found]


def names_on(route: str, every: int = 1) -> list[str]:
    """The names of the states that a case on this route can be in; every so many of them."""
    has_form = CLAIMS[route].is_caution
    return [name for name in STATES if has_form or not any(word in name for word in ONLY_WITH_A_FORM)][::every]


def everything_read(database: Database, route: str, names: Iterable[str], *, fee_pence: int = 9500) -> Iterator[Read]:
    """Every page of his in every one of these states, and every message that he is owed."""
    states = OnRoute(database, route, fee_pence)
    app = an_app(a_wiring(database, clock=StandingClock(NOW)))
    addresses = [
        one.pattern
        for one in routes_of(app)
        if one.method == "GET"
        and one.access.doors == {Door.OFFENDER}
        and not one.parameters
        and "ics" not in one.pattern
    ]
    assert len(addresses) > 25
    for name in names:
        referral = STATES[name](states)
        offer = newest_offer(database, referral)
        if offer is None or offer.reopened_reason:
            continue  # nobody can sign in
        state, in_hand = how_he_stands(database, referral, offer)
        browser = Browser(app).sign_in_as(offer)
        for address in addresses:
            page = browser.get(address)
            if page.status_code == 200:
                yield Read(f"{name} {address}", sentences_on(page), state, in_hand)
    words = Words(ROOT / "notifications", "https://bookings.example.org", "Course bookings")
    for owed in database.read_now(lambda db: list(db.scalars(select(OutboxMessage)))):
        if CATALOGUE[owed.notice].audience is Audience.PERSON:
            for channel in (Channel.EMAIL, Channel.TEXT):
                facts = {**owed.facts, "course_on": owed.facts.get("course_on") or "2027-02-27"}  # no register here
                said = words.render(owed.notice, channel, facts, sender=Sender("Course bookings", NUMBER))
                read = TellingState(CLAIMS[route].signing[0], fee_waived=not fee_pence)
                yield Read(f"{owed.notice} {channel}", "\n".join(said), read, in_hand=False)


def newest_offer(database: Database, referral: Referral) -> Offer | None:
    wanted = select(Offer).where(Offer.referral_id == referral.id).order_by(Offer.id.desc()).limit(1)

    def find(db: Any) -> Offer | None:
        offer: Offer | None = db.scalars(wanted).one_or_none()
        if offer is not None:
            offer.words_version = newest_version(db.get_one(Referral, referral.id).route)
            db.execute(update(Fee).where(Fee.amount_pence == 0).values(state=FeeState.WAIVED))
        return offer

    return database.write_now(find)


def how_he_stands(database: Database, referral: Referral, offer: Offer) -> tuple[TellingState, bool]:
    signed, case = database.read_now(
        lambda db: (db.get(CautionDocument, offer.id) is not None, db.get_one(Referral, referral.id))
    )
    may_sign = Signing.TO_SIGN in CLAIMS[case.route].signing
    signing = Signing.NOTHING if not may_sign else Signing.SIGNED if signed else Signing.TO_SIGN
    said_yes = offer.state is OfferState.ACCEPTED
    waits = said_yes or offer.answer_by_at > NOW
    state = TellingState(signing, said_yes=said_yes, fee_waived=not offer.fee_pence)
    return state, case.state in OFFER_IN_HAND and waits


def sentences_on(page: Response) -> str:
    main = re.search(r"<main\b.*?</main>", page.text, re.DOTALL)
    assert main is not None
    return "\n".join(of_a_template(main[0]))


@pytest.mark.parametrize("route", CLAIMS)
def test_nothing_that_he_reads_is_of_another_route_or_not_so_of_him(
    database: Database, route: str, engine_name: str
) -> None:
    names = names_on(route, 1 if engine_name == "sqlite" else 12)
    read = list(everything_read(database, route, names))
    assert len(read) > 10 * len(names) / 2
    assert {one for each in read for one in wrong(route, each)} == set()


@pytest.mark.parametrize("route", CLAIMS)
def test_who_has_no_fee_reads_nothing_of_money(database: Database, route: str, engine_name: str) -> None:
    names = [name for name in names_on(route, 3 if engine_name == "sqlite" else 20) if "held" not in name]
    read = list(everything_read(database, route, names, fee_pence=0))
    assert {one for each in read for one in wrong(route, each)} == set()


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        ("deferred_prosecution", "A caution goes on your record."),
        ("community_resolution", "You can be prosecuted if you do not come."),
        ("conditional_caution", "The police keep a note of it."),
        ("conditional_caution", "You have been found guilty."),
        ("community_resolution", "The offender comes on time."),
        ("conditional_caution", "The fee is £95."),
        ("conditional_caution", "You signed the form on Monday."),
        ("conditional_caution", f"Call {NUMBER}, {'and wait, ' * 14}or do not."),
    ],
)
def test_a_page_that_says_what_is_not_so_would_be_seen(route: str, sentence: str) -> None:
    state = TellingState(CLAIMS[route].signing[0], said_yes=True, fee_waived=True)
    page = f"<html><main><h1>Your booking</h1><p>Come on the day.</p><p>{sentence}</p></main></html>"
    read = Read("a page", sentences_on(Response(200, text=page)), state, in_hand=True)
    assert len(wrong(route, read)) >= 1
    clean = Read("a page", "Come on the day.", state, in_hand=True)
    assert wrong(route, clean) == []
