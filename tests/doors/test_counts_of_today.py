"""Every count under "Needs you now" is as many as the list that it leads to shows."""

from __future__ import annotations

import re
from datetime import timedelta

from programme.actions.write_shift_note import write_shift_note
from programme.duties.models import Task, TaskKind
from programme.intake.models import ReferralDraft
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.people.sign_ins import account_actor
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world, add, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import warn_forces
from tests.support.page_reader import main_words
from tests.support.rungs import a_clock
from tests.support.states_of_a_case import StatesOfACase, cases_in

NUMBER = re.compile(r'<li><a class="govuk-link"\s+href="([^"]+)"><strong>(\d+)</strong>')


def rows_behind(his: Browser, address: str) -> int:
    """The rows of the list; where it is a part of a page, of that part."""
    text = his.get(address.replace("&amp;", "&")).text
    _, part, table = address.partition("#")
    if part:
        text = text[text.index(f'id="{table}"') :].partition("</table>")[0]
    return sum(body.count("<tr") for body in re.findall(r"<tbody.*?</tbody>", text, re.DOTALL))


def test_every_count_of_today_is_as_many_as_its_list_shows(database: Database) -> None:
    """The control is the list of another count."""
    world = a_world(database)
    cases_in(StatesOfACase(database, world))
    officer, colleague = (an_account(database, Door.CUSTODY, force_code="43", roles=frozenset(Role)) for _ in range(2))
    for number in range(7):
        case = a_referral(database, world, bail_return_on=NOW.date() - timedelta(days=1))
        add(database, Task(referral_id=case.id, kind=TaskKind.NOBODY_TO_TELL, due_on=NOW.date(), raised_at=NOW))
        message = {"notice": "offer_made", "referral_id": case.id, "channel": Channel.EMAIL, "address": "", "facts": {}}
        when = {"state": Delivery.BY_HAND, "queued_at": NOW, "next_try_at": NOW}
        add(database, OutboxMessage(dedupe_key=f"{number}", **message, **when))
    add(database, ReferralDraft(account_id=officer.id, typed={"surname": "Nguyen"}, saved_at=NOW))
    a_clock(database, world, 20)
    warn_forces(database, now=NOW)
    for station in ("", "EA", "EA"):
        note = {"station": station, "text": "Look at the cells."}
        database.write_now(write_shift_note, actor=account_actor(colleague), now=NOW, **note)

    his = Browser(an_app(a_wiring(database))).sign_in_as(officer)
    counted = {href: int(number) for href, number in NUMBER.findall(his.get("/custody").text)}
    shown = {href: rows_behind(his, href) for href in counted}
    notes = his.get("/custody/hand-over/force")
    shown["/custody/hand-over"] = sum(map(int, re.findall(r"\((\d+) to read\)", main_words(notes))))
    assert his.get("/custody/hand-over/EA").text.count("I have read it") == 2
    assert shown == counted
    assert len(counted) == 13
    assert rows_behind(his, "/custody#tasks") != counted["/custody?whole=tasks#tasks"]
