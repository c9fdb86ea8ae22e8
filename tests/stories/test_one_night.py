"""One night in custody: nine men are referred from the keyboard, one of them twice, and an export of two hundred rows
is taken in and answered at once; two records are put right, and a disposal is corrected by a second person.

Told with scripts on one engine and without on the other, where the night is short: five men, and sixty rows.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Browser

from make_custody_export import make, pnc_id
from programme.shared.dates import LONDON, london_date
from tests.support.browser import Somebody
from tests.support.by_keyboard import (
    SECONDS_A_KEY,
    SECONDS_A_PRESS,
    Record,
    explains_and_signs_by_keyboard,
    fills_the_form_by_keyboard,
)
from tests.support.case_pages import prints_the_slip
from tests.support.earlier import Earlier
from tests.support.people import CUSTODY, SUPERVISOR, Cast, step
from tests.support.rehearsal import Rehearsal

MEN = ("Nightworth", "Abara", "Brzezinski", "Cadwaladr", "Dhillon", "Eriksson", "Fotheringay", "Gwilliam", "Huxtable")
MOST_KEYS, MOST_KEYS_WITHOUT_SCRIPTS, MOST_SECONDS = 200, 220, 60
"""From the custody record to the slip, with what he says back in three short answers, that he can decide, and whether
he wanted a solicitor. It took 193 keys and clicks and 45 seconds when this was written; without scripts a place is
typed out, and an answer takes a key more."""


def test_one_night(chromium: Browser, rehearsal: Rehearsal, earlier: Earlier, engine_name: str, tmp_path: Path) -> None:
    long = engine_name == "sqlite"
    cast = Cast(chromium, rehearsal, javascript=long)
    today = london_date(rehearsal.now())

    with step("Given a sergeant at the desk, who refers nine men and the fourth again, each from his custody record"):
        sergeant = cast.staff(CUSTODY)
        cases = [refers(sergeant, each) for each in custody_records(today, MEN if long else MEN[:5])]

    with step("Then one took less than 200 keys and a minute to the slip, with what he says back and the offer"):
        sergeant.open(f"/custody/referrals/{cases[0].reference}")
        hands = sergeant.hands
        sergeant.press("Make the offer")
        keys = explains_and_signs_by_keyboard(sergeant)
        prints_the_slip(sergeant, cases[0].reference, date(1981, 1, 9))
        spent = replace(cases[0], keys=cases[0].keys + keys, presses=cases[0].presses + sergeant.hands - hands)
        assert spent.strokes < (MOST_KEYS if sergeant.javascript else MOST_KEYS_WITHOUT_SCRIPTS), spent
        assert spent.seconds < MOST_SECONDS, spent

    with step(
        "When last night's export is taken in, and the answers that its cases wait for are given for all at once"
    ):
        takes_in_an_export(sergeant, tmp_path, today=today, rows=200 if long else 60)
        answers_for_all(sergeant)

    with step("When the name of the second turns out to be another, and the third's crime number comes"):
        puts_right(sergeant, cases[1].reference)
        adds_the_crime_number(sergeant, cases[2].reference)

    supervisor = cast.staff(SUPERVISOR)
    with step("And when the last turns out to be the fourth again, another looks at both numbers too, and it ends"):
        says_recorded_twice(sergeant, cases[-1].reference, right=cases[3].reference)
        sergeant.sees("Until then its clock is watched")
        says_recorded_twice(supervisor, cases[-1].reference, right=cases[3].reference)
        supervisor.sees("Ended as a duplicate of another case", cases[3].reference)
        supervisor.open(f"/custody/referrals/{cases[3].reference}")
        supervisor.sees_nothing_of("Ended as a duplicate of another case")

    with step("And a case is withdrawn, and recorded as charged"):
        withdraws(sergeant, cases[4].reference)
        records_disposal(sergeant, cases[4].reference, "Charge issued", at=rehearsal.now())

    with step("Then a second person puts that right, and both stay on record"):
        records_disposal(
            supervisor,
            cases[4].reference,
            "No further action",
            at=rehearsal.now(),
            because="Not in the public interest: a police decision",
            why="The charge was another man's.",
        )
        supervisor.unfolds("What was recorded as done")
        supervisor.sees("Charge issued", "No further action")

    with step("And finds the clocks of the night among those that run"):
        supervisor.open("/custody/clocks")
        supervisor.sees("Running clocks", "the shortest first")

    cast.leave()


@dataclass(frozen=True, slots=True)
class Referred:
    """A case, and what it took to type it."""

    reference: str
    keys: int
    presses: int

    @property
    def strokes(self) -> int:
        """Keys and presses together."""
        return self.keys + self.presses

    @property
    def seconds(self) -> float:
        """How long a trained hand takes for them."""
        return self.keys * SECONDS_A_KEY + self.presses * SECONDS_A_PRESS


def custody_records(today: date, surnames: Sequence[str]) -> list[Record]:
    """All of them, and the fourth once more under another custody number: a colleague did not know of him."""
    chance = random.Random(9)
    men = [
        Record(surname, custody=f"43MD/{3100 + number}/{today:%y}", pnc=pnc_id(chance, today), month=1 + number)
        for number, surname in enumerate(surnames)
    ]
    return [*men, replace(men[3], custody=f"43MD/3199/{today:%y}")]


def refers(sergeant: Somebody, record: Record) -> Referred:
    """From the open form to the case."""
    sergeant.open("/custody/referrals/new")
    hands, typed = sergeant.hands, sergeant.letters
    keys = fills_the_form_by_keyboard(sergeant, record)
    sergeant.sees("OX4 2ZZ")
    sergeant.press("Refer")
    reference = sergeant.path.rsplit("/", 1)[1]
    return Referred(reference, keys + sergeant.letters - typed, sergeant.hands - hands)


def takes_in_an_export(sergeant: Somebody, folder: Path, *, today: date, rows: int) -> None:
    """The rows of a night: those that can be taken become cases with one button."""
    file = folder / "export.csv"
    make(rows, file, seed=5, today=today, encoding="cp1252")
    sergeant.open("/custody/import")
    sergeant.upload("Custody export", "export.csv", file.read_bytes())
    sergeant.press("Read the file")
    sergeant.waits_for(f"export.csv: {rows} rows", seconds=60)
    sergeant.press("Take the ticked rows")
    sergeant.sees("Who is told", "The persons themselves: nobody")
    sergeant.press("Take them all")
    sergeant.waits_for("rows have become cases", "of these cases wait for answers", seconds=60)


def answers_for_all(sergeant: Somebody) -> None:
    """Every case that can be answered with the others, with one reason."""
    sergeant.follow("give the missing answers for many at once")
    if sergeant.group("Does each of them admit the offence?").count():
        sergeant.choose("Does each of them admit the offence?", "Yes, and it is recorded")
    sergeant.choose("Is there enough evidence to charge each of them?", "Yes")
    for each in sergeant.main.get_by_role("checkbox").all():
        each.check()
    sergeant.fill("How is this known of all of them?", "One operation; the officers' records were checked tonight.")
    sergeant.press("Go on")
    sergeant.main.get_by_role("button").first.click()
    sergeant.waits_for("cases were answered")


def puts_right(sergeant: Somebody, reference: str) -> None:
    """His surname was misheard: what follows is shown first, and the old one stays on record."""
    sergeant.open(f"/custody/referrals/{reference}")
    sergeant.follow("Correct the record")
    sergeant.open(f"{sergeant.path}/person")
    sergeant.fill("Surname", "Abaraonye")
    sergeant.fill("Why is it put right?", "He spelled it again for the solicitor.")
    sergeant.press("Check what this changes")
    sergeant.sees("Abara", "Abaraonye")
    sergeant.press("Put it right")
    sergeant.sees("Abaraonye")


def adds_the_crime_number(sergeant: Somebody, reference: str) -> None:
    """A number that comes later is added."""
    sergeant.open(f"/custody/referrals/{reference}/record/numbers")
    sergeant.fill("Crime number", "43260012345")
    sergeant.press("Check what this changes")
    sergeant.press("Put it right")
    sergeant.unfolds("Numbers")
    sergeant.sees("43260012345")


def withdraws(sergeant: Somebody, reference: str) -> None:
    """The force takes the case back, before an offer."""
    sergeant.open(f"/custody/referrals/{reference}")
    sergeant.follow("Withdraw the case")
    sergeant.main.get_by_role("radio").first.check()
    sergeant.press("Withdraw the case")
    sergeant.sees("Withdrawn")


def records_disposal(
    officer: Somebody, reference: str, what: str, *, at: datetime, because: str = "", why: str = ""
) -> None:
    """Say what was done, read what follows, record it."""
    officer.open(f"/custody/referrals/{reference}/disposal")
    officer.choose("What was done?", what)
    if because:
        officer.choose("Why is no further action taken?", because)
    officer.fill_date("Date it was done", london_date(at))
    officer.fill("Time it was done", at.astimezone(LONDON).strftime("%H:%M"))
    if why:
        officer.fill("Why", why)
    officer.press("Check what follows")
    officer.press("Correct it" if why else "Record it")
    officer.sees(what)


def says_recorded_twice(sergeant: Somebody, reference: str, *, right: str) -> None:
    """End the warnings of the one, or say that they can end; the other is watched on."""
    sergeant.open(f"/custody/referrals/{reference}")
    sergeant.follow("End it: recorded twice, or referred in error")
    sergeant.choose("Why should this case end?", "Recorded twice")
    sergeant.fill("The right case", right)
    sergeant.fill("How do you know?", "One arrest: a colleague had referred him an hour before.")
    sergeant.press("End this case")
