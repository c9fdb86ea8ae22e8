"""Facts of a case that turned out otherwise: when the offence was, and his bail; what was done with it; its tasks."""

from __future__ import annotations

from programme.shared.access import CUSTODY
from programme.web.case.routes import FactRoutes


class FactPages(FactRoutes):
    """`/custody/referrals/REF/offence`, `/bail`, `/disposal`, `/tasks/KIND/done`."""

    cases = "/custody/referrals"
    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}
