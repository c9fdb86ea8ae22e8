"""Refusals about the PIN of his own."""

from __future__ import annotations

from programme.shared.refusal import Refusal


class PinRefused(Refusal):
    """It could be guessed by whoever knows him."""

    code = "pin_refused"
    headline = "Choose 6 numbers that nobody would guess: not one number over and over, a row, or your date of birth"
    field = "pin"
    status = 422


class PinNotRight(Refusal):
    """Somebody else may sit at his open sign-in."""

    code = "pin_not_right"
    headline = "That is not the PIN you have now"
    field = "now"
    status = 422


class NoPinChosen(Refusal):
    """There is nothing to set back."""

    code = "no_pin_chosen"
    headline = "The person has no PIN"
    explanation = "A PIN is set back where the person has chosen one and cannot sign in with it."
    remedy = "If the sheet is lost or its code does not work, print a new slip."


class NobodyToRing(Refusal):
    """He was rung at a number that is not on the record."""

    code = "nobody_to_ring"
    headline = "There is no mobile number on the record: the person has to come in person"
    field = "asked"
    status = 422
