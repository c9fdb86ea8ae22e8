"""Referring: the person found or made, the numbers kept, the clock set, eligibility found, all of it on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from programme.audit.models import AccessRow, Operation
from programme.courses.models import Programme
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.eligibility.rules import EligibilityVerdict
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history import events
from programme.history.timeline import record, timeline
from programme.intake.arrivals import Arrival
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.people.models import Identifier, Person, SafeContact
from programme.people.sign_ins import account_actor
from programme.people.telling import tell_person
from programme.policies.models import EligibilityRules
from programme.policies.refusals import NoRouteThen
from programme.referrals.models import Admission, Referral
from programme.referrals.refusals import (
    AlreadyDecided,
    AlreadyReferred,
    NoSuchNeighbour,
    NotEligible,
    NothingToSettle,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, add, an_account, an_agreement, an_offer, read
from tests.support.referring import OFFENCE_AT, PLAIN, an_officer, case_of, refer, settle

LATER = replace(PLAIN, offence_at=OFFENCE_AT + timedelta(days=3), custody_reference="HA/2002/27")
WITHOUT_PNC = replace(PLAIN, pnc_id="")


@pytest.fixture
def desk(database: Database) -> Actor:
    """Somebody at the custody desk of a force with a programme."""
    a_world(database)
    return an_officer(database)


def how_many(database: Database, kind: type) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one()))


def offer_was_made(database: Database, reference: str, at: datetime) -> None:
    """As `make_offer` leaves it on record."""
    case = case_of(database, reference)

    def write(db: Any) -> None:
        record(db, case.id, events.OfferMade, actor=Actor(Door.CUSTODY, 1, "Sgt"), now=at, answer_by_at=at)

    database.write_now(write)


def is_over(database: Database, reference: str) -> None:
    """The case has ended."""
    database.write_now(
        lambda db: db.execute(
            update(Referral).where(Referral.reference == reference).values(state=ReferralState.CLOSED)
        )
    )


def test_a_case_has_its_clock_its_numbers_and_its_history(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    case = case_of(database, made.reference)
    assert made.verdict is EligibilityVerdict.ELIGIBLE
    assert (case.state, case.charge_by_on, case.return_by_on) == (
        ReferralState.ELIGIBLE,
        date(2027, 8, 20),
        date(2027, 7, 23),
    )
    assert (case.referred_by, case.referred_by_id, case.custody_reference) == (
        "Sgt A. Desk, Custody",
        desk.id,
        "HA/1001/27",
    )
    told = read(database, lambda db: timeline(db, case.id))
    assert [moment.event for moment in told] == ["eligibility_decided", "referral_made"]
    assert told[0].words == "Eligible."
    kept = read(database, lambda db: db.execute(select(Identifier)).scalar_one())
    assert (kept.as_entered, kept.canonical, kept.referral_id) == ("1996/0054031P", "1996/0054031P", case.id)
    logged = read(database, lambda db: db.execute(select(AccessRow)).scalar_one())
    assert (logged.operation, logged.subjects, logged.what) == (Operation.COLLECTION, made.reference, "refer_offender")


def test_the_programmes_own_reserve_sets_the_dates(database: Database) -> None:
    a_world(database, charging_reserve_days=42)
    assert refer(database, an_officer(database)).return_by_on == date(2027, 7, 9)


def test_the_timeline_says_nothing_of_the_offence(database: Database, desk: Actor) -> None:
    made = refer(database, desk, replace(PLAIN, admission=Admission.UNRECORDED, surname=""))
    told = read(database, lambda db: timeline(db, case_of(database, made.reference).id))
    assert told[0].words == "To be decided. Waiting for: admission, surname."
    assert not give_aways(told[0].words)


@pytest.mark.parametrize(
    ("changed", "unmet"),
    [
        ({"born_on": date(2010, 1, 1)}, "age"),
        ({"offence_code": "SX03105"}, "offence code"),
        ({"offence_code": "SO59003"}, "offence code"),
        ({"offence_at": NOW + timedelta(days=2)}, "date of the offence"),
        ({"admission": Admission.DENIED}, "admission"),
        ({"offence_at": NOW - timedelta(days=170)}, "time left"),
    ],
)
def test_what_the_rules_refuse_leaves_nothing_behind(
    database: Database, desk: Actor, changed: dict[str, Any], unmet: str
) -> None:
    with pytest.raises(NotEligible) as refused:
        refer(database, desk, replace(PLAIN, **changed))
    assert unmet in refused.value.explanation
    assert how_many(database, Person) == how_many(database, Referral) == how_many(database, AccessRow) == 0


def test_the_same_pnc_id_and_birth_date_is_the_same_person(database: Database, desk: Actor) -> None:
    first = refer(database, desk)
    second = refer(database, desk, replace(LATER, surname="Nguyen-Smith", pnc_id="96/54031P"))
    assert how_many(database, Person) == 1
    assert case_of(database, first.reference).person_id == case_of(database, second.reference).person_id
    assert second.verdict is EligibilityVerdict.INELIGIBLE
    assert second.waiting_for == "Not met: other open case."


def test_a_number_that_does_not_hold_matches_nobody(database: Database, desk: Actor) -> None:
    bad = replace(PLAIN, pnc_id="1996/0054031A", forenames="Lee")
    refer(database, desk, bad)
    refer(database, desk, replace(LATER, pnc_id="1996/0054031A", forenames="Ann"))
    assert how_many(database, Person) == 2


def test_a_known_persons_details_are_filled_in_and_never_overwritten(database: Database, desk: Actor) -> None:
    refer(database, desk, replace(PLAIN, safe_contact=SafeContact.NO_POST))
    refer(
        database,
        desk,
        replace(LATER, mobile="07700 900999", address="1 New Street", safe_contact=SafeContact.ANY),
    )
    person = read(database, lambda db: db.execute(select(Person)).scalar_one())
    assert (person.mobile, person.address) == ("07700 900577", "1 New Street")
    assert person.safe_contact is SafeContact.NO_POST


def test_a_more_careful_answer_about_contact_holds(database: Database, desk: Actor) -> None:
    refer(database, desk)
    refer(database, desk, replace(LATER, safe_contact=SafeContact.NONE))
    assert read(database, lambda db: db.execute(select(Person.safe_contact)).scalar_one()) is SafeContact.NONE


def test_where_one_answer_lets_through_emails_only_and_another_the_mobile_only_nothing_is_sent(
    database: Database, desk: Actor
) -> None:
    refer(database, desk, replace(PLAIN, safe_contact=SafeContact.EMAIL_ONLY))
    assert read(database, lambda db: db.execute(select(Person.safe_contact)).scalar_one()) is SafeContact.EMAIL_ONLY
    refer(database, desk, replace(LATER, safe_contact=SafeContact.MOBILE_ONLY))
    assert read(database, lambda db: db.execute(select(Person.safe_contact)).scalar_one()) is SafeContact.NONE


@pytest.mark.parametrize(
    ("only", "name", "safe"),
    [(SafeContact.MOBILE_ONLY, "mobile", "07700900999"), (SafeContact.EMAIL_ONLY, "email", "safe@example.org")],
)
def test_who_now_says_that_one_address_only_is_safe_is_reached_at_that_one(
    database: Database, desk: Actor, only: SafeContact, name: str, safe: str
) -> None:
    refer(database, desk, replace(PLAIN, mobile="07700900577", email="home@example.org"))
    given: dict[str, Any] = {"safe_contact": only, name: safe}
    refer(database, desk, replace(LATER, **given))
    him = read(database, lambda db: db.execute(select(Person)).scalar_one())
    assert (him.safe_contact, getattr(him, name)) == (only, safe), "not at the one that we had before"


def test_what_is_owed_him_does_not_go_where_he_now_says_that_it_is_not_safe(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    case = case_of(database, made.reference)
    an_offer(database, case)

    def owe_him(db: Any) -> None:
        person = db.execute(select(Person)).scalar_one()
        tell_person(db, person, notice="offer_made", cause="1", referral_id=case.id, facts={}, now=NOW)

    database.write_now(owe_him)
    refer(database, desk, replace(LATER, safe_contact=SafeContact.NONE))

    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (message.channel, message.address, message.state) == (Channel.HAND, "", Delivery.BY_HAND)


def test_the_same_offence_of_the_same_person_is_refused_and_named(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    for again in (PLAIN, replace(PLAIN, custody_reference=""), WITHOUT_PNC):
        with pytest.raises(AlreadyReferred) as refused:
            refer(database, desk, again)
        assert made.reference in refused.value.explanation
    assert how_many(database, Referral) == 1


def test_two_records_at_one_time_are_two_cases(database: Database, desk: Actor) -> None:
    refer(database, desk)
    other = refer(database, desk, replace(PLAIN, custody_reference="HA/2002/27"))
    assert case_of(database, other.reference).state is ReferralState.TIED


def test_an_earlier_offer_bars_another_for_three_years_and_no_longer(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    is_over(database, made.reference)
    offer_was_made(database, made.reference, NOW - timedelta(days=2 * 365))
    barred = refer(database, desk, LATER)
    assert barred.waiting_for == "Not met: earlier course or offer."
    assert case_of(database, barred.reference).state is ReferralState.INELIGIBLE


def test_an_offer_longer_ago_bars_nothing(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    is_over(database, made.reference)
    offer_was_made(database, made.reference, NOW - timedelta(days=3 * 365 + 30))
    assert refer(database, desk, LATER).verdict is EligibilityVerdict.ELIGIBLE


def test_a_case_of_another_force_counts_and_is_no_repeat(database: Database, desk: Actor) -> None:
    refer(database, desk)
    neighbour = a_neighbour(database)
    theirs = refer(database, neighbour)
    assert theirs.waiting_for == "Waiting for: other open case."
    assert case_of(database, theirs.reference).force_code == "44"


def test_an_offence_filed_as_refused_does_not_keep_another_of_the_same_minute_out(
    database: Database, desk: Actor
) -> None:
    """The control is the same code again. They are one man's, of one custody record and one minute."""
    theft = refer(database, desk, replace(PLAIN, offence_code="TH68001"), refused=True)
    ours = refer(database, desk)
    one, other = case_of(database, theft.reference), case_of(database, ours.reference)
    assert (one.state, one.person_id) == (ReferralState.INELIGIBLE, other.person_id)
    with pytest.raises(AlreadyReferred):
        refer(database, desk)


