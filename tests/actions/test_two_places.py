"""Two offences of one minute and code: the place tells them apart, and where it alone does, a human is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from programme.actions.correct_record import correct_record
from programme.history import events
from programme.history.models import HistoryRow
from programme.referrals.corrections import RecordPart
from programme.referrals.refusals import AlreadyReferred
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, read
from tests.support.referring import PLAIN, an_officer, case_of, refer

HERE = replace(PLAIN, offence_place="Oxford Road, Reading")
ELSEWHERE = replace(PLAIN, offence_place="Station Hill")


@pytest.fixture
def desk(database: Database) -> Actor:
    a_world(database)
    return an_officer(database)


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(AlreadyReferred) as raised:
        yield
    assert words in raised.value.explanation


def test_one_at_another_place_is_another_offence_once_a_human_has_said_so(database: Database, desk: Actor) -> None:
    first = refer(database, desk, HERE)
    for same in (replace(HERE, offence_place="OXFORD RD."), ELSEWHERE):
        with refused("at another place"):
            refer(database, desk, same)
    for same in (HERE, replace(HERE, offence_place="oxford road reading"), PLAIN):
        with refused("two clocks"):
            refer(database, desk, same, another_than=[f"case {first.reference}"])
    with refused("at another place"):
        refer(database, desk, ELSEWHERE, another_than=["case AAAA-AAAA"])
    second = refer(database, desk, ELSEWHERE, another_than=[f"case {first.reference}"])
    case = case_of(database, second.reference)
    assert (case.state, case.tied_to_id) == (ReferralState.TIED, case_of(database, first.reference).id)
    said = select(HistoryRow.facts).where(HistoryRow.event == events.AnotherOffenceSaid.name)
    assert read(database, lambda db: db.execute(said).scalars().all()) == [{"others": f"case {first.reference}"}]
    with refused(second.reference):
        refer(database, desk, ELSEWHERE, another_than=[f"case {first.reference}"])


def test_a_corrected_place_makes_no_second_case_of_one_offence(database: Database, desk: Actor) -> None:
    """And what the custody system still says of it is no other offence."""
    first = refer(database, desk, HERE)
    second = refer(database, desk, ELSEWHERE, another_than=[f"case {first.reference}"])

    def put_right(place: str) -> None:
        database.write_now(
            correct_record,
            actor=desk,
            now=NOW,
            reference=second.reference,
            part=RecordPart.PLACE,
            facts={"offence_place": place},
            reason="The notebook says so.",
        )

    with refused(first.reference):
        put_right("Oxford Road Reading")
    put_right("Garrard Street")
    with refused(second.reference):
        refer(database, desk, ELSEWHERE, another_than=[f"case {first.reference}", f"case {second.reference}"])
