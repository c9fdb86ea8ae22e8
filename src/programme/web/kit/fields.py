"""The kinds of form field that pages are made of, on WTForms.

All of them keep exactly what was typed, so that a form with a mistake comes back as it was sent; say what is
wrong in words that name the field; and never trust a value to be of the kind a browser would have sent.
Every one takes the same first words:

    TextField("Surname", hint="As on the custody record", needed="Enter the surname")

`needed` is the message where the field was left empty; without it the field may be empty, and no other check
runs on an empty one. `when` narrows that to a condition: `when=lambda form: form.kind.data == "other"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from programme.shared.plain_text import plain_line

Check = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. `value` travels in the form, `label` is read by people."""

    value: str
    label: str
    hint: str = ""


Options = Iterable[Option | tuple[str, str] | tuple[str, str, str] | str]


class PageField(Field):  # type: ignore[misc]  # WTForms carries no types
    """The part that all our fields share. `typed` is what a page shows again, `hint` what stands under the label."""

    data: Any = None
    typed: Any = ""

    def __init__(
        self,
        label: str,
        validators: Sequence[Check] = (),
        *,
        hint: str = "",
        needed: str | None = None,
        when: Callable[[Any], bool] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, description=hint, **kwargs)
        self.needed = needed
        self.when = when

    @property
    def hint(self) -> str:
        """The hint under the label, or an empty string."""
        return str(self.description)

    @property
    def error(self) -> str:
        """The one message that stands beside the field: the first."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def error_target(self) -> str:
        """The id of the control that a link in the error summary moves to."""
        return str(self.id)

    @property
    def never_shown(self) -> tuple[str, ...]:
        """The boxes whose content no page shows again."""
        return ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return self.data is None or self.data == "" or self.data == []

    def pre_validate(self, form: Any) -> None:
        """Stop at the first thing wrong with the text itself, at an empty field, and at a needed one."""
        if self.process_errors:
            raise StopValidation()
        if self.is_empty:
            wanted = self.needed is not None and (self.when is None or self.when(form))
            raise StopValidation(self.needed if wanted else "")


class TextField(PageField):
    """One line of visible characters, trimmed. `data` is always a str, never longer than `longest`."""

    def __init__(self, label: str, validators: Sequence[Check] = (), *, longest: int = 200, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.longest = longest

    def process_data(self, value: Any) -> None:
        """Take a starting value: None is empty."""
        self.data = "" if value is None else str(value)
        self.typed = self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent. Raises ValueError where it is longer than the field allows."""
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = self._cleaned(self.typed)
        if len(self.data) > self.longest:
            asked = self.label.text
            answer = f"The answer to “{asked}”" if asked.endswith("?") else asked
            raise ValueError(f"{answer} must be {self.longest:,} characters or fewer")

    def _cleaned(self, text: str) -> str:
        return plain_line(text)


class LongTextField(TextField):
    """Several lines of text. Line ends are kept, spaces at both ends are not."""

    def __init__(self, label: str, validators: Sequence[Check] = (), *, longest: int = 2000, **kwargs: Any) -> None:
        super().__init__(label, validators, longest=longest, **kwargs)

    def _cleaned(self, text: str) -> str:
        return text.strip()


class HiddenField(TextField):
    """A value that travels with the form unseen. Its error stands in the summary only."""


class SecretField(TextField):
    """A password or code: spaces inside are kept, and what was typed is never shown again. A code that was typed well
    is kept with a form that comes back for another reason; a password never."""

    def __init__(self, label: str, validators: Sequence[Check] = (), *, is_password: bool = False, **kwargs: Any):
        super().__init__(label, validators, **kwargs)
        self.is_password = is_password

    @property
    def never_shown(self) -> tuple[str, ...]:
        return (str(self.name),)

    @property
    def is_kept(self) -> bool:
        """Whether it need not be typed again: the page says so, because the box is empty."""
        return bool(self.data) and not self.errors and not self.is_password

    @property
    def must_be_typed_again(self) -> bool:
        """Whether it was typed well, and its box is empty, and wrong, when the form comes back for another reason."""
        return bool(self.data) and not self.errors and self.is_password and self.needed is not None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent, and forget it for the page."""
        super().process_formdata(valuelist)
        self.typed = ""

    def _cleaned(self, text: str) -> str:
        return text


class ChoiceField(PageField):
    """One of several answers, as radios or a select. `data` is the value, or None.

    `choices` are Options, (value, label) pairs, or a StrEnum with a `label` on its members; they can also be
    set on the bound field before it is validated.
    """

    def __init__(
        self,
        label: str,
        validators: Sequence[Check] = (),
        *,
        choices: Options | type[StrEnum] = (),
        unknown: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = choices
        self.unknown = unknown

    @property
    def options(self) -> list[Option]:
        """The answers there are."""
        return [_option(choice) for choice in self.choices]

    def process_data(self, value: Any) -> None:
        """Take a starting answer."""
        self.data = None if value is None else str(value)
        self.typed = self.data or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the answer that was sent."""
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], str) and valuelist[0] else None
        self.typed = self.data or ""

    def is_chosen(self, value: str) -> bool:
        """Whether this answer was chosen."""
        return bool(self.data == value)

    def pre_validate(self, form: Any) -> None:
        """Refuse an answer that is not among the options, and forget it: whoever looks further at the form need not ask
        again whether it is one of them."""
        super().pre_validate(form)
        known = {option.value for option in self.options}
        sent = self.data if isinstance(self.data, list) else [self.data]
        if not known.issuperset(sent):
            self.data = [one for one in sent if one in known] if isinstance(self.data, list) else None
            raise StopValidation(self.unknown or self.needed or f"Choose {self.label.text.lower()} from the list")


class ChoicesField(ChoiceField):
    """Any number of several answers, as checkboxes. `data` is a list of values."""

    def process_data(self, value: Any) -> None:
        """Take the starting answers."""
        self.data = [str(one) for one in value or ()]
        self.typed = self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the answers that were sent, each once."""
        self.data = list(dict.fromkeys(one for one in valuelist if isinstance(one, str) and one))
        self.typed = self.data

    def is_chosen(self, value: str) -> bool:
        """Whether this answer is among those chosen."""
        return value in self.data


class TickField(PageField):
    """A single box to tick. `data` is a bool; where it is needed it has to be ticked."""

    def process_data(self, value: Any) -> None:
        """Take a starting state."""
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A box that is not ticked sends nothing."""
        self.data = bool(valuelist) and valuelist[0] not in ("", "false")

    @property
    def is_empty(self) -> bool:
        """Whether it was left unticked."""
        return not self.data


class UploadField(PageField):
    """A file. `data` is the uploaded file (`filename`, `content_type`, `file`), or None. It has to be chosen again
    where the form comes back: no browser lets a page fill it in."""

    def process_data(self, value: Any) -> None:
        """A file has no starting value."""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first file with a name: an empty box sends one without."""
        self.data = next((sent for sent in valuelist if getattr(sent, "filename", "")), None)


def _option(choice: Option | tuple[str, ...] | str) -> Option:
    if isinstance(choice, Option):
        return choice
    if isinstance(choice, StrEnum):
        return Option(choice.value, str(getattr(choice, "label", choice.value.replace("_", " ").capitalize())))
    return Option(choice, choice) if isinstance(choice, str) else Option(*choice)
