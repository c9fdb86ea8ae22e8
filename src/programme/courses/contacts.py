"""Whom staff ask when the service does not work, and who answers for what is kept: at the foot of every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from programme.courses.models import LONGEST_CONTACT, Programme
from programme.courses.settings import ProgrammePart, SettingsChange
from programme.notices.discretion import give_aways
from programme.storage.rows import reads

ASKED_LABELS = {
    "support_contact": "Whom staff ask",
    "support_hours": "When somebody answers there",
    "data_protection_contact": "Data protection officer",
    "postal_address": "Postal address",
}
_ANYBODY_READS = ("data_protection_contact", "postal_address")


@reads(Programme)
@dataclass(frozen=True, slots=True)
class Contacts(ProgrammePart):
    """Each in the programme's own words; empty where it is not said yet. The last two anybody may read."""

    support_contact: str
    support_hours: str
    data_protection_contact: str
    postal_address: str

    @property
    def missing(self) -> list[str]:
        """The contacts still missing, as the page calls them."""
        return [label for name, label in ASKED_LABELS.items() if not getattr(self, name)]

    @classmethod
    def of(cls, programme: Programme) -> Self:
        return cls(*(getattr(programme, name) for name in ASKED_LABELS))

    def keep(self, programme: Programme) -> None:
        for name in ASKED_LABELS:
            setattr(programme, name, getattr(self, name))

    def wrong(self) -> list[tuple[str, str]]:
        return [
            (name, f"{label} must {', and '.join(needs)}")
            for name, label in ASKED_LABELS.items()
            if (needs := list(self._needs(name)))
        ]

    def _needs(self, name: str) -> Iterable[str]:
        text = getattr(self, name)
        if len(text) > LONGEST_CONTACT or not (text.isprintable()):
            yield f"be one line of {LONGEST_CONTACT} characters or fewer"
        if name in _ANYBODY_READS and (found := give_aways(text)):
            yield f"not say “{'” or “'.join(found)}”, which would give him away: anybody may read it"

    def changes_from(self, before: Self) -> list[SettingsChange]:
        both = [(label, getattr(before, name), getattr(self, name)) for name, label in ASKED_LABELS.items()]
        return [SettingsChange(what, was or "none", is_now or "none") for what, was, is_now in both if was != is_now]
