"""His name and his date of birth on a paper that was printed: as they stood on record then, whatever was put right
since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.offers.paper_refusals import PrintedInAnotherName
from programme.offers.printing import PaperNamed, PaperSigned
from programme.people.models import Person
from programme.referrals.corrections import ChangedFact, RecordPart
from programme.referrals.models import RecordCorrection, Referral
from programme.shared.dates import spoken_date
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class NameOnPaper:
    """Who he is, on a paper."""

    name: str
    born_on: date | None


@reads(RecordCorrection)
@dataclass(frozen=True, slots=True)
class NameCorrection:
    """One time that it was put right, in whichever case of his."""

    changes: list[ChangedFact]
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class NamesOnPapers:
    """The name that he has on record, and every time that it was put right, the newest first."""

    surname: str
    forenames: str
    born_on: date | None
    corrections: Sequence[NameCorrection] = ()

    def at(self, at: datetime) -> NameOnPaper:
        """As it stood then. A correction in a case that was not yet known to be his leads to no name of his, and is
        passed over."""
        born_on = self.born_on.isoformat() if self.born_on else ""
        stood = {"surname": self.surname, "forenames": self.forenames, "born_on": born_on}
        for correction in self.corrections:
            if correction.corrected_at <= at:
                break
            for one in correction.changes:
                if stood.get(one.fact) == one.becomes:
                    stood[one.fact] = one.was
        name = f"{stood['forenames']} {stood['surname']}".strip()
        return NameOnPaper(name, date.fromisoformat(stood["born_on"]) if stood["born_on"] else None)

    def is_another_since(self, at: datetime) -> bool:
        """Whether a paper that was printed then says another name or date of birth than the record does."""
        return self.at(at) != NameOnPaper(f"{self.forenames} {self.surname}".strip(), self.born_on)

    def words_where_another(self, at: datetime) -> str:
        """Who he is on a paper of that time, to follow its day; nothing where the record says the same."""
        if not self.is_another_since(at):
            return ""
        stood = self.at(at)
        return f", as {stood.name}" + (f", born {spoken_date(stood.born_on)}" if stood.born_on else "")

    def check_paper(self, signed: PaperSigned, named: PaperNamed) -> None:
        """Raises PrintedInAnotherName where that was put right after the paper was printed, and nobody chose it."""
        if signed.paper is not None and named.printed_at is None and self.is_another_since(signed.paper.printed_at):
            raise PrintedInAnotherName()


def names_on_papers(db: Session, person: Person, *, are_asked: bool = True) -> NamesOnPapers:
    """His; without what was put right where no paper asks for it."""
    wanted = (
        select(*columns_of(NameCorrection))
        .select_from(RecordCorrection)
        .join(Referral, Referral.id == RecordCorrection.referral_id)
        .where(Referral.person_id == person.id, RecordCorrection.part == RecordPart.PERSON)
        .order_by(RecordCorrection.corrected_at.desc(), RecordCorrection.id.desc())
    )
    found = rows(db, NameCorrection, wanted) if are_asked else ()
    return NamesOnPapers(person.surname, person.forenames, person.born_on, found)
