"""Who looked at what: the access log, for whoever audits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.audit.log_pages import LogPage, log_page
from programme.people.directory import accounts_by_name
from programme.shared.access import AUDITOR
from programme.shared.references import read_reference
from programme.web.admin.words import WHAT_WAS_LOOKED_AT
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PATH = "/admin/access-log"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the log and the accounts it can be narrowed to."""

    page: LogPage
    accounts: list[tuple[int, str]]


class AccessLogPage(Controller):
    """`/admin/access-log`."""

    path = _PATH
    opt = {"access": AUDITOR}

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        account: FromQuery[str] = "",
        reference: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """A page of the log. Reading it is a look as well."""
        case = read_reference(reference)
        wrong = bool(reference.strip()) and case is None
        account_id = _number(account)
        shown = await visit.look(
            _read,
            account_id,
            case,
            _number(before),
            subjects=lambda _found: [case] if case else [],
        )
        asked = {"account": str(account_id or ""), "reference": case or "", "before": str(shown.page.older or "")}
        query = urlencode({name: value for name, value in asked.items() if value})
        return visit.page(
            "admin/access_log.html",
            title="Access log",
            errors=[{"href": "#reference", "text": "Enter a reference like K7M2-9QXD"}] if wrong else [],
            status=422 if wrong else 200,
            wrong=wrong,
            lines=shown.page.lines,
            what_words=WHAT_WAS_LOOKED_AT,
            accounts=shown.accounts,
            account_id=account_id,
            reference=reference,
            next_href=f"{_PATH}?{query}" if shown.page.older else None,
        )


def _read(db: Session, account_id: int | None, reference: str | None, before_id: int | None) -> Shown:
    return Shown(log_page(db, actor_id=account_id, reference=reference, before_id=before_id), accounts_by_name(db))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
