"""The whole case, from a night's export to what custody did, with three men on one course date.

One comes and stays, one does not come, one was sent by a neighbouring force. Told with scripts on SQLite and without on
PostgreSQL: what a browser runs and where a row is kept do not know of each other.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from make_custody_export import make
from programme.courses.unusual_days import usual_day_from
from programme.notices.discretion import give_aways
from programme.shared.dates import LONDON, london_date, london_instant, spoken_day, spoken_instant
from tests.support.browser import Somebody
from tests.support.case_pages import (
    accepts,
    answers_before_going_on,
    explains_and_signs,
    fills_the_form,
    finishes_paying,
    pays,
    prints_the_slip,
    says_it_back,
)
from tests.support.earlier import Earlier, Man
from tests.support.people import CUSTODY, NEIGHBOUR, PROVIDER, Cast, Slip, step
from tests.support.rehearsal import Rehearsal

STARTS = time(11, 0)


def test_the_whole_case(
    chromium: Browser, rehearsal: Rehearsal, earlier: Earlier, engine_name: str, tmp_path: Path
) -> None:
    javascript = engine_name == "sqlite"
    cast = Cast(chromium, rehearsal, javascript)
    name = "Waverley" if javascript else "Hollinswood"

    with step("Given a provider who offers a date sixteen days from now"):
        provider = cast.staff(PROVIDER)
        held_on = usual_day_from(london_date(rehearsal.now()) + timedelta(days=16))
        held_on = offers_a_date(provider, held_on, venue=2 if javascript else 3)

    with step("And a sergeant who takes in last night's export"):
        sergeant = cast.staff(CUSTODY)
        takes_in_an_export(sergeant, tmp_path, today=london_date(rehearsal.now()), seed=11 + javascript)

    with step("When he refers one more man on the one-page form, after mistakes"):
        born_on = date(1981, 4, 9)
        email = f"{name.lower()}@example.org"
        makes_mistakes(sergeant)
        fills_the_form(sergeant, name, born_on, email, offence_on=london_date(rehearsal.now()) - timedelta(days=3))
        reference = refers(sergeant, name)

    with step("And makes the offer, and prints the slip"):
        slip = makes_the_offer(sergeant, reference, born_on, today=london_date(rehearsal.now()))
        cast.waits_for_message(email, "You can choose a date now")

    with step("Then the man signs in with what stands on it, and is not asked again what he signed"):
        man = cast.man("the man", slip)
        man.sees("You said yes", "Choose a date")

    with step("And chooses the date, and pays: with a card that is declined, then with one his bank asks about"):
        books(man, held_on)
        pays(man, "4000 0000 0000 0002")
        man.sees("Your card was declined")
        pays(man, "4000 0025 0000 3155")
        man.press("Complete")

    with step("And his place is confirmed, on the page and by a message"):
        man.sees("Your place is confirmed")
        man.open("/my-booking")
        man.sees("Come to your appointment", "£95, paid", spoken_day(held_on))
        cast.waits_for_message(email, "is confirmed")
        keeps_it_in_his_calendar(man)

    with step(
        "Given a second man with a place, and a third whom the neighbouring force refers: he signs after his yes"
    ):
        absent = earlier.a_man_with_an_offer(accepted=True)
        with_a_paid_place(cast, absent.slip, held_on)
        neighbour = cast.staff(NEIGHBOUR)
        theirs = refers_from_next_door(neighbour, cast, f"{name}s", london_date(rehearsal.now()))
        third = cast.man("the neighbour's man", theirs.slip)
        accepts(third, "There is a form to go through before you can choose a date")
        signs_the_document(neighbour, theirs.reference, rehearsal.now())
        third.open("/my-booking")
        books(third, held_on)
        finishes_paying(third)

    with step("When a week before the day has come"):
        cast.move_clock_to(london_instant(held_on - timedelta(days=7), time(10, 5)))

    with step("Then he is reminded, in words that tell nobody anything"):
        reminder = cast.waits_for_message(email, f"your appointment on {spoken_day(held_on)}")
        assert give_aways(reminder) == []

    with step("When the day has come, and the provider opens the register on a phone"):
        cast.move_clock_to(london_instant(held_on, time(10, 40)))
        trainer = cast.staff(PROVIDER, phone=True)
        opens_the_register(trainer, held_on)

    with step("Then two come, with identity, and the third is marked as absent when the door has closed"):
        comes_in(trainer, "Colin", name, "Passport")
        comes_in(trainer, "Colin", f"{name}s", "Driving licence")
        trainer.sees("2 of 3 in")

    with step("And when the day is over the provider closes it, and signs"):
        cast.move_clock_to(london_instant(held_on, time(16, 5)))
        signs(trainer)

    with step("Then custody finds both results in its tray, and acknowledges them"):
        sergeant = cast.staff(CUSTODY)
        acknowledges(sergeant, reference, "Completed")
        acknowledges(sergeant, absent.reference, "Not completed")

    with step("And records what was done, which stops the clock"):
        records_what_was_done(sergeant, reference, rehearsal.now())

    with step("And the case tells its story, with times and names"):
        sergeant.open(f"/custody/referrals/{reference}")
        tells_the_story(sergeant, held_on)

    with step("And the man reads that he has finished, in neutral words"):
        man.open("/my-booking")
        man.sees("You have finished", "Thank you, that is all.")
        cast.waits_for_message(email, "Thank you, that is all")

    with step("And the one who did not come reads that it has gone back"):
        late = cast.man("the man who did not come", absent.slip)
        late.sees("This has ended", "It is down as not completed, because you did not come.")

    with step("And the neighbouring force sees its own result, and acknowledges it"):
        neighbour.open("/partner/returns")
        neighbour.follow(theirs.reference)
        neighbour.sees(f"{name}s", "Completed")
        neighbour.sees_nothing_of(reference, absent.reference)
        neighbour.press("I have received this")
        neighbour.sees("Received on")

    cast.leave()


# ---- custody


def takes_in_an_export(sergeant: Somebody, folder: Path, *, today: date, seed: int) -> None:
    """Upload a night's export, look at the verdicts, take the good rows; the counts add up."""
    file, rows = folder / "export.csv", 14
    make(rows, file, seed=seed, today=today, encoding="cp1252")
    sergeant.follow("Import")
    sergeant.press("Read the file")
    sergeant.sees_errors("Choose the export file")
    sergeant.upload("Custody export", "export.csv", file.read_bytes())
    sergeant.press("Read the file")
    sergeant.waits_for("Rows of the export")
    ticked = sergeant.main.get_by_role("checkbox", checked=True).count()
    assert 0 < ticked <= rows
    sergeant.sees(f"{rows} rows, {ticked} ticked")
    sergeant.press("Take the ticked rows")
    sergeant.press("Take them all" if ticked > 1 else "Take it")
    sergeant.waits_for("become" if ticked > 1 else "has become a case", "Became cases")
    assert counted(sergeant, "Became cases") == ticked
    assert counted(sergeant, "Together") == rows


