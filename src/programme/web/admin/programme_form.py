"""The form of a programme's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms.validators import ValidationError

from programme.duties.ladders import Rung
from programme.duties.rules import LONGEST_RUNG, UPWARDS
from programme.duties.settings import BOUNDS, MOST_RUNGS, ProgrammeSettings, wrong_with_ladder
from programme.duties.words import ROLE_WORDS
from programme.people.contact import is_email_address
from programme.shared.actor import Role
from programme.web.admin.programme_part import PartForm
from programme.web.kit.forms import (
    ChoiceField,
    Option,
    TextField,
    WholeNumberField,
    add_error,
)

LADDER_LINES = range(1, MOST_RUNGS + 1)

_ROLES = tuple(Option(role.value, ROLE_WORDS[role].capitalize()) for role in UPWARDS)
_NUMBERS = (
    "charging_reserve_days",
    "result_lag_working_days",
    "answer_within_days",
    "answer_limit_days",
    "pass_up_days",
)


def _days(label: str, name: str, **more: Any) -> WholeNumberField:
    least, most = BOUNDS[name]
    return WholeNumberField(label, least=least, most=most, **more)


def _address(_form: Any, field: Any) -> None:
    if not is_email_address(field.data):
        raise ValidationError("Fall-back address must be an email address, like desk@example.org")


class ProgrammeForm(PartForm):
    """Everything at once, the ladder in lines `days_1`, `role_1` and on."""

    charging_reserve_days = _days(
        "Days kept for charging",
        "charging_reserve_days",
        hint="Calendar days before the last day to charge. A case must be back with its force by then.",
        needed="Enter the days kept for charging",
    )
    result_lag_working_days = _days(
        "Working days for a provider to report",
        "result_lag_working_days",
        hint="After a course, until its result is with the force.",
        needed="Enter the working days for a provider to report",
    )
    answer_within_days = _days(
        "Days to answer an offer",
        "answer_within_days",
        hint="Where nobody answers the help number on the last of them, until the next day on which somebody does.",
        needed="Enter the days to answer an offer",
    )
    answer_limit_days = _days(
        "Longest time to answer, in days",
        "answer_limit_days",
        hint="For a person who wants legal advice first. Never longer.",
        needed="Enter the longest time to answer",
    )
    pass_up_days = _days(
        "Working days a warning waits",
        "pass_up_days",
        hint="Then it goes to the next person above. From seven days left down it is always the next working day.",
        needed="Enter the working days a warning waits",
    )
    fallback_email = TextField(
        "Fall-back address",
        [_address],
        longest=254,
        hint="Told what is for a role that nobody has. A mailbox that somebody reads on every working day.",
        needed="Enter the fall-back address: without one, a warning can have nobody to go to",
    )

    def check(self) -> None:
        """The checks that need two fields: the times to answer, and the lines of the ladder."""
        within, limit = self.answer_within_days.data, self.answer_limit_days.data
        if within is not None and limit is not None and limit < within:
            add_error(
                self, "answer_limit_days", f"Longest time to answer must be {within} days or more: the time to answer"
            )
        lines = list(self._lines())
        if not lines and not any(self[f"days_{line}"].errors for line in LADDER_LINES):
            add_error(self, "days_1", "Enter at least one warning, with its days left and whom it goes to")
        for line, message in wrong_with_ladder(lines):
            add_error(self, f"days_{line}", message)

    def part(self) -> ProgrammeSettings:
        """The part as entered. Only of a form without errors."""
        ladder = tuple(sorted((rung for _, rung in self._lines()), key=lambda rung: -rung.days))
        numbers: dict[str, Any] = {name: self[name].data for name in _NUMBERS}
        return ProgrammeSettings(**numbers, ladder=ladder, fallback_email=self.fallback_email.data)

    def _lines(self) -> Iterator[tuple[int, Rung]]:
        for line in LADDER_LINES:
            days, role = self[f"days_{line}"], self[f"role_{line}"]
            if days.data is not None and role.data in UPWARDS:
                yield line, Rung(days.data, Role(role.data))


def _has_role(line: int) -> Any:
    return lambda form: bool(form[f"role_{line}"].data)


def _has_days(line: int) -> Any:
    return lambda form: form[f"days_{line}"].data is not None


for _line in LADDER_LINES:
    setattr(
        ProgrammeForm,
        f"days_{_line}",
        WholeNumberField(
            f"Warning {_line}: days left",
            least=1,
            most=LONGEST_RUNG,
            needed=f"Enter the days left of warning {_line}, or empty its line",
            when=_has_role(_line),
        ),
    )
    setattr(
        ProgrammeForm,
        f"role_{_line}",
        ChoiceField(
            f"Warning {_line}: goes to",
            choices=_ROLES,
            needed=f"Choose whom warning {_line} goes to, or empty its line",
            when=_has_days(_line),
        ),
    )


def typed_of(settings: ProgrammeSettings) -> dict[str, Any]:
    """The typed values of a form that nobody has sent yet."""
    typed: dict[str, Any] = {name: getattr(settings, name) for name in (*_NUMBERS, "fallback_email")}
    for line, rung in enumerate(settings.ladder, start=1):
        typed |= {f"days_{line}": rung.days, f"role_{line}": rung.role.value}
    return typed
