"""A year of unheld roles, a mail relay that is down for days, an officer's mailbox that is gone, a coordinator who
leaves, people who see everything and do nothing, and a clock that jumps: every case ends told.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.storage.database import Database
from tests.support.troubled_year import Trouble, TroubledYear
from tests.support.true_causes import told_without_offer, untrue_reasons
from tests.support.who_was_told import AfterTheYear


def lived(year: TroubledYear, database: Database) -> AfterTheYear:
    year.live()
    return AfterTheYear(database, year.last_on, year.can_act)


def shows_that_every_case_ended_told(year: TroubledYear, after: AfterTheYear, database: Database) -> None:
    for trouble in Trouble:
        assert after.not_told_in_time(trouble) == [], trouble
        assert after.incidents_not_told(trouble) == [], trouble
        assert any(after.ran_out(case) for case in after.cases if case.force == trouble), f"{trouble} proves little"
    assert after.lost() == []
    assert after.two_on_one_day() == []
    assert untrue_reasons(database, year.seen, year.heard) == []
    assert told_without_offer(database) == []
    assert year.changed_in_doubt == []
    tried_again = [row for row in after.messages if row.attempts > 1 and row.sent_at is not None]
    assert tried_again, "a relay that was never down proves little"


def test_in_a_year_of_troubles_every_case_ends_told(database: Database) -> None:
    """Of cases that come late, which is where telling is a matter of days; the long form has them all."""
    cases, days = (8, 25) if database.is_sqlite else (4, 12)  # a rule knows no engine, and a day runs every statement
    year = TroubledYear(database, cases=cases, days=days, seed=3, late=(70, 90, 110), after=timedelta(days=130))
    shows_that_every_case_ended_told(year, lived(year, database), database)


@pytest.mark.long
@pytest.mark.parametrize(("cases", "days", "seed"), [(24, 50, 3), *((150, 200, seed) for seed in range(100, 104))])
def test_in_whole_years_of_troubles_every_case_ends_told(database: Database, cases: int, days: int, seed: int) -> None:
    year = TroubledYear(database, cases=cases, days=days, seed=seed)
    shows_that_every_case_ended_told(year, lived(year, database), database)


@pytest.mark.only_on("sqlite", reason="that a check can fail is shown once: it reads rows of either engine")
def test_a_year_of_troubles_in_which_nothing_guards_them_would_show_each(database: Database) -> None:
    year = TroubledYear(database, cases=6, days=6, seed=3, after=timedelta(days=70), late=(110, 130), guarded=False)
    year.down_on, year.jumps = range(30, 80), {75: timedelta(days=365)}
    after = lived(year, database)
    for trouble in Trouble:
        if trouble is Trouble.NO_ROLES_AND_NO_FALLBACK:
            after.tasks.clear()  # that there is nobody is all that can be said, and a return has said it
        assert after.not_told_in_time(trouble) != [], trouble
        assert after.incidents_not_told(trouble) != [], trouble
    assert after.lost() != []
    assert year.changed_in_doubt == [timedelta(days=365)]
