"""A version of a route as rules ask about it."""

from __future__ import annotations

from datetime import date

from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.policies.rules import Route

JANUARY, JUNE = date(2027, 1, 1), date(2027, 6, 30)

ROUTE = Route(
    key="conditional_caution:1",
    code="conditional_caution",
    name="Conditional caution",
    from_on=JANUARY,
    until_on=JUNE,
    is_on=True,
    admission=AdmissionNeed.ADMITS,
    authoriser_rank="sergeant",
    paper=Paper.CAUTION,
    weeks=16,
    exceptional_weeks=20,
    on_failure=FailureMeans.PROSECUTION,
    success_outcome=3,
    success_finalisation="",
    source="",
)
