"""What a case's pages say of corrections of its offence, at both doors of its force."""

from __future__ import annotations

from collections.abc import Sequence

from programme.insight.case_parts import CaseCorrection
from programme.shared.dates import spoken_instant


def corrected(corrections: Sequence[CaseCorrection]) -> list[str]:
    """What was corrected of the time of the offence, newest first: by whom, when and why."""
    return [
        f"Corrected from {spoken_instant(one.was_at)} by {one.corrected_by}, {spoken_instant(one.corrected_at)}: "
        f"{one.reason}"
        for one in reversed(corrections)
    ]


def to_look_at(corrections: Sequence[CaseCorrection]) -> list[str]:
    """What somebody has to look at because the offence was corrected last."""
    return corrections[-1].to_look_at if corrections else []
