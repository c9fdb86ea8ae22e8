"""Who has signed the words of a route for a force: nobody is offered in words that nobody answers for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, literal_column, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from programme.offers.models import WordsSigned
from programme.offers.signed_set import fingerprint_of
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import routes_with_words
from programme.offers.words_refusals import NoSignatureStands, OtherSignatureNow, WordsSignedInFuture


def _under_newest(route: str) -> ColumnElement[bool]:
    fingerprint = f"'{fingerprint_of(route)}'"
    return and_(WordsSigned.route == route, WordsSigned.fingerprint == literal_column(fingerprint))


_Later = aliased(WordsSigned)
_LAST_OF_ITS_ROUTE = not_(
    exists()
    .where(_Later.force_code == WordsSigned.force_code, _Later.route == WordsSigned.route, _Later.id > WordsSigned.id)
    .correlate(WordsSigned)
)
SIGNATURE_STANDS: ColumnElement[bool] = and_(
    WordsSigned.taken_back_at.is_(None), _LAST_OF_ITS_ROUTE, or_(*map(_under_newest, routes_with_words()))
)
"""Whether a signature is under the words that a new offer on its route is explained in, and the last one of its force
and route: what was signed after it ends it, also where that is taken back."""


def signature_of(force_code: InstrumentedAttribute[str], route: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the words are signed for the force and the route (its code) of a row."""
    found = exists().where(WordsSigned.force_code == force_code, WordsSigned.route == route, SIGNATURE_STANDS)
    return found.correlate(force_code.class_, route.class_)


def find_signature(db: Session, force_code: str, route: str) -> WordsSigned | None:
    """The signature under the words for this route (its code), as they are told today; None where nobody signed."""
    return db.execute(
        select(WordsSigned).where(WordsSigned.force_code == force_code, WordsSigned.route == route, SIGNATURE_STANDS)
    ).scalar_one_or_none()


def signed_routes(db: Session) -> dict[tuple[str, str], LegalPoints]:
    """Every force with every route (its code) whose words, as they are told today, are signed for it: with the answers
    of the lawyer."""
    found = db.execute(select(WordsSigned).where(SIGNATURE_STANDS)).scalars()
    return {(one.force_code, one.route): one.points for one in found}


def signatures_of(db: Session, force_code: str) -> list[WordsSigned]:
    """Every signature that the force ever recorded, newest first."""
    wanted = select(WordsSigned).where(WordsSigned.force_code == force_code)
    return list(db.execute(wanted.order_by(WordsSigned.id.desc())).scalars())


def check_signed_on(signed_on: date, today: date) -> None:
    """Raises WordsSignedInFuture."""
    if signed_on > today:
        raise WordsSignedInFuture()


def take_signature_back(
    db: Session, force_code: str, route: str, *, shown: str, reason: str, by: str, now: datetime
) -> WordsSigned:
    """Take the signature under the words of this route back, and return it; none that was there before comes back for
    it. `shown` is the mark of the one that was shown. Raises NoSignatureStands and OtherSignatureNow."""
    signed = find_signature(db, force_code, route)
    if signed is None:
        raise NoSignatureStands()
    if signed.mark != shown:
        raise OtherSignatureNow()
    signed.taken_back_at, signed.taken_back_by, signed.taken_back_reason = now, by, reason
    return signed
