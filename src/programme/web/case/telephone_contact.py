"""How he is reached, changed with him on the telephone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.change_contact import ChangedContact, change_contact
from programme.insight.own_record import OwnContact, own_contact
from programme.notices.hours import TEN_TO_SIX, spoken_plan
from programme.people.models import SafeContact
from programme.people.telling import safe_address, way_to_reach
from programme.people.words import SAFE_CONTACT_WORDS, reached_now
from programme.referrals.deeds import OwnDeed
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown
from programme.web.case.case_forms import ContactForm
from programme.web.case.on_telephone import AgreedForm, OnTelephonePage, call_address
from programme.web.kit.forms import ChoiceField, Option, add_error
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit


async def look_at_his_contact(visit: Visit) -> OwnContact:
    """How he is reached now."""
    return await visit.look(own_contact, visit.the_actor.referral_id, subjects=lambda found: [found.reference])


class HisContactForm(ContactForm):
    """How he wants to be reached. Where he lives is custody's to put right."""

    address = None  # type: ignore[assignment]  # asked of custody's own form
    postcode = None  # type: ignore[assignment]  # asked of custody's own form
    safe_contact = ChoiceField(
        "What is safe to use?",
        choices=[Option(one.value, SAFE_CONTACT_WORDS[one]) for one in SafeContact if one is not SafeContact.NOT_ASKED],
        needed="Choose what is safe to use",
    )
    tell_old = ChoiceField(
        "May the address that he has now be told?",
        choices=(
            Option("no", "No, nothing is sent there"),
            Option("yes", "Yes, one message", "It says that his details were changed, and not what they are now"),
        ),
        needed="Choose whether the address that he has now is told",
    )
    agreed = AgreedForm.agreed

    def check(self) -> None:
        """An address for the way he chose."""
        super().check()
        any_way = self.safe_contact.data in (SafeContact.ANY, SafeContact.NO_POST)
        if any_way and not (self.mobile.data or self.email.data or self.mobile.errors or self.email.errors):
            add_error(self, "mobile", "Enter a mobile number or an email address, or choose another way to reach him")


class OnTelephoneContactPage(OnTelephonePage[OwnContact, HisContactForm]):
    """The contact kept now, in the form that changes it."""

    path = "/contact"
    form, template, title = HisContactForm, "telephone/contact.html", "Change how he is reached"
    deed, done = OwnDeed.CHANGE_CONTACT, "contact"
    beside = (ChangedSinceShown,)

    async def look(self, visit: Visit) -> OwnContact:
        return await look_at_his_contact(visit)

    def start(self, visit: Visit, found: OwnContact) -> dict[str, Any]:
        """The contact kept now. The address he has is told nothing unless he says so."""
        return {
            "mark": shown_mark(way_to_reach(found)),
            "mobile": found.mobile,
            "email": found.email,
            "safe_contact": None if found.safe_contact is SafeContact.NOT_ASKED else found.safe_contact,
            "safe_hours": found.safe_hours,
            "tell_old": "no",
        }

    def context(self, visit: Visit, found: OwnContact, form: HisContactForm) -> dict[str, Any]:
        """The address he has, and the answers that changed meanwhile."""
        asked_anew = (form.tell_old.label.text, form.agreed.label.text)
        two = [one for one in two_versions(form, self.start(visit, found)) if one.label not in asked_anew]
        return {
            **super().context(visit, found, form),
            "two": two,
            "reached": reached_now(found),
            "now_reached": safe_address(found)[1],
            "message_hours": spoken_plan(found.message_hours or TEN_TO_SIX),
        }

    async def act(self, visit: Visit, form: HisContactForm) -> Callable[..., Any]:
        return partial(
            change_contact,
            mobile=form.mobile.data,
            email=form.email.data,
            safe_contact=SafeContact(form.safe_contact.data),
            safe_hours=form.safe_hours.data or "",
            tell_old_address=form.tell_old.data == "yes",
            mark=form.mark.data or None,
        )

    def leads_to(self, visit: Visit, form: HisContactForm, done: ChangedContact) -> str:
        return f"{call_address(visit)}?done={self.done if done.changed else 'nothing'}"
