"""Every way to say no about money."""

from programme.shared.refusal import Refusal


class NothingToPay(Refusal):
    code = "nothing_to_pay"
    headline = "There is nothing to pay"
    explanation = "The fee is settled, or your place was released because it was not paid for in time."
    remedy = "Go back to your booking to see what is next."


class HoldEnded(Refusal):
    code = "hold_ended"
    headline = "Your place was released"
    explanation = "It was kept for a limited time, and that time is over."
    remedy = "Choose a date again. If it is full, other dates are shown."


class TooManyPaymentPages(Refusal):
    code = "too_many_payment_pages"
    headline = "Payment was started too often"
    explanation = "For your safety a payment can be started only a few times a day."
    remedy = "Wait until tomorrow, or ring the number on your sheet."
    status = 429


class PaymentsAway(Refusal):
    code = "payments_away"
    headline = "The payment service does not answer"
    explanation = "Nothing was taken from your card. Your place is still kept for you."
    remedy = "Try again in a few minutes."
    status = 503
