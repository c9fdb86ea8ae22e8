from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from programme.people.identifiers import (
    BAD_CHECK_LETTER,
    CHECK_LETTERS,
    DUMMY,
    HIS_NUMBERS,
    IMPOSSIBLE_YEAR,
    MISSING,
    UNKNOWN_FORCE,
    UNKNOWN_UNIT,
    UNREADABLE,
    IdentifierKind,
    check_letter,
    read_asn,
    read_crime_number,
    read_cro,
    read_pnc_id,
    read_urn,
)
from programme.people.reference import (
    find_force,
    force_name,
    forces,
    forces_at_work,
    thames_valley_units,
    unit_is_unknown,
)
from programme.people.stand_ins import is_stand_in_email, is_stand_in_reference, is_stand_in_serial
from programme.people.words import PROBLEM_WORDS

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("text", ["1981/0000034U", "2002/0073319Z", "1979/0163001B", "2000/0000223R", "2003/0000003Y"])
def test_a_pnc_id_that_holds_is_its_own_canonical_form(text: str) -> None:
    found = read_pnc_id(text, today=TODAY)
    assert (found.canonical, found.problem) == (text, None)


@pytest.mark.parametrize("text", ["2003/0011985Z", "2012/0052494O", "2001/0171310S", "20230583843N"])
def test_a_bad_pnc_letter_is_kept_and_flagged(text: str) -> None:
    found = read_pnc_id(text, today=TODAY)
    assert (found.as_entered, found.canonical, found.problem) == (text, None, BAD_CHECK_LETTER)


@pytest.mark.parametrize(
    "text", ["81/34U", "81/0000034U", "8134U", "1981/34U", "19810000034U", "81/34u", " 81 / 34 U "]
)
def test_every_way_of_writing_a_pnc_id_has_one_canonical_form(text: str) -> None:
    found = read_pnc_id(text, today=TODAY)
    assert (found.as_entered, found.canonical, found.problem) == (text, "1981/0000034U", None)


def test_two_digits_of_a_year_mean_this_century_up_to_this_year_and_the_last_above_it() -> None:
    this_year, next_year = f"26/1{check_letter('260000001')}", f"27/1{check_letter('270000001')}"
    assert (read_pnc_id(this_year, today=TODAY).canonical or "").startswith("2026/")
    assert (read_pnc_id(next_year, today=TODAY).canonical or "").startswith("1927/")
    assert (read_pnc_id(next_year, today=date(2027, 1, 1)).canonical or "").startswith("2027/")


def test_a_pnc_id_of_a_year_to_come_is_flagged() -> None:
    assert read_pnc_id(f"2027/0000001{check_letter('270000001')}", today=TODAY).problem == IMPOSSIBLE_YEAR


@given(year=st.integers(1927, 2026), serial=st.integers(0, 9_999_999))
def test_any_pnc_id_survives_its_short_and_long_form(year: int, serial: int) -> None:
    assume(not is_stand_in_serial(f"{serial:07d}") and not is_stand_in_serial(f"{serial}"))
    letter = check_letter(f"{year % 100:02d}{serial:07d}")
    canonical = f"{year}/{serial:07d}{letter}"
    for text in (canonical, f"{year % 100:02d}/{serial}{letter}", canonical.replace("/", "")):
        assert read_pnc_id(text, today=TODAY).canonical == canonical


@given(serial=st.integers(0, 9_999_999), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_pnc_id_holds_with_one_letter_only(serial: int, letter: str) -> None:
    assume(not is_stand_in_serial(f"{serial:07d}"))
    found = read_pnc_id(f"2012/{serial:07d}{letter}", today=TODAY)
    assert (found.problem is None) is (letter == CHECK_LETTERS[(12 * 10_000_000 + serial) % 23])


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("002414/19X", "002414/19X"),
        ("2414/19X", "002414/19X"),
        ("00241419x", "002414/19X"),
        (f"SF39/20{check_letter('3920')}", f"SF39/20{check_letter('3920')}"),
        (f"sf39/000020{check_letter('39000020')}", f"SF39/000020{check_letter('39000020')}"),
    ],
)
def test_a_cro_number_is_padded_but_one_of_the_small_file_is_not(text: str, canonical: str) -> None:
    found = read_cro(text)
    assert (found.canonical, found.problem) == (canonical, None)


