"""The forms about an account."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from programme.people.accounts import AccountDetails
from programme.people.contact import EMAIL_WORDS, read_shape_of_email, wrong_with_email
from programme.people.rules import FORCE_DOORS, ROLES_AT
from programme.people.words import ROLE_HINTS, ROLE_NAMES
from programme.shared.actor import Door, Role
from programme.shared.ranks import RANKS
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    HiddenField,
    Option,
    PageForm,
    SecretField,
    TextField,
    add_error,
)


def _address(_form: Any, field: Any) -> None:
    if fault := wrong_with_email(field.data):
        raise ValidationError(f"Work email address must {fault}")


def _shape(_form: Any, field: Any) -> None:
    if read_shape_of_email(field.data) is None:
        raise ValidationError(f"Work email address must be {EMAIL_WORDS}")


class _Details(PageForm):
    """The holder's details."""

    name = TextField(
        "Name", longest=100, hint="As colleagues know the person, without the rank", needed="Enter the name"
    )
    email = TextField(
        "Work email address",
        [_address],
        longest=254,
        hint="The invitation goes there, and it is what the person signs in with. It cannot be changed later",
        needed="Enter the work email address",
    )
    roles = ChoicesField("Roles", needed="Choose at least one role", hint="Choose all that apply")
    rank = ChoiceField(
        "Rank", hint="It decides who may authorise what. Staff have a grade instead, and authorise nothing"
    )
    collar = TextField("Collar number", longest=20)
    station = TextField("Station", longest=100, hint="Where the person works, for example Loddon Valley")

    def at(self, door: Door) -> None:
        """Ask what is asked of people at this door."""
        self.roles.choices = [Option(role.value, ROLE_NAMES[role], ROLE_HINTS[role]) for role in ROLES_AT[door]]
        self.rank.choices = [Option(rank, words) for rank, words in RANKS.items()]
        if door is Door.PROVIDER:
            for name in ("rank", "collar", "station"):
                del self[name]

    def chosen_roles(self) -> frozenset[Role]:
        """The roles that were ticked. Only of a form without errors."""
        return frozenset(Role(role) for role in self.roles.data)

    def text(self, name: str) -> str:
        """The text typed or chosen in a field that not every door asks for; empty where nothing was."""
        return (self[name].data or "") if name in self else ""


class InviteForm(_Details):
    """Somebody new. A field that is not asked at a door is taken out of the form."""

    force = ChoiceField("Force", needed="Choose the force")
    provider = ChoiceField("Provider", needed="Choose the provider")

    def bounded(self, door: Door, forces: list[tuple[str, str]], providers: list[tuple[int, str]]) -> None:
        """Ask for the force or the provider where there is something to choose."""
        self.at(door)
        self.force.choices = [Option(code, name) for code, name in forces]
        self.provider.choices = [Option(str(number), name) for number, name in providers]
        if not forces:
            del self["force"]
        elif door not in FORCE_DOORS:
            self.force.needed = None
        if not providers:
            del self["provider"]


class ChangeForm(_Details):
    """Somebody who has an account already."""

    own: AccountDetails | None = None

    mark = HiddenField("What was shown")
    organisation = TextField(
        "Organisation",
        longest=100,
        hint="As the timeline of a case and the access log name it",
        needed="Enter the organisation",
    )

    def at(self, door: Door) -> None:
        """The same as for somebody new, but for the address, which stays."""
        super().at(door)
        del self["email"]

    def has_rank(self, rank: str) -> None:
        """A rank that was kept before there was a list stays to be chosen, as it is."""
        if "rank" in self and rank and rank not in RANKS:
            self.rank.choices = [*self.rank.choices, Option(rank, rank)]

    def not_asked(self, own: AccountDetails | None) -> None:
        """Do not ask for roles and rank, where they are his `own`: they stay."""
        self.own = own
        if own is not None:
            for name in ("roles", "rank"):
                if name in self:
                    del self[name]

    def details(self) -> AccountDetails:
        """The details as entered. Only of a form without errors."""
        return AccountDetails(
            self.name.data,
            self.organisation.data,
            self.chosen_roles() if self.own is None else self.own.roles,
            self.text("rank") if self.own is None else self.own.rank,
            self.text("collar"),
            self.text("station"),
        )


class NewPasswordForm(PageForm):
    """A password, twice: it cannot be read while it is typed. Whoever is signed in is asked for the present one."""

    present = SecretField("Present password", is_password=True, longest=1000, needed="Enter your present password")
    password = SecretField(
        "New password",
        is_password=True,
        longest=1000,
        hint="15 characters or more, with spaces if you like. Three or four words are good",
        needed="Enter a password",
    )
    again = SecretField("The same password again", is_password=True, longest=1000, needed="Enter the password again")

    def check(self) -> None:
        """Both the same."""
        if self.password.data and self.again.data and self.password.data != self.again.data:
            add_error(
                self, "password", "The two passwords are not the same. Type the new password again, in both boxes"
            )
            add_error(self, "again", "Type here what you type in the box above")


class ForgottenForm(PageForm):
    """Whose password. Every address of the right shape is answered alike."""

    email = TextField("Work email address", [_shape], longest=254, needed="Enter your work email address")
