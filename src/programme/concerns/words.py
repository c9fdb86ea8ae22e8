"""How pages say what was seen and what was decided. Shown to the force of the offence and to safeguarding only."""

from __future__ import annotations

from programme.concerns.models import DrugStep, Sign
from programme.concerns.states import ConcernEvent, ConcernState

SIGN_WORDS = {
    Sign.UNDER_18: "Under 18",
    Sign.TRAFFICKED: "Trafficked",
    Sign.CONTROLLED: "Controlled by somebody",
}

SIGN_HINTS = {
    Sign.UNDER_18: "Looks, sounds or is said to be",
    Sign.TRAFFICKED: "Moved, held, without documents, in debt, afraid",
    Sign.CONTROLLED: "Somebody watches, takes the money or speaks for the person",
}

CONCERN_STATE_WORDS = {
    ConcernState.OPEN: "To be decided",
    ConcernState.CLEARED: "Cleared: no concern is left",
    ConcernState.UPHELD: "The concern remains",
}

CONCERN_STATE_TONES = {ConcernState.OPEN: "red", ConcernState.CLEARED: "green", ConcernState.UPHELD: "orange"}

DRUG_WORDS = {
    DrugStep.NOT_CONSIDERED: "Not considered yet",
    DrugStep.NOT_NEEDED: "Considered: nothing is needed",
    DrugStep.VOLUNTARY_REFERRAL: "Considered: he was referred to a drug worker, voluntarily",
    DrugStep.TEST_AUTHORISED: "Considered: an inspector authorised a test (PACE s.63B)",
}

CONCERN_DECISION_SENTENCES = {
    ConcernEvent.CLEARED: "No concern is left.",
    ConcernEvent.UPHELD: "The concern remains.",
}
