"""The clock runs out: the officer is warned, once a day, whatever is stopped and started; what he does not answer goes
up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.earlier import Earlier
from tests.support.people import SUPERVISOR, Cast, step

OFFICER = "rowe@example.org"


@pytest.mark.only_on(
    "postgresql", reason="test_one_night.py opens its pages on both, tests/actions ask both who is told"
)
def test_a_warning_comes_once_a_day_also_after_a_restart_and_goes_up_when_nobody_answers(
    cast: Cast, earlier: Earlier
) -> None:
    with step("Given a case whose offence was long ago"):
        him = earlier.a_man_with_an_offer(days_ago=100)
        assert warnings(cast, him.reference) == 0

    with step("When the clock moves on until less than six weeks are left"):
        cast.move_clock_to(cast.rehearsal.now() + timedelta(days=46))

    with step("Then the officer in the case is warned, by one line of the morning's message"):
        cast.waits_for_message(OFFICER, f"- {him.reference}: ")
        assert warnings(cast, him.reference) == 1

    with step("And not again that day, when everything was stopped and started and another case had its warning"):
        cast.rehearsal.stop()
        cast.rehearsal.start()
        next_one = earlier.a_man_with_an_offer(days_ago=124)
        assert warnings(cast, him.reference) == 1

    with step("When nobody has said for two working days that he has seen it, the supervisor is told"):
        cast.move_clock_to(cast.rehearsal.now() + timedelta(days=4))
        cast.waits_for_message(SUPERVISOR, f"- {him.reference}: ")

    with step("And the supervisor says that he has seen it, from his desk"):
        supervisor = cast.staff(SUPERVISOR)
        supervisor.open("/custody")
        supervisor.sees("deadline warnings to acknowledge", him.reference)
        supervisor.press(f"I have seen this warning about {him.reference}")

    with step("And the supervisor finds both among the running clocks, and opens one"):
        supervisor.open("/custody/clocks")
        supervisor.turns_pages_to(him.reference)
        supervisor.turns_pages_to(next_one.reference)
        supervisor.open("/custody/clocks")
        supervisor.turns_pages_to(him.reference)
        supervisor.follow(him.reference)
        supervisor.unfolds("Deadline warnings")
        supervisor.sees("Charge by", him.surname, "Seen by Jo Lindqvist")


def warnings(cast: Cast, reference: str) -> int:
    """How many warnings about a case the officer has."""
    return sum(f"- {reference}: " in message for message in cast.messages_to(OFFICER))
