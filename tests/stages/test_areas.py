"""The areas of a force: read as they are typed, and found by their name or a station."""

from __future__ import annotations

import pytest

from programme.courses.areas import MOST_AREAS, Areas, area_of
from programme.courses.models import LONGEST_AREA, Area

TYPED = """ Milton Keynes : DA,  DG , Bletchley

Oxfordshire: BA
Loddon Valley
"""
AREAS = Areas.read(TYPED)


def test_a_line_is_an_area_with_its_stations_and_is_shown_as_it_was_meant() -> None:
    assert AREAS.areas == [
        Area("Milton Keynes", ["DA", "DG", "Bletchley"]),
        Area("Oxfordshire", ["BA"]),
        Area("Loddon Valley", []),
    ]
    assert AREAS.wrong() == []
    assert Areas.read("\n".join(AREAS.lines)) == AREAS


@pytest.mark.parametrize(
    ("said", "area"),
    [
        (("milton  KEYNES",), "Milton Keynes"),
        (("da",), "Milton Keynes"),
        (("", "BA"), "Oxfordshire"),
        (("Mars", "BA"), "Oxfordshire"),
        (("Loddon Valley", "BA"), "Loddon Valley"),
        (("",), ""),
        (("D",), ""),
    ],
)
def test_an_area_is_found_by_its_name_or_a_station_of_it(said: tuple[str, ...], area: str) -> None:
    assert area_of(AREAS.areas, *said) == area


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("North: AA\nSouth: aa", "The station AA stands there twice. Leave one"),
        ("North\nnorth", "The area North stands there twice. Leave one"),
        ("x" * (LONGEST_AREA + 1), f"must have a name of 1 to {LONGEST_AREA} characters"),
        (": AA", f"must have a name of 1 to {LONGEST_AREA} characters"),
        ("\n".join(f"A{number}" for number in range(MOST_AREAS + 1)), f"Enter at most {MOST_AREAS} areas"),
    ],
)
def test_all_that_is_wrong_with_a_list_is_said(typed: str, wrong: str) -> None:
    ((field, message),) = Areas.read(typed).wrong()
    assert field == "areas"
    assert wrong in message


def test_a_change_is_told_area_by_area() -> None:
    changes = Areas.read("Milton Keynes: DA\nOxfordshire: BA\nBerkshire").changes_from(AREAS)
    assert [str(change) for change in changes] == [
        "Area Milton Keynes: DA, DG, Bletchley to DA",
        "Area Loddon Valley: listed to not listed",
        "Area Berkshire: not listed to listed",
    ]
