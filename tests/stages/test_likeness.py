"""Who is alike: by every way that names and dates are written otherwise, and by how much on a list of 540 pairs."""

from __future__ import annotations

from datetime import date

import pytest

from make_matching_pairs import pairs, written
from measure_matching import PAGE, PAIRS, measure, scored, scored_by_one_name, tables
from programme.people.likeness import (
    ANOTHER_FORENAME,
    BEGINS_ALIKE,
    CHANGED_OVER,
    DAY_AND_MONTH,
    DIVIDED_OTHERWISE,
    INITIAL,
    NO_FORENAME,
    ONE_LETTER,
    ONE_LETTER_OF_FEW,
    ONE_NAME_EACH,
    OTHER_SPELLING,
    PART,
    SAME,
    SHORT_FORM,
    SOUNDS_ALIKE,
    TWO_LETTERS,
    TWO_PNC_IDS,
    Compared,
    changed_over,
    likeness,
    words_alike,
)
from programme.people.names import match_name

BORN = date(1980, 4, 2)
FLOOR_OF_RECALL, FLOOR_OF_PRECISION = 0.95, 0.90


def man(name: str, born_on: date | None = BORN, pnc_id: str = "") -> Compared:
    """Somebody by "Surname, Forenames"."""
    surname, _, forenames = name.partition(", ")
    return Compared(match_name(surname, forenames), born_on, frozenset([pnc_id] if pnc_id else []))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Smith, John", "SMITH, JOHN", "same name"),
        ("Mensa, Wayne", "Mensah, Wayne", "surname differs in one letter; same forename"),
        ("Wójcik, Paweł", "Wojcick, Pavel", "surname differs in one letter; forename is another form"),
        ("Zhang, Wei", "Cheung, Wei", "surname is another spelling; same forename"),
        ("Khan, Mohammed", "Khan, Muhammad", "same surname; forename is another spelling"),
        ("Jones, Bill", "Jones, William", "same surname; forename is another form"),
        ("Kowalski, Tomek", "Tomasz, Kowalski", "surname and forename changed over; one is another form"),
        ("Ali Khan, Omar", "Khan, Omar Ali", "the same names, in another order or divided otherwise"),
        (
            "Khan, Mohamed Ali",
            "Ali, Muhammad Khan",
            "the same names, in another order or divided otherwise; one is another spelling",
        ),
        (
            "Hussain, Muhammad Ali",
            "Ali, Hussein Mohammed",
            "the same names, in another order or divided otherwise; one is another spelling; one is another spelling",
        ),
        (
            "Khan, Ali Raza Shah Omar",
            "Omar, Ali Raza Shah Khan",
            "the same names, in another order or divided otherwise",
        ),
        ("Rahman, Abdul", "Abdulrahman", "his one name is the same as both run together"),
        ("Smith-Jones, Al", "Jones, Al", "surname is one of those that the other has; same forename"),
        ("al-Rashid, Omar", "Rashid, Omar", "surname differs in a particle; same forename"),
        ("Smith, J", "Smith, John", "same surname; one forename is an initial"),
        ("Smith, Robert", "Smith, James Robert", "same surname; forename is the same, but not the first of one"),
        ("Suharto", "Suharto, Ahmed", "same surname; no forename to compare"),
        ("Suharto", "Ahmed, Suharto", "his one name is the same as a forename"),
        ("Suharto", ", Suharto", "each has one name, which is the same"),
        ("Suharto", "Soeharto", "each has one name, which sounds alike"),
        (", Suharto", "Ahmed, Suharto", "his one name is the same as a forename"),
        (", Bill", ", William", "each has one name, which is another form"),
        ("Hargreaves, Nigel", "Hargraeves, Nigle", "surname differs in one letter; forename differs in one letter"),
        ("Smith, Nigel", "Smith, Nigle Nigel", "same surname; forename differs in one letter"),  # worth as much
    ],
)
def test_a_name_written_otherwise_is_proposed_and_it_is_said_why(one: str, other: str, why: str) -> None:
    for first, second in ((one, other), (other, one)):
        found = likeness(man(first), man(second))
        assert (found.is_proposed, found.why) == (True, f"same date of birth; {why}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khan, Adam", "Khan, Aaron"),
        ("Hussain, Ali Hassan", "Hussain, Omar Hassan"),
        ("Khan, Mohamed Ali", "Ali, Muhammad Malik"),
        ("Khan, Mohamed Ali", "Ali, Muhammad Khan Raza"),
        ("Khan, Ali Raza Shah Omar", "Omar, Ali Raza Shah Malik"),
        ("Smith, John", "Jones, John"),
        ("Smith, J", "Smith, Ahmed"),
        ("Thomas, Bill", "Tom, William"),
        ("Li, Wei", "Lu, Wei"),
        (", Ali", ", Omar"),
        ("UNKNOWN, UNKNOWN", "UNKNOWN, UNKNOWN"),
    ],
)
def test_who_has_another_name_is_not(one: str, other: str) -> None:
    assert not likeness(man(one), man(other)).is_proposed


