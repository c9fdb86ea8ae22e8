"""The words of an offer exactly as they were told: for the whole of his consent, and for him once the case is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programme.offers.models import ExplanationGiven
from programme.offers.told.conditions import Signing, When
from programme.offers.told.shapes import ToldWords
from programme.offers.told.telling import told_again
from programme.storage.rows import columns_of, reads, rows


@reads(ExplanationGiven)
@dataclass(frozen=True, slots=True)
class WordsAsTold:
    """Everything that prints the words of one explanation again."""

    given_at: datetime
    words_version: str
    route: str
    words_language: str
    holds: list[str]
    facts: dict[str, Any]

    @property
    def words(self) -> ToldWords | None:
        """Exactly the words; None for an explanation from before their facts were kept."""
        return told_again(
            route=self.route,
            version=self.words_version,
            language=self.words_language,
            holds=self.holds,
            facts=self.facts,
        )

    @property
    def signing(self) -> Signing | None:
        """How it stood then with what he signs; None for an explanation from before that was kept."""
        return next((one for one in Signing if one.value in self.holds), None)

    @property
    def said_yes(self) -> bool:
        """Whether he had said yes by then."""
        return When.SAID_YES in self.holds


_LAST = (
    select(*columns_of(WordsAsTold))
    .where(ExplanationGiven.offer_id == bindparam("offer_id"))
    .order_by(ExplanationGiven.given_at.desc(), ExplanationGiven.id.desc())
    .limit(1)
)


def find_last_told(db: Session, offer_id: int) -> WordsAsTold | None:
    """The last time that the words of this offer were explained to him, or read by him before he answered."""
    return rows(db, WordsAsTold, _LAST, offer_id=offer_id).one_or_none()
