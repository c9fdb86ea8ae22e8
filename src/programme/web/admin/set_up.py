"""Setting a programme up: what is missing until a first referral can be offered, and trying what needs the world."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.confirm_policies import confirm_policies
from programme.actions.record_try_out import record_try_out
from programme.courses.words import GO_LIVE_WORDS
from programme.insight.set_up_facts import SetUpFacts, facts_of_setting_up, set_up_facts
from programme.insight.set_up_list import (
    OwnSettings,
    SetUpLine,
    SetUpTask,
    count_missing,
    go_live_lines,
    set_up_lines,
)
from programme.insight.words import SET_UP_WORDS
from programme.notices.models import Channel
from programme.notices.trying import try_mail
from programme.payments.trying import try_payments
from programme.people.accounts import address_of_account
from programme.policies.confirming import check_confirmed_on
from programme.shared.access import ADMINISTRATOR, INSTALLATION, SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.try_outs import TriedPart
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import DatePartsField, FormData, HiddenField, PageForm, TextField, TickField
from programme.web.kit.navigation import behind_set_up
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from programme.settings import Settings
    from programme.shared.actor import Actor

_HERE = "/admin/set-up"
SET_UP_PLACES = {
    SetUpTask.PROVIDER: "/admin/providers",
    SetUpTask.VENUE: "/admin/providers{provider}",
    SetUpTask.MONEY: "/admin/programme/{force}",
    SetUpTask.HELP: "/admin/programme/{force}/help-number",
    SetUpTask.CONTACTS: "/admin/programme/{force}/contacts",
    SetUpTask.NOTICE: "/admin/programme/{force}/privacy-notice",
    SetUpTask.POLICIES: "/admin/set-up/{force}/lawyer",
    SetUpTask.WORDS: "/admin/programme/{force}/words",
    SetUpTask.MAIL: "",
    SetUpTask.PAYMENTS: "",
    SetUpTask.WORKER: "/admin/timetable",
    SetUpTask.ACCOUNTS: "/admin/people",
    SetUpTask.DATE: "/admin/providers{provider}",
}
"""Where each is mended: for the programme of a force, and at its provider where there is only one."""


def _place(task: SetUpTask, facts: SetUpFacts, actor: Actor) -> str:
    """The same for this actor: a page that does not open for him is no link."""
    if task is SetUpTask.ACCOUNTS and not ADMINISTRATOR.admits(actor):
        return ""
    provider = f"/{facts.installation.provider_id}" if facts.installation.providers == 1 else ""
    return SET_UP_PLACES[task].format(force=facts.force_code, provider=provider)


def own_settings(settings: Settings) -> OwnSettings:
    """The settings of this process."""
    return OwnSettings(settings.mail_mark, settings.payments_mark, settings.takes_real_money)


@dataclass(frozen=True, slots=True)
class _Task:
    """A line as the page shows it."""

    line: SetUpLine
    what: str
    who: str
    href: str


@dataclass(frozen=True, slots=True)
class StandsAs:
    """A programme, the code of its force, how much is missing, and for what."""

    name: str
    force_code: str
    missing: int
    until: str


async def how_they_stand(visit: Visit) -> list[StandsAs]:
    """The programmes that the reader may set up."""
    found: list[SetUpFacts] = await visit.read(set_up_facts, visit.the_actor, now=visit.now)
    return [StandsAs(one.programme, one.force_code, count_missing(_lines(one, visit)), one.until) for one in found]


def _lines(facts: SetUpFacts, visit: Visit) -> list[SetUpLine]:
    wiring = visit.wiring
    return set_up_lines(facts, own_settings(wiring.settings), machine_now=wiring.wall_clock.now())


class SetUpPage(Controller):
    """`/admin/set-up`: what is missing of each programme, and the way to everything that is set."""

    path = _HERE
    opt = {"access": SETTINGS}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The pages behind the one entry of the bar."""
        return visit.page(
            "admin/set_up.html",
            title="Set up",
            programmes=await how_they_stand(visit),
            groups=behind_set_up(visit.the_actor),
        )


