"""The people of the stories, and what each of them does at a door, in the words of the trade."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from playwright.sync_api import Browser

from programme.sandbox.world import PASSWORD
from programme.shared.dates import LONDON
from tests.support.browser import Paper, Somebody, somebody
from tests.support.rehearsal import Rehearsal

CUSTODY, SUPERVISOR = "custody@example.org", "supervisor@example.org"
PROVIDER, NEIGHBOUR, COORDINATOR = "provider@example.org", "neighbour@example.org", "coordinator@example.org"


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """One sentence of a story: where it fails, the failure says in which."""
    try:
        yield
    except BaseException as problem:
        problem.add_note(f"\nIn the story: {sentence}")
        raise


@dataclass(frozen=True, slots=True)
class Slip:
    """The paper that a man reads from."""

    reference: str
    code: str
    born_on: date
    word: str = ""


@dataclass
class Cast:
    """Makes the people of one story, and moves its clock."""

    browser: Browser
    rehearsal: Rehearsal
    javascript: bool = True
    _present: list[Somebody] = field(default_factory=list)

    def staff(self, email: str, *, phone: bool = False) -> Somebody:
        """Somebody of staff, signed in."""
        person = self._somebody(email, phone=phone)
        person.open("/sign-in")
        person.fill("Work email address", email)
        person.fill("Password", PASSWORD)
        person.press("Sign in")
        assert person.path != "/sign-in"
        return person

    def man(self, name: str, slip: Slip) -> Somebody:
        """The man himself on his phone, signed in with what stands on his paper."""
        person = self.stranger(name)
        sign_in(person, slip)
        return person

    def stranger(self, name: str) -> Somebody:
        """Somebody on a phone who has not signed in."""
        person = self._somebody(name, phone=True)
        person.open("/")
        return person

    def at_the_stage(self) -> Somebody:
        """Whoever runs the rehearsal: looks into the inbox and moves the clock."""
        return self._somebody("stage", home_url=self.rehearsal.at.stage_url)

    @cached_property
    def _stage(self) -> Somebody:
        return self.at_the_stage()

    def move_clock_to(self, instant: datetime) -> None:
        """Move the rehearsal's clock on the stage's own page. Stories only ever go forward."""
        assert instant > self.rehearsal.now(), f"{instant} is over"
        stage = self._stage
        stage.page.goto(f"{stage.home_url}/clock")
        local = instant.astimezone(LONDON)
        stage.page.get_by_label("Or to a day and time").fill(local.strftime("%Y-%m-%dT%H:%M"))
        with stage.page.expect_navigation():
            stage.page.get_by_role("button", name="Move", exact=True).click()
        assert abs(self.rehearsal.now() - instant) < timedelta(minutes=2)

    def messages_to(self, address: str) -> list[str]:
        """The inbox of one address, the newest first: subject and words."""
        stage = self._stage
        stage.page.goto(f"{stage.home_url}/inbox?address={address}")
        return [str(text) for text in stage.page.get_by_role("article").all_inner_texts()]

    def waits_for_message(self, address: str, words: str, seconds: float = 30) -> str:
        """The newest message to an address with these words in it, once the worker has sent it."""
        until = time.monotonic() + seconds
        while True:
            found = self.messages_to(address)
            for message in found:
                if words in message:
                    assert "Gives away" not in message, message
                    return message
            assert time.monotonic() < until, f"no message with {words!r} to {address}; there are {found}"
            time.sleep(0.5)

    def leave(self) -> None:
        """Everybody closes the browser."""
        for person in self._present:
            person.page.context.close()

    def _somebody(self, name: str, *, phone: bool = False, home_url: str = "") -> Somebody:
        url = home_url or self.rehearsal.at.web_url
        person = somebody(self.browser, name, url, javascript=self.javascript, phone=phone)
        self._present.append(person)
        return person


def sign_in(person: Somebody, slip: Slip) -> None:
    """Fill in the form that he finds at the address on his paper, and send it."""
    person.fill("Reference", slip.reference)
    person.fill("Code", slip.code)
    person.fill_date("Date of birth", slip.born_on)
    person.press("Sign in")


def read_slip(paper: Paper, born_on: date) -> Slip:
    """Read reference and code from a printed slip, as he does."""
    lines = [line.strip() for line in paper.text.splitlines()]
    reference = next(line.removeprefix("Reference:").strip() for line in lines if line.startswith("Reference:"))
    code = next(line.removeprefix("Code:").strip() for line in lines if line.startswith("Code:"))
    word = re.search(r"this word:\s+(\w+)", paper.text)
    assert word, "the slip has no word for the telephone"
    return Slip(reference, code, born_on, word[1])
