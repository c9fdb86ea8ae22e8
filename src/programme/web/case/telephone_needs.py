"""His needs of the day, said on the telephone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.say_needs import say_needs
from programme.bookings.models import NeedKind
from programme.bookings.needs import LONGEST_NEED, can_say_needs, wrong_with_needs
from programme.bookings.words import NEED_WORDS
from programme.insight.day_needs import OwnNeeds, own_needs
from programme.web.case.on_telephone import AgreedForm, OnTelephonePage
from programme.web.kit.forms import ChoicesField, LongTextField, Option, TextField, add_error
from programme.web.kit.visit import Visit


class NeedsOnTelephoneForm(AgreedForm):
    """Any number of needs, or none."""

    kinds = ChoicesField(
        "What does he need on the day?",
        hint="Choose nothing where he needs nothing",
        choices=tuple(Option(kind, words) for kind, words in NEED_WORDS.items()),
    )
    language = TextField("Which language?", hint="For an interpreter", longest=60)
    words = LongTextField("Is there more to say?", hint="Only what helps on the day", longest=LONGEST_NEED)
    agreed = AgreedForm.agreed

    @property
    def chosen(self) -> frozenset[NeedKind]:
        return frozenset(NeedKind(kind) for kind in self.kinds.data)

    def check(self) -> None:
        """Everything that has to be said with a choice."""
        if not self.kinds.errors:
            for field, message in wrong_with_needs(self.chosen, self.language.data, self.words.data):
                add_error(self, field, message)
            if self.words.data and not self.kinds.data:
                add_error(self, "kinds", "Choose what he needs, or “Something else”")


class NeedsOnTelephonePage(OnTelephonePage[OwnNeeds, NeedsOnTelephoneForm]):
    """His needs as he said them before, in the form that changes it. Whoever runs the day answers it as ever."""

    path = "/needs"
    form, template, title = NeedsOnTelephoneForm, "telephone/needs.html", "What he needs on the day"
    done = "needs"

    async def look(self, visit: Visit) -> OwnNeeds:
        found: OwnNeeds = await visit.look(
            own_needs, visit.the_actor.referral_id, subjects=lambda found: [found.reference]
        )
        can_say_needs(found.state, starts_at=found.starts_at, now=visit.now)
        return found

    def start(self, visit: Visit, found: OwnNeeds) -> dict[str, Any]:
        asked = found.asked
        return {"kinds": asked.kinds, "language": asked.language, "words": asked.words} if asked else {}

    def context(self, visit: Visit, found: OwnNeeds, form: NeedsOnTelephoneForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "found": found}

    async def act(self, visit: Visit, form: NeedsOnTelephoneForm) -> Callable[..., Any]:
        return partial(say_needs, kinds=form.chosen, language=form.language.data, words=form.words.data)
