"""The questions of the page that settles a case: which are open, and with what each is answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from programme.eligibility.assessment import hangs_on_who
from programme.eligibility.rules import (
    ADMISSION_MADE,
    ADULT_ON_OFFENCE_DATE,
    ENOUGH_EVIDENCE,
    FIRST_COURSE,
    NO_CONCERN,
    NO_OPEN_CASE,
    NO_RELEVANT_RECORD,
    NO_VIOLENCE,
    NOT_COMPARED,
    ONE_PERSON,
    SURNAME_KNOWN,
)
from programme.eligibility.words import criterion_name
from programme.insight.case_to_settle import CaseToSettle
from programme.intake.export_words import CONCERN_REPORTED
from programme.intake.facts import century_of_birth, wrong_with_birth
from programme.intake.rules import waits_for_identity
from programme.intake.words import FLAG_WORDS
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Admission
from programme.web.case.circumstances import CONCERN, EVIDENCE, RECORD, VIOLENCE, YES_NO, question, signs_field
from programme.web.kit.forms import ChoiceField, DatePartsField, HiddenField, PageForm, TextField, add_error


class SettleForm(PageForm):
    """One field for each question a human can settle. A box left empty leaves the answer as it is. `queue`, `at` and
    `of` say which cases he goes through, and where he is; `then`, whether he goes on to the next."""

    admission = ChoiceField(
        "Does he admit the offence?",
        choices=((Admission.ADMITTED, "Yes, and it is recorded"), (Admission.DENIED, "No")),
    )
    surname = TextField("Surname", longest=100)
    forenames = TextField("Forenames", longest=100)
    born_on = DatePartsField("Date of birth", hint="For example, 27 3 1981", century=century_of_birth, like=1981)
    earlier_course = ChoiceField(
        "Was he offered, or did he take, a course as long before the offence as the rules look back?", choices=YES_NO
    )
    goes_on_beside = ChoiceField(
        "Does this case go on beside the other open case?",
        hint="Answer no if the offence is dealt with in the other case",
        choices=YES_NO,
    )
    is_same_person = ChoiceField("Is he the same person as somebody in another case here?", choices=YES_NO)
    enough_evidence = question(EVIDENCE)
    concern = question(CONCERN, hint="A belief is enough. Yes stops the case, and safeguarding is told at once")
    signs = signs_field()
    violence = question(VIOLENCE)
    relevant_record = question(RECORD)
    queue, at, of = HiddenField("Queue"), HiddenField("Place"), HiddenField("Of how many")
    then = HiddenField("Then")

    def check(self) -> None:
        """The date of birth is read as the form for a referral reads it."""
        on, today = self.born_on.data, self.meta.today
        if on is not None and today is not None and (wrong := wrong_with_birth(on, today)):
            add_error(self, "born_on", f"Date of birth {wrong}")


FIELDS_OF = {
    ADMISSION_MADE: ("admission",),
    SURNAME_KNOWN: ("surname", "forenames"),
    ADULT_ON_OFFENCE_DATE: ("born_on",),
    FIRST_COURSE: ("earlier_course",),
    NO_OPEN_CASE: ("goes_on_beside",),
    ONE_PERSON: ("is_same_person",),
    ENOUGH_EVIDENCE: ("enough_evidence",),
    NO_CONCERN: ("concern",),
    NO_VIOLENCE: ("violence",),
    NO_RELEVANT_RECORD: ("relevant_record",),
}


def questions(case: CaseToSettle) -> list[dict[str, Any]]:
    """The criteria that are not met or not known, with the fields that can settle them."""
    asked = [one for one in case.referral.eligibility if one.status not in (Status.MET, Status.SET_ASIDE)]
    codes = {one.code for one in asked}
    ranks = dict(case.liftable)
    reported = NO_CONCERN if CONCERN_REPORTED in case.referral.flags else None
    return [
        {
            "name": criterion_name(one.code),
            "reason": FLAG_WORDS[CONCERN_REPORTED] if one.code == reported else one.reason,
            "fields": _fields_of(one, codes),
            "rank": ranks.get(one.code),
            "beside": one.code == ONE_PERSON and waits_for_identity([one]),
        }
        for one in asked
        if not (hangs_on_who(one) or (one.code == NO_OPEN_CASE and one.reason == NOT_COMPARED))  # goes with who he is
    ]


def answers_so_far(case: CaseToSettle) -> list[dict[str, Any]]:
    """The criteria that are met because a human said so, with the fields that correct it."""
    said = [one for one in case.referral.eligibility if one.status is Status.MET and _was_said(one)]
    return [
        {"name": criterion_name(one.code), "reason": one.reason, "fields": FIELDS_OF[one.code]}
        for one in said
        if one.code in FIELDS_OF
    ]


def _was_said(one: KeptCriterion) -> bool:
    return one.settled is not None or one.code == ADMISSION_MADE


def _fields_of(one: KeptCriterion, asked: Collection[str]) -> tuple[str, ...]:
    """The fields that can settle a criterion. Where nobody could be compared, the rest of his name can be told too."""
    if one.code == ONE_PERSON and one.reason != NOT_COMPARED:
        return ()  # the page that shows both records asks
    fields = FIELDS_OF.get(one.code, ())
    tells_name = one.code == ONE_PERSON and one.reason == NOT_COMPARED and SURNAME_KNOWN not in asked
    return ("forenames", *fields) if tells_name else fields
