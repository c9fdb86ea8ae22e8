"""Changing an account, shutting it out, and letting it in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from programme.actions.change_account import change_account
from programme.actions.disable_account import disable_account
from programme.actions.enable_account import enable_account
from programme.actions.invite_again import invite_again
from programme.people.accounts import AccountShown, detail_changes, details_of, one_account
from programme.people.refusals import AccountChangedMeanwhile, AccountUnchanged, LastAdministrator
from programme.people.rules import can_disable, is_own
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import F, FormPage
from programme.web.kit.forms import FormData, PageForm, said_of
from programme.web.kit.visit import Visit
from programme.web.people.forms import ChangeForm
from programme.web.people.inviting import people_at, people_context


class _OfAccount(FormPage[AccountShown, F]):
    """A form about one account, which leads back to it."""

    done: ClassVar[str]

    async def look(self, visit: Visit) -> AccountShown:
        return await visit.read(one_account, visit.the_actor, self.number(visit))

    def number(self, visit: Visit) -> int:
        """Which account."""
        return int(visit.part("account_id"))

    def context(self, visit: Visit, found: AccountShown, form: F) -> dict[str, Any]:
        back = f"{people_at(visit)}/{found.id}"
        return {"here": self.address(visit), "back": back, "account": found, **people_context(visit)}

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return f"{people_at(visit)}/{self.number(visit)}?done={self.done}"


class ChangeAccountPage(_OfAccount[ChangeForm]):
    """`/admin/people/12/change`."""

    path = "/people/{account_id:int}/change"
    form, template, title, done = ChangeForm, "people/change.html", "Change an account", "changed"
    looks_first = True

    def start(self, visit: Visit, found: AccountShown) -> Any:
        """The details as they are, and what tells them from later ones."""
        kept = details_of(found)
        names = ("name", "organisation", "rank", "collar", "station")
        return {name: getattr(kept, name) for name in names} | {"roles": sorted(kept.roles), "mark": kept.mark}

    def fill(self, visit: Visit, found: AccountShown | None, sent: FormData | None) -> ChangeForm:
        """With the roles that there are at this door; whoever changes his own account is asked for neither them nor
        his rank."""
        form = super().fill(visit, found, sent)
        if found is not None:
            form.at(found.door)
            form.has_rank(found.rank)
            form.not_asked(details_of(found) if is_own(visit.the_actor, found.id) else None)
        return form

    def context(self, visit: Visit, found: AccountShown, form: ChangeForm) -> dict[str, Any]:
        """The account; where somebody else has changed it meanwhile, what it is now beside what was sent, and from then
        on the form is about what it is now."""
        kept, meanwhile = details_of(found), []
        if form.mark.typed != kept.mark and not any(field.errors for field in form):
            meanwhile = detail_changes(kept, form.details())
        form.mark.typed = kept.mark
        return {**super().context(visit, found, form), "meanwhile": meanwhile}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything that can be mended on the form."""
        here = isinstance(refusal, AccountChangedMeanwhile | AccountUnchanged | LastAdministrator)
        return said_of(refusal) if here else super().said(refusal)

    async def act(self, visit: Visit, form: ChangeForm) -> Callable[..., Any]:
        return partial(change_account, account_id=self.number(visit), details=form.details(), mark=form.mark.data)


class _Confirm(_OfAccount[PageForm]):
    """A page that asks whether it is to be done."""

    form = PageForm

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Why it cannot be, at the top of the page."""
        return said_of(refusal) if isinstance(refusal, LastAdministrator) else None


class DisableAccountPage(_Confirm):
    """`/admin/people/12/disable`."""

    path = "/people/{account_id:int}/disable"
    template, title, done = "people/disable.html", "Disable an account", "disabled"

    async def look(self, visit: Visit) -> AccountShown:
        """Not to be had for one's own."""
        found = await super().look(visit)
        can_disable(visit.the_actor, found.id)
        return found

    async def act(self, visit: Visit, form: PageForm) -> Callable[..., Any]:
        return partial(disable_account, account_id=self.number(visit))


class EnableAccountPage(_Confirm):
    """`/admin/people/12/enable`."""

    path = "/people/{account_id:int}/enable"
    template, title, done = "people/enable.html", "Enable an account", "enabled"

    async def act(self, visit: Visit, form: PageForm) -> Callable[..., Any]:
        return partial(enable_account, account_id=self.number(visit))


class InviteAgainPage(_Confirm):
    """`/admin/people/12/invite-again`."""

    path = "/people/{account_id:int}/invite-again"
    template, title, done = "people/invite_again.html", "Invite again", "invited"

    async def act(self, visit: Visit, form: PageForm) -> Callable[..., Any]:
        return partial(invite_again, account_id=self.number(visit))
