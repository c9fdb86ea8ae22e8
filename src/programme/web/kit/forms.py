"""Reading what a page posted: all mistakes at once, nothing typed is lost. Pages with forms are in `form_page`.

The fields are in `fields`; the ones that pages use are named here too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from wtforms import Form

from programme.shared.dates import london_date
from programme.shared.plain_text import without_escapes
from programme.shared.refusal import Refusal, refusal_of
from programme.web.kit.fields import (
    ChoiceField,
    ChoicesField,
    HiddenField,
    LongTextField,
    Option,
    Options,
    PageField,
    SecretField,
    TextField,
    TickField,
    UploadField,
)
from programme.web.kit.read_fields import (
    DateParts,
    DatePartsField,
    HoursField,
    PoundsField,
    TimeField,
    UnseenDateField,
    WholeNumberField,
)

__all__ = [
    "CSRF_FIELD",
    "ChoiceField",
    "ChoicesField",
    "DateParts",
    "DatePartsField",
    "FormData",
    "HiddenField",
    "HoursField",
    "LongTextField",
    "Option",
    "PageField",
    "PageForm",
    "PoundsField",
    "SecretField",
    "TextField",
    "TickField",
    "TimeField",
    "UnseenDateField",
    "UploadField",
    "WholeNumberField",
    "add_error",
    "bind",
    "error_list",
    "said_of",
    "say",
    "show_refusal",
    "typed_into",
]

CSRF_FIELD = "_csrf_token"
"""The hidden field in which every form sends its token back."""

_UNTYPEABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

F = TypeVar("F", bound="PageForm")


class MultiMapping(Protocol):
    """The mapping that Litestar reads a form or a query string into."""

    def __iter__(self) -> Iterator[Any]: ...

    def getall(self, key: str, /) -> list[Any]: ...


class FormData:
    """The values sent, cleaned of what nobody can type: every text in one Unicode form, with plain line ends, and
    without control characters (PostgreSQL refuses the zero byte, XML most of the others).

    A repeated field keeps all its values; files are kept as they came.
    """

    def __init__(self, sent: MultiMapping | Mapping[str, Any] | None = None) -> None:
        self._values: dict[str, list[Any]] = {}
        for name in dict.fromkeys(sent or ()):
            values = sent[name] if isinstance(sent, dict) else sent.getall(name)  # type: ignore[union-attr]
            self._values[str(name)] = [
                cleaned(value) if isinstance(value, str) else value
                for value in (values if isinstance(values, list | tuple) else [values])
            ]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[Any]:
        """Every value sent under the name; empty where there is none."""
        return list(self._values.get(name, ()))

    getall = getlist

    def get(self, name: str, default: str = "") -> str:
        """The first text sent under the name."""
        return next((value for value in self._values.get(name, ()) if isinstance(value, str)), default)


def cleaned(text: str) -> str:
    """The text in Unicode's composed form, line ends as newlines, without control characters or half characters."""
    whole = without_escapes(text.encode("utf-8", "replace").decode())
    return unicodedata.normalize("NFC", _UNTYPEABLE.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")))


Asks = tuple[tuple[str, ...], Callable[[], object]]
"""A rule of the action that can be asked of what was typed: of which fields, and what raises its refusal."""


class PageForm(Form):  # type: ignore[misc]  # WTForms carries no types
    """A form on a page. Checks that need two fields go into `check(self)`, which may call `add_error`. `asks` are rules
    of the action: asked with everything else that is wrong, so that nobody is sent back for one thing after another."""

    asks: Sequence[Asks] = ()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Fill the fields; then those that say "same" take the date of the other, and a date goes with "now"."""
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, DatePartsField) and field.same_as in self:
                field.follow(self[field.same_as])
            if isinstance(field, DatePartsField) and field.day_of in self and self[field.day_of].said_now:
                field.take_today()

    def holds(self, *names: str) -> bool:
        """Whether one of these fields holds something, or is wrong: what is folded stands open then."""
        return any(not self[name].is_empty or self[name].errors for name in names)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether nothing is wrong. Every field is looked at, then `check` looks at them together."""
        super().validate(extra_validators)
        self.check()
        for names, rule in self.asks:
            if any(self[name].errors for name in names):
                continue
            refusal = refusal_of(rule)
            if refusal is not None:
                show_refusal(self, refusal)
        return not self.errors

    def check(self) -> None:
        """Look at fields together. Nothing, unless a form says so."""


def bind(
    form_class: type[F],
    sent: FormData | MultiMapping | Mapping[str, Any] | None = None,
    *,
    start: Any = None,
    choices: Mapping[str, Options] | None = None,
    today: date | None = None,
    now: datetime | None = None,
) -> F:
    """The form, filled with what was sent, or (where nothing was) with `start`, a mapping or an object.

    `choices` sets the answers of choice fields that are only known now, by field name. `today` is the day in London,
    for fields and checks that need one (`self.meta.today`); `now` is the instant, for those that take "now", and says
    the day too.
    """
    meta = {"today": london_date(now) if now is not None else today, "now": now}
    data = None if sent is None else sent if isinstance(sent, FormData) else FormData(sent)
    if isinstance(start, Mapping):
        form = form_class(data, data=start, meta=meta)
    else:
        form = form_class(data, obj=start, meta=meta)
    for name, options in (choices or {}).items():
        form[name].choices = list(options)
    return form


_LONGEST = 20_000
"""Letters of one answer that are kept: longer than any field takes."""


def typed_into(form: PageForm, sent: Mapping[str, Iterable[Any]]) -> dict[str, list[str]]:
    """The values typed into the boxes of the form, a date in the numbers that it was understood as."""
    own = tuple(field.name for field in form)  # a date has three boxes, named after it
    typed = {
        name: [one[:_LONGEST] for one in values if isinstance(one, str)]
        for name, values in sent.items()
        if name.startswith(own)
    }
    for field in form:
        if isinstance(field, DatePartsField) and field.data is not None:
            boxes = {f"{field.name}-{part}": getattr(field.typed, part) for part in field.PARTS}
            typed |= {name: [text[:_LONGEST]] for name, text in boxes.items() if text}
    return typed


def add_error(form: PageForm, field: str | None, message: str) -> None:
    """Put a message beside the field, or (without one, or with an unknown one) at the top of the page only."""
    if field is not None and field in form:
        form[field].errors = [*form[field].errors, message]
    else:
        form.form_errors = [*form.form_errors, message]


def said_of(refusal: Refusal) -> tuple[str | None, str]:
    """The refusal of an action, in words for the form, and the field that it names: where the reader can mend it."""
    words = [refusal.headline, refusal.explanation, refusal.remedy] if refusal.field is None else [refusal.headline]
    return refusal.field, ". ".join(part.rstrip(".") for part in words if part)


def say(form: PageForm, said: Iterable[tuple[str | None, str]]) -> None:
    """Put what was said against the answers beside their fields."""
    for field, message in said:
        if field in form:  # before what a secret that was not kept lacks now
            form[field].errors = [message, *form[field].errors]
        else:
            add_error(form, field, message)


def show_refusal(form: PageForm, refusal: Refusal) -> None:
    """Put what an action refused beside the field the refusal names."""
    add_error(form, *said_of(refusal))


def error_list(form: PageForm) -> list[dict[str, str]]:
    """The errors in the order of the form, one a field (a page puts them into its own: `in_page_order`), as
    `{"href": "#id", "text": message}`.

    An error that belongs to no field has an empty href: it is shown as text, not as a link.
    """
    return [*({"href": "", "text": str(text)} for text in form.form_errors), *_field_errors(form)]


def _field_errors(fields: Iterable[Any]) -> Iterator[dict[str, str]]:
    for field in fields:
        if not field.errors:
            continue
        target = "" if isinstance(field, HiddenField) else f"#{getattr(field, 'error_target', field.id)}"
        yield {"href": target, "text": str(field.errors[0])}
