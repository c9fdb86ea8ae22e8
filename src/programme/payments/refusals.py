"""Every way to say no about money."""

from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class NothingToPay(Refusal):
    code = "nothing_to_pay"
    headline = "There is nothing to pay"
    explanation = "The fee is paid, or your place was released because it was not paid for in time."
    remedy = "Go back to your booking to see what is next."


class HoldEnded(Refusal):
    code = "hold_ended"
    headline = "Your place was released"
    explanation = "It was kept for a limited time, and that time is over."
    remedy = "Choose a date again. If it is full, other dates are shown."


class TooManyPaymentPages(Refusal):
    code = "too_many_payment_pages"
    headline = "The payment page was opened several times today"
    explanation = "To be safe it rests until tomorrow."
    remedy = "Call the help line as soon as you can, and say that you want to keep your place."
    status = 429


class PaymentsAway(Refusal):
    code = "payments_away"
    headline = "The payment service does not answer"
    explanation = "Nothing was taken from your card. Your place is still kept for you."
    remedy = "Try again in a few minutes."
    status = 503


class PressedTwice(Refusal):
    """Two requests of one case at the same moment: the database let one of them win."""

    code = "pressed_twice"
    headline = "We got your request twice and did it once"
    explanation = "Nothing more is needed."
    remedy = "Your first page shows how things are now."


refuses("uq_fees_one_live", "fees.referral_id", PressedTwice)
refuses("uq_checkouts_one_open", "checkouts.fee_id", PressedTwice)
