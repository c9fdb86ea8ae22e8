"""The text on a bank statement and the sender of an email: as Stripe and mail servers take them, and saying nothing."""

from __future__ import annotations

import pytest

from programme.courses.neutral_words import BankText, SenderName


@pytest.mark.parametrize(
    "text", ["CRS BOOKING", "A1234", "Ridge & Co. #4/7-(b)", "22 CHARACTERS EXACTLY.", "BOOK 1_2?"]
)
def test_what_stripe_takes_is_taken(text: str) -> None:
    assert BankText(text).wrong() == []


@pytest.mark.parametrize(
    ("text", "must"),
    [
        ("FOUR", "be 5 to 22 characters"),
        ("", "be 5 to 22 characters, and have at least one letter"),
        ("TWENTY-THREE CHARACTERS", "be 5 to 22 characters"),
        ("12345", "have at least one letter"),
        ("CAFÉ BOOKING", "have plain letters only, without accents"),
        ("БОГИНКС", "have plain letters only, without accents, and have at least one letter"),
        *((f"BOOK{bad}INGS", "have none of < > \\ ' \" *") for bad in "<>\\'\"*"),
        ("COURT BOOKINGS", "not say “court”, which would give him away"),
        ("Police*", "have none of < > \\ ' \" *, and not say “police”, which would give him away"),
    ],
)
def test_everything_that_is_wrong_with_a_bank_text_is_told_in_one_sentence(text: str, must: str) -> None:
    assert BankText(text).wrong() == [("text", f"Bank text must {must}")]


@pytest.mark.parametrize("name", ["", "Course bookings", "Ridgeway Learning 2"])
def test_a_neutral_sender_is_taken_and_so_is_none(name: str) -> None:
    assert SenderName(name).wrong() == []


@pytest.mark.parametrize(
    ("name", "must"),
    [
        ("X", "be 2 to 40 characters"),
        ("Bookings " * 5, "be 2 to 40 characters"),
        ("Büro", "have plain letters only, without accents"),
        ("Bookings <a@b.org>", 'have none of < > \\ " @ , ; : ( ) [ ]'),
        ("Police courts", "not say “court” or “police”, which would give him away"),
    ],
)
def test_a_sender_that_is_none_or_gives_him_away_is_refused(name: str, must: str) -> None:
    assert SenderName(name).wrong() == [("name", f"Sender name must {must}")]
