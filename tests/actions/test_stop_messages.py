"""The link of a message stops what goes to where it came, for whoever has it: at once, at every try, and in silence."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow
from programme.duties.models import Task, TaskKind
from programme.history.timeline import timeline
from programme.insight.own_record import own_contact
from programme.jobs.outbox import send_messages
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage, StopLink
from programme.notices.outbox import make_due
from programme.notices.stopping import TOKEN_LENGTH, TOKEN_LETTERS
from programme.people.models import Person
from programme.people.states import ContactState
from programme.people.telling import tell_person
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_offer
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.links import PUBLIC_URL, WORDS, Postman
from tests.support.page_reader import main_words, words_on

ADDRESS, NUMBER = "he@example.org", "07700 900123"
TWO_TEXTS = 306
LINK = re.compile(rf"{PUBLIC_URL}(/stop/(\w+))")


class Man:
    """Somebody with an offer, to whom messages are owed and go."""

    def __init__(self, database: Database, **facts: object) -> None:
        self.database, self.world, self.postman = database, a_world(database), Postman()
        self.person: Person = a_person(database, **{"email": ADDRESS, "mobile": "", **facts})
        self.case = a_referral(database, self.world, self.person)
        an_offer(database, self.case)
        self.app = an_app(a_wiring(database, clock=StandingClock(NOW)))

    def is_owed(self, cause: str, notice: str = "pin_set_back") -> None:
        """A message to him."""
        self.database.write_now(
            tell_person,
            self.database.read_now(lambda db: db.get_one(Person, self.person.id)),
            notice=notice,
            cause=cause,
            referral_id=self.case.id,
            facts={"set_back_on": NOW.date(), "changed_on": NOW.date()},
            now=NOW,
        )

    def goes(self) -> list[str]:
        """Send it, and say which words left."""
        before = len(self.postman.letters)
        carriers = {Channel.EMAIL: self.postman, Channel.TEXT: self.postman}
        send_messages(self.database, carriers, WORDS, holder="a worker", now=NOW)
        return [letter.body for letter in self.postman.letters[before:]]

    def link(self, cause: str = "first") -> str:
        """Of a message that went."""
        self.is_owed(cause)
        found = LINK.search(self.goes()[-1])
        assert found is not None
        return found[1]

    def presses(self, path: str, why: str = "not_me") -> str:
        """Whoever has the link opens it and presses a button."""
        browser = Browser(self.app)
        browser.get(path)
        answer = browser.post(path, why=why)
        assert answer.headers["location"] == "/stop/done"
        return words_on(browser.get("/stop/done"))

    def states(self) -> list[tuple[Delivery, str]]:
        """Of his messages."""
        found = self.database.read_now(
            lambda db: db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().all()
        )
        return [(one.state, one.address) for one in found]

    def rows(self, kind: type) -> list[object]:
        """Of a table."""
        return self.database.read_now(lambda db: list(db.execute(select(kind)).scalars().all()))


def test_to_open_the_link_changes_nothing_and_to_press_stops_what_waits_and_what_comes(database: Database) -> None:
    man = Man(database)
    path = man.link()
    man.is_owed("second")

    page = Browser(man.app).get(path)
    assert "Should we stop writing here?" in main_words(page)
    assert give_aways(words_on(page)) == []
    assert [one for one in (man.case.reference, man.person.surname, ADDRESS) if one in page.text] == []
    assert man.states()[-1] == (Delivery.QUEUED, ADDRESS)  # mail servers open links before their readers do

    man.presses(path, "not_here")
    assert man.states()[-1] == (Delivery.BY_HAND, "")
    man.is_owed("third")
    assert man.goes() == []
    assert man.states()[-1] == (Delivery.BY_HAND, "")

    assert man.database.read_now(own_contact, man.case.id).email_state is ContactState.OPTED_OUT
    [task] = [one for one in man.rows(Task) if isinstance(one, Task)]
    assert task.kind is TaskKind.ASKED_TO_STOP
    told = [one for one in man.database.read_now(timeline, man.case.id) if one.event == "messages_stopped"]
    assert ["Do not write here again" in one.words for one in told] == [True]
    assert "stop_messages" in {one.what for one in man.rows(AccessRow) if isinstance(one, AccessRow)}


def test_the_page_is_the_same_for_a_link_that_is_used_or_made_up(database: Database) -> None:
    man = Man(database)
    path, made_up = man.link(), f"/stop/{TOKEN_LETTERS[:TOKEN_LENGTH]}"
    pages = {words_on(Browser(man.app).get(one)) for one in (path, made_up)}
    after = {man.presses(made_up), man.presses(path), man.presses(path), man.presses("/stop/x")}
    pages.add(words_on(Browser(man.app).get(path)))
    assert (len(pages), len(after)) == (1, 1)
    events = [one.event for one in man.database.read_now(timeline, man.case.id)]
    assert events.count("messages_stopped") == 1


def test_a_claim_on_a_message_is_void_once_it_is_stopped_and_a_retry_by_hand_does_not_go(database: Database) -> None:
    man = Man(database)
    path = man.link()
    man.is_owed("second")
    database.write_now(lambda db: _set_state(db, Delivery.SENDING))
    man.presses(path)
    assert man.states()[-1] == (Delivery.BY_HAND, "")

    database.write_now(lambda db: _set_state(db, Delivery.FAILED, ADDRESS))
    ids = [one.id for one in man.rows(OutboxMessage) if isinstance(one, OutboxMessage) and one.state is Delivery.FAILED]
    database.write_now(make_due, ids, now=NOW)
    assert man.goes() == []


def _set_state(db: Session, state: Delivery, address: str | None = None) -> None:
    message = db.execute(select(OutboxMessage).order_by(OutboxMessage.id.desc())).scalars().first()
    assert message is not None
    message.state, message.address = state, address or message.address
    message.channel = Channel.EMAIL


def test_another_address_of_his_is_written_to_and_so_is_everybody_else(database: Database) -> None:
    man = Man(database, mobile=NUMBER)
    man.presses(man.link())
    database.write_now(_now_by_text, man.person.id)
    man.is_owed("second")
    [text] = man.goes()
    assert LINK.search(text) is not None
    assert len(text) <= TWO_TEXTS


def _now_by_text(db: Session, person_id: int) -> None:
    db.get_one(Person, person_id).email = ""


def test_each_message_has_a_link_of_its_own_and_what_is_kept_of_it_has_none(database: Database) -> None:
    man = Man(database)
    first, second = man.link(), man.link("second")
    assert first != second
    kept = [one.body for one in man.rows(OutboxMessage) if isinstance(one, OutboxMessage)]
    assert [body for body in kept if body is None or "/stop/" in body] == []
    links = [one for one in man.rows(StopLink) if isinstance(one, StopLink)]
    assert not any(part[-TOKEN_LENGTH:] in one.token_hash for one in links for part in (first, second))
