"""A fact is read in one place, whichever way it comes: the form and an import use the same readers, and no others."""

from __future__ import annotations

import ast

import pytest

from tests.support.source import FILES, calls, nodes

DOORS = ("web/case/referral_form.py", "intake/export_values.py")
READERS = {
    "read_name": "people/names.py",
    "tidy_name": "people/names.py",
    "surname_key": "people/names.py",
    "read_mobile": "people/contact.py",
    "read_email": "people/contact.py",
    "read_postcode": "people/contact.py",
    "read_pnc_id": "people/identifiers.py",
    "read_cro": "people/identifiers.py",
    "read_asn": "people/identifiers.py",
    "read_urn": "people/identifiers.py",
    "canonical_code": "referrals/offences.py",
    "day_from_parts": "shared/written_dates.py",
    "time_from_text": "shared/written_dates.py",
    "read_written": "shared/written_dates.py",
    "plain_line": "shared/plain_text.py",
    "odd_about_bail": "intake/facts.py",
    "odd_about_arrest": "intake/facts.py",
}
"""Each reader, and the one file that may define it."""
BOTH_USE = ("read_name", "read_mobile", "read_email", "read_postcode", "canonical_code", "century_of_birth")


def defines(text: str) -> set[str]:
    return {node.name for node in nodes(text) if isinstance(node, ast.FunctionDef)}


def names_in(text: str) -> set[str]:
    return {node.id for node in nodes(text) if isinstance(node, ast.Name)}


def reads_by_itself(text: str) -> list[str]:
    """Functions that read a date, a number or a name by themselves: a library's parser, a pattern, a clean-up of its
    own."""
    own = {
        "datetime.strptime",
        "datetime.fromisoformat",
        "date.fromisoformat",
        "time.fromisoformat",
        "re.compile",
        "unicodedata.normalize",
    }
    return [called for _, called in calls(text) if called in own]


@pytest.mark.parametrize("reader", sorted(READERS))
def test_each_reader_is_defined_once(reader: str) -> None:
    assert [name for name, text in FILES.items() if reader in defines(text)] == [READERS[reader]]


@pytest.mark.parametrize("door", DOORS)
def test_both_ways_in_use_the_readers_and_read_nothing_by_themselves(door: str) -> None:
    assert set(BOTH_USE) <= names_in(FILES[door])
    assert reads_by_itself(FILES[door]) == []


def test_a_second_reading_would_be_noticed() -> None:
    assert reads_by_itself("on = datetime.strptime(text, '%d/%m/%Y')") == ["datetime.strptime"]
    assert reads_by_itself(FILES["people/contact.py"]) != []
    assert defines("def read_mobile(text):\n    return text") == {"read_mobile"}
