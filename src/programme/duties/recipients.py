"""Whom staff messages go to: the one door to every list of staff that may be empty.

A role that nobody has is no reason for telling nobody. A message for a role goes to the next above that somebody has,
or else to the next below, or else to the fall-back address that the programme names. Where even that is missing, the
answer says so, and `duties/telling.py` makes it somebody's task.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.duties.covers import CoverLine, covers_on
from programme.duties.forces import CaseForces, forces_of
from programme.duties.rules import UPWARDS, nearest
from programme.duties.words import ROLE_WORDS
from programme.notices.undelivered import refusing
from programme.people.contact import is_email_address
from programme.people.models import WRITTEN_TO, Account
from programme.shared.access import READ_CASES
from programme.shared.actor import Door, Role
from programme.storage.rows import columns_of, reads, rows

_SUPERVISING = frozenset({Role.SUPERVISOR, Role.PARTNER_STAFF})
PROTECTING = (Role.OFFICER, Role.SAFEGUARDING, Role.SUPERVISOR, Role.COORDINATOR)
"""The order in which a concern climbs: the named role, then those who supervise."""


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """An address. `signs_in`: it is that of an account which opens the case, at its `door`, so that he can see to it
    himself."""

    address: str
    signs_in: bool = True
    name: str = ""
    door: Door | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is told what was for `wanted`. `role` is the one they have: another where nobody has that; None where they
    are the programme's fall-back, or nobody."""

    wanted: Role
    role: Role | None
    people: tuple[Recipient, ...]

    @property
    def nobody(self) -> bool:
        """Whether there is nobody to tell."""
        return not self.people

    @property
    def words(self) -> str:
        """Who is told, as the timeline says it."""
        if self.role is not None:
            return ROLE_WORDS.get(self.role, "the named safeguarding role")
        if self.people:
            return "nobody, as nobody has a role in this case: the programme's fall-back address is told"
        return "nobody: nobody has a role in this case, the programme names no fall-back address, and nobody is told"