def test_names_that_have_nothing_of_each_other_are_worth_nothing_and_each_likeness_what_it_is_worth() -> None:
    for one, other in (
        ("Smith, John", "Jones, Ahmed"),
        ("Smith, John", "Ahmed"),
        ("Ali, John Paul", "Roe, Omar Bilal"),
    ):
        assert likeness(man(one), man(other)).score == 0
    for one, other in (("a", "b"), ("smith", "jones"), ("lo", "li"), ("ana", "tom")):
        assert words_alike(one, other) == (0, "")
    assert (SAME, SHORT_FORM, OTHER_SPELLING, ONE_LETTER, PART, INITIAL, SOUNDS_ALIKE) == (100, 95, 95, 92, 90, 88, 88)
    assert (NO_FORENAME, BEGINS_ALIKE, ONE_LETTER_OF_FEW, TWO_LETTERS) == (86, 86, 84, 84)
    assert (CHANGED_OVER, DIVIDED_OTHERWISE, ANOTHER_FORENAME, ONE_NAME_EACH) == (95, 95, 92, 95)
    assert (DAY_AND_MONTH, TWO_PNC_IDS) == (92, 80)


def test_the_date_of_birth_is_the_same_or_has_day_and_month_changed_over() -> None:
    other_way = date(1980, 2, 4)
    assert changed_over(BORN) == other_way
    assert changed_over(date(1980, 4, 13)) is changed_over(date(1980, 4, 4)) is None
    assert likeness(man("Smith, John"), man("Smith, John", other_way)).why == (
        "day and month of birth changed over; same name"
    )
    for born_on in (date(1980, 4, 3), date(1981, 4, 2), None):
        assert not likeness(man("Smith, John"), man("Smith, John", born_on)).is_proposed


def test_one_pnc_id_tells_more_than_names_and_two_tell_near_names_apart() -> None:
    elsewhere = man("Jones, Adam", date(1981, 4, 2), "A")
    assert likeness(man("Smith, John", pnc_id="A"), elsewhere).why == (
        "same PNC ID; the date of birth differs; the name differs"
    )
    for other, said in (
        ("Smith, John", "same name"),
        ("Smyth, John", "surname differs in one letter; same forename"),
        ("Smith, Adam", "the name differs"),
    ):
        found = likeness(man("Smith, John", pnc_id="A"), man(other, date(1981, 4, 2), "A"))
        assert (found.score, found.why) == (100, f"same PNC ID; the date of birth differs; {said}")
    nameless = Compared(None, BORN, frozenset("A"))
    assert (
        likeness(man("Smith, John", pnc_id="A"), nameless).why == "same PNC ID; same date of birth; no name to compare"
    )
    assert likeness(man("Smith, John", pnc_id="A"), man("Smith, John", pnc_id="B")).is_proposed
    assert not likeness(man("Smith, John", pnc_id="A"), man("Smyth, John", pnc_id="B")).is_proposed


def test_the_list_is_what_its_maker_makes() -> None:
    assert len(list(pairs())) == 540
    assert PAIRS.read_text(encoding="utf-8") == written(), "run tools/make_matching_pairs.py"


def test_of_540_pairs_so_many_are_put_to_a_human_rightly() -> None:
    found = scored()
    of = measure(found)
    assert of.recall >= FLOOR_OF_RECALL
    assert of.precision >= FLOOR_OF_PRECISION
    control = measure(found, 90)
    assert control.recall < FLOOR_OF_RECALL, "with another threshold fewer are found"
    assert tables(found) in PAGE.read_text(encoding="utf-8"), "run tools/measure_matching.py"


@pytest.mark.parametrize(
    ("name", "is_whole"),
    [
        ("Smith, John", True), ("Suharto", True), (", Suharto", True), ("Suharto, .", False), ("Suharto, FNU", False),
        ("Khan, Mr", False), ("UNKNOWN, Ahmed", False), (", Ahmed Ali", False),
    ],
)  # fmt: skip
def test_one_name_is_a_whole_one_only_where_nothing_is_said_of_another(name: str, is_whole: bool) -> None:
    assert (found := man(name).name) is not None
    assert found.is_whole is is_whole


def test_by_one_name_as_many_are_found_as_by_two() -> None:
    assert measure(scored_by_one_name()).recall >= FLOOR_OF_RECALL
    assert measure(scored_by_one_name(), 90).recall < FLOOR_OF_RECALL, "with another threshold fewer are found"
