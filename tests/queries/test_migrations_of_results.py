"""Steps of the database that say of results and messages what they did not say before: with a row of every shape."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.opening import database_at
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.outcomes.rules import VERDICT_OF
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from programme.storage.migrating import downgrade, upgrade
from tests.support.builders import NOW, a_booking, a_course_date, a_person, a_place_elsewhere, a_referral, a_world, add

ADDED = {"no_help_line", "outside_hours", "hours_unread"}
"""The causes that step 0051 added."""
OWED_STILL = (Delivery.QUEUED, Delivery.SENDING, Delivery.BY_HAND, Delivery.FAILED)
DAY = NOW + timedelta(days=9)


def asked(url: str, words: str) -> list[tuple[Any, ...]]:
    """The rows that a statement finds, in a database of whatever step."""
    database = database_at(url)
    try:
        return [tuple(row) for row in database.read_now(lambda db: db.execute(text(words)).all())]
    finally:
        database.dispose()


def a_message(database: Database, notice: str, about: str, case: Referral, **more: Any) -> None:
    facts = {"channel": Channel.EMAIL, "address": "a@example.org", "queued_at": NOW, "next_try_at": NOW, "facts": {}}
    key = f"{notice}:{about}"
    add(database, OutboxMessage(notice=notice, dedupe_key=key, referral_id=case.id, **{**facts, **more}))


def a_result(database: Database, case: Referral, reason: ResultReason, **more: Any) -> Result:
    told = {"decided_at": NOW, "decided_by": "worker", "returned_at": NOW, "force_code": "43"}
    result = Result(referral_id=case.id, verdict=VERDICT_OF[reason], reason=reason, **told, **more)
    add(database, result)
    return result


def test_what_is_owed_still_is_told_as_what_it_was_and_what_is_not_stays_as_it_stood(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    database = database_at(empty_database_url)
    world = a_world(database)
    case = a_referral(database, world)
    last_day = case.complete_by_on.isoformat()
    expected: dict[str, dict[str, Any]] = {}
    lost = {"asked": "asked", "not_paid": "hold_ran_out", "date_cancelled": "cancelled", "": "cancelled"}
    for because, kept in {**lost, "hold_ran_out": "hold_ran_out", "not_taken_in": "not_taken_in"}.items():
        for state in Delivery:
            facts = {"because": because, "starts_at": "x"} if because else {"starts_at": "x"}
            cause = f"{because}:{state.value}"
            a_message(database, "place_cancelled", cause, case, facts=facts, state=state)
            also = {"because": kept, "complete_by_on": last_day} if state in OWED_STILL else {}
            expected[f"place_cancelled:{cause}"] = facts | also
    a_message(database, "place_elsewhere_called_off", "1", case, facts={"course_on": "2027-03-20"})
    expected["place_elsewhere_called_off:1"] = {"course_on": "2027-03-20", "who": "us"}
    here = a_booking(database, world, a_course_date(database, world, starts_at=DAY), a_referral(database, world))
    for reason in ResultReason:
        for course_on, place in (
            (None, "none"),
            (DAY.date().isoformat(), "here"),
            (DAY.date().isoformat(), "elsewhere"),
        ):
            case = a_referral(database, world)
            if place == "elsewhere":
                a_place_elsewhere(database, case, course_on=DAY.date())
            result = a_result(database, case, reason, booking_id=here.id if place == "here" else None)
            cause = f"{case.reference}:{result.id}"
            a_message(database, "result_returned_to_person", cause, case, facts={"completed": True})
            told: dict[str, Any] = {
                "told_as": TOLD_AS[reason],
                "course_on": course_on,
                "excuse_counts": False,
                "has_page": True,
            }
            expected[f"result_returned_to_person:{cause}"] = {"completed": True} | told
    for why in Cause:
        a_message(database, "fee_paid", why.value, case, cause=why, state=Delivery.FAILED)
        expected[f"fee_paid:{why.value}"] = {}
    database.dispose()

    for _ in range(2):  # up over rows of before, and once more over rows that went down again
        downgrade(empty_database_url, "0052")
        causes = asked(empty_database_url, "SELECT dedupe_key, cause FROM outbox WHERE notice = 'fee_paid'")
        assert {key.partition(":")[2]: cause for key, cause in causes} == {
            why.value: "no_words" if why.value in ADDED else why.value for why in Cause
        }
        upgrade(empty_database_url)
        found = asked(empty_database_url, "SELECT dedupe_key, facts FROM outbox")
        as_told = {key: json.loads(facts) if isinstance(facts, str) else facts for key, facts in found}
        assert as_told == expected


TOLD_AS = {
    **{
        reason: "completed" if verdict is Verdict.COMPLETED else "not_completed"
        for reason, verdict in VERDICT_OF.items()
    },
    **{reason: "no_fault" for reason, verdict in VERDICT_OF.items() if verdict is Verdict.NO_FAULT},
    ResultReason.OFFER_DECLINED: "his_answer",
    ResultReason.CHOSE_COURT: "his_answer",
    ResultReason.NOT_BOOKED_IN_TIME: "not_booked",
    ResultReason.FEE_NOT_PAID: "not_booked",
    ResultReason.REGISTER_NOT_SIGNED: "not_known",
    ResultReason.RESULT_NOT_TOLD: "not_known",
}


def test_a_no_is_his_answer_and_every_other_result_stays_what_it_was(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    database = database_at(empty_database_url)
    world = a_world(database)
    for reason in ResultReason:
        a_result(database, a_referral(database, world, state=ReferralState.RETURNED), reason)
    database.dispose()
    wanted = "SELECT reason, verdict FROM results"
    now = {reason.value: verdict.value for reason, verdict in VERDICT_OF.items()}
    assert dict(asked(empty_database_url, wanted)) == now

    for _ in range(2):
        downgrade(empty_database_url, "0052b")
        assert dict(asked(empty_database_url, wanted)) == now | {"offer_declined": "failed", "chose_court": "failed"}
        upgrade(empty_database_url)
        assert dict(asked(empty_database_url, wanted)) == now


def test_who_may_be_reached_by_email_only_is_sent_nothing_by_a_service_that_does_not_know_it(
    empty_database_url: str,
) -> None:
    answers = ["any", "no_post", "mobile_only", "email_only", "none", "not_asked"]
    upgrade(empty_database_url)
    database = database_at(empty_database_url)
    for answer in answers:
        a_person(database, safe_contact=SafeContact(answer))
    database.dispose()
    wanted = "SELECT safe_contact FROM persons ORDER BY id"
    downgrade(empty_database_url, "0057")
    before = ["none" if answer == "email_only" else answer for answer in answers]
    assert [row[0] for row in asked(empty_database_url, wanted)] == before
    upgrade(empty_database_url)
    assert [row[0] for row in asked(empty_database_url, wanted)] == before
