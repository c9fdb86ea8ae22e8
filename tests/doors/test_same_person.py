"""Two records beside each other: what is shown to whom, what is decided there, and what it looks like afterwards."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow
from programme.eligibility.rules import ONE_PERSON
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person, SafeContact
from programme.referrals.criteria import Status, kept_criterion
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_person, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import ALL_SETTLED
from tests.support.page_reader import links_on, main_words

HERE = "/custody/referrals/HERE-0002/same-person"
WAITS = [
    *(one for one in ALL_SETTLED if one.code != ONE_PERSON),
    kept_criterion(ONE_PERSON, Status.UNKNOWN, "He may be the person of case LIKE-0001."),
]


@pytest.fixture
def world(database: Database) -> World:
    """Wayne Mensah was here, and gave the force another address; Wayne Mensa is here tonight."""
    world = a_world(database)
    born = date(1980, 4, 2)
    before = a_person(database, surname="Mensah", forenames="Wayne", born_on=born, address="1 Elm Road", sex="M")
    then = {"offence_at": NOW - timedelta(days=90), "custody_reference": "HA/1/27"}
    a_referral(database, world, before, state=ReferralState.CLOSED, reference="LIKE-0001", **then)
    pnc_id = {"as_entered": "1996/0054031P", "canonical": "1996/0054031P"}
    add(database, Identifier(person_id=before.id, kind=IdentifierKind.PNC_ID, **pnc_id))
    him = a_person(database, surname="Mensa", forenames="WAYNE", born_on=born, address="9 Oak Street", sex="")
    a_referral(
        database,
        world,
        him,
        state=ReferralState.UNDECIDED,
        reference="HERE-0002",
        eligibility=WAITS,
        flags=["pnc_missing"],
    )
    return world


def browser(database: Database, door: Door = Door.CUSTODY, force_code: str = "43") -> Browser:
    return Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, door, force_code=force_code))


def sent(page: str, **typed: str) -> dict[str, str]:
    """The form as a browser would send it."""
    return dict(re.findall(r'name="(other|shown|decision)" value="([^"]+)"', page)) | typed


def test_both_records_are_shown_decided_about_and_parted_again(database: Database, world: World) -> None:
    desk = browser(database)
    case, none = HERE.removesuffix("/same-person"), "There is no PNC ID"
    assert none in main_words(desk.get(case))
    page = desk.get(HERE)
    words = main_words(page)
    for wanted in (
        "Asked because: same date of birth; surname differs in one letter; same forename.",
        "Surname Mensa Mensah Near", "Forenames WAYNE Wayne Same", "Wednesday 2 April 1980 Same",
        "Sex Not recorded Male Not known",
        "Address 9 Oak Street 1 Elm Road Different", "HA/1/27",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "/custody/referrals/LIKE-0001" in links_on(page.text)
    looks = select(AccessRow.subjects).where(AccessRow.what.like("%same-person%"))
    assert read(database, lambda db: db.execute(looks).scalars().all()) == ["HERE-0002 LIKE-0001"]

    wrong = desk.post(HERE, sent(page.text))
    assert wrong.status_code == 422
    assert {"Choose whether they are one person", "Enter what shows it"} <= set(re.findall(r">([^<]+)</a>", wrong.text))
    assert desk.post(HERE, sent(page.text, one_person="yes", reason="His photograph.")).status_code == 303
    people = select(Person.surname).join(Referral, Referral.person_id == Person.id)
    assert set(read(database, lambda db: db.execute(people).scalars().all())) == {"Mensah"}

    assert none not in main_words(desk.get(case)), "he has one, by his other case"
    again = desk.get(HERE)
    assert "One person This case and case LIKE-0001 His photograph." in main_words(again)
    for number in ("9" * 20, "9223372036854775808"):
        forged = desk.post(f"{HERE}/back", {"decision": number, "why_back": "A form that is not ours."})
        assert forged.status_code < 500
    back = sent(again.text, why_back="It was his brother.")
    assert desk.post(f"{HERE}/back", back).status_code == 303
    assert set(read(database, lambda db: db.execute(people).scalars().all())) == {"Mensah", "Mensa"}
    parted = main_words(desk.get(HERE))
    assert "Taken back It was his brother." in parted
    assert "Are they one person?" in parted


def test_the_next_step_leads_to_it_and_the_case_that_its_reason_names_is_a_link(
    database: Database, world: World
) -> None:
    page = browser(database).get("/custody/referrals/HERE-0002")
    assert "Next: Decide whether he is somebody who was here before" in main_words(page)
    assert f'href="{HERE}" role="button"' in page.text
    assert '<a class="govuk-link" href="/custody/referrals/LIKE-0001">LIKE-0001</a>' in page.text


def test_what_was_shown_and_is_not_so_any_more_is_not_decided_about(database: Database, world: World) -> None:
    desk = browser(database)
    typed = {**sent(desk.get(HERE).text), "shown": "another", "one_person": "no", "reason": "His photograph."}
    page = desk.post(HERE, typed)
    assert page.status_code == 422
    assert "This has changed since you opened the page" in main_words(page)
    assert desk.post(HERE, sent(page.text, one_person="no", reason="His photograph.")).status_code == 303


def test_of_another_forces_man_only_what_tells_who_he_is_is_shown(database: Database, world: World) -> None:
    a_force(database, "44")
    him = a_person(database, surname="Mensar", forenames="Wayne", born_on=date(1980, 4, 2), address="7 High Street")
    a_referral(
        database, world, him, force_code="44", state=ReferralState.UNDECIDED, reference="AWAY-0003", eligibility=WAITS
    )
    page = browser(database, Door.PARTNER, "44").get("/partner/cases/AWAY-0003/same-person")
    words = main_words(page)
    assert "Surname Mensar Mensa" in words
    assert "only what tells who he is is shown" in words
    for hidden in ("Elm Road", "Oak Street", "example.org"):
        assert hidden not in words
    assert not [link for link in links_on(page.text) if "LIKE-0001" in link or "HERE-0002" in link]
    assert browser(database, Door.PARTNER, "44").get("/partner/cases/HERE-0002/same-person").status_code == 404


def test_how_he_is_reached_as_one_person_is_shown_before_it_is_decided(database: Database, world: World) -> None:
    def says(db: Session) -> None:
        said: dict[str, dict[str, Any]] = {
            "LIKE-0001": {"safe_contact": SafeContact.ANY, "mobile": "07700900111", "email": "old@example.org"},
            "HERE-0002": {"safe_contact": SafeContact.MOBILE_ONLY, "mobile": "07700900222", "email": ""},
        }
        for reference, facts in said.items():
            number = select(Referral.person_id).where(Referral.reference == reference).scalar_subquery()
            db.execute(update(Person).where(Person.id == number).values(**facts))

    database.write_now(says)
    his = browser(database)
    words = main_words(his.get(HERE))
    assert "How he may be contacted His mobile only Letter, email, text or call Different" in words
    told = words[words.index("How he is reached, if they are one person") :]
    assert "How he may be contacted His mobile only" in told
    assert "Mobile 07700900222" in told, "the one that he said is safe"
    his.post(HERE, sent(his.get(HERE).text, one_person="yes", reason="His photograph."))
    kept = read(database, lambda db: db.execute(select(Person).where(Person.surname == "Mensah")).scalar_one())
    assert (kept.safe_contact, kept.mobile) == (SafeContact.MOBILE_ONLY, "07700900222")