class SetUpListPage(Controller):
    """`/admin/set-up/43`: the list. No person is in it."""

    path = f"{_HERE}/{{force:str}}"
    opt = {"access": INSTALLATION}

    @get()
    async def show(self, visit: NamedDependency[Visit], force: FromPath[str]) -> Response[Any]:
        """Every line, with where it is mended and who confirms it."""
        facts = facts_of_setting_up(await visit.read(set_up_facts, visit.the_actor, now=visit.now), force)
        lines = _lines(facts, visit)
        return visit.page(
            "admin/set_up_list.html",
            title="What the programme needs" if facts.has_cases else "Before the first referral",
            here=f"{_HERE}/{force}",
            facts=facts,
            tasks=[_Task(line, *SET_UP_WORDS[line.task], _place(line.task, facts, visit.the_actor)) for line in lines],
            missing=count_missing(lines),
            steps=[(line, *GO_LIVE_WORDS[line.step]) for line in go_live_lines(facts)],
            mail=SetUpTask.MAIL,
            payments=SetUpTask.PAYMENTS,
        )

    @post("/mail", status_code=200)
    async def try_mail_server(self, visit: NamedDependency[Visit], force: FromPath[str]) -> Response[Any]:
        """Send a test message to whoever asks for it."""
        address = await visit.read(address_of_account, visit.the_actor.id)
        problem = await asyncio.to_thread(try_mail, visit.wiring.carriers[Channel.EMAIL], address)
        mark = visit.wiring.settings.mail_mark
        await visit.write(record_try_out, part=TriedPart.MAIL, problem=problem, settings_mark=mark)
        return visit.to(f"{_HERE}/{force}#mail")

    @post("/payments", status_code=200)
    async def try_gateway(self, visit: NamedDependency[Visit], force: FromPath[str]) -> Response[Any]:
        """Ask the payment gateway whether it knows us."""
        problem = await asyncio.to_thread(try_payments, visit.wiring.payments, now=visit.wiring.wall_clock.now())
        mark = visit.wiring.settings.payments_mark
        await visit.write(record_try_out, part=TriedPart.PAYMENTS, problem=problem, settings_mark=mark)
        return visit.to(f"{_HERE}/{force}#payments")


class LawyersText(Controller):
    """`/admin/set-up/43/lawyer/text`: what each version assumes and where that comes from, as a file to hand on."""

    path = f"{_HERE}/{{force:str}}/lawyer/text"
    opt = {"access": SETTINGS}

    @get()
    async def send_text(self, visit: NamedDependency[Visit], force: FromPath[str]) -> Response[bytes]:
        """The text that came with this installation."""
        facts_of_setting_up(await visit.read(set_up_facts, visit.the_actor, now=visit.now), force)
        text = visit.wiring.settings.lawyers_text
        if not text.is_file():
            raise NotFound()
        named = {"Content-Disposition": 'attachment; filename="for-the-force-lawyer.txt"'}
        return Response(text.read_bytes(), media_type="text/plain", headers=named)


class ConfirmForm(PageForm):
    """Who confirmed what, and when."""

    versions = HiddenField("What was shown", longest=2000)
    lawyer = TextField("Name of the lawyer", longest=100, needed="Enter the name of the lawyer who confirmed it")
    confirmed_on = DatePartsField("Date confirmed", needed="Enter the date on which it was confirmed")
    all_read = TickField("The lawyer has seen every version on this page", needed="Tick that every version was seen")


class ConfirmPage(FormPage[SetUpFacts, ConfirmForm]):
    """`/admin/set-up/43/lawyer`: what has to be confirmed, and by whom it was."""

    path = f"{_HERE}/{{force:str}}/lawyer"
    opt = {"access": SETTINGS}
    form, template, title = ConfirmForm, "admin/confirm_policies.html", "Confirmed by the force’s lawyer"

    async def look(self, visit: Visit) -> SetUpFacts:
        return facts_of_setting_up(await visit.read(set_up_facts, visit.the_actor, now=visit.now), visit.part("force"))

    def start(self, visit: Visit, found: SetUpFacts) -> dict[str, Any]:
        """The values on the page, to be sent back with the answer."""
        return {"versions": " ".join(found.to_confirm.versions)}

    def fill(self, visit: Visit, found: SetUpFacts | None, sent: FormData | None) -> ConfirmForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        form.asks = ((("confirmed_on",), lambda: check_confirmed_on(form.confirmed_on.data, today)),)
        return form

    def context(self, visit: Visit, found: SetUpFacts, form: ConfirmForm) -> dict[str, Any]:
        has_text = visit.wiring.settings.lawyers_text.is_file()
        return {"facts": found, "here": self.address(visit), "has_text": has_text}

    async def act(self, visit: Visit, form: ConfirmForm) -> Callable[..., Any]:
        return partial(
            confirm_policies,
            force_code=visit.part("force"),
            lawyer=form.lawyer.data,
            confirmed_on=form.confirmed_on.data,
            versions=tuple(form.versions.data.split()),
        )

    def leads_to(self, visit: Visit, form: ConfirmForm, done: Any) -> str:
        return f"{_HERE}/{visit.part('force')}"
