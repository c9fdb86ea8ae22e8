"""The facts of one row of a custody export: the words as they stood made into facts, with what is odd about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from programme.eligibility.circumstances import UNSAID, Circumstances
from programme.intake.export_words import ADMISSION_READ, RELEASE_READ, SAFE_CONTACT, read_answers
from programme.intake.facts import (
    EARLIEST_OFFENCE,
    LATEST,
    century_of_birth,
    century_of_events,
    email_flag,
    identifier_flag,
    looks_like_formula,
    odd_about_arrest,
    odd_about_bail,
    odd_about_custody_reference,
    phone_flag,
    wrong_with_birth,
)
from programme.people.contact import read_email, read_mobile, read_postcode
from programme.people.identifiers import ReadIdentifier, read_asn, read_crime_number, read_cro, read_pnc_id, read_urn
from programme.people.models import SafeContact
from programme.people.names import read_name
from programme.people.stand_ins import is_stand_in_reference
from programme.referrals.models import Admission, Release
from programme.referrals.offences import canonical_code
from programme.shared.plain_text import plain_line
from programme.shared.written_dates import Century, Written, is_day_number, is_in_numbers, read_written

_LONGEST = {
    "CustodyRef": 40, "ASN": 60, "PNCID": 60, "CRO": 60, "URN": 60, "CrimeNumber": 60, "Surname": 100,
    "Forenames": 100, "Sex": 20, "Address": 300, "Postcode": 10, "Mobile": 40, "Email": 254, "OffenceCode": 60,
    "OffencePlace": 200, "Interpreter": 60, "Adjustments": 400, "OICRank": 20, "OICCollar": 20, "OICName": 100,
    "Operation": 60, "Area": 60,
}  # fmt: skip
"""How many characters of a column can be kept."""

CUT = ("Address", "OffencePlace", "Interpreter", "Adjustments", "Operation", "Area")
"""Remarks: what does not fit of them is cut, and the whole stays with the case as it stood."""

DATE_ORDERS = "(dates)"
"""Where the cells of a row keep that dates in numbers of a column cannot be read: "DOB=month_first_dates"."""

LONGEST_CODE = 10
DAY_NUMBER = "spreadsheet_day_number"
_MIDNIGHT = time(0)
_Word = TypeVar("_Word")

_FORMULA_COLUMNS = (
    "CustodyRef", "Surname", "Forenames", "Address", "Email", "OffencePlace", "Interpreter", "Adjustments", "OICRank",
    "OICCollar", "OICName", "Operation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportValues:
    """The facts of one row. A text that is missing is "", a fact that is missing or cannot be read is None.

    Names are tidied; `mobile` and `postcode` are canonical where they could be read, else as entered. `unclear_dates`:
    why dates of the row stand in an order that is not certain (`export_file`): they are left out, never guessed.
    """

    custody_ref: str
    asn: ReadIdentifier | None
    pnc_id: ReadIdentifier | None
    cro: ReadIdentifier | None
    urn: ReadIdentifier | None
    crime_number: ReadIdentifier | None
    surname: str
    forenames: str
    born_on: date | None
    sex: str
    address: str
    postcode: str
    mobile: str
    email: str
    safe_contact: SafeContact
    offence_code: str
    offence_at: datetime | None
    offence_place: str
    area: str
    arrested_at: datetime | None
    release: Release
    bail_return_on: date | None
    admission: Admission
    interpreter: str
    adjustments: str
    officer_rank: str
    officer_collar: str
    officer_name: str
    operation: str
    circumstances: Circumstances = UNSAID
    unclear_dates: tuple[str, ...] = ()


def read_values(raw: Mapping[str, str], *, today: date) -> tuple[ExportValues, tuple[str, ...], tuple[str, ...]]:
    """The facts of a row, its problems (it cannot be read as data) and its flags (odd, but it can). Never raises.

    `raw` holds the cells under the names of the columns; a column that is not there counts as empty.
    """
    return _RowReader(raw, today).values()


class _RowReader:
    """Reads one row and gathers what is wrong with it on the way."""

    def __init__(self, raw: Mapping[str, str], today: date) -> None:
        self._raw = raw
        self._texts = {column: plain_line(text) for column, text in raw.items() if text and column != DATE_ORDERS}
        self._today = today
        self._orders = dict(said.split("=") for said in raw.get(DATE_ORDERS, "").split())
        self._unclear: list[str] = []
        self._problems: list[str] = []
        self._flags: list[str] = []

    def values(self) -> tuple[ExportValues, tuple[str, ...], tuple[str, ...]]:
        self._measure()
        name = read_name(self._raw.get("Surname", ""), self._raw.get("Forenames", ""))
        born_on, offence_at = self._born_on(), self._offence_at()
        arrested_at = self._arrested_at(offence_at)
        circumstances, odd_answers = read_answers(self._texts)
        release = self._word("ReleaseStatus", RELEASE_READ, Release.UNKNOWN, "release_unreadable")
        values = ExportValues(
            custody_ref=self._custody_ref(release),
            asn=self._identifier("ASN", read_asn, "asn"),
            pnc_id=self._pnc_id(),
            cro=self._identifier("CRO", read_cro, "cro"),
            urn=self._identifier("URN", read_urn, "urn"),
            crime_number=self._identifier("CrimeNumber", read_crime_number, "crime_number"),
            surname=name.surname,
            forenames=name.forenames,
            born_on=born_on,
            sex=self._text("Sex"),
            address=self._text("Address"),
            postcode=self._read_or_flag("Postcode", read_postcode, lambda _: "odd_postcode"),
            mobile=self._read_or_flag("Mobile", read_mobile, phone_flag),
            email=self._read_or_flag("Email", read_email, email_flag),
            safe_contact=self._safe_contact(),
            offence_code=self._offence_code(),
            offence_at=offence_at,
            offence_place=self._text("OffencePlace"),
            area=self._text("Area"),
            arrested_at=arrested_at,
            release=release,
            bail_return_on=self._bail_return_on(release, offence_at),
            admission=self._word("Admission", ADMISSION_READ, Admission.UNRECORDED, "admission_unreadable"),
            interpreter=self._text("Interpreter"),
            adjustments=self._text("Adjustments"),
            officer_rank=self._text("OICRank"),
            officer_collar=self._text("OICCollar"),
            officer_name=self._text("OICName"),
            operation=self._text("Operation"),
            circumstances=circumstances,
            unclear_dates=tuple(dict.fromkeys(self._unclear)),
        )
        self._flags += [*name.oddities, *odd_answers]
        self._look_for_formulas()
        return values, tuple(self._problems), tuple(dict.fromkeys(self._flags))

    def _text(self, column: str) -> str:
        return self._texts.get(column, "")

    def _measure(self) -> None:
        for column, text in list(self._texts.items()):
            if len(text) <= _LONGEST.get(column, len(text)):
                continue
            if column in CUT:
                self._texts[column] = text[: _LONGEST[column] - 1].rstrip() + "…"
                self._flags.append("text_cut")
            elif "text_too_long" not in self._problems:
                self._problems.append("text_too_long")

    def _written(self, column: str, century: Century) -> Written | None:
        """The date in a cell; None where there is none, it cannot be read, or its order is not certain."""
        text = self._text(column)
        order = self._orders.get(column)
        if order is not None and is_in_numbers(text):
            self._unclear.append(order)
            return None
        return read_written(text, century) if text else None

    def _is_unclear(self, column: str) -> bool:
        return column in self._orders and is_in_numbers(self._text(column))

    def _cannot_read(self, column: str, problem: str) -> None:
        self._problems.append(problem)
        if is_day_number(self._text(column)):
            self._problems.append(DAY_NUMBER)

    def _born_on(self) -> date | None:
        text = self._text("DOB")
        written = self._written("DOB", century_of_birth(self._today))
        if not text or self._is_unclear("DOB"):
            return None
        if written is None or not _is_a_day(written) or wrong_with_birth(written.on, self._today):
            self._cannot_read("DOB", "born_on_unreadable")
            return None
        return written.on

    def _offence_at(self) -> datetime | None:
        written = self._written("OffenceDateTime", century_of_events(self._today))
        if self._is_unclear("OffenceDateTime"):
            return None
        if written is None or written.instant is None or not EARLIEST_OFFENCE <= written.on < LATEST:
            self._cannot_read("OffenceDateTime", "offence_time_unreadable")
            return None
        if written.was_changing:
            self._flags.append("clock_change_time")
        return written.instant

    def _arrested_at(self, offence_at: datetime | None) -> datetime | None:
        if not self._text("ArrestDateTime"):
            return None
        written = self._written("ArrestDateTime", century_of_events(self._today))
        if written is None or written.instant is None or not EARLIEST_OFFENCE <= written.on < LATEST:
            self._flags.append("arrest_time_unreadable")
            return None
        self._flags += odd_about_arrest(written.instant, offence_at, self._today)
        return written.instant

    def _custody_ref(self, release: Release) -> str:
        reference = self._text("CustodyRef").upper()
        self._flags += odd_about_custody_reference(reference, release)
        return "" if is_stand_in_reference(reference) else reference

    def _offence_code(self) -> str:
        code = canonical_code(self._text("OffenceCode"))
        return code if len(code) <= LONGEST_CODE else ""

    def _identifier(self, column: str, read: Callable[[str], ReadIdentifier], flag: str) -> ReadIdentifier | None:
        text = self._text(column)
        if not text:
            return None
        found = read(text)
        if found.problem is not None:
            self._flags.append(identifier_flag(found.problem, flag))
        return found

    def _pnc_id(self) -> ReadIdentifier | None:
        found = self._identifier("PNCID", lambda text: read_pnc_id(text, today=self._today), "pnc")
        if found is None:
            self._flags.append("pnc_missing")
        return found

    def _read_or_flag(self, column: str, read: Callable[[str], str | None], flag: Callable[[str], str]) -> str:
        text = self._text(column)
        if not text:
            return ""
        found = read(text)
        if found is None:
            self._flags.append(flag(text))
        return text if found is None else found

    def _word(self, column: str, words: Mapping[str, _Word], otherwise: _Word, flag: str) -> _Word:
        found = words.get(self._text(column).upper())
        if found is None:
            self._flags.append(flag)
            return otherwise
        return found

    def _safe_contact(self) -> SafeContact:
        answer = self._word("SafeToContact", SAFE_CONTACT, SafeContact.NOT_ASKED, "safe_contact_unreadable")
        if not self._text("SafeToContact"):
            self._flags.append("safe_contact_not_asked")
        return answer

    def _bail_return_on(self, release: Release, offence_at: datetime | None) -> date | None:
        written = self._written("BailReturn", century_of_events(self._today))
        if self._text("BailReturn") and (written is None or not EARLIEST_OFFENCE <= written.on < LATEST):
            self._flags.append("bail_return_unreadable")
            return None
        return_on = written.on if written is not None else None
        self._flags += odd_about_bail(return_on, release, offence_at, self._today)
        return return_on

    def _look_for_formulas(self) -> None:
        if looks_like_formula(self._texts[column] for column in _FORMULA_COLUMNS if column in self._texts):
            self._flags.append("formula_like_text")


def _is_a_day(written: Written) -> bool:
    """Whether nothing but midnight stands behind the day: in London, or as a machine writes it, in UTC."""
    if written.instant is None:
        return True
    return _MIDNIGHT in (written.at, written.instant.astimezone(UTC).time())
