"""How he is reached: seen by him, and changed only with the code from his sheet."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.change_contact import change_contact
from programme.insight.own_record import OwnContact, own_contact
from programme.offers.queries import secret_of_offer
from programme.offers.signing_in import begin, is_his, limits_of
from programme.people.contact import EMAIL_WORDS, read_email, read_mobile
from programme.people.models import SafeContact
from programme.people.sign_ins import count_try
from programme.people.telling import safe_address
from programme.shared.access import OFFENDER
from programme.web.kit.client_address import network
from programme.web.kit.forms import (
    ChoiceField,
    Option,
    PageForm,
    SecretField,
    TextField,
    add_error,
    bind,
    error_list,
)
from programme.web.kit.sign_in_cookie import cookie_name
from programme.web.kit.visit import Visit
from programme.web.offender.sign_in import signed_in

_SAFE_CONTACT = (
    Option(SafeContact.ANY, "Email, text, call or letter"),
    Option(SafeContact.NO_POST, "Email, text or call, but never a letter"),
    Option(SafeContact.MOBILE_ONLY, "Only a text or call to my mobile"),
    Option(
        SafeContact.NONE, "Do not contact me at all", "You have to sign in yourself to see whether anything changed"
    ),
)


TELL_OLD = (
    Option("no", "No, send nothing there"),
    Option("yes", "Yes, send one message there", "It says that your details were changed, and not what they are now"),
)


class OwnContactForm(PageForm):
    """How he wants to be reached, and the code that proves that it is he who changes it."""

    mobile = TextField("Mobile number", hint="Only if nobody else reads your messages", longest=40)
    email = TextField("Email address", hint="Only if nobody else reads your email", longest=254)
    safe_contact = ChoiceField("How may we reach you?", choices=_SAFE_CONTACT, needed="Choose how we may reach you")
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
        if self.mobile.data and read_mobile(self.mobile.data) is None:
            add_error(self, "mobile", "Enter a UK mobile number, like 07700 900123")
        if self.email.data and read_email(self.email.data) is None:
            add_error(self, "email", f"Enter an email address: {EMAIL_WORDS}")
        if self.safe_contact.data == SafeContact.MOBILE_ONLY and not self.mobile.data:
            add_error(self, "mobile", "Enter your mobile number, or choose another way to reach you")
        if self.safe_contact.data in (SafeContact.ANY, SafeContact.NO_POST) and not (
            self.mobile.data or self.email.data
        ):
            add_error(self, "mobile", "Enter a mobile number or an email address, or choose another way to reach you")


CHANGED = {
    "1": "Your details are changed. Nothing about this was sent to the address you had before.",
    "told": "Your details are changed. The address you had before is told that they were.",
}


class ContactPages(Controller):
    """`/my-booking/contact`."""

    path = "/my-booking/contact"
    opt = {"access": OFFENDER}

    @get()
    async def show(self, visit: NamedDependency[Visit], changed: FromQuery[str] = "") -> Response[Any]:
        """What is kept now, in the form that changes it."""
        contact = await _contact(visit)
        chosen = None if contact.safe_contact is SafeContact.NOT_ASKED else contact.safe_contact
        start = {"mobile": contact.mobile, "email": contact.email, "safe_contact": chosen, "tell_old": "no"}
        return _contact_page(visit, contact, bind(OwnContactForm, start=start), changed=CHANGED.get(changed, ""))

    @post(status_code=200)
    async def change(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Check the code again, keep what was typed, tell the old address if he allows it, and renew the sign-in."""
        form = bind(OwnContactForm, await visit.form())
        contact = await _contact(visit)
        if not form.validate():
            return _contact_page(visit, contact, form, status=422)
        limits = limits_of(contact.reference, network(visit.request))
        wall = visit.wiring.wall_clock.now()
        allowed = await visit.wiring.database.write(count_try, limits, now=wall)
        secret = await visit.read(secret_of_offer, visit.the_actor.id)
        his = await asyncio.to_thread(is_his, secret, code=form.code.data, born_on=secret.born_on)
        if not his or not allowed:
            add_error(form, "code", "The code is not right, or it was tried too often today")
            return _contact_page(visit, contact, form, status=422)
        done = await visit.write(
            change_contact,
            mobile=read_mobile(form.mobile.data) or "",
            email=read_email(form.email.data) or "",
            safe_contact=SafeContact(form.safe_contact.data),
            tell_old_address=form.tell_old.data == "yes",
        )
        cookie = await visit.wiring.database.write(
            begin,
            secret.offer_id,
            limits,
            now=wall,
            longest=timedelta(minutes=visit.wiring.settings.offender_longest_minutes),
            instead_of=visit.request.cookies.get(cookie_name(visit.wiring)),
        )
        return signed_in(visit, cookie, f"/my-booking/contact?changed={'told' if done.old_address_told else '1'}")


async def _contact(visit: Visit) -> OwnContact:
    return await visit.look(own_contact, visit.the_actor.referral_id, subjects=lambda found: [found.reference])


def _contact_page(
    visit: Visit, contact: OwnContact, form: OwnContactForm, *, status: int = 200, changed: str = ""
) -> Response[Any]:
    return visit.page(
        "offender/contact.html",
        status=status,
        title="Your booking",
        form=form,
        errors=error_list(form),
        changed=changed,
        now_reached=safe_address(contact)[1],
        help_phone=contact.helpline,
    )
