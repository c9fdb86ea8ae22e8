"""The forms of what custody does to a case."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from programme.people.contact import (
    EMAIL_WORDS,
    MOBILE_WORDS,
    read_email,
    read_mobile,
    read_postcode,
    wrong_with_mobile,
)
from programme.people.models import SafeContact
from programme.people.words import SAFE_CONTACT_WORDS, SAFE_HOURS_HINT
from programme.referrals.withdrawing import WithdrawalReason
from programme.referrals.words import WITHDRAWAL_WORDS
from programme.web.kit.forms import (
    ChoiceField,
    HiddenField,
    HoursField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    add_error,
)


class WithdrawForm(PageForm):
    """Why."""

    reason = ChoiceField(
        "Why is the case withdrawn?",
        choices=[Option(reason.value, WITHDRAWAL_WORDS[reason]) for reason in WithdrawalReason],
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


class ContactForm(PageForm):
    """How he can be reached, and what of it is safe. `mark` is that of what was shown."""

    mark = HiddenField("Shown", longest=40)
    safe_contact = ChoiceField(
        "What is safe to use?",
        choices=[Option(one.value, SAFE_CONTACT_WORDS[one]) for one in SafeContact],
        needed="Choose what is safe to use",
    )
    mobile = TextField("Mobile number", hint="For example, 07700 900123", longest=40)
    email = TextField("Email address", longest=254)
    address = TextField("Address", longest=300)
    postcode = TextField("Postcode", longest=10)
    safe_hours = HoursField("Safe hours", hint=SAFE_HOURS_HINT)

    def validate_mobile(self, field: Any) -> None:
        """A United Kingdom mobile number, kept in one form."""
        if field.data:
            read = read_mobile(field.data)
            if read is None:
                raise ValidationError(f"Mobile number must be {MOBILE_WORDS}. {wrong_with_mobile(field.data)}")
            field.data = read

    def validate_email(self, field: Any) -> None:
        """An address that a message can be sent to, kept in the form it is sent in."""
        if field.data:
            read = read_email(field.data)
            if read is None:
                raise ValidationError(f"Email address must be {EMAIL_WORDS}")
            field.data = read

    def validate_postcode(self, field: Any) -> None:
        """A United Kingdom postcode, kept in one form."""
        if field.data:
            read = read_postcode(field.data)
            if read is None:
                raise ValidationError("Postcode must be a UK postcode, like SL1 1AA")
            field.data = read

    def check(self) -> None:
        """An address that is said to be safe must be there."""
        if self.safe_contact.data == SafeContact.MOBILE_ONLY and not self.mobile.data and not self.mobile.errors:
            add_error(self, "mobile", "Enter the mobile number that is safe to use")
        if self.safe_contact.data == SafeContact.EMAIL_ONLY and not self.email.data and not self.email.errors:
            add_error(self, "email", "Enter the email address that is safe to use")
