"""An offence that only its place tells from one that is here: the form asks, and a row of an export waits."""

from __future__ import annotations

import re

from httpx import Response
from sqlalchemy import select

from programme.jobs.imports import read_custody_imports
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.exports import EXPORTED_AT, an_export, plain_rows
from tests.support.page_reader import links_on, main_words, mark_on
from tests.support.refer_form import ANSWERS, NEW


def test_the_form_asks_and_what_is_said_makes_the_case(database: Database) -> None:
    a_world(database)
    desk = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))

    def checked(place: str) -> Response:
        return desk.post(NEW, ANSWERS | {"offence_place": place})

    def confirmed(page: Response) -> str:
        sent = desk.post(f"{NEW}/save", hidden_on(page.text))
        return str(sent.headers["location"]).rpartition("/")[2]

    first = confirmed(checked("Oxford Road"))
    assert "referred before" in main_words(checked("oxford road"))
    page = checked("Station Hill")
    words = main_words(page)
    assert (
        f"another? One of this person at the same minute, with the same code, is here: case {first} at Oxford Road."
        in words
    )
    assert "You entered Station Hill." in words
    assert "Refer as another offence" in words
    assert f"/custody/referrals/{first}" in links_on(page.text)
    second = confirmed(page)
    assert read(database, lambda db: db.execute(select(Referral.reference).order_by(Referral.id)).scalars().all()) == [
        first,
        second,
    ]


def hidden_on(page: str) -> dict[str, object]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_a_row_of_an_export_waits_until_somebody_ticks_it(database: Database) -> None:
    """In one file and against what is stored; by itself, not with all the others that are to decide."""
    a_world(database)
    clock = StandingClock(EXPORTED_AT)
    app = an_app(a_wiring(database, clock=clock, wall_clock=clock))
    desk = Browser(app).sign_in_as(an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk"))
    (row,) = plain_rows(1)
    rows = [row | {"OffencePlace": place} for place in ("Oxford Road", "Station Hill", "oxford road.")]

    def read_in(*given: dict[str, str]) -> str:
        address = str(
            desk.post("/custody/import", files={"file": ("n.csv", an_export(*given), "text/csv")}).headers["location"]
        )
        read_custody_imports(database, now=EXPORTED_AT)
        return address

    def ticked(address: str, *lines: int, do: str = "take") -> None:
        sent = {"shown": "2,3,4", "verdict": "", "line": [str(line) for line in lines], "do": do}
        answer = desk.post(f"{address}/ticks", sent)
        if do == "take":
            page = desk.get(answer.headers["location"])
            desk.post(f"{address}/take", {"mark": mark_on(page)})
            read_custody_imports(database, now=EXPORTED_AT)

    address = read_in(*rows)
    words = main_words(desk.get(address))
    assert "is here: line 2 at Oxford Road. If it is the same one, leave this row. Tick it if it is another." in words
    assert "is here already: line 2" in words
    ticked(address, 2)
    assert cases_in(database) == ["Oxford Road"]
    ticked(address, do="all")
    assert "0 ticked" in main_words(desk.get(address))
    ticked(address, 3)
    assert cases_in(database) == ["Oxford Road", "Station Hill"]
    again = main_words(desk.get(read_in(rows[1], row | {"OffencePlace": "Garrard Street"})))
    assert "is here already" in again
    assert "at Oxford Road" in again
    assert "at Station Hill" in again


def cases_in(database: Database) -> list[str]:
    return list(
        read(database, lambda db: db.execute(select(Referral.offence_place).order_by(Referral.id)).scalars().all())
    )
