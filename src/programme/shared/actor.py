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
ON_HIS_BEHALF = ", on his behalf by telephone"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the service itself.

    `id` is the account's (staff) or the offer's (the person himself) number. `force_code` and `provider_id`
    bound what an account can find; `referral_id` is the one case that the person himself can see. `of_programme`:
    that force has a programme in this installation. `offer_id`: of the man whom staff has on the telephone and acts
    for; it finds his case and nothing else as long as it does.
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
    offer_id: int | None = None

    @property
    def by_telephone(self) -> bool:
        """Whether staff acts for him while he is on the telephone."""
        return self.offer_id is not None

    @property
    def for_him(self) -> bool:
        """Whether he acts himself, or staff acts for him while he is on the telephone: it finds his own case alone."""
        return self.door is Door.OFFENDER or self.by_telephone

    @property
    def own_offer_id(self) -> int | None:
        """The offer of the man who acts, or for whom staff acts; None for everybody else."""
        return self.id if self.door is Door.OFFENDER else self.offer_id

    @property
    def label(self) -> str:
        """How the timeline and the access log name this actor."""
        if self.door is Door.OFFENDER:
            return self.name or "the person"
        label = f"{self.name}, {self.organisation}" if self.organisation else self.name
        how = ON_HIS_BEHALF if self.by_telephone else ""
        return label[: LONGEST_LABEL - len(how)] + how  # longer ones have no room in what is kept of what was done


WORKER = Actor(Door.WORKER, None, "the service")
COMMAND_LINE = Actor(Door.COMMAND_LINE, None, "command line")
