"""A case whose man was put right, and whoever comes with the facts that it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from programme.actions.correct_record import correct_record
from programme.intake.checking import check_arrival
from programme.referrals.corrections import RecordPart
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, read
from tests.support.referring import PLAIN, an_officer, case_of, refer

AS_ENTERED = replace(PLAIN, pnc_id="")
OF_NOBODY = {"surname": "Okafor", "forenames": "Chidi", "born_on": date(1975, 2, 2)}


@pytest.mark.parametrize(
    ("custody_number", "repeats"), [("", False), ("HA/2002/27", False), (AS_ENTERED.custody_reference, True)]
)
def test_who_had_been_taken_for_the_man_is_no_repeat_without_that_mans_custody_number(
    database: Database, custody_number: str, repeats: bool
) -> None:
    """It had been another man. Now he whose name it bore comes himself, of the same minute; or the export again."""
    a_world(database)
    desk = replace(an_officer(database), rank="Sgt")
    case = case_of(database, refer(database, desk, AS_ENTERED).reference)
    said: dict[str, Any] = {"part": RecordPart.PERSON, "facts": OF_NOBODY, "reason": "His brother was arrested."}
    database.write_now(correct_record, actor=desk, now=NOW, reference=case.reference, **said)

    comes = replace(AS_ENTERED, custody_reference=custody_number)
    about = read(database, lambda db: check_arrival(db, comes, actor=desk, now=NOW).about)

    assert (about.repeat_of is not None) is repeats
