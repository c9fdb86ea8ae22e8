from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.intake.custody_export import (
    OTHER_COLUMNS,
    REQUIRED_COLUMNS,
    WHOLE_ROW,
    WRONG_NUMBER_OF_COLUMNS,
    ExportRow,
    UnreadableExport,
    read_export,
    row_from_raw,
)
from programme.intake.export_values import ExportValues
from programme.intake.words import FLAG_WORDS, ROW_PROBLEM_WORDS
from programme.people.models import SafeContact
from programme.referrals.models import Admission, Release

TODAY = date(2026, 11, 23)
COLUMNS = (*REQUIRED_COLUMNS, *OTHER_COLUMNS)
PLAIN = {
    "CustodyRef": "DG/1000/26",
    "ASN": "26/43CX/01/1234M",
    "PNCID": "1981/0000034U",
    "CRO": "002414/19X",
    "Surname": "Evans",
    "Forenames": "Lee",
    "DOB": "16/08/1977",
    "Postcode": "MK9 1ZZ",
    "Mobile": "07700 900712",
    "Email": "person10@example.org",
    "SafeToContact": "Y",
    "OffenceCode": "SX03213",
    "OffenceDateTime": "11/10/2026 22:04",
    "ArrestDateTime": "11/10/2026 22:16",
    "ReleaseStatus": "RUI",
    "Admission": "Y",
    "Adjustments": "hearing loop",
    "Interpreter": "BSL",
}


def export(*rows: str, header: str | None = None) -> bytes:
    return "\r\n".join([header or ",".join(COLUMNS), *rows]).encode()


def row_of(**cells: str) -> ExportRow:
    return row_from_raw(2, {**PLAIN, **cells}, today=TODAY)


def values_of(**cells: str) -> ExportValues:
    values = row_of(**cells).values
    assert values is not None
    return values


def test_a_plain_row_has_no_problem_and_no_flag() -> None:
    found = row_of()
    assert (found.problems, found.flags) == ((), ())
    values = values_of()
    assert values.offence_at == datetime(2026, 10, 11, 21, 4, tzinfo=UTC), "10:04pm in summer is 9:04pm UTC"
    assert values.born_on == date(1977, 8, 16)
    assert (values.release, values.admission) == (Release.UNDER_INVESTIGATION, Admission.ADMITTED)
    assert (values.interpreter, values.adjustments) == ("BSL", "hearing loop")


def test_headers_are_known_in_any_case_spacing_and_order() -> None:
    header = "forenames, SUR NAME ,dob,custody_ref,PNC ID,Offence Code,offence date time,admission,Shoe size"
    (found,) = read_export(
        [export("Lee,Evans,01/02/1980,A/1,,SX03213,11/10/2026 22:04,Y,9", header=header)], today=TODAY
    )
    assert found.raw["Surname"] == "Evans"
    assert found.raw["Shoe size"] == "9"
    assert found.values is not None
    assert (found.values.surname, found.values.custody_ref) == ("Evans", "A/1")


