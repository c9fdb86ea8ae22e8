from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from programme.people.contact import is_email_address, read_mobile, read_postcode, wrong_with_mobile
from programme.people.names import match_name, read_name, surname_key, tidy_name


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


@pytest.mark.parametrize(
    "mark", ["'", "’", "‘", "ʼ", "ʻ", "ʿ", "ʾ", "`", "´", "′", "ʹ", "-", "‑", "–", " ", ".", "·", "ꞌ"]
)
def test_no_mark_that_the_eye_reads_as_punctuation_tells_two_surnames_apart(mark: str) -> None:
    assert surname_key(f"O{mark}Brien") == "obrien"


def compared(one: tuple[str, str], other: tuple[str, str]) -> bool:
    mine, theirs = match_name(*one), match_name(*other)
    return mine is not None and theirs is not None and mine.may_be(theirs)


def test_people_are_compared_by_surname_and_first_forename() -> None:
    assert compared(("Evans", "Lee James"), ("EVANS", "lee"))
    assert not compared(("Evans", "Lee"), ("Evans", "James"))
    assert compared(("Evans", "L.J."), ("Evans", "Lee"))
    assert not compared(("Evans", "L.J."), ("Evans", "James"))
    assert match_name("", "") is None


@pytest.mark.parametrize(
    ("typed", "read", "odd"),
    [
        (("Evans", "Lee"), ("Evans", "Lee"), ()),
        (("KHAN, Ahmed", ""), ("Khan", "Ahmed"), ("name_split", "case_tidied")),
        (("", "Khan, Ahmed"), ("Khan", "Ahmed"), ("name_split",)),
        (("Khan, Ahmed", "Ahmed Ali"), ("Khan", "Ahmed Ali"), ("name_split",)),
        (("Khan, Ahmed", "."), ("Khan", "Ahmed"), ("name_split",)),
        (("Smith, Jr", "John"), ("Smith, Jr", "John"), ()),
        (("Suharto", ""), ("Suharto", ""), ("forenames_missing",)),
        (("Suharto", "-"), ("Suharto", "-"), ("dummy_name",)),
        (("Unknown", "N/A"), ("Unknown", "N/A"), ("dummy_name",)),
        (("Khan", "Mr"), ("Khan", "Mr"), ("dummy_name",)),
        (("abc\u202edef", "Lee"), ("Abcdef", "Lee"), ("invisible_marks", "case_tidied")),
        (("Kh\x1b[31man\x1b[0m", "Lee"), ("Khan", "Lee"), ("invisible_marks",)),
        (("OÃ¢â‚¬â„¢Brien", "Lee"), ("OÃ¢â‚¬â„¢Brien", "Lee"), ("odd_letters",)),
        (("O\x92Brien", "Lee"), ("O�Brien", "Lee"), ("invisible_marks", "odd_letters")),
        (("M?ller", "Lee"), ("M?ller", "Lee"), ("odd_letters",)),
        (("Müller", "Jos√©"), ("Müller", "Jos√©"), ("odd_letters",)),
        (("M&uuml;ller", "Lee"), ("M&uuml;ller", "Lee"), ("odd_letters",)),
        (("NK", "Lee"), ("NK", "Lee"), ("dummy_name",)),
        (("Unknown Male", "Lee"), ("Unknown Male", "Lee"), ("dummy_name",)),
    ],
)
def test_a_name_is_read_with_what_is_odd_about_it(
    typed: tuple[str, str], read: tuple[str, str], odd: tuple[str, ...]
) -> None:
    found = read_name(*typed)
    assert ((found.surname, found.forenames), found.oddities) == (read, odd)


@pytest.mark.parametrize(
    "surname",
    [
        "\u0406vanov",  # the first letter is Cyrillic
        "K\u04bban",
        "\u039fBrien",  # Greek
        "Иванов",
        "0'Brien",
        "Kh4n",
        "O'Br1en",
        "Se+AOE-n",
        "Jos‚",
        "M”ller",
        "<b>Khan</b>",
    ],
)
def test_what_looks_like_a_name_and_is_not_its_letters_is_damaged_and_compared_with_nobodys(surname: str) -> None:
    assert "odd_letters" in read_name(surname, "Lee").oddities
    assert match_name(surname, "Lee") is None
    assert match_name("Lee", surname) is None


@pytest.mark.parametrize(
    "surname",
    [
        "Ｋｈａｎ",
        "ﬁsher",
        "Oʼ Brien",
        "Oʿbrien",
        "O\ua78cBrien",
        "Smith & Jones",
        "Khan (Ali)",
        "Yılmaz",
        "Straße",
        "Müller",
        "Ó Súilleabháin",
        "García-López",
        "Ñañez",
        "Ångström",
        "D’Angelo",
        "Šimić",
        "İnönü",
        "Nguyễn",
        "Ng",
        "Na",
        "Null-Smith",
    ],
)
def test_a_real_name_is_neither_damaged_nor_a_stand_in(surname: str) -> None:
    assert read_name(surname, "Lee").oddities == ()
    assert match_name(surname, "Lee") is not None


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700-900-123",
        "+4407700900123",
        "447700900123",
        "44 07700 900123",
        "7700900123",
        "(07700) 900 123",
        "07700–900123",
    ],
)
def test_a_mobile_number_has_one_form(typed: str) -> None:
    assert read_mobile(typed) == "07700 900123"


@pytest.mark.parametrize(
    "typed",
    [
        "none given",
        "07700900",
        "01865 266000",
        "+33 6 12 34 56 78",
        "07600 900123",
        "07000 900123",
        "",
        "+7700900123",
        "07777777777",
        "07123456789",
        "07700000000",
    ],
)
def test_what_is_no_uk_mobile_number_is_not_read(typed: str) -> None:
    assert read_mobile(typed) is None


def test_a_mobile_of_the_isle_of_man_is_no_pager() -> None:
    assert read_mobile("07624 900123") == "07624 900123"


def test_a_number_that_no_text_reaches_is_said_to_be_what_it_is() -> None:
    kinds = {
        "01865 266000": "landline",
        "01632 960001": "landline",
        "+44 20 7946 0000": "landline",
        "+33 6 12 34 56 78": "abroad",
        "07640 123456": "pager",
        "070 1472 5836": "only sends calls on",
        "0345 123 1234": "business",
        "0770090": "too few digits",
        "07700 900123 4567": "too many digits",
        "07999 999999": "where there is none",
        "none given": "not a phone number",
        "": "",
        "07700 900123": "",
    }
    for typed, kind in kinds.items():
        said = wrong_with_mobile(typed)
        assert kind in said, (typed, said)
        assert bool(said) is bool(kind)


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
