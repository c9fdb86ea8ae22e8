"""Putting a notice into words: a folder a message under `notifications/`, a file a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from programme.notices.catalogue import CATALOGUE, FOR_STAFF, Audience
from programme.notices.counting import (
    GOES_BACK,
    HIS_ANSWER,
    NO_FAILURE,
    NO_FAULT,
    NOT_COMPLETED,
    OUR_DOING,
    STILL_IN_TIME,
    THANKS,
    UNKNOWN_YET,
)
from programme.notices.discretion import give_aways
from programme.notices.form_first import FORM_FIRST, WITH_WHOM, to_arrange_it
from programme.notices.models import Channel
from programme.shared.dates import short_day, short_instant, spoken_day, spoken_instant, spoken_time
from programme.shared.money import spoken_pounds

LONGEST_PUBLIC_URL, LONGEST_HELP_NUMBER = 28, 13
"""Where the address and the number are no longer than this, every text to him is one text of 160 letters, and two
with the link that stops them (`notices/stopping.py`)."""
COLLEAGUES = frozenset({"who"})
"""The facts that are the name of a member of staff."""


class _NotKnownYet(Undefined):
    """A fact of a message that is not due yet."""

    def __str__(self) -> str:
        return "___"


class GivesAway(ValueError):
    """A message holds a word that must not leave the building."""


class NoHelpLine(ValueError):
    """A message to the person would name no number that he can ring."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a message is from: the programme's name, empty for the service's own, the number that he can ring, and when
    somebody answers it, in a sentence: a letter has room for that, a text has not. `in_a_text`: the number as short as
    it can be written, where it is another."""

    name: str = ""
    helpline: str = ""
    answered: str = ""
    in_a_text: str = ""


NO_PROGRAMME = Sender()
"""The sender of what is sent in the name of no programme, and so to no person of a case."""


class Words:
    """Renders notices. `public_url` is where every message says to sign in; ValueError when it would give people
    away, as every message holds it. `own_name` signs what is sent in the name of no programme."""

    def __init__(self, folder: Path, public_url: str, own_name: str) -> None:
        if found := give_aways(public_url):
            raise ValueError(f"the public address gives people away: {', '.join(found)}")
        self.public_url, self._own_name = public_url, own_name
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=False,  # noqa: S701 - plain text: these messages have no markup to escape
            undefined=StrictUndefined,
            keep_trailing_newline=False,
            auto_reload=False,
        )
        self._environment.filters["pounds"] = spoken_pounds
        self._environment.globals |= {
            "form_first": FORM_FIRST,
            "our_doing": OUR_DOING,
            "still_in_time": STILL_IN_TIME,
            "not_completed": NOT_COMPLETED,
            "his_answer": HIS_ANSWER,
            "not_known": UNKNOWN_YET,
            "no_fault": NO_FAULT,
            "taken_back": NO_FAILURE,
            "thanks": THANKS,
            "goes_back": GOES_BACK,
            "with_whom": WITH_WHOM,
            "to_arrange_it": to_arrange_it,
        }

    def render(
        self, notice: str, channel: Channel, facts: dict[str, Any], *, sender: Sender = NO_PROGRAMME
    ) -> tuple[str, str]:
        """Subject and body, signed with the sender's name; raises GivesAway before any give-away word can leave, and
        NoHelpLine for a person where the sender has no number. The name of a colleague may be any: it stands only in
        what goes to the address of another at his work."""
        return self._checked(self._environment, notice, channel, facts, sender)

    def sample(self, notice: str, channel: Channel, facts: dict[str, Any], *, sender: Sender) -> tuple[str, str]:
        """The same of a message that is not due yet: "___" stands where a fact will. Raises what `render` raises."""
        environment = self._environment.overlay(undefined=_NotKnownYet)
        return self._checked(environment, notice, channel, facts, sender)

    def _checked(
        self, environment: Environment, notice: str, channel: Channel, facts: dict[str, Any], sender: Sender
    ) -> tuple[str, str]:
        if not sender.helpline and _to_person(notice):
            raise NoHelpLine(notice)
        name = sender.name or self._own_name
        answered = sender.answered if channel is Channel.EMAIL and _to_person(notice) else ""
        number = (sender.in_a_text if channel is Channel.TEXT else "") or sender.helpline
        facts = {**facts, "signed": f"{answered}\n\n{name}" if answered else name, "helpline": number}
        subject, body = self._text(environment, notice, channel, facts)
        without_names = {
            name: "" if name in COLLEAGUES and notice in FOR_STAFF else fact for name, fact in facts.items()
        }
        checked = (subject, body) if without_names == facts else self._text(environment, notice, channel, without_names)
        if found := give_aways("\n".join(checked)):
            raise GivesAway(", ".join(found))
        return subject, body

    def _text(self, environment: Environment, notice: str, channel: Channel, facts: dict[str, Any]) -> tuple[str, str]:
        context = {**_spoken(facts), "sign_in": self.public_url, "facts": facts}
        subject = ""
        if channel is Channel.EMAIL:
            subject = environment.get_template(f"{notice}/subject.txt").render(context).strip()
            body = environment.get_template(f"{notice}/email.txt").render(context).strip() + "\n"
        else:
            body = " ".join(environment.get_template(f"{notice}/text.txt").render(context).split())
        return subject, body


def _to_person(notice: str) -> bool:
    return notice in CATALOGUE and CATALOGUE[notice].audience is Audience.PERSON


def _spoken(facts: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in facts.items():
        if key.endswith("_at") and isinstance(value, str):
            instant = datetime.fromisoformat(value)
            out[key] = spoken_instant(instant)
            out[f"{key[:-3]}_time"] = spoken_time(instant)
            out[f"{key[:-3]}_short"] = short_instant(instant)
            out[f"{key[:-3]}_day"] = short_day(instant)
            out[f"{key[:-3]}_on"] = spoken_day(instant)
        elif key.endswith("_on") and isinstance(value, str):
            on = date.fromisoformat(value)
            out[key] = spoken_day(on)
            out[f"{key[:-3]}_day"] = short_day(on)
        elif key.endswith("_pence"):
            out[key[:-6]] = spoken_pounds(value)
        else:
            out[key] = value
    return out
