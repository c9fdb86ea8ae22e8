"""`/setup`: the page that sets the service up, once, for whoever holds the code of `programme setup --page`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Response

from programme.actions.set_up import set_up
from programme.courses.setting_up import FirstAnswers, FirstAnswersWrong, is_set_up, wrong_with
from programme.people.reference import forces_at_work
from programme.people.sign_ins import Limit, count_try
from programme.shared.access import PUBLIC
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.setup_code import is_setup_code
from programme.web.kit.client_address import network
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, Option, PageForm, SecretField, TextField, add_error, say
from programme.web.kit.visit import Visit

_ON_THE_PAGE = Actor(Door.COMMAND_LINE, None, "whoever held the set-up code")
_NOT_THE_CODE = "Code is not right, or its hour is over: `programme setup --page` makes another"
_TOO_MANY = "Too many tries. Wait 15 minutes, then try again."
_WINDOW = timedelta(minutes=15)


class SetUpForm(PageForm):
    """The code, and the questions of the command."""

    code = SecretField("One-time code", needed="Enter the code that was printed on the machine of the service")
    force_code = ChoiceField(
        "Force",
        choices=[Option(force.code, f"{force.name} ({force.code})") for force in forces_at_work()],
        needed="Choose the force whose programme it is",
    )
    programme = TextField(
        "Name of the programme",
        longest=100,
        hint="As staff read it, such as Thames Valley programme",
        needed="Enter the name of the programme",
    )
    name = TextField(
        "Your name",
        longest=100,
        hint="You are the first administrator, and can invite others",
        needed="Enter your name",
    )
    email = TextField(
        "Your work email address", longest=254, hint="You sign in with it", needed="Enter your work email address"
    )
    password = SecretField(
        "Password",
        is_password=True,
        longest=1000,
        hint="At least 15 characters: three or four words",
        needed="Enter a password",
    )

    def answers(self, password: str) -> FirstAnswers:
        """The values as entered."""
        return FirstAnswers(self.force_code.data or "", self.programme.data, self.name.data, self.email.data, password)

    def check(self) -> None:
        """All that is wrong with the answers, in the words of the command."""
        for name, message in wrong_with(self.answers(self.password.data)).items():
            if not self[name].errors:
                add_error(self, name, message)


class SetUpPage(FormPage[None, SetUpForm]):
    """The form, until the service is set up; then there is no such page."""

    path = "/setup"
    opt = {"access": PUBLIC}
    form, template, title = SetUpForm, "setup.html", "Set the service up"

    async def look(self, visit: Visit) -> None:
        if await visit.read(is_set_up):
            raise NotFound()

    async def take(self, visit: Visit) -> Response[Any]:
        """Set it up, and on to the sign-in."""
        await self.look(visit)
        number, form, typed = await self.sent(visit)
        database, wall = visit.wiring.database, visit.wiring.wall_clock.now()
        limits = (Limit(f"setup:{network(visit.request)[:60]}", 20, _WINDOW), Limit("setup", 200, _WINDOW))
        if not await database.write(count_try, limits, now=wall):
            say(form, [("code", _TOO_MANY)])
            return self.shown(visit, None, form, "", {"status": 429})
        said: list[tuple[str | None, str]] = []
        if form.code.data and not await visit.read(is_setup_code, form.code.data, now=wall):
            said.append(("code", _NOT_THE_CODE))
            form.code.errors = [_NOT_THE_CODE]  # it is wrong, and not kept
        if not form.validate() or said:
            return await self.again(visit, number, form, typed, *said)
        # As it was typed: in another Unicode form it would be another password than the one that is typed later.
        password = str((await visit.request.form()).get("password", "")).replace("\0", "")
        try:
            await database.write(set_up, actor=_ON_THE_PAGE, now=visit.now, answers=form.answers(password))
        except FirstAnswersWrong as refused:
            return await self.again(visit, number, form, typed, *refused.wrong.items())
        return visit.to("/sign-in?set_up=1")
