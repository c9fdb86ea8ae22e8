"""A PNC ID that is corrected to one which another man has: what he has counts, until a human has told the two apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from programme.actions.correct_record import correct_record
from programme.eligibility.rules import NO_OPEN_CASE, ONE_PERSON
from programme.referrals.corrections import RecordPart
from programme.referrals.criteria import Status
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import NOW, a_world
from tests.support.referring import PLAIN, an_officer, case_of, refer, row_of, who_he_is


def test_what_the_other_has_counts_until_a_human_has_told_the_two_apart(database: Database) -> None:
    a_world(database)
    desk = replace(an_officer(database), rank="Sgt")
    known = case_of(database, refer(database, desk).reference)
    stranger = replace(
        PLAIN,
        surname="Okafor",
        forenames="Chidi",
        born_on=date(1975, 2, 2),
        pnc_id="",
        custody_reference="HA/2002/27",
        offence_at=PLAIN.offence_at + timedelta(days=5),
    )
    case = case_of(database, refer(database, desk, stranger).reference)
    assert case.state is ReferralState.ELIGIBLE

    said: dict[str, Any] = {"part": RecordPart.NUMBERS, "facts": {"pnc_id": PLAIN.pnc_id}, "reason": "From the PNC."}
    database.write_now(correct_record, actor=desk, now=NOW, reference=case.reference, **said)

    asked = case_of(database, case.reference)
    assert row_of(asked, NO_OPEN_CASE).status is Status.NOT_MET
    assert row_of(asked, ONE_PERSON).status is Status.UNKNOWN
    assert asked.state is ReferralState.INELIGIBLE

    who_he_is(database, desk, case.reference, known.reference, is_same=False)

    apart = case_of(database, case.reference)
    assert {row_of(apart, code).status for code in (NO_OPEN_CASE, ONE_PERSON)} == {Status.MET}
    assert apart.state is ReferralState.ELIGIBLE
