"""Who may do what, in words: made of what every route declares, and of the rules that ask for a role beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.concerns.rules import MAY_RAISE
from programme.people.rules import ROLES_AT, doors_kept_by
from programme.people.words import ROLE_NAMES
from programme.shared import access
from programme.shared.access import Access
from programme.shared.actor import Actor, Door, Role
from programme.web.kit.visit import Visit
from programme.web.people.inviting import people_context

ACCESS_WORDS: dict[Access, str] = {
    access.CUSTODY: "Refer people, make offers, follow the force’s cases and clocks, and receive results",
    access.CUSTODY_SUPERVISOR: "Give the cases of one officer to another",
    access.PROVIDER: "Offer dates, keep the register and sign it",
    access.PROVIDER_ADMINISTRATOR: "Invite, change and disable the provider’s own people, and keep its venues",
    access.PROVIDER_ORGANISATION: "See the provider’s venues",
    access.PARTNER: "Send cases, follow them, and receive their results",
    access.PARTNER_ADMINISTRATOR: "Invite, change and disable the neighbouring force’s own people",
    access.ADMIN: "See the overview in numbers, and the timetable",
    access.ADMIN_SAFEGUARDING: "See the cases that were stopped for safeguarding",
    access.ADMINISTRATOR: "Invite, change and disable people of the force, of providers and of neighbouring forces",
    access.AUDITOR: "Read the access log",
    access.COORDINATOR: "Read the force’s cases, clocks, results and imports, answer warnings, and end waits",
    access.SETTINGS: "Set the programme up: its money, words, times and warnings",
    access.INSTALLATION: "Where their force has a programme here: routes and rules, providers, venues and neighbours",
    access.TRIES_RULES: "Where their force has a programme here: try the rules out",
    access.STAFF: "See their own account, and change their own password",
}
"""The words for everything that a route declares of staff. A declaration without words has no place on the page."""


@dataclass(frozen=True, slots=True)
class RoleRight:
    """Something that may be done at one door, the roles that may, and those that may not."""

    words: str
    may: tuple[Role, ...]
    may_not: tuple[Role, ...]

    @staticmethod
    def in_words(roles: tuple[Role, ...]) -> str:
        """ "Officer, Supervisor"; "Nobody" where there are none."""
        return ", ".join(ROLE_NAMES[role] for role in roles) or "Nobody"


def _decides(actor: Actor) -> bool:
    return Role.SAFEGUARDING in actor.roles


_BESIDE: tuple[tuple[str, frozenset[Door], Callable[[Actor], bool]], ...] = (
    (
        "Stop a case because somebody may need protecting",
        frozenset({Door.CUSTODY, Door.PARTNER}),
        lambda actor: bool(actor.roles & MAY_RAISE),
    ),
    ("Decide about a case that was stopped", frozenset({Door.CUSTODY, Door.PARTNER, Door.ADMIN}), _decides),
)
"""Uses of a role beside the page: the rule of the stage, with words."""


def rights_at(door: Door) -> list[RoleRight]:
    """Everything that can be done at a door, by each of its roles alone."""
    alone = {role: Actor(door, None, "", roles=frozenset({role})) for role in ROLES_AT[door]}
    declared = [(words, one.doors, one.admits) for one, words in ACCESS_WORDS.items()]
    found = []
    for words, doors, may in [*declared, *_BESIDE]:
        if door in doors:
            can = tuple(role for role, actor in alone.items() if may(actor))
            found.append(RoleRight(words, can, tuple(role for role in alone if role not in can)))
    return found


class RightsPage(Controller):
    """`/admin/people/who-may-do-what`."""

    path = "/people/who-may-do-what"

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The doors whose people the actor looks after, role by role."""
        doors = doors_kept_by(visit.the_actor)
        return visit.page(
            "people/rights.html",
            title="Who may do what",
            tables=[(door, rights_at(door)) for door in doors],
            **people_context(visit),
        )
