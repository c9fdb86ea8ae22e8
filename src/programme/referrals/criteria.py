"""The criteria of eligibility as a case keeps them: each with its answer, who gave it, and who set it aside. Pure.

They are stored as JSON (`storage.base.StructList`), which is refused where it is not what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

_Instant = Annotated[datetime, Meta(tz=True)]


class Status(StrEnum):
    """The answer to one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Settled:
    """A human's answer to one criterion: who gave it and when stays with it."""

    status: Status
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """A criterion that an officer set aside although it is not met: who, of which rank, when and why."""

    reason: str
    by: str
    rank: str
    at: datetime


class KeptCriterion(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One criterion, its answer and why; and what a human answered, and who set it aside, where somebody did."""

    code: str
    status: Status
    reason: str
    settled_status: Status | None = None
    settled_reason: str = ""
    settled_by: str = ""
    settled_at: _Instant | None = None
    set_aside_by: str = ""
    set_aside_rank: str = ""
    set_aside_reason: str = ""
    set_aside_at: _Instant | None = None

    def __post_init__(self) -> None:
        if (self.settled_status is None) != (self.settled_at is None):
            raise ValueError("an answer has a status and a time")
        if bool(self.set_aside_by) != (self.set_aside_at is not None):
            raise ValueError("what was set aside was so by somebody, at a time")

    @property
    def settled(self) -> Settled | None:
        """A person's answer."""
        if self.settled_status is None or self.settled_at is None:
            return None
        return Settled(self.settled_status, self.settled_reason or self.reason, self.settled_by, self.settled_at)

    @property
    def set_aside(self) -> SetAside | None:
        """Who set it aside, and why."""
        if self.set_aside_at is None:
            return None
        return SetAside(self.set_aside_reason, self.set_aside_by, self.set_aside_rank, self.set_aside_at)


def kept_criterion(
    code: str, status: Status, reason: str, settled: Settled | None = None, set_aside: SetAside | None = None
) -> KeptCriterion:
    """A criterion, to be kept with its case."""
    return KeptCriterion(
        code=code,
        status=status,
        reason=reason,
        settled_status=settled.status if settled else None,
        settled_reason=settled.reason if settled else "",
        settled_by=settled.by if settled else "",
        settled_at=settled.at if settled else None,
        set_aside_by=set_aside.by if set_aside else "",
        set_aside_rank=set_aside.rank if set_aside else "",
        set_aside_reason=set_aside.reason if set_aside else "",
        set_aside_at=set_aside.at if set_aside else None,
    )
