"""Deadline warnings together: ticked by page or all that match, with what was decided, shown before it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from programme.actions.acknowledge_rung import RungsAcknowledged, acknowledge_rung
from programme.insight.clock_lines import ClockLine
from programme.insight.clocks import clocks_to_decide
from programme.insight.covers import who_covers
from programme.shared.actor import Door, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.officers import count_told
from programme.web.case.rungs import rung_words
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import ChoicesField, FormData, HiddenField, LongTextField, Option, PageForm, bind
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.visit import Visit

WARNINGS_A_PAGE = 50
MOST_AT_A_TIME = 500


class WarningsForm(PageForm):
    """Which warnings, and what was decided."""

    rung = ChoicesField("Warnings", choices=(), needed="Tick the warnings that you have seen")
    note = LongTextField(
        "What did you decide?",
        hint="It is kept in the history of each case, with your name. Nothing about the offence",
        longest=400,
        needed="Enter what you decided",
    )
    like = HiddenField("Like")
    of = HiddenField("Of")


@dataclass(frozen=True, slots=True)
class WarningsAsked:
    """Which warnings the address asks for. `like`: those of the officer in the case of this one. `every`: also those
    that have not come to the reader's own role yet."""

    like: int | None
    every: bool

    def address(self, path: str, **other: int | str | None) -> str:
        """The page with these, some of them others."""
        asked = {"like": self.like, "of": "all" if self.every else None, **other}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{query}" if query else path


class WarningsPage(CheckedPage[list[ClockLine], WarningsForm]):
    """`/custody/warnings`, `/admin/warnings`."""

    path = "/warnings"
    form, template, title = WarningsForm, "rungs/together.html", "Deadline warnings"
    check_template, check_title = "rungs/together_check.html", "Check the warnings"

    async def look(self, visit: Visit) -> list[ClockLine]:
        number = visit.request.query_params.get(KEPT, "")
        kept = await self.kept(visit, number) if number else None
        found = await _look_at(visit, _asked(visit, FormData(kept.answers.typed) if kept else None))
        numbers = [line.id for line in found]
        visit.request.state.covers = await visit.read(who_covers, numbers, today=london_date(visit.now))
        return found

    def start(self, visit: Visit, found: list[ClockLine]) -> dict[str, str]:
        """The subject of the form goes with it, so that it comes back about the same."""
        return {name: visit.request.query_params.get(name, "") for name in ("like", "of")}

    def fill(self, visit: Visit, found: list[ClockLine] | None, sent: FormData | None) -> WarningsForm:
        """Any warning: the action says which of them are his."""
        chosen = [Option(one, "") for one in sent.getall("rung") if isinstance(one, str)] if sent else ()
        start = self.start(visit, found) if sent is None and found is not None else None
        return bind(WarningsForm, sent, start=start, choices={"rung": chosen}, today=london_date(visit.now))

    async def sent(self, visit: Visit) -> tuple[str, WarningsForm, dict[str, list[str]]]:
        """The warnings confirmed are those there are now: one that comes meanwhile is not among them."""
        number, form, typed = await super().sent(visit)
        if (await visit.form()).get("everything"):
            found = await _look_at(visit, _asked(visit, await visit.form()))
            typed["rung"] = [str(line.rung.id) for line in found if line.rung is not None]
            form = self.fill(visit, None, FormData(typed))
        return number, form, typed

    def context(self, visit: Visit, found: list[ClockLine], form: WarningsForm) -> dict[str, Any]:
        asked, home = _asked(visit, form.data), f"{visit.home}/warnings"
        ticked = set(form.rung.data or ())
        shown = [
            line
            for place, line in enumerate(found)
            if place < WARNINGS_A_PAGE or (line.rung is not None and str(line.rung.id) in ticked)
        ]
        if visit.request.query_params.get("tick") == "page":
            ticked |= {str(line.rung.id) for line in shown if line.rung is not None}
        groups = [(name, list(lines)) for name, lines in groupby(shown, key=lambda line: line.officer_name)]
        return {
            "groups": groups,
            "count": len(found),
            "shown": len(shown),
            "ticked": ticked,
            "covers": visit.request.state.covers,
            "asked": asked,
            "only_of": lambda number: asked.address(home, like=number),
            "tick_page": asked.address(home, tick="page"),
            "widened": asked.address(home, of=None if asked.every else "all"),
            "every_officer": asked.address(home, like=None),
            "coordinates": visit.the_actor.door is Door.ADMIN,
            "most": MOST_AT_A_TIME,
            "said": {
                name: count_told(visit.request.query_params.get(name, "")) for name in ("seen", "before", "others")
            },
            **_words(visit),
        }

    async def check(self, visit: Visit, form: WarningsForm) -> dict[str, Any]:
        """How many, and which. Warnings that somebody else saw to meanwhile are left out."""
        chosen = set(form.rung.data)
        found = await _look_at(visit, WarningsAsked(None, every=True))
        lines = [line for line in found if line.rung is not None and str(line.rung.id) in chosen]
        if not lines:
            raise NotFound(headline="None of these warnings waits any more", remedy="Go back to the list.")
        return {"lines": lines, "gone": len(chosen) - len(lines), "home": visit.home, **_words(visit)}

    async def act(self, visit: Visit, form: WarningsForm) -> Callable[..., Any]:
        numbers = {int(one) for one in form.rung.data if one.isascii() and one.isdigit() and len(one) <= 15}
        return partial(acknowledge_rung, rung_ids=numbers, note=form.note.data)

    def leads_to(self, visit: Visit, form: WarningsForm, done: RungsAcknowledged) -> str:
        """The same list, which says how many it was, and how many somebody else had seen to before."""
        said = {"seen": len(done.now), "before": len(done.before), "others": len(done.not_his)}
        return _asked(visit, form.data).address(f"{visit.home}/warnings", **said)


def _words(visit: Visit) -> dict[str, Any]:
    return {"rung_words": rung_words, **list_marks(visit)}


def _asked(visit: Visit, sent: Mapping[str, Any] | FormData | None = None) -> WarningsAsked:
    """The request in the address, or in the form."""
    given = visit.request.query_params if sent is None else sent
    like = str(given.get("like") or "")
    fits = like.isascii() and like.isdigit() and len(like) <= 15
    every = given.get("of") == "all" or visit.the_actor.door is not Door.ADMIN
    return WarningsAsked(int(like) if fits else None, every)


async def _look_at(visit: Visit, asked: WarningsAsked) -> list[ClockLine]:
    return await look_at_list(
        visit,
        clocks_to_decide,
        visit.the_actor,
        at_most=MOST_AT_A_TIME,
        put_to=None if asked.every else Role.COORDINATOR,
        like=asked.like,
        subjects=lambda found: [line.reference for line in found],
    )
