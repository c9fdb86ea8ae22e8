"""Fields whose answer is read: numbers, money, times and dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from wtforms.utils import unset_value

from programme.notices.hours import LONGEST_HOURS, spoken_plan
from programme.notices.written_hours import read_plan
from programme.shared.dates import LONDON
from programme.shared.money import read_pounds, spoken_pounds
from programme.shared.written_dates import Century, DateNotRead, day_from_parts, day_from_word, time_from_text
from programme.web.kit.fields import Check, PageField


class ParsedField(PageField):
    """A line of text that means a value: `data` is that value, or None where it is empty or cannot be read."""

    def process_data(self, value: Any) -> None:
        """Take a starting value."""
        self.data = value
        self.typed = "" if value is None else self.written(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent. Raises ValueError, in words for the page, where it cannot be read."""
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = self.read(self.typed.strip()) if self.typed.strip() else None

    def written(self, value: Any) -> str:
        """The value as a person would type it."""
        return str(value)

    def read(self, text: str) -> Any:
        """The value of a text that is not empty. Raises ValueError with the message for the page."""
        raise NotImplementedError


class WholeNumberField(ParsedField):
    """A whole number from `least` to `most`."""

    def __init__(
        self, label: str, validators: Sequence[Check] = (), *, least: int = 0, most: int = 1_000_000, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least = least
        self.most = most

    def read(self, text: str) -> int:
        """Digits only, within the bounds."""
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"{self.label.text} must be a whole number, like {max(self.least, 1)}")
        number = int(text) if len(text) < 12 else self.most + 1
        if not self.least <= number <= self.most:
            raise ValueError(f"{self.label.text} must be between {self.least:,} and {self.most:,}")
        return number


class PoundsField(ParsedField):
    """An amount of money typed in pounds. `data` is whole pence."""

    def written(self, value: Any) -> str:
        """As typed, without the pound sign, which stands before the box."""
        return spoken_pounds(value).removeprefix("£")

    def read(self, text: str) -> int:
        """See `read_pounds`."""
        try:
            return read_pounds(text)
        except ValueError:
            raise ValueError(f"{self.label.text} must be an amount in pounds, like 95 or 95.50") from None


