"""The words in which he said back what was explained to him; and that he was in a state to decide.

Having been told is not having understood (R (Stratton) v Chief Constable of Thames Valley Police [2013] EWHC 1561
(Admin)): so he is asked three things, and his answers are kept in brief with the explanation.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from programme.offers.models import FitToDecide, ToldBack
from programme.offers.understanding_refusals import (
    HelperNotNamed,
    InterpreterNotNamed,
    NotFitToDecide,
    NotSaidBack,
    NotSaidBackBeforeSigning,
)


@dataclass(frozen=True, slots=True)
class Said:
    """His three answers: what he is offered; what goes on his record and follows if he does not finish; that he may say
    no and where advice is free. `not_asked_because` is why he was not asked, and empty where he was."""

    offered: str = ""
    follows: str = ""
    may_refuse: str = ""
    not_asked_because: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether he answered all three, or there is a reason why he was not asked."""
        return bool(self.not_asked_because or self.is_answered)

    @property
    def is_answered(self) -> bool:
        """Whether he answered all three."""
        return bool(self.offered and self.follows and self.may_refuse)


@dataclass(frozen=True, slots=True)
class Understanding:
    """How he was when it was explained, as whoever explained saw it, and what he said back. `evidence_told` is what a
    solicitor was told about the evidence; empty where there was none."""

    fit: FitToDecide
    said: Said
    evidence_told: str = ""


def check_understanding(understanding: Understanding | None, *, helpers: str) -> None:
    """Whether he can decide by it; `helpers` are the interpreter and the appropriate adult who are named. Raises
    NotFitToDecide, HelperNotNamed or NotSaidBack."""
    if understanding is None:
        raise NotSaidBack()
    check_said_fit(understanding, helpers=helpers)
    if not understanding.said.is_whole:
        raise NotSaidBack()


def check_said_fit(understanding: Understanding | None, *, helpers: str) -> None:
    """Whether he can decide, where anything was said of it. Raises NotFitToDecide, and HelperNotNamed where he needs
    somebody who is not named."""
    fit = understanding.fit if understanding else None
    if fit is FitToDecide.NO:
        raise NotFitToDecide()
    if fit is FitToDecide.WITH_HELP and not helpers.strip():
        raise HelperNotNamed()


def check_interpreter(needed: str, *, interpreter: str, not_needed_because: str) -> None:
    """Whether somebody put it into his language; `needed` is the language that he is on record with an interpreter
    for, empty where he is on record with none. Raises InterpreterNotNamed."""
    if needed and not (interpreter.strip() or not_needed_because.strip()):
        raise InterpreterNotNamed()


def check_said_before_signing(understanding: Understanding | None, *, advised_by: str) -> None:
    """Whether he said back what he signs. A reason why he was not asked is enough only where `advised_by`, the
    solicitor to whom he spoke, is named. Raises NotSaidBackBeforeSigning."""
    said = understanding.said if understanding else Said()
    if not said.is_answered and not (said.not_asked_because and advised_by.strip()):
        raise NotSaidBackBeforeSigning()


def keep_understanding(db: Session, explanation_id: int, understanding: Understanding) -> None:
    """Keep it with the explanation, for good."""
    said = asdict(understanding.said)
    kept = {"fit": understanding.fit, "evidence_told": understanding.evidence_told, **said}
    db.add(ToldBack(explanation_id=explanation_id, **kept))
