"""Every sentence that promises him something has a keeper: a test that fails when it is broken, or people, by name of
their office, in `docs/for-the-force-lawyer.md`.

A promise stands here by a part of its sentence. A sentence with a word that promises and no line fails; so does a line
whose sentence is gone, and one whose keeper is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.support.his_words import ROOT, every_sentence
from tests.support.source import files_below

PROMISES_SOMETHING = re.compile(
    r"\bnever\b|\bnobody\b(?! else (reads|can))|\bno one\b|count against|held against|\b(goes|paid|money) back\b"
    r"|(?<!to )\bcomes? back\b|\bstops? (working|then)|\b(is|are) kept\b|\bnothing (is|was|about)\b|deletes nothing"
    r"|\bowe nothing|signs? you out|\bwritten down\b|\bnot told\b|sends them nothing|within (…|\d)|no harm|not lost"
    r"|cannot be (removed|turned)|\bwe will\b|without paying again|at no cost|stays paid|admits nothing"
    r"|not an admission|must look at|\b(lowered|dropped|waived)\b|not recorded as",
    re.IGNORECASE,
)
PEOPLE = "people"
"""Kept by somebody who is named in the section "Promises that people keep"."""

NOT_A_PROMISE = "nothing is promised"
_NO_FAULT = "test_only_who_was_there_throughout_completed_and_what_he_could_not_help_is_no_fault_of_his"
_BOOKED_AGAIN = "test_a_hold_that_ran_out_does_not_count_where_he_books_again"
_ON_THE_DAY = "test_where_nobody_answers_while_people_arrive_the_page_of_his_place_says_from_when_and_what_to_do"
_QUIET = "test_the_new_details_are_kept_and_nothing_is_said_to_the_old_address"
KEEPERS: Mapping[str, str] = {
    # his money
    "goes back to …": "test_a_timely_cancellation_gives_the_whole_fee_back",
    "goes back to the card it came from": "test_of_two_payments_each_goes_back_to_its_own_card_and_no_other_does",
    "all of it comes back": "test_a_paid_place_cancelled_with_seven_days_notice_is_paid_back_and_later_not",
    "get all of your money back": "test_whom_the_provider_could_not_take_can_book_again_and_gets_his_money_back",
    "is not paid back": "test_cancelling_late_says_that_nothing_is_paid_back_and_that_the_fee_is_not_lost",
    "book it without paying again": "test_cancelling_late_says_that_nothing_is_paid_back_and_that_the_fee_is_not_lost",
    "stays paid": "test_cancelling_late_says_that_nothing_is_paid_back_and_that_the_fee_is_not_lost",
    "hat you paid us comes back": "test_whom_the_provider_could_not_take_can_book_again_and_gets_his_money_back",
    "the place comes back to you or the money does": "test_the_money_comes_out_right_in_any_order",
    "your place comes back to you, or the money does": (
        "test_money_that_cannot_be_found_leaves_the_fee_due_and_late_money_brings_the_place_back"
    ),
    "is paid back to you, but not to a card": "test_no_job_takes_it_for_a_fault_and_a_refund_is_a_persons_task",
    "your money is not lost": "test_the_money_comes_out_right_in_any_order",
    "owe nothing": "test_an_unpaid_hold_gives_its_place_back_and_nothing_is_owed",
    "Nothing was paid": NOT_A_PROMISE,
    "nothing was taken": "test_a_page_that_ended_unpaid_is_only_noted",
    "Nothing was taken from the card": "test_a_page_that_ended_unpaid_is_only_noted",
    "what to pay, and nothing about you": "test_whoever_has_the_link_pays_for_the_place_once_and_sees_the_amount_alone",
    "nothing is taken": "test_a_page_that_ended_unpaid_is_only_noted",
    "sees your card number": "test_no_page_of_ours_asks_for_a_card_and_nothing_of_it_is_kept",
    "card company’s own page: we never see it": "test_no_page_of_ours_asks_for_a_card_and_nothing_of_it_is_kept",
    "not told what it is for": "test_a_page_is_asked_for_the_fee_under_a_neutral_name",
    "move once, at no cost": "test_he_moves_once_and_reads_before_and_after_what_it_means",
    # his place
    "It is kept until": "test_a_link_ends_with_its_time_with_the_hold_and_with_a_newer_one",
    "place is kept until": "test_a_hold_lapses_at_its_end_and_not_before",
    "no harm done": _BOOKED_AGAIN,
    # whether it counts
    "in time and it does not count against you": _BOOKED_AGAIN,
    "if you do, it does not count against you": _BOOKED_AGAIN,
    "not count against you": _NO_FAULT,
    "nothing is held against you": "test_where_no_date_fits_he_learns_what_happens_and_nothing_is_recorded",
    "nobody answers that number": _ON_THE_DAY,
    "not recorded as a failure": _NO_FAULT,
    "must look at a good reason": "test_nobody_is_charged_for_not_finishing_before_his_reason_was_looked_at",
    # who is told, and what is written
    "else is told anything when they ring": (
        "test_who_helps_him_stands_where_somebody_rings_and_he_sees_it_until_it_is_ended"
    ),
    "Our messages never say": "test_every_message_is_full_and_discreet_with_what_its_action_tells",
    "Nobody is written to but you": "test_giving_up_a_place_writes_to_nobody_but_him",
    "Nothing about this was sent to the address": _QUIET,
    "never ask for your code": "test_no_message_asks_for_what_he_signs_in_with",
    "but never a letter": "test_what_the_person_is_told_goes_by_his_safe_address_and_what_staff_are_told_does_not",
    "written down and cannot be removed": "test_the_database_refuses_to_change_or_remove_what_happened",
    "Nobody here can change it": "test_a_row_that_was_changed_or_removed_is_found",
    "cannot be turned back": "test_counts_that_no_limit_looks_at_any_more_are_removed_and_others_are_not",
    "not told what was said about you": "test_no_page_of_the_provider_holds_an_offence_an_address_or_a_custody_fact",
    "are kept with your answer": "test_each_screen_that_he_opened_is_kept_with_his_answer",
    "your yes is kept": "test_a_yes_keeps_the_version_it_was_given_to_and_its_time",
    "is kept with": "test_a_yes_keeps_the_version_it_was_given_to_and_its_time",
    # his sign-in
    "signs you out": "test_exit_ends_the_sign_in_and_leads_to_a_page_that_anybody_could_read",
    "stops working then": "test_a_new_slip_replaces_the_code_ends_sign_ins_and_is_on_record",
    "then stops working": "test_a_new_slip_replaces_the_code_ends_sign_ins_and_is_on_record",
    "old code stops then": "test_a_new_slip_replaces_the_code_ends_sign_ins_and_is_on_record",
    "What you sent just now is kept for 10 minutes": "test_it_comes_back_without_the_code_and_not_after_ten_minutes",
    "What you had sent is kept": NOT_A_PROMISE,
    # people
    "Nobody will ask you to tell your story": PEOPLE,
    "Nobody can make you sign": PEOPLE,
    "nobody can make you sign": PEOPLE,
    "nobody is let in": PEOPLE,
    "Nobody is let in after that": PEOPLE,
    "gives nobody more time": PEOPLE,
    "nobody can come in": PEOPLE,
    "nobody can sign in with your sheet alone": "test_with_a_pin_the_sheet_and_the_date_of_birth_open_nothing",
    "You get an answer within": PEOPLE,
    "complain never counts against you": PEOPLE,
    "Nothing is sold": PEOPLE,
    "deletes nothing by itself": NOT_A_PROMISE,
    "This website sends them nothing": NOT_A_PROMISE,
    "not an admission": PEOPLE,
    "admits nothing": PEOPLE,
    # how things are
    "Whoever ran your day has not told us": NOT_A_PROMISE,
    "what is kept of you": NOT_A_PROMISE,
    "What is kept": NOT_A_PROMISE,
    "tell nobody": NOT_A_PROMISE,
}


def promises(sentences: Mapping[str, str]) -> list[str]:
    return [sentence for sentence in sentences if PROMISES_SOMETHING.search(sentence)]


def without_keeper(sentences: Mapping[str, str]) -> list[str]:
    return [one for one in promises(sentences) if not any(part in one for part in KEEPERS)]


def there_are_tests() -> set[str]:
    texts = files_below(ROOT / "tests").values()
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


def kept_by_people() -> str:
    text = (ROOT / "docs/for-the-force-lawyer.md").read_text()
    return text.split("## Promises that people keep", 1)[1].split("\n## ", 1)[0]


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return every_sentence()


def test_every_sentence_that_promises_has_its_keeper(sentences: dict[str, str]) -> None:
    assert {one: sentences[one] for one in without_keeper(sentences)} == {}


def test_every_promise_that_is_listed_is_made_to_him(sentences: dict[str, str]) -> None:
    made = promises(sentences)
    assert [part for part in KEEPERS if not any(part in sentence for sentence in made)] == []


def test_every_keeper_exists() -> None:
    there, people = there_are_tests(), kept_by_people()
    by_tests = {part: keeper for part, keeper in KEEPERS.items() if keeper not in (PEOPLE, NOT_A_PROMISE)}
    assert {part: keeper for part, keeper in by_tests.items() if keeper not in there} == {}
    assert [part for part, keeper in KEEPERS.items() if keeper is PEOPLE and part not in people] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "We will never charge you.",
        "Nobody reads this.",
        "It is paid back within 3 days.",
        "That does not count against him.",
        "The fee can be lowered or dropped.",
    ],
)
def test_a_promise_that_nobody_keeps_would_be_noticed(sentence: str) -> None:
    assert without_keeper({sentence: "a page"}) == [sentence]


def test_what_he_reads_is_found_wherever_it_is_written(sentences: dict[str, str]) -> None:
    """Of each kind of file one sentence: a reader that finds nothing would find no promise."""
    assert len(sentences) > 500
    for sentence in (
        "Who has details of you, why, for how long, and whom you can ask.",
        "To complain never counts against you.",
        "We never ask for your code in a message.",
        "They are not told what was said about you.",
    ):
        assert sentence in sentences
