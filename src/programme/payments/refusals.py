"""Every way to say no about money."""

from programme.shared.money import spoken_pounds
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


class PaidOutsideWaits(Refusal):
    """A payment of the same fee is on record, and waits for the second person."""

    code = "paid_outside_waits"
    headline = "A payment outside is on record already"
    explanation = "It waits for a second person who looks whether the money has come."
    remedy = "Ask whoever looks after the money to look. The page of the case says who recorded it."


class OtherAmount(Refusal):
    code = "other_amount"
    field = "amount"

    def __init__(self, fee_pence: int) -> None:
        super().__init__(
            headline=f"The amount must be the fee of {spoken_pounds(fee_pence)}",
            explanation="A part of it, or more, cannot be taken for the place.",
            remedy="Ask the coordinator what to do with what he paid.",
        )


class PaidWhen(Refusal):
    code = "paid_when"
    field = "paid_on"
    headline = "The day must be today or one of the last 90 days"
    explanation = "What was paid at another time is not for the place that is held now."
    remedy = "Look at the receipt again."


class NoPaymentToConfirm(Refusal):
    code = "no_payment_to_confirm"
    headline = "No payment waits to be confirmed"
    explanation = "Somebody has looked whether it came, or none was recorded."
    remedy = "Go back to the case: it says what became of it."


class SecondPersonConfirms(Refusal):
    """Whoever recorded a payment does not confirm it."""

    code = "second_person_confirms"
    status = 403
    headline = "Somebody else has to confirm this payment"
    explanation = "You recorded it. It counts once a second person has seen that the money has come."
    remedy = "Ask a colleague, or the coordinator, to look from their own account."


class PayLinkOver(Refusal):
    """Wrong, used, run out, replaced by a newer one, or of a place that is not held any more: the same answer."""

    code = "pay_link_over"
    headline = "This link cannot be used any more"
    explanation = (
        "It was used, a newer one was sent, or its time is over. If you have paid, there is nothing more to do. "
        "If not, nothing was taken."
    )
    remedy = "Call the number in your message, and ask for another link."
    status = 404


class NoSafeAddress(Refusal):
    """A link goes to an address of his own that is safe, or nowhere."""

    code = "no_safe_address"
    headline = "There is nowhere to send a link"
    explanation = "He has given no mobile number or email address that is safe for him."
    remedy = "Ask him whether one is safe, and change how he is reached. Or he pays in another way."


class PressedTwice(Refusal):
    """Two requests of one case at the same moment: the database let one of them win."""

    code = "pressed_twice"
    headline = "We got your request twice and did it once"
    explanation = "Nothing more is needed."
    remedy = "Your first page shows how things are now."


refuses("uq_fees_one_live", "fees.referral_id", PressedTwice)
refuses("uq_checkouts_one_open", "checkouts.fee_id", PressedTwice)
refuses("uq_paid_outside_one", "paid_outside.fee_id", PaidOutsideWaits)
