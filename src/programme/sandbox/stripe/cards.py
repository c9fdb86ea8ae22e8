"""Stripe's well-known test cards, and what is typed on the payment page. A real card number is refused, never kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LONGEST_NAME = 150
_AHEAD_YEARS = 50


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The outcome of paying with a card. `decline_code` says that the bank declines."""

    words: str
    decline_code: str | None = None
    code: str = "card_declined"
    message: str = "Your card was declined."
    challenge: bool = False
    disputed: bool = False
    refund_bounces: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card as typed, with what may be remembered of it."""

    behaviour: Behaviour
    brand: str
    last4: str
    month: int
    year: int
    name: str


def _declines(words: str, decline_code: str, code: str = "card_declined", message: str = "") -> Behaviour:
    return Behaviour(words, decline_code, code, message or "Your card was declined.")


TEST_CARDS: Mapping[str, Behaviour] = {
    "4242424242424242": Behaviour("pays"),
    "4000000000000077": Behaviour("pays"),
    "5555555555554444": Behaviour("pays"),
    "4000000000000002": _declines("is declined", "generic_decline"),
    "4000000000009995": _declines(
        "is declined: not enough money", "insufficient_funds", message="Your card has insufficient funds."
    ),
    "4000000000009987": _declines("is declined: reported lost", "lost_card"),
    "4000000000000069": _declines("is declined: expired", "expired_card", "expired_card", "Your card has expired."),
    "4000000000000127": _declines(
        "is declined: wrong security code",
        "incorrect_cvc",
        "incorrect_cvc",
        "Your card's security code is incorrect.",
    ),
    "4000000000000119": _declines(
        "is declined: processing error",
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "4000002500003155": Behaviour("asks the payer to confirm (3-D Secure), then pays", challenge=True),
    "4000002760003184": Behaviour("asks the payer to confirm (3-D Secure), then pays", challenge=True),
    "4000008400001629": Behaviour(
        "asks the payer to confirm (3-D Secure), then is declined", "generic_decline", challenge=True
    ),
    "4000000000000259": Behaviour("pays; disputed soon after", disputed=True),
    "4000000000005126": Behaviour("pays; a refund bounces soon after", refund_bounces=True),
}
_REAL = _declines("is declined: not a test card", "test_mode_live_card")


def read_card(typed: Mapping[str, str], today: date) -> Card | dict[str, str]:
    """The card that was typed, or what is wrong with each field and what to do about it."""
    number = re.sub(r"[\s-]", "", typed.get("card_number", ""))
    month, year = _expiry(typed.get("expiry", ""))
    name = typed.get("card_name", "").strip()
    wrong = {
        "card_number": _number_fault(number),
        "expiry": _expiry_fault(typed.get("expiry", ""), month, year, today),
        "cvc": _cvc_fault(typed.get("cvc", "").strip()),
        "card_name": _name_fault(name),
    }
    faults = {field: fault for field, fault in wrong.items() if fault}
    if faults:
        return faults
    return Card(TEST_CARDS.get(number, _REAL), _brand(number), number[-4:], month, year, name)


def passes_luhn(number: str) -> bool:
    """Whether the last digit fits the others, as on every card."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (2 * digit for digit in digits[1::2])
    return (sum(digits[::2]) + sum(twice // 10 + twice % 10 for twice in doubled)) % 10 == 0


def _number_fault(number: str) -> str | None:
    if not number:
        return "Enter your card number: the long number on the front of the card"
    if not re.fullmatch(r"[0-9]{12,19}", number):
        return "Enter a card number of 12 to 19 digits, with or without spaces"
    if not passes_luhn(number):
        return "Check the card number: a digit is wrong or missing"
    return None


def _expiry(typed: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*([0-9]{1,2})\s*[/ .-]?\s*(?:20)?([0-9]{2})\s*", typed)
    return (int(found[1]), 2000 + int(found[2])) if found else (0, 0)


def _expiry_fault(typed: str, month: int, year: int, today: date) -> str | None:
    if not typed.strip():
        return "Enter the expiry date: month and year, for example 08/29"
    if not 1 <= month <= 12 or year > today.year + _AHEAD_YEARS:
        return "Enter the expiry date as it is on the card: two digits for the month, two for the year"
    if (year, month) < (today.year, today.month):
        return "This card has expired: check the date, or use another card"
    return None


def _cvc_fault(cvc: str) -> str | None:
    if not cvc:
        return "Enter the security code: the last 3 digits on the back of the card"
    if not re.fullmatch(r"[0-9]{3,4}", cvc):
        return "Enter a security code of 3 digits, or 4 for American Express"
    return None


def _name_fault(name: str) -> str | None:
    if not name:
        return "Enter the name on the card"
    if len(name) > LONGEST_NAME:
        return f"Enter the name on the card in {LONGEST_NAME} characters or fewer"
    return None


def _brand(number: str) -> str:
    return {"4": "visa", "5": "mastercard", "3": "amex"}.get(number[0], "unknown")
