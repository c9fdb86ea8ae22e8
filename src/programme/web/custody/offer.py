"""The offer of a case: made, explained again, answered, and its papers."""

from __future__ import annotations

from programme.shared.access import CUSTODY
from programme.web.case.routes import OfferRoutes


class OfferPages(OfferRoutes):
    """`/custody/referrals/REF/offer`, `/explain`, `/answer`, `/reopen`, `/caution` and the slip."""

    cases = "/custody/referrals"
    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}
