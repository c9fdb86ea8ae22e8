"""The day as he reads it: where it is, in lines, on a map, and what the venue says of itself, only where it says it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from programme.courses.models import Venue
from programme.storage.database import Database
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import links_on, main_words

PAGE = "/my-booking/booking"
SAID = {
    "on_the_door": "Mill House",
    "how_to_get_in": "Ring the lower bell",
    "step_free": "A lift from the yard",
    "transport": "Bus 9 to Mill Lane",
    "parking": "None near by",
    "food": "Bring your own lunch",
}
LABELS = ("It says on the door", "How to get in", "Step-free access", "Getting there", "Parking", "Food and drink")


def with_a_place(database: Database, **facts: str) -> Stage:
    stage = a_stage(database)
    stage.place(stage.a_date())

    def change(db: object) -> None:
        venue = db.get_one(Venue, stage.world.venue.id)  # type: ignore[attr-defined]
        for name, value in facts.items():
            setattr(venue, name, value)

    database.write_now(change)
    return stage


def test_the_address_stands_in_lines_and_everything_that_the_venue_says_beside_its_name(database: Database) -> None:
    stage = with_a_place(database, address="Unit 3, 1 Mill Lane , Reading", **SAID)
    page = stage.get(PAGE)
    assert "Unit 3<br>1 Mill Lane<br>Reading<br>XY1 2AB" in page.text
    words = main_words(page)
    for label, said in zip(LABELS, SAID.values(), strict=True):
        assert f"{label} {said}" in words


def test_what_the_venue_does_not_say_has_no_line(database: Database) -> None:
    words = main_words(with_a_place(database).get(PAGE))
    assert [label for label in LABELS if label in words] == []
    assert "Where 1 Mill Lane XY1 2AB" in words


def test_the_map_is_told_the_address_and_nothing_of_him(database: Database) -> None:
    stage = with_a_place(database, address="1 Mill Lane, Reading", name="Mill Hall", **SAID)
    page = stage.get(PAGE)
    (link,) = (link for link in links_on(page) if link.startswith("https:"))
    assert parse_qs(urlsplit(link).query) == {"api": ["1"], "query": ["1 Mill Lane, Reading, XY1 2AB"]}
    assert page.text.count('rel="noreferrer">Find the address on a map') == 1
    assert "Mill Hall" not in page.text, "nobody but staff calls it so"
