"""Who runs courses: the list, one provider, adding one, changing it, and its last day. No person is in any of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.add_provider import add_provider
from programme.actions.change_provider import change_provider
from programme.actions.end_provider import end_provider
from programme.audit.access_log import changes_of
from programme.courses.providers import ProviderFacts, list_providers, one_provider, provider_subject
from programme.insight.provider_page import ProviderShown, provider_shown
from programme.shared.access import ADMINISTRATOR, INSTALLATION
from programme.shared.dates import london_date
from programme.web.admin.provider_form import LastDayForm, ProviderForm, provider_details, typed_of_provider
from programme.web.kit.form_page import FormPage
from programme.web.kit.marked_page import MarkedPage
from programme.web.kit.visit import Visit

_PAGE = 25
_HERE = "/admin/providers"


class ProviderPages(Controller):
    """`/admin/providers` and `/admin/providers/7`."""

    path = _HERE
    opt = {"access": INSTALLATION}

    @get()
    async def show_providers(self, visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
        """Every provider, by name."""
        last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
        found = await visit.read(list_providers, after=last, at_most=_PAGE + 1)
        shown = found[:_PAGE]
        return visit.page(
            "admin/providers.html",
            title="Providers",
            providers=shown,
            today=london_date(visit.now),
            first_href=_HERE if last else None,
            next_href=f"{_HERE}?after={shown[-1].id}" if len(found) > _PAGE else None,
        )

    @get("/{number:int}")
    async def show_provider(self, visit: NamedDependency[Visit], number: FromPath[int]) -> Response[Any]:
        """One provider, what it has, and who changed what."""
        shown = await visit.read(provider_shown, number, now=visit.now)
        return visit.page(
            "admin/provider.html",
            title=shown.provider.name,
            here=f"{_HERE}/{number}",
            shown=shown,
            provider=shown.provider,
            may_invite=ADMINISTRATOR.admits(visit.actor),
            changes=await visit.read(changes_of, provider_subject(number)),
            today=london_date(visit.now),
        )


class NewProviderPage(FormPage[None, ProviderForm]):
    """`/admin/providers/new`."""

    path = f"{_HERE}/new"
    opt = {"access": INSTALLATION}
    form, template, title = ProviderForm, "admin/provider_form.html", "Add a provider"

    async def look(self, visit: Visit) -> None:
        """There is nothing to show."""

    def context(self, visit: Visit, found: None, form: ProviderForm) -> dict[str, Any]:
        return {"here": f"{_HERE}/new", "back": _HERE, "two": []}

    async def act(self, visit: Visit, form: ProviderForm) -> Callable[..., Any]:
        return partial(add_provider, details=provider_details(form))

    def leads_to(self, visit: Visit, form: ProviderForm, done: Any) -> str:
        return f"{_HERE}/{done}"


def _number(visit: Visit) -> int:
    return int(visit.part("number"))


class ChangeProviderPage(MarkedPage[ProviderFacts, ProviderForm]):
    """`/admin/providers/7/change`."""

    path = f"{_HERE}/{{number:int}}/change"
    opt = {"access": INSTALLATION}
    form, template, title = ProviderForm, "admin/provider_form.html", "Change the provider"

    async def look(self, visit: Visit) -> ProviderFacts:
        return await visit.read(one_provider, _number(visit))

    def typed(self, found: ProviderFacts) -> dict[str, Any]:
        return typed_of_provider(found)

    def above(self, visit: Visit) -> str:
        return f"{_HERE}/{_number(visit)}"

    async def act(self, visit: Visit, form: ProviderForm) -> Callable[..., Any]:
        details, mark = provider_details(form), form.mark.data
        return partial(change_provider, provider_id=_number(visit), details=details, mark=mark)


class EndProviderPage(MarkedPage[ProviderShown, LastDayForm]):
    """`/admin/providers/7/end`: its last day, beside the dates that are still to come."""

    path = f"{_HERE}/{{number:int}}/end"
    opt = {"access": INSTALLATION}
    form, template, title = LastDayForm, "admin/provider_end.html", "The provider’s last day"

    async def look(self, visit: Visit) -> ProviderShown:
        return await visit.read(provider_shown, _number(visit), now=visit.now)

    def typed(self, found: ProviderShown) -> dict[str, Any]:
        return typed_of_provider(found.provider)

    def above(self, visit: Visit) -> str:
        return f"{_HERE}/{_number(visit)}"

    async def act(self, visit: Visit, form: LastDayForm) -> Callable[..., Any]:
        return partial(end_provider, provider_id=_number(visit), until_on=form.until_on.data, mark=form.mark.data)
