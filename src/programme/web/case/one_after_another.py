"""From one case that waits for answers to the next: those of an export, or all of the force's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency

from programme.eligibility.rules import EligibilityVerdict
from programme.eligibility.words import ELIGIBILITY_WORDS
from programme.insight.waiting_cases import how_many_wait, next_that_waits
from programme.shared.references import read_reference
from programme.web.kit.visit import Visit

_QUEUE = re.compile(r"import-([1-9][0-9]{0,8})")
_ALL = "all"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Which cases somebody goes through, and the how manyeth of how many this one is. `of` is 0 until it is counted."""

    import_id: int | None
    at: int = 0
    of: int = 0

    @property
    def name(self) -> str:
        """How an address calls it."""
        return f"import-{self.import_id}" if self.import_id else _ALL

    @property
    def words(self) -> str:
        """Where in it one is: "3 of 12"."""
        return f"{self.at} of {self.of}" if 0 < self.at <= self.of else ""

    @property
    def carried(self) -> str:
        """The query that leads a page beside the line back into it."""
        return f"?{urlencode({'queue': self.name, 'at': self.at, 'of': self.of})}"

    def go_on(self, home: str, *, after: str = "", verdict: str = "") -> str:
        """The address that leads to the next, behind the case `after`, of which was decided `verdict`."""
        asked = {"queue": self.name, "after": after, "verdict": verdict, "at": self.at, "of": self.of}
        return f"{home}/answers/next?{urlencode({name: value for name, value in asked.items() if value})}"


def read_line(sent: Mapping[str, str]) -> WaitingLine | None:
    """The line that an address or a form names; None where it says nothing."""
    name = sent.get("queue", "")
    if not name:
        return None
    found = _QUEUE.fullmatch(name)
    return WaitingLine(int(found[1]) if found else None, _number(sent.get("at", "")), _number(sent.get("of", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


@get("/answers/next")
async def go_to_next(visit: NamedDependency[Visit]) -> Response[Any]:
    """On to the next case; after the last one, back to where they are listed."""
    sent = visit.request.query_params
    line, actor, after = read_line(sent) or WaitingLine(None), visit.the_actor, sent.get("after", "")
    begins = not line.of
    reference = await visit.read(next_that_waits, actor, line.import_id, after=after, from_top=begins)
    if reference is None:
        listed = f"import/{line.import_id}" if line.import_id else "referrals?status=undecided"
        return visit.to(f"{visit.home}/{listed}")
    if begins:
        line = replace(line, at=0, of=await visit.read(how_many_wait, actor, line.import_id, besides=after))
    asked = {"queue": line.name, "at": line.at + 1, "of": line.of, "was": after, "verdict": sent.get("verdict", "")}
    known = {name: value for name, value in asked.items() if value}
    return visit.to(f"{visit.home}/referrals/{reference}/settle?{urlencode(known)}")


def said_of_last(sent: Mapping[str, str]) -> tuple[str, str] | None:
    """The case that was answered just before, and what it came to."""
    reference, verdict = read_reference(sent.get("was", "")), sent.get("verdict", "")
    if reference is None or verdict not in set(EligibilityVerdict):
        return None
    return reference, ELIGIBILITY_WORDS[EligibilityVerdict(verdict)]
