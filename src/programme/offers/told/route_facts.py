"""The rules of each route that its words say. A version of a route that has them otherwise cannot be explained in those
words."""

from __future__ import annotations

from dataclasses import dataclass

from programme.policies.models import AdmissionNeed, FailureMeans, Paper


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """The rules of a route that its words rest on."""

    admission: AdmissionNeed
    paper: Paper
    on_failure: FailureMeans


ROUTE_FACTS = {
    "conditional_caution": RouteFacts(AdmissionNeed.ADMITS, Paper.CAUTION, FailureMeans.PROSECUTION),
    "deferred_prosecution": RouteFacts(AdmissionNeed.NOT_NEEDED, Paper.AGREEMENT, FailureMeans.DECISION_REVIVES),
    "community_resolution": RouteFacts(AdmissionNeed.ACCEPTS_RESPONSIBILITY, Paper.RECORD, FailureMeans.NO_PROSECUTION),
}
"""Every route that there are words for, by its code."""
