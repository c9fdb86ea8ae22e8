"""Facts that the force keeps to itself, in a world where every case has them, and how they are found in an answer."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.concerns.models import Concern, DrugIntervention, DrugStep, Sign
from programme.concerns.states import ConcernState
from programme.concerns.words import DRUG_WORDS, SIGN_WORDS
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW
from tests.support.every_page import Shown

WHY = "Zebrawitz Wombat reason"
DRUGS = (*DRUG_WORDS.values(), *(step.value for step in DrugStep), "drug", "Drug")
SIGNS = (*SIGN_WORDS.values(), *(sign.value for sign in Sign), WHY)
DRUG_TABLE, CONCERN_TABLE = "drug_interventions", "concerns"
TABLES_OF = {
    Door.PROVIDER: (DRUG_TABLE, CONCERN_TABLE),
    Door.OFFENDER: (DRUG_TABLE, CONCERN_TABLE),
    Door.PARTNER: (DRUG_TABLE,),
    Door.ADMIN: (DRUG_TABLE,),
}
WORDS_OF = {
    Door.PROVIDER: DRUGS + SIGNS,
    Door.OFFENDER: DRUGS + SIGNS,
    Door.PARTNER: DRUGS,
    Door.ADMIN: DRUGS,
}
"""Words that a door may neither say nor ask for. The force of the offence reads its own concerns at its own door."""
SOBER = "have taken drugs"
"""In the words of the day, for everybody alike: nobody can be let in then."""
OF_NOBODY = ("/whats-new", "/lawyer/text")
"""The change log of the whole product and the rules that a lawyer reads: they say that custody records such a thing."""


def leaks(shown: Shown) -> list[str]:
    """The words and tables of WORDS_OF and TABLES_OF in an answer."""
    if shown.door not in WORDS_OF or shown.route.pattern.endswith(OF_NOBODY):
        return []
    text = shown.text.replace(SOBER, "")
    words = [word for word in WORDS_OF[shown.door] if word in text]
    asked = [table for table in TABLES_OF[shown.door] if any(table in statement for statement in shown.sent)]
    return [f"{shown.address}: {found}" for found in (*words, *asked)]


def every_case_has_both(database: Database) -> None:
    """Every case with every sign, a reason, and a drug step: the values cannot be mistaken. Signs that were cleared
    let a case go on: its pages open."""

    def plant(db: Session) -> None:
        db.execute(update(Concern).values(reason=WHY))
        have = set(db.execute(select(Concern.referral_id)).scalars())
        for number in db.execute(select(Referral.id)).scalars().all():
            db.add(
                DrugIntervention(referral_id=number, step=DrugStep.TEST_AUTHORISED, recorded_at=NOW, recorded_by="X")
            )
            if number not in have:
                raised = {"raised_at": NOW, "raised_by": "X", "reason": WHY}
                cleared = {"state": ConcernState.CLEARED, "decided_at": NOW, "decided_by": "X"}
                db.add(Concern(referral_id=number, signs=frozenset(Sign), **raised, **cleared))

    database.write_now(plant)