@reads(
    Account,
    email=WRITTEN_TO,
    signs_in=Account.password_hash.is_not(None),
    elsewhere=Account.invited_as.is_not(None),
)
@dataclass(frozen=True, slots=True)
class StaffAccount:
    """An account that may be told something; one that is not active is nobody's any more. `elsewhere`: its address has
    an account of another organisation, which is the one that counts."""

    id: int
    active: bool
    door: Door
    force_code: str | None
    email: str
    name: str
    roles: frozenset[Role]
    signs_in: bool
    elsewhere: bool = False

    def recipient(self, case: CaseForces, address: str = "") -> Recipient:
        """Where it is told of this case. Whoever cannot open it there is told like somebody without an account."""
        reads = READ_CASES.get(self.door)
        at_desk = reads is not None and reads.lets_in(self.door, self.roles) and self.force_code == case.force_code
        opens = self.signs_in and (at_desk or self._coordinates(case))
        return Recipient(address or self.email, opens, self.name, self.door if opens else None)

    def _coordinates(self, case: CaseForces) -> bool:
        coordinates = self.door is Door.ADMIN and Role.COORDINATOR in self.roles
        return coordinates and self.force_code in (None, case.programme_force)


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who can be told: safeguarding and supervisors by force, coordinators by the force of the programme, where
    one without a force is one of every programme. `accounts` are those of officers in the case, by number, and of
    addresses that were typed, by address. Whoever `left` has no account any more, and addresses that `refused` what was
    sent to them last are passed over: nobody reads there. `covers` are those of the day: whoever covers for the officer
    in the case is told in his place, and passed over where he cannot open it."""

    safeguarding: dict[str, list[Recipient]] = field(default_factory=dict)
    supervisors: dict[str, list[Recipient]] = field(default_factory=dict)
    coordinators: dict[str | None, list[Recipient]] = field(default_factory=dict)
    accounts: Mapping[int | str, StaffAccount] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    covers: Sequence[CoverLine] = ()

    def held(self, case: CaseForces) -> frozenset[Role]:
        """The roles that somebody has in this case."""
        return frozenset(role for role in UPWARDS if self._of(role, case))

    def told(self, role: Role, case: CaseForces) -> Recipients:
        """Who is told what is put to `role`. The supervisor is told with the coordinator."""
        order = PROTECTING if role is Role.SAFEGUARDING else UPWARDS
        found = nearest(role, [one for one in order if self._of(one, case)], order)
        if found is None:
            return Recipients(role, None, self._fallback(case))
        people = self._of(found, case)
        if found is Role.COORDINATOR:
            people = [*people, *self._of(Role.SUPERVISOR, case)]
        return Recipients(role, found, tuple(sorted(set(people))))

    def everybody(self, case: CaseForces, roles: Collection[Role] = UPWARDS) -> Recipients:
        """Everybody who has one of these roles in the case: what is for all of them at once."""
        told = [self.told(role, case) for role in UPWARDS if role in roles]
        people = {one for each in told if each.role in roles for one in each.people}
        if not people:
            return told[-1]
        return Recipients(told[-1].wanted, told[-1].role, tuple(sorted(people)))

    def instead_of(self, address: str, case: CaseForces, *, up_to: Role = UPWARDS[-1]) -> Recipients:
        """Who is told where a message to this address did not arrive: the next role above its own, as far as `up_to`,
        that somebody else has; and where that is the top, at the end the programme's fall-back."""
        own = self.role_of(address, case)
        start = UPWARDS.index(own) + 1 if own else 1
        for role in UPWARDS[start : UPWARDS.index(up_to) + 1]:
            people = [one for one in self._of(role, case) if one.address != address]
            if people and role is Role.COORDINATOR:
                people += [one for one in self._of(Role.SUPERVISOR, case) if one.address != address]
            if people:
                return Recipients(role, role, tuple(sorted(set(people))))
        fallback = self._fallback(case) if up_to is UPWARDS[-1] else ()
        return Recipients(up_to, None, tuple(one for one in fallback if one.address != address))

    def ends_at(self, address: str, role: Role, case: CaseForces) -> bool:
        """Whether this refusing address is the programme's fall-back, and all that is left to tell what `role` has."""
        told = self.told(role, case)
        return told.role is None and [one.address for one in told.people] == [address] and not self.reaches(told)

    def reaches(self, told: Recipients) -> bool:
        """Whether one of them can be reached. A fall-back address is told again and again, also where it refuses."""
        return any(one.address not in self.refused for one in told.people)

    def has_others(self, role: Role | None, address: str, case: CaseForces) -> bool:
        """Whether somebody else who can be reached has this role in the case."""
        return role is not None and any(one.address != address for one in self._of(role, case))

    def role_of(self, address: str, case: CaseForces) -> Role | None:
        """The lowest role in this case that is told at this address, also where it refuses."""
        has = (role for role in UPWARDS if any(one.address == address for one in self._all_of(role, case)))
        return next(has, None)

    def is_for(self, address: str, case: CaseForces) -> bool:
        """Whether what went to this address without an account is still for it: the officer in the case, or the
        programme's fall-back."""
        return any(one.address.lower() == address.lower() for one in (*self._himself(case), *self._fallback(case)))

    def passed_over(self, case: CaseForces) -> list[Role]:
        """The roles that somebody has in this case and that nobody is told in, because every address refuses."""
        return [role for role in UPWARDS if self._all_of(role, case) and not self._of(role, case)]

    def _of(self, role: Role, case: CaseForces) -> list[Recipient]:
        return [one for one in self._all_of(role, case) if one.address not in self.refused]

    def _all_of(self, role: Role, case: CaseForces) -> list[Recipient]:
        if role is Role.OFFICER:
            return self._officer(case)
        if role is Role.SAFEGUARDING:
            return self.safeguarding.get(case.force_code, [])
        if role is Role.SUPERVISOR:
            return self.supervisors.get(case.force_code, [])
        return [*self.coordinators.get(case.programme_force, []), *self.coordinators.get(None, [])]

    def _fallback(self, case: CaseForces) -> tuple[Recipient, ...]:
        return tuple(self._as_written(case.fallback_email, case))

    def officer_himself(self, case: CaseForces) -> Recipients:
        """The officer in the case, also while somebody covers for him."""
        return _officers(self._himself(case))

    def who_covers(self, account_id: int, case: CaseForces) -> Recipients:
        """Whoever has this account, and covers for the officer in the case or is to."""
        return _officers(self._of_account(account_id, case))

    def _officer(self, case: CaseForces) -> list[Recipient]:
        cover = next((one for one in self.covers if one.has(case)), None)
        if cover is None:
            return self._himself(case)
        return [one for one in self._of_account(cover.covered_by_id, case) if one.signs_in]

    def _himself(self, case: CaseForces) -> list[Recipient]:
        if case.officer_id is None:
            address = case.officer_email.lower()
            account = self.accounts.get(address)  # his new one, where his address went with him to another force
            stayed = address not in self.left or (account is not None and account.force_code == case.force_code)
            return self._as_written(case.officer_email, case) if stayed else []
        return self._of_account(case.officer_id, case)

    def _of_account(self, account_id: int, case: CaseForces) -> list[Recipient]:
        account = self.accounts.get(account_id)
        return [account.recipient(case)] if account is not None else []

    def _as_written(self, address: str, case: CaseForces) -> list[Recipient]:
        if not is_email_address(address):
            return []
        account = self.accounts.get(address.lower())
        return [account.recipient(case, address) if account is not None else Recipient(address, signs_in=False)]