def test_the_letter_of_the_small_file_goes_with_the_serial_as_written() -> None:
    assert check_letter("3920") != check_letter("39000020")
    assert read_cro(f"SF39/20{check_letter('39000020')}").problem == BAD_CHECK_LETTER


def test_a_bad_cro_letter_is_kept_and_flagged() -> None:
    found = read_cro("002414/19Y")
    assert (found.as_entered, found.canonical, found.problem) == ("002414/19Y", None, BAD_CHECK_LETTER)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1101ZD0100000448754K", "1101ZD0100000448754K"),
        ("11/01ZD/01/448754K", "1101ZD0100000448754K"),
        ("26/43CX/01/1X", "2643CX0100000000001X"),
        ("26/43CX/01/1234M", "2643CX0100000001234M"),
        ("26/43CX/01/98765Z", "2643CX0100000098765Z"),
        ("2643cx0100000098765z", "2643CX0100000098765Z"),
        ("11A01ZD0100000448754K", "11A01ZD0100000448754K"),
    ],
)
def test_an_asn_is_read_long_short_and_with_a_letter_for_its_level(text: str, canonical: str) -> None:
    found = read_asn(text)
    assert (found.canonical, found.problem) == (canonical, None)


def test_a_bad_asn_letter_is_kept_and_flagged() -> None:
    found = read_asn("26/43CX/01/1234N")
    assert (found.as_entered, found.canonical, found.problem) == ("26/43CX/01/1234N", None, BAD_CHECK_LETTER)


def test_the_unit_is_looked_up_because_the_letter_does_not_check_it() -> None:
    assert read_asn("26/43EX/01/1234M").problem is None, "another unit shares the letter"
    found = read_asn("26/43QQ/01/1234M")
    assert (found.canonical, found.problem) == ("2643QQ0100000001234M", UNKNOWN_UNIT)


def test_a_unit_of_a_force_whose_units_are_not_listed_is_not_called_unknown() -> None:
    assert read_asn(f"26/44QQ/01/1{check_letter('44012600000000001')}").problem is None


def test_an_asn_of_no_force_is_flagged() -> None:
    assert read_asn(f"26/38AA/01/1{check_letter('38012600000000001')}").problem == UNKNOWN_FORCE


@pytest.mark.parametrize(
    "text",
    ["1100NP0000000000001X", "1163000000000000001X", "1143NRPR00000000001X", "0800NP0100000000001X"],
)
def test_a_stand_in_for_an_arrest_is_taken_but_not_relied_on(text: str) -> None:
    found = read_asn(text)
    assert (found.canonical, found.problem) == (text, DUMMY)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("01ZD0303208", "01ZD0303208"), ("43JA2092226", "43JA2092226"), ("43/JA/20922/26", "43JA2092226")],
)
def test_a_urn_is_read_with_and_without_slashes(text: str, canonical: str) -> None:
    found = read_urn(text)
    assert (found.canonical, found.problem) == (canonical, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("38AA2092226", UNKNOWN_FORCE), ("43QQ2092226", UNKNOWN_UNIT), ("00NP2092226", DUMMY), ("43JA", UNREADABLE)],
)
def test_a_urn_that_cannot_be_relied_on_is_flagged(text: str, problem: str) -> None:
    assert read_urn(text).problem == problem


@given(text=st.text())
def test_no_text_makes_a_reader_raise_and_every_problem_has_words(text: str) -> None:
    readers = (read_cro, read_asn, read_urn, read_crime_number)
    for found in (read_pnc_id(text, today=TODAY), *(read(text) for read in readers)):
        assert found.as_entered == text
        assert (found.canonical is not None) or (found.problem is not None)
        assert found.problem is None or PROBLEM_WORDS[found.problem]


@pytest.mark.parametrize("text", ["43260012345", " 43 260 012 345", "43/26/0012345", "43-26-0012345"])
def test_a_crime_number_is_the_same_with_strokes_dashes_and_spaces_and_keeps_its_noughts(text: str) -> None:
    assert read_crime_number(text).canonical == "43260012345"
    assert read_crime_number("cr/0012345/26").canonical == "CR001234526" != read_crime_number("cr/12345/26").canonical


