"""Deadline warnings on the pages of every door: whom one is with, who has seen it, and the button that says so."""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.duties.queries import RungLine
from programme.duties.words import ROLE_WORDS
from programme.insight.clock_lines import ClockLine
from programme.shared.dates import london_date, spoken_day, spoken_instant
from programme.web.case.list_marks import list_marks
from programme.web.kit.visit import Visit

_LONGEST_NUMBER = 15


def rung_words(rung: RungLine | None) -> str:
    """ "28 days: with the supervisor since ...", "28 days: seen by ..., ..."."""
    if rung is None:
        return "None yet"
    at = f"{rung.days_left} day{'' if rung.days_left == 1 else 's'}" if rung.days_left else "Last working day"
    if rung.acknowledged_at is not None:
        return f"{at}: seen by {rung.acknowledged_by}, {spoken_instant(rung.acknowledged_at)}"
    if not rung.waits:
        return f"{at}: the clock is over"
    how, since = ("escalated to", "on") if rung.passed_up_at is not None else ("with", "since")
    return f"{at}: {how} {ROLE_WORDS[rung.role]} {since} {spoken_day(london_date(rung.since_at))}"


def rungs_context(visit: Visit, lines: list[ClockLine], *, home: str, case_url: str = "") -> dict[str, Any]:
    """The context of `rungs/_waiting.html`, and the marks of every list of a page that was read with `look_at_list`.
    `home` is the page it is on, `case_url` what stands before a reference where this door has a page for the case."""
    return {
        "rungs": lines,
        "rungs_home": home,
        "rungs_case_url": case_url,
        "rung_words": rung_words,
        **list_marks(visit),
    }


async def answer_rungs(visit: Visit, *, home: str) -> Response[Any]:
    """ "I have seen this": one warning (`only`) or all that were ticked (`rung`), and back to where it was said.

    `back` is an address under `home`; every other one leads to `home` itself.
    """
    form = await visit.form()
    only = form.get("only")
    chosen = [only] if only else form.getall("rung")
    await visit.write(acknowledge_rung, rung_ids={_number(one) for one in chosen})
    back = str(form.get("back") or "")
    inside = back == home or back.startswith((f"{home}/", f"{home}?", f"{home}#"))
    return visit.to(back if inside else home)


def _number(text: object) -> int:
    """A row's number; one that nobody has where the form holds something else."""
    written = text if isinstance(text, str) else ""
    fits = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if fits else 0
