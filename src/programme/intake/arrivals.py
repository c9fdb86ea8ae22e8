"""The facts that arrive about an offence, from a form, a row of an export or a neighbour; nothing of it is stored
yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from programme.eligibility.circumstances import UNSAID, Circumstances
from programme.intake.custody_export import ExportRow
from programme.intake.export_values import CUT
from programme.intake.export_words import ANSWER_COLUMNS, ANSWER_UNREADABLE
from programme.intake.facts import (
    email_flag,
    identifier_flag,
    looks_like_formula,
    odd_about_arrest,
    odd_about_bail,
    odd_about_custody_reference,
    phone_flag,
)
from programme.intake.known_people import Sought, canonical_custody_reference
from programme.people.contact import read_email, read_mobile, read_postcode
from programme.people.identifiers import (
    IdentifierKind,
    ReadIdentifier,
    read_asn,
    read_crime_number,
    read_cro,
    read_pnc_id,
    read_urn,
)
from programme.people.models import SafeContact
from programme.people.officers import Officer
from programme.referrals.models import Admission, Release

_FLAG_NAMES = {
    IdentifierKind.PNC_ID: "pnc",
    IdentifierKind.CRO: "cro",
    IdentifierKind.ASN: "asn",
    IdentifierKind.URN: "urn",
    IdentifierKind.CRIME_NUMBER: "crime_number",
}
_UNREAD = {
    "arrest_time_unreadable": "ArrestDateTime",
    "bail_return_unreadable": "BailReturn",
    "safe_contact_unreadable": "SafeToContact",
    "admission_unreadable": "Admission",
    "release_unreadable": "ReleaseStatus",
}
"""Flags that say a cell was left out, and its column: its text is kept with the case."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The facts that arrive about one offence of one man. Texts that nobody gave are empty, facts that nobody gave
    None.

    `route` is the code of the disposal route that somebody chose; empty where the one that is proposed stands. The
    identifiers are as entered. `circumstances` are answers that only a human can give. `flags` say what is
    odd, `noticed` is that part of it which only the reading of what was typed could see; `as_entered` keeps texts that
    were tidied or could not be read. `is_another`: a human has said that it is another offence than those of the
    same minute and code at other places.
    """

    surname: str
    forenames: str
    born_on: date | None
    offence_code: str
    offence_at: datetime
    admission: Admission = Admission.UNRECORDED
    sex: str = ""
    address: str = ""
    postcode: str = ""
    mobile: str = ""
    email: str = ""
    safe_contact: SafeContact = SafeContact.NOT_ASKED
    safe_hours: str = ""
    interpreter: str = ""
    adjustments: str = ""
    pnc_id: str = ""
    cro: str = ""
    asn: str = ""
    urn: str = ""
    crime_number: str = ""
    custody_reference: str = ""
    offence_place: str = ""
    area: str = ""
    arrested_at: datetime | None = None
    release: Release = Release.UNKNOWN
    bail_return_on: date | None = None
    operation: str = ""
    route: str = ""
    officer_rank: str = ""
    officer_collar: str = ""
    officer_name: str = ""
    officer_email: str = ""
    circumstances: Circumstances = UNSAID
    flags: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    as_entered: dict[str, str] = field(default_factory=dict)
    is_another: bool = False


def identifiers_of(arrival: Arrival, *, today: date) -> list[ReadIdentifier]:
    """The identifiers that were given, read."""
    found = [
        read_pnc_id(arrival.pnc_id, today=today),
        read_cro(arrival.cro),
        read_asn(arrival.asn),
        read_urn(arrival.urn),
        read_crime_number(arrival.crime_number),
    ]
    return [identifier for identifier in found if identifier.as_entered.strip()]


def officer_of(arrival: Arrival) -> Officer:
    """The officer in the case, as he was named."""
    return Officer(arrival.officer_rank, arrival.officer_collar, arrival.officer_name, arrival.officer_email)


def sought_of(arrival: Arrival, *, today: date) -> Sought:
    """Whom and what an arrival is about."""
    pnc_id = read_pnc_id(arrival.pnc_id, today=today)
    return Sought(
        pnc_id=pnc_id.canonical if pnc_id.problem is None else None,
        surname=arrival.surname,
        forenames=arrival.forenames,
        born_on=arrival.born_on,
        offence_at=arrival.offence_at,
        custody_reference=canonical_custody_reference(arrival.custody_reference),
        offence_code=arrival.offence_code,
        offence_place=arrival.offence_place,
    )


def flags_of(arrival: Arrival, *, today: date) -> tuple[str, ...]:
    """The oddities of an arrival that somebody typed, in the codes that an import uses. Oddities stop nothing."""
    flags = [
        identifier_flag(found.problem, _FLAG_NAMES[found.kind])
        for found in identifiers_of(arrival, today=today)
        if found.problem is not None
    ]
    if not arrival.pnc_id.strip():
        flags.append("pnc_missing")
    if arrival.mobile and read_mobile(arrival.mobile) is None:
        flags.append(phone_flag(arrival.mobile))
    if arrival.email and read_email(arrival.email) is None:
        flags.append(email_flag(arrival.email))
    if arrival.postcode and read_postcode(arrival.postcode) is None:
        flags.append("odd_postcode")
    flags += odd_about_custody_reference(arrival.custody_reference, arrival.release)
    if arrival.arrested_at is not None:
        flags += odd_about_arrest(arrival.arrested_at, arrival.offence_at, today)
    flags += odd_about_bail(arrival.bail_return_on, arrival.release, arrival.offence_at, today)
    if arrival.safe_contact is SafeContact.NOT_ASKED:
        flags.append("safe_contact_not_asked")
    if looks_like_formula(_texts(arrival)):
        flags.append("formula_like_text")
    return tuple(dict.fromkeys((*arrival.noticed, *flags)))


def _texts(arrival: Arrival) -> tuple[str, ...]:
    return (
        arrival.custody_reference, arrival.surname, arrival.forenames, arrival.address, arrival.email,
        arrival.offence_place, arrival.interpreter, arrival.adjustments, arrival.operation, arrival.officer_rank,
        arrival.officer_collar, arrival.officer_name,
    )  # fmt: skip


def arrival_from_row(row: ExportRow) -> Arrival:
    """The arrival that a readable row of an export describes. Raises ValueError for a row that cannot be read."""
    values = row.values
    if values is None or values.offence_at is None or row.problems:
        raise ValueError("this row cannot be read")
    raw = row.raw
    return Arrival(
        surname=values.surname,
        forenames=values.forenames,
        born_on=values.born_on,
        offence_code=values.offence_code,
        offence_at=values.offence_at,
        admission=values.admission,
        sex=values.sex,
        address=values.address,
        postcode=values.postcode,
        mobile=values.mobile,
        email=values.email,
        safe_contact=values.safe_contact,
        interpreter=values.interpreter,
        adjustments=values.adjustments,
        pnc_id=_entered(values.pnc_id),
        cro=_entered(values.cro),
        asn=_entered(values.asn),
        urn=_entered(values.urn),
        crime_number=_entered(values.crime_number),
        custody_reference=values.custody_ref,
        offence_place=values.offence_place,
        area=values.area,
        arrested_at=values.arrested_at,
        release=values.release,
        bail_return_on=values.bail_return_on,
        operation=values.operation,
        officer_rank=values.officer_rank,
        officer_collar=values.officer_collar,
        officer_name=values.officer_name,
        circumstances=values.circumstances,
        flags=row.flags,
        as_entered=_as_it_stood(
            raw,
            row.flags,
            {
                "Surname": values.surname,
                "Forenames": values.forenames,
                "Mobile": values.mobile,
                "Postcode": values.postcode,
                "OffenceCode": values.offence_code,
                "CustodyRef": values.custody_ref,
                **({"DOB": ""} if values.born_on is None else {}),
                **(dict.fromkeys(ANSWER_COLUMNS, "") if ANSWER_UNREADABLE in row.flags else {}),
                **({column: "" for column in CUT if raw.get(column)} if "text_cut" in row.flags else {}),
            },
        ),
    )


def _entered(found: ReadIdentifier | None) -> str:
    return found.as_entered if found is not None else ""


def _as_it_stood(raw: Mapping[str, str], flags: tuple[str, ...], made_of_it: Mapping[str, str]) -> dict[str, str]:
    """The cells that were tidied on the way in, or could not be read, as they stood."""
    tidied = {column: raw[column] for column, text in made_of_it.items() if raw.get(column, text) != text}
    unread = {column: raw.get(column, "") for flag, column in _UNREAD.items() if flag in flags}
    return tidied | unread
