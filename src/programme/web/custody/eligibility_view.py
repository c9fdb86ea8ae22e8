"""What the case page says of eligibility, and of the cases that belong with this one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from programme.eligibility.assessment import CRITERION_NAMES
from programme.eligibility.rules import NO_OPEN_CASE, TIME_LEFT, Status
from programme.insight.case_file import CaseFile
from programme.insight.case_parts import TiedCase
from programme.referrals.states import ReferralState
from programme.shared.dates import spoken_day, spoken_instant
from programme.web.custody.words import CASE_STATE_WORDS

_CRITERIA = {
    "met": ("Met", "green"),
    "not_met": ("Not met", "red"),
    "unknown": ("Not known", "yellow"),
    "set_aside": ("Set aside", "purple"),
}


def criteria(case: CaseFile) -> list[dict[str, Any]]:
    """Each criterion with its answer, the reason for it, and who gave it and when, where somebody did."""
    found = []
    for criterion in sorted(case.referral.eligibility, key=_what_blocks_first):
        words, tone = _CRITERIA.get(str(criterion.get("status")), ("Not known", "yellow"))
        code = str(criterion.get("code", ""))
        name = CRITERION_NAMES.get(code, code.replace("_", " ").capitalize())
        reason = str(criterion.get("reason", ""))
        who, is_lifted = _who(criterion), criterion.get("status") == Status.SET_ASIDE
        if code == TIME_LEFT and criterion.get("status") == Status.MET:
            who = [*who, *_what_holds_now(reason, case.referral.complete_by_on)]
        found.append(
            {"name": name, "status": words, "tone": tone, "reason": reason, "who": who, "is_lifted": is_lifted}
        )
    return found


def _what_blocks_first(criterion: dict[str, Any]) -> int:
    """Not met, then not known, then the rest."""
    return {"not_met": 0, "met": 3, "set_aside": 2}.get(str(criterion.get("status")), 1)


def _what_holds_now(reason: str, complete_by_on: date) -> list[str]:
    """The answer is of the day it was given; a caution or a corrected date may have moved the day since."""
    now = spoken_day(complete_by_on)
    return [] if now in reason else [f"That was when it was decided. The last safe course day is now {now}."]


def _who(criterion: dict[str, Any]) -> list[str]:
    """Who answered a criterion or set it aside, when, and in the second case why."""
    lines = []
    if criterion.get("settled_by"):
        lines.append(f"{criterion['settled_by']}, {_spoken(criterion['settled_at'])}")
    if criterion.get("status") == "set_aside":
        lines.append(f"Set aside: {criterion['set_aside_reason']}")
        by = f"{criterion['set_aside_rank']} {criterion['set_aside_by']}"
        lines.append(f"{by}, {_spoken(criterion['set_aside_at'])}")
    return lines


def _spoken(instant: str) -> str:
    return spoken_instant(datetime.fromisoformat(instant))


def belonging(case: CaseFile) -> list[dict[str, Any]]:
    """The cases of the same man that belong with this one, and how."""
    found: list[tuple[str, TiedCase]] = []
    if case.lead is not None:
        refused = {"code": NO_OPEN_CASE, "status": "not_met"}
        is_refused = any(refused.items() <= row.items() for row in case.referral.eligibility)
        words = "Refused while this case is open" if is_refused else "Goes with this case: one place and one fee"
        found.append((words, case.lead))
    for one in case.tied:
        goes_with = one.state is ReferralState.TIED
        found.append(("Goes with this one" if goes_with else "Came while this one was open", one))
    return [{"how": how, "case": one, "state": CASE_STATE_WORDS[one.state]} for how, one in found]
