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
    "john school",
    "change course",
    "education course",
    "awareness course",
)

_PATTERN = re.compile(
    r"(?<![a-z])("
    + "|".join(re.escape(word) for word in sorted(GIVE_AWAY_WORDS, key=len, reverse=True))
    + r")s?(?![a-z])",  # "courts" says no less than "court"
    re.IGNORECASE,
)


def give_aways(text: str) -> list[str]:
    """The words in `text` that would give him away, in lower case; empty when it may be sent."""
    return sorted({found.lower() for found in _PATTERN.findall(text)})
