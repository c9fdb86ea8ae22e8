"""All that is wrong with a form is said at once: what an action refuses beside a field is asked with the form."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from programme.shared.refusal import Refusal
from programme.web.kit.fields import ChoiceField, HiddenField, SecretField, TickField, UploadField
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, PageForm, bind
from tests.support.clients import a_wiring, an_app, no_database

T = TypeVar("T")

SAID_ALONE = {
    # Another officer's number is looked up; the other fields are not on the form then.
    "ChangeAccountPage": {"CollarTaken", "OwnRank", "OwnRoles", "RoleNotThere"},
    "ChangeProviderPage": {"ProviderNameTaken"},  # another row's name, looked up under the lock
    "ChangeVersionPage": {"ShareBeyondFee", "VersionTaken"},  # the fee of the day, another version: looked up
    "EndProviderPage": {"DatesAfterEnd", "LastDayIsPast"},  # one field
    "EndVenuePage": {"DatesAfterEnd", "LastDayIsPast"},
    "EndVersionPage": {"AnotherVersionFollows", "LastDayIsPast"},
    # Another row's address or number; a role that the form does not offer.
    "InvitePage": {"AccountExists", "CollarTaken", "RoleNotThere"},
    "NewProviderPage": {"ProviderNameTaken"},
    "PutBackPage": {"NotSetAside"},  # what changed since the page was shown
    "SetBackPinPage": {"NobodyToRing"},  # whether there is a number: the other field cannot be wrong in another way
    "SetAsidePage": {"NeverSetAside", "NotNotMet"},
    "UploadPage": {"EmptyExport"},  # one field
    "ViewsPage": {"TooManyViews"},
}
"""Page by page, what is only said where nothing else is wrong."""
NEEDED = {
    "DecisionReasonNeeded",
    "NoteMissing",
    "NotesDoNotTravel",
    "NothingToHandOver",
    "ReasonMissing",
    "ReopenReasonMissing",
    "SignsNeeded",
    "RoomNotNamed",
    "VenueNotYours",
}
"""Said by the form itself, which needs the field or offers nothing else."""


def below(cls: type[T]) -> Iterator[type[T]]:
    for one in cls.__subclasses__():
        yield one
        yield from below(one)


@cache
def ours(cls: type[T]) -> list[type[T]]:
    an_app(a_wiring(no_database()))
    return sorted((one for one in set(below(cls)) if one.__module__.startswith("programme.")), key=str)


def refused_beside_a_field(page: Any) -> set[str]:
    """The refusals that the action of this page says that it raises, and that name a field of the form."""
    there = vars(sys.modules[page.__module__])
    called = [there.get(name) for name in page.act.__code__.co_names] if "act" in vars(page) else []
    actions = [one for one in called if inspect.isfunction(one) and one.__module__.startswith("programme.actions.")]
    named = {name for one in actions for name in re.findall(r"\b[A-Z]\w+\b", one.__doc__ or "")}
    fields = {field.name for field in page.form()} if hasattr(page, "form") else set()
    return {one.__name__ for one in ours(Refusal) if one.__name__ in named and one.field in fields} - NEEDED


def asks_before(page: Any) -> bool:
    """Whether the page asks rules of its action with the form, or looks for what else is wrong."""
    source = inspect.getsource(page.fill) + inspect.getsource(page.form)
    return bool(re.search(r"\.(asks = |know\()", source)) or page.also_wrong is not FormPage.also_wrong


def test_every_refusal_beside_a_field_is_asked_with_the_form_or_listed() -> None:
    found = {page.__name__: refused_beside_a_field(page) for page in ours(FormPage)}
    alone = {
        page.__name__: found[page.__name__] for page in ours(FormPage) if found[page.__name__] and not asks_before(page)
    }
    assert sum(map(len, found.values())) > 30
    assert alone == SAID_ALONE


class Halting(PageForm):
    """A form that stops at the first thing that is wrong."""

    first = ChoiceField("First", choices=["a"])
    second = ChoiceField("Second", choices=["a"])

    def validate(self, extra_validators: Any = None) -> bool:
        return all(field.validate(self) for field in self)


class Unnamed(PageForm):
    """A form that does not say which of two answers is missing."""

    first = ChoiceField("First", choices=["a"], needed="Choose one")
    second = ChoiceField("Second", choices=["a"], needed="Choose one")


def wrong(field: Any) -> dict[str, list[Any]]:
    """An answer that no field of its kind takes: for a number or a date no such thing, for a text too much."""
    if isinstance(field, TickField | UploadField | HiddenField | SecretField):
        return {}
    parts = [f"{field.name}-{part}" for part in getattr(field, "PARTS", ())] or [field.name]
    return {name: ["!" * 6000] for name in parts}


def hidden_by_others(form: type[PageForm]) -> list[str]:
    """Fields whose error is said where they alone are wrong, and not where all are."""
    every = bind(form, FormData({name: sent for field in form() for name, sent in wrong(field).items()}))
    every.validate()
    missed = []
    for field in form():
        one = bind(form, FormData(wrong(field)))
        one.validate()
        if one[field.name].errors and not every[field.name].errors:
            missed.append(field.name)
    return missed


def test_no_error_waits_until_another_is_mended() -> None:
    forms = {page.form for page in ours(FormPage) if hasattr(page, "form")}
    assert len(forms) > 40
    assert {form.__name__: missed for form in forms if (missed := hidden_by_others(form))} == {}


def said_twice(form: type[PageForm]) -> set[str]:
    """Said by the form of two fields that were left empty: only where both are named in it may it be the same."""
    needed = [field.needed for field in form() if getattr(field, "needed", None)]
    return {said for said in needed if needed.count(said) > 1 and "both" not in said}


def test_what_is_left_empty_is_named_in_its_message() -> None:
    assert {form.__name__: said for form in ours(PageForm) if (said := said_twice(form))} == {}


def test_one_message_for_two_fields_would_be_noticed() -> None:
    assert said_twice(Unnamed) == {"Choose one"}


def test_a_form_that_stops_at_the_first_error_would_be_noticed() -> None:
    assert hidden_by_others(Halting) == ["second"]