def test_every_missing_column_is_named_in_one_error() -> None:
    with pytest.raises(UnreadableExport, match="these columns: DOB, Admission"):
        list(read_export([b"CustodyRef,PNCID,Surname,Forenames,OffenceCode,OffenceDateTime\n"], today=TODAY))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (
            b"PK\x03\x04\x14\x00[Content_Types].xml\x00xl/workbook.xml",
            "This is an Excel workbook, .*: open it, save it as CSV",
        ),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "This is an OpenDocument spreadsheet"),
        (b"PK\x03\x04\x14\x00night.csv", "This is a ZIP archive, .*unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "This is an old Excel workbook"),
        (b"%PDF-1.7\n%\xe2", "This is a PDF"),
        (b"<html><table><tr><td>CustodyRef", "This is a web page"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "This is a web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an Excel workbook in XML",
        ),
        (b'[{"CustodyRef": 1}]', "This is a JSON file"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\x00\x01\x02", "not text"),
        ("CustodyRef,PNCID,Surname".encode("utf-16"), "does not name these columns: Forenames"),
        (",".join([*COLUMNS, "d.o.b."]).encode(), "twice: DOB"),
        (":".join(COLUMNS).encode(), "all in one cell"),
        ("^".join(COLUMNS).encode() + b"\n", "all in one cell"),
        (f'"{",".join(COLUMNS)}"\n'.encode(), "all in one cell"),
        *[
            (f"{end}".join([",".join(COLUMNS), "DG/1/26,,,,,Evans"]).encode(encoding), "all of it is one line")
            for end in "\x0b\x0c\x1e\x85\u2028\u2029"
            for encoding in ("utf-8", "utf-16")
        ],
        (",".join(COLUMNS).encode() + b"\x85DG/1/26", "all of it is one line"),
        (b"Dear colleague,\nplease find the file.\n", "no custody export as|not a custody export as"),
    ],
)
def test_a_file_that_is_no_export_says_what_to_do(raw: bytes, words: str) -> None:
    with pytest.raises(UnreadableExport, match=words):
        list(read_export([raw], today=TODAY))


def test_a_row_is_named_by_its_line_in_the_file_and_kept_as_it_stood() -> None:
    header = ",".join(REQUIRED_COLUMNS)
    rows = list(
        read_export(
            [
                export(
                    'A/1,,"  O\'BRIEN ",rhys,"01/02/1980",SX03213,11/10/2026 22:04,Y',
                    '"A/\r\n2",,Evans,Lee,01/02/1980,SX03213,11/10/2026 22:04,Y',
                    "A/3,,Evans",
                    "A/4,,Evans,Lee,01/02/1980,SX03213,11/10/2026 22:04,Y",
                    header=header,
                )
            ],
            today=TODAY,
        )
    )
    assert [row.line for row in rows] == [2, 3, 5, 6]
    assert rows[0].raw["Surname"] == "  O'BRIEN "
    assert rows[1].raw["CustodyRef"] == "A/\r\n2"
    assert (rows[2].values, rows[2].problems) == (None, (WRONG_NUMBER_OF_COLUMNS,))
    assert rows[2].raw == {WHOLE_ROW: "A/3,,Evans"}


def test_a_row_is_the_same_again_from_what_was_kept_of_it() -> None:
    for cells in (PLAIN, {**PLAIN, "DOB": "1980"}, {**PLAIN, "Mobile": "none given", "Surname": " O'BRIEN"}):
        text = ",".join(cells.get(column, "") for column in COLUMNS)
        (found,) = read_export([export(text)], today=TODAY)
        assert row_from_raw(found.line, found.raw, today=TODAY) == found
    assert row_from_raw(9, {WHOLE_ROW: "x"}, today=TODAY).problems == (WRONG_NUMBER_OF_COLUMNS,)


@pytest.mark.parametrize(
    "text", ["1980", "13/13/1990", "??/??/1975", "31/02/1980", "24/11/2026", "01/01/1899", "01/01/1900", "11/11/1911"]
)
def test_a_date_of_birth_that_is_none_makes_the_row_unreadable(text: str) -> None:
    found = row_of(DOB=text)
    assert found.problems == ("born_on_unreadable",)
    assert found.raw["DOB"] == text


@pytest.mark.parametrize(
    "text", ["", "11/10/2026", "22:04", "11/10/2026 24:04", "2026-10-11", "11/10/9999 22:04", "11/10/2026 9"]
)
def test_an_offence_without_a_day_and_time_makes_the_row_unreadable(text: str) -> None:
    assert row_of(OffenceDateTime=text).problems == ("offence_time_unreadable",)


def test_text_that_could_not_be_kept_makes_the_row_unreadable() -> None:
    assert row_of(Surname="x" * 101).problems == ("text_too_long",)
    assert row_of(Surname="x" * 100).problems == ()


