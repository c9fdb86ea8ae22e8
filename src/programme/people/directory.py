"""Who has an account, by name."""

from __future__ import annotations

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from programme.people.models import Account
from programme.shared.actor import Door, Role


def accounts_by_name(db: Session, *, force_code: str | None, at_most: int = 500) -> list[tuple[int, str]]:
    """Number and label of every account, also of those that are closed: the log still names them. With a force without
    the custody staff of others."""
    wanted = select(Account.id, Account.name, Account.organisation).order_by(Account.name, Account.id).limit(at_most)
    if force_code is not None:
        others = and_(Account.door == Door.CUSTODY, Account.force_code != force_code)
        wanted = wanted.where(not_(others))
    rows = db.execute(wanted)
    return [(row.id, f"{row.name}, {row.organisation}" if row.organisation else row.name) for row in rows]


def roles_at_doors(db: Session) -> list[tuple[str | None, Door, frozenset[Role]]]:
    """Which roles somebody of which force, or of none, has at which door and can sign in with; each set once."""
    able = Account.active, Account.password_hash.is_not(None)
    found = db.execute(select(Account.force_code, Account.door, Account.roles).where(*able).distinct())
    return [(row.force_code, row.door, row.roles) for row in found]
