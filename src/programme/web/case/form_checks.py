"""Checks of what stands in several boxes of a referral, or beside today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from programme.intake.facts import wrong_with_arrest, wrong_with_bail, wrong_with_birth, wrong_with_offence
from programme.people.models import SafeContact
from programme.shared.dates import london_instant
from programme.web.kit.forms import PageForm, add_error

_ONLY = {
    SafeContact.MOBILE_ONLY.value: ("mobile", "mobile number"),
    SafeContact.EMAIL_ONLY.value: ("email", "email address"),
}
_WRONG_WITH: Mapping[str, Callable[[date, date], str]] = {
    "born_on": wrong_with_birth,
    "offence_on": wrong_with_offence,
    "arrested_on": wrong_with_arrest,
    "bail_return_on": wrong_with_bail,
}


def check_days(form: PageForm, *names: str) -> None:
    """Look at dates beside today, on every form that has these boxes."""
    today = form.meta.today
    for name in names if today is not None else ():
        field = form[name]
        if field.data is not None and not field.errors and (wrong := _WRONG_WITH[name](field.data, today)):
            add_error(form, name, f"{field.label.text} {wrong}")


def check_arrest(form: PageForm) -> None:
    """An arrest needs both its parts, on every form that has these boxes."""
    on, at = form["arrested_on"], form["arrested_time"]
    if on.data and at.data is None and not at.errors:
        add_error(form, "arrested_time", "Enter the time of the arrest")
    if at.data is not None and not on.data and not on.errors:
        add_error(form, "arrested_on", "Enter the date of the arrest")


def check_safe_address(form: PageForm, left_out: Collection[str]) -> None:
    """The one address that is said to be safe must be there, unless it stays behind."""
    only = _ONLY.get(form["safe_contact"].data or "")
    if only is None or only[0] in left_out:
        return
    name, words = only
    if not form[name].data and not form[name].errors:
        add_error(form, name, f"Enter the {words} that is safe to use, or choose another way to contact him")


def check_order(form: PageForm, now: datetime | None) -> None:
    """Nobody is born after the offence, or arrested before it; and an hour that has not come yet is one of the
    night before."""
    arrest, offence = (form["arrested_on"], form["arrested_time"]), (form["offence_on"], form["offence_time"])

    for what, (day, at) in (("arrest", arrest), ("the offence", offence)):
        if now and day.data and not day.errors and at.data and london_instant(day.data, at.data) > now:
            add_error(form, at.name, f"Time of {what} has not come yet: check it, or the date")
    arrested_at, offence_at = (
        london_instant(day.data, at.data) if day.data and at.data else None for day, at in (arrest, offence)
    )
    in_doubt = any(one.errors for one in (*arrest, *offence))
    if arrested_at and offence_at and arrested_at < offence_at and not in_doubt:
        add_error(form, arrest[1].name, "Time of arrest is before the offence: check both dates and times")
        add_error(form, offence[1].name, "Time of the offence is after the arrest: check both dates and times")
    born_on, on = form["born_on"].data, form["offence_on"].data
    if born_on and on and born_on > on and not form["born_on"].errors and not form["offence_on"].errors:
        add_error(form, "born_on", "Date of birth must be before the offence")
