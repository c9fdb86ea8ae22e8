"""His needs on the day, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.say_needs import say_needs
from programme.bookings.models import NeedKind
from programme.bookings.needs import LONGEST_NEED, can_say_needs, wrong_with_needs
from programme.bookings.refusals import NeedsNotNow
from programme.insight.day_needs import OwnNeeds, own_needs
from programme.shared.access import OFFENDER
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoicesField, LongTextField, Option, PageForm, TextField, add_error
from programme.web.kit.visit import Visit
from programme.web.offender.words import NEEDS_TO_CHOOSE


class NeedsForm(PageForm):
    """Any number of needs, or none."""

    kinds = ChoicesField(
        "What do you need on the day?",
        hint="Choose all that you need. Choose nothing if you need nothing",
        choices=tuple(Option(kind, words) for kind, words in NEEDS_TO_CHOOSE.items()),
    )
    language = TextField("Which language?", hint="For an interpreter", longest=60)
    words = LongTextField(
        "Is there more to say?", hint="For example: I use a wheelchair. Say only what helps us", longest=LONGEST_NEED
    )

    @property
    def chosen(self) -> frozenset[NeedKind]:
        return frozenset(NeedKind(kind) for kind in self.kinds.data)

    def check(self) -> None:
        """Everything that has to be said with a choice."""
        if self.errors:
            return
        if self.words.data and not self.kinds.data:
            add_error(self, "kinds", "Choose what you need, or “Something else”")
        for field, message in wrong_with_needs(self.chosen, self.language.data, self.words.data):
            add_error(self, field, message)


class NeedsPage(FormPage[OwnNeeds, NeedsForm]):
    """`/my-booking/needs`."""

    path = "/my-booking/needs"
    opt = {"access": OFFENDER}
    form, template, title = NeedsForm, "offender/needs.html", "Your booking"

    async def look(self, visit: Visit) -> OwnNeeds:
        return await visit.look(own_needs, visit.the_actor.referral_id, subjects=lambda found: [found.reference])

    def start(self, visit: Visit, found: OwnNeeds) -> dict[str, Any]:
        asked = found.asked
        return {"kinds": asked.kinds, "language": asked.language, "words": asked.words} if asked else {}

    def context(self, visit: Visit, found: OwnNeeds, form: NeedsForm) -> dict[str, Any]:
        return {
            "found": found,
            "may_say": _may_say(found, visit),
            "said": visit.request.query_params.get("said") == "1",
            "asked": [words for kind, words in NEEDS_TO_CHOOSE.items() if found.asked and kind in found.asked.kinds],
            "help_line": found.help_line,
        }

    async def act(self, visit: Visit, form: NeedsForm) -> Callable[..., Any]:
        return partial(say_needs, kinds=form.chosen, language=form.language.data, words=form.words.data)

    def leads_to(self, visit: Visit, form: NeedsForm, done: Any) -> str:
        return "/my-booking/needs?said=1"


def _may_say(found: OwnNeeds, visit: Visit) -> bool:
    try:
        can_say_needs(found.state, starts_at=found.starts_at, now=visit.now)
    except NeedsNotNow:
        return False
    return True
