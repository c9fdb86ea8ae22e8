"""The words of a programme that strangers read: the text on a bank statement, and the sender of its emails."""

from __future__ import annotations

from typing import Any

from programme.courses.models import LONGEST_BANK_TEXT, LONGEST_SENDER
from programme.courses.neutral_words import BankText, SenderName
from programme.insight.programme_reach import ProgrammeReach
from programme.web.admin.programme_part import PartForm, PartPage, people
from programme.web.kit.forms import TextField


class BankTextForm(PartForm):
    """One line of 5 to 22 characters."""

    text = TextField(
        "Bank text",
        longest=200,
        hint=f"5 to {LONGEST_BANK_TEXT} characters, like RIDGEWAY BOOKINGS. Not one common word alone",
        needed="Enter the bank text",
    )

    def part(self) -> BankText:
        return BankText(self.text.data)


class BankTextPage(PartPage[BankTextForm]):
    """`/admin/programme/43/bank-text`."""

    path = "/admin/programme/{force:str}/bank-text"
    form, template, title = BankTextForm, "admin/bank_text.html", "Bank text"
    part = BankText

    def typed(self, part: BankText) -> dict[str, Any]:
        return {"text": part.text}

    def follows(self, reach: ProgrammeReach, wanted: BankText) -> list[str]:
        return [
            f"{people(reach.offered - reach.paid)} with an offer and nothing paid yet: their bank shows the new "
            "text, unless they have come to the payment page before, and their pages say so.",
            f"{people(reach.paid)} who paid: nothing changes. Their bank shows what they were told.",
            "Sheets that were printed before say the old text.",
        ]


class SenderForm(PartForm):
    """A name; empty for the installation's own."""

    name = TextField(
        "Sender name",
        longest=200,
        hint=f"Up to {LONGEST_SENDER} characters, like Course bookings. Empty: the name that the service has",
    )

    def part(self) -> SenderName:
        return SenderName(self.name.data)


class SenderPage(PartPage[SenderForm]):
    """`/admin/programme/43/sender`."""

    path = "/admin/programme/{force:str}/sender"
    form, template, title = SenderForm, "admin/sender.html", "Sender of emails"
    part = SenderName

    def typed(self, part: SenderName) -> dict[str, Any]:
        return {"name": part.name}

    def follows(self, reach: ProgrammeReach, wanted: SenderName) -> list[str]:
        return [
            f"{people(reach.offered)} with an offer: every email that leaves from now on is from, and signed, "
            f"{wanted.name or 'the name that the service is set up with'}. It goes out from the same address."
        ]
