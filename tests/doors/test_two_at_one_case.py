"""Two people at one fact of a case: the second sees what the first kept beside what he entered."""

from __future__ import annotations

import pytest

from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_person, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words, mark_on

CHANGED = "This has changed since you opened the page. Nothing was done. Read what it says now, then decide again"
ON_BAIL = {"release": "bail", "bail_return_on-day": "8", "bail_return_on-month": "5", "bail_return_on-year": "2027"}
FACTS = {
    "contact": (
        {"safe_contact": "mobile_only", "mobile": "07700 900222"},
        {"safe_contact": "any", "mobile": "07700 900111"},
    ),
    "drugs": ({"step": "voluntary_referral"}, {"step": "not_needed"}),
    "bail": (ON_BAIL, {"release": "voluntary"}),
}
SEEN = {
    "contact": "What is safe to use? His mobile only Letter, email, text or call",
    "drugs": "Considered: he was referred to a drug worker, voluntarily Considered: nothing is needed",
    "bail": "Is he on bail now? On bail No bail: he attended voluntarily",
}


@pytest.mark.parametrize("fact", FACTS)
def test_the_second_sees_both_versions_and_saves_after_that(database: Database, fact: str) -> None:
    person = a_person(database, mobile="07700 900111")
    referral = a_referral(database, a_world(database), person)
    account, app = an_account(database, Door.CUSTODY, force_code="43"), an_app(a_wiring(database))
    first, second = Browser(app).sign_in_as(account), Browser(app).sign_in_as(account)
    path, (theirs, mine) = f"/custody/referrals/{referral.reference}/{fact}", FACTS[fact]
    shown = mark_on(second.get(path))
    assert first.confirm(path, {**theirs, "mark": mark_on(first.get(path))}).status_code == 303
    late = second.confirm(path, {**mine, "mark": shown})
    words = main_words(late)
    assert CHANGED in words
    assert SEEN[fact] in words
    row, case = read(database, lambda db: (db.get_one(Person, person.id), db.get_one(Referral, referral.id)))
    if fact == "contact":
        assert (row.safe_contact, row.mobile) == (SafeContact.MOBILE_ONLY, "07700 900222")
    if fact == "bail":
        assert case.bail_return_on is not None
    assert second.confirm(path, {**mine, "mark": mark_on(late)}).status_code == 303
