"""The stored cases' knowledge of those that arrive: whom they match, and in how few statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from programme.actions.correct_offence import correct_offence
from programme.actions.correct_record import correct_record
from programme.eligibility.rules import OtherCase
from programme.history import events
from programme.history.timeline import record
from programme.intake.known_cases import StoredCases
from programme.intake.known_people import Found, Sought
from programme.people.identifiers import BAD_CHECK_LETTER, IdentifierKind
from programme.people.models import Identifier, Person
from programme.people.names import family_key, surname_key
from programme.referrals.corrections import RecordPart
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_person, a_referral, a_world, add
from tests.support.statements import statements

OFFENCE_AT = datetime(2027, 2, 8, 22, 0, tzinfo=UTC)
SOUGHT = Sought("1996/0054031P", "Nguyen", "Lee", date(1965, 9, 27), OFFENCE_AT + timedelta(days=5), "HA/1/27")
WITHOUT_PNC = replace(SOUGHT, pnc_id=None)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def known(database: Database, *, pnc_id: str | None = None, **facts: Any) -> Person:
    """Somebody stored: Lee Nguyen, unless said."""
    surname = facts.pop("surname", "Nguyen")
    given = {"forenames": "Lee", "born_on": date(1965, 9, 27), "surname_key": surname_key(surname), **facts}
    person = a_person(database, surname=surname, **given)
    if pnc_id:
        a_number(database, person, pnc_id)
    return person


def a_number(database: Database, person: Person, pnc_id: str, problem: str | None = None) -> None:
    add(
        database,
        Identifier(
            person_id=person.id,
            kind=IdentifierKind.PNC_ID,
            as_entered=pnc_id,
            canonical=None if problem else pnc_id,
            problem=problem,
        ),
    )


def add_over(database: Database, case: Referral) -> None:
    finished = update(Referral).where(Referral.id == case.id).values(finalised_at=NOW)
    database.write_now(lambda db: db.execute(finished))


def a_case(database: Database, world: World, person: Person, **facts: Any) -> Referral:
    return a_referral(database, world, person, **{"offence_at": OFFENCE_AT, **facts})


def found(database: Database, sought: Sought, **more: Any) -> Found:
    def look(db: Any) -> Found:
        cases = StoredCases(db, force_code="43", **more)
        cases.look_up([sought])
        return cases.find(sought)

    return database.read_now(look)


def test_the_pnc_id_and_the_birth_date_tell_the_person(database: Database, world: World) -> None:
    person = known(database, pnc_id="1996/0054031P", surname="Tran")
    case = a_case(database, world, person)
    about = found(database, SOUGHT)
    assert about.person is not None
    assert about.person.row_id == person.id
    assert about.about.open_case == f"case {case.reference}"


def test_another_birth_date_is_nobody_sure_but_his_open_case_is_named(database: Database, world: World) -> None:
    case = a_case(database, world, known(database, pnc_id="1996/0054031P", born_on=date(1965, 9, 28)))
    about = found(database, SOUGHT)
    assert about.person is None
    assert about.about.open_case == f"case {case.reference}"


def test_a_number_with_a_problem_tells_nobody(database: Database, world: World) -> None:
    person = known(database, surname="Tran")
    a_number(database, person, "1996/0054031P", BAD_CHECK_LETTER)
    a_case(database, world, person)
    assert found(database, SOUGHT).about.open_case is None


def test_a_namesake_counts_where_one_of_two_has_no_pnc_id(database: Database, world: World) -> None:
    case = a_case(database, world, known(database))
    assert found(database, SOUGHT).about.possible_person == f"case {case.reference}"
    assert found(database, WITHOUT_PNC).about.possible_person == f"case {case.reference}"


def test_two_pnc_ids_tell_near_names_apart_and_the_very_same_name_is_asked_about(
    database: Database, world: World
) -> None:
    a_case(database, world, known(database, pnc_id="2010/0217220K", surname="Nguyan"))
    assert found(database, SOUGHT).about.possible_person is None
    case = a_case(database, world, known(database, pnc_id="2010/0217220K"))
    about = found(database, SOUGHT).about
    assert about.possible_person == f"case {case.reference}"
    assert about.likeness == "same date of birth; same name; each has a PNC ID of his own"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"surname": "Nguyan"}, "same date of birth; surname differs in one letter; same forename"),
        ({"surname": "Lee", "forenames": "Nguyen"}, "same date of birth; surname and forename changed over"),
        ({"born_on": date(1965, 9, 11)}, "day and month of birth changed over; same name"),
        ({"born_on": date(1965, 11, 10)}, ""),
        ({"forenames": "Leroy"}, "same date of birth; same surname; forename is another form"),
        ({"forenames": "Tuan"}, ""),
    ],
)
def test_who_is_alike_is_put_to_a_human_and_it_is_said_why(
    database: Database, world: World, facts: dict[str, Any], why: str
) -> None:
    """The control is a stranger of the same date of birth, and the same name with another date."""
    a_case(database, world, known(database, **facts))
    sought = replace(WITHOUT_PNC, born_on=date(1965, 11, 9) if "born_on" in facts else SOUGHT.born_on)
    about = found(database, sought).about
    assert about.likeness.startswith(why)
    assert bool(about.possible_person) is bool(why)
    assert bool(about.possible_open) is bool(why)


def test_names_are_compared_without_accents_and_capitals(database: Database, world: World) -> None:
    case = a_case(database, world, known(database, surname="Ó Súilleabháin"))
    typed = replace(WITHOUT_PNC, surname="O'SUILLEABHAIN", forenames="LEE John")
    assert found(database, typed).about.possible_person == f"case {case.reference}"


@pytest.mark.parametrize("state", [ReferralState.CLOSED, ReferralState.WITHDRAWN])
def test_a_case_that_has_ended_is_not_open(database: Database, world: World, state: ReferralState) -> None:
    a_case(database, world, known(database, pnc_id="1996/0054031P"), state=state)
    assert found(database, SOUGHT).about.open_case is None


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED])
def test_a_case_that_waits_for_a_charging_decision_is_open_and_a_human_decides(
    database: Database, world: World, state: ReferralState
) -> None:
    case = a_case(database, world, known(database, pnc_id="1996/0054031P"), state=state)
    about = found(database, SOUGHT).about
    assert (about.open_case, about.open_as) == (f"case {case.reference}", OtherCase.ANOTHER)
    over = found(database, replace(SOUGHT, pnc_id="2010/0217220K")).about
    assert over.open_case is None
    add_over(database, case)
    assert found(database, SOUGHT).about.open_case is None, "once it is decided, it is open no longer"


@pytest.mark.parametrize("state", list(ReferralState))
def test_a_namesake_of_the_same_birth_date_is_put_to_a_human_whatever_became_of_him(
    database: Database, world: World, state: ReferralState
) -> None:
    case = a_case(database, world, known(database), state=state)
    assert found(database, WITHOUT_PNC).about.possible_person == f"case {case.reference}"


ONE_MAN = [
    (("O'Brien", "Sean"), ("Oʼ" + "Brien", "Sean")),
    (("O'Brien", "Sean"), ("O’Brien", "SEAN")),
    (("Oʿ" + "Brien", "Sean"), ("Oʻ" + "Brien", "Séan")),
    (("O`Brien", "Sean"), ("O´Brien", "Sean")),
    (("O Brien", "Sean"), ("O′" + "Brien", "Sean")),
    (("Dupont", "Jean-Luc"), ("Dupont", "Jean Luc")),
    (("Dupont", "Jeanluc"), ("Dupont", "Jean‑Luc")),
    (("Dupont", "Jean Luc Marie"), ("Dupont", "Jeanluc")),
    (("St. John-Smith", "Al"), ("St John Smith", "Al.")),
    (("Smith", "J"), ("Smith", "John")),
    (("Smith", "Mr John"), ("SMITH", "John")),
    (("Suharto", ""), ("Suharto", "Ahmed")),
    (("Suharto", "FNU"), ("Suharto", "")),
    (("Smith Jr", "John"), ("Smith", "John")),
]


@pytest.mark.parametrize(("stored", "arrives"), [*ONE_MAN, *((b, a) for a, b in ONE_MAN)])
def test_names_are_compared_by_what_the_eye_reads_and_by_what_there_is(
    database: Database, world: World, stored: tuple[str, str], arrives: tuple[str, str]
) -> None:
    person = known(database, surname=stored[0], forenames=stored[1], surname_key=family_key(*stored))
    case = a_case(database, world, person)
    sought = replace(WITHOUT_PNC, surname=arrives[0], forenames=arrives[1])
    assert found(database, sought).about.possible_person == f"case {case.reference}"


@pytest.mark.parametrize(
    ("stored", "arrives"),
    [
        (("Dupont", "Jean-Luc"), ("Dupont", "Jean-Paul")),
        (("Smith", "J"), ("Smith", "Ahmed")),
        (("UNKNOWN", "UNKNOWN"), ("UNKNOWN", "UNKNOWN")),
        ((".", "Ali"), (".", "Omar")),
        (("LNU", "FNU"), ("LNU", "FNU")),
        (("Mr", "Dr"), ("Mr", "Dr")),
    ],
)
def test_two_names_and_what_stands_for_a_name_match_nobody(
    database: Database, world: World, stored: tuple[str, str], arrives: tuple[str, str]
) -> None:
    a_case(database, world, known(database, surname=stored[0], forenames=stored[1], surname_key=family_key(*stored)))
    sought = replace(WITHOUT_PNC, surname=arrives[0], forenames=arrives[1])
    assert found(database, sought).about.possible_person is None


@pytest.mark.parametrize(
    ("facts", "compared"),
    [
        ({}, True),
        ({"forenames": ""}, True),
        ({"surname": "LNU"}, False),
        ({"surname": "."}, False),
        ({"surname": "SeÃ¡n"}, False),
        ({"born_on": None}, False),
        ({"forenames": "", "pnc_id": "1996/0054031P"}, True),
    ],
)
def test_whether_anybody_could_be_compared_is_said(
    database: Database, world: World, facts: dict[str, Any], compared: bool
) -> None:
    about = found(database, replace(WITHOUT_PNC, **facts)).about
    assert (about.compared, about.lookback_known) == (compared, compared)


def test_an_offer_in_three_years_is_an_earlier_course(database: Database, world: World) -> None:
    case = a_case(database, world, known(database, pnc_id="1996/0054031P"), state=ReferralState.CLOSED)
    made_at = OFFENCE_AT - timedelta(days=700)
    database.write_now(record, case.id, events.OfferMade, actor=WORKER, now=made_at)
    assert found(database, SOUGHT).about.earlier_course == f"case {case.reference}"
    much_later = replace(SOUGHT, offence_at=OFFENCE_AT + timedelta(days=500))
    assert found(database, much_later).about.earlier_course is None
    long_before = replace(SOUGHT, offence_at=made_at - timedelta(minutes=1))
    assert found(database, long_before).about.earlier_course is None, "it was made after this offence"
    database.write_now(record, case.id, events.OfferMade, actor=WORKER, now=OFFENCE_AT + timedelta(days=9))
    assert found(database, SOUGHT).about.earlier_course == f"case {case.reference}", "another after it changes nothing"


def test_the_same_time_of_the_same_man_is_a_repeat(database: Database, world: World) -> None:
    case = a_case(database, world, known(database, pnc_id="1996/0054031P"), custody_reference="HA/1/27")
    again = replace(SOUGHT, offence_at=OFFENCE_AT)
    assert found(database, again).about.repeat_of == f"case {case.reference}"
    assert found(database, replace(again, custody_reference="")).about.repeat_of == f"case {case.reference}"
    assert found(database, replace(again, custody_reference="HA/2/27")).about.repeat_of is None


def test_two_offence_codes_of_one_minute_are_two_offences(database: Database, world: World) -> None:
    """Both can be read, and none was the code before it was put right."""
    person = known(database, pnc_id="1996/0054031P")
    case = a_case(database, world, person, custody_reference="HA/1/27", offence_code="TH68001")

    def is_repeat(code: str, **facts: Any) -> bool:
        sought = replace(SOUGHT, offence_at=OFFENCE_AT, offence_code=code, **facts)
        return found(database, sought).about.repeat_of is not None

    assert [is_repeat(code) for code in ("SX03213", "TH68001", "", "SX03213.")] == [False, True, True, True]
    put_right: dict[str, Any] = {"part": RecordPart.OFFENCE, "facts": {"offence_code": "SX03213"}}
    said: dict[str, Any] = {"actor": world.custody, "now": NOW, "reason": "It was the other charge."}
    database.write_now(correct_record, reference=case.reference, **put_right, **said)
    assert [is_repeat(code) for code in ("SX03213", "TH68001", "SO59003")] == [True, True, False]
    assert not is_repeat("TH68001", person_id=person.id), "another case that stands here is of the code it has"


def test_an_offence_that_arrives_with_the_time_that_was_corrected_is_a_repeat(database: Database, world: World) -> None:
    """The custody system may keep the wrong time, and send it again with every export."""
    case = a_case(database, world, known(database, pnc_id=SOUGHT.pnc_id), custody_reference="HA/1/27")
    again = replace(SOUGHT, offence_at=OFFENCE_AT)
    database.write_now(
        correct_offence,
        actor=world.custody,
        now=NOW,
        reference=case.reference,
        offence_at=OFFENCE_AT - timedelta(days=1),
        was_at=OFFENCE_AT,
        reason="The custody record says so.",
    )
    for arrives in (again, replace(again, offence_at=OFFENCE_AT - timedelta(days=1))):
        assert found(database, arrives).about.repeat_of == f"case {case.reference}"
    assert found(database, replace(again, custody_reference="HA/2/27")).about.repeat_of is None
    assert found(database, replace(again, offence_at=OFFENCE_AT + timedelta(days=1))).about.repeat_of is None


def test_a_row_without_name_and_pnc_id_is_known_by_its_custody_reference(database: Database, world: World) -> None:
    case = a_case(database, world, known(database, surname=""), custody_reference="HA/1/27")
    nameless = replace(WITHOUT_PNC, surname="", offence_at=OFFENCE_AT)
    assert found(database, nameless).about.repeat_of == f"case {case.reference}"
    assert found(database, replace(nameless, forenames="Ann")).about.repeat_of is None


def test_a_case_of_another_force_is_named_with_it_and_repeats_nothing(database: Database, world: World) -> None:
    a_force(database, "44")
    case = a_case(database, world, known(database, pnc_id="1996/0054031P"), force_code="44")
    about = found(database, replace(SOUGHT, offence_at=OFFENCE_AT)).about
    assert about.repeat_of is None
    assert about.open_case == f"case {case.reference} of Hampshire"


def test_a_case_that_is_looked_at_again_leaves_itself_out(database: Database, world: World) -> None:
    person = known(database, pnc_id="1996/0054031P")
    case = a_case(database, world, person)
    again = replace(SOUGHT, offence_at=OFFENCE_AT, person_id=person.id)
    about = found(database, again, leave_out=case.id)
    assert about.person is not None
    assert about.about.repeat_of is about.about.open_case is None


def test_a_batch_of_any_size_takes_five_statements_however_many_are_stored(database: Database, world: World) -> None:
    a_case(database, world, known(database, pnc_id="1996/0054031P", forenames="Ann"))
    a_case(database, world, known(database, forenames="Anne"))

    def look_up(db: Any, size: int) -> None:
        batch = (replace(SOUGHT, forenames="Ann", custody_reference=f"HA/{number}/27") for number in range(size))
        StoredCases(db, force_code="43").look_up(batch)

    for size in (1, 500):
        with statements(database) as sent:
            database.read_now(look_up, size)
        assert len(sent) == 5, sent


def test_people_are_found_by_an_index_of_their_dates_of_birth(database: Database, world: World) -> None:
    """However many are stored. The control asks for what has no index."""
    born = "SELECT id FROM persons WHERE born_on IN ('1965-09-27', '1965-09-28')"
    assert "ix_persons_born_on" in database.read_now(_plan, born)
    assert "ix_persons_born_on" not in database.read_now(_plan, "SELECT id FROM persons WHERE safe_hours = 'a'")


def _plan(db: Any, asked: str) -> str:
    """How the database would read it; PostgreSQL walks through a small table unless it is told not to. Told for the
    connection, as a reading need not be a transaction, and taken back."""
    if db.get_bind().dialect.name == "sqlite":
        return str(db.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
    db.execute(text("SET enable_seqscan = off"))
    try:
        return str(db.execute(text(f"EXPLAIN {asked}")).all())
    finally:
        db.execute(text("RESET enable_seqscan"))
