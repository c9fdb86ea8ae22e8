"""A stand-in for Stripe that speaks Stripe's own HTTP: the API, the hosted payment page and signed webhooks.

It is a server of its own, so that the product meets it as it meets the real one: over a socket, through Stripe's SDK.
`/sandbox/stripe` shows what happened and makes trouble on demand: late, doubled, lost and reordered notifications,
failing calls, answers cut off after the work was done, disputes and refunds that bounce.
"""

from programme.sandbox.stripe.server import create_stripe_stand_in

__all__ = ["create_stripe_stand_in"]
