"""He says what he needs on the day, the provider answers, and whoever does not is asked until the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.actions.answer_needs import answer_needs
from programme.actions.say_needs import say_needs
from programme.bookings.models import DayNeeds, NeedKind
from programme.bookings.refusals import NeedsAnsweredAlready, NeedsNotNow, NeedsUnclear
from programme.courses.models import CourseDate
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_booking, an_account, himself, read
from tests.support.jobs import chase_needs
from tests.support.own_door import Stage, a_stage


def with_a_place(database: Database, days: int = 19) -> tuple[Stage, CourseDate]:
    stage = a_stage(database)
    date = stage.a_date(days)
    stage.place(date)
    an_account(database, Door.PROVIDER, provider_id=stage.world.provider.id, email="one@provider.example")
    return stage, date


def say(stage: Stage, *kinds: NeedKind, language: str = "", words: str = "", days: int = 0) -> bool:
    said = {"kinds": frozenset(kinds), "language": language, "words": words}
    now = NOW + timedelta(days=days)
    return stage.database.write_now(say_needs, actor=himself(stage.offer), now=now, **said)  # type: ignore[arg-type]


def needs(database: Database) -> list[DayNeeds]:
    return list(read(database, lambda db: db.scalars(select(DayNeeds)).all()))


def answer(stage: Stage, date: CourseDate, *, arranged: bool = True, words: str = "", of: int | None = None) -> None:
    stage.database.write_now(
        answer_needs,
        actor=Actor(Door.PROVIDER, 1, "T. Rainer", "Ridgeway Learning", provider_id=of or stage.world.provider.id),
        now=NOW,
        date_reference=date.reference,
        number=needs(stage.database)[0].id,
        arranged=arranged,
        answer=words,
    )


def told(database: Database, notice: str) -> list[OutboxMessage]:
    wanted = select(OutboxMessage).where(OutboxMessage.notice == notice).order_by(OutboxMessage.id)
    return list(read(database, lambda db: db.scalars(wanted).all()))


def test_what_he_says_is_kept_with_his_case_and_told_to_nobody_as_an_alarm(database: Database) -> None:
    stage, _ = with_a_place(database)
    assert say(stage, NeedKind.INTERPRETER, NeedKind.OTHER, language="Romanian", words="I bring a dog")
    (kept,) = needs(database)
    assert kept.kinds == {NeedKind.INTERPRETER, NeedKind.OTHER}
    assert kept.language == "Romanian"
    assert kept.arranged is None
    assert [moment.event for moment in read(database, lambda db: timeline(db, stage.referral.id))] == ["needs_said"]
    assert read(database, lambda db: db.scalars(select(OutboxMessage)).all()) == []
    assert not say(stage, NeedKind.INTERPRETER, NeedKind.OTHER, language="Romanian", words="I bring a dog"), "again"
    assert len(needs(database)) == 1


def test_what_he_takes_back_is_gone(database: Database) -> None:
    stage, _ = with_a_place(database)
    assert not say(stage)
    say(stage, NeedKind.CARER)
    assert say(stage)
    assert needs(database) == []


@pytest.mark.parametrize(("kind", "said"), [(NeedKind.INTERPRETER, "language"), (NeedKind.OTHER, "what else")])
def test_what_cannot_be_arranged_as_it_is_said_is_refused(database: Database, kind: NeedKind, said: str) -> None:
    stage, _ = with_a_place(database)
    with pytest.raises(NeedsUnclear) as refused:
        say(stage, kind)
    assert said in refused.value.explanation
    assert needs(database) == []


def test_nothing_is_said_before_a_yes_or_once_the_day_has_begun(database: Database) -> None:
    with pytest.raises(NeedsNotNow):
        say(a_stage(database, answered=False), NeedKind.CARER)


def test_once_the_day_has_begun_it_is_too_late(database: Database) -> None:
    stage, _ = with_a_place(database)
    with pytest.raises(NeedsNotNow):
        say(stage, NeedKind.CARER, days=20)
    assert say(stage, NeedKind.CARER, days=18), "the control"


def test_the_answer_is_kept_for_the_date_and_he_is_told_that_there_is_one(database: Database) -> None:
    stage, date = with_a_place(database)
    say(stage, NeedKind.STEP_FREE)
    answer(stage, date, words="The lower door has no steps")
    (kept,) = needs(database)
    assert (kept.arranged, kept.answered_date_id, kept.answered_by) == (True, date.id, "T. Rainer, Ridgeway Learning")
    (message,) = told(database, "needs_answered")
    assert message.referral_id == stage.referral.id
    with pytest.raises(NeedsAnsweredAlready):
        answer(stage, date)
    assert say(stage, NeedKind.STEP_FREE, NeedKind.CARER), "he asks for more"
    assert needs(database)[0].arranged is None


def test_an_answer_that_helps_nobody_or_gives_him_away_is_refused(database: Database) -> None:
    stage, date = with_a_place(database)
    say(stage, NeedKind.STEP_FREE)
    for words in ("", "Ask the police at the door"):
        with pytest.raises(NeedsUnclear):
            answer(stage, date, arranged=False, words=words)
    answer(stage, date, arranged=False, words="There are 3 steps, and somebody carries the chair")


def test_nobody_answers_for_another_provider_or_another_date(database: Database) -> None:
    stage, date = with_a_place(database)
    say(stage, NeedKind.STEP_FREE)
    with pytest.raises(NeedsAnsweredAlready):
        answer(stage, date, of=9_999)
    with pytest.raises(NeedsAnsweredAlready):
        answer(stage, stage.a_date(26))
    answer(stage, date)


def test_who_does_not_answer_is_asked_once_a_rung_until_the_day(database: Database) -> None:
    stage, date = with_a_place(database)
    say(stage, NeedKind.STEP_FREE)
    counts = [chase_needs(database, now=NOW + timedelta(days=day)).done for day in range(22)]
    assert sum(counts) == 4, counts
    assert counts[:4] == [0, 0, 0, 0], "more than a fortnight before"
    assert counts[19:] == [0, 0, 0], "the day itself is too late to ask"
    assert {one.address for one in told(database, "needs_unanswered")} == {"one@provider.example"}
    assert "needs_chased" in [moment.event for moment in read(database, lambda db: timeline(db, stage.referral.id))]
    assert told(database, "needs_unanswered")[0].facts["date_reference"] == date.reference


def test_who_answered_is_not_asked_and_a_place_on_another_date_waits_for_its_own_answer(database: Database) -> None:
    stage, date = with_a_place(database, days=12)
    say(stage, NeedKind.STEP_FREE)
    a_booking(database, stage.world, date)  # somebody who needs nothing
    answer(stage, date)
    assert chase_needs(database, now=NOW + timedelta(days=5)) == SweepCount(0, 0)
    other = stage.a_date(40)
    database.write_now(lambda db: setattr(db.scalars(select(DayNeeds)).one(), "answered_date_id", other.id))
    assert chase_needs(database, now=NOW + timedelta(days=5)) == SweepCount(1, 0), "the answer was for another date"
