"""A question to the payment gateway that changes nothing there: whether it knows our key."""

from __future__ import annotations

from datetime import datetime, timedelta

from programme.payments.gateway import GatewayRefused, GatewayUnavailable, PaymentGateway, RefusalCode

_A_MOMENT = timedelta(seconds=1)


def try_payments(payments: PaymentGateway, *, now: datetime) -> str:
    """Ask which payment pages were opened in the last second; what went wrong, or nothing. Blocks for some seconds."""
    try:
        next(iter(payments.checkouts_opened(now - _A_MOMENT, now)), None)
    except GatewayRefused as refused:
        known = refused.code is RefusalCode.CREDENTIALS
        return f"it refused the key ({refused.message})" if known else f"it refused the question ({refused.message})"
    except GatewayUnavailable as away:
        return f"it did not answer ({away})"
    return ""