class TimeField(ParsedField):
    """A time of day typed as people write it: 9:30am, 0930, 21:30, 9pm, midday.

    `by_word`: "n" and "now" are understood too, and put into numbers at once; `said_now` says that one was typed.
    """

    said_now = False

    def __init__(self, label: str, validators: Sequence[Check] = (), *, by_word: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.now: datetime | None = getattr(self.meta, "now", None) if by_word else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent. Raises ValueError, in words for the page, where it cannot be read."""
        super().process_formdata(valuelist)
        if self.said_now:
            self.typed = self.written(self.data)

    def written(self, value: Any) -> str:
        """As 24-hour time."""
        return f"{value:%H:%M}"

    def read(self, text: str) -> time:
        """See `time_from_text`."""
        if self.now is not None and text.lower() in ("n", "now"):
            self.said_now = True
            return self.now.astimezone(LONDON).time().replace(second=0, microsecond=0)
        try:
            return time_from_text(text)
        except ValueError:
            raise ValueError(f"{self.label.text} must be a time, like 9:30am or 21:30") from None


class HoursField(ParsedField):
    """Days and hours typed as people write them. `data` is the same in full: "Monday to Friday 9am to 5pm"."""

    def read(self, text: str) -> str:
        """See `read_plan`; in as many letters as are kept."""
        try:
            said = spoken_plan(read_plan(text))
        except ValueError:
            said = ""
        if not 0 < len(said) <= LONGEST_HOURS:
            raise ValueError("Enter days and hours, like weekdays 9am to 5pm, Saturday 10am to midday")
        return said


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as typed, in three boxes."""

    day: str = ""
    month: str = ""
    year: str = ""


class DatePartsField(PageField):
    """A date typed in three boxes named `<name>-day`, `<name>-month`, `<name>-year`.

    `data` is a date, or None; `typed` is the `DateParts`; `wrong_parts` are the boxes to mark.
    The messages begin with the label: "Date of birth must include a year". A year has four digits; or two, where the
    field says which `century` they mean on the day that the form is filled in (`bind`'s `today`). `like` is the year
    that a message gives for an example.

    `by_word`: "today" and the like are understood in the first box, alone; `same_as` names the date that "same" stands
    for there. Either is put into numbers at once, so that whatever is kept means the same day tomorrow. `day_of` names
    a time: where "now" is typed for that, a date that is left empty is today's.
    """

    typed: DateParts
    wrong_parts: tuple[str, ...] = ()
    PARTS = ("day", "month", "year")

    def __init__(
        self,
        label: str,
        validators: Sequence[Check] = (),
        *,
        century: Callable[[date], Century] | None = None,
        like: int = 2027,
        by_word: bool = False,
        same_as: str = "",
        day_of: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.today: date | None = getattr(self.meta, "today", None)
        self.century = century(self.today) if century is not None and self.today is not None else None
        self.like = like
        self.by_word, self.same_as, self.day_of = by_word, same_as, day_of

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes, or take the starting date."""
        self.process_errors: list[str] = []
        self.wrong_parts = ()
        start = self.default if data is unset_value else data
        self.data = start() if callable(start) else start
        self.typed = _in_numbers(self.data) if self.data else DateParts()
        self.object_data = self.data
        if formdata is not None:
            self._read(*(self._box(formdata, part) for part in self.PARTS))

    def _box(self, formdata: Any, part: str) -> str:
        sent = formdata.getlist(f"{self.name}-{part}")
        return sent[0] if sent and isinstance(sent[0], str) else ""

    def _read(self, day: str, month: str, year: str) -> None:
        self.typed = DateParts(day, month, year)
        self.raw_data = [day, month, year]
        self.data = None
        if not (day.strip() or month.strip() or year.strip()):
            return
        if self.by_word and self.today and (meant := day_from_word(f"{day}{month}{year}", self.today)):
            self.data, self.typed = meant, _in_numbers(meant)
            return
        try:
            self.data = day_from_parts(day, month, year, self.century, self.like)
        except DateNotRead as problem:
            self.wrong_parts = problem.parts
            self.process_errors = [f"{self.label.text} {problem}"]

    def follow(self, other: DatePartsField) -> None:
        """Take the date of the other, where "same" was typed for it."""
        if self.typed.day.strip().lower() not in ("s", "same") or self.typed.month or self.typed.year:
            return
        self.data, self.wrong_parts, self.process_errors = other.data, (), []
        if other.data is not None:
            self.typed = _in_numbers(other.data)
        else:
            self.wrong_parts = ("day",)
            self.process_errors = [f"{self.label.text} is the same as the {other.label.text.lower()}: enter that first"]

    def take_today(self) -> None:
        """Be today's, where nothing was typed."""
        if self.today is not None and self.typed == DateParts():
            self.data, self.typed = self.today, _in_numbers(self.today)

    @property
    def error_target(self) -> str:
        """The first box that is wrong, or the first box."""
        return f"{self.id}-{self.wrong_parts[0] if self.wrong_parts else 'day'}"


class UnseenDateField(DatePartsField):
    """A date that no page shows again: it is kept, as a code is, with a form that comes back, and said to be."""

    @property
    def never_shown(self) -> tuple[str, ...]:
        return tuple(f"{self.name}-{part}" for part in self.PARTS)

    @property
    def is_kept(self) -> bool:
        """Whether it need not be typed again."""
        return self.data is not None and not self.errors

    def _read(self, day: str, month: str, year: str) -> None:
        super()._read(day, month, year)
        self.typed = DateParts()


def _in_numbers(on: date) -> DateParts:
    return DateParts(str(on.day), str(on.month), str(on.year))
