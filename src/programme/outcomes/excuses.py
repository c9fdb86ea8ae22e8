"""Whether a reason for not finishing counts, and whether it was looked at before he was charged. Pure.

He is told that a good reason must be looked at before it is decided: this keeps it.
"""

from __future__ import annotations

from programme.outcomes.excuse_refusals import ChargedWithExcuse, ExcuseMissing, ExcuseNotSaid
from programme.outcomes.models import Disposal, Excuse, ResultReason, Verdict
from programme.outcomes.rules import VERDICT_OF
from programme.policies.models import FailureMeans


def excuse_counts(on_failure: FailureMeans, reason: ResultReason) -> bool:
    """Whether he can be prosecuted only if he had no reasonable excuse (Criminal Justice Act 2003 s.24): he had said
    yes, and did not finish. A lapsed offer was never answered."""
    had_said_yes = reason is not ResultReason.OFFER_LAPSED
    return on_failure is FailureMeans.PROSECUTION and had_said_yes and VERDICT_OF[reason] is Verdict.FAILED


def check_excuse(disposal: Disposal, excuse: Excuse | None, because: str) -> None:
    """Held against what was done, where a reason counts: whoever is charged was asked for one, and had none that was
    reasonable. Raises ExcuseMissing, ExcuseNotSaid and ChargedWithExcuse."""
    if excuse is None:
        if disposal is Disposal.CHARGE_ISSUED or because:
            raise ExcuseMissing()
        return
    if excuse is Excuse.REASONABLE and disposal is Disposal.CHARGE_ISSUED:
        raise ChargedWithExcuse()
    if excuse is not Excuse.NONE_GIVEN and not because:
        raise ExcuseNotSaid()
