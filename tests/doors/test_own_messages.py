"""The messages that were sent to him: in the words that went, where to in part only, and nothing that was for staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from programme.insight.own_messages import OWN_MESSAGES_A_PAGE
from programme.insight.words import WHAT_BECAME_OF_IT
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, add
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import main_words

PAGE = "/my-booking/messages"


def owed(stage: Stage, key: str, **facts: Any) -> OutboxMessage:
    message = {
        "dedupe_key": key,
        "notice": "place_booked",
        "referral_id": stage.referral.id,
        "channel": Channel.EMAIL,
        "address": "ahmed.khan@example.org",
        "facts": {},
        "state": Delivery.SENT,
        "queued_at": NOW,
        "sent_at": NOW + timedelta(minutes=2),
        "next_try_at": NOW,
        "subject": "Your place is held until Mon 1 Mar, 10:45am",
        "body": "Hello,\n\nYou chose <Saturday>. Call 01632 960001.",
    }
    return add(stage.database, OutboxMessage(**{**message, **facts}))


def test_he_reads_when_how_and_where_to_it_went_and_the_words_that_went(database: Database) -> None:
    stage = a_stage(database)
    assert "No message was sent to you yet" in main_words(stage.get(PAGE))
    owed(stage, "a")
    owed(stage, "b", channel=Channel.TEXT, address="07700 900123", body="We hold a place for you.", subject="")
    page = stage.get(PAGE)
    words = main_words(page)
    assert "Monday 1 March 2027 at 10:02am How Email to a…@example.org" in words
    assert "Sent. We cannot see whether it was read" in words
    assert "Your place is held until Mon 1 Mar, 10:45am Hello, You chose <Saturday>. Call 01632 960001 ." in words
    assert 'href="tel:01632960001"' in page.text
    assert "Text message to the number that ends in 123" in words
    assert words.index("the number that ends in 123") < words.index("Email to"), "the newest first"
    for whole in ("ahmed.khan", "07700", "900123"):
        assert whole not in page.text
    assert 'href="/my-booking/messages"' in stage.get().text


@pytest.mark.parametrize("state", [one for one in Delivery if one not in (Delivery.SENT, Delivery.STALE)])
def test_what_did_not_go_says_so_and_shows_no_words_as_sent(database: Database, state: Delivery) -> None:
    stage = a_stage(database)
    owed(stage, "a", state=state, sent_at=None)
    words = main_words(stage.get(PAGE))
    assert WHAT_BECAME_OF_IT[state] in words
    assert "You chose" not in words
    assert "Sent." not in words


def test_what_somebody_told_him_is_said_to_be_told_and_not_sent(database: Database) -> None:
    stage = a_stage(database)
    owed(stage, "a", channel=Channel.HAND)
    words = main_words(stage.get(PAGE))
    assert "Told to you by somebody" in words
    assert "Somebody wrote down that you were told" in words
    assert "You chose" not in words


def test_nothing_that_went_to_staff_or_in_another_case_or_was_called_off_is_there(database: Database) -> None:
    stage = a_stage(database)
    owed(stage, "a", notice="deadline_warning", body="To the officer")
    owed(stage, "b", referral_id=a_referral(database, stage.world).id, body="To somebody else")
    owed(stage, "c", state=Delivery.STALE, sent_at=None, body="Called off")
    words = main_words(stage.get(PAGE))
    assert "No message was sent to you yet" in words
    owed(stage, "d", body="The control")
    assert "The control" in main_words(stage.get(PAGE))


def test_each_is_on_one_page(database: Database) -> None:
    stage = a_stage(database)
    made = [owed(stage, str(number), body=f"Number {number};") for number in range(OWN_MESSAGES_A_PAGE + 3)]
    newest, older = stage.get(PAGE), stage.get(f"{PAGE}?before={made[3].id}")
    assert f'href="{PAGE}?before={made[3].id}"' in newest.text
    assert "?before" not in older.text
    found = [main_words(page).count(f"Number {number};") for number in range(len(made)) for page in (newest, older)]
    assert found == [0, 1] * 3 + [1, 0] * OWN_MESSAGES_A_PAGE
    for nothing in ("x", "-1", ""):
        assert stage.get(f"{PAGE}?before={nothing}").status_code == 200


def test_what_became_of_it_is_said_in_words_that_tell_nothing() -> None:
    assert WHAT_BECAME_OF_IT.keys() == set(Delivery)
    assert give_aways(" ".join(WHAT_BECAME_OF_IT.values())) == []
