"""One step before the first real person: ticked by somebody with a name, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.tick_go_live_step import tick_go_live_step
from programme.courses.go_live_steps import GoLiveStep
from programme.courses.going_live import check_done_on
from programme.courses.words import GO_LIVE_WORDS
from programme.insight.set_up_facts import SetUpFacts, facts_of_setting_up, set_up_facts
from programme.shared.access import SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, DatePartsField, FormData, Option, PageForm, TextField
from programme.web.kit.visit import Visit

_DONE, _NOT_DONE = "done", "not_done"


def _is_done(form: GoLiveForm) -> bool:
    return bool(form.state.data == _DONE)


class GoLiveForm(PageForm):
    """Whether it is done; and who did it, as what, and when."""

    state = ChoiceField(
        "Is it done?",
        choices=(Option(_DONE, "Yes, it is done"), Option(_NOT_DONE, "No, or not any more")),
        needed="Choose whether it is done",
    )
    done_by = TextField("Who did it", longest=100, needed="Enter who did it", when=_is_done)
    done_as = TextField("As what", hint="Like force solicitor", longest=100, needed="Enter as what", when=_is_done)
    done_on = DatePartsField("On which day", needed="Enter the day on which it was done", when=_is_done)


class GoLivePage(FormPage[SetUpFacts, GoLiveForm]):
    """`/admin/set-up/43/before/relay`: what has to be so, what was recorded last, and the form."""

    path = "/admin/set-up/{force:str}/before/{step:str}"
    opt = {"access": SETTINGS}
    form, template, title = GoLiveForm, "admin/go_live.html", "Before the first real person"

    async def look(self, visit: Visit) -> SetUpFacts:
        _step(visit)
        return facts_of_setting_up(await visit.read(set_up_facts, visit.the_actor, now=visit.now), visit.part("force"))

    def fill(self, visit: Visit, found: SetUpFacts | None, sent: FormData | None) -> GoLiveForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        form.asks = ((("done_on",), lambda: check_done_on(form.done_on.data, today)),)
        return form

    def context(self, visit: Visit, found: SetUpFacts, form: GoLiveForm) -> dict[str, Any]:
        step = _step(visit)
        name, words = GO_LIVE_WORDS[step]
        return {
            "facts": found,
            "here": self.address(visit),
            "step_name": name,
            "step_words": words,
            "last": found.ticks.get(step),
        }

    async def act(self, visit: Visit, form: GoLiveForm) -> Callable[..., Any]:
        done = _is_done(form)
        return partial(
            tick_go_live_step,
            force_code=visit.part("force"),
            step=_step(visit),
            done_by=form.done_by.data if done else "",
            done_as=form.done_as.data if done else "",
            done_on=form.done_on.data if done else None,
        )

    def leads_to(self, visit: Visit, form: GoLiveForm, done: Any) -> str:
        return f"/admin/set-up/{visit.part('force')}#{_step(visit)}"


def _step(visit: Visit) -> GoLiveStep:
    """Raises NotFound."""
    try:
        return GoLiveStep(visit.part("step"))
    except ValueError:
        raise NotFound() from None
