"""Migrating and seeding a rehearsal, and saying how to get in."""

from __future__ import annotations

from programme.sandbox.addresses import addresses
from programme.sandbox.world import PASSWORD, STAFF, build_world, is_empty
from programme.settings import Settings
from programme.storage.migrating import upgrade
from programme.wiring import Wiring, wire


def migrate_and_seed(port: int) -> str:
    """Bring the database up to date, build the world if there is none, and return the words to print."""
    settings = Settings()
    upgrade(settings.database_url)
    wiring = wire(settings)
    try:
        if wiring.database.read_now(is_empty):
            _seed(wiring)
        return _how_to_get_in(wiring, port)
    finally:
        wiring.close()


def _seed(wiring: Wiring) -> None:
    wiring.database.write_now(build_world, now=wiring.clock.now())


def _how_to_get_in(wiring: Wiring, port: int) -> str:
    del wiring
    at = addresses(port)
    width = max(len(staff.email) for staff in STAFF)
    lines = [
        "",
        f"The rehearsal is at {at.web_url}/sign-in (staff) and {at.web_url}/ (the person himself).",
        "",
        *(f"  {staff.door.value:<9} {staff.email:<{width}}  {PASSWORD}" for staff in STAFF),
        "",
        f"Inbox {at.stage_url}/inbox   Clock {at.stage_url}/clock   Payments {at.stripe_url}/sandbox/stripe",
        "Card numbers: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks for more.",
        "Ctrl-C stops everything; the data stays. `make demo-reset` starts over.",
    ]
    return "\n".join(lines)
