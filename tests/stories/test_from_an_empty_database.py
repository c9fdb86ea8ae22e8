"""From an empty database to a first paid booking: `programme setup` as a process, and then nothing but the pages.

A mail server and Stripe stand in as outside parties. The web process has the settings of a test, because production's
refuse a stand-in for Stripe; the database is made and set up with production's. Told on PostgreSQL alone, which a force
runs: each command and page is tested on both engines in its own room, and a story of fifty pages is dear.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from programme.courses.go_live_steps import GoLiveStep
from programme.courses.privacy import POINTS
from programme.courses.unusual_days import usual_day_from
from programme.integrations.clock import SystemClock
from programme.shared.dates import london_date, spoken_day
from tests.support.browser import Somebody, somebody
from tests.support.case_pages import explains_and_signs, fills_the_form, finishes_paying, prints_the_slip
from tests.support.commands import answers, environment, run, running, wait_until
from tests.support.mail import MailServer, a_free_port, a_mail_server
from tests.support.people import sign_in, step
from tests.support.stripe_stand_in import API_KEY, SECRET, HandClock, running_stand_in

pytestmark = pytest.mark.only_on("postgresql", reason="the story is dear, and tested on both engines are its pages")
PASSWORD = "correct horse battery staple"
OWN = {
    "SECRET_KEY": secrets.token_hex(32),
    "METRICS_TOKEN": secrets.token_hex(32),
    "WORKER_TICK_SECONDS": "1",
    "LEAVE_SECONDS": "0",
}
PRODUCTION = {
    **OWN,
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://courses.test",
    "STRIPE_API_KEY": "rk_test_" + secrets.token_hex(24),
    "STRIPE_WEBHOOK_SECRETS": "whsec_" + secrets.token_hex(24),
    "MAIL_FROM": "Course bookings <bookings@courses.test>",
}
"""For the commands that make the database."""


@dataclass
class Service:
    """A running service, and whoever comes to it."""

    browser: Browser
    url: str
    mail: MailServer
    env: dict[str, str]

    def comes(self, name: str, *, phone: bool = False) -> Somebody:
        """Somebody at a browser of his own."""
        return somebody(self.browser, name, self.url, javascript=False, phone=phone)

    def signs_in(self, email: str) -> Somebody:
        """Somebody of staff."""
        person = self.comes(email)
        person.open("/sign-in")
        person.fill("Work email address", email)
        person.fill("Password", PASSWORD)
        person.press("Sign in")
        assert person.path != "/sign-in"
        return person

    def letter_to(self, address: str) -> str:
        """The letter to him, once the worker has sent it."""
        until = time.monotonic() + 90
        while not (found := [letter.body for letter in self.mail.letters if letter.to == address]):
            assert time.monotonic() < until, f"no letter to {address}"
            time.sleep(0.2)
        return found[-1]

    def takes_up_his_invitation(self, email: str) -> Somebody:
        """Follow the link in the letter, choose a password, sign in."""
        link = re.search(rf"{self.url}(/new-password/\S+)", self.letter_to(email))
        assert link is not None
        person = self.comes(email)
        person.open(link[1])
        person.fill("New password", PASSWORD)
        person.fill("The same password again", PASSWORD)
        person.press("Save the password")
        return self.signs_in(email)


@contextmanager
def a_service(database_url: str, browser: Browser, tmp_path: Path) -> Iterator[Service]:
    """Web and worker over the database, with the outside parties."""
    port = a_free_port()
    url, clock = f"http://127.0.0.1:{port}", HandClock(datetime.now(UTC))
    with a_mail_server() as mail, running_stand_in(webhooks_to=f"{url}/webhooks/stripe", clock=clock) as stripe:
        env = environment(
            database_url,
            **OWN,
            ENVIRONMENT="test",
            PUBLIC_URL=url,
            PORT=str(port),
            SMTP_PORT=str(mail.port),
            STRIPE_API_KEY=API_KEY,
            STRIPE_WEBHOOK_SECRETS=SECRET,
            STRIPE_BASE_URL=stripe.url,
            STRIPE_CHECKOUT_ORIGIN=stripe.url,
        )
        web, worker = tmp_path / "web.log", tmp_path / "worker.log"
        with running("serve", env=env, log=web) as process, running("worker", env=env, log=worker):
            wait_until(answers(f"{url}/health/ready"), process, web)
            yield Service(browser, url, mail, env)
    assert "Traceback" not in web.read_text() + worker.read_text()


def test_from_an_empty_database_to_a_first_paid_booking(
    empty_database_url: str, chromium: Browser, tmp_path: Path
) -> None:
    held_on = usual_day_from(london_date(SystemClock().now()) + timedelta(days=21))

    with step("Given an empty database, which is migrated, and set up by one command"):
        made = environment(empty_database_url, **PRODUCTION)
        assert run("migrate", env=made).returncode == 0
        answered = ("--force", "43", "--programme", "Ours", "--name", "Ada Admin", "--email", "ada@force.example")
        done = run("setup", *answered, env=made, typed=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr

    with a_service(empty_database_url, chromium, tmp_path) as service:
        with step("When the administrator signs in, he reads what is missing"):
            ada = service.signs_in("ada@force.example")
            ada.sees("missing until a first referral can be offered")
            ada.open("/admin/set-up/43")
            ada.sees("Nobody runs courses yet.", "The worker runs.")

        with step("And records what the lawyer confirmed, sends himself a message, and talks to Stripe"):
            confirms_tries_and_talks(ada, service)

        with step("And adds a provider with a venue, and invites its trainer, a sergeant and a coordinator"):
            adds_a_provider(ada)
            invites(ada, "provider", "trainer@provider.example", "Course staff")
            invites(ada, "custody", "sergeant@force.example", "Officer", "Supervisor", rank="PS")
            invites(ada, "admin", "coordinator@force.example", "Coordinator")

        with step("And each of them chooses a password with the link that was sent"):
            trainer = service.takes_up_his_invitation("trainer@provider.example")
            sergeant = service.takes_up_his_invitation("sergeant@force.example")
            coordinator = service.takes_up_his_invitation("coordinator@force.example")

        with step("And the coordinator enters the fee, what a bank statement says, and whom to call when"):
            enters_money_and_help(coordinator)

        with step("And whom staff ask, which the pages at the foot then say"):
            says_whom_to_ask(coordinator)

        with step("And decides the points of the privacy notice"):
            decides_the_notice(coordinator)

        with step("And records that the lawyer signed what he is told"):
            has_the_words_signed(coordinator)

        with step("And the trainer offers a date"):
            offers_a_date(trainer, held_on)

        with step("Then nothing is missing, on the page and on the command line"):
            ada.open("/admin/set-up/43")
            ada.sees("Nothing is missing")
            checked = run("check", env=service.env)
            assert "MISSING" not in checked.stdout, checked.stdout

        with step("And only what somebody has to tick before a real person reads it is open"):
            steps = len(GoLiveStep)
            assert (checked.returncode, checked.stdout.count("OPEN")) == (1, steps), checked.stdout
            assert f"not ready: {steps} open before the first real person reads it" in checked.stderr
            ticks_a_step(coordinator)

        with step("When the sergeant refers a man, and makes the offer"):
            born_on = date(1981, 4, 9)
            sergeant.follow("Refer")
            offence_on = london_date(SystemClock().now()) - timedelta(days=3)
            fills_the_form(sergeant, "Waverley", born_on, "waverley@example.net", offence_on=offence_on)
            sergeant.press("Check answers")
            sergeant.press("Refer")
            reference = sergeant.path.rsplit("/", 1)[1]
            sergeant.press("Make the offer")
            explains_and_signs(sergeant, london_date(SystemClock().now()))
            slip = prints_the_slip(sergeant, reference, born_on)

        with step("Then the man, who has signed, books the date, and pays"):
            man = service.comes("the man", phone=True)
            man.open("/")
            sign_in(man, slip)
            man.press("See the dates")
            man.main.get_by_role("radio", name=f"{spoken_day(held_on)} 11am").check()
            man.press("Book this date and pay £95")
            finishes_paying(man)

        with step("And Stripe's webhook was heard"):
            ada.waits_for("Its webhook was heard last", at="/admin/set-up/43")


def enters_money_and_help(ada: Somebody) -> None:
    """One page a subject, each checked before it is saved."""
    ada.open("/admin/programme/43/fee")
    ada.fill("Fee", "95")
    ada.fill_date("First day", london_date(SystemClock().now()))
    ada.press("Check what this changes")
    ada.press("Save the change")
    ada.open("/admin/programme/43/bank-text")
    ada.fill("Bank text", "RIDGEWAY BOOKINGS")
    ada.press("Check what this changes")
    ada.press("Save the change")
    ada.open("/admin/programme/43/help-number")
    ada.fill("Help number", "01632 960 143")
    ada.fill("Monday to Friday from", "9am")
    ada.fill("Monday to Friday to", "5pm")
    ada.press("Check what this changes")
    ada.press("Save the change")


def decides_the_notice(coordinator: Somebody) -> None:
    """Every point, in one go."""
    coordinator.open("/admin/programme/43/privacy-notice")
    coordinator.sees(f"Not decided: {len(POINTS)} of {len(POINTS)}.")
    for number, label in enumerate(coordinator.main.locator("input[type=text]").all()):
        if label.get_attribute("name") in POINTS:
            label.fill("10" if label.get_attribute("name") == "answer_days" else f"Decided {number}")
    coordinator.press("Check what this changes")
    coordinator.sees("Every point is decided then.")
    coordinator.press("Save the change")


def has_the_words_signed(coordinator: Somebody) -> None:
    """For the route that a new programme proposes."""
    coordinator.open("/admin/set-up/43")
    coordinator.sees("Not signed: Conditional caution.")
    coordinator.open("/admin/programme/43/words/conditional_caution")
    for question in coordinator.main.get_by_role("group").all():
        if question.get_by_role("radio").count():
            question.get_by_role("radio", name="Yes").check()
    coordinator.fill("Months until the caution is spent", "3")
    coordinator.fill("Years for which standard and enhanced checks show it", "6")
    coordinator.fill("Name of the lawyer", "Frances Amadi")
    coordinator.fill("As what", "Force solicitor")
    coordinator.fill_date("Date signed", london_date(SystemClock().now()))
    coordinator.tick("The lawyer has read every word on this page")
    coordinator.press("Record the signature")
    coordinator.sees("Frances Amadi, Force solicitor, on")


def ticks_a_step(coordinator: Somebody) -> None:
    """One, by name."""
    coordinator.open("/admin/set-up/43")
    coordinator.follow("Relay UK")
    coordinator.main.get_by_role("radio", name="Yes, it is done").check()
    coordinator.fill("Who did it", "Frances Amadi")
    coordinator.fill("As what", "help desk")
    coordinator.fill_date("On which day", london_date(SystemClock().now()))
    coordinator.press("Record it")
    coordinator.sees("Frances Amadi, help desk, on")


def says_whom_to_ask(coordinator: Somebody) -> None:
    """One page, and the page Contact."""
    coordinator.open("/admin/contact")
    coordinator.sees("Call the programme: 01632 960 143")
    coordinator.follow("Say it for Ours")
    coordinator.fill("Whom staff ask", "Service desk, 01632 960 150")
    coordinator.fill("When somebody answers there", "Monday to Friday, 8am to 6pm")
    coordinator.fill("Data protection officer", "dpo@bookings.example")
    coordinator.fill("Postal address", "PO Box 12, Reading RG1 2ZZ")
    coordinator.press("Check what this changes")
    coordinator.press("Save the change")
    coordinator.open("/admin/contact")
    coordinator.sees("Service desk, 01632 960 150", "dpo@bookings.example", "PO Box 12")


def confirms_tries_and_talks(ada: Somebody, service: Service) -> None:
    """The steps that need somebody else: the lawyer, the mail server, Stripe."""
    ada.open("/admin/set-up/43")
    ada.follow("The disposal route and the eligibility rules")
    ada.fill("Name of the lawyer", "Frances Amadi")
    ada.fill_date("Date confirmed", london_date(SystemClock().now()))
    ada.tick("The lawyer has seen every version on this page")
    ada.press("Record the confirmation")
    ada.sees("Confirmed by Frances Amadi")
    ada.press("Send a test message to me")
    ada.sees("The mail server took the test message")
    assert "There is nothing to do" in service.letter_to("ada@force.example")
    ada.press("Talk to Stripe")
    ada.sees("Stripe answered, in test mode", "Its webhook was never heard yet")


def adds_a_provider(ada: Somebody) -> None:
    """A provider, and a venue without rooms."""
    ada.follow("A course provider")
    ada.press("Add a provider")
    ada.fill("Name of the provider", "Ridgeway Learning")
    ada.fill("Whom to ask there", "Ruth Adeyemi")
    ada.fill("Email", "office@provider.example")
    ada.press("Save the provider")
    ada.open(f"{ada.path}/venues/new")
    ada.fill("Name of the venue", "Abbey Rooms")
    ada.fill("Address", "12 Abbey Street, Reading")
    ada.fill("Postcode", "RG1 3ZZ")
    ada.press("Save the venue")


def invites(ada: Somebody, door: str, email: str, *roles: str, rank: str = "") -> None:
    """Somebody new at one of the doors."""
    ada.open(f"/admin/people/invite/{door}")
    ada.fill("Name", email.split("@")[0].capitalize())
    ada.fill("Work email address", email)
    for role in roles:
        ada.tick(role)
    if rank:
        ada.page.get_by_label("Rank", exact=True).select_option(rank)
    if door == "provider":
        ada.choose("Provider", "Ridgeway Learning")
    ada.press("Send the invitation")
    assert "/invite/" not in ada.path, ada.main.inner_text()


def offers_a_date(trainer: Somebody, on: date) -> None:
    """Eleven to four, six places, at the one venue."""
    trainer.open("/provider/dates/new")
    trainer.page.get_by_role("combobox", name="Venue", exact=True).select_option(index=1)
    trainer.fill_date("Day", on)
    trainer.fill("Start", "11am")
    trainer.fill("End", "4pm")
    trainer.fill("Places", "6")
    trainer.press("Save the date")
    trainer.sees(spoken_day(on))
