"""Facts of a case that turned out otherwise: when the offence was, and his bail; what was done with it; its tasks."""

from __future__ import annotations

from programme.shared.access import PARTNER
from programme.web.case.routes import FactRoutes


class FactPages(FactRoutes):
    """`/partner/cases/REF/offence`, `/bail`, `/disposal`, `/tasks/KIND/done`."""

    cases = "/partner/cases"
    path = "/partner/cases/{reference:str}"
    opt = {"access": PARTNER}
