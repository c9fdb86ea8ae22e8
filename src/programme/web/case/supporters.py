"""Who helps him: a solicitor, an appropriate adult, an interpreter, and what they may do for him."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.end_supporter import end_supporter
from programme.actions.name_supporter import name_supporter
from programme.insight.case_supporters import CaseSupporters, case_supporters
from programme.referrals.models import SupporterKind
from programme.referrals.supporters import Helps
from programme.referrals.words import SUPPORTER_WORDS
from programme.web.case.heading import heading, here, look_with_clock
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, ChoicesField, Option, PageForm, TextField, TickField
from programme.web.kit.visit import Visit

_TOLD, _SPEAKS = "told", "speaks"


class SupporterForm(PageForm):
    """One who helps him."""

    kind = ChoiceField(
        "What are they to him?",
        choices=[Option(one.value, words) for one, words in SUPPORTER_WORDS.items()],
        needed="Choose what they are to him",
    )
    name = TextField("Name", needed="Enter the name", longest=120)
    organisation = TextField("Organisation", hint="Leave this empty where there is none", longest=120)
    reached_by = TextField(
        "How they are reached",
        hint="A telephone number or an email address, to ring back",
        needed="Enter how they are reached",
        longest=200,
    )
    may = ChoicesField(
        "What may they do?",
        hint="Choose nothing where they may be told nothing",
        choices=(
            Option(_TOLD, "Be told the day and the hour, when they ring"),
            Option(_SPEAKS, "Speak for him, with him there or on the line"),
        ),
    )
    comes = TickField("They come with him on the day: the course team sees the name")
    agreed = TickField("He agrees to all of this", needed="Ask him, and tick this when he agrees")


class SupportersPage(FormPage[CaseSupporters, SupporterForm]):
    """Everybody who helps him now, and a form for another."""

    path = "/supporters"
    form, template, title = SupporterForm, "people/supporters.html", "Who helps him"

    async def look(self, visit: Visit) -> CaseSupporters:
        return await look_with_clock(visit, case_supporters)

    def context(self, visit: Visit, found: CaseSupporters, form: SupporterForm) -> dict[str, Any]:
        return {
            **heading(visit, found.facts.referral, found.facts.person),
            "helps": found.helps,
            "done": visit.request.query_params.get("done", ""),
        }

    async def act(self, visit: Visit, form: SupporterForm) -> Callable[..., Any]:
        helps = Helps(
            SupporterKind(form.kind.data),
            form.name.data,
            form.organisation.data or "",
            form.reached_by.data,
            may_be_told=_TOLD in form.may.data,
            may_speak=_SPEAKS in form.may.data,
            comes=bool(form.comes.data),
        )
        return partial(name_supporter, reference=visit.part("reference"), helps=helps)

    def leads_to(self, visit: Visit, form: SupporterForm, done: Any) -> str:
        return f"{here(visit)}/supporters?done=named"


@post("/supporters/{number:int}/end", status_code=200)
async def end_one_supporter(visit: NamedDependency[Visit], number: FromPath[int]) -> Response[Any]:
    """Somebody helps him no more. Pressed twice it changes nothing."""
    await visit.write(end_supporter, reference=visit.part("reference"), supporter_id=number)
    return visit.to(f"{here(visit)}/supporters?done=ended")
