"""Whom staff ask, who answers for what is kept, and where somebody can write: what stands at the foot of the pages."""

from __future__ import annotations

from typing import Any

from programme.courses.contacts import ASKED_LABELS, Contacts
from programme.courses.models import LONGEST_CONTACT
from programme.insight.programme_reach import ProgrammeReach
from programme.web.admin.programme_part import PartForm, PartPage
from programme.web.kit.forms import TextField


class ContactsForm(PartForm):
    """Four lines, each of which may wait."""

    support_contact = TextField(
        ASKED_LABELS["support_contact"],
        longest=LONGEST_CONTACT,
        hint="Where the service itself does not work: a service desk, its telephone or email. Only staff read it",
    )
    support_hours = TextField(
        ASKED_LABELS["support_hours"], longest=LONGEST_CONTACT, hint="Like Monday to Friday, 8am to 6pm"
    )
    data_protection_contact = TextField(
        ASKED_LABELS["data_protection_contact"],
        longest=LONGEST_CONTACT,
        hint="How the officer is reached. Anybody may read it, so it may not say what this is about",
    )
    postal_address = TextField(
        ASKED_LABELS["postal_address"],
        longest=LONGEST_CONTACT,
        hint="Where somebody can write, in one line. Anybody may read it, so it may not say what this is about",
    )

    def part(self) -> Contacts:
        return Contacts(*(self[name].data for name in ASKED_LABELS))


class ContactsPage(PartPage[ContactsForm]):
    """`/admin/programme/43/contacts`."""

    path = "/admin/programme/{force:str}/contacts"
    form, template, title = ContactsForm, "admin/contacts.html", "Whom to ask"
    part = Contacts

    def typed(self, part: Contacts) -> dict[str, Any]:
        return {name: getattr(part, name) for name in ASKED_LABELS}

    def follows(self, reach: ProgrammeReach, wanted: Contacts) -> list[str]:
        return [
            "Nothing changes in any case. All of it stands on the pages Help, Contact and Privacy of staff from now "
            "on; the person himself reads there how the data protection officer is reached, and the postal address."
        ]
