"""How the person himself reads who looked at his record."""

from __future__ import annotations

from programme.audit.models import Operation

OPERATION_WORDS = {
    Operation.COLLECTION: "Wrote it down",
    Operation.ALTERATION: "Changed it",
    Operation.CONSULTATION: "Looked at it",
    Operation.DISCLOSURE: "Passed it on",
    Operation.COMBINATION: "Compared it with another record",
    Operation.ERASURE: "Deleted it",
}
