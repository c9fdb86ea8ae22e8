"""How pages say what a disposal route asks for and what follows from not completing."""

from __future__ import annotations

from programme.policies.models import AdmissionNeed, FailureMeans, Paper

ROUTE_NAMES = {
    "conditional_caution": "Conditional caution",
    "deferred_prosecution": "Deferred prosecution",
    "community_resolution": "Community resolution",
    "diversionary_caution": "Diversionary caution",
    "community_caution": "Community caution",
}
"""Every route by its code: a force adds versions of these, and no others."""

FAILURE_WORDS = {
    FailureMeans.PROSECUTION: "He can be prosecuted",
    FailureMeans.DECISION_REVIVES: "The decision whether to prosecute is open again",
    FailureMeans.NO_PROSECUTION: "No ground to prosecute by itself",
    FailureMeans.PENALTY_ONLY: "A financial penalty only",
}

PAPER_WORDS = {
    Paper.CAUTION: "A signed caution with its four contents",
    Paper.AGREEMENT: "An agreement",
    Paper.RECORD: "A record of what was agreed",
}

ADMISSION_NEED_WORDS = {
    AdmissionNeed.ADMITS: "He admits the offence",
    AdmissionNeed.ACCEPTS_RESPONSIBILITY: "He accepts responsibility",
    AdmissionNeed.NOT_NEEDED: "Not needed",
}

FAILURE_SENTENCES: dict[FailureMeans, str] = {
    FailureMeans.PROSECUTION: "Without a reasonable excuse he can be prosecuted for the offence (Criminal Justice Act "
    "2003 s.24).",
    FailureMeans.DECISION_REVIVES: "Nothing was finalised, so the decision whether to prosecute is open again.",
    FailureMeans.NO_PROSECUTION: "Not doing what was agreed is no ground to prosecute by itself. Whether it can be "
    "reopened is for the force's lawyer.",
    FailureMeans.PENALTY_ONLY: "A breach can only be met with a financial penalty: he cannot be prosecuted for the "
    "offence.",
}
"""The meaning, on each kind of route, of his not completing."""