def _officers(people: list[Recipient]) -> Recipients:
    return Recipients(Role.OFFICER, Role.OFFICER if people else None, tuple(people))


def staff_of(db: Session, cases: Iterable[CaseForces], *, today: date | None) -> Staff:
    """Everybody who can be told about these cases today, and at which of their addresses nothing arrives. Without a day
    nobody covers for anybody.

    A force's supervisors are those of its custody desk, or its staff at the partner's door where it sent the case.
    """
    found = list(cases)
    own, programmes = {case.force_code for case in found}, {case.programme_force for case in found}
    written = {address.lower() for address in _written(found)}
    officers = {case.officer_id for case in found if case.officer_id is not None}
    wanted = (
        select(*columns_of(StaffAccount))
        .where(
            or_(
                and_(Account.active, Account.door.in_(_OF_FORCES), Account.force_code.in_(own)),
                and_(
                    Account.active,
                    Account.door == Door.ADMIN,
                    or_(Account.force_code.in_(programmes), Account.force_code.is_(None)),
                ),
                WRITTEN_TO.in_(written),
                Account.id.in_(officers),
            ),
        )
        .order_by(Account.id)
    )
    accounts = rows(db, StaffAccount, wanted)
    refused = refusing(db, {account.email for account in accounts} | _written(found))
    return _staff(accounts, refused, covers_on(db, own, today) if today is not None else ())


def _written(cases: Collection[CaseForces]) -> set[str]:
    return {address for case in cases for address in (case.officer_email, case.fallback_email) if address}


_OF_FORCES = (Door.CUSTODY, Door.PARTNER, Door.ADMIN)


def _staff(accounts: Iterable[StaffAccount], refused: frozenset[str], covers: Sequence[CoverLine]) -> Staff:
    safeguarding: dict[str, list[Recipient]] = defaultdict(list)
    supervisors: dict[str, list[Recipient]] = defaultdict(list)
    coordinators: dict[str | None, list[Recipient]] = defaultdict(list)
    named: dict[int | str, StaffAccount] = {}
    left = set()
    for account in accounts:
        if not account.active:
            left.add(account.email.lower())
            continue
        if account.elsewhere:
            named[account.id] = account
            continue
        named[account.id] = named[account.email.lower()] = account
        one, force_code = Recipient(account.email, True, account.name, account.door), account.force_code
        has = account.roles if account.signs_in else frozenset()  # who was only invited could see to nothing
        if account.door is Door.ADMIN and Role.COORDINATOR in has:
            coordinators[force_code].append(one)
        if account.door in (Door.CUSTODY, Door.PARTNER) and force_code is not None and has & _SUPERVISING:
            supervisors[force_code].append(one)
        if account.door in _OF_FORCES and force_code is not None and Role.SAFEGUARDING in has:
            safeguarding[force_code].append(one)
    return Staff(safeguarding, supervisors, coordinators, named, refused, frozenset(left), covers)


def told_about(db: Session, referral_id: int, role: Role, *, today: date) -> Recipients:
    """Who is told today what one case has for `role`."""
    case = forces_of(db, [referral_id])[referral_id]
    return staff_of(db, [case], today=today).told(role, case)
