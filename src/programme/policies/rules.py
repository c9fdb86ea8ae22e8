"""Questions about dated policies. Pure: facts in, an answer out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct

from programme.policies.refusals import NoRouteThen, NoRulesThen
from programme.shared.ranks import Rank, read_rank

if TYPE_CHECKING:
    from programme.policies.models import AdmissionNeed, FailureMeans, Paper


class _Dated(Protocol):
    @property
    def from_on(self) -> date: ...


D = TypeVar("D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Route:
    """A version of a disposal route, as rules ask about it."""

    key: str
    code: str
    name: str
    from_on: date
    until_on: date | None
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

    @property
    def needed_rank(self) -> Rank:
        """The lowest rank that may choose the route, or authorise an offer on it. One that cannot be read is read as
        the highest."""
        return read_rank(self.authoriser_rank) or max(Rank)


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """Whether a criterion is asked, and the lowest rank that may set it aside when it is not met (None: nobody)."""

    is_asked: bool = True
    override_rank: str | None = None


class KeptRule(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule for one criterion, as a set of rules keeps it."""

    code: str
    is_asked: bool
    override_rank: str | None


_NOT_NAMED = CriterionRule()


@dataclass(frozen=True)
class RuleSet:
    """The eligibility rules that a case began with. A criterion that they do not name is asked and cannot be set
    aside."""

    id: int
    from_on: date
    lookback_years: int
    criteria: Mapping[str, CriterionRule] = field(default_factory=dict)
    reason: str = ""

    def of(self, code: str) -> CriterionRule:
        """The rule for one criterion."""
        return self.criteria.get(code, _NOT_NAMED)


@dataclass(frozen=True, slots=True)
class Policies:
    """Every version of every route and set of rules, read once, so that a batch is decided without asking again."""

    routes: tuple[Route, ...]
    rule_sets: tuple[RuleSet, ...]

    def route_on(self, code: str, offence_on: date) -> Route:
        """The version of the route for an offence on this day. Raises NoRouteThen where there is none, or it is off."""
        found = in_force_on([route for route in self.routes if route.code == code], offence_on)
        if found is None or not found.is_on:
            raise NoRouteThen()
        return found

    def rules_on(self, offence_on: date) -> RuleSet:
        """The eligibility rules for an offence on this day. Raises NoRulesThen."""
        found = in_force_on(self.rule_sets, offence_on)
        if found is None:
            raise NoRulesThen()
        return found


def in_force_on(versions: Iterable[D], offence_on: date) -> D | None:
    """The version for an offence on this day: the one that began last, and of several the one made last. None where
    there was none yet. The day of the offence decides, so that a change never reaches back over a case."""
    begun = [version for version in versions if version.from_on <= offence_on and not _is_over(version, offence_on)]
    if not begun:
        return None
    newest = max(version.from_on for version in begun)
    return [version for version in begun if version.from_on == newest][-1]


def _is_over(version: _Dated, on: date) -> bool:
    until_on: date | None = getattr(version, "until_on", None)
    return until_on is not None and until_on < on
