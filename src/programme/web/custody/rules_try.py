"""Trying the rules out at custody's desk."""

from __future__ import annotations

from programme.shared.access import CUSTODY
from programme.web.case.rules_tryout import TryPage


class CustodyTryPage(TryPage):
    """`/custody/rules/try`."""

    path = "/custody/rules/try"
    opt = {"access": CUSTODY}
