"""Adding to dated policies. A version is never changed: a change is a new one, from a day on that has not begun, so
that no offence that was committed under one rule is judged by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.policies.confirming import version_named
from programme.policies.models import (
    AdmissionNeed,
    DisposalRoute,
    EligibilityRules,
    FailureMeans,
    Paper,
    PolicyConfirmation,
)
from programme.policies.queries import route_of
from programme.policies.refusals import BegunAlready, NoSuchRoute, SameDayAlready, VersionHolds
from programme.policies.rules import CriterionRule, KeptRule, RuleSet
from programme.shared.marks import check_shown, shown_mark


@dataclass(frozen=True, slots=True)
class NewRoute:
    """A version of a route that somebody wants to add."""

    code: str
    from_on: date
    is_on: bool
    admission: AdmissionNeed
    authoriser_rank: str
    paper: Paper
    weeks: int | None
    exceptional_weeks: int | None
    on_failure: FailureMeans
    success_outcome: int | None
    success_finalisation: str
    source: str


@dataclass(frozen=True, slots=True)
class NewRules:
    """A set of eligibility rules that somebody wants to add."""

    from_on: date
    lookback_years: int
    reason: str
    criteria: Mapping[str, CriterionRule] = field(default_factory=dict)


def check_from_on(from_on: date, taken: Iterable[date], *, today: date) -> None:
    """Whether something can hold from this day on. Raises BegunAlready; SameDayAlready where it is `taken`."""
    if from_on < today:
        raise BegunAlready()
    if from_on in taken:
        raise SameDayAlready()


def add_version(db: Session, wanted: NewRoute, *, today: date, made_at: datetime, made_by: str) -> str:
    """Add it, and return its key. Raises BegunAlready, SameDayAlready, or NoSuchRoute for a route there never was."""
    check_from_on(wanted.from_on, (), today=today)
    earlier = db.execute(
        select(DisposalRoute).where(DisposalRoute.code == wanted.code).order_by(DisposalRoute.from_on.desc())
    ).scalars()
    versions = list(earlier)
    if not versions:
        raise NoSuchRoute()
    check_from_on(wanted.from_on, [version.from_on for version in versions], today=today)
    made = DisposalRoute(
        key=_fresh_key(db, f"{wanted.code}_{wanted.from_on:%Y%m%d}"),
        code=wanted.code,
        name=versions[0].name,
        from_on=wanted.from_on,
        is_on=wanted.is_on,
        admission=wanted.admission,
        authoriser_rank=wanted.authoriser_rank,
        paper=wanted.paper,
        weeks=wanted.weeks,
        exceptional_weeks=wanted.exceptional_weeks,
        on_failure=wanted.on_failure,
        success_outcome=wanted.success_outcome,
        success_finalisation=wanted.success_finalisation,
        source=wanted.source,
        made_at=made_at,
        made_by=made_by,
    )
    db.add(made)
    return made.key


def _fresh_key(db: Session, key: str) -> str:
    """The key, or a longer one where a lawyer has confirmed another version by it, which was taken back."""
    kept = db.execute(select(PolicyConfirmation.versions)).scalars()
    confirmed = {version for versions in kept for version in versions}
    keys = chain([key], (f"{key}_{number}" for number in count(2)))
    return next(one for one in keys if version_named(one) not in confirmed)


def drop_version(db: Session, key: str, *, mark: str | None = None, today: date) -> DisposalRoute:
    """Take a version away that has not begun, and return what it was. Raises NoSuchRoute, VersionHolds, and
    ChangedSinceShown where another from the same day took its place."""
    gone = db.execute(select(DisposalRoute).where(DisposalRoute.key == key).with_for_update()).scalar_one_or_none()
    if gone is None:
        raise NoSuchRoute()
    if gone.from_on <= today:
        raise VersionHolds()
    check_shown(route_of(gone), mark)
    db.delete(gone)
    return gone


def rules_mark(kept: Sequence[RuleSet]) -> str:
    """Tells these sets from those that there are later."""
    return shown_mark([one.id for one in kept])


def is_same(kept: RuleSet, wanted: NewRules) -> bool:
    """Whether it is this set that somebody wants to add."""
    said = (kept.from_on, kept.lookback_years, kept.reason, dict(kept.criteria))
    return said == (wanted.from_on, wanted.lookback_years, wanted.reason, dict(wanted.criteria))


def add_rules(db: Session, wanted: NewRules, *, today: date, made_at: datetime, made_by: str) -> None:
    """Add the set; of two for one day the later made holds. Raises BegunAlready."""
    check_from_on(wanted.from_on, (), today=today)
    criteria = [
        KeptRule(code=code, is_asked=rule.is_asked, override_rank=rule.override_rank)
        for code, rule in wanted.criteria.items()
    ]
    db.add(
        EligibilityRules(
            from_on=wanted.from_on,
            lookback_years=wanted.lookback_years,
            criteria=criteria,
            reason=wanted.reason,
            made_at=made_at,
            made_by=made_by,
        )
    )
