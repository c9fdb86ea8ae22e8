"""Filters of the list of cases kept under a name: above the list, and here to keep one more or take one away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.drop_view import drop_view
from programme.actions.keep_view import keep_view
from programme.people.saved_views import KeptView, views_of
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.web.case.asked_list import AskedList, read_asked
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import HiddenField, PageForm, TextField
from programme.web.kit.visit import Visit


class ViewForm(PageForm):
    """A name for the filters that came with the address."""

    name = TextField(
        "Name for this view",
        hint="Only you see it. Do not use the name of a person. A view that has this name already is replaced",
        needed="Enter a name for this view",
        longest=40,
    )
    asked = HiddenField("Filters", longest=600)


class ViewsPage(FormPage[list[KeptView], ViewForm]):
    """The account's own views."""

    path = "/referrals/views"
    form, template, title = ViewForm, "custody/views.html", "Your views of the list of cases"

    async def look(self, visit: Visit) -> list[KeptView]:
        return await visit.read(views_of, visit.the_actor)

    def start(self, visit: Visit, found: list[KeptView]) -> dict[str, str]:
        return {"asked": asked_in(urlsplit(str(visit.request.url)).query, visit).query}

    def context(self, visit: Visit, found: list[KeptView], form: ViewForm) -> dict[str, Any]:
        return {
            "views": found,
            "cases_url": f"{visit.home}/referrals",
            "anything": bool(form.asked.data),
        }

    async def act(self, visit: Visit, form: ViewForm) -> Callable[..., Any]:
        return partial(keep_view, name=form.name.data, asked=asked_in(form.asked.data, visit).query)

    def leads_to(self, visit: Visit, form: ViewForm, done: Any) -> str:
        return asked_in(form.asked.data, visit).address(f"{visit.home}/referrals")


@post("/referrals/views/{view:int}/drop", status_code=200)
async def drop_kept_view(visit: NamedDependency[Visit], view: FromPath[int]) -> Response[Any]:
    """Take one of the account's views away; one that is gone already is as well."""
    with suppress(NotFound):
        await visit.write(drop_view, view_id=view)
    return visit.to(f"{visit.home}/referrals/views")


def asked_in(query: str, visit: Visit) -> AskedList:
    """The request in the query of an address."""
    return read_asked(dict(parse_qsl(query)), today=london_date(visit.now))
