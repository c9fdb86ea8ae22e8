"""Whom and what an offence is looked up by, and what is known of a case that is found: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import OtherCase
from programme.intake.export_matching import could_look
from programme.people.likeness import Compared, Likeness
from programme.people.names import MatchName, match_name
from programme.people.stand_ins import is_stand_in_reference
from programme.referrals.offences import are_two_offences, say_otherwise
from programme.referrals.states import HAS_A_PLACE, IN_PROGRESS, OFFER_IN_HAND, ReferralState
from programme.shared.dates import london_date

SAME_NIGHT = timedelta(hours=12)
"""Offences less than this apart are of the same night: a man who is arrested at 23:30 and again at 00:15 is one."""
_PARTS = re.compile(r"([A-Z0-9]+)[\s/.-]+([0-9]+)[\s/.-]+([0-9]+)")
"""Station, number and year."""
_RUN_TOGETHER = re.compile(r"([A-Z]+)([0-9]{1,6})([0-9]{2})")
"""The same without anything between: the year is its last two digits."""
_LONGEST_TYPED = 100
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom and what to look for. `pnc_id` is canonical and holds, or None. `person_id` is given for a person who is
    stored already, `lookback_years` for a case that keeps the rules it began with."""

    pnc_id: str | None
    surname: str
    forenames: str
    born_on: date | None
    offence_at: datetime | None
    custody_reference: str
    offence_code: str = ""
    person_id: int | None = None
    lookback_years: int | None = None
    offence_place: str = ""
    name: MatchName | None = field(init=False)
    """The name to compare by, as far as there is one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", match_name(self.surname, self.forenames))

    @property
    def compared(self) -> Compared:
        """The facts by which he is compared."""
        return Compared(self.name, self.born_on, frozenset([self.pnc_id] if self.pnc_id else []))

    @property
    def could_look(self) -> bool:
        """Whether he can be compared with others. A person who is stored with a number was."""
        return could_look(self.pnc_id, self.name, self.born_on)


def canonical_custody_reference(text: str) -> str:
    """A custody reference as it is kept and compared: capitals, without spaces. A stand-in is none."""
    return "" if is_stand_in_reference(text) else "".join(text.split()).upper()


def custody_reference_spellings(text: str) -> frozenset[str]:
    """Everything that a custody reference may be kept as which somebody typed so: with spaces, dashes or nothing for
    its strokes, with or without the noughts before its number. A stand-in is none."""
    canonical = canonical_custody_reference(text)
    if not canonical:
        return frozenset()
    typed = text.strip().upper()[:_LONGEST_TYPED]
    found = {canonical}
    for parts in filter(None, (_PARTS.fullmatch(typed), _RUN_TOGETHER.fullmatch(typed))):
        station, number, year = parts.groups()
        bare = number.lstrip("0")
        padded = {bare.zfill(digits) for digits in range(1, _MOST_DIGITS + 1)}
        found |= {f"{station}/{one}/{year}" for one in {number, *padded}}
    return frozenset(found)


@dataclass(slots=True, eq=False)
class KnownPerson:
    """Somebody stored, or somebody of this batch who will be. `row_id` is None until he is stored."""

    row_id: int | None
    born_on: date | None
    forenames: str
    pnc_ids: set[str] = field(default_factory=set)
    name: MatchName | None = None

    @property
    def compared(self) -> Compared:
        """The facts by which he is compared."""
        return Compared(self.name, self.born_on, frozenset(self.pnc_ids))


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case of a known person, as far as eligibility asks. `force_code` is the force of the offence; `entered_at` are
    the times that its offence was entered with before it was corrected, `custody_references`, `offence_codes` and
    `offence_places` the numbers, codes and places before they were put right. `gave_way`: it was withdrawn, or ended
    because it is none of its own, so that another case can be of its offence. `offered_at` is its last offer."""

    person: KnownPerson
    reference: str
    force_code: str
    is_open: bool
    custody_reference: str
    offence_at: datetime
    offered_at: datetime | None
    offence_code: str = ""
    row_id: int | None = None
    state: ReferralState = ReferralState.UNDECIDED
    tied_to_id: int | None = None
    entered_at: frozenset[datetime] = frozenset()
    gave_way: bool = False
    custody_references: frozenset[str] = frozenset()
    offence_codes: frozenset[str] = frozenset()
    first_offered_at: datetime | None = None
    offence_place: str = ""
    offence_places: frozenset[str] = frozenset()

    @property
    def ended_as_mistake(self) -> bool:
        """Whether it says nothing of anybody any more: another case stands for it, or there was nothing."""
        return self.gave_way and self.state is ReferralState.CLOSED


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who may be the same person, why, and his cases: a human decides."""

    person: KnownPerson
    likeness: Likeness
    cases: tuple[KnownCase, ...]

    @property
    def case(self) -> KnownCase:
        """The case that he is named by: one that is open before others."""
        return next((case for case in self.cases if case.is_open), self.cases[0])


@dataclass(frozen=True, slots=True)
class Found:
    """The person, where he is surely known, what is known about him and the offence, and who may be the same person,
    the most alike first: of the first `about.possible_person` is a case."""

    person: KnownPerson | None
    about: WhatIsKnown
    proposals: tuple[Proposal, ...] = ()


def how_it_stands(offence_at: datetime | None, other: KnownCase, force_code: str) -> OtherCase:
    """How an open case stands to an offence at this time, of the same person and surely his.

    Less than `SAME_NIGHT` apart, at one force, they go together; unless the other has a place already and would need
    an earlier one. Where he was offered a place in it, he was told of that offence alone: a human decides, as he does
    of whatever else is not clear. After that, a later offence is refused. So it is not clear where the other case is
    not eligible itself, and nothing could be shared; or came back and waits for a decision to charge.
    """
    if offence_at is None or other.state is ReferralState.INELIGIBLE or other.state not in IN_PROGRESS:
        return OtherCase.ANOTHER
    if abs(offence_at - other.offence_at) < SAME_NIGHT:
        has_a_later_place = other.state in HAS_A_PLACE and london_date(offence_at) < london_date(other.offence_at)
        together = other.force_code == force_code and not has_a_later_place
        if not together:
            return OtherCase.ANOTHER
        return OtherCase.NIGHT_OFFERED if other.state in OFFER_IN_HAND else OtherCase.SAME_NIGHT
    return OtherCase.EARLIER if other.offence_at < offence_at else OtherCase.ANOTHER


def batch_case(person: KnownPerson, sought: Sought, reference: str, force_code: str, state: ReferralState) -> KnownCase:
    """The case that is made of what arrives in a batch, for the rest of it. It has a time."""
    assert sought.offence_at is not None
    number, at, code = sought.custody_reference, sought.offence_at, sought.offence_code
    place = sought.offence_place
    return KnownCase(person, reference, force_code, True, number, at, None, code, state=state, offence_place=place)


def is_repeat(sought: Sought, case: KnownCase, force_code: str) -> bool:
    """Whether the case is of the very offence that is sought. The same time at the same force is the same offence,
    unless two custody records, two offence codes or two places say that there were two. A later export may still have
    what was corrected here: the custody system is not corrected by us. A case that gave way is the repeat of
    what arrives, and not of another case that stands here."""
    return _is_of_the_minute(sought, case, force_code) and not _is_elsewhere(sought, case)


def of_same_minute(sought: Sought, cases: Iterable[KnownCase], force_code: str) -> list[KnownCase]:
    """Those of what arrives that would be its repeat but for the place: a human says whether it is another offence. Of
    what stands here one has said so."""
    if sought.person_id is not None:
        return []
    return list(dict.fromkeys(case for case in cases if _is_of_the_minute(sought, case, force_code)))


def _is_of_the_minute(sought: Sought, case: KnownCase, force_code: str) -> bool:
    records = {sought.custody_reference, case.custody_reference} - {""}
    arrives = sought.person_id is None
    if case.force_code != force_code or (case.gave_way and not arrives):
        return False
    same = sought.offence_at == case.offence_at or (arrives and sought.offence_at in case.entered_at)
    one_record = len(records) < 2 or (arrives and sought.custody_reference in case.custody_references)
    as_it_was = arrives and sought.offence_code in case.offence_codes
    return same and one_record and (as_it_was or not are_two_offences(sought.offence_code, case.offence_code))


def _is_elsewhere(sought: Sought, case: KnownCase) -> bool:
    places = {case.offence_place} | (case.offence_places if sought.person_id is None else set())
    return all(say_otherwise(sought.offence_place, one) for one in places)


def is_of_the_night(offence_at: datetime | None, other: KnownCase, force_code: str) -> bool:
    """Whether another case in progress is of the same night at the same force: its offer is the one that this offence
    goes with, or a human decides so, and no earlier one. Once it came back there is nothing left to go with."""
    if offence_at is None or other.state not in IN_PROGRESS or other.force_code != force_code:
        return False
    return abs(offence_at - other.offence_at) < SAME_NIGHT


def was_offered(case: KnownCase, since: date, before: datetime | None) -> bool:
    """Whether the case had an offer since this day and before this offence: one that was made after it is no earlier
    one."""
    if case.offered_at is None or london_date(case.offered_at) < since:
        return False
    return before is None or (case.first_offered_at or case.offered_at) < before
