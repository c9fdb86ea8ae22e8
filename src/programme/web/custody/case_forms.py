"""The forms of what custody does to a case."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from programme.outcomes.models import Disposal
from programme.outcomes.rules import DISPOSAL_WORDS
from programme.people.contact import is_email_address, read_mobile, read_postcode
from programme.people.models import SafeContact
from programme.referrals.withdrawing import WithdrawalReason
from programme.web.custody.words import SAFE_CONTACT_WORDS
from programme.web.forms import (
    ChoiceField,
    DatePartsField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    TickField,
    TimeField,
    add_error,
)

_DISPOSAL_HINTS = {
    Disposal.CHARGE_ISSUED: "The written charge was complete and in the form needed for service",
    Disposal.CAUTION_COMPLETED: "The caution is recorded and its conditions were met",
    Disposal.NO_FURTHER_ACTION: "Final: the case is closed without a charge",
    Disposal.COMMUNITY_RESOLUTION: "Final: it was resolved in the community",
}


class WithdrawForm(PageForm):
    """Why."""

    reason = ChoiceField(
        "Why is the case withdrawn?",
        choices=[Option(reason.value, reason.label) for reason in WithdrawalReason],
        needed="Choose why the case is withdrawn",
    )


class ExtendForm(PageForm):
    """Why the conditions may take longer."""

    reason = LongTextField(
        "Why can the conditions not be met within the ordinary limit?",
        hint="One or two sentences. They stay with the case",
        needed="Say why",
        longest=400,
    )


class DisposalForm(PageForm):
    """What, and when it was done."""

    disposal = ChoiceField(
        "What was done?",
        choices=[Option(one.value, DISPOSAL_WORDS[one], _DISPOSAL_HINTS[one]) for one in Disposal],
        needed="Choose what was done",
    )
    done_on = DatePartsField("Date it was done", hint="For example, 27 3 2027", needed="Enter the date it was done")
    done_time = TimeField(
        "Time it was done",
        hint="A charge is issued when it is complete, not when it is posted. For example, 9:30pm or 21:30",
        needed="Enter the time it was done",
    )
    late = TickField("The charge truly was issued after the last day")


class ContactForm(PageForm):
    """How he can be reached, and what of it is safe."""

    safe_contact = ChoiceField(
        "What is safe to use?",
        choices=[Option(one.value, SAFE_CONTACT_WORDS[one]) for one in SafeContact],
        needed="Choose what is safe to use",
    )
    mobile = TextField("Mobile number", hint="For example, 07700 900123", longest=40)
    email = TextField("Email address", longest=254)
    address = TextField("Address", longest=300)
    postcode = TextField("Postcode", longest=10)
    safe_hours = TextField("Safe hours", hint="For example, weekdays 9am to 5pm", longest=100)

    def validate_mobile(self, field: Any) -> None:
        """A United Kingdom mobile number, kept in one form."""
        if field.data:
            read = read_mobile(field.data)
            if read is None:
                raise ValidationError("Mobile number must be a UK mobile number, like 07700 900123")
            field.data = read

    def validate_email(self, field: Any) -> None:
        """An address that a message could be sent to."""
        if field.data and not is_email_address(field.data):
            raise ValidationError("Email address must be an address like name@example.org")

    def validate_postcode(self, field: Any) -> None:
        """A United Kingdom postcode, kept in one form."""
        if field.data:
            read = read_postcode(field.data)
            if read is None:
                raise ValidationError("Postcode must be a UK postcode, like SL1 1AA")
            field.data = read

    def check(self) -> None:
        """What is said to be safe must be there."""
        if self.safe_contact.data == SafeContact.MOBILE_ONLY and not self.mobile.data and not self.mobile.errors:
            add_error(self, "mobile", "Enter the mobile number that is safe to use")
