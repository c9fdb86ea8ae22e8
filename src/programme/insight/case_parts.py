"""The parts of a case file: of each table, what pages of custody say. To say more, name one more column here.

A part has fields that are called like columns of its table, and reads those and no others (`storage.rows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.concerns.models import Concern, DrugIntervention, DrugStep
from programme.concerns.queries import IS_STOPPED
from programme.concerns.states import ConcernState
from programme.courses.models import Programme
from programme.duties.models import Task, TaskKind
from programme.notices.carriers import Cause
from programme.notices.catalogue import FOR_STAFF
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.people.identifiers import IdentifierKind
from programme.people.models import Category, Identifier, Person, SafeContact
from programme.people.states import ContactState
from programme.people.ways import EMAIL_STATE, MOBILE_STATE
from programme.policies.models import DisposalRoute, FailureMeans, Paper
from programme.referrals.criteria import KeptCriterion
from programme.referrals.models import Admission, Origin, Referral, Release
from programme.referrals.states import ReferralState
from programme.storage.rows import reads


@reads(Referral)
@dataclass(frozen=True, slots=True)
class CaseReferral:
    """The case itself: the offence, how he came to us, the clock."""

    id: int
    reference: str
    person_id: int
    state: ReferralState
    origin: Origin
    offence_code: str
    offence_at: datetime
    offence_place: str
    arrested_at: datetime | None
    custody_reference: str | None
    release: Release
    bail_return_on: date | None
    admission: Admission
    area: str
    operation: str
    officer_rank: str
    officer_collar: str
    officer_name: str
    cautioned_on: date | None
    exceptional_reason: str
    charge_by_on: date
    return_by_on: date
    complete_by_on: date
    clock_stopped_at: datetime | None
    clock_stopped_by: str | None
    finalised_at: datetime | None
    finalised_by: str | None
    flags: list[str]
    as_entered: dict[str, Any]
    eligibility: list[KeptCriterion]
    tied_to_id: int | None
    referred_at: datetime
    referred_by: str

    @property
    def over_at(self) -> datetime | None:
        """When the clock was over: charged, or finished without a charge. None while it runs."""
        return self.clock_stopped_at or self.finalised_at

    @property
    def done(self) -> str | None:
        """The disposal on record; None while there is none."""
        return self.clock_stopped_by or self.finalised_by


@reads(Person, mobile_state=MOBILE_STATE, email_state=EMAIL_STATE)
@dataclass(frozen=True, slots=True)
class CasePerson:
    """The man the case is about, and how he can be reached."""

    category: Category
    surname: str
    forenames: str
    born_on: date | None
    address: str
    postcode: str
    mobile: str
    email: str
    mobile_state: ContactState
    email_state: ContactState
    safe_contact: SafeContact
    safe_hours: str
    interpreter: str
    adjustments: str

    @property
    def name(self) -> str:
        """Forenames and surname, as staff say them."""
        return f"{self.forenames} {self.surname}".strip()


@reads(Programme)
@dataclass(frozen=True, slots=True)
class CaseProgramme:
    """The demands of the force's programme on him, the part of his time that it keeps for itself, and its ladder."""

    answer_within_days: int
    charging_reserve_days: int
    result_lag_working_days: int
    ladder: list[dict[str, Any]]


@reads(DisposalRoute)
@dataclass(frozen=True, slots=True)
class CaseRoute:
    """The version of the disposal route that the case began with."""

    name: str
    paper: Paper
    on_failure: FailureMeans
    weeks: int | None
    exceptional_weeks: int | None

    @property
    def has_longer_limit(self) -> bool:
        """Whether its conditions may exceptionally take longer."""
        return self.exceptional_weeks is not None and self.exceptional_weeks != self.weeks


@reads(Referral, stopped=IS_STOPPED)
@dataclass(frozen=True, slots=True)
class TiedCase:
    """Another case of the same man that belongs with this one: its lead, or one that goes with it or was refused
    because of it."""

    id: int
    reference: str
    state: ReferralState
    charge_by_on: date
    stopped: bool


@reads(Concern)
@dataclass(frozen=True, slots=True)
class CaseConcern:
    """The newest concern for the person who was solicited: what is done about it, never the signs."""

    state: ConcernState
    raised_at: datetime
    raised_by: str
    decided_at: datetime | None
    decided_by: str | None


@reads(DrugIntervention)
@dataclass(frozen=True, slots=True)
class CaseDrugs:
    """Whether a drug intervention was considered. It stays with custody of the force of the offence."""

    step: DrugStep
    recorded_at: datetime
    recorded_by: str


@reads(Identifier)
@dataclass(frozen=True, slots=True)
class CaseIdentifier:
    """One number of his, as it was entered and as it reads."""

    kind: IdentifierKind
    as_entered: str
    canonical: str | None
    problem: str | None


@reads(Task)
@dataclass(frozen=True, slots=True)
class CaseTask:
    """Something that somebody has to see to."""

    id: int
    kind: TaskKind
    due_on: date
    raised_at: datetime


@reads(OutboxMessage)
@dataclass(frozen=True, slots=True)
class Message:
    """A message that was owed in the case, and what became of it."""

    id: int
    notice: str
    channel: Channel
    address: str
    state: Delivery
    queued_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str | None
    cause: Cause | None

    @property
    def is_for_staff(self) -> bool:
        """Whether it went to an officer or another colleague, and not to him."""
        return self.notice in FOR_STAFF

    @property
    def wants_somebody(self) -> bool:
        """Whether a person has to see to it."""
        return self.state is Delivery.BY_HAND or self.is_undelivered

    @property
    def is_held_back(self) -> bool:
        """Whether it could not be sent by a fault of ours, and is tried again."""
        return self.state is Delivery.QUEUED and self.cause is not None

    @property
    def is_undelivered(self) -> bool:
        """Whether it was tried and did not go."""
        return self.state is Delivery.FAILED or self.is_held_back
