"""Eligibility on the case page, and the cases that belong with this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from programme.eligibility.rules import ADMISSION_MADE, NO_OPEN_CASE, ONE_PERSON, TIME_LEFT
from programme.eligibility.words import criterion_name
from programme.insight.case_file import CaseFile
from programme.insight.case_parts import TiedCase
from programme.intake.changing_route import can_change_route
from programme.outcomes.words import mistake_words_before
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import NONE_OF_ITS_OWN
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.referrals.words import CRITERION_TAGS, state_words
from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.refusal import refusal_of
from programme.web.case.linking import linked

_FIRST = (Status.NOT_MET, Status.UNKNOWN, Status.SET_ASIDE, Status.MET)
"""The order: blocks stand first."""


def eligibility_context(case: CaseFile, own: Collection[str], cases: str) -> dict[str, Any]:
    """The criteria, how many of each answer, and those that stand in the way of a case that is not eligible. The cases
    that reasons name are links where they are the reader's `own`."""
    found, referral = criteria(case), case.referral
    for one in found:
        one["reason"] = linked(one["reason"], own, cases)
    answers = Counter(one["status"] for one in found)
    not_met, _ = CRITERION_TAGS[Status.NOT_MET]
    is_refused = referral.state is ReferralState.INELIGIBLE and not case.stopped
    return {
        "criteria": found,
        "counted": ", ".join(f"{count} {status.lower()}" for status, count in answers.items()) or "not looked at yet",
        "blocking": [one for one in found if one["status"] == not_met] if is_refused else [],
    }


def criteria(case: CaseFile) -> list[dict[str, Any]]:
    """Each criterion with its answer, the reason for it, and who gave it and when, where somebody did."""
    found = []
    for one in sorted(case.referral.eligibility, key=lambda one: _FIRST.index(one.status)):
        words, tone = CRITERION_TAGS[one.status]
        name = criterion_name(one.code)
        who, is_lifted = _who(one), one.status is Status.SET_ASIDE
        if one.code == TIME_LEFT and one.status is Status.MET:
            who = [*who, *_what_holds_now(one.reason, case.referral.complete_by_on)]
        found.append(
            {
                "name": name,
                "status": words,
                "tone": tone,
                "reason": one.reason,
                "who": who,
                "is_lifted": is_lifted,
                "beside": one.code == ONE_PERSON,
            }
        )
    return found


def _what_holds_now(reason: str, complete_by_on: date) -> list[str]:
    """The answer is of the day it was given; a caution or a corrected date may have moved the day since."""
    now = spoken_day(complete_by_on)
    return [] if now in reason else [f"That was when it was decided. The last safe course day is now {now}."]


def _who(one: KeptCriterion) -> list[str]:
    """Who answered a criterion or set it aside, when, and in the second case why."""
    lines, lifted = [], one.set_aside
    if one.settled is not None:
        lines.append(f"{one.settled.by}, {spoken_instant(one.settled.at)}")
    if one.status is Status.SET_ASIDE and lifted is not None:
        lines.append(f"Set aside: {lifted.reason}")
        lines.append(f"{lifted.rank} {lifted.by}, {spoken_instant(lifted.at)}")
    return lines


def belonging(case: CaseFile) -> list[dict[str, Any]]:
    """The cases of the same man that belong with this one, and how."""
    found: list[tuple[str, TiedCase]] = []
    if case.lead is not None and case.referral.done not in NONE_OF_ITS_OWN:
        found.append((_to_the_lead(case, case.lead), case.lead))
    for one in case.tied:
        is_tied = one.state is ReferralState.TIED
        found.append(("Goes with this one" if is_tied else "Came while this one was open", one))
    leads = case.lead if case.referral.state is ReferralState.TIED else None
    return [
        {"how": how, "case": one, "state": state_words(one.state, stopped=one.stopped).words, "leads": one is leads}
        for how, one in found
    ]


def _to_the_lead(case: CaseFile, lead: TiedCase) -> str:
    status = next((one.status for one in case.referral.eligibility if one.code == NO_OPEN_CASE), None)
    if status is Status.NOT_MET:
        return "Refused while this case is open"
    if case.referral.state is not ReferralState.UNDECIDED and status is not Status.UNKNOWN:
        return "Goes with this case: one place and one fee"
    if lead.state in OFFER_IN_HAND:
        return "Of the same night, but not in what he was offered there"
    return "May go with this case: that is not decided yet"


def mistake_lines(case: CaseFile) -> list[tuple[str, str]]:
    """The cases beside this one of which one was ended as none of its own: words, and the reference of the other; that
    is empty where none was named."""
    here = case.referral.reference
    return [
        (mistake_words_before(one.mistake, one.right), one.right or "")
        if one.reference == here
        else ("This is the right case of one that was ended", one.reference)
        for one in case.mistakes
    ]


def route_row(case: CaseFile, at: str) -> dict[str, Any]:
    """The route; while it can be changed with the way to it, and where it does not fit with why."""
    referral = case.referral
    if refusal_of(can_change_route, referral.state, referral.over_at) is not None:
        return {"key": "Route", "value": case.route.name}
    unfit = any(one.code == ADMISSION_MADE and one.status is Status.NOT_MET for one in referral.eligibility)
    why = ["He does not admit the offence: see whether another route needs no admission"] if unfit else []
    return {
        "key": "Route",
        "lines": [case.route.name, *why],
        "actions": [{"href": at, "text": "Change", "hidden": "the route"}],
    }
