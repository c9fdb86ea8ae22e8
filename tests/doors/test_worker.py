"""The worker as a process of its own: it starts, looks, follows the rehearsal's clock, and stops when it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from programme.integrations.clock import MovableClock
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from programme.storage.job_runs import job_runs
from tests.support.builders import NOW, a_referral, a_world, an_offer
from tests.support.clients import NOWHERE
from tests.support.ending import with_its_parent
from tests.support.mail import a_mail_server

PATIENCE_SECONDS = 60.0


@contextmanager
def a_worker(database_url: str, clock_file: Path, mail_port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "ENVIRONMENT": "test",
        "DATABASE_URL": database_url,
        "CLOCK_FILE": str(clock_file),
        "SMTP_PORT": str(mail_port),
        "STRIPE_BASE_URL": NOWHERE,
        "WORKER_TICK_SECONDS": "1",
    }
    environment = {**os.environ, **{f"PROGRAMME_{name}": value for name, value in settings.items()}}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "programme", "worker"], env=environment, stderr=out, preexec_fn=with_its_parent
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(true: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.1)


def test_it_starts_follows_the_clock_and_stops_in_good_order(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    clock = MovableClock(tmp_path / "clock.json")
    clock.move_to(NOW)
    case = a_referral(database, a_world(database), state=ReferralState.OFFERED)
    offer = an_offer(database, case, state=OfferState.OPEN, answer_by_at=NOW + timedelta(days=2))
    log = tmp_path / "log"

    def offer_is() -> str:
        return database.read_now(lambda db: db.get_one(Offer, offer.id).state.value)

    def case_is() -> str:
        return database.read_now(lambda db: db.get_one(Referral, case.id).state.value)

    with a_mail_server() as server, a_worker(database_url, clock.file, server.port, log) as worker:
        wait_until(lambda: "lapse_offers" in database.read_now(job_runs), log)
        assert offer_is() == "open"

        clock.move_to(NOW + timedelta(days=3))

        wait_until(lambda: case_is() == "returned", log)
        assert offer_is() == "lapsed"
        wait_until(lambda: "officer@example.org" in {letter.to for letter in server.letters}, log)

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=PATIENCE_SECONDS) == 0
    assert "worker_stopped" in log.read_text()
    assert case.reference not in log.read_text()
