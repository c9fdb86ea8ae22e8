"""Every form that leads back to its case says there that it was done; and what was answered can be corrected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.case.case_page import SAID
from programme.web.case.heading import LeadsToCase
from tests.support.builders import a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import ALL_SETTLED
from tests.support.page_reader import main_words, mark_on


def pages(kind: type[object]) -> Iterator[type[object]]:
    """The form pages of the product that lead to the case: those that have an address."""
    for one in kind.__subclasses__():
        if one.__module__.startswith("programme.") and isinstance(getattr(one, "template", None), str):
            yield one
        yield from pages(one)


def test_every_form_of_a_case_has_words_for_what_it_did() -> None:
    found = {page.__name__: getattr(page, "done", "") for page in pages(LeadsToCase)}
    assert {"SettlePage", "ReopenPage", "WithdrawPage", "OfferPage"} <= found.keys()
    assert {name for name, done in found.items() if done not in SAID and not name.startswith("_")} == set()


@pytest.fixture
def case(database: Database) -> Referral:
    return a_referral(database, a_world(database), state=ReferralState.ELIGIBLE, eligibility=ALL_SETTLED)


def officer(database: Database) -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", rank="Sgt")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def test_withdrawing_is_said_on_the_case(database: Database, case: Referral) -> None:
    browser, here = officer(database), f"/custody/referrals/{case.reference}"
    mark = mark_on(browser.get(f"{here}/withdraw"))
    answer = browser.post(f"{here}/withdraw", {"reason": "evidence", "mark": mark})
    assert answer.headers["location"] == f"{here}?done=withdrawn"
    assert SAID["withdrawn"] in main_words(browser.get(answer.headers["location"]))


def test_where_every_criterion_is_met_an_answer_can_still_be_corrected(database: Database, case: Referral) -> None:
    browser, here = officer(database), f"/custody/referrals/{case.reference}"
    words = main_words(browser.get(f"{here}/settle"))
    assert "Nothing is open: every criterion is met" in words
    assert "Record and decide again" in words
    answer = browser.post(f"{here}/settle", {"violence": "yes"})
    assert answer.headers["location"] == f"{here}?done=settled"
    assert SAID["settled"] in main_words(browser.get(answer.headers["location"]))
    assert read(database, lambda db: db.get_one(Referral, case.id).state) is not ReferralState.ELIGIBLE
