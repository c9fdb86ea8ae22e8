"""One row of an export as a page shows it: as it was read, as it stood where that is something else, and of a row that
is a case already only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from programme.eligibility.circumstances import HUMAN_CRITERIA, Circumstances
from programme.eligibility.words import criterion_name
from programme.intake.arrivals import Arrival, arrival_from_row
from programme.intake.custody_export import WHOLE_ROW, ExportRow, row_from_raw
from programme.intake.differences import Difference, differences
from programme.intake.export_values import ExportValues
from programme.intake.imports import RowFacts
from programme.intake.states import CAN_BECOME_CASES, ImportVerdict
from programme.intake.words import FLAG_WORDS, IMPORT_VERDICT_TONES, row_verdict_words
from programme.shared.dates import spoken_date, spoken_instant

_SHOWN = (
    ("Name", ("Forenames", "Surname")),
    ("Born", ("DOB",)),
    ("PNC ID", ("PNCID",)),
    ("Custody record", ("CustodyRef",)),
    ("Offence", ("OffenceCode",)),
    ("When", ("OffenceDateTime",)),
)


_BECAME_CASE = "Taken"


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact as it was read, and as it stood where that says something else."""

    name: str
    read: str
    stood: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page shows it. `whole` is the text of one that could not be taken apart; `differs` is what it says
    otherwise than the case that it is already, None where it is none."""

    facts: RowFacts
    words: str
    tone: str
    whole: str
    shown: list[ShownFact]
    differs: list[Difference] | None
    flags: list[str]
    answers: str
    has_clock: bool

    @property
    def can_be_ticked(self) -> bool:
        """Whether it can be taken, and has not been: never where its clock would have to be guessed."""
        return self.facts.verdict in CAN_BECOME_CASES and self.facts.referral_id is None and self.has_clock


def row_view(row: RowFacts, known: Arrival | None, today: date) -> RowView:
    """The row; `known` is the record of the case that it is already."""
    read = row_from_raw(row.line, row.raw, today=today)
    verdict = ImportVerdict(row.verdict)
    return RowView(
        row,
        _BECAME_CASE if row.referral_id else row_verdict_words(verdict, row.answers_missing),
        IMPORT_VERDICT_TONES[verdict],
        row.raw.get(WHOLE_ROW, ""),
        _shown(row.raw, read.values),
        _differs(read, known, today),
        [FLAG_WORDS[flag] for flag in row.flags if flag in FLAG_WORDS and flag not in row.reasons],
        _answers(read.values.circumstances) if read.values is not None else "",
        has_clock=read.values is not None and read.values.offence_at is not None,
    )


def _differs(read: ExportRow, known: Arrival | None, today: date) -> list[Difference] | None:
    if known is None or read.problems or read.values is None or read.values.offence_at is None:
        return None
    return differences(arrival_from_row(read), known, today=today)


def _answers(said: Circumstances) -> str:
    """The answers that stand in the row, by the criterion that each is to."""
    return ", ".join(criterion_name(code) for code in HUMAN_CRITERIA if getattr(said, code) is not None)


def _shown(raw: Mapping[str, str], values: ExportValues | None) -> list[ShownFact]:
    made = _read_as(values)
    stood = {name: " ".join(" ".join(raw.get(column, "") for column in columns).split()) for name, columns in _SHOWN}
    return [ShownFact(name, made[name][0], _other(stood[name], *made[name])) for name, _ in _SHOWN]


def _other(stood: str, read: str, as_written: str) -> str:
    """The text as it stood, where what was made of it does not tell it: a date is told by its year in full."""
    return "" if stood == read or (as_written and as_written in stood) else stood


def _read_as(values: ExportValues | None) -> dict[str, tuple[str, str]]:
    """The facts made of the cells, and what has to stand in the cell for that to be certain at a glance; a number that
    does not hold was made nothing of."""
    if values is None:
        return {name: ("", "") for name, _ in _SHOWN}
    pnc_id = (values.pnc_id.canonical or "") if values.pnc_id is not None else ""
    born, at = values.born_on, values.offence_at
    return {
        "Name": (f"{values.forenames} {values.surname}".strip(), ""),
        "Born": (spoken_date(born), f"{born.year}") if born else ("", ""),
        "PNC ID": (pnc_id, ""),
        "Custody record": (values.custody_ref, ""),
        "Offence": (values.offence_code, ""),
        "When": (spoken_instant(at), f"{at.year}") if at else ("", ""),
    }
