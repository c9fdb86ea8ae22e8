"""The pages of his offer once it is answered, and once it is over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from programme.offers.models import CautionDocument, ExplainedHow, ExplanationGiven
from programme.offers.states import OfferState
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import WORKER
from programme.storage.database import Database
from programme.web.offender.reading import IN_SHORT, ON_ONE_PAGE, SCREENS
from tests.support.builders import NOW, add, signed
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import links_on, main_words

PAGES = (IN_SHORT, SCREENS[0], SCREENS[-3], ON_ONE_PAGE)
ANSWERS = {"/my-booking/reply", "/my-booking/end"}


def ended(stage: Stage, reason: ResultReason) -> None:
    stage.database.write_now(
        lambda db: return_case(db, lock_referral_by_id(db, stage.referral.id), reason, actor=WORKER, now=NOW)
    )


def told(stage: Stage, days_ago: int, **facts: str) -> None:
    """The words were explained to him so many days ago, with these facts of then."""
    then = {"last_day": "Monday 5 July 2027", "helpline": "01632 960001", "happened": "a day", "fee": "£80"}
    given: dict[str, Any] = {
        "how": ExplainedHow.READ_ONLINE,
        "given_at": NOW - timedelta(days=days_ago),
        "given_by": "the person",
        "recorded_at": NOW - timedelta(days=days_ago),
        "language": "English",
        "words_version": stage.offer.words_version,
        "route": "deferred_prosecution",
        "words_language": "en",
        "holds": ["nothing_to_sign", "unanswered", "more_time", "fee_asked"],
        "facts": {**then, "answer_by": "Wednesday 3 March 2027", "advice_by": "Wednesday 10 March 2027", **facts},
    }
    add(stage.database, ExplanationGiven(offer_id=stage.offer.id, **given))


def pages_behind(page: Response) -> set[str]:
    return {link.partition("?")[0] for link in links_on(page)}


def test_after_a_yes_every_page_of_it_says_that_it_is_kept_and_what_comes_next(database: Database) -> None:
    stage = a_stage(database)
    for path in PAGES:
        words = main_words(stage.get(path))
        assert "You said yes on Sunday 28 February 2027, and your yes is kept." in words
        assert "What comes next: choose a date." in words
        assert "This is what you were told" not in words


def test_a_yes_to_what_is_still_to_be_signed_says_that_it_counts_then(database: Database) -> None:
    stage = a_stage(database, route="conditional_caution")
    assert "your yes is kept. It counts once you have signed the form." in main_words(stage.get(IN_SHORT))


def test_an_offer_that_waits_says_nothing_of_a_yes(database: Database) -> None:
    words = main_words(a_stage(database, answered=False).get(IN_SHORT))
    assert "You said yes" not in words
    assert "Details, in short" in words


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (
            ResultReason.ATTENDED_THROUGHOUT,
            "You have finished. You were on time and stayed to the end. Thank you, that is all.",
        ),
        (ResultReason.DID_NOT_COME, "This has ended. It is down as not completed, because you did not come."),
        (
            ResultReason.COURSE_CANCELLED,
            "through no fault of yours. The reason: the date was cancelled. It does not count against you.",
        ),
        (ResultReason.OFFER_LAPSED, "This has ended. The time to answer was over on"),
        (
            ResultReason.WITHDRAWN_BY_FORCE,
            "The reason: the office you first dealt with took it back. It does not count",
        ),
    ],
)
def test_what_is_over_says_how_it_ended_and_is_a_record(database: Database, reason: ResultReason, says: str) -> None:
    stage = a_stage(database)
    ended(stage, reason)
    for path in PAGES:
        page = stage.get(path)
        words = main_words(page)
        assert says in words
        assert "There is nothing left to answer here. This is what you were told on" in words
        assert pages_behind(page) & ANSWERS == set()
        assert "Go to your answer" not in words
        assert "are kept with your answer" not in words
    assert "What you were told, in short" in main_words(stage.get(IN_SHORT))
    home = main_words(stage.get())
    assert "Read what you were told" in home
    assert "See your place" not in home


def test_a_record_is_the_words_of_the_last_time_and_not_those_of_today(database: Database) -> None:
    stage = a_stage(database)
    told(stage, 5, last_day="Friday 2 July 2027")
    told(stage, 3)
    assert "£95" in main_words(stage.get(ON_ONE_PAGE)), "as long as it goes on he reads how it stands"
    assert "help with reading, another language, paying, or getting there." in main_words(stage.get())
    ended(stage, ResultReason.DID_NOT_COME)
    assert "help with reading or another language." in main_words(stage.get())
    words = main_words(stage.get(ON_ONE_PAGE))
    assert "This is what you were told on Friday 26 February 2027." in words
    assert "£80" in words
    assert "Monday 5 July 2027" in words
    assert "£95" not in words
    assert "Friday 2 July 2027" not in words


USED = "If you are prosecuted, the form can be used in court."


@pytest.mark.parametrize(
    ("reason", "used"), [(ResultReason.DID_NOT_COME, True), (ResultReason.ATTENDED_THROUGHOUT, False)]
)
def test_who_signed_after_he_was_told_reads_that_over_the_words_of_one_who_had_not(
    database: Database, reason: ResultReason, used: bool
) -> None:
    stage = a_stage(database)
    told(stage, 3)
    document = {name: fact for name, fact in asdict(signed()).items() if name not in ("understanding", "paper")}
    facts = {"recorded_at": NOW, "recorded_by": "Sgt A. Desk"}
    add(database, CautionDocument(offer_id=stage.offer.id, **document, **facts))
    ended(stage, reason)
    for path in PAGES:
        words = main_words(stage.get(path))
        assert "You signed the form on" in words, path
        assert (USED in words) is used


def test_who_signed_nothing_does_not_read_that_he_did(database: Database) -> None:
    stage = a_stage(database)
    told(stage, 3)
    ended(stage, ResultReason.DID_NOT_COME)
    assert "You signed the form on" not in main_words(stage.get(IN_SHORT))


def test_after_his_no_the_record_is_of_the_day_on_which_he_said_it(database: Database) -> None:
    stage = a_stage(database, answered=False)
    stage.answers("no", "/my-booking/end")
    assert stage.fresh(stage.offer).state is OfferState.DECLINED
    words = main_words(stage.get(IN_SHORT))
    assert "Your answer was passed on. You said no on Monday 1 March 2027. It is down as your answer" in words
    assert "This is what you were told on Monday 1 March 2027." in words


def test_a_place_of_a_case_that_went_back_is_not_his_any_more(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(-2))
    ended(stage, ResultReason.REGISTER_NOT_SIGNED)
    assert stage.get("/my-booking/booking").headers["location"] == "/my-booking"
    assert "Your place" not in main_words(stage.get())
