"""Who looked at what: the access log, for whoever audits it, and as a file for whoever may ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream

from programme.audit.log_pages import LogFilter, LogLine
from programme.audit.models import Operation
from programme.audit.words import OPERATION_WORDS
from programme.insight.log_reading import read_log, read_log_rows
from programme.shared.access import AUDITOR
from programme.shared.dates import london_date, london_instant, spoken_date
from programme.shared.page_key import InstantKey, read_instant_key
from programme.shared.references import EXAMPLE_REFERENCE, read_reference
from programme.shared.refusal import Refusal
from programme.shared.written_dates import Century, read_written
from programme.web.admin.words import WHAT_WAS_LOOKED_AT
from programme.web.kit.csv_file import csv_stream, instant_cell
from programme.web.kit.visit import Visit

_PATH = "/admin/access-log"
_ROWS_AT_ONCE = 1_000


class NotALog(Refusal):
    """A file is asked for by filters that mean nothing."""

    status, code = 422, "filters_not_read"
    headline = "There is no such list of the access log"
    remedy = "Go back to the access log and put the filters right."


@dataclass(frozen=True, slots=True)
class AskedLog:
    """The filters in the address, as they were typed; `wrong` are the messages by the field that each is about."""

    account: str
    reference: str
    kind: str
    since: str
    until: str
    wanted: LogFilter
    wrong: dict[str, str]

    def address(self, path: str, before: InstantKey | None = None) -> str:
        """The address of this list, from a key on."""
        names = ("account", "reference", "kind", "since", "until")
        asked = {**{name: getattr(self, name) for name in names}, "before": str(before or "")}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{query}" if query else path

    @property
    def words(self) -> str:
        """The filters as the log itself keeps them, beside whoever took a file of it."""
        wanted = self.wanted
        return ", ".join(
            part
            for part in (
                f"account {wanted.account_id}" if wanted.account_id is not None else "",
                OPERATION_WORDS[wanted.operation] if wanted.operation else "",
                f"from {spoken_date(london_date(wanted.from_at))}" if wanted.from_at else "",
                f"to {spoken_date(london_date(wanted.until_at) - timedelta(days=1))}" if wanted.until_at else "",
            )
            if part
        )


class AccessLogPage(Controller):
    """`/admin/access-log` and its file."""

    path = _PATH
    opt = {"access": AUDITOR}

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        account: FromQuery[str] = "",
        reference: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """A page of the log. Reading it is a look as well."""
        asked = read_asked_log(account, reference, kind, since, until, today=london_date(visit.now))
        key = read_instant_key(before)
        shown = await visit.look(
            read_log, visit.the_actor, asked.wanted, before=key, subjects=lambda _found: _subjects(asked)
        )
        if shown.unknown:
            asked.wrong["reference"] = f"There is no case with the reference {asked.reference}"
        return visit.page(
            "admin/access_log.html",
            title="Access log",
            status=422 if asked.wrong else 200,
            errors=[{"href": f"#{name}", "text": text} for name, text in asked.wrong.items()],
            asked=asked,
            filtered=asked.wanted != LogFilter(),
            lines=[(line, words_of(line)) for line in shown.page.lines],
            accounts=shown.accounts,
            kinds=OPERATION_WORDS,
            export_href=asked.address(f"{_PATH}/export"),
            first_href=asked.address(_PATH) if key else None,
            next_href=asked.address(_PATH, shown.page.older) if shown.page.older else None,
        )

    @get("/export")
    async def export(
        self,
        visit: NamedDependency[Visit],
        account: FromQuery[str] = "",
        reference: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
    ) -> Stream:
        """The same as a file, every row by itself. Taking it is logged before its first byte leaves."""
        asked = read_asked_log(account, reference, kind, since, until, today=london_date(visit.now))
        if asked.wrong:
            raise NotALog()
        first = await visit.look(
            read_log_rows,
            visit.the_actor,
            asked.wanted,
            before=None,
            at_most=_ROWS_AT_ONCE,
            subjects=lambda _found: _subjects(asked),
            reason=asked.words or "the whole log",
        )
        return await csv_stream(_COLUMNS, _batches(visit, asked.wanted, first))


_COLUMNS = ("Number", "When", "Category", "Who", "Door", "What", "Cases", "Recipient", "Reason")


async def _batches(visit: Visit, wanted: LogFilter, found: list[LogLine]) -> AsyncIterator[list[tuple[str, ...]]]:
    while found:
        yield [_row(line) for line in found]
        if len(found) < _ROWS_AT_ONCE:
            return
        found = await visit.read(read_log_rows, visit.the_actor, wanted, before=found[-1].key, at_most=_ROWS_AT_ONCE)


def _row(line: LogLine) -> tuple[str, ...]:
    return (
        str(line.id),
        instant_cell(line.at),
        OPERATION_WORDS[line.operation],
        line.who,
        line.door.value.replace("_", " "),
        WHAT_WAS_LOOKED_AT.get(line.what, line.what),
        line.subjects,
        line.recipient or "",
        line.reason or "",
    )


def words_of(line: LogLine) -> list[tuple[str, int]]:
    """The deeds on this line in words, and how often each: the newest page of a case hides none of the others."""
    return sorted(Counter(WHAT_WAS_LOOKED_AT.get(what, what) for what in line.whats).items())


def _subjects(asked: AskedLog) -> list[str]:
    return [asked.wanted.reference] if asked.wanted.reference else []


def read_asked_log(account: str, reference: str, kind: str, since: str, until: str, *, today: date) -> AskedLog:
    """The filters, and everything that is wrong with them."""
    case, wrong = read_reference(reference), dict[str, str]()
    if reference.strip() and case is None:
        wrong["reference"] = f"Enter a reference like {EXAMPLE_REFERENCE}"
    from_on = _day(since, "since", "From", today, wrong)
    to_on = _day(until, "until", "To", today, wrong)
    if from_on and to_on and to_on < from_on:
        wrong["until"] = "To must be the same day as From, or later"
    wanted = LogFilter(
        account_id=int(account) if account.isascii() and account.isdigit() and len(account) <= 15 else None,
        reference=case,
        operation=Operation(kind) if kind in set(Operation) else None,
        from_at=_midnight(from_on) if from_on else None,
        until_at=_midnight(to_on + timedelta(days=1)) if to_on else None,
    )
    return AskedLog(
        str(wanted.account_id or ""), reference.strip(), wanted.operation or "", since, until, wanted, wrong
    )


def _day(text: str, name: str, label: str, today: date, wrong: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    written = read_written(text, Century(today))
    if written is None or not 2000 <= written.on.year <= 2999:
        wrong[name] = f"{label} must be a date, like 27/3/2027"
        return None
    return written.on


def _midnight(on: date) -> datetime:
    return london_instant(on, time())
