"""How he is reached: seen by him, and changed only with the code from his sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.change_contact import ChangedContact, change_contact
from programme.insight.own_record import OwnContact, own_contact
from programme.notices.hours import TEN_TO_SIX, spoken_plan
from programme.offers.refusals import CodeNotRight
from programme.people.contact import EMAIL_WORDS, MOBILE_WORDS, read_email, read_mobile, wrong_with_mobile
from programme.people.models import SafeContact
from programme.people.sign_ins import forgive_try
from programme.people.telling import safe_address, way_to_reach
from programme.people.words import reached_now
from programme.shared.access import OFFENDER
from programme.shared.marks import shown_mark
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    HiddenField,
    HoursField,
    Option,
    PageForm,
    SecretField,
    TextField,
    add_error,
    said_of,
)
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit
from programme.web.offender.own_code import prove_own_code, say_if_no_code, sign_in_anew
from programme.web.offender.sign_in import hand_sign_in

_SAFE_CONTACT = (
    Option(SafeContact.ANY, "Email, text, call or letter"),
    Option(SafeContact.NO_POST, "Email, text or call, but never a letter"),
    Option(SafeContact.MOBILE_ONLY, "Only a text or call to my mobile"),
    Option(SafeContact.EMAIL_ONLY, "Only an email"),
    Option(
        SafeContact.NONE, "Do not contact me at all", "You have to sign in yourself to see whether anything changed"
    ),
)


TELL_OLD = (
    Option("no", "No, send nothing there"),
    Option("yes", "Yes, send one message there", "It says that your details were changed, and not what they are now"),
)


class OwnContactForm(PageForm):
    """How he wants to be reached, and the code that proves that it is he who changes it. `mark` is that of the way
    that he was shown."""

    mark = HiddenField("Shown", longest=40)
    mobile = TextField("Mobile number", hint="Only if nobody else reads your messages", longest=40)
    email = TextField("Email address", hint="Only if nobody else reads your email", longest=254)
    safe_contact = ChoiceField("How may we reach you?", choices=_SAFE_CONTACT, needed="Choose how we may reach you")
    safe_hours = HoursField(
        "On which days and at what times is a message safe?",
        hint="For example: weekdays 9am to 5pm, Saturday 10am to midday. London time",
    )
    tell_old = ChoiceField(
        "May we tell the address you have now?",
        hint="Say no if anybody else may read it",
        choices=TELL_OLD,
    )
    code = SecretField(
        "Code from your sheet",
        hint="We ask again so that nobody else can change this",
        needed="Enter the code from your sheet",
        longest=60,
    )

    def check(self) -> None:
        """Addresses that can be written to, and one for the way he chose."""
        say_if_no_code(self, self.code)
        if self.mobile.data and read_mobile(self.mobile.data) is None:
            add_error(self, "mobile", f"Enter {MOBILE_WORDS}. {wrong_with_mobile(self.mobile.data)}")
        if self.email.data and read_email(self.email.data) is None:
            add_error(self, "email", f"Enter an email address: {EMAIL_WORDS}")
        if self.safe_contact.data == SafeContact.MOBILE_ONLY and not self.mobile.data:
            add_error(self, "mobile", "Enter your mobile number, or choose another way to reach you")
        if self.safe_contact.data == SafeContact.EMAIL_ONLY and not self.email.data:
            add_error(self, "email", "Enter your email address, or choose another way to reach you")
        if self.safe_contact.data in (SafeContact.ANY, SafeContact.NO_POST) and not (
            self.mobile.data or self.email.data
        ):
            add_error(self, "mobile", "Enter a mobile number or an email address, or choose another way to reach you")


CHANGED = {
    "1": "Your details are changed. Nothing about this was sent to the address you had before.",
    "told": "Your details are changed. The address you had before is told that they were.",
}


class ContactPage(FormPage[OwnContact, OwnContactForm]):
    """`/my-booking/contact`: what is kept now, in the form that changes it."""

    path = "/my-booking/contact"
    opt = {"access": OFFENDER}
    form, template, title = OwnContactForm, "offender/contact.html", "Your booking"

    async def look(self, visit: Visit) -> OwnContact:
        return await visit.look(own_contact, visit.the_actor.referral_id, subjects=lambda found: [found.reference])

    def start(self, visit: Visit, found: OwnContact) -> dict[str, Any]:
        """The contact kept now. The address he has is told nothing unless he says so."""
        chosen = None if found.safe_contact is SafeContact.NOT_ASKED else found.safe_contact
        return {
            "mark": shown_mark(way_to_reach(found)),
            "mobile": found.mobile,
            "email": found.email,
            "safe_contact": chosen,
            "safe_hours": found.safe_hours,
            "tell_old": "no",
        }

    def context(self, visit: Visit, found: OwnContact, form: OwnContactForm) -> dict[str, Any]:
        """The change just made, and the address he has."""
        return {
            "two": [
                one for one in two_versions(form, self.start(visit, found)) if one.label != form.tell_old.label.text
            ],
            "changed": CHANGED.get(visit.request.query_params.get("changed", ""), ""),
            "reached": reached_now(found),
            "now_reached": safe_address(found)[1],
            "message_hours": spoken_plan(found.message_hours or TEN_TO_SIX),
            "help_line": found.help_line,
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """The contact changed in his name meanwhile, seen beside the one he typed."""
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown) else super().said(refusal)

    async def also_wrong(self, visit: Visit, form: OwnContactForm) -> list[tuple[str | None, str]]:
        """A wrong code, said with whatever else is wrong. It counts as a try, as it does alone."""
        if form.code.errors:
            return []
        try:
            tried = await prove_own_code(visit, form.code.data)
        except CodeNotRight as refusal:
            return [said_of(refusal)]
        await visit.wiring.database.write(forgive_try, tried.limits)
        return []

    async def act(self, visit: Visit, form: OwnContactForm) -> Callable[..., Any]:
        """Check the code again, keep what was typed, tell the old address if he allows it, and renew the sign-in."""
        tried = await prove_own_code(visit, form.code.data)
        return partial(
            change_contact,
            mobile=read_mobile(form.mobile.data) or "",
            email=read_email(form.email.data) or "",
            safe_contact=SafeContact(form.safe_contact.data),
            safe_hours=form.safe_hours.data or "",
            tell_old_address=form.tell_old.data == "yes",
            mark=form.mark.data or None,
            renew=sign_in_anew(visit, tried),
        )

    def leads_to(self, visit: Visit, form: OwnContactForm, done: ChangedContact) -> str:
        """The page again, which says what was told to whom, with the new sign-in."""
        hand_sign_in(visit, done.cookie)
        return f"/my-booking/contact?changed={'told' if done.old_address_told else '1'}"
