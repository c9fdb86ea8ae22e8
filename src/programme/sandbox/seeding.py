"""Migrating and seeding a rehearsal, and saying how to get in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from programme.opening import DatabaseUnfit, database_exists, open_database
from programme.people.accounts import has_rehearsal_accounts
from programme.people.reference_rows import load_reference_rows
from programme.sandbox.addresses import addresses
from programme.sandbox.people import bring_people, keep_slips, kept_slips
from programme.sandbox.world import PASSWORD, REHEARSAL_STAFF, build_world, is_empty
from programme.settings import Settings
from programme.storage.clock_seen import confirm_clock
from programme.storage.migrating import upgrade
from programme.storage.purpose import Purpose, mark_purpose, purpose_of
from programme.wiring import Wiring, wire


def check_own(settings: Settings) -> None:
    """Raise DatabaseUnfit unless the database is a rehearsal's, or nobody's yet. Changes nothing."""
    if not database_exists(settings.database_url):
        return
    database = open_database(settings, threads=1)
    try:
        if not database.read_now(_is_own):
            raise DatabaseUnfit(NOT_A_REHEARSALS)
    finally:
        database.dispose()


NOT_A_REHEARSALS = (
    "This database was not made by a rehearsal, and nothing was touched. "
    "Name an empty one in PROGRAMME_DEMO_DATABASE_URL, or leave that out."
)


def _is_own(db: Session) -> bool:
    if purpose_of(db) is Purpose.REHEARSAL:
        return True
    tables = set(inspect(db.connection()).get_table_names()) - {"alembic_version"}
    if "accounts" not in tables:
        return not tables
    return has_rehearsal_accounts(db) or is_empty(db)  # the former from before there was a mark


def migrate() -> None:
    """Bring the rehearsal's database up to date."""
    upgrade(Settings().database_url)


def seed(port: int, home: Path) -> str:
    """Mark the database as a rehearsal's, build the world if there is none, and return the words to print."""
    wiring = wire(Settings())
    try:
        wiring.database.write_now(mark_purpose, Purpose.REHEARSAL, now=wiring.wall_clock.now())
        if wiring.database.read_now(is_empty):
            _seed(wiring, home)
        else:
            wiring.database.write_now(load_reference_rows)
        wiring.database.write_now(confirm_clock, now=wiring.wall_clock.now())  # by whoever starts the rehearsal
    finally:
        wiring.close()
    return _how_to_get_in(port, home)


def _seed(wiring: Wiring, home: Path) -> None:
    now = wiring.clock.now()
    wiring.database.write_now(build_world, now=now)
    keep_slips(bring_people(wiring.database, now=now), home / "slips.json")


def _how_to_get_in(port: int, home: Path) -> str:
    at = addresses(port)
    width = max(len(staff.email) for staff in REHEARSAL_STAFF)
    slips = [slip for slip in kept_slips(home / "slips.json") if slip.told]
    lines = [
        "",
        f"Staff sign in at {at.web_url}/sign-in with the password {PASSWORD}",
        *(f"  {staff.door.value:<9} {staff.email:<{width}}  {staff.name}" for staff in REHEARSAL_STAFF),
        "",
        f"The person himself signs in at {at.web_url}/ with what stands on his slip",
        *(f"  {slip.reference}  {slip.secret}  {slip.word:<12}  {_born(slip.born_on)}  {slip.told}" for slip in slips),
        "",
        f"Inbox     {at.stage_url}/inbox     every message that was sent",
        f"Clock     {at.stage_url}/clock     move the time, and what is due happens",
        f"Payments  {at.stripe_url}/sandbox/stripe",
        "          4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks for more",
        "",
        "A custody export to import: tests/samples/custody-export.csv, or make one of any size with",
        "          .venv/bin/python tools/make_custody_export.py 500 export.csv --today YYYY-MM-DD",
        "",
        "Ctrl-C stops everything; the data stays. make demo-reset starts over.",
        "",
    ]
    return "\n".join(lines)


def _born(text: str) -> str:
    born_on = date.fromisoformat(text)
    return f"born {born_on.day} {born_on.month} {born_on.year}"
