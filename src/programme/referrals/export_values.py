"""What one row of a custody export says: the words as they stood made into facts, with what is odd about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from programme.people import identifiers
from programme.people.contact import read_email, read_mobile, read_postcode
from programme.people.identifiers import ReadIdentifier, read_asn, read_cro, read_pnc_id, read_urn
from programme.people.models import SafeContact
from programme.people.names import tidy_name
from programme.referrals.models import Admission, Release
from programme.referrals.offences import canonical_code
from programme.shared.dates import clock_was_changing, london_date, london_instant

LONGEST = {
    "CustodyRef": 40, "ASN": 60, "PNCID": 60, "CRO": 60, "URN": 60, "Surname": 100, "Forenames": 100, "Sex": 20,
    "Address": 300, "Postcode": 10, "Mobile": 40, "Email": 254, "OffenceCode": 10, "OffencePlace": 200,
    "Interpreter": 60, "Adjustments": 400, "OICRank": 20, "OICCollar": 20, "OICName": 100, "Operation": 60,
}  # fmt: skip
"""How many characters of a column can be kept."""

EARLIEST_BIRTH = date(1900, 1, 1)
EARLIEST_OFFENCE = date(2000, 1, 1)
LATEST = date(2200, 1, 1)

_Word = TypeVar("_Word")

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_AND_TIME = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}) ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_FORMULA = re.compile(r"[=+\-@＝＋－＠].")
_FORMULA_COLUMNS = (
    "CustodyRef", "Surname", "Forenames", "Address", "Email", "OffencePlace", "Interpreter", "Adjustments", "OICRank",
    "OICCollar", "OICName", "Operation",
)  # fmt: skip

_SAFE_CONTACT = {
    "Y": SafeContact.ANY, "YES": SafeContact.ANY, "N": SafeContact.NONE, "NO": SafeContact.NONE,
    "MOBILE ONLY": SafeContact.MOBILE_ONLY, "NO POST": SafeContact.NO_POST, "": SafeContact.NOT_ASKED,
}  # fmt: skip
_ADMISSION = {
    "Y": Admission.ADMITTED, "YES": Admission.ADMITTED, "N": Admission.DENIED, "NO": Admission.DENIED,
    "": Admission.UNRECORDED,
}  # fmt: skip
_RELEASE = {
    "BAIL": Release.BAIL, "RUI": Release.UNDER_INVESTIGATION, "VA": Release.VOLUNTARY, "": Release.UNKNOWN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportValues:
    """The facts of one row. A text that is missing is "", a fact that is missing or cannot be read is None.

    Names are tidied; `mobile` and `postcode` are canonical where they could be read, else as entered.
    """

    custody_ref: str
    asn: ReadIdentifier | None
    pnc_id: ReadIdentifier | None
    cro: ReadIdentifier | None
    urn: ReadIdentifier | None
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


def read_values(raw: Mapping[str, str], *, today: date) -> tuple[ExportValues, tuple[str, ...], tuple[str, ...]]:
    """The facts of a row, its problems (it cannot be read as data) and its flags (odd, but it can). Never raises.

    `raw` holds the cells under the names of the columns; a column that is not there counts as empty.
    """
    return _RowReader(raw, today).values()


class _RowReader:
    """Reads one row and gathers what is wrong with it on the way."""

    def __init__(self, raw: Mapping[str, str], today: date) -> None:
        self._texts = {column: _plain(text) for column, text in raw.items() if text}
        self._today = today
        self._problems: list[str] = []
        self._flags: list[str] = []

    def values(self) -> tuple[ExportValues, tuple[str, ...], tuple[str, ...]]:
        self._measure()
        born_on, offence_at = self._born_on(), self._offence_at()
        arrested_at = self._arrested_at(offence_at)
        release = self._word("ReleaseStatus", _RELEASE, Release.UNKNOWN, "release_unreadable")
        values = ExportValues(
            custody_ref=self._custody_ref(release),
            asn=self._identifier("ASN", read_asn, "asn"),
            pnc_id=self._pnc_id(),
            cro=self._identifier("CRO", read_cro, "cro"),
            urn=self._identifier("URN", read_urn, "urn"),
            surname=self._name("Surname"),
            forenames=self._forenames(),
            born_on=born_on,
            sex=self._text("Sex"),
            address=self._text("Address"),
            postcode=self._read_or_flag("Postcode", read_postcode, "odd_postcode"),
            mobile=self._read_or_flag("Mobile", read_mobile, "odd_phone"),
            email=self._read_or_flag("Email", read_email, "odd_email"),
            safe_contact=self._safe_contact(),
            offence_code=canonical_code(self._text("OffenceCode")),
            offence_at=offence_at,
            offence_place=self._text("OffencePlace"),
            arrested_at=arrested_at,
            release=release,
            bail_return_on=self._bail_return_on(release, offence_at),
            admission=self._word("Admission", _ADMISSION, Admission.UNRECORDED, "admission_unreadable"),
            interpreter=self._text("Interpreter"),
            adjustments=self._text("Adjustments"),
            officer_rank=self._text("OICRank"),
            officer_collar=self._text("OICCollar"),
            officer_name=self._text("OICName"),
            operation=self._text("Operation"),
        )
        self._look_for_formulas()
        return values, tuple(self._problems), tuple(dict.fromkeys(self._flags))

    def _text(self, column: str) -> str:
        return self._texts.get(column, "")

    def _measure(self) -> None:
        if any(len(text) > LONGEST.get(column, len(text)) for column, text in self._texts.items()):
            self._problems.append("text_too_long")

    def _born_on(self) -> date | None:
        text = self._text("DOB")
        if not text:
            return None
        born_on = read_day(text)
        if born_on is None or not EARLIEST_BIRTH <= born_on <= self._today:
            self._problems.append("born_on_unreadable")
            return None
        return born_on

    def _offence_at(self) -> datetime | None:
        local = read_day_and_time(self._text("OffenceDateTime"))
        if local is None or not EARLIEST_OFFENCE <= local[0] < LATEST:
            self._problems.append("offence_time_unreadable")
            return None
        if clock_was_changing(*local):
            self._flags.append("clock_change_time")
        return london_instant(*local)

    def _arrested_at(self, offence_at: datetime | None) -> datetime | None:
        text = self._text("ArrestDateTime")
        if not text:
            return None
        local = read_day_and_time(text)
        if local is None or not EARLIEST_OFFENCE <= local[0] < LATEST:
            self._flags.append("arrest_time_unreadable")
            return None
        arrested_at = london_instant(*local)
        if offence_at is not None and arrested_at < offence_at:
            self._flags.append("arrest_before_offence")
        return arrested_at

    def _custody_ref(self, release: Release) -> str:
        reference = self._text("CustodyRef").upper()
        if not reference and release is not Release.VOLUNTARY:
            self._flags.append("custody_ref_missing")
        return reference

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

    def _name(self, column: str) -> str:
        typed = self._text(column)
        tidied = tidy_name(typed)
        if tidied != typed:
            self._flags.append("case_tidied")
        return tidied

    def _forenames(self) -> str:
        forenames = self._name("Forenames")
        if not forenames:
            self._flags.append("forenames_missing")
        return forenames

    def _read_or_flag(self, column: str, read: Callable[[str], str | None], flag: str) -> str:
        text = self._text(column)
        if not text:
            return ""
        found = read(text)
        if found is None:
            self._flags.append(flag)
        return text if found is None else found

    def _word(self, column: str, words: Mapping[str, _Word], otherwise: _Word, flag: str) -> _Word:
        found = words.get(self._text(column).upper())
        if found is None:
            self._flags.append(flag)
            return otherwise
        return found

    def _safe_contact(self) -> SafeContact:
        answer = self._word("SafeToContact", _SAFE_CONTACT, SafeContact.NOT_ASKED, "safe_contact_unreadable")
        if not self._text("SafeToContact"):
            self._flags.append("safe_contact_not_asked")
        return answer

    def _bail_return_on(self, release: Release, offence_at: datetime | None) -> date | None:
        text = self._text("BailReturn")
        if not text:
            if release is Release.BAIL:
                self._flags.append("bail_return_missing")
            return None
        return_on = read_day(text)
        if return_on is None or not EARLIEST_OFFENCE <= return_on < LATEST:
            self._flags.append("bail_return_unreadable")
            return None
        if release is not Release.BAIL:
            self._flags.append("bail_return_without_bail")
        if offence_at is not None and return_on < london_date(offence_at):
            self._flags.append("bail_before_offence")
        elif return_on < self._today:
            self._flags.append("bail_return_passed")
        return return_on

    def _look_for_formulas(self) -> None:
        texts = self._texts
        if any(column in texts and _FORMULA.match(texts[column]) for column in _FORMULA_COLUMNS):
            self._flags.append("formula_like_text")


def read_day(text: str) -> date | None:
    """A British date, dd/mm/yyyy; None when it is not one or there is no such day."""
    found = _DAY.fullmatch(text)
    return _day(found) if found else None


def read_day_and_time(text: str) -> tuple[date, time] | None:
    """A British date and a time of day, dd/mm/yyyy hh:mm with or without seconds; None when it is not both."""
    found = _DAY_AND_TIME.fullmatch(text)
    on = _day(found) if found else None
    if found is None or on is None:
        return None
    try:
        return on, time(int(found[4]), int(found[5]), int(found[6] or 0))
    except ValueError:
        return None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _plain(text: str) -> str:
    """One line of composed, visible characters with single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c if not unicodedata.category(c).startswith("C") else " " * c.isspace() for c in text)
    return " ".join(text.split())


def identifier_flag(problem: str, name: str) -> str:
    """The flag for an identifier with this problem; `name` is pnc, cro, asn or urn."""
    return _IDENTIFIER_FLAGS[problem].format(name)


_IDENTIFIER_FLAGS = {
    identifiers.MISSING: "{}_unreadable",
    identifiers.UNREADABLE: "{}_unreadable",
    identifiers.BAD_CHECK_LETTER: "bad_{}_letter",
    identifiers.IMPOSSIBLE_YEAR: "{}_unreadable",
    identifiers.UNKNOWN_FORCE: "unknown_{}_force",
    identifiers.UNKNOWN_UNIT: "unknown_{}_unit",
    identifiers.DUMMY: "dummy_{}",
}