def test_both_problems_of_a_row_are_listed() -> None:
    assert row_of(DOB="1980", OffenceDateTime="?").problems == ("born_on_unreadable", "offence_time_unreadable")


@pytest.mark.parametrize(
    ("column", "text", "flag"),
    [
        ("PNCID", "", "pnc_missing"),
        ("PNCID", "1981/0000034V", "bad_pnc_letter"),
        ("PNCID", "see file", "pnc_unreadable"),
        ("PNCID", "unknown", "dummy_pnc"),
        ("PNCID", "00/0000000Z", "dummy_pnc"),
        ("CRO", "000000/00Z", "dummy_cro"),
        ("CustodyRef", "UNKNOWN", "dummy_custody_ref"),
        ("Mobile", "07777 777777", "dummy_phone"),
        ("Email", "none@none.com", "dummy_email"),
        ("Surname", "LNU", "dummy_name"),
        ("Surname", "Se\u202enaE", "invisible_marks"),
        ("ArrestDateTime", "24/11/2026 09:00", "arrest_in_future"),
        ("CRO", "002414/19Y", "bad_cro_letter"),
        ("CRO", "?", "cro_unreadable"),
        ("ASN", "26/43CX/01/1234N", "bad_asn_letter"),
        ("ASN", "26/43QQ/01/1234M", "unknown_asn_unit"),
        ("ASN", "2600NP0000000000001X", "dummy_asn"),
        ("ASN", "26", "asn_unreadable"),
        ("URN", "43QQ2092226", "unknown_urn_unit"),
        ("URN", "43", "urn_unreadable"),
        ("CrimeNumber", "see file", "crime_number_unreadable"),
        ("CrimeNumber", "UNKNOWN", "dummy_crime_number"),
        ("CrimeNumber", "43/26/0012345", None),
        ("Mobile", "07700900", "odd_phone"),
        ("Mobile", "none given", "odd_phone"),
        ("Email", "none", "odd_email"),
        ("Postcode", "MK9", "odd_postcode"),
        ("Surname", "EVANS", "case_tidied"),
        ("Forenames", "", "forenames_missing"),
        ("Surname", '=HYPERLINK("http://x")', "formula_like_text"),
        ("Adjustments", "@SUM(A1)", "formula_like_text"),
        ("CustodyRef", "", "custody_ref_missing"),
        ("ArrestDateTime", "11/10/2026 22:03", "arrest_before_offence"),
        ("ArrestDateTime", "yesterday", "arrest_time_unreadable"),
        ("OffenceDateTime", "25/10/2025 01:30", None),
        ("SafeToContact", "", "safe_contact_not_asked"),
        ("SafeToContact", "PERHAPS", "safe_contact_unreadable"),
        ("Admission", "?", "admission_unreadable"),
        ("ReleaseStatus", "?", "release_unreadable"),
        ("ReleaseStatus", "BAIL", "bail_return_missing"),
        ("BailReturn", "13/01/2027", "bail_return_without_bail"),
    ],
)
def test_an_oddity_is_flagged_kept_and_stops_nothing(column: str, text: str, flag: str | None) -> None:
    found = row_of(**{column: text})
    assert found.problems == ()
    assert found.flags == ((flag,) if flag else ())
    assert found.raw[column] == text


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("13/01/2027", ()),
        ("13/13/2027", ("bail_return_unreadable",)),
        ("10/10/2026", ("bail_before_offence",)),
        ("22/11/2026", ("bail_return_passed",)),
        ("23/11/2026", ()),
        ("16/01/2027", ("bail_not_working_day",)),
        ("25/12/2026", ("bail_not_working_day",)),
        ("12/04/2027", ("bail_after_charge_by",)),
    ],
)
def test_a_date_to_return_on_bail_is_held_against_the_offence_and_today(text: str, flags: tuple[str, ...]) -> None:
    assert row_of(ReleaseStatus="BAIL", BailReturn=text).flags == flags


