"""He says on his own page what stopped him: his desk is asked to look, and he hears that we have it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from programme.actions.give_reason import REASON_LENGTH
from programme.actions.lapse_offer import lapse_offer
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.timeline import timeline
from programme.notices.models import Channel, OutboxMessage
from programme.people.models import Person, SafeContact
from programme.referrals.models import CaseNote
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from tests.support.builders import an_account, read
from tests.support.clients import Browser, an_app
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import links_on, main_words, words_on

PAGE = "/my-booking/reason"


def notes(database: Database) -> list[CaseNote]:
    return list(read(database, lambda db: db.scalars(select(CaseNote)).all()))


def reachable(stage: Stage, safe: SafeContact) -> Stage:
    def change(db: object) -> None:
        person = db.get_one(Person, stage.person.id)  # type: ignore[attr-defined]
        person.safe_contact, person.email = safe, "man@example.org"

    stage.database.write_now(change)
    return stage


def test_after_the_end_he_writes_why_and_his_desk_is_asked_to_look_and_he_hears_that_we_have_it(
    database: Database,
) -> None:
    stage = reachable(a_stage(database, answered=False), SafeContact.EMAIL_ONLY)
    database.write_now(lapse_offer, actor=WORKER, now=stage.offer.answer_by_at, offer_id=stage.offer.id)
    assert PAGE in links_on(stage.get())
    assert "Write to us here" in main_words(stage.get())

    assert stage.post(PAGE, text="I was in hospital").headers["location"] == f"{PAGE}?said=1"
    assert stage.post(PAGE, text="I was in hospital ").status_code == 303, "sent twice"
    after = main_words(stage.get(f"{PAGE}?said=1"))
    assert "We have what you wrote. The office you first dealt with is asked to read it." in after
    assert ("hospital" in after, "Write something more" in after, "Send it" in after) == (False, True, False)

    [note] = notes(database)
    assert (note.text, note.side) == ("On his own page he gave this reason: I was in hospital", "43")
    [task] = read(database, lambda db: db.scalars(select(Task)).all())
    assert (task.kind, task.state) == (TaskKind.REASON_GIVEN, TaskState.OPEN)
    moments = read(database, lambda db: timeline(db, stage.referral.id))
    assert [one.event for one in moments if one.event == "reason_given"] == ["reason_given"]
    wanted = select(OutboxMessage).where(OutboxMessage.notice == "reason_given")
    [receipt] = read(database, lambda db: db.scalars(wanted).all())
    assert (receipt.channel, receipt.facts) == (Channel.EMAIL, {})

    assert "Reasons you gave" in main_words(stage.get("/my-booking/details/copy"))
    assert "I was in hospital" in main_words(stage.get("/my-booking/details/copy"))
    custody = Browser(an_app(stage.browser.wiring)).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
    on_case = words_on(custody.get(f"/custody/referrals/{stage.referral.reference}"))
    assert "On his own page he gave this reason: I was in hospital" in on_case
    assert "He gave a reason: read the note" in on_case


def test_nobody_goes_to_tell_him_by_hand_what_he_did_himself(database: Database) -> None:
    stage = reachable(a_stage(database), SafeContact.NONE)
    stage.post(PAGE, text="My mother is ill")
    assert len(notes(database)) == 1
    assert read(database, lambda db: db.scalars(select(OutboxMessage)).all()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [(" ", "Write what happened"), ("x" * (REASON_LENGTH + 1), "must be 900 characters or fewer")],
)
def test_what_is_no_reason_is_said_beside_it_and_nothing_is_lost(database: Database, text: str, said: str) -> None:
    stage = a_stage(database)
    answer = stage.post(PAGE, text=text)
    assert (answer.status_code, said in main_words(answer), notes(database)) == (422, True, [])
    assert text.strip() in answer.text


def test_he_who_has_something_to_do_is_not_asked_for_a_reason(database: Database) -> None:
    stage = a_stage(database)
    assert PAGE not in links_on(stage.get()), "he is to choose a date"
    stage.place(stage.a_date())
    assert PAGE in links_on(stage.get()), "he may know already that he cannot come"
    assert "Write to us here" not in main_words(stage.get())
    assert "Until then nothing changes. Your day" in main_words(stage.get(PAGE))