def a_neighbour(database: Database, *, until_on: date | None = None) -> Actor:
    an_agreement(database, "44", until_on=until_on)
    return account_actor(an_account(database, Door.PARTNER, force_code="44"))


def exchange_of(database: Database) -> Exchange:
    found: Exchange = read(database, lambda db: db.execute(select(Exchange)).scalar_one())
    return found


def test_a_neighbours_eligible_case_is_accepted_at_once(database: Database, desk: Actor) -> None:
    made = refer(database, a_neighbour(database), their_reference="NB-77")
    assert exchange_of(database).state is ExchangeState.ACCEPTED
    told = read(database, lambda db: timeline(db, case_of(database, made.reference).id))
    assert "referral_received" in {moment.event for moment in told}


def test_a_neighbours_case_is_accepted_when_it_is_settled(database: Database, desk: Actor) -> None:
    neighbour = a_neighbour(database)
    made = refer(database, neighbour, replace(PLAIN, admission=Admission.UNRECORDED))
    assert exchange_of(database).state is ExchangeState.RECEIVED
    settle(database, neighbour, made.reference, admission=Admission.ADMITTED)
    assert exchange_of(database).state is ExchangeState.ACCEPTED


def test_a_neighbours_case_is_rejected_when_it_is_found_ineligible(database: Database, desk: Actor) -> None:
    neighbour = a_neighbour(database)
    made = refer(database, neighbour, replace(PLAIN, admission=Admission.UNRECORDED))
    settle(database, neighbour, made.reference, admission=Admission.DENIED)
    assert exchange_of(database).state is ExchangeState.REJECTED
    assert case_of(database, made.reference).state is ReferralState.INELIGIBLE