@pytest.mark.parametrize(
    ("text", "problem"), [("UNKNOWN", DUMMY), ("00000000", DUMMY), ("see file", UNREADABLE), ("19" * 16, UNREADABLE)]
)
def test_a_crime_number_that_is_none_is_kept_and_flagged(text: str, problem: str) -> None:
    found = read_crime_number(text)
    assert (found.as_entered, found.canonical, found.problem) == (text, None, problem)


def test_an_empty_number_is_missing_and_nonsense_is_unreadable() -> None:
    assert read_pnc_id("  ", today=TODAY).problem == MISSING
    for text in ("see file", "2003/0000003", "2003/00000031Y", "٢٠٠٣/0000003Y", "2003-0000003Y"):
        assert read_pnc_id(text, today=TODAY).problem == UNREADABLE
    assert read_cro("1234567/19X").problem == read_asn("26/43CX/01/123456789012M").problem == UNREADABLE


def test_the_forces_hold_thames_valley_and_its_nine_neighbours() -> None:
    names = {code: force_name(code) for code in ("43", "01", "41", "40", "34", "23", "53", "54", "44", "45")}
    assert names["43"] == "Thames Valley"
    assert all(find_force(code) for code in names)
    assert len({force.code for force in forces()}) == len(forces()) == 83


def test_no_force_at_work_is_named_by_its_initials() -> None:
    assert [force.name for force in forces_at_work() if force.name.isupper()] == []
    assert (force_name("24"), force_name("93")) == ("Ministry of Defence Police", "British Transport Police")


def test_a_code_that_no_force_has_is_its_own_name() -> None:
    assert force_name("38") == "38"


def test_units_are_known_for_thames_valley_only() -> None:
    assert len(thames_valley_units()) == 156
    assert not unit_is_unknown("43", "CX")
    assert unit_is_unknown("43", "QQ")
    assert unit_is_unknown("43", "KB"), "a court's code is no unit that arrests"
    assert not unit_is_unknown("44", "QQ")


@pytest.mark.parametrize(
    "text",
    [
        "00/0000000Z",
        "2000/0000000Z",
        "99/9999999X",
        "99/99999X",
        "2026/1234567A",
        "12/123456Z",
        "UNKNOWN",
        "n/a",
        "N.K.",
        "TBC",
        "none",
        "Not known",
        "000000",
        "0000000000",
        "123456",
        "999999",
        "XXXXX",
        "26/0000000Q",
    ],
)
def test_a_stand_in_is_told_from_a_number_whatever_its_letter(text: str) -> None:
    found = read_pnc_id(text, today=TODAY)
    assert (found.canonical, found.problem) == (None, DUMMY)


@pytest.mark.parametrize(
    "text", ["000000/00Z", "000000/26A", "111111/11Z", "123456/20A", "SF99/00000Z", "unknown", "N/A", "TBA"]
)
def test_a_stand_in_for_a_cro_number_is_told(text: str) -> None:
    assert read_cro(text).problem == DUMMY


def test_a_stand_in_for_an_asn_or_urn_is_told() -> None:
    for text in ("unknown", "N/A", "000000", "26/43CX/01/0Z", "2643CX0100000000000Z"):
        assert read_asn(text).problem == DUMMY
    for text in ("unknown", "tbc", "0000000", "43CX0000000", "43CX1234567"):
        assert read_urn(text).problem == DUMMY


@pytest.mark.parametrize("serial", ["0000001", "0000034", "0054031", "0000123", "1111112", "0217220"])
def test_a_small_number_is_no_stand_in(serial: str) -> None:
    assert not is_stand_in_serial(serial)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("UNKNOWN", True), ("00/0000/26", True), ("HA/0000/26", True), ("123456", True), ("9999999", True),
     ("99/9999/99", True), ("TBC", True), ("N/A", True),
     ("-", True), ("0", True), (".", True), ("NO REF", True), ("see notes", True),
     ("1", False), ("DG/9/26", False), ("HA/0100/26", False), ("", False),
     ("HA/1001/26", False), ("HA/1111/26", False), ("HA/1/27", False),
     ("EA/1234/26", False)],
)  # fmt: skip
def test_a_stand_in_for_a_custody_reference_is_told(text: str, is_one: bool) -> None:
    assert is_stand_in_reference(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("none@none.com", True), ("noemail@example.org", True), ("unknown@thamesvalley.example", True), ("a@a.com", True),
     ("n/a@na.com", True), ("test@test.com", True), ("person1@example.org", False), ("test@gmail.com", False),
     ("smith@smith.com", False), ("na.kim@example.org", False), ("nobody.smith@example.org", False)],
)  # fmt: skip
def test_a_stand_in_for_an_email_address_is_told(text: str, is_one: bool) -> None:
    assert is_stand_in_email(text) is is_one


