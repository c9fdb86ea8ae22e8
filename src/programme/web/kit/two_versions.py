"""Two people change the same thing: the second sees what it is now beside what he entered, before he saves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programme.web.kit.fields import ChoiceField, HiddenField, PageField, TickField
from programme.web.kit.forms import PageForm, bind
from programme.web.kit.read_fields import DateParts


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """One field of which two versions are about."""

    label: str
    stands: str
    entered: str


def two_versions(form: PageForm, stands: Mapping[str, Any]) -> list[TwoVersions]:
    """The fields in which a form that began from something older (its `mark`) differs from what stands now; none where
    it is not older. A form sent from here on answers to the newer version: both have been seen.

    `stands` is the form as it would start now, its `mark` among it.
    """
    mark = form["mark"]
    if mark.data == stands["mark"]:
        return []
    mark.typed = stands["mark"]
    now = bind(type(form), start=stands)
    for field in form:
        if isinstance(field, ChoiceField):
            now[field.name].choices = field.choices
    both = [(now[field.name], field) for field in form if not isinstance(field, HiddenField)]
    found = [TwoVersions(field.label.text, _read_out(before), _read_out(field)) for before, field in both]
    return [one for one in found if one.stands != one.entered]


def _read_out(field: PageField) -> str:
    typed = field.typed
    if isinstance(field, TickField):
        return "Yes" if field.data else "No"
    if isinstance(field, ChoiceField):
        return ", ".join(option.label for option in field.options if field.is_chosen(option.value))
    if isinstance(typed, DateParts):
        return " ".join(part for part in (typed.day, typed.month, typed.year) if part)
    return str(typed).strip()
