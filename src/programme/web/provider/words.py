"""Words that differ for a course provider: who ran the day reads about the day, not about the case."""

from __future__ import annotations

from programme.outcomes.models import Verdict

RESULT_WORDS = {
    Verdict.COMPLETED: ("Completed", "green"),
    Verdict.FAILED: ("Not completed", "red"),
    Verdict.HIS_ANSWER: ("Not counted", "blue"),
    Verdict.NO_FAULT: ("Not counted", "blue"),
}

RESULT_HINTS = {
    Verdict.COMPLETED: "",
    Verdict.FAILED: "counts as not completed",
    Verdict.HIS_ANSWER: "not counted",
    Verdict.NO_FAULT: "not counted, and the fee goes back",
}
