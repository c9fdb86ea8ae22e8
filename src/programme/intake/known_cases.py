"""The stored cases' knowledge of people and offences that arrive: five statements a batch, however long it is, one
more where an offence among them was corrected, two more where a record was put right.

The same valid PNC ID and the same date of birth are the same person. The same PNC ID with another date of birth
still tells of open cases and earlier courses. Whoever is alike enough by `people.likeness` may be the same person: a
human decides, whatever became of that one's case, and what he decided is not asked again. Those of the same date of
birth are looked at, and of the one with day and month changed over. A case that came back is open until it is decided
about a charge. Who has neither a PNC ID nor a whole name with a date of birth is compared by what there is, and that
nobody was found says nothing. Cases of every force are looked at, as one bars another; a repeat is the same force's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from programme.eligibility.known import NOTHING_KNOWN, SameMinute, WhatIsKnown
from programme.eligibility.rules import LOOKBACK_YEARS, OtherCase, lookback_starts_on
from programme.intake.custody_export import ExportRow
from programme.intake.former_facts import FormerFacts, former_facts
from programme.intake.identity import ToldApart, told_apart
from programme.intake.known_people import (
    Found,
    KnownCase,
    KnownPerson,
    Proposal,
    Sought,
    batch_case,
    how_it_stands,
    is_of_the_night,
    is_repeat,
    of_same_minute,
    was_offered,
)
from programme.intake.sought import sought_in
from programme.intake.stored_people import StoredPeople
from programme.intake.stored_rows import WAS_PUT_RIGHT, StoredCase, offences_entered_at
from programme.people.likeness import likeness
from programme.people.models import Person
from programme.people.reference import force_name
from programme.policies.rules import Policies, in_force_on
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, rows


class StoredCases:
    """The stored cases, asked a batch at a time. Satisfies `export_matching.KnownCases`."""

    def __init__(
        self, db: Session, *, force_code: str, leave_out: int | None = None, policies: Policies | None = None
    ) -> None:
        """`force_code` is the force whose offences arrive; the case numbered `leave_out` is not looked at. `policies`
        say how far the look-back reaches."""
        self._db = db
        self._policies = policies
        self._force_code = force_code
        self._leave_out = leave_out
        self._lookback_years: dict[date, int] = {}
        self._forget()

    def _forget(self) -> None:
        self._people = StoredPeople(self._db, ())
        self._told_apart = ToldApart()
        self._by_custody_reference: dict[str, list[KnownCase]] = defaultdict(list)
        self._cases: dict[int, list[KnownCase]] = defaultdict(list)
        self._put_right: list[tuple[FormerFacts, KnownCase]] = []

    def prime(self, rows: Sequence[ExportRow]) -> None:
        """Look up everything about these rows."""
        self.look_up(sought_in(row.values) for row in rows if row.values is not None)

    def about(self, row: ExportRow) -> WhatIsKnown:
        """Everything known about one of the rows last primed."""
        return NOTHING_KNOWN if row.values is None else self.find(sought_in(row.values)).about

    def look_up(self, wanted: Iterable[Sought]) -> None:
        """Look up everything about these people and offences; what was looked up before is forgotten."""
        self._forget()
        batch = list(wanted)
        self._people = StoredPeople(self._db, batch)
        numbers = list(self._people.by_number)
        nameless = {s.custody_reference for s in batch if s.custody_reference and not s.could_look}
        times = {s.offence_at for s in batch if s.offence_at is not None and s.person_id is None}
        self._read_cases(numbers, sorted(nameless), sorted(times))
        if len(numbers) > 1:
            self._told_apart = told_apart(self._db, numbers)

    def take_as(self, sought: Sought) -> None:
        """Compare a stored person who was looked up as if he were the one that is sought."""
        himself = self._people.by_number[sought.person_id or 0]
        himself.name, himself.born_on, himself.forenames = sought.name, sought.born_on, sought.forenames
        if sought.pnc_id:
            himself.pnc_ids = {sought.pnc_id}

    def find(self, sought: Sought) -> Found:
        """Who and what is known of one that was looked up."""
        same_pnc = self._people.by_pnc.get(sought.pnc_id, []) if sought.pnc_id else []
        person = next((one for one in same_pnc if sought.born_on and one.born_on == sought.born_on), None)
        himself = self._people.by_number.get(sought.person_id or 0)
        if himself is not None:
            person, same_pnc = himself, [himself, *(one for one in same_pnc if one is not himself)]
        same_pnc = [one for one in same_pnc if person is None or not self._told_apart.stands(person, one)]
        proposals = self._proposals(sought, person, same_pnc)
        same_pnc = [one for one in same_pnc if person is None or not self._told_apart.was_decided(person, one)]
        surely = [case for one in same_pnc for case in self._cases[id(one)]]
        maybe = [case for one in proposals for case in one.cases if case not in surely]
        may_repeat = self._may_be_repeated(sought, surely, proposals)
        if repeat := self._repeat(sought, may_repeat):
            return Found(person, WhatIsKnown(self._name(repeat), repeat.row_id))
        elsewhere = of_same_minute(sought, may_repeat, self._force_code)
        since = self._looks_back_to(sought)
        other, stands_as = self._open_case(sought, surely)
        return Found(
            person,
            WhatIsKnown(
                open_case=self._name(other) if other else None,
                open_as=stands_as,
                open_id=other.row_id if other else None,
                open_reference=other.reference if other else "",
                earlier_course=self._earlier_course(sought, surely, since),
                possible_person=self._name(proposals[0].case) if proposals else None,
                likeness=proposals[0].likeness.why if proposals else "",
                possible_open=self._first(case for case in maybe if case.is_open),
                possible_course=self._earlier_course(sought, maybe, since),
                lookback_known=sought.could_look,
                compared=sought.could_look,
                same_minute=tuple(SameMinute(self._name(case), case.offence_place, case.row_id) for case in elsewhere),
            ),
            proposals,
        )

    def _proposals(
        self, sought: Sought, person: KnownPerson | None, same_pnc: Sequence[KnownPerson]
    ) -> tuple[Proposal, ...]:
        """Who may be the same person, the most alike first; whoever a human told apart from him is not among them, nor,
        for a case that stands here, whoever has only cases that were ended because they are none."""
        mine = sought.compared if person is None or sought.person_id is None else person.compared
        stored = sought.person_id is not None
        found = [
            Proposal(one, alike, tuple(self._cases[id(one)]))
            for one in dict.fromkeys([*same_pnc, *self._people.born_like(sought)])
            if one is not person
            and (alike := likeness(mine, one.compared)).is_proposed
            and any(not (stored and case.ended_as_mistake) for case in self._cases[id(one)])
            and not (person is not None and self._told_apart.stands(person, one))
        ]
        return tuple(sorted(found, key=lambda one: (-one.likeness.score, not one.case.is_open)))

    def _namesakes(self, sought: Sought, proposals: Sequence[Proposal]) -> list[KnownCase]:
        """The cases of those of the very same name and date of birth, where no two PNC IDs tell them apart."""
        return [
            case
            for one in proposals
            if sought.name is not None
            and one.person.name is not None
            and sought.name.may_be(one.person.name)
            and one.person.born_on == sought.born_on
            and not (sought.pnc_id and one.person.pnc_ids)
            for case in one.cases
        ]

    def _may_be_repeated(
        self, sought: Sought, surely: Sequence[KnownCase], proposals: Sequence[Proposal]
    ) -> list[KnownCase]:
        """The cases whose offence this may be: his, and whoever arrives may be called as one was before it was put
        right."""
        as_it_was = [case for was, case in self._put_right if sought.person_id is None and was.fit(sought)]
        return [*surely, *self._namesakes(sought, proposals), *self._nameless(sought), *as_it_was]

    def _earlier_course(self, sought: Sought, cases: Sequence[KnownCase], since: date) -> str | None:
        return self._first(
            case
            for case in cases
            if was_offered(case, since, sought.offence_at)
            and not is_of_the_night(sought.offence_at, case, self._force_code)
        )

    def _open_case(self, sought: Sought, cases: list[KnownCase]) -> tuple[KnownCase | None, OtherCase]:
        """The open case that matters most to this offence, and how it stands to it. A case that goes with another
        is spoken for by that one, and one that goes with the very case that is looked at says nothing new. One that
        waits and will go with another comes after that one, so that all of one night share one lead."""
        mine = self._leave_out
        stand = [
            (how_it_stands(sought.offence_at, case, self._force_code), case)
            for case in cases
            if case.is_open and case.state is not ReferralState.TIED and (mine is None or case.tied_to_id != mine)
        ]
        stand.sort(key=lambda one: one[1].tied_to_id is not None)
        for wanted in (OtherCase.NIGHT_OFFERED, OtherCase.SAME_NIGHT, OtherCase.EARLIER, OtherCase.ANOTHER):
            found = next((case for stands, case in stand if stands is wanted), None)
            if found is not None:
                return found, wanted
        return None, OtherCase.ANOTHER

    def _looks_back_to(self, sought: Sought) -> date:
        if sought.offence_at is None:
            return date.min
        offence_on = london_date(sought.offence_at)
        years = sought.lookback_years
        if years is None:
            if offence_on not in self._lookback_years:
                rules = in_force_on(self._policies.rule_sets, offence_on) if self._policies else None
                self._lookback_years[offence_on] = rules.lookback_years if rules else LOOKBACK_YEARS
            years = self._lookback_years[offence_on]
        return lookback_starts_on(offence_on, years)

    def remember(
        self,
        sought: Sought,
        person: KnownPerson | None,
        *,
        reference: str,
        state: ReferralState = ReferralState.UNDECIDED,
    ) -> KnownPerson:
        """Know one more case, of `person` or of somebody new, for the rest of the batch. Returns the person."""
        if person is None:
            person = KnownPerson(None, sought.born_on, sought.forenames, name=sought.name)
        self._people.add(person, sought)
        if sought.offence_at is not None:
            case = batch_case(person, sought, reference, self._force_code, state)
            self._cases[id(person)].append(case)
            self._by_custody_reference[sought.custody_reference].append(case)
        return person

    def _nameless(self, sought: Sought) -> list[KnownCase]:
        """Where he cannot be compared, the custody reference stands for the person, if the names are the same."""
        if sought.could_look or not sought.custody_reference:
            return []
        same = self._by_custody_reference.get(sought.custody_reference, [])
        forenames = sought.forenames.casefold()
        return [one for one in same if one.person.name == sought.name and one.person.forenames.casefold() == forenames]

    def _repeat(self, sought: Sought, cases: list[KnownCase]) -> KnownCase | None:
        return next((case for case in cases if is_repeat(sought, case, self._force_code)), None)

    def _first(self, cases: Iterable[KnownCase]) -> str | None:
        case = next(iter(cases), None)
        return self._name(case) if case else None

    def _name(self, case: KnownCase) -> str:
        theirs = "" if case.force_code == self._force_code else f" of {force_name(case.force_code)}"
        return f"case {case.reference}{theirs}"

    def _read_cases(self, numbers: Sequence[int], custody_references: Sequence[str], times: Sequence[datetime]) -> None:
        if not numbers and not custody_references and not times:
            return
        wanted: ColumnElement[bool] = Referral.person_id.in_(numbers)
        if custody_references:
            here = and_(Referral.force_code == self._force_code, Referral.custody_reference.in_(custody_references))
            wanted = or_(wanted, here)
        if times:
            here = and_(Referral.force_code == self._force_code, Referral.offence_at.in_(times), WAS_PUT_RIGHT)
            wanted = or_(wanted, here)
        found = rows(
            self._db,
            StoredCase,
            select(*columns_of(StoredCase)).join(Person, Person.id == Referral.person_id).where(wanted),
        )
        entered_at = offences_entered_at(self._db, [row.id for row in found if row.corrected])
        former = former_facts(self._db, [row for row in found if row.put_right])
        # Sorted here: asked for in this order, SQLite would rather walk through all cases than use an index.
        for row in sorted(found, key=lambda row: row.id, reverse=True):
            if row.id == self._leave_out:
                continue
            person, was = self._people.know(row.person), former.get(row.id)
            case = KnownCase(
                person,
                row.reference,
                row.force_code,
                row.is_open,
                row.custody_reference or "",
                row.offence_at,
                row.offered_at,
                row.offence_code,
                row.id,
                row.state,
                row.tied_to_id,
                frozenset(entered_at[row.id]),
                row.gave_way,
                was.custody_references if was else frozenset(),
                was.offence_codes if was else frozenset(),
                row.first_offered_at,
                row.offence_place,
                was.offence_places if was else frozenset(),
            )
            if was is not None:
                self._put_right.append((was, case))
            self._cases[id(person)].append(case)
            self._by_custody_reference[case.custody_reference].append(case)