def counted(sergeant: Somebody, what: str) -> int:
    """One figure of the table that says what became of the rows."""
    return int(sergeant.row(what).get_by_role("cell").last.inner_text())


def makes_mistakes(sergeant: Somebody) -> None:
    """Send the form with mistakes: all are said at once, and nothing that was typed is lost."""
    sergeant.follow("Refer")
    sergeant.fill("Forenames", "Colin")
    group = sergeant.group("Date of birth")
    for part, typed in (("Day", "31"), ("Month", "2"), ("Year", "1981")):
        group.get_by_label(part, exact=True).fill(typed)
    sergeant.fill("Postcode", "nonsense")
    sergeant.fill("PNC ID", "2010/0217220A")
    sergeant.fill("Time of the offence", "quarter past")
    sergeant.press("Check answers")
    sergeant.sees_errors(
        "Enter his surname",
        "Date of birth must be a real date",
        "Enter the date of the offence: the clock runs from it",
        "Time of the offence must be a time, like 9:30am or 21:30",
        "Enter where it happened",
        "Choose whether he admits the offence",
        "Choose whether there is enough evidence to charge him",
        "Choose whether there was violence, a weapon or a threat",
        "Choose whether he has such previous convictions",
        "Choose whether there is any sign that the person solicited needs protecting",
        "Choose whether a drug intervention was considered",
        "Choose how he left custody",
        "Choose how we may contact him",
        "Postcode must be a UK postcode like OX4 2ZZ, or left empty",
    )
    for label, typed in (("Forenames", "Colin"), ("Postcode", "nonsense"), ("Time of the offence", "quarter past")):
        assert sergeant.page.get_by_label(label, exact=True).input_value() == typed
    assert group.get_by_label("Day", exact=True).input_value() == "31"


