"""Two rows that turned out to be one man: the case goes to the one that was here first."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from programme.people.models import Identifier, Person
from programme.referrals.models import Referral


def give_to(db: Session, referral: Referral, person_id: int) -> None:
    """Make `referral` a case of the person `person_id`, with the identifiers that came with it.

    The row it had is removed where no other case has it: nothing is kept about a man who is somebody else.
    """
    was = referral.person_id
    if was == person_id:
        return
    referral.person_id = person_id
    db.flush()  # the old row is counted, and removed, by statements that must see this
    db.execute(
        update(Identifier)
        .where(Identifier.referral_id == referral.id, Identifier.person_id == was)
        .values(person_id=person_id)
        .execution_options(synchronize_session=False)
    )
    if db.execute(select(func.count()).select_from(Referral).where(Referral.person_id == was)).scalar_one():
        return
    db.execute(
        update(Identifier)
        .where(Identifier.person_id == was)
        .values(person_id=person_id)
        .execution_options(synchronize_session=False)
    )
    db.execute(delete(Person).where(Person.id == was).execution_options(synchronize_session=False))
