"""The list of the people who work here, and inviting somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.open_account import open_account
from programme.courses.providers import providers_by_name
from programme.people.accounts import AccountPage, accounts_kept_by, roles_in_words
from programme.people.reference import forces_at_work
from programme.people.rules import doors_kept_by
from programme.people.words import ACCOUNT_STATE_TONES, ACCOUNT_STATE_WORDS, DOOR_NAMES, INVITE_WORDS
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData
from programme.web.kit.visit import Visit
from programme.web.people.forms import InviteForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def people_at(visit: Visit) -> str:
    """Where the pages of accounts are at this door (`routes.people_pages`)."""
    return str(visit.request.route_handler.opt["people"])


def people_context(visit: Visit) -> dict[str, Any]:
    """The context of every page about accounts."""
    actor = visit.the_actor
    return {
        "people": people_at(visit),
        "doors": doors_kept_by(actor),
        "door_names": DOOR_NAMES,
        "roles_in_words": roles_in_words,
        "state_words": ACCOUNT_STATE_WORDS,
        "state_tones": ACCOUNT_STATE_TONES,
    }


class PeoplePage(Controller):
    """`/admin/people`."""

    path = "/people"

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        door: FromQuery[str] = "",
        left: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Response[Any]:
        """The accounts that the actor looks after, by name; those who left on a list of their own."""
        chosen = next((one for one in doors_kept_by(visit.the_actor) if one.value == door), None)
        after_id = int(after) if after.isascii() and after.isdigit() and len(after) <= 15 else None
        page: AccountPage = await visit.read(
            accounts_kept_by, visit.the_actor, door=chosen, left=bool(left), after_id=after_id
        )
        kept = "".join([f"&door={chosen}" if chosen else "", "&left=1" if left else ""])
        return visit.page(
            "people/list.html",
            title="People who left" if left else "People who work here",
            page=page,
            chosen=chosen,
            left=bool(left),
            invite_words=INVITE_WORDS,
            next_href=f"{people_at(visit)}?after={page.next_id}{kept}" if page.next_id else None,
            **people_context(visit),
        )


@dataclass(frozen=True, slots=True)
class InviteChoices:
    """The forces and the providers to choose from; none where there is nothing to choose."""

    forces: list[tuple[str, str]]
    providers: list[tuple[int, str]]


def _choices(db: Session, actor: Actor, door: Door) -> InviteChoices:
    """A neighbour's force, which his own is not, and a provider are chosen by the programme's administrator alone, and
    his own force by who looks after all of them."""
    office = actor.door is Door.ADMIN
    of_forces = office and (door is Door.PARTNER or (door is not Door.PROVIDER and actor.force_code is None))
    forces = [force for force in forces_at_work() if force.code != actor.force_code] if of_forces else []
    return InviteChoices(
        [(force.code, f"{force.name} ({force.code})") for force in forces],
        providers_by_name(db) if office and door is Door.PROVIDER else [],
    )


class InvitePage(FormPage[InviteChoices, InviteForm]):
    """`/admin/people/invite/custody`."""

    path = "/people/invite/{door:str}"
    form, template, title = InviteForm, "people/invite.html", "Invite somebody"
    looks_first = True

    def door(self, visit: Visit) -> Door:
        """The door of the address. Raises NotFound where the actor does not look after it."""
        door = next((one for one in doors_kept_by(visit.the_actor) if one.value == visit.part("door")), None)
        if door is None:
            raise NotFound()
        return door

    async def look(self, visit: Visit) -> InviteChoices:
        return await visit.read(_choices, visit.the_actor, self.door(visit))

    def fill(self, visit: Visit, found: InviteChoices | None, sent: FormData | None) -> InviteForm:
        form = super().fill(visit, found, sent)
        choices = found or InviteChoices([], [])
        form.bounded(self.door(visit), choices.forces, choices.providers)
        return form

    def context(self, visit: Visit, found: InviteChoices, form: InviteForm) -> dict[str, Any]:
        return {
            "here": self.address(visit),
            "door": self.door(visit),
            "no_provider": self.door(visit) is Door.PROVIDER
            and "provider" not in form
            and visit.the_actor.door is Door.ADMIN,
            **people_context(visit),
        }

    async def act(self, visit: Visit, form: InviteForm) -> Callable[..., Any]:
        actor = visit.the_actor
        return partial(
            open_account,
            email=form.email.data,
            name=form.name.data,
            door=self.door(visit),
            roles=form.chosen_roles(),
            rank=form.text("rank"),
            collar=form.text("collar"),
            station=form.text("station"),
            force_code=(form.force.data or None) if "force" in form else actor.force_code,
            provider_id=int(form.provider.data) if "provider" in form else actor.provider_id,
        )

    def leads_to(self, visit: Visit, form: InviteForm, done: Any) -> str:
        return f"{people_at(visit)}/{done}?done=invited"
