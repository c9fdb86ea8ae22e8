"""One account: what is kept of it, how it stands, and who changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.audit.access_log import Alteration, changes_of
from programme.duties.covers import CoverLine
from programme.duties.unheld import unheld_roles
from programme.insight.covers import covers_of_account
from programme.notices.words import CAUSE_WORDS, DELIVERY_WORDS
from programme.people.accounts import AccountShown, account_subject, one_account
from programme.people.rules import is_own
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.web.kit.visit import Visit
from programme.web.people.inviting import people_context

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DONE_TO_ACCOUNT = {
    "changed": "The account is changed",
    "disabled": "The account is disabled, and signed out everywhere",
    "enabled": "The account is enabled again",
    "invited": "The invitation is on its way",
}
"""The sentence on the page of an account when it comes after one of these."""


@dataclass(frozen=True, slots=True)
class _Read:
    """An account and the newest changes of it."""

    account: AccountShown
    changes: list[Alteration]
    unheld: list[str]
    covers: list[CoverLine]


def _read(db: Session, actor: Actor, account_id: int, *, was_changed: bool, today: date) -> _Read:
    """The account, and for whom its holder covers; to the programme's own administrator also the roles that nobody has,
    after a change."""
    account = one_account(db, actor, account_id)
    asks = was_changed and actor.door is Door.ADMIN
    unheld = [one.sentence for one in unheld_roles(db, of_programme=actor.force_code)] if asks else []
    covers = covers_of_account(db, account_id, today=today)
    return _Read(account, changes_of(db, account_subject(account_id)), unheld, covers)


class AccountPages(Controller):
    """`/admin/people/12`."""

    path = "/people/{account_id:int}"

    @get()
    async def show(
        self, visit: NamedDependency[Visit], account_id: FromPath[int], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The account."""
        changed = done in ("changed", "disabled")
        today = london_date(visit.now)
        found = await visit.read(_read, visit.the_actor, account_id, was_changed=changed, today=today)
        return visit.page(
            "people/account.html",
            title="Account",
            account=found.account,
            changes=found.changes,
            unheld=found.unheld,
            covers=found.covers,
            state=found.account.state(visit.now),
            own=is_own(visit.the_actor, account_id),
            said=DONE_TO_ACCOUNT.get(done, ""),
            delivery_words=DELIVERY_WORDS,
            cause_words=CAUSE_WORDS,
            **people_context(visit),
        )
