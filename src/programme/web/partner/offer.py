"""The offer of a case that this force sent: made, explained again, answered, and its papers."""

from __future__ import annotations

from programme.shared.access import PARTNER
from programme.web.case.routes import OfferRoutes


class OfferPages(OfferRoutes):
    """`/partner/cases/REF/offer`, `/explain`, `/answer`, `/reopen`, `/caution` and the slip."""

    cases = "/partner/cases"
    path = "/partner/cases/{reference:str}"
    opt = {"access": PARTNER}
