"""Things missing until a first referral can be offered, line by line. Pure: one read model in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from programme.courses.go_live_steps import GoLiveStep
from programme.duties.words import ROLE_WORDS
from programme.insight.set_up_facts import SetUpFacts
from programme.insight.unanswered_arrivals import warning_of_arrivals
from programme.shared.actor import Role
from programme.shared.dates import spoken_date, spoken_day, spoken_instant
from programme.shared.money import spoken_pounds
from programme.storage.try_outs import TriedPart

WORKER_SEEN_WITHIN = timedelta(minutes=20)
"""As readiness has it: a worker looks for what is due every few seconds."""
_HOLDERS = {**ROLE_WORDS, Role.OFFICER: "an officer at custody", Role.PROVIDER_STAFF: "somebody of the provider"}


class SetUpTask(StrEnum):
    """The lines, in the order in which they are best done."""

    PROVIDER = "provider"
    VENUE = "venue"
    MONEY = "money"
    HELP = "help"
    CONTACTS = "contacts"
    NOTICE = "notice"
    POLICIES = "policies"
    WORDS = "words"
    MAIL = "mail"
    PAYMENTS = "payments"
    WORKER = "worker"
    ACCOUNTS = "accounts"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """The settings of this process: marks that tell one set of settings from another, and whether money is real."""

    mail_mark: str
    payments_mark: str
    real_money: bool


@dataclass(frozen=True, slots=True)
class SetUpLine:
    """One line: whether it is done, how it stands, and who says that it is."""

    task: SetUpTask
    done: bool
    note: str


def set_up_lines(facts: SetUpFacts, own: OwnSettings, *, machine_now: datetime) -> list[SetUpLine]:
    """Every line, done or not."""
    there, tried = facts.installation, _tried(facts, own)
    absent = [_HOLDERS[role] for role in _HOLDERS if role in facts.roles_wanted - facts.roles_held]
    found = {
        SetUpTask.PROVIDER: (there.providers > 0, "Somebody runs the courses.", "Nobody runs courses yet."),
        SetUpTask.VENUE: (there.venues > 0, "There is a place to hold them.", "There is no place to hold them yet."),
        SetUpTask.MONEY: (
            facts.fee_pence is not None and bool(facts.statement_text),
            f"The fee is {spoken_pounds(facts.fee_pence or 0)}, and a bank statement says {facts.statement_text}.",
            "There is no fee yet, or there are no words for a bank statement.",
        ),
        SetUpTask.HELP: (
            bool(facts.help_line.number and facts.help_line.hours),
            f"He can call {facts.help_line.spoken('')}. "
            f"{warning_of_arrivals(facts.help_line, facts.arrivals)}".rstrip(),
            "It is not said yet when somebody answers it."
            if facts.help_line.number
            else "There is no number yet that he can call.",
        ),
        SetUpTask.CONTACTS: (
            not facts.contacts.missing,
            "They stand at the foot of the pages.",
            f"Not said yet: {', '.join(facts.contacts.missing).lower()}.",
        ),
        SetUpTask.NOTICE: (
            not facts.notice.open_points,
            "Every point of it is decided.",
            f"Not decided: {'; '.join(facts.notice.open_points)}.",
        ),
        SetUpTask.POLICIES: _policies(facts),
        SetUpTask.WORDS: (
            not facts.routes_unsigned,
            f"They are signed for every route that the force uses.{_left_open(facts)}",
            f"Not signed: {', '.join(facts.routes_unsigned)}. Nobody can be offered a place on such a route.",
        ),
        SetUpTask.MAIL: tried[TriedPart.MAIL],
        SetUpTask.PAYMENTS: tried[TriedPart.PAYMENTS],
        SetUpTask.WORKER: (
            there.job_ended_at is not None and abs(machine_now - there.job_ended_at) < WORKER_SEEN_WITHIN,
            "The worker runs.",
            "No worker was seen in the last 20 minutes: start it (programme worker).",
        ),
        SetUpTask.ACCOUNTS: (not absent, "Every role has somebody.", f"Nobody has an account as {', '.join(absent)}."),
        SetUpTask.DATE: (
            there.next_date_at is not None,
            f"The next with a place left is on {spoken_day(there.next_date_at)}." if there.next_date_at else "",
            "There is no date to come with a place left. The provider adds dates: its page says whom to ask.",
        ),
    }
    return [SetUpLine(task, found[task][0], found[task][1] if found[task][0] else found[task][2]) for task in SetUpTask]


@dataclass(frozen=True, slots=True)
class GoLiveLine:
    """One step before the first real person, ticked by somebody or not."""

    step: GoLiveStep
    done: bool
    note: str


def go_live_lines(facts: SetUpFacts) -> list[GoLiveLine]:
    """Every step that only somebody can tick, ticked or not."""
    ticks = {step: facts.ticks.get(step) for step in GoLiveStep}
    return [
        GoLiveLine(
            step, tick is not None and tick.done_on is not None, tick.spoken if tick else "Nobody has ticked it."
        )
        for step, tick in ticks.items()
    ]


def count_missing(lines: Sequence[SetUpLine | GoLiveLine]) -> int:
    """How many lines are not done."""
    return sum(not line.done for line in lines)


def _policies(facts: SetUpFacts) -> tuple[bool, str, str]:
    confirmed = facts.confirmed
    if confirmed is None:
        return False, "", "The force's lawyer has not confirmed the routes and the rules yet."
    said = f"Confirmed by {confirmed.lawyer} on {spoken_date(confirmed.confirmed_on)}."
    fresh = " and ".join(facts.to_confirm.not_among(confirmed.versions))
    return (
        facts.to_confirm.confirmed_by(confirmed.versions),
        f"{said} Recorded by {confirmed.recorded_by}.",
        f"{said} Not confirmed since: {fresh or 'there is no route in force'}.",
    )


def _tried(facts: SetUpFacts, own: OwnSettings) -> dict[TriedPart, tuple[bool, str, str]]:
    heard = facts.installation.notified_at
    webhook = f"Its webhook was heard last on {spoken_instant(heard)}." if heard else "Its webhook was never heard yet."
    mode = "real money" if own.real_money else "test mode: no card is charged"
    done = {
        TriedPart.MAIL: ("The mail server took the test message", "", own.mail_mark),
        TriedPart.PAYMENTS: (f"Stripe answered, in {mode}", f" {webhook}", own.payments_mark),
    }
    found = {}
    for part, (words, more, mark) in done.items():
        tried = facts.tried.get(part)
        who = f"{spoken_instant(tried.at)}, {tried.by}" if tried else ""
        if tried is None:
            problem = "It was not tried yet."
        elif tried.settings_mark != mark:
            problem = f"The settings were changed since it was tried ({who})."
        else:
            problem = f"It failed ({who}): {tried.said}."
        works = tried is not None and tried.worked and tried.settings_mark == mark
        found[part] = (works, f"{words} ({who}).{more}", problem)
    return found


def _left_open(facts: SetUpFacts) -> str:
    if not facts.routes_left_open:
        return ""
    return f" The lawyer left answers open, and he is told nothing about them: {', '.join(facts.routes_left_open)}."
