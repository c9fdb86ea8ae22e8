"""The routes as this release brings them, for whoever asks without a database. A test holds them against the seeded
rows; what a force has added since is in its own database only."""

from __future__ import annotations

from datetime import date

from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.policies.rules import Route

_CAUTION = "Criminal Justice Act 2003 ss.22-27; DPP guidance on adult conditional cautions: 16 weeks, exceptionally 20"
_NOT_COMMENCED = "Police, Crime, Sentencing and Courts Act 2022 Part 6: shown as not commenced when this was written"

SHIPPED_ROUTES: tuple[Route, ...] = (
    Route(
        key="conditional_caution",
        code="conditional_caution",
        name="Conditional caution",
        from_on=date(2004, 7, 3),
        until_on=None,
        is_on=True,
        admission=AdmissionNeed.ADMITS,
        authoriser_rank="sergeant",
        paper=Paper.CAUTION,
        weeks=16,
        exceptional_weeks=20,
        on_failure=FailureMeans.PROSECUTION,
        success_outcome=3,
        success_finalisation="Adult conditional caution, conditions met",
        source=_CAUTION,
    ),
    Route(
        key="deferred_prosecution",
        code="deferred_prosecution",
        name="Deferred prosecution",
        from_on=date(2019, 4, 1),
        until_on=None,
        is_on=True,
        admission=AdmissionNeed.NOT_NEEDED,
        authoriser_rank="sergeant",
        paper=Paper.AGREEMENT,
        weeks=None,
        exceptional_weeks=None,
        on_failure=FailureMeans.DECISION_REVIVES,
        success_outcome=22,
        success_finalisation="Educational activity undertaken, not in the public interest to go on",
        source="Home Office outcome 22, in use since 1 April 2019: activity undertaken, no admission needed",
    ),
    Route(
        key="community_resolution",
        code="community_resolution",
        name="Community resolution",
        from_on=date(2013, 4, 1),
        until_on=None,
        is_on=True,
        admission=AdmissionNeed.ACCEPTS_RESPONSIBILITY,
        authoriser_rank="constable",
        paper=Paper.RECORD,
        weeks=None,
        exceptional_weeks=None,
        on_failure=FailureMeans.NO_PROSECUTION,
        success_outcome=8,
        success_finalisation="Community resolution, agreed action carried out",
        source="Home Office outcome 8; whether one can be reopened is for the force's lawyer",
    ),
    Route(
        key="diversionary_caution",
        code="diversionary_caution",
        name="Diversionary caution",
        from_on=date(2022, 4, 28),
        until_on=None,
        is_on=False,
        admission=AdmissionNeed.ADMITS,
        authoriser_rank="sergeant",
        paper=Paper.CAUTION,
        weeks=16,
        exceptional_weeks=20,
        on_failure=FailureMeans.PROSECUTION,
        success_outcome=None,
        success_finalisation="",
        source=f"{_NOT_COMMENCED} (s.99)",
    ),
    Route(
        key="community_caution",
        code="community_caution",
        name="Community caution",
        from_on=date(2022, 4, 28),
        until_on=None,
        is_on=False,
        admission=AdmissionNeed.ADMITS,
        authoriser_rank="sergeant",
        paper=Paper.CAUTION,
        weeks=16,
        exceptional_weeks=20,
        on_failure=FailureMeans.PENALTY_ONLY,
        success_outcome=None,
        success_finalisation="",
        source=f"{_NOT_COMMENCED}: breach can only be met with a financial penalty",
    ),
)
