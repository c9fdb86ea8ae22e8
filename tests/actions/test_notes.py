"""Notes on a case: what one side wrote, what the other reads of it, and what was struck out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from programme.actions.strike_note import strike_note
from programme.actions.write_note import write_note
from programme.audit.models import AccessRow
from programme.exchange.models import TravelField
from programme.exchange.refusals import NoteMissing, NotesDoNotTravel, NoteStruckAlready
from programme.history.timeline import timeline
from programme.insight.case_notes import case_notes
from programme.notices.models import OutboxMessage
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.refusals import ReasonMissing
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_agreement,
    an_exchange,
    an_offer,
    read,
)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def write(database: Database, actor: Actor, case: Referral, text: str, *, tells: bool = False) -> int:
    return database.write_now(
        write_note, actor=actor, now=NOW, reference=case.reference, text=text, for_other_side=tells
    )


def read_by(database: Database, actor: Actor, case: Referral) -> list[str]:
    return [one.text for one in read(database, lambda db: case_notes(db, case.reference, actor)).notes]


def test_a_note_stands_and_is_struck_out_once_with_both_to_be_read(database: Database, world: World) -> None:
    case, desk = a_referral(database, world), world.custody
    with pytest.raises(NoteMissing):
        write(database, desk, case, "  ")
    number = write(database, desk, case, "He rings back on Monday.")
    other = a_referral(database, world)

    def strike(reason: str = "It was another man.", of: Referral = case, by: Actor = desk) -> None:
        database.write_now(strike_note, actor=by, now=NOW, reference=of.reference, note_id=number, reason=reason)

    with pytest.raises(ReasonMissing):
        strike(" ")
    for of, by in ((other, desk), (case, replace(desk, force_code="34"))):
        with pytest.raises(NotFound):
            strike(of=of, by=by)
    strike()
    with pytest.raises(NoteStruckAlready):
        strike()
    [note] = read(database, lambda db: case_notes(db, case.reference, desk)).notes
    assert (note.text, note.struck_because, note.struck_by) == (
        "He rings back on Monday.",
        "It was another man.",
        desk.label,
    )
    said = " ".join(one.headline + one.words for one in read(database, lambda db: timeline(db, case.id)))
    assert "Note written" in said
    assert "Monday" not in said
    assert {"write_note", "strike_note"} <= {
        one.what for one in read(database, lambda db: db.execute(select(AccessRow)).scalars().all())
    }


@pytest.mark.parametrize("agreed", [True, False])
def test_a_note_crosses_where_it_is_for_the_other_side_and_the_agreement_lets_notes_travel(
    database: Database, world: World, agreed: bool
) -> None:
    a_force(database, "34")
    travels = frozenset({TravelField.NOTES} if agreed else {TravelField.URN})
    terms = an_agreement(database, "34", travels=travels)
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, force_code="34", officer_email="oic@example.org")
    an_offer(database, case)
    an_exchange(database, case, "34", agreement_id=terms.id)
    theirs = replace(world.custody, door=Door.PARTNER, force_code="34", roles=frozenset({Role.PARTNER_STAFF}))
    ours = replace(world.custody, door=Door.ADMIN, roles=frozenset({Role.COORDINATOR}))
    write(database, theirs, case, "Ours alone.")
    write(database, ours, case, "The programme's alone.")
    if not agreed:
        with pytest.raises(NotesDoNotTravel):
            write(database, ours, case, "For both.", tells=True)
        assert read_by(database, theirs, case) == ["Ours alone."]
        return

    number = write(database, ours, case, "For both.", tells=True)

    assert read_by(database, theirs, case) == ["For both.", "Ours alone."]
    assert read_by(database, ours, case) == ["For both.", "The programme's alone."]
    owed = read(database, lambda db: db.execute(select(OutboxMessage.notice, OutboxMessage.address)).all())
    assert [tuple(one) for one in owed] == [("note_written", "oic@example.org")]
    with pytest.raises(NotFound):  # it is not theirs to strike out
        database.write_now(
            strike_note, actor=theirs, now=NOW, reference=case.reference, note_id=number, reason="It does not hold."
        )


def test_a_case_with_one_side_has_nobody_to_tell(database: Database, world: World) -> None:
    with pytest.raises(NotesDoNotTravel):
        write(database, world.custody, a_referral(database, world), "For whom?", tells=True)
