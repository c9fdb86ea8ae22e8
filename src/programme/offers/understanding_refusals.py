"""Every way to say no where it is not on record that he could decide, and understood."""

from __future__ import annotations

from programme.shared.refusal import Refusal


class NotFitToDecide(Refusal):
    """Whoever is drunk, unwell or in doubt decides nothing."""

    code = "not_fit_to_decide"
    headline = "Stop here: he cannot decide now"
    explanation = "Nothing is recorded."
    remedy = "Explain it to him again when he is sober, well and sure, with whoever he needs beside him."
    field = "fit"
    status = 422


class HelperNotNamed(Refusal):
    """He needs an interpreter or an appropriate adult, and neither is named."""

    code = "helper_not_named"
    headline = "Enter the interpreter or the appropriate adult that he needs"
    remedy = "If nobody was there yet, stop here until somebody is."
    field = "interpreter"
    status = 422


class InterpreterNotNamed(Refusal):
    """He is on record with an interpreter; none is named, and it is not said why none was needed."""

    code = "interpreter_not_named"
    headline = "Enter the interpreter, or why he needed none after all"
    explanation = "By the record he needs an interpreter. What he did not understand he did not agree to."
    remedy = "If nobody was there yet, stop here until somebody is."
    field = "interpreter"
    status = 422


class NotSaidBack(Refusal):
    """He says in his own words what he would be agreeing to, or it is kept why he was not asked."""

    code = "not_said_back"
    headline = "Enter what he said to each of the three questions, or why he was not asked"
    remedy = "Ask him, and write down his answers in brief."
    field = "said_offered"
    status = 422


class NotSaidBackBeforeSigning(Refusal):
    """He signs what he said back: a reason why he was not asked does not stand in for it, unless a solicitor advised
    him."""

    code = "not_said_back_before_signing"
    headline = "Before he signs, enter what he said to all three questions, or name the solicitor who advised him"
    explanation = "What he signed without having understood it may not stand."
    remedy = "Ask him now, and write down his answers in brief. If there is no time, let him sign later."
    field = "not_asked_because"
    status = 422


class SolicitorNotAsked(Refusal):
    """He has spoken to a solicitor before he signs, or said no to one."""

    code = "solicitor_not_asked"
    headline = "He is asked about a solicitor before he signs"
    explanation = "What he signed without being asked may not stand."
    remedy = "Ask him now. If he wants one, choose “Not yet” and let him sign afterwards."
    field = "advice"
    status = 422
