"""The ways to refuse what is said about his reason for not finishing."""

from __future__ import annotations

from programme.shared.refusal import Refusal


class ExcuseMissing(Refusal):
    """Whether a reason was given, and what was decided about it, is on record before he is charged."""

    code = "excuse_missing"
    headline = "Choose whether he has given a reason for not finishing, and what was decided about it"
    status = 422
    field = "excuse"


class ExcuseNotSaid(Refusal):
    """A decision about a reason that he gave has words."""

    code = "excuse_not_said"
    headline = "Enter the reason that he gave, and why it was decided so"
    status = 422
    field = "excuse_because"


class ChargedWithExcuse(Refusal):
    """Nobody is charged for the offence who had a reasonable excuse for not keeping the condition."""

    code = "charged_with_excuse"
    headline = "He had a reasonable excuse: a charge cannot be recorded"
    explanation = "He can be prosecuted only where he had none (Criminal Justice Act 2003 s.24)."
    remedy = (
        "Choose no further action, if that was decided. If a charge was issued all the same, ask the prosecutor to "
        "stop it, and tell your supervisor now."
    )
    status = 422
    field = "disposal"
