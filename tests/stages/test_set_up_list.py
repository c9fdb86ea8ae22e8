"""Gaps until a first referral can be offered: each thing alone, and nothing where all of it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

import programme.opening  # noqa: F401 - rows are made here, which needs every table
from programme.courses.contacts import ASKED_LABELS, Contacts
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import HelpLine
from programme.courses.privacy import POINTS
from programme.insight.set_up_facts import Confirmed, Installation, PartTried, SetUpFacts
from programme.insight.set_up_list import (
    WORKER_SEEN_WITHIN,
    OwnSettings,
    SetUpLine,
    SetUpTask,
    count_missing,
    set_up_lines,
)
from programme.insight.unanswered_arrivals import HourOfArrival
from programme.insight.words import SET_UP_WORDS
from programme.policies.confirming import ToConfirm, to_confirm
from programme.policies.rules import Policies, RuleSet
from programme.policies.shipped import SHIPPED_ROUTES
from programme.shared.actor import Role
from programme.shared.dates import LONDON
from programme.storage.try_outs import TriedPart
from programme.web.admin.set_up import SET_UP_PLACES
from tests.support.builders import NOTICE, NOW

TODAY = NOW.date()
OWN = OwnSettings("mail", "stripe", real_money=False)
RULES = RuleSet(1, date(2026, 1, 1), 5)
WANTED = to_confirm(Policies(SHIPPED_ROUTES, (RULES,)), ("conditional_caution",), TODAY)
EVERYBODY = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR, Role.PROVIDER_STAFF})


def tried(mark: str, said: str = "") -> PartTried:
    return PartTried(1, NOW, "Ada Admin", not said, said, mark)


def confirmed(*versions: str) -> Confirmed:
    return Confirmed(1, list(versions), "L. Aw", TODAY, NOW, "Ada")


READY = SetUpFacts(
    "Ours",
    "43",
    9500,
    "CRS BOOKING",
    HelpLine("01632 960001", [HelpHours(HelpDays.WEEKDAYS, time(9), time(17))]),
    Contacts("Desk", "8am to 6pm", "dpo@example.org", "PO Box 12"),
    Installation(1, 7, 1, NOW + timedelta(days=9), NOW, NOW),
    WANTED,
    confirmed(*WANTED.versions),
    {TriedPart.MAIL: tried("mail"), TriedPart.PAYMENTS: tried("stripe")},
    EVERYBODY,
    EVERYBODY,
    NOTICE,
)


def open_(name: str) -> dict[str, Any]:
    return {name: ""}


def lines(facts: SetUpFacts, own: OwnSettings = OWN) -> list[SetUpLine]:
    return set_up_lines(facts, own, machine_now=NOW)


def undone(facts: SetUpFacts, own: OwnSettings = OWN) -> list[SetUpTask]:
    return [line.task for line in lines(facts, own) if not line.done]


def test_it_says_on_which_dates_to_come_nobody_answers_while_people_arrive() -> None:
    def said(*starts: datetime) -> str:
        arrivals = [HourOfArrival(at, at + timedelta(minutes=15)) for at in starts]
        return next(one.note for one in lines(replace(READY, arrivals=arrivals)) if one.task is SetUpTask.HELP)

    tuesday = datetime(2027, 3, 2, 10, tzinfo=LONDON)
    saturdays = [tuesday + timedelta(days=4 + 7 * week) for week in range(4)]
    assert "Nobody answers" not in said(tuesday, tuesday.replace(hour=16, minute=30))
    assert said(tuesday, saturdays[0]).endswith("Nobody answers while people arrive on Saturday 6 March 2027.")
    assert said(tuesday.replace(hour=9)).endswith("Tuesday 2 March 2027."), "a quarter of an hour before it starts"
    assert said(tuesday.replace(hour=16, minute=45)).endswith("Tuesday 2 March 2027."), "when the door closes"
    assert said(*saturdays).endswith("Saturday 20 March 2027 and 1 more.")


def test_nothing_is_missing_where_all_of_it_is_there() -> None:
    assert undone(READY) == []
    assert count_missing(lines(READY)) == 0


@pytest.mark.parametrize(
    ("task", "lacks"),
    [
        (SetUpTask.PROVIDER, {"installation": replace(READY.installation, providers=0)}),
        (SetUpTask.VENUE, {"installation": replace(READY.installation, venues=0)}),
        (SetUpTask.DATE, {"installation": replace(READY.installation, next_date_at=None)}),
        (SetUpTask.WORKER, {"installation": replace(READY.installation, job_ended_at=None)}),
        (SetUpTask.WORKER, {"installation": replace(READY.installation, job_ended_at=NOW - WORKER_SEEN_WITHIN)}),
        (SetUpTask.WORKER, {"installation": replace(READY.installation, job_ended_at=NOW + WORKER_SEEN_WITHIN)}),
        (SetUpTask.MONEY, {"statement_text": ""}),
        (SetUpTask.MONEY, {"fee_pence": None}),
        (SetUpTask.HELP, {"help_line": HelpLine("", [])}),
        (SetUpTask.HELP, {"help_line": HelpLine("01632 960001", [])}),
        *((SetUpTask.CONTACTS, {"contacts": replace(READY.contacts, **{name: ""})}) for name in ASKED_LABELS),
        *((SetUpTask.NOTICE, {"notice": replace(NOTICE, **open_(name))}) for name in POINTS if name != "answer_days"),
        (SetUpTask.NOTICE, {"notice": replace(NOTICE, answer_days=0)}),
        (SetUpTask.POLICIES, {"confirmed": None}),
        (SetUpTask.POLICIES, {"confirmed": confirmed(WANTED.versions[0])}),
        (SetUpTask.POLICIES, {"to_confirm": ToConfirm((), (RULES,))}),
        (SetUpTask.MAIL, {"tried": {TriedPart.PAYMENTS: READY.tried[TriedPart.PAYMENTS]}}),
        (SetUpTask.PAYMENTS, {"tried": {TriedPart.MAIL: READY.tried[TriedPart.MAIL]}}),
        *((SetUpTask.ACCOUNTS, {"roles_held": EVERYBODY - {role}}) for role in sorted(EVERYBODY)),
    ],
)
def test_each_thing_that_is_missing_is_said_by_itself(task: SetUpTask, lacks: dict[str, Any]) -> None:
    assert undone(replace(READY, **lacks)) == [task]


def test_a_try_with_other_settings_proves_nothing() -> None:
    assert undone(READY, replace(OWN, mail_mark="new")) == [SetUpTask.MAIL]
    assert undone(READY, replace(OWN, payments_mark="new")) == [SetUpTask.PAYMENTS]


def test_a_failed_try_says_what_the_server_said() -> None:
    refused = READY.tried | {TriedPart.MAIL: tried("mail", "mail server answered 554 5.7")}
    note = {line.task: line.note for line in lines(replace(READY, tried=refused))}
    assert "554 5.7" in note[SetUpTask.MAIL]


@pytest.mark.parametrize(("real", "words"), [(True, "real money"), (False, "test mode")])
def test_it_is_said_whether_money_is_real_and_whether_the_webhook_was_heard(real: bool, words: str) -> None:
    silent = replace(READY, installation=replace(READY.installation, notified_at=None))
    note = {line.task: line.note for line in lines(silent, replace(OWN, real_money=real))}[SetUpTask.PAYMENTS]
    assert words in note
    assert "never heard" in note


def test_a_confirmation_falls_when_a_version_is_added_also_one_to_come() -> None:
    later = RuleSet(2, TODAY + timedelta(days=30), 5)
    wanted = to_confirm(Policies(SHIPPED_ROUTES, (RULES, later)), ("conditional_caution",), TODAY)
    facts = replace(READY, to_confirm=wanted)
    assert undone(facts) == [SetUpTask.POLICIES]
    assert "eligibility rules for offences from" in {one.task: one.note for one in lines(facts)}[SetUpTask.POLICIES]
    assert undone(replace(facts, confirmed=confirmed(*wanted.versions))) == []


def test_what_is_over_need_not_be_confirmed() -> None:
    older = RuleSet(0, date(2020, 1, 1), 5)
    assert to_confirm(Policies(SHIPPED_ROUTES, (older, RULES)), ("conditional_caution",), TODAY) == WANTED


def test_every_line_has_words_and_a_place() -> None:
    assert set(SET_UP_WORDS) == set(SET_UP_PLACES) == set(SetUpTask)