def test_without_an_agreement_today_nothing_is_received(database: Database, desk: Actor) -> None:
    neighbour = a_neighbour(database, until_on=date(2027, 2, 28))
    with pytest.raises(NoSuchNeighbour):
        refer(database, neighbour)
    with pytest.raises(NoSuchNeighbour):
        refer(database, desk, sent_by_force="44")


def test_two_desks_at_once_make_one_person_and_one_case(database: Database, desk: Actor) -> None:
    def one(arrival: Arrival) -> str:
        try:
            return refer(database, desk, arrival).reference
        except AlreadyReferred:
            return "repeat"

    with ThreadPoolExecutor(6) as desks:
        became = list(desks.map(one, [PLAIN, LATER] * 3))
    assert became.count("repeat") == 4
    assert (how_many(database, Referral), how_many(database, Person)) == (2, 1)


def test_a_missing_admission_is_recorded_and_the_rules_are_asked_again(database: Database, desk: Actor) -> None:
    made = refer(database, desk, replace(PLAIN, admission=Admission.UNRECORDED))
    settled = settle(database, desk, made.reference, admission=Admission.ADMITTED)
    case = case_of(database, made.reference)
    assert (settled.verdict, case.state) == (EligibilityVerdict.ELIGIBLE, ReferralState.ELIGIBLE)
    told = read(database, lambda db: timeline(db, case.id))
    assert [moment.event for moment in told[:2]] == ["eligibility_decided", "admission_recorded"]


