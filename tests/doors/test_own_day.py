"""The day as he reads it: where it is, what the venue says of itself where it says it, what he needs and the answer."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import CourseDate, Venue
from programme.notices.discretion import give_aways
from programme.people.models import Person
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_provider, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
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

    def change(db: Session) -> None:
        venue = db.get_one(Venue, stage.world.venue.id)
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


# ---- what he needs, and the answer

NEEDS = "/my-booking/needs"


def provider_of(stage: Stage) -> Browser:
    account = an_account(stage.database, Door.PROVIDER, provider_id=stage.world.provider.id)
    return Browser(an_app(a_wiring(stage.database, clock=stage.clock))).sign_in_as(account)


def test_he_says_what_he_needs_and_reads_the_answer_where_he_said_it(database: Database) -> None:
    stage = with_a_place(database)
    (date,) = read(database, lambda db: db.scalars(select(CourseDate)).all())
    assert f'href="{NEEDS}"' in stage.get(PAGE).text
    assert "what you need" in main_words(stage.get(NEEDS)).lower()
    said = stage.post(NEEDS, kinds=["step_free", "interpreter"], language="Romanian", words="")
    assert said.status_code == 303
    page = main_words(stage.get(said.headers["location"]))
    assert "We have what you said" in page
    assert "You asked for A way in without steps An interpreter Language Romanian" in page
    assert "Answer No answer yet" in page
    assert "What you need on the day No answer yet" in main_words(stage.get())

    provider = provider_of(stage)
    here = f"/provider/dates/{date.reference}"
    assert "1 person asked for something and waits" in main_words(provider.get(here))
    listed = provider.get(f"{here}/needs")
    assert "J.S." in main_words(listed)
    assert stage.person.surname not in listed.text, "before the day nobody needs a name"
    (link,) = (link for link in links_on(listed) if link.startswith(f"{here}/needs/"))
    wrong = provider.post(link, {"arranged": "no", "answer": ""})
    assert wrong.status_code == 422
    assert "Say why it cannot be arranged" in main_words(wrong)
    told = provider.post(link, {"arranged": "no", "answer": "No lift, but 2 people help with the 3 steps"})
    assert told.headers["location"] == f"{here}/needs?done=1"
    assert "The person is told" in main_words(provider.get(told.headers["location"]))
    assert "asked for something and waits" not in main_words(provider.get(here))
    assert "This is answered" in main_words(provider.get(link))
    answered = main_words(stage.get(NEEDS))
    assert "It cannot be arranged as you asked No lift, but 2 people help with the 3 steps" in answered
    start = main_words(stage.get())
    assert "What you need on the day It cannot be arranged as you asked No lift, but 2 people help with the 3" in start
    assert give_aways(answered) == []


def test_all_that_is_missing_is_said_at_once_and_nothing_typed_is_lost(database: Database) -> None:
    stage = with_a_place(database)
    refused = stage.post(NEEDS, kinds=["interpreter", "other", "carer"], language="", words="")
    assert refused.status_code == 422
    words = main_words(refused)
    assert "Enter the language that you speak best" in words
    assert "Say what else you need" in words
    assert refused.text.count(" checked") == 3
    alone = stage.post(NEEDS, words="A ramp", language="")
    assert "Choose what you need, or “Something else”" in main_words(alone)
    assert "A ramp" in alone.text


def test_what_the_desk_recorded_is_shown_and_not_asked_again(database: Database) -> None:
    stage = with_a_place(database)

    def record(db: Session) -> None:
        person = db.get_one(Person, stage.person.id)
        person.interpreter, person.adjustments = "Polish", "Reads slowly"

    database.write_now(record)
    assert "We know this already, and you need not say it again: an interpreter, Polish; Reads slowly" in main_words(
        stage.get(NEEDS)
    )


def test_the_card_at_the_door_says_what_was_asked_for_and_what_was_answered(database: Database) -> None:
    stage = with_a_place(database)
    (date,) = read(database, lambda db: db.scalars(select(CourseDate)).all())
    stage.post(NEEDS, kinds=["prayer_room"], language="", words="")
    stage.clock.at = date.starts_at - timedelta(minutes=20)
    provider = provider_of(stage)
    provider.post(f"/provider/dates/{date.reference}/register/open")
    register = provider.get(f"/provider/dates/{date.reference}/register")
    assert "Adjustment" in main_words(register)
    card = main_words(provider.get(f"/provider/dates/{date.reference}/register/1"))
    assert "Asked for: A room to pray in . Nobody has answered." in card.replace("pray in.", "pray in .")


def test_nobody_at_another_provider_reads_or_answers_them(database: Database) -> None:
    stage = with_a_place(database)
    (date,) = read(database, lambda db: db.scalars(select(CourseDate)).all())
    stage.post(NEEDS, kinds=["carer"], language="", words="")
    other = an_account(database, Door.PROVIDER, provider_id=a_provider(database).id)
    browser = Browser(an_app(a_wiring(database, clock=stage.clock))).sign_in_as(other)
    for path in ("needs", "needs/1"):
        assert browser.get(f"/provider/dates/{date.reference}/{path}").status_code == 404
    assert provider_of(stage).get(f"/provider/dates/{date.reference}/needs/999").status_code == 404


def test_who_has_not_said_yes_cannot_say_it_here_and_reads_whom_to_ring(database: Database) -> None:
    words = main_words(a_stage(database, answered=False).get(NEEDS))
    assert "This cannot be changed here now. Do you need something? Call 01632 960001" in words
