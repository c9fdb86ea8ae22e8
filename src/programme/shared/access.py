"""Who may enter: the declarations that every route makes. The guard that reads them is the web's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from programme.shared.actor import Actor, Door, Role


@dataclass(frozen=True, slots=True)
class Access:
    """A door, and the roles of which one is needed inside it (none: every role). `of_programme`: it is about something
    that the whole installation shares: only for whoever is of a force with a programme here, or of no force."""

    name: str
    doors: frozenset[Door] = field(default_factory=frozenset)
    roles: frozenset[Role] = field(default_factory=frozenset)
    public: bool = False
    of_programme: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether the actor may enter."""
        if self.public or actor is None:
            return self.public
        shares = actor.of_programme or actor.force_code is None
        return self.lets_in(actor.door, actor.roles) and (shares or not self.of_programme)

    def lets_in(self, door: Door, roles: frozenset[Role]) -> bool:
        """The same of somebody with these roles at this door."""
        return door in self.doors and (not self.roles or bool(self.roles & roles))


def _door(door: Door, *roles: Role) -> Access:
    name = door.value if not roles else f"{door.value}: {', '.join(sorted(roles))}"
    return Access(name, frozenset({door}), frozenset(roles))


PUBLIC = Access("public", public=True)
MACHINES = Access("machines that sign what they send", public=True)
METRICS = Access("monitoring with its token", public=True)
CUSTODY = _door(Door.CUSTODY)
PROVIDER = _door(Door.PROVIDER, Role.PROVIDER_STAFF)
OFFENDER = _door(Door.OFFENDER)
PARTNER = _door(Door.PARTNER, Role.PARTNER_STAFF, Role.SAFEGUARDING)
ADMIN = _door(Door.ADMIN)
CUSTODY_SUPERVISOR = _door(Door.CUSTODY, Role.SUPERVISOR)
CUSTODY_SAFEGUARDING = _door(Door.CUSTODY, Role.SAFEGUARDING)
PARTNER_SAFEGUARDING = _door(Door.PARTNER, Role.SAFEGUARDING)
ADMIN_SAFEGUARDING = _door(Door.ADMIN, Role.SAFEGUARDING)
AUDITOR = _door(Door.ADMIN, Role.AUDITOR, Role.COORDINATOR)
COORDINATOR = _door(Door.ADMIN, Role.COORDINATOR)
SETTINGS = _door(Door.ADMIN, Role.ADMINISTRATOR, Role.COORDINATOR)
"""Whoever sets a programme up: its money, times and words."""
INSTALLATION = replace(SETTINGS, name=f"{SETTINGS.name} of a programme here", of_programme=True)
"""The same, for what all programmes share: routes and rules, providers, venues, neighbours, its mail and payments."""
TRIES_RULES = replace(COORDINATOR, name=f"{COORDINATOR.name} of a programme here", of_programme=True)
PROVIDER_ORGANISATION = _door(Door.PROVIDER, Role.PROVIDER_STAFF, Role.ADMINISTRATOR)
"""Everybody of a provider: for what is about no person of a course."""
PROVIDER_ADMINISTRATOR = _door(Door.PROVIDER, Role.ADMINISTRATOR)
"""Whoever looks after a provider's own venues and people."""
ADMINISTRATOR = _door(Door.ADMIN, Role.ADMINISTRATOR)
PARTNER_ADMINISTRATOR = _door(Door.PARTNER, Role.ADMINISTRATOR)
READ_CASES: dict[Door, Access] = {Door.CUSTODY: CUSTODY, Door.PARTNER: PARTNER}
"""Who reads the cases of his own force, at the doors of those that have any."""
STAFF = Access("any member of staff", frozenset({Door.CUSTODY, Door.PROVIDER, Door.PARTNER, Door.ADMIN}))
