"""The six operations in words."""

from __future__ import annotations

from programme.audit.models import Operation

OPERATION_WORDS = {
    Operation.COLLECTION: "Collection",
    Operation.ALTERATION: "Alteration",
    Operation.CONSULTATION: "Consultation",
    Operation.DISCLOSURE: "Disclosure",
    Operation.COMBINATION: "Combination",
    Operation.ERASURE: "Erasure",
}
"""As Data Protection Act 2018 s.62 names them: whoever asks for the log asks in these words."""
