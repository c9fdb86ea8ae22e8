from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from programme.people.contact import is_email_address, read_mobile, read_postcode
from programme.people.names import name_key, surname_key, tidy_name


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  O'BRIEN ", "O'Brien"),
        ("o’neill", "O’Neill"),
        ("rhys", "Rhys"),
        ("GARCÍA-LÓPEZ", "García-López"),
        ("MCDONALD", "McDonald"),
        ("MacDonald", "MacDonald"),
        ("van der Merwe", "van der Merwe"),
        ("Ó Súilleabháin", "Ó Súilleabháin"),
        ("Ó SÚILLEABHÁIN", "Ó Súilleabháin"),
        ("JOHN  paul", "JOHN paul"),
        ("", ""),
    ],
)
def test_a_name_in_one_case_gets_its_capitals_and_one_in_mixed_case_is_left_alone(typed: str, tidied: str) -> None:
    assert tidy_name(typed) == tidied


@given(text=st.text(st.characters(categories=("Lu", "Ll", "Zs", "Pd")), max_size=40))
@example("ŉ")
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


def test_spellings_of_one_surname_share_a_key_and_different_surnames_do_not() -> None:
    assert surname_key("Ó Súilleabháin") == surname_key("O'SUILLEABHAIN") == "osuilleabhain"
    assert surname_key("Begum-Ali") == surname_key("begum ali")
    assert surname_key("Müller") == surname_key("MULLER")
    assert surname_key("Sørensen") == surname_key("SORENSEN")
    assert surname_key("Evans") != surname_key("Evan")


def test_people_are_compared_by_surname_and_first_forename_and_not_without_them() -> None:
    assert name_key("Evans", "Lee James") == name_key("EVANS", "lee")
    assert name_key("Evans", "Lee") != name_key("Evans", "James")
    assert name_key("", "Lee") == name_key("Evans", "") == ""


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "07700900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700-900-123", "+4407700900123"],
)
def test_a_mobile_number_has_one_form(typed: str) -> None:
    assert read_mobile(typed) == "07700 900123"


@pytest.mark.parametrize(
    "typed", ["none given", "07700900", "01865 266000", "+33 6 12 34 56 78", "07600 900123", "07000 900123", ""]
)
def test_what_is_no_uk_mobile_number_is_not_read(typed: str) -> None:
    assert read_mobile(typed) is None


def test_a_mobile_of_the_isle_of_man_is_no_pager() -> None:
    assert read_mobile("07624 900123") == "07624 900123"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [("mk91zz", "MK9 1ZZ"), ("RG14  2ZZ", "RG14 2ZZ"), ("ec1a 1bb", "EC1A 1BB"), ("M1 1AE", "M1 1AE")],
)
def test_a_postcode_gets_capitals_and_one_space(typed: str, canonical: str) -> None:
    assert read_postcode(typed) == canonical


@pytest.mark.parametrize("typed", ["", "MK9", "12345", "MK9 ZZ1", "no fixed abode"])
def test_what_is_no_postcode_is_not_read(typed: str) -> None:
    assert read_postcode(typed) is None


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("person1@example.org", True),
        ("a.b+c@sub.example.co.uk", True),
        ("none", False),
        ("a@b", False),
        ("a b@example.org", False),
        ("a@example.org\nBcc: b@example.org", False),
        ("a@@example.org", False),
        ("x" * 250 + "@example.org", False),
    ],
)
def test_an_email_address_is_told_from_other_text(typed: str, is_one: bool) -> None:
    assert is_email_address(typed) is is_one
