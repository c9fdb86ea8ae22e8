"""The text on a bank statement and the sender of an email: as Stripe and mail servers take them, and saying nothing."""

from __future__ import annotations

import pytest

from programme.courses.neutral_words import BankText, SenderName
from programme.people.reference import forces


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


TELLING = (
    ("Perpetrator course", "“course” or “perpetrator”"),
    ("ABUSE LEARNING", "“abuse”"),
    ("CRIMES BOOKING", "“crimes”"),
    ("SEXWORKER", "“sexworker”"),
    ("RIDGEWAY DOMESTIC", "“domestic”"),
    ("RIDGEWAY COURSES", "“courses”"),
    ("Awareness days", "“awareness”"),
    ("Ridgeway workshops", "“workshops”"),
    ("REHABILITATIVE DAY", "“rehabilitative”"),
    ("TVP BOOKINGS", "“tvp”"),
    ("Thames Valley", "“thames valley”"),
    ("THAMES_VALLEY 2", "“thames_valley”"),
    ("THAMESVALLEY BKG", "“thamesvalley”"),
    ("Avon and Somerset", "“avon and somerset”"),
    ("Devon & Cornwall", "“devon & cornwall”"),
    ("Northern Ireland fee", "“northern ireland”"),
    ("GMP LEARNING", "“gmp”"),
)


@pytest.mark.parametrize(("text", "said"), TELLING)
def test_neither_says_what_the_course_is_about_or_names_a_force(text: str, said: str) -> None:
    must = f"must not say {said}, which would give him away"
    assert BankText(text).wrong() == [("text", f"Bank text {must}")]
    assert SenderName(text).wrong() == [("name", f"Sender name {must}")]


@pytest.mark.parametrize("text", ["RIDGEWAY BOOKINGS", "Course bookings", "MIDDLESEX BOOKINGS", "METRO LEARNING"])
def test_a_word_that_only_holds_one_is_taken_and_so_is_a_course_that_is_booked(text: str) -> None:
    assert BankText(text).wrong() == SenderName(text).wrong() == []


def test_every_force_of_today_is_known_by_its_name() -> None:
    names = [one.name for one in forces() if one.kind == "territorial" and one.active == "yes"]
    assert len(names) > 40
    assert [name for name in names if not SenderName(name).wrong()] == []


@pytest.mark.parametrize("text", ["BOOKINGS", "Learning", "PAYMENT.", "classes", "TRAINING"])
def test_one_common_word_alone_is_no_bank_text(text: str) -> None:
    assert BankText(text).wrong() == [("text", "Bank text must not be one common word alone")]


@pytest.mark.parametrize("name", ["", "Course bookings", "Ridgeway Learning 2"])
def test_a_neutral_sender_is_taken_and_so_is_none(name: str) -> None:
    assert SenderName(name).wrong() == []


@pytest.mark.parametrize(
    ("name", "must"),
    [
        ("X", "be 2 to 40 characters"),
        ("Bookings " * 5, "be 2 to 40 characters"),
        ("Büro", "have plain letters only, without accents"),
        ("Bookings <a>", 'have none of < > \\ " @ , ; : ( ) [ ]'),
        ("a@b.org", "be a name and no email address: the address itself is set for the whole installation"),
        ("Police courts", "not say “court” or “police”, which would give him away"),
    ],
)
def test_a_sender_that_is_none_or_gives_him_away_is_refused(name: str, must: str) -> None:
    assert SenderName(name).wrong() == [("name", f"Sender name must {must}")]
