"""The columns of a man who arrives: new, or what an arrival adds to what is known of him."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from programme.intake.arrivals import Arrival
from programme.people.models import Category, Person, SafeContact
from programme.people.names import family_key
from programme.storage.many_rows import Row

_MOST_CAREFUL_FIRST = (
    SafeContact.NONE, SafeContact.MOBILE_ONLY, SafeContact.EMAIL_ONLY, SafeContact.NO_POST, SafeContact.ANY,
)  # fmt: skip
_ADDRESS_OF = {SafeContact.MOBILE_ONLY: "mobile", SafeContact.EMAIL_ONLY: "email"}
_FILLED_IF_EMPTY = (
    "forenames", "sex", "address", "postcode", "mobile", "email", "safe_hours", "interpreter", "adjustments",
)  # fmt: skip


def new_person(arrival: Arrival, now: datetime) -> Row:
    """Somebody who was not here before. He is a suspect, and nothing makes him more than that."""
    return {
        "category": Category.SUSPECT,
        "surname": arrival.surname,
        "forenames": arrival.forenames,
        "surname_key": family_key(arrival.surname, arrival.forenames),
        "born_on": arrival.born_on,
        "sex": arrival.sex,
        "address": arrival.address,
        "postcode": arrival.postcode,
        "mobile": arrival.mobile,
        "email": arrival.email,
        "safe_contact": arrival.safe_contact,
        "safe_hours": arrival.safe_hours,
        "interpreter": arrival.interpreter,
        "adjustments": arrival.adjustments,
        "created_at": now,
    }


def filling(person: Person, other: Person) -> Row:
    """The facts of `other`, who is the same man, that fill gaps of `person`, as an arrival does; his name stays."""
    filled = _fills(partial(getattr, person), partial(getattr, other))
    return {name: value for name, value in filled.items() if name not in ("surname", "forenames") and value}


def what_was_missing(of: Callable[[str], Any], arrival: Arrival) -> Row:
    """The facts that fill a gap; `of` says what a column of the person holds. A fact that is there stays: a message
    goes where the man said it may, and changing that is a step of its own. Of two answers about safe contact the more
    careful one holds, with the one address that it lets through."""
    filled = _fills(of, partial(getattr, arrival))
    if "surname" in filled or "forenames" in filled:
        named = {"surname": of("surname"), "forenames": of("forenames")} | filled
        filled["surname_key"] = family_key(named["surname"], named["forenames"])
    return filled


def _fills(of: Callable[[str], Any], given: Callable[[str], Any]) -> Row:
    filled = {name: given(name) for name in _FILLED_IF_EMPTY if not of(name)}
    if not of("surname") and given("surname"):
        filled["surname"] = given("surname")
    answers = {of("safe_contact"), given("safe_contact")}
    careful = next((answer for answer in _MOST_CAREFUL_FIRST if answer in answers), of("safe_contact"))
    nothing_in_both = {SafeContact.MOBILE_ONLY, SafeContact.EMAIL_ONLY} <= answers
    only = _ADDRESS_OF.get(careful)
    if only and of("safe_contact") is not careful and given(only):
        filled[only] = given(only)  # whoever said "only this one" meant this one, and no other that we had
    return {**filled, "safe_contact": SafeContact.NONE if nothing_in_both else careful}
