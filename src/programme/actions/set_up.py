"""Set the service up: the force, its programme and the first administrator, in a database that has none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.models import Programme
from programme.courses.setting_up import (
    FirstAnswers,
    FirstAnswersWrong,
    check_not_set_up,
    wrong_in,
)
from programme.people.accounts import AccountDetails
from programme.people.opening_accounts import add_account
from programme.people.reference import force_name
from programme.people.reference_rows import load_reference_rows
from programme.people.rules import AccountOf
from programme.shared.actor import Actor, Door, Role
from programme.storage.setup_code import forget_setup_code

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class SetUp:
    """The programme that was made, and the address of who looks after it."""

    programme: str
    force: str
    email: str


def set_up(db: Session, *, actor: Actor, now: datetime, answers: FirstAnswers) -> SetUp:
    """Make them, and nothing else. A message for a role that nobody has yet goes to the administrator.

    The programme is not ready: until it has a fee, words for bank statements and a number for help, `make_offer`
    refuses. Raises SetUpAlready, also for the second of two who do it at once, and FirstAnswersWrong.
    """
    load_reference_rows(db)  # every row is written: whoever comes second waits here, and then finds a programme
    check_not_set_up(db)
    if wrong := wrong_in(db, answers):
        raise FirstAnswersWrong(wrong)
    force = force_name(answers.force_code)
    account = add_account(
        db,
        actor=actor,
        email=answers.email,
        details=AccountDetails(answers.name.strip(), force, frozenset({Role.ADMINISTRATOR})),
        whose=AccountOf(Door.ADMIN, answers.force_code),
        password=answers.password,
        registered=force,
        now=now,
    )
    programme = Programme(
        name=answers.programme.strip(),
        force_code=answers.force_code,
        fallback_email=account.email,
    )
    db.add(programme)
    forget_setup_code(db)
    log_access(
        db,
        actor=actor,
        now=now,
        what="set_up",
        subjects=[f"programme-{answers.force_code}"],
        operation=Operation.COLLECTION,
        reason=f"{programme.name} for {force}, with its first administrator",
    )
    return SetUp(programme.name, force, account.email)
