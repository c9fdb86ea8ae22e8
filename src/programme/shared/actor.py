"""Who is asking: one small, frozen record that every door makes and every action, history event and log line names."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Door(StrEnum):
    """The five doors for people, and the two without a person behind them."""

    CUSTODY = "custody"
    PROVIDER = "provider"
    OFFENDER = "offender"
    PARTNER = "partner"
    ADMIN = "admin"
    WORKER = "worker"
    COMMAND_LINE = "command_line"


class Role(StrEnum):
    """The right of an account inside its door. An administrator looks after the accounts of his own organisation."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    SAFEGUARDING = "safeguarding"
    FINANCE = "finance"
    AUDITOR = "auditor"
    PROVIDER_STAFF = "provider_staff"
    PARTNER_STAFF = "partner_staff"


LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the service itself.

    `id` is the account's (staff) or the offer's (the person himself) number. `force_code` and `provider_id`
    bound what an account can find; `referral_id` is the one case that the person himself can see. `of_programme`:
    that force has a programme in this installation.
    """

    door: Door
    id: int | None
    name: str
    organisation: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    rank: str = ""
    force_code: str | None = None
    of_programme: bool = False
    provider_id: int | None = None
    referral_id: int | None = None

    @property
    def label(self) -> str:
        """How the timeline and the access log name this actor."""
        if self.door is Door.OFFENDER:
            return "the person"
        label = f"{self.name}, {self.organisation}" if self.organisation else self.name
        return label[:LONGEST_LABEL]  # longer ones have no room in what is kept of what was done


WORKER = Actor(Door.WORKER, None, "the service")
COMMAND_LINE = Actor(Door.COMMAND_LINE, None, "command line")
