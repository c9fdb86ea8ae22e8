"""Words that must not leave the building: whoever sees a message over his shoulder learns nothing from it.

The list is checked over every subject, body, sender, link, file name, calendar title and payment text: in the
tests over every template, and again over every rendered message before it is sent.
"""

from __future__ import annotations

import re

GIVE_AWAY_WORDS: tuple[str, ...] = (
    "police",
    "constabulary",
    "custody",
    "arrest",
    "arrested",
    "offence",
    "offender",
    "offenders",
    "offending",
    "crime",
    "criminal",
    "court",
    "magistrate",
    "magistrates",
    "prosecute",
    "prosecution",
    "charge",
    "charged",
    "caution",
    "convicted",
    "conviction",
    "guilty",
    "bail",
    "kerb",
    "crawl",
    "crawler",
    "crawling",
    "solicit",
    "soliciting",
    "prostitute",
    "prostitution",
    "sex",
    "sexual",
    "brothel",
    "diversion",
    "rehabilitation",
    "programme",
    "referral",
    "referred",
    "officer",
    "detective",
    "sergeant",
    "probation",
    "abuse",
    "abuser",
    "perpetrator",
    "domestic violence",
    "john school",
    "change course",
    "education course",
    "awareness course",
)

TELLING_STEMS: tuple[str, ...] = (
    "abus",
    "arrest",
    "aware",
    "brothel",
    "constab",
    "convict",
    "crime",
    "crimin",
    "domestic",
    "escort",
    "intervention",
    "kerb",
    "offen",
    "perpetrat",
    "police",
    "policing",
    "prosecut",
    "prostitut",
    "rehab",
    "sex",
    "solicit",
    "victim",
    "violen",
    "workshop",
)
"""Beginnings of words that tell too much in a text of two or three words, with nothing around them to explain them; in
a sentence, or in the name of a street or a house, most tell nothing."""

_PATTERN = re.compile(
    r"(?<![a-z])("
    + "|".join(re.escape(word) for word in sorted(GIVE_AWAY_WORDS, key=len, reverse=True))
    + r")s?(?![a-z])",  # "courts" says no less than "court"
    re.IGNORECASE,
)

_STEMS = re.compile(rf"(?<![a-z])(?:{'|'.join(TELLING_STEMS)})[a-z]*", re.IGNORECASE)
_COURSE = re.compile(r"(?<![a-z])(courses?)(?![a-z])(?!\W+bookings?(?![a-z]))", re.IGNORECASE)


def give_aways(text: str) -> list[str]:
    """The words in `text` that would give him away, in lower case; empty when it may be sent."""
    return sorted({found.lower() for found in _PATTERN.findall(text)})


def give_aways_of_few_words(text: str) -> list[str]:
    """The same for a line on a bank statement or a sender's name: fewer words may stand there, and a course only as in
    "course bookings"."""
    found = {one.lower() for one in [*_STEMS.findall(text), *_COURSE.findall(text)]}
    return sorted(found | {word for word in give_aways(text) if not any(one.startswith(word) for one in found)})
