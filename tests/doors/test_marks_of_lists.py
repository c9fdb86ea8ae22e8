"""Every list says of a case what the case's own page says: its state, and the day that its clock comes to next."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

from sqlalchemy.orm import Session

from programme.intake.models import CustodyImport, ImportRow
from programme.intake.states import ImportState
from programme.outcomes.models import ResultReason
from programme.people.models import Account
from programme.people.names import family_key
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_concern, a_person, a_world, an_account, an_exchange
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import warn_forces
from tests.support.rungs import TODAY, a_clock, staffed
from tests.support.states_of_a_case import StatesOfACase

CHIP = re.compile(r"programme-chip programme-chip--[^>]*>(?:<svg.*?</svg>)?([^<]*)</span>", re.DOTALL)
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
DAYS = 25


def on_bail(database: Database, world: World, **facts: Any) -> Referral:
    """A case whose bail comes first: to charge it has a month."""
    return a_clock(database, world, DAYS, bail_return_on=TODAY + timedelta(days=9), referred_at=NOW, **facts)


def stopped(database: Database, world: World, **facts: Any) -> Referral:
    case = on_bail(database, world, state=ReferralState.INELIGIBLE, **facts)
    a_concern(database, case)
    return case


def waits_in_an_import(database: Database, case: Referral, account: Account) -> int:
    def write(db: Session) -> int:
        found = CustodyImport(account_id=account.id, force_code="43", uploaded_at=NOW, state=ImportState.DONE)
        db.add(found)
        db.flush()
        row = {"verdict": "accept", "reasons": [], "flags": [], "explanation": [], "raw": {}, "ticked": True}
        db.add(ImportRow(import_id=found.id, line=1, referral_id=case.id, **row))
        return int(found.id)

    return database.write_now(write)


def chips_of(page: str, reference: str) -> set[str]:
    return {unescape(chip) for row in ROW.findall(page) if reference in row for chip in CHIP.findall(row)}


def test_every_list_says_of_a_case_what_its_own_page_says(database: Database) -> None:
    world = a_world(database)
    people = staffed(database)
    him = a_person(database, surname="Marsh", surname_key=family_key("Marsh", "John"), born_on=date(1980, 3, 12))
    facts = {"officer_email": "", "officer_name": "Nobody", "person": him}
    halted, open_ = stopped(database, world, **facts), on_bail(database, world, state=ReferralState.UNDECIDED, **facts)
    back = StatesOfACase(database, world).returned(ResultReason.DID_NOT_COME, on_bail(database, world, **facts))
    for case in (halted, open_, back):
        an_exchange(database, case, "43")
    warn_forces(database, now=NOW)
    number = waits_in_an_import(database, open_, people[Role.SUPERVISOR])
    roles = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING})
    desk = an_account(database, Door.CUSTODY, force_code="43", roles=roles, rank="Insp")
    partner = an_account(database, Door.PARTNER, force_code="43", roles=frozenset({Role.PARTNER_STAFF, *roles}))
    app = an_app(a_wiring(database))
    at = {who.door: Browser(app).sign_in_as(who) for who in (desk, partner, people[Role.COORDINATOR])}
    wanted = {}
    for case in (halted, open_, back):
        page = at[Door.CUSTODY].get(f"/custody/referrals/{case.reference}").text
        wanted[case.reference] = unescape(CHIP.findall(page)[0])
    assert set(wanted.values()) == {"9 days to his bail"}, "the control: no case counts to its last day to charge"

    lists = {
        "/custody": (halted, open_, back),
        "/custody/referrals": (halted, open_, back),
        "/custody/clocks": (halted, open_, back),
        "/custody/warnings": (halted, open_, back),
        "/custody/concerns": (halted,),
        "/custody/returns": (back,),
        "/custody/hand-over/force": (halted, open_, back),
        f"/custody/officers/{open_.reference}": (halted, open_, back),
        f"/custody/officers/{open_.reference}/cover": (halted, open_, back),
        f"/custody/import/{number}/answers": (open_,),
        "/partner": (halted, open_, back),
        "/partner/returns": (back,),
        "/admin/referrals": (halted, open_, back),
        "/admin/clocks": (halted, open_, back),
        "/admin/without-officer": (halted, open_, back),
        "/admin/warnings?of=all": (),
    }
    said: dict[tuple[str, str], set[str]] = {}
    for address, cases in lists.items():
        listed = at[Door(address.split("/")[1])].get(address)
        assert listed.status_code == 200, address
        said |= {(address, case.reference): chips_of(listed.text, case.reference) for case in cases}
        if halted in cases:
            row = next(row for row in ROW.findall(listed.text) if halted.reference in row)
            assert "Not eligible" not in row, address
    assert {where: chips for where, chips in said.items() if chips != {wanted[where[1]]}} == {}
    found = at[Door.CUSTODY].post("/custody/search", {"surname": "Marsh", **BORN})
    assert found.status_code == 200
    assert chips_of(found.text, back.reference) == {wanted[back.reference]}
    for address in ("/partner/cases/{}", "/partner/returns/{}"):
        page = at[Door.PARTNER].get(address.format(back.reference)).text
        assert unescape(CHIP.findall(page)[0]) == wanted[back.reference], address


BORN = {"born_on-day": "12", "born_on-month": "3", "born_on-year": "1980"}
