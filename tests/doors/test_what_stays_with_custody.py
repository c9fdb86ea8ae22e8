"""Facts that the force keeps to itself: the signs of a concern, and whether drugs were considered. No page, file,
message or history shows them to a provider, another force or the person himself, because none of their queries reads
them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from litestar import Litestar, get
from litestar.di import NamedDependency
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.decide_concern import decide_concern
from programme.actions.raise_concern import raise_concern
from programme.actions.record_drug_intervention import record_drug_intervention
from programme.app import create_app
from programme.concerns.models import Concern, DrugIntervention, DrugStep, Sign
from programme.concerns.states import ConcernEvent
from programme.concerns.words import DRUG_WORDS, SIGN_WORDS
from programme.history.models import HistoryRow
from programme.notices.models import OutboxMessage
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.kit.access import PROVIDER
from programme.web.kit.visit import Visit
from tests.support.builders import NOW, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.everybody import Everybody, addresses_of, everybody, part_of, routes_of
from tests.support.statements import statements

WHY = "Zebrawitz Wombat reason"
DRUGS = (*DRUG_WORDS.values(), *(step.value for step in DrugStep), "drug", "Drug")
SIGNS = (*SIGN_WORDS.values(), *(sign.value for sign in Sign), WHY)
DRUG_TABLE, CONCERN_TABLE = "drug_interventions", "concerns"
TABLES_OF = {
    Door.PROVIDER: (DRUG_TABLE, CONCERN_TABLE),
    Door.OFFENDER: (DRUG_TABLE, CONCERN_TABLE),
    Door.PARTNER: (DRUG_TABLE,),
    Door.ADMIN: (DRUG_TABLE,),
}
WORDS_OF = {
    Door.PROVIDER: DRUGS + SIGNS,
    Door.OFFENDER: DRUGS + SIGNS,
    Door.PARTNER: DRUGS,
    Door.ADMIN: DRUGS,
}
"""Words that a door may neither say nor ask for. The force of the offence reads its own concerns at its own door."""
SOBER = "have taken drugs"
"""In the words of the day, for everybody alike: nobody can be let in then."""
OF_NOBODY = ("/whats-new", "/lawyer/text")
"""The change log of the whole product and the rules that a lawyer reads: they say that custody records such a thing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer: at which address, what was in it, what the database was asked for it."""

    door: Door
    address: str
    status: int
    text: str
    sent: tuple[str, ...]

    @property
    def leaks(self) -> list[str]:
        """The words and tables of WORDS_OF and TABLES_OF in it."""
        text = self.text.replace(SOBER, "")
        words = [word for word in WORDS_OF[self.door] if word in text]
        asked = [table for table in TABLES_OF[self.door] if any(table in statement for statement in self.sent)]
        return [f"{self.address}: {found}" for found in (*words, *asked)]


def every_case_has_both(database: Database) -> None:
    """Every case with every sign, a reason, and a drug step: the values cannot be mistaken."""

    def plant(db: Session) -> None:
        db.execute(update(Concern).values(reason=WHY))
        have = set(db.execute(select(Concern.referral_id)).scalars())
        for number in db.execute(select(Referral.id)).scalars().all():
            db.add(
                DrugIntervention(referral_id=number, step=DrugStep.TEST_AUTHORISED, recorded_at=NOW, recorded_by="X")
            )
            if number not in have:
                facts = {"raised_at": NOW, "raised_by": "X", "reason": WHY}
                db.add(Concern(referral_id=number, signs=frozenset(Sign), **facts))

    database.write_now(plant)


def everything_shown(database: Database, people: Everybody, app: Litestar, doors: Iterable[Door]) -> list[Shown]:
    """Every page and file of these doors, at every address there is; on the second engine at a part of them."""
    shown = []
    for door in doors:
        for who in people.at(door):
            browser = Browser(app).sign_in_as(who)
            for number, route in enumerate(routes_of(app)):
                if route.method != "GET" or door not in route.access.doors or route.pattern.endswith(OF_NOBODY):
                    continue
                with statements(database) as sent:
                    for address in part_of(addresses_of(route, people), number, database):
                        sent.clear()
                        answer = browser.get(address)
                        shown.append(Shown(door, address, answer.status_code, answer.text, tuple(sent)))
    return shown


def test_no_page_of_a_provider_a_neighbour_or_himself_reads_or_says_it(database: Database) -> None:
    people = everybody(database)
    every_case_has_both(database)
    shown = everything_shown(database, people, an_app(a_wiring(database)), WORDS_OF)

    assert [leak for one in shown for leak in one.leaks] == []
    opened = {one.door for one in shown if one.status == 200}
    assert opened == set(WORDS_OF), "a sweep that opens nothing shows nothing"


def test_custodys_own_pages_do_say_it_so_the_words_can_be_found(database: Database) -> None:
    """The control of the words."""
    people = everybody(database)
    every_case_has_both(database)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.CUSTODY])
    reference = people.references[2]
    with statements(database) as sent:
        case = browser.get(f"/custody/referrals/{reference}").text
    concern = browser.get(f"/custody/referrals/{reference}/concern").text

    assert [word for word in (DRUG_WORDS[DrugStep.TEST_AUTHORISED], "drug") if word not in case] == []
    assert [word for word in (*SIGN_WORDS.values(), WHY) if word not in concern] == []
    assert any(DRUG_TABLE in statement for statement in sent)
    assert [word for word in SIGNS if word in case] == [], "the case page says that it is stopped, never the signs"


def test_a_provider_page_that_said_it_would_be_noticed(database: Database) -> None:
    """The control of the sweep."""

    @get("/provider/planted", opt={"access": PROVIDER})
    async def planted(visit: NamedDependency[Visit]) -> str:
        def said(db: Session) -> str:
            return ", ".join(DRUG_WORDS[step] for step in db.execute(select(DrugIntervention.step)).scalars())

        return await visit.read(said)

    people = everybody(database)
    every_case_has_both(database)
    app = create_app(a_wiring(database))
    app.register(planted)
    shown = everything_shown(database, people, app, [Door.PROVIDER])

    leaks = [leak for one in shown for leak in one.leaks]
    assert f"/provider/planted: {DRUG_WORDS[DrugStep.TEST_AUTHORISED]}" in leaks
    assert f"/provider/planted: {DRUG_TABLE}" in leaks


def test_no_message_history_or_paper_is_given_any_of_it(database: Database) -> None:
    world = a_world(database)
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43"))
    referral = a_referral(database, world)
    an_account(database, Door.CUSTODY, force_code="43", roles=world.safeguarding.roles)
    case = referral.reference
    database.write_now(record_drug_intervention, actor=officer, now=NOW, reference=case, step=DrugStep.TEST_AUTHORISED)
    database.write_now(raise_concern, actor=officer, now=NOW, reference=case, signs=tuple(Sign))
    database.write_now(
        decide_concern, actor=world.safeguarding, now=NOW, reference=case, decision=ConcernEvent.UPHELD, reason=WHY
    )
    kept = [
        *read(database, lambda db: db.execute(select(HistoryRow.facts)).scalars().all()),
        *read(database, lambda db: db.execute(select(OutboxMessage.facts)).scalars().all()),
    ]

    assert len(kept) >= 4
    assert [word for word in DRUGS + SIGNS if word in str(kept)] == []


def test_no_file_that_leaves_the_screen_holds_it(database: Database) -> None:
    people = everybody(database)
    every_case_has_both(database)
    browser = Browser(an_app(a_wiring(database))).sign_in_as(people.staff[Door.CUSTODY])
    answer = browser.get("/custody/referrals/export")

    assert answer.headers["content-type"].startswith("text/csv")
    assert [word for word in DRUGS + SIGNS if word in answer.text] == []
