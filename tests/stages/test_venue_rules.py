"""Faults of a venue's details, and which changes of one people are told of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from programme.courses.providers import ProviderDetails, wrong_with_provider
from programme.courses.refusals import DetailsRefused
from programme.courses.venues import RoomDetails, VenueDetails, check_venue, tells_people, wrong_with_venue

HALL = VenueDetails("Mill Hall", "1 Mill Lane, Reading", "RG1 3AB", "Blue door", "Ramp at the side")


def wrong(**changed: Any) -> dict[str, str]:
    return dict(wrong_with_venue(replace(HALL, **changed)))


def test_a_venue_as_it_should_be_is_taken() -> None:
    assert wrong(rooms=(RoomDetails("Room 1", 12), RoomDetails("Room 2", 8))) == {}
    check_venue(HALL)


def test_what_is_missing_or_no_postcode_is_said_together() -> None:
    assert set(wrong(name="", address="", postcode="Reading")) == {"name", "address", "postcode"}
    with pytest.raises(DetailsRefused) as refused:
        check_venue(VenueDetails("", "", ""))
    assert refused.value.explanation.count("Enter") == 3


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "Police Club"),
        ("address", "Probation Office, 3 High Street"),
        ("how_to_get_in", "Ask for the offender course"),
        ("step_free", "Through the custody entrance"),
        ("parking", "Behind the magistrates"),
        ("on_the_door", "Police Training"),
        ("food", "The probation canteen"),
        ("transport", "Stop at the Crown Court"),
    ],
)
def test_nothing_that_he_reads_may_say_what_it_is_about(field: str, text: str) -> None:
    assert set(wrong(**{field: text})) == {field}


@pytest.mark.parametrize(
    ("typed", "good"), [("", True), ("01632 960 444", True), ("ask for Ana", False), ("12", False)]
)
def test_the_number_on_the_day_can_be_dialled_or_is_empty(typed: str, good: bool) -> None:
    assert wrong(day_number=typed) == ({} if good else {"day_number": "Enter a telephone number, like 01632 960 001"})


def test_a_street_may_be_called_court_road() -> None:
    assert wrong(address="2 Court Road") == {}
    assert set(wrong(name="Court Road Hall")) == {"name"}


def test_rooms_have_names_of_their_own_and_hold_somebody() -> None:
    rooms = (RoomDetails("Hall", 12), RoomDetails("hall", 0), RoomDetails("", 5), RoomDetails("Custody suite", 9))
    assert set(wrong(rooms=rooms)) == {"room_2", "seats_2", "room_3", "room_4"}


@pytest.mark.parametrize("field", ["address", "postcode", "on_the_door", "how_to_get_in", "step_free"])
def test_people_are_told_where_they_would_stand_elsewhere(field: str) -> None:
    changed: dict[str, Any] = {field: "RG1 4AB"}
    assert tells_people(HALL, replace(HALL, **changed))


@pytest.mark.parametrize("field", ["name", "parking", "transport", "food", "day_number"])
def test_people_are_not_told_of_the_rest(field: str) -> None:
    changed: dict[str, Any] = {field: "Another"}
    assert not tells_people(HALL, replace(HALL, **changed))
    assert not tells_people(HALL, replace(HALL, rooms=(RoomDetails("Room 1", 12),)))


@pytest.mark.parametrize(("typed", "good"), [("", True), ("+44 1632 960001", True), ("call me", False), ("12", False)])
def test_a_provider_has_a_telephone_that_can_be_dialled_or_none(typed: str, good: bool) -> None:
    found = dict(wrong_with_provider(ProviderDetails("Ridgeway", "R. A.", "a@example.org", typed)))
    assert (found == {}) is good
