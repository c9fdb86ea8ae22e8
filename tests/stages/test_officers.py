"""An officer is found by what somebody types of him, and taken for somebody with an account only where that is he."""

from __future__ import annotations

import pytest

from programme.people.officers import KnownOfficers, Officer, bare_collar

ROWE = Officer("PC", "5521", "David Rowe", "rowe@example.org", 1)
ROWENA = Officer("PS", "1187", "Rowena Ó Briain", "rowena@example.org", 2)
LIN = Officer("DC", "C-0042", "J. Lindqvist", "lindqvist@example.org", 3)
KNOWN = KnownOfficers((ROWE, ROWENA, LIN))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("5521", [ROWE]),
        ("PC 5521", [ROWE]),
        ("pc05521", [ROWE]),
        ("c42", []),
        ("C0042", [LIN]),
        ("rowe", [ROWE, ROWENA]),
        ("Rowe, David", [ROWE]),
        ("d rowe", [ROWE]),
        ("ó briain", [ROWENA]),
        ("Lindqvist@Example.org", [LIN]),
        ("552", []),
        ("nobody", []),
        ("r", []),  # an initial alone names nobody, however few have it
        ("L.", []),
        ("", []),
        (" - ", []),
    ],
)
def test_a_number_or_an_address_is_one_and_a_part_of_a_name_is_everybody_who_has_it(
    typed: str, found: list[Officer]
) -> None:
    assert KNOWN.sought(typed) == found


@pytest.mark.parametrize(
    ("named", "is_he"),
    [
        (Officer("", "", "", "ROWE@example.org"), ROWE),
        (Officer("PC", "5521", "D Rowe", ""), ROWE),
        (Officer("PC", "05521", "ROWE", ""), ROWE),
        (Officer("", "5521", "", ""), ROWE),
        (Officer("PC", "5521", "Peter Hall", ""), None),  # a number that was given to somebody else before
        (Officer("PC", "", "David Rowe", ""), None),  # a name alone is anybody's
        (Officer("PC", "UNKNOWN", "David Rowe", ""), None),
    ],
)
def test_whoever_is_named_is_taken_for_an_account_by_address_or_number_and_never_by_a_name(
    named: Officer, is_he: Officer | None
) -> None:
    assert KNOWN.who_is(named) == (is_he or named)


def test_a_number_that_two_have_is_nobodys() -> None:
    twice = KnownOfficers((ROWE, Officer("PC", "5521", "Anna Rowe", "anna@example.org", 4)))
    named = Officer("PC", "5521", "Rowe", "")

    assert twice.who_is(named) == named
    assert len(twice.sought("5521")) == 2


def test_a_collar_number_is_bare_of_what_is_written_around_it() -> None:
    assert [bare_collar(text) for text in ("PC 5521", "ps-01187", "C/0042", "n/a", "", "0")] == [
        "5521", "1187", "C0042", "", "", "",
    ]  # fmt: skip