def refers(sergeant: Somebody, surname: str) -> str:
    """Put it aside as a draft, take it up again, check the answers, refer; the case's reference."""
    sergeant.press("Save draft")
    sergeant.follow(f"Colin {surname}")
    assert sergeant.page.get_by_label("Place of the offence", exact=True).input_value() == "Oxford Road, Reading"
    sergeant.press("Check answers")
    sergeant.sees(surname, "Read as", "Flagged")
    sergeant.press("Refer")
    sergeant.sees("Make the offer")
    return sergeant.path.rsplit("/", 1)[1]


def makes_the_offer(sergeant: Somebody, reference: str, born_on: date, *, today: date) -> Slip:
    """Make the offer and print the slip, whose name and words tell nobody what it is about."""
    sergeant.press("Make the offer")
    sergeant.sees("He has to answer by")
    explains_and_signs(sergeant, today)
    sergeant.sees("Print the slip")
    return prints_the_slip(sergeant, reference, born_on)


def acknowledges(sergeant: Somebody, reference: str, verdict: str) -> None:
    """Find a result in the tray and say that it has arrived."""
    sergeant.open("/custody/returns")
    sergeant.follow(reference)
    sergeant.sees(verdict)
    sergeant.press("I have received this")
    sergeant.sees("Received on")


def records_what_was_done(sergeant: Somebody, reference: str, now: datetime) -> None:
    """The last line of the file."""
    sergeant.open(f"/custody/returns/{reference}")
    sergeant.press("Record what was done")
    sergeant.choose("What was done?", "No further action")
    sergeant.choose("Why is no further action taken?", "Not in the public interest: a police decision")
    sergeant.fill_date("Date it was done", london_date(now))
    sergeant.fill("Time it was done", now.astimezone(LONDON).strftime("%H:%M"))
    if sergeant.page.get_by_label("Why", exact=True).count():
        sergeant.fill("Why", "It is not in the public interest to go on.")
    sergeant.press("Check what follows")
    sergeant.sees("The clock runs on until")
    sergeant.press("Record it")
    sergeant.sees("No further action")


def tells_the_story(sergeant: Somebody, held_on: date) -> None:
    """The timeline names what happened, when, and who did it."""
    sergeant.unfolds("What happened")
    story = sergeant.page.locator(".programme-timeline").inner_text()
    for words in ("Sam Okafor", "Ruth Adeyemi", spoken_day(held_on)):
        assert words in story, story
    assert len(sergeant.page.locator(".moj-timeline__item").all()) >= 10, story


# ---- the man


def books(man: Somebody, held_on: date) -> None:
    """Choose the date of this story, which leads to the card page."""
    man.press("See the dates")
    man.main.get_by_role("radio", name=f"{spoken_day(held_on)} 11am").check()
    man.press("Book this date and pay £95")


def with_a_paid_place(cast: Cast, slip: Slip, held_on: date) -> None:
    """Somebody who has accepted books and pays."""
    man = cast.man("the second man", slip)
    books(man, held_on)
    finishes_paying(man)


def keeps_it_in_his_calendar(man: Somebody) -> None:
    """The calendar file says no more than that there is an appointment."""
    man.press("Where to go and what to bring")
    with man.page.expect_download() as kept:
        man.page.get_by_role("link", name="Put it in your calendar").click()
    text = Path(kept.value.path()).read_text()
    assert "SUMMARY:Appointment" in text
    assert give_aways(f"{kept.value.suggested_filename}\n{text}") == []