def test_a_voluntary_attendance_needs_no_custody_reference() -> None:
    found = row_of(ReleaseStatus="VA", CustodyRef="", ASN="", ArrestDateTime="")
    assert found.flags == ()
    assert values_of(ReleaseStatus="VA").release is Release.VOLUNTARY


def test_an_offence_while_the_clocks_change_is_flagged_and_read_as_the_first_of_the_two() -> None:
    found = row_of(OffenceDateTime="25/10/2026 01:30", ArrestDateTime="")
    assert found.flags == ("clock_change_time",)
    assert values_of(OffenceDateTime="25/10/2026 01:30").offence_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Y", SafeContact.ANY),
        ("n", SafeContact.NONE),
        ("Mobile  only", SafeContact.MOBILE_ONLY),
        ("email only", SafeContact.EMAIL_ONLY),
        ("NO POST", SafeContact.NO_POST),
        ("", SafeContact.NOT_ASKED),
        ("perhaps", SafeContact.NOT_ASKED),
    ],
)
def test_an_answer_about_safe_contact_that_is_not_understood_counts_as_not_asked(
    text: str, expected: SafeContact
) -> None:
    assert values_of(SafeToContact=text).safe_contact is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Surname": "  O'BRIEN "}, {"surname": "O'Brien"}),
        ({"Surname": "van der Merwe"}, {"surname": "van der Merwe"}),
        ({"Mobile": "+44 7700 900123"}, {"mobile": "07700 900123"}),
        ({"Mobile": "none given"}, {"mobile": "none given"}),
        ({"Postcode": "rg14  2zz"}, {"postcode": "RG14 2ZZ"}),
        ({"OffenceCode": " sx03213 "}, {"offence_code": "SX03213"}),
        ({"Address": "8 Mill Street\r\nMilton\tKeynes\u200b"}, {"address": "8 Mill Street Milton Keynes"}),
        ({"DOB": ""}, {"born_on": None}),
        ({"ArrestDateTime": ""}, {"arrested_at": None}),
    ],
)
def test_values_are_made_fit_to_use(cells: dict[str, str], expected: dict[str, Any]) -> None:
    values = values_of(**cells)
    assert {name: getattr(values, name) for name in expected} == expected


def test_reading_takes_the_same_memory_for_a_long_file_as_for_a_short_one() -> None:
    line = ",".join(PLAIN.get(column, "") for column in COLUMNS).encode() + b"\r\n"

    def pieces(count: int) -> Iterator[bytes]:
        yield ",".join(COLUMNS).encode() + b"\r\n"
        yield from (line for _ in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in read_export(pieces(count), today=TODAY)) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(50)  # what is read once and kept, such as the forces, is not counted
    assert peak(2000) < 2 * peak(50) + 100_000


@given(
    column=st.sampled_from([*COLUMNS, "(dates)x"]),
    text=st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,4}[/. -][0-9]{1,2}[/. -][0-9]{1,4}[T ]?[0-9]{0,2}:?[0-9]{0,2}[+-][0-9]{2}:[0-9]{2}"),
)
def test_no_text_in_any_cell_makes_reading_a_row_fail(column: str, text: str) -> None:
    found = row_of(**{column: text})
    assert set(found.flags) <= set(FLAG_WORDS)
    assert set(found.problems) <= set(ROW_PROBLEM_WORDS)


HEADS = [b"", ",".join(COLUMNS).encode() + b"\n", b"\xff\xfe", b"sep=;\n"]


@given(raw=st.binary(max_size=300), head=st.sampled_from(HEADS))
def test_no_bytes_make_reading_a_file_fail_but_in_words(raw: bytes, head: bytes) -> None:
    rows: list[ExportRow] = []
    with suppress(UnreadableExport):
        rows = list(read_export([head + raw], today=TODAY))
    assert all((row.values is None) <= bool(row.problems) for row in rows)
