"""The pages about accounts, mounted at each door that has administrators of its own."""

from __future__ import annotations

from litestar import Router

from programme.shared.access import Access
from programme.web.people.account import AccountPages
from programme.web.people.changing import (
    ChangeAccountPage,
    DisableAccountPage,
    EnableAccountPage,
    InviteAgainPage,
)
from programme.web.people.inviting import InvitePage, PeoplePage
from programme.web.people.rights import RightsPage


def people_pages(door: str, access: Access) -> Router:
    """The pages at one door. `access` is who looks after accounts there; whose, is in the query."""
    return Router(
        door,
        route_handlers=[
            *(PeoplePage, RightsPage, InvitePage, AccountPages, ChangeAccountPage),
            *(DisableAccountPage, EnableAccountPage, InviteAgainPage),
        ],
        opt={"access": access, "people": f"{door}/people"},
    )