# ---- the provider


def offers_a_date(provider: Somebody, on: date, *, venue: int) -> date:
    """Put a date on sale, on the first day from this one on which the rehearsal has none at the venue yet."""
    provider.follow("Dates")
    provider.press("Offer a date")
    venues = provider.page.get_by_role("combobox", name="Venue", exact=True)
    venues.select_option(index=venue)
    provider.fill_date("Day", on)
    provider.fill("Start", "11am")
    provider.fill("End", "4pm")
    provider.fill("Places", "6")
    provider.press("Save the date")
    while "You already have a date at this venue" in provider.main.inner_text():
        on = usual_day_from(on + timedelta(days=1))
        provider.page.get_by_role("combobox", name="Venue", exact=True).select_option(index=venue)
        provider.fill_date("Day", on)
        provider.press("Save the date")
    provider.sees(spoken_day(on))
    return on


def opens_the_register(trainer: Somebody, on: date) -> None:
    """From this week's card to the open register."""
    trainer.open("/provider/dates")
    trainer.follow(f"{spoken_instant(london_instant(on, STARTS))}")
    trainer.press("Go to the register")
    trainer.press("Open the register")
    trainer.sees("0 of 3 in")


def comes_in(trainer: Somebody, forename: str, surname: str, identity: str) -> None:
    """Find the man's line by tapping initials, check his identity, let him in."""
    register = trainer.path
    for seat in (1, 2, 3):
        trainer.open(f"{register}/{seat}")
        if re.search(rf"\b{forename} {surname}\b", trainer.main.inner_text()):
            break
    trainer.press("Arrived")
    trainer.choose("Photo identity shown", identity)
    trainer.press("Arrived")


def signs(trainer: Somebody) -> None:
    """Mark the rest, see every result before it goes out, and sign."""
    trainer.open(f"{trainer.path.removesuffix('/register')}/sign")
    trainer.press("Mark the 1 remaining as did not come")
    trainer.press("Mark all 2 present as completed")
    trainer.sees("What the results will be")
    trainer.press("Sign the register")
    trainer.sees("There is a problem")
    trainer.page.get_by_role("checkbox").check()
    trainer.press("Sign the register")
    trainer.sees("Register signed", "2 completed", "1 not completed")


# ---- the neighbouring force


def signs_the_document(neighbour: Somebody, reference: str, now: datetime) -> None:
    """Record the document that he signed at a desk, after he had answered on his phone."""
    neighbour.open(f"/partner/cases/{reference}/caution")
    answers_before_going_on(neighbour, "The paper was read to him before he signed, or he read it himself")
    neighbour.choose("Has he spoken to a solicitor, or said no to one after being asked?", "Yes, he spoke to one")
    neighbour.fill("The solicitor, or his reason for saying no", "R. Patel, Patel & Co")
    neighbour.tick("Before he signed, he was warned that he may be prosecuted if he does not keep to the conditions")
    neighbour.fill_date("Date he signed", london_date(now))
    neighbour.fill("Time he signed", now.astimezone(LONDON).strftime("%H:%M"))
    neighbour.press("Record that he signed it")
    neighbour.sees("The caution document is recorded")


def refers_from_next_door(neighbour: Somebody, cast: Cast, surname: str, today: date) -> Man:
    """Refer a man at the partner's door, make the offer and print his slip there."""
    born_on = date(1975, 11, 2)
    email = f"{surname.lower()}@example.org"
    neighbour.open("/partner/refer")
    fills_the_form(neighbour, surname, born_on, email, offence_on=today - timedelta(days=4))
    neighbour.fill("Your reference for the case", "NH/77/26")
    neighbour.press("Check answers")
    neighbour.press("Refer")
    reference = neighbour.path.rsplit("/", 1)[1]
    neighbour.press("Make the offer")
    says_it_back(neighbour)
    neighbour.choose("Has he signed the caution document?", "Not yet")
    neighbour.press("Make the offer")
    return Man(surname, prints_the_slip(neighbour, reference, born_on), email)
