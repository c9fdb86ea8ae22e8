"""The rehearsal's clock page: a day and time are London's, as the page says them, in summer too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from programme.integrations.clock import MovableClock
from programme.sandbox.inbox import Inbox
from programme.sandbox.stage import LONGEST_JUMP, create_stage
from tests.support.builders import NOW


@pytest.fixture
def clock(tmp_path: Path) -> MovableClock:
    found = MovableClock(tmp_path / "clock.json")
    found.move_to(NOW)
    return found


def move(clock: MovableClock, **form: str) -> str:
    stage = create_stage(Inbox(None, clock.now), clock, web_url="http://web", stripe_url="http://stripe")
    with TestClient(stage) as browser:
        answer = browser.post("/clock", data=form)
        assert answer.status_code == 200
        return answer.text


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2027-03-20T10:40", datetime(2027, 3, 20, 10, 40, tzinfo=UTC)),
        ("2027-03-29T10:40", datetime(2027, 3, 29, 9, 40, tzinfo=UTC)),
    ],
)
def test_a_day_and_time_are_londons_in_winter_and_in_summer(clock: MovableClock, typed: str, at: datetime) -> None:
    page = move(clock, to=typed)
    assert abs(clock.now() - at) < timedelta(minutes=1)
    assert "at 10:4" in page


def test_a_step_is_from_now_on(clock: MovableClock) -> None:
    move(clock, step="week")
    assert abs(clock.now() - NOW - timedelta(days=7)) < timedelta(minutes=1)


@pytest.mark.parametrize("typed", ["", "tomorrow", f"{NOW + LONGEST_JUMP + timedelta(days=2):%Y-%m-%dT%H:%M}"])
def test_what_is_no_time_or_too_far_moves_nothing(clock: MovableClock, typed: str) -> None:
    move(clock, to=typed)
    assert abs(clock.now() - NOW) < timedelta(minutes=1)
