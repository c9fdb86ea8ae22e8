"""Facts of the record are put right or added, on record, and whatever hangs on them follows as far as the case is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.correct_record import CorrectedRecord, correct_record
from programme.audit.models import AccessRow, Operation
from programme.courses.models import Area, Programme
from programme.duties.models import Task, TaskKind
from programme.history.timeline import timeline
from programme.insight.case_record import record_change_shown
from programme.insight.senders import plans_of
from programme.intake.stored_record import facts_of_part, record_of
from programme.notices.gathering import GATHERED_FOR
from programme.notices.models import Delivery, OutboxMessage
from programme.notices.sending import claim_owed
from programme.offers.states import OfferState
from programme.outcomes.correcting import Then
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person, SafeContact
from programme.people.names import family_key
from programme.referrals.corrections import FACTS_OF, RecordPart
from programme.referrals.models import RecordCorrection, Referral
from programme.referrals.refusals import AlreadyReferred, RankTooLow, ReasonMissing, RecordIsAsItWas
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown, NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.referring import PLAIN, an_officer, case_of, refer

REASON = "The custody record says so."
SOMEBODY_ELSE = replace(PLAIN, surname="Fitzgerald", forenames="Patrick", pnc_id="")
"""As he was entered: nobody would take one for the other."""


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def correct(
    database: Database,
    actor: Actor,
    reference: str,
    part: RecordPart = RecordPart.PERSON,
    *,
    rank: str = "Sgt",
    reason: str = REASON,
    mark: str | None = None,
    now: datetime = NOW,
    **facts: Any,
) -> CorrectedRecord:
    return database.write_now(
        correct_record,
        actor=replace(actor, rank=rank),
        now=now,
        reference=reference,
        part=part,
        facts=facts,
        reason=reason,
        mark=mark,
    )


def person_of(database: Database, referral: Referral) -> Person:
    found: Person = read(database, lambda db: db.get_one(Person, referral.person_id))
    return found


def numbers_of(database: Database, referral: Referral) -> dict[IdentifierKind, str]:
    wanted = select(Identifier).where(Identifier.person_id == referral.person_id)
    return {one.kind: one.as_entered for one in read(database, lambda db: db.execute(wanted).scalars().all())}


def owed(database: Database) -> list[str]:
    found = read(database, lambda db: db.execute(select(OutboxMessage.notice)).scalars().all())
    return sorted(found)


def tasks_of(database: Database, referral: Referral) -> list[TaskKind]:
    wanted = select(Task.kind).where(Task.referral_id == referral.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def test_a_name_is_put_right_with_a_reason_and_what_stood_there_is_kept(database: Database, world: World) -> None:
    officer = an_officer(database)
    case = case_of(database, refer(database, officer).reference or "")

    done = correct(database, officer, case.reference, surname="Nguyen-Smith")

    assert person_of(database, case).surname == "Nguyen-Smith"
    assert person_of(database, case).surname_key == family_key("Nguyen-Smith", "Lee")
    assert done.follows.then is Then.DECIDED_AGAIN
    [kept] = read(database, lambda db: db.execute(select(RecordCorrection)).scalars().all())
    assert [(one.fact, one.was, one.becomes) for one in kept.changes] == [("surname", "Nguyen", "Nguyen-Smith")]
    assert (kept.reason, kept.corrected_by_rank) == (REASON, "Sgt")
    said = read(database, lambda db: timeline(db, case.id))
    assert [one.words for one in said if one.event == "record_corrected"] == [
        "Put right: surname. From what to what, and why, is recorded with the case."
    ]
    assert "Nguyen" not in " ".join(one.words for one in said)
    looks = read(database, lambda db: db.execute(select(AccessRow)).scalars().all())
    assert ("correct_record", Operation.ALTERATION) in [(one.what, one.operation) for one in looks]
    assert case_of(database, case.reference).state is ReferralState.ELIGIBLE


def test_a_corrected_custody_number_takes_the_case_to_the_area_of_its_station_and_no_further(
    database: Database, world: World
) -> None:
    listed = [Area("Home", ["HA"]), Area("East", ["EA"])]
    database.write_now(lambda db: setattr(db.get_one(Programme, world.programme.id), "areas", listed))
    officer = an_officer(database)
    case = case_of(database, refer(database, officer, replace(PLAIN, custody_reference="HA/9/27")).reference or "")
    assert (case.station, case.area) == ("HA", "Home")
    moved = correct(database, officer, case.reference, RecordPart.NUMBERS, custody_reference="EA/9/27")
    assert [(one.fact, one.was, one.becomes) for one in moved.change.changes] == [
        ("custody_reference", "HA/9/27", "EA/9/27"),
        ("area", "Home", "East"),
    ]
    correct(database, officer, case.reference, RecordPart.NUMBERS, custody_reference="ZZ/9/27")
    row = case_of(database, case.reference)
    assert (row.station, row.area) == ("ZZ", "East"), "a station that the force does not list is of no area"
    correct(database, officer, case.reference, RecordPart.PLACE, area="Home")
    assert case_of(database, case.reference).area == "Home"


def test_a_number_that_comes_later_is_added_without_a_reason_and_one_that_was_wrong_is_put_right_with_one(
    database: Database, world: World
) -> None:
    officer = an_officer(database)
    case = case_of(database, refer(database, officer).reference or "")
    numbers = RecordPart.NUMBERS

    correct(database, officer, case.reference, numbers, reason="", urn="43MD4037226", cro="12345/96X")
    with pytest.raises(ReasonMissing):
        correct(database, officer, case.reference, numbers, reason="  ", pnc_id="2010/0217220K")
    correct(database, officer, case.reference, numbers, pnc_id="2010/0217220K", custody_reference="ea/7/27")

    kept = numbers_of(database, case)
    assert kept[IdentifierKind.PNC_ID] == "2010/0217220K"
    assert kept[IdentifierKind.URN] == "43MD4037226"
    row = case_of(database, case.reference)
    assert (row.custody_reference, row.station, row.area) == ("EA/7/27", "EA", "")
    wrong = correct(database, officer, case.reference, numbers, pnc_id="2010/0217220Z")
    assert "bad_pnc_letter" in case_of(database, case.reference).flags
    assert wrong.change.needs_reason
    correct(database, officer, case.reference, numbers, pnc_id="2010/0217220K")
    assert "bad_pnc_letter" not in case_of(database, case.reference).flags


def test_what_is_the_same_what_was_changed_meanwhile_and_what_is_anothers_is_refused(
    database: Database, world: World
) -> None:
    officer = an_officer(database)
    case = case_of(database, refer(database, officer).reference or "")
    stands = read(database, lambda db: record_of(db, case, db.get_one(Person, case.person_id)))
    mark = shown_mark(facts_of_part(stands, RecordPart.PERSON))

    with pytest.raises(RecordIsAsItWas):
        correct(database, officer, case.reference, surname="Nguyen")
    correct(database, officer, case.reference, mark=mark, forenames="Leigh")
    with pytest.raises(ChangedSinceShown):
        correct(database, officer, case.reference, mark=mark, forenames="Li")
    with pytest.raises(NotFound):
        correct(database, replace(officer, force_code="34"), case.reference, forenames="Li")
    assert person_of(database, case).forenames == "Leigh"


def test_the_other_cases_are_compared_and_the_rules_asked_again(database: Database, world: World) -> None:
    officer = an_officer(database)
    known = case_of(database, refer(database, officer).reference or "")
    earlier = PLAIN.offence_at - timedelta(days=9)
    wrong = replace(SOMEBODY_ELSE, custody_reference="HA/9/27", offence_at=earlier)
    case = case_of(database, refer(database, officer, wrong).reference or "")
    assert case.state is ReferralState.ELIGIBLE

    correct(database, officer, case.reference, surname="Nguyen", forenames="Lee")

    again = case_of(database, case.reference)
    assert again.state is ReferralState.UNDECIDED
    assert f"case {known.reference}" in " ".join(one.reason for one in again.eligibility)


def test_the_same_offence_that_is_a_case_already_is_refused(database: Database, world: World) -> None:
    officer = an_officer(database)
    refer(database, officer)
    case = case_of(database, refer(database, officer, SOMEBODY_ELSE).reference or "")

    with pytest.raises(AlreadyReferred):
        correct(database, officer, case.reference, surname="Nguyen", forenames="Lee")


def test_a_criterion_that_was_not_met_and_is_in_the_way_no_more_takes_a_sergeant(
    database: Database, world: World
) -> None:
    officer = an_officer(database)
    case = case_of(database, refer(database, officer).reference or "")
    too_young = PLAIN.offence_at.date().replace(year=PLAIN.offence_at.year - 17)
    assert correct(database, officer, case.reference, born_on=too_young, rank="PC").change.correction.cleared == ()
    assert case_of(database, case.reference).state is ReferralState.INELIGIBLE

    with pytest.raises(RankTooLow):
        correct(database, officer, case.reference, born_on=PLAIN.born_on, rank="PC")
    correct(database, officer, case.reference, born_on=PLAIN.born_on)

    assert case_of(database, case.reference).state is ReferralState.ELIGIBLE


def test_after_an_offer_whoever_was_told_is_told_again_and_he_never_learns_what(
    database: Database, world: World
) -> None:
    an_account(database, world.provider_staff.door, provider_id=world.provider.id, email="desk@courses.example.org")
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, state=ReferralState.BOOKED, officer_email="oic@example.org")
    an_offer(database, case, state=OfferState.ACCEPTED)
    a_booking(database, world, a_course_date(database, world), case)

    correct(database, world.custody, case.reference, RecordPart.NEEDS, reason="", interpreter="Polish")

    assert owed(database) == ["details_corrected", "register_corrected"]
    done = correct(database, world.custody, case.reference, surname="Otherwise")
    assert done.follows.then is Then.GOES_ON
    assert owed(database) == ["details_corrected", "record_corrected", "register_corrected"]
    facts = read(database, lambda db: db.execute(select(OutboxMessage.facts)).scalars().all())
    assert "Otherwise" not in str(facts)
    assert "Polish" not in str(facts)


def test_what_is_put_right_within_minutes_is_one_message_to_each_and_what_comes_after_it_went_another(
    database: Database, world: World
) -> None:
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, state=ReferralState.BOOKED, officer_email="oic@example.org")
    an_offer(database, case, state=OfferState.ACCEPTED)
    a_booking(database, world, a_course_date(database, world), case)
    names, each = (
        iter(("Otherwise", "Other", "Otter", "Ott", "Wise", "Wiser")),
        ["details_corrected", "record_corrected"],
    )

    def after(seconds: int) -> list[str]:
        correct(database, world.custody, case.reference, now=NOW + timedelta(seconds=seconds), surname=next(names))
        return [name for name in owed(database) if name in each]

    assert [after(0), after(20), after(50)] == [each, each, each], "three in a minute"
    waits = read(database, lambda db: db.execute(select(OutboxMessage.next_try_at)).scalars().all())
    assert set(waits) == {NOW + GATHERED_FOR}, "and none is put off by the next"
    sent = update(OutboxMessage).values(state=Delivery.SENT)
    database.write_now(lambda db: db.execute(sent))
    assert after(55) == sorted(each * 2), "what was put right after it went is lost to nobody"
    database.write_now(lambda db: db.execute(sent))
    assert after(55 + int(GATHERED_FOR.total_seconds())) == sorted(each * 3), "nor what is put right much later"
    tried = update(OutboxMessage).where(OutboxMessage.state == Delivery.QUEUED).values(attempts=1)
    database.write_now(lambda db: db.execute(tried))
    assert after(900) == sorted(each * 4), "nor after a try of which nobody knows whether it arrived"


def test_what_is_put_right_at_night_is_one_message_in_the_morning(database: Database, world: World) -> None:
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, state=ReferralState.BOOKED)
    an_offer(database, case, state=OfferState.ACCEPTED)
    night = datetime(2027, 3, 2, 22, tzinfo=UTC)

    for hours, surname in enumerate(("Otherwise", "Other", "Otter", "Ott", "Wise", "Wiser", "Wisest")):
        at = night + timedelta(hours=hours)
        correct(database, world.custody, case.reference, now=at, surname=surname)
        looked_at = at + GATHERED_FOR
        going = database.write_now(claim_owed, holder="a", now=looked_at, batch=9, plans_of=plans_of)
        assert "details_corrected" not in [one.notice for one in going]

    assert owed(database).count("details_corrected") == 1


def test_before_an_offer_he_is_told_nothing_and_after_the_result_nothing_follows_but_the_record(
    database: Database, world: World
) -> None:
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    open_case = a_referral(database, world, him, state=ReferralState.ELIGIBLE)
    charged = a_referral(
        database, world, state=ReferralState.CLOSED, clock_stopped_at=NOW, clock_stopped_by="charge_issued"
    )

    correct(database, world.custody, open_case.reference, surname="Otherwise")
    done = correct(database, world.custody, charged.reference, surname="Otherwise")

    assert "details_corrected" not in owed(database)
    assert done.follows.then is Then.RECORD_ONLY
    assert case_of(database, charged.reference).state is ReferralState.CLOSED
    assert person_of(database, charged).surname == "Otherwise"


def test_under_18_by_the_true_date_stops_the_offer_and_his_other_open_cases_are_looked_at_again(
    database: Database, world: World
) -> None:
    him = a_person(database)
    case = a_referral(database, world, him, state=ReferralState.OFFERED)
    offer = an_offer(database, case)
    other = a_referral(database, world, him, state=ReferralState.OFFERED, offence_at=NOW - timedelta(days=40))
    young = date(case.offence_at.year - 17, case.offence_at.month, case.offence_at.day)
    shown = read(
        database,
        lambda db: record_change_shown(
            db, case.reference, world.custody, RecordPart.PERSON, {"born_on": young}, now=NOW
        ),
    )

    done = correct(database, world.custody, case.reference, born_on=young)

    assert (shown.follows, shown.change) == (done.follows, done.change)
    assert [one.reference for one in shown.others] == [other.reference]
    assert done.follows.then is Then.STOPPED
    assert case_of(database, case.reference).state is ReferralState.INELIGIBLE
    assert read(database, lambda db: db.get_one(type(offer), offer.id)).state is OfferState.WITHDRAWN
    assert TaskKind.LOOK_AGAIN in tasks_of(database, other)
    said = read(database, lambda db: timeline(db, other.id))
    assert "It was done in another case of his." in " ".join(one.words for one in said)


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.WITHDRAWN])
def test_his_case_that_came_back_is_reached_while_its_clock_runs_and_not_after(
    database: Database, world: World, state: ReferralState
) -> None:
    """Whoever decides there about a charge writes it by what is on record of him."""
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    case = a_referral(database, world, him, state=ReferralState.ELIGIBLE)
    earlier = {"state": state, "offence_at": NOW - timedelta(days=100), "officer_email": "first@example.org"}
    came_back = a_referral(database, world, him, **earlier)
    an_offer(database, came_back)
    facts: dict[str, Any] = {"state": ReferralState.CLOSED, "clock_stopped_at": NOW}
    charged = a_referral(database, world, him, **{**earlier, **facts, "offence_at": NOW - timedelta(days=101)})

    correct(database, world.custody, case.reference, surname="Otherwise")

    told = select(OutboxMessage.notice).where(OutboxMessage.referral_id == came_back.id)
    assert read(database, lambda db: list(db.scalars(told))) == ["record_corrected"]
    assert TaskKind.LOOK_AGAIN in tasks_of(database, came_back)
    said = read(database, lambda db: timeline(db, came_back.id))
    assert "It was done in another case of his." in " ".join(one.words for one in said)
    assert read(database, lambda db: timeline(db, charged.id)) == []


def test_every_number_of_a_case_can_be_put_right() -> None:
    assert {kind.value for kind in IdentifierKind} < {*FACTS_OF[RecordPart.NUMBERS]}
