"""How pages and the timeline say where a case is, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from programme.policies.words import ROUTE_NAMES
from programme.referrals.bites import Biting
from programme.referrals.corrections import ChangedFact, RecordPart
from programme.referrals.criteria import Status
from programme.referrals.models import Admission, Origin, Release, SupporterKind
from programme.referrals.next_action import Owner
from programme.referrals.offences import CodeKind
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.dates import spoken_day, spoken_instant

RELEASE_WORDS = {
    Release.BAIL: "On bail",
    Release.UNDER_INVESTIGATION: "No bail: released under investigation",
    Release.VOLUNTARY: "No bail: he attended voluntarily",
    Release.UNKNOWN: "Not known whether he is on bail",
}

CRITERION_TAGS = {
    Status.MET: ("Met", "green"),
    Status.NOT_MET: ("Not met", "red"),
    Status.UNKNOWN: ("Not known", "yellow"),
    Status.SET_ASIDE: ("Set aside", "purple"),
}

WITHDRAWAL_WORDS = {
    WithdrawalReason.NOT_ELIGIBLE: "He is not eligible",
    WithdrawalReason.NO_TIME: "There is no time left for a course",
    WithdrawalReason.EVIDENCE: "The evidence is not enough to charge",
    WithdrawalReason.ANOTHER_DISPOSAL: "It is dealt with in another way",
    WithdrawalReason.NEW_OFFENCE: "Something new came to notice",
    WithdrawalReason.MADE_IN_ERROR: "It was referred in error",
}

CASE_STATE_WORDS: dict[ReferralState, str] = {
    ReferralState.UNDECIDED: "Eligibility not decided",
    ReferralState.INELIGIBLE: "Not eligible",
    ReferralState.ELIGIBLE: "Eligible",
    ReferralState.OFFERED: "Offer made",
    ReferralState.ACCEPTED: "Offer accepted",
    ReferralState.BOOKED: "Date chosen",
    ReferralState.PLACED_ELSEWHERE: "Placed elsewhere",
    ReferralState.RETURNED: "Result to acknowledge",
    ReferralState.ACKNOWLEDGED: "Decision to record",
    ReferralState.CLOSED: "Closed",
    ReferralState.WITHDRAWN: "Withdrawn",
    ReferralState.TIED: "Goes with another case",
}
"""How a page names the state. Of a date that he chose the place may be held only: the next step says so."""

CASE_STATE_TONES: dict[ReferralState, str] = {
    ReferralState.UNDECIDED: "yellow",
    ReferralState.INELIGIBLE: "orange",
    ReferralState.ELIGIBLE: "blue",
    ReferralState.OFFERED: "light-blue",
    ReferralState.ACCEPTED: "light-blue",
    ReferralState.BOOKED: "green",
    ReferralState.PLACED_ELSEWHERE: "green",
    ReferralState.RETURNED: "red",
    ReferralState.ACKNOWLEDGED: "orange",
    ReferralState.CLOSED: "grey",
    ReferralState.WITHDRAWN: "purple",
    ReferralState.TIED: "turquoise",
}


class StateWords(NamedTuple):
    """How a page names the state of a case, and its tone."""

    words: str
    tone: str


def state_words(state: ReferralState, *, stopped: bool) -> StateWords:
    """The same where it is known whether a concern stops the case: whether he is eligible is then not decided."""
    if stopped and state is ReferralState.INELIGIBLE:
        return StateWords("Stopped", "red")
    return StateWords(CASE_STATE_WORDS[state], CASE_STATE_TONES[state])


BITE_WORDS = {
    Biting.CHARGE: ("Charge by", "to charge"),
    Biting.RETURN: ("Return by", "to return"),
    Biting.BAIL: ("Bail", "to his bail"),
    Biting.ANSWER: ("Answer by", "to answer"),
    Biting.OFFER: ("Offer by", "for an offer"),
    Biting.COURSE: ("His course", "to his course"),
    Biting.FINISH: ("Course by", "for a course"),
}
"""Before the name of a day, and after how many days there are to it."""

OWNER_WORDS = {
    Owner.CUSTODY: "Custody",
    Owner.PERSON: "The person",
    Owner.PROVIDER: "The course provider",
    Owner.SAFEGUARDING: "The named safeguarding role",
    Owner.NOBODY: "Nobody",
}

ORIGIN_WORDS = {Origin.FORM: "The referral form", Origin.IMPORT: "An import", Origin.PARTNER: "A neighbouring force"}

ADMISSION_WORDS = {
    Admission.ADMITTED: "Admitted",
    Admission.DENIED: "Denied",
    Admission.UNRECORDED: "Not recorded",
}

ADMISSION_SENTENCES = {
    Admission.ADMITTED: "He admits the offence.",
    Admission.DENIED: "He does not admit the offence.",
    Admission.UNRECORDED: "It is not recorded any more.",
}

OFFENCE_CODE_SENTENCES = {
    CodeKind.PROGRAMME: "Soliciting in a street or public place (Sexual Offences Act 2003 s.51A) is the offence the "
    "programme is for.",
    CodeKind.CHILD: "Paying for the sexual services of a child (Sexual Offences Act 2003 s.47) can never be referred. "
    "Treat it as child protection.",
    CodeKind.EXPLOITED: "Paying for the services of somebody who was exploited (Sexual Offences Act 2003 s.53A) is not "
    "referred: there may be a victim to protect and a controller to find.",
    CodeKind.SELLER: "Loitering or soliciting by the person who sells (Street Offences Act 1959 s.1) is never referred "
    "to this programme. Offer support instead.",
    CodeKind.REPEALED: "This offence (Sexual Offences Act 1985) ended on 1 April 2010. The code today is SX03213 "
    "(Sexual Offences Act 2003 s.51A). Check the code and the date.",
    CodeKind.OTHER: "The programme is only for SX03213, soliciting in a street or public place (Sexual Offences Act "
    "2003 s.51A).",
    CodeKind.UNREADABLE: "This is not an offence code as it is written. The programme's offence is SX03213. Check the "
    "charge sheet.",
}
"""A plain sentence for each standing, for staff."""

RECORD_PART_WORDS = {
    RecordPart.PERSON: "The person",
    RecordPart.NUMBERS: "Numbers",
    RecordPart.OFFENCE: "Offence and arrest",
    RecordPart.PLACE: "Place and area",
    RecordPart.NEEDS: "What he needs",
    RecordPart.ROUTE: "Disposal route",
}

FACT_WORDS = {
    "surname": "Surname",
    "forenames": "Forenames",
    "born_on": "Date of birth",
    "sex": "Sex",
    "pnc_id": "PNC ID",
    "custody_reference": "Custody record number",
    "asn": "Arrest/summons number",
    "urn": "URN",
    "crime_number": "Crime number",
    "cro": "CRO number",
    "offence_code": "Offence code",
    "arrested_at": "Time of arrest",
    "operation": "Operation",
    "offence_place": "Place of the offence",
    "area": "Area",
    "interpreter": "Interpreter",
    "adjustments": "What he needs to take part",
    "route": "Disposal route",
}
"""The facts of the record that can be put right, as pages and the timeline name them."""
SUPPORTER_WORDS = {
    SupporterKind.SOLICITOR: "Solicitor",
    SupporterKind.APPROPRIATE_ADULT: "Appropriate adult",
    SupporterKind.INTERPRETER: "Interpreter",
    SupporterKind.SUPPORT_WORKER: "Support worker",
    SupporterKind.OTHER: "Somebody else",
}


def may_words(*, told: bool, speaks: bool) -> str:
    """The part of somebody who helps him, in words."""
    may = [words for words, so in (("be told the day and the hour", told), ("speak for him", speaks)) if so]
    return f"May {' and '.join(may)}" if may else "Is told nothing and does not speak for him"


_SAID_AS = {"sex": {"M": "Male", "F": "Female", "X": "Not known"}, "route": ROUTE_NAMES}


def facts_named(changes: Iterable[ChangedFact]) -> str:
    """Which facts were put right and which were added, without what they are: "Put right: surname. Added: URN."."""
    kept = list(changes)
    right = ", ".join(_within(FACT_WORDS[one.fact]) for one in kept if not one.is_added)
    added = ", ".join(_within(FACT_WORDS[one.fact]) for one in kept if one.is_added)
    return " ".join(f"{how}: {names}." for how, names in (("Put right", right), ("Added", added)) if names)


def fact_said(fact: str, text: str) -> str:
    """A fact as it is kept of a change, for a page."""
    if not text:
        return "Not recorded"
    if fact in _SAID_AS:
        return _SAID_AS[fact].get(text, text)
    if fact.endswith("_on"):
        return spoken_day(date.fromisoformat(text))
    return spoken_instant(datetime.fromisoformat(text)) if fact.endswith("_at") else text


def _within(words: str) -> str:
    """A name within a sentence: letters that stand for words stay capitals."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


KEPT_WITH_THE_CASE = "From what to what, and why, is recorded with the case."
"""Where what was put right stands, as the timeline says it."""