def test_a_missing_surname_is_recorded_and_looked_up(database: Database, desk: Actor) -> None:
    refer(database, desk)
    nameless = replace(WITHOUT_PNC, surname="", custody_reference="HA/3/27", offence_at=OFFENCE_AT + timedelta(days=1))
    made = refer(database, desk, nameless)
    settled = settle(database, desk, made.reference, surname="NGUYEN")
    assert settled.waiting_for == "Waiting for: other open case, same person."
    person = read(
        database,
        lambda db: db.execute(
            select(Person).join(Referral, Referral.person_id == Person.id).where(Referral.reference == made.reference)
        ).scalar_one(),
    )
    assert (person.surname, person.surname_key) == ("Nguyen", "nguyen")


def test_an_answer_keeps_who_gave_it_and_when(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    settle(database, desk, made.reference, earlier_course=True)
    case = case_of(database, made.reference)
    kept = next(one for one in case.eligibility if one.code == "first_course")
    assert (kept.status, kept.settled_by) == ("not_met", "Sgt A. Desk, Custody")
    assert case.state is ReferralState.INELIGIBLE
    settle(database, desk, made.reference, earlier_course=False)
    assert case_of(database, made.reference).state is ReferralState.ELIGIBLE


def test_nothing_said_settles_nothing(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    with pytest.raises(NothingToSettle):
        settle(database, desk, made.reference)


def test_after_the_offer_eligibility_is_settled_for_good(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    is_over(database, made.reference)
    with pytest.raises(AlreadyDecided):
        settle(database, desk, made.reference, admission=Admission.DENIED)


def test_another_forces_case_is_not_found(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    stranger = replace(desk, force_code="44")
    with pytest.raises(NotFound):
        settle(database, stranger, made.reference, admission=Admission.DENIED)


def test_what_nobody_has_said_waits_and_is_settled_by_name(database: Database, desk: Actor) -> None:
    made = refer(database, desk, replace(PLAIN, circumstances=UNSAID))
    assert made.waiting_for == "Waiting for: evidence, safeguarding, violence or threats, earlier record."
    settled = settle(database, desk, made.reference, circumstances=ALL_CLEAR)
    assert settled.verdict is EligibilityVerdict.ELIGIBLE
    kept = {one.code: one for one in case_of(database, made.reference).eligibility}
    assert kept["no_violence"].settled_by == "Sgt A. Desk, Custody"


def test_an_answer_on_the_form_keeps_who_gave_it(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    kept = {one.code: one for one in case_of(database, made.reference).eligibility}
    assert (kept["enough_evidence"].settled_by, kept["enough_evidence"].settled_at) == ("Sgt A. Desk, Custody", NOW)


def test_a_case_keeps_the_route_and_the_rules_of_the_day_of_its_offence(database: Database) -> None:
    """A later change of the rules, or of the programme's route, decides nothing about it."""
    a_world(database, route="deferred_prosecution")
    actor = an_officer(database)
    made = refer(database, actor, replace(PLAIN, admission=Admission.DENIED))
    case = case_of(database, made.reference)
    assert (made.verdict, case.route, case.rules_id) == (EligibilityVerdict.ELIGIBLE, "deferred_prosecution", 1)
    database.write_now(lambda db: db.execute(update(Programme).values(route="conditional_caution")))
    new_rules = EligibilityRules(from_on=OFFENCE_AT.date(), lookback_years=9, criteria=[], reason="Tried.")
    add(database, new_rules)
    again = settle(database, actor, made.reference, circumstances=ALL_CLEAR)
    assert again.verdict is EligibilityVerdict.ELIGIBLE
    newer = replace(LATER, admission=Admission.DENIED, pnc_id="", surname="Other", born_on=date(1970, 1, 1))
    with pytest.raises(NotEligible):
        refer(database, actor, newer)


def test_the_rules_of_the_day_say_how_far_the_lookback_reaches(database: Database, desk: Actor) -> None:
    made = refer(database, desk)
    is_over(database, made.reference)
    offer_was_made(database, made.reference, NOW - timedelta(days=4 * 365))
    longer = EligibilityRules(from_on=LATER.offence_at.date(), lookback_years=5, criteria=[], reason="Longer.")
    add(database, longer)
    with pytest.raises(NotEligible) as refused:
        refer(database, desk, LATER)
    assert "earlier course" in refused.value.explanation


def test_a_route_that_is_off_takes_nobody(database: Database) -> None:
    a_world(database, route="community_caution")
    with pytest.raises(NoRouteThen):
        refer(database, an_officer(database))
