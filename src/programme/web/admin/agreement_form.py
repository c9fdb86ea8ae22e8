"""The forms of an agreement with a neighbouring force: a version of it, and its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from programme.courses.fees import Fees, fees_from
from programme.exchange.agreeing import (
    MOST_A_MONTH,
    AgreementShown,
    AgreementTerms,
    check_share,
    check_version_begins,
    check_version_ends,
    check_version_name,
    wrong_with_agreement,
)
from programme.exchange.models import TravelField
from programme.exchange.words import ALWAYS_TRAVELS, TRAVEL_WORDS
from programme.web.kit.forms import (
    Asks,
    ChoiceField,
    ChoicesField,
    DatePartsField,
    HiddenField,
    Option,
    PageForm,
    PoundsField,
    TextField,
    WholeNumberField,
    add_error,
)


# Fields stand, and their errors are told, in the order in which they are written here: that of the page.
class _WhoseForm(PageForm):
    force = ChoiceField("Force", needed="Choose the force", unknown="Choose a force from the list")


class _VersionForm(PageForm):
    version = TextField("Version", hint="As the paper calls it, for example 2027-1", longest=20)


class _DaysForm(PageForm):
    from_on = DatePartsField("First day", needed="Enter the first day")
    until_on = DatePartsField("Last day", hint="Leave it empty where none is agreed")


class AgreementForm(_VersionForm):
    """Everything that a version says."""

    mark = HiddenField("What was shown")
    contact_name = TextField("Whom to ask there", longest=100)
    contact_email = TextField("Email", hint="Shown to our desks with a place at this neighbour", longest=254)
    monthly_number = WholeNumberField(
        "People a month",
        least=1,
        most=MOST_A_MONTH,
        hint="How many the force may send. Leave it empty for as many as there are",
    )
    fee_share = PoundsField(
        "Share of each fee",
        hint="What the force gets of the fee of each person whom it sent and who paid. Leave it empty for nothing",
    )
    travels = ChoicesField(
        "What may travel with a referral",
        hint=f"Beside this, always: {ALWAYS_TRAVELS}",
        choices=[Option(field.value, words) for field, words in TRAVEL_WORDS.items()],
    )

    def check(self) -> None:
        """The refusals that the action would raise."""
        for field, message in wrong_with_agreement(agreement_terms(self)):
            if not self[field].errors:
                add_error(self, field, message)


class NewVersionForm(AgreementForm, _DaysForm):
    """With the days on which it holds."""


class NewNeighbourForm(NewVersionForm, _WhoseForm):
    """With the force."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The versions and fees that a new version has to fit."""

    versions: list[AgreementShown]
    fees: list[Fees]

    def with_force(self, code: str | None) -> list[AgreementShown]:
        """The versions with this force, the newest first."""
        return [one for one in self.versions if one.force_code == code]


def new_version_asks(form: NewVersionForm, agreed: Agreed, force_code: str | None, today: date) -> tuple[Asks, ...]:
    """The action's questions about a version that is added; none where somebody else has added one meanwhile, which is
    said before everything else."""
    versions = agreed.with_force(force_code)
    if form.mark.data != (versions[0].mark if versions else ""):
        return ()
    begins = form.from_on.data or today
    return (
        (("version",), lambda: check_version_name(versions, form.version.data)),
        (("from_on",), lambda: check_version_begins(versions, begins, today=today)),
        (("until_on",), lambda: check_version_ends(begins, form.until_on.data, today=today)),
        (("fee_share",), lambda: check_share(form.fee_share.data or 0, fees_from(agreed.fees, max(begins, today)))),
    )


class AgreementEndForm(PageForm):
    """Until when."""

    mark = HiddenField("What was shown")
    until_on = DatePartsField("Last day", hint="Today or later. Leave it empty to take an end back")


class TakeBackVersionForm(PageForm):
    """Nothing but what was shown."""

    mark = HiddenField("What was shown")


def agreement_terms(form: AgreementForm) -> AgreementTerms:
    """The terms as entered."""
    return AgreementTerms(
        version=form.version.data,
        contact_name=form.contact_name.data,
        contact_email=form.contact_email.data,
        monthly_number=form.monthly_number.data,
        fee_share_pence=form.fee_share.data or 0,
        travels=frozenset(field for field in TravelField if field.value in form.travels.data),
    )


def typed_of_agreement(one: AgreementShown) -> dict[str, Any]:
    """The forms as the version stands."""
    return {
        "mark": one.mark,
        "version": one.terms.version,
        "contact_name": one.terms.contact_name,
        "contact_email": one.terms.contact_email,
        "monthly_number": one.terms.monthly_number,
        "fee_share": one.terms.fee_share_pence or None,
        "travels": [field.value for field in TravelField if field in one.terms.travels],
        "until_on": one.until_on,
    }
