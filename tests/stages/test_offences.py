from __future__ import annotations

import pytest

from programme.referrals.offences import PROGRAMME_OFFENCES, CodeKind, kind_of_code, offence
from programme.referrals.words import OFFENCE_CODE_SENTENCES


def test_the_programme_is_for_one_summary_offence() -> None:
    assert sorted(PROGRAMME_OFFENCES) == ["SX03213"]
    found = offence("SX03213")
    assert found is not None
    assert (found.act, found.section, found.mode) == ("Sexual Offences Act 2003", "51A", "summary")


@pytest.mark.parametrize("text", ["SX03213", "sx03213", " SX 03213 "])
def test_case_and_spaces_of_a_code_do_not_matter(text: str) -> None:
    assert kind_of_code(text) is CodeKind.PROGRAMME
    assert offence(text) == offence("SX03213")


@pytest.mark.parametrize("number", range(2, 12))
def test_every_offence_against_a_child_is_blocked(number: int) -> None:
    code = f"SX03{100 + number}"
    assert kind_of_code(code) is CodeKind.CHILD
    assert kind_of_code(f"{code}A") is CodeKind.CHILD, "an attempt as well"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SX03A53", CodeKind.CHILD),
        ("SX03212", CodeKind.EXPLOITED),
        ("SO59003", CodeKind.SELLER),
        ("SO59004", CodeKind.SELLER),
        ("SO59A01", CodeKind.SELLER),
        ("SO59501", CodeKind.SELLER),
        ("SX85001", CodeKind.REPEALED),
        ("SX85007", CodeKind.REPEALED),
        ("SX03213A", CodeKind.OTHER),
        ("TH68001", CodeKind.OTHER),
        ("COML025", CodeKind.OTHER),
        ("SXO3213", CodeKind.UNREADABLE),
        ("SX3213", CodeKind.UNREADABLE),
        ("s.51A", CodeKind.UNREADABLE),
        ("", CodeKind.UNREADABLE),
    ],
)
def test_every_other_code_has_its_own_reason(code: str, expected: CodeKind) -> None:
    assert kind_of_code(code) is expected
    assert OFFENCE_CODE_SENTENCES[expected]


def test_an_offence_that_is_not_listed_is_none() -> None:
    assert offence("TH68001") is None


def test_a_mode_of_trial_the_source_guessed_is_not_repeated() -> None:
    old = offence("SX85001")
    assert old is not None
    assert old.mode == ""
