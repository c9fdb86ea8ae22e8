from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.shared.references import (
    EXAMPLE_REFERENCE,
    LIKE_A_REFERENCE,
    REFERENCE_ALPHABET,
    SECRET_ALPHABET,
    canonical_secret,
    new_reference,
    new_secret,
    read_reference,
    wrong_with_reference,
    wrong_with_secret,
)
from tests.support.source import FILES, ROOT, nodes

LOOK_ALIKES = "01OILS5"
ALONE = re.compile(rf"(?<!-){LIKE_A_REFERENCE.pattern}(?!-)")
"""And no part of something longer."""
REFERENCES = st.builds(new_reference)


def test_no_alphabet_holds_characters_that_look_alike() -> None:
    assert not set(LOOK_ALIKES) & set(REFERENCE_ALPHABET + SECRET_ALPHABET)
    assert not set("AEIOU") & set(REFERENCE_ALPHABET), "without vowels no reference spells a word"


def test_a_reference_is_two_groups_of_four_and_reads_as_itself() -> None:
    for _ in range(200):
        reference = new_reference()
        assert re.fullmatch(f"[{REFERENCE_ALPHABET}]{{4}}-[{REFERENCE_ALPHABET}]{{4}}", reference)
        assert read_reference(reference) == reference


def test_references_are_not_drawn_twice_in_a_thousand() -> None:
    assert len({new_reference() for _ in range(1000)}) == 1000


@given(reference=REFERENCES)
def test_case_spaces_and_dashes_do_not_matter(reference: str) -> None:
    plain = reference.replace("-", "")
    for typed in (plain.lower(), f" {plain[:2]} {plain[2:]} ", reference.replace("-", "–"), "-".join(plain)):
        assert read_reference(typed) == reference


@given(reference=REFERENCES, place=st.integers(0, 7), other=st.sampled_from(REFERENCE_ALPHABET))
def test_one_wrong_character_is_never_another_valid_reference(reference: str, place: int, other: str) -> None:
    plain = reference.replace("-", "")
    changed = plain[:place] + other + plain[place + 1 :]
    assert read_reference(changed) == (reference if changed == plain else None)


@given(reference=REFERENCES, place=st.integers(0, 6))
def test_two_swapped_neighbours_are_never_another_valid_reference(reference: str, place: int) -> None:
    plain = reference.replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert read_reference(swapped) == (reference if swapped == plain else None)


def test_letters_that_no_reference_holds_are_taken_for_the_digit_they_look_like() -> None:
    reference = next(r for r in iter(new_reference, "") if "8" in r and "2" in r)
    assert read_reference(reference.replace("8", "B").replace("2", "Z")) == reference


@pytest.mark.parametrize("text", ["", "K7M2", "K7M2-9QXD-2", "OOOO-IIII", "☃" * 8, "K7M2-9QX\n", "x" * 10_000])
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


@given(text=st.text())
def test_whatever_was_typed_is_either_nothing_or_in_its_final_form(text: str) -> None:
    for read in (read_reference, canonical_secret):
        found = read(text)
        assert found is None or read(found) == found


def test_what_pages_show_for_an_example_reads_like_one_and_no_case_can_have_it() -> None:
    assert LIKE_A_REFERENCE.fullmatch(EXAMPLE_REFERENCE)
    assert not set(EXAMPLE_REFERENCE.replace("-", "")) - set(REFERENCE_ALPHABET)
    assert read_reference(EXAMPLE_REFERENCE) is None


def test_no_page_shows_another_example() -> None:
    assert in_words('x = "like K7M2-9QXH" # K7M2-9QXH') == {"K7M2-9QXH"}, "the control"
    assert in_words('def f() -> None:\n    """Such as K7M2-9QXH."""\nx = f"like {f}"') == set()
    shown = {file: found for file, text in FILES.items() if (found := in_words(text) - {EXAMPLE_REFERENCE})}
    assert shown == {}
    for template in (*ROOT.glob("templates/**/*.html"), *ROOT.glob("notifications/*/*.txt")):
        assert not LIKE_A_REFERENCE.search(re.sub(r"{#.*?#}", "", template.read_text(), flags=re.DOTALL)), template


def in_words(source: str) -> set[str]:
    """Texts like a reference in what a module says, and not in what it says of itself."""
    own = {id(node.value) for node in nodes(source) if isinstance(node, ast.Expr)}
    said = (node for node in nodes(source) if isinstance(node, ast.Constant) and id(node) not in own)
    return {found for one in said if isinstance(one.value, str) for found in ALONE.findall(one.value)}


def test_a_secret_holds_58_bits_in_three_groups() -> None:
    assert len(SECRET_ALPHABET) ** 12 >= 2**58
    secret = new_secret()
    assert re.fullmatch(f"(?:[{SECRET_ALPHABET}]{{4}}-){{2}}[{SECRET_ALPHABET}]{{4}}", secret)
    assert len({new_secret() for _ in range(1000)}) == 1000


@given(secret=st.builds(new_secret))
def test_a_secret_is_the_same_however_it_is_typed(secret: str) -> None:
    plain = secret.replace("-", "").lower()
    assert canonical_secret(plain) == canonical_secret(" ".join(plain)) == canonical_secret(f" {secret} ") == secret


@given(text=st.text(max_size=30) | REFERENCES | st.builds(new_secret))
def test_what_is_wrong_is_said_of_whatever_cannot_be_one_and_of_nothing_else(text: str) -> None:
    assert (wrong_with_reference(text) == "") == (read_reference(text) is not None)
    assert (wrong_with_secret(text) == "") == (canonical_secret(text) is not None)


@pytest.mark.parametrize("text", ["", "X7KM-4QPD", "X7KM-4QPD-9RTO", "X7KM-4QPD-9RTW-2"])
def test_what_cannot_be_a_secret_is_none(text: str) -> None:
    assert canonical_secret(text) is None
