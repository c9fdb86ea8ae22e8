"""Facts of a case that turned out otherwise: when the offence was, and his bail; and the tasks of the case."""

from __future__ import annotations

from programme.shared.access import PARTNER
from programme.web.case_routes import FactRoutes


class FactPages(FactRoutes):
    """`/partner/cases/REF/offence`, `/bail`, `/tasks/KIND/done`."""

    cases = "/partner/cases"
    path = "/partner/cases/{reference:str}"
    opt = {"access": PARTNER}
