"""Facts that the force keeps to itself: the signs of a concern, and whether drugs were considered. No page, file,
message or history shows them to a provider, another force or the person himself, because none of their queries reads
them. The pages themselves: `test_every_page.py`."""

from __future__ import annotations

from sqlalchemy import select

from programme.actions.decide_concern import decide_concern
from programme.actions.raise_concern import raise_concern
from programme.actions.record_drug_intervention import record_drug_intervention
from programme.concerns.models import DrugStep, Sign
from programme.concerns.states import ConcernEvent
from programme.concerns.words import DRUG_WORDS, SIGN_WORDS
from programme.history.models import HistoryRow
from programme.notices.models import OutboxMessage
from programme.people.sign_ins import account_actor
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import everybody
from tests.support.kept_by_custody import DRUG_TABLE, DRUGS, SIGNS, WHY, every_case_has_both
from tests.support.statements import statements


def test_custodys_own_pages_do_say_it_so_the_words_can_be_found(database: Database) -> None:
    """The control of the words."""
    people = everybody(database)
    every_case_has_both(database)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.CUSTODY])
    reference = people.references[2]
    with statements(database) as sent:
        case = browser.get(f"/custody/referrals/{reference}").text
    concern = browser.get(f"/custody/referrals/{reference}/concern").text

    assert [word for word in (DRUG_WORDS[DrugStep.TEST_AUTHORISED], "drug") if word not in case] == []
    assert [word for word in (*SIGN_WORDS.values(), WHY) if word not in concern] == []
    assert any(DRUG_TABLE in statement for statement in sent)
    assert [word for word in SIGNS if word in case] == [], "the case page says that it is stopped, never the signs"


def test_no_message_history_or_paper_is_given_any_of_it(database: Database) -> None:
    world = a_world(database)
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43"))
    referral = a_referral(database, world)
    an_account(database, Door.CUSTODY, force_code="43", roles=world.safeguarding.roles)
    case = referral.reference
    database.write_now(record_drug_intervention, actor=officer, now=NOW, reference=case, step=DrugStep.TEST_AUTHORISED)
    database.write_now(raise_concern, actor=officer, now=NOW, reference=case, signs=tuple(Sign))
    database.write_now(
        decide_concern, actor=world.safeguarding, now=NOW, reference=case, decision=ConcernEvent.UPHELD, reason=WHY
    )
    kept = [
        *read(database, lambda db: db.execute(select(HistoryRow.facts)).scalars().all()),
        *read(database, lambda db: db.execute(select(OutboxMessage.facts)).scalars().all()),
    ]

    assert len(kept) >= 4
    assert [word for word in DRUGS + SIGNS if word in str(kept)] == []


def test_no_file_that_leaves_the_screen_holds_it(database: Database) -> None:
    people = everybody(database)
    every_case_has_both(database)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.CUSTODY])
    answer = browser.get("/custody/referrals/export")

    assert answer.headers["content-type"].startswith("text/csv")
    assert [word for word in DRUGS + SIGNS if word in answer.text] == []