@pytest.mark.parametrize(
    ("digits", "year", "serial"),
    [("20030354031", 2003, "0354031"), ("2003354031", 2003, "0354031"), ("200354031", 2020, "0354031")],
)
def test_a_pnc_id_without_a_slash_is_read_in_one_way(digits: str, year: int, serial: str) -> None:
    """Six or seven digits stand after a whole year; nine digits are two of a year and seven, never four and five."""
    letter = check_letter(f"{year % 100:02d}{serial}")
    assert read_pnc_id(digits + letter, today=TODAY).canonical == f"{year}/{serial}{letter}"


WAYS = {
    IdentifierKind.PNC_ID: (
        *("1981/0000034U", "1981/0000034A", f"2027/0000001{check_letter('270000001')}", "99/9999999X", "unknown"),
        *("", "see file"),
    ),
    IdentifierKind.CRO: ("002414/19X", "SF39/20Z", "002414/19Y", "111111/11Z", "unknown", "", "see file"),
    IdentifierKind.ASN: ("26/43CX/01/1X", "26/43CX/01/1234N", "26/43QQ/01/1234M", "26/43CX/01/0Z", "", "see file"),
    IdentifierKind.URN: ("43JA2092226", "38AA2092226", "43QQ2092226", "00NP2092226", "tbc", "", "see file"),
    IdentifierKind.CRIME_NUMBER: ("43260012345", "CR/1/26", "tbc", "", "see file"),
}
"""A number of each kind in every way that it can be right or wrong."""


@pytest.mark.parametrize("kind", WAYS)
def test_whatever_is_wrong_with_a_number_it_is_of_its_kind_and_kept_as_it_was_entered(kind: IdentifierKind) -> None:
    read: dict[IdentifierKind, Any] = {
        IdentifierKind.PNC_ID: partial(read_pnc_id, today=TODAY),
        IdentifierKind.CRO: read_cro,
        IdentifierKind.ASN: read_asn,
        IdentifierKind.URN: read_urn,
        IdentifierKind.CRIME_NUMBER: read_crime_number,
    }
    found = [read[kind](text) for text in WAYS[kind]]
    assert {one.kind for one in found} == {kind}
    assert [one.as_entered for one in found] == list(WAYS[kind])


def test_every_problem_has_a_sentence_and_nothing_else_has() -> None:
    problems = {MISSING, UNREADABLE, BAD_CHECK_LETTER, IMPOSSIBLE_YEAR, UNKNOWN_FORCE, UNKNOWN_UNIT, DUMMY}
    assert set(PROBLEM_WORDS) == problems
    assert len(set(PROBLEM_WORDS.values())) == len(problems) == 7


def test_a_pnc_id_of_the_last_century_is_one_and_one_of_the_century_before_is_not() -> None:
    for year, problem in ((1900, None), (1899, IMPOSSIBLE_YEAR)):
        text = f"{year}/0054031{check_letter(f'{year % 100:02d}0054031')}"
        assert read_pnc_id(text, today=TODAY).problem == problem


def test_an_asn_of_letters_is_checked_by_its_digits_alone() -> None:
    """Force and system may be letters; the letter at the end is made of what is digits."""
    sequence = "00000089392"
    letters = f"26CXHACX{sequence}{check_letter(f'26{sequence}')}"
    assert (read_asn(letters).canonical, read_asn(letters).problem) == (letters, UNKNOWN_FORCE)
    mixed = f"2643HACX{sequence}{check_letter(f'4326{sequence}')}"
    assert (read_asn(mixed).canonical, read_asn(mixed).problem) == (mixed, None)


def test_a_pnc_id_and_a_cro_number_are_the_mans_and_every_other_number_is_the_offences() -> None:
    assert {IdentifierKind.PNC_ID, IdentifierKind.CRO} == HIS_NUMBERS
