"""The explanation that he is given before he answers, word for word, in versions that never change once they are
released.

A caution given without proof that the man knew its effects was quashed years later (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)). So every offer keeps the version it was explained in, every answer
keeps the version it was given to, and a released version stays as it was: a test holds the hash of each. To change a
word, add a version with its date at the end of `_RELEASED`.

The words are read on a screen that others may see: they say honestly what follows, and not what the matter is.
`{…}` are facts of the one offer: `fee`, `answer_by`, `advice_by`, `finish_by` and `helpline`, already in words.

A version in another language is the same version, translated word for word by a translator whom the force trusts, and
stands in `_IN_OTHER_LANGUAGES` with its code in `LANGUAGES`; a test holds its hash too. An offer that is explained in a
language that there are words in keeps them, and he reads them on his own page.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it. `key` names it for pages that show one section alone."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One released version of the words, in the order in which they are read."""

    version: str
    from_on: date
    language: str
    sections: tuple[Section, ...]

    def told(self, *, fee: str, answer_by: str, advice_by: str, finish_by: str, helpline: str) -> Explanation:
        """The same words with the facts of one offer in them. Every fact is text already spoken: "£95", a day."""
        facts = {"fee": fee, "answer_by": answer_by, "advice_by": advice_by, "finish_by": finish_by}
        facts["helpline"] = helpline
        return replace(self, sections=tuple(_filled(section, facts) for section in self.sections))

    def section(self, key: str) -> Section:
        """The section with this key; raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @property
    def fingerprint(self) -> str:
        """A hash over every word, by which a test sees that a released version is as it was."""
        words = [[section.key, section.heading, *section.paragraphs] for section in self.sections]
        return hashlib.sha256(json.dumps([self.version, self.language, words]).encode()).hexdigest()


LANGUAGES = {"en": "English"}
"""The languages that there are released words in, by their codes."""


def language_name(code: str) -> str:
    """How a language is called."""
    return LANGUAGES.get(code, code)


def language_code(name: str) -> str:
    """The code of a language that there are current words in, by its name as typed; "en" for every other."""
    for code, called in LANGUAGES.items():
        if called.casefold() == name.strip().casefold() and current_explanation(code).language == code:
            return code
    return "en"


def current_explanation(language: str = "en") -> Explanation:
    """The newest released version, in this language where there are words of it in it, else in English."""
    newest = _RELEASED[-1]
    return _found(newest.version, language) or newest


def explanation(version: str, language: str = "en") -> Explanation:
    """The version that an offer or an answer names; raises KeyError for one that was never released."""
    found = _found(version, language)
    if found is None:
        raise KeyError(version)
    return found


def every_explanation() -> tuple[Explanation, ...]:
    """Every version in every language that there are words in."""
    return (*_RELEASED, *_IN_OTHER_LANGUAGES)


def _found(version: str, language: str) -> Explanation | None:
    wanted = (version, language)
    return next((one for one in every_explanation() if (one.version, one.language) == wanted), None)


def _filled(section: Section, facts: dict[str, str]) -> Section:
    return replace(section, paragraphs=tuple(paragraph.format_map(facts) for paragraph in section.paragraphs))


_2026_1 = Explanation(
    version="2026-1",
    from_on=date(2026, 9, 1),
    language="en",
    sections=(
        Section(
            "what",
            "What you are being offered",
            (
                "You are being offered a place on a course instead of being taken to court for the matter that you "
                "were spoken to about.",
                "The course takes one day. You go in person, in a small group. It is about how things like this come "
                "about, what they do to you and to other people, what the law says, and where to get help. Nobody "
                "will ask you to tell your story to the group.",
                "It is an offer. You do not have to take it.",
            ),
        ),
        Section(
            "cost",
            "What it costs",
            (
                "The course costs {fee}. You pay it yourself, when you book a date.",
                "If you cannot pay this, call {helpline} before you decide. If the course is cancelled, or you are "
                "turned away through no fault of yours, you get all of your money back.",
            ),
        ),
        Section(
            "if_you_do",
            "What happens if you do it",
            (
                "If you book, pay, come on time with proof of who you are, and stay to the end, the force is told "
                "that you completed the course. The force makes the final decision. It normally does not then take "
                "you to court for this matter.",
                "Completing the course is not a conviction. If the offer was made together with a caution, the "
                "caution is recorded, and some checks for jobs, visas or volunteering may show it. The person who "
                "made the offer must have told you whether it was.",
            ),
        ),
        Section(
            "if_you_do_not",
            "What happens if you do not",
            (
                "If you say no, do not answer by {answer_by}, do not book and pay in time, or do not complete the "
                "course by {finish_by}, the matter goes back to the force. The force then decides what to do, and you "
                "may be prosecuted: you could be charged and have to go to court, where you could be fined and get a "
                "criminal record.",
                "If you signed a paper saying that you did it, that paper can be used in court.",
                "If something that is not your fault stops you, such as a cancelled date, that is told to the force "
                "as it is, and never as a failure of yours.",
            ),
        ),
        Section(
            "rights",
            "Your rights",
            (
                "You can get free and independent legal advice before you answer, and you can have somebody with you "
                "when you decide. Ask for it now, or at any time before {answer_by}.",
                "You can say no. You can also change your mind after saying yes, and choose to go to court instead, "
                "until the course begins. Saying no does not mean that you did anything.",
                "You can have this explained in another language, read out, or given in another way that suits you: "
                "call {helpline}.",
            ),
        ),
        Section(
            "data",
            "What happens to your details",
            (
                "The force that made the offer is told the result: completed, not completed, or not completed through "
                "no fault of yours. It is also told when you were told what, and when you answered, booked and came.",
                "The people who run the course are told your name, date of birth, contact details and what you need "
                "on the day. They are not told what was said about you.",
                "We write, text or call only in the way that you said is safe, and our messages do not say what they "
                "are about. Every look at your record is written down, and you can see who looked.",
                "Your details are kept only as long as the law requires. You can ask for a copy of them, ask for "
                "mistakes to be put right, and complain to the Information Commissioner.",
            ),
        ),
    ),
)

_2026_2 = replace(
    _2026_1,
    version="2026-2",
    from_on=date(2026, 11, 25),
    sections=(
        *_2026_1.sections[:3],
        Section(
            "paper",
            "If there is a paper to sign",
            (
                "Some offers come with a paper that you sign. It says what you are said to have done, that you did it, "
                "that you agree to this, and what you then have to do. You are told what it means before you sign.",
                "Nobody can make you sign. If you sign it and then do not do what it says, it can be used in court. "
                "You cannot book a date before it is signed.",
            ),
        ),
        _2026_1.section("if_you_do_not"),
        Section(
            "rights",
            "Your rights",
            (
                "You can get free and independent legal advice before you answer, and you can have somebody with you "
                "when you decide. Say that you want advice first, and you can answer until {advice_by}, but no longer.",
                "You can say no. You can also change your mind after saying yes.",
                "You can choose to go to court instead, at any time before the course begins, also when you have said "
                "yes, booked or paid. That is your right. Choosing it, or saying no, does not mean that you did "
                "anything.",
                "You can answer here, or tell your answer to the people who made the offer, in person or by telephone.",
                "You can have this explained in another language, read out, or given in another way that suits you: "
                "call {helpline}.",
            ),
        ),
        _2026_1.section("data"),
    ),
)

_RELEASED: tuple[Explanation, ...] = (_2026_1, _2026_2)
_IN_OTHER_LANGUAGES: tuple[Explanation, ...] = ()
"""A released version in another language, word for word by a translator: the same version and sections, its own
language. Nothing here is translated by machine or by ourselves."""
