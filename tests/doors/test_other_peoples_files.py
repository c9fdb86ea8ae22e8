"""Exports as other people's machines write them, at both doors of an import: the command line and the page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import MetaData, String, cast, select

from programme.cli import main
from programme.intake.models import CustodyImport, ImportRow
from programme.jobs.imports import read_custody_imports
from programme.people.models import Account, Identifier, Person
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.exports import EXPORTED_AT, an_export
from tests.support.page_reader import main_words, mark_on

TODAY = ("--today", "2026-11-23")
NO_PNC = {"PNCID": "", "CustodyRef": "HA/1/26"}


def run(file: Path, content: bytes, *words: str, url: str = "sqlite:////nowhere/none.sqlite3") -> Result:
    file.write_bytes(content)
    return CliRunner().invoke(
        main, ["import", "custody", str(file), "--json", *TODAY, "--database-url", url, *(words or ("--dry-run",))]
    )


def judged(file: Path, content: bytes) -> list[dict[str, Any]]:
    result = run(file, content)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def night(tmp_path: Path) -> Path:
    return tmp_path / "night.csv"


PLAIN = an_export({}, {"Surname": "Ó Súilleabháin", "PNCID": "2010/0217220K", "CustodyRef": "HA/2/26"}).decode("cp1252")
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "CR": lambda text: text.replace("\r\n", "\r").encode(),
    "LF": lambda text: text.replace("\r\n", "\n").encode(),
    "CR CR LF": lambda text: text.replace("\r\n", "\r\r\n").encode(),
    "mixed ends": lambda text: text.replace("\r\n", "\r", 1).replace("\r\n", "\n", 1).encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 LE without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 BE without a mark": lambda text: text.encode("utf-16-be"),
    "UTF-16 with tabs, as Excel's Unicode text": lambda text: text.replace(",", "\t").encode("utf-16"),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "a line that names the separator": lambda text: b"sep=,\r\n" + text.encode(),
    "a line that names a semicolon": lambda text: b"sep=;\r\n" + text.replace(",", ";").encode(),
    "the same in quotes, behind a mark": lambda text: ('"sep=,"\r\n' + text).encode("utf-8-sig"),
    "a heading": lambda text: b"Custody export,,,\r\nNight of 22 November\r\n" + text.encode(),
    "empty cells too many": lambda text: text.replace("\r\n", ",,,\r\n").encode(),
    "empty cells left out": lambda text: "\r\n".join(line.rstrip(",") for line in text.split("\r\n")).encode(),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_file_is_read_the_same_however_it_is_written(night: Path, way: str) -> None:
    found = [{k: v for k, v in row.items() if k != "line"} for row in judged(night, WRITTEN[way](PLAIN))]
    assert found == [{k: v for k, v in row.items() if k != "line"} for row in judged(night, PLAIN.encode("cp1252"))]
    assert [row["verdict"] for row in found] == ["accept", "accept"]


SECRET = ("Okonkwo", "16/08/1977", "07700 900712", "person1@example.org")
MANGLED = {
    "no header": "Okonkwo,Okonkwo,16/08/1977,07700 900712,person1@example.org\r\n" * 3,
    "one long line": "CustodyRef,Surname,Okonkwo,16/08/1977,07700 900712,person1@example.org," * 30,
    "a header with a row in it": PLAIN.split("\r\n")[0].replace("DOB", "Okonkwo 16/08/1977,Okonkwo 16/08/1977"),
    "quotes that never close": '"' + "Okonkwo,16/08/1977,07700 900712\r\n" * 20,
}


@pytest.mark.parametrize("how", MANGLED)
def test_no_message_quotes_a_cell(night: Path, database: Database, how: str) -> None:
    """Neither on standard error, nor on the page, nor in any table once the file has been read."""
    account = an_officer(database)
    said = run(night, MANGLED[how].encode())
    assert said.exit_code == 2
    officer = signed_in(database, account)
    page = uploaded(officer, database, MANGLED[how].encode())
    for place in (said.stderr, page, everything_in(database)):
        assert [secret for secret in SECRET if secret in place] == []
    assert "Error: " in said.stderr
    assert "could not be read" in page


def an_officer(database: Database) -> Account:
    a_world(database)
    return an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk")


def signed_in(database: Database, account: Account) -> Browser:
    clock = StandingClock(EXPORTED_AT)
    return Browser(an_app(a_wiring(database, clock=clock, wall_clock=clock))).sign_in_as(account)


def uploaded(officer: Browser, database: Database, content: bytes) -> str:
    answer = officer.post("/custody/import", files={"file": ("night.csv", content, "text/csv")})
    assert answer.status_code == 303
    read_custody_imports(database, now=EXPORTED_AT)
    return main_words(officer.get(str(answer.headers["location"])))


def everything_in(database: Database) -> str:
    """The text of every row of every table."""

    def texts(db: Any) -> str:
        shape = MetaData()
        shape.reflect(db.connection())
        columns = [column for table in shape.tables.values() for column in table.columns]
        return " ".join(str(one) for column in columns for one in db.execute(select(cast(column, String))).scalars())

    return database.read_now(texts)


def test_a_cell_that_was_kept_would_be_noticed(database: Database) -> None:
    an_officer(database)
    assert "Sgt Desk" in everything_in(database)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("DOB", "16/08/1977 00:00:00"),
        ("DOB", "16/08/1977 00:00"),
        ("DOB", "16/08/1977 12:00:00 AM"),
        ("DOB", "1977-08-16"),
        ("DOB", "1977-08-16T00:00:00"),
        ("DOB", "1977-08-16 00:00:00.000"),
        ("DOB", "1977-08-15T23:00:00Z"),
        ("DOB", "1977-08-16T00:00:00Z"),
        ("DOB", "16.08.1977"),
        ("DOB", "16-8-77"),
        ("DOB", "16/08/77"),
        ("DOB", "16 Aug 1977"),
        ("DOB", "16-Aug-77"),
        ("DOB", "16th August 1977"),
        ("DOB", "August 16, 1977"),
        ("DOB", "19770816"),
        ("OffenceDateTime", "11/10/2026 22:04:00"),
        ("OffenceDateTime", "2026-10-11 22:04"),
        ("OffenceDateTime", "2026-10-11T22:04:00"),
        ("OffenceDateTime", "2026-10-11T21:04:00Z"),
        ("OffenceDateTime", "2026-10-11T22:04:00+01:00"),
        ("OffenceDateTime", "2026-10-11 22:04:00.000"),
        ("OffenceDateTime", "11.10.2026 22.04"),
        ("OffenceDateTime", "11/10/26 10:04 pm"),
        ("OffenceDateTime", "11-Oct-2026 22:04"),
        ("OffenceDateTime", "Sunday 11 October 2026 at 22:04"),
        ("OffenceDateTime", "11/10/2026 2204hrs"),
    ],
)
def test_a_date_is_read_in_every_form_that_is_certain(database: Database, night: Path, column: str, text: str) -> None:
    a_world(database)
    row = {"DOB": "16/08/1977", "OffenceDateTime": "11/10/2026 22:04", "ArrestDateTime": "", column: text}
    run(night, an_export(row), "--force", "43", url=database.url)
    case = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    person = read(database, lambda db: db.execute(select(Person)).scalar_one())
    assert person.born_on == date(1977, 8, 16)
    assert case.offence_at.isoformat() == "2026-10-11T21:04:00+00:00"


@pytest.mark.parametrize("column", ["DOB", "OffenceDateTime"])
@pytest.mark.parametrize("text", ["28353", "46306.9194", "1977", "16/08", "31/02/1977 22:04", "16/08/1977 25:00"])
def test_what_is_no_certain_date_is_not_guessed(night: Path, column: str, text: str) -> None:
    (row,) = judged(night, an_export({column: text}))
    assert row["verdict"] == "unreadable"
    assert ("spreadsheet_day_number" in row["reasons"]) is (text[:2] in ("28", "46"))


MONTH_FIRST = [
    {**NO_PNC, "CustodyRef": f"HA/{n}/26", "Surname": surname, "DOB": born, "OffenceDateTime": at, "ArrestDateTime": ""}
    for n, (surname, born, at) in enumerate(
        [
            ("Alpha", "8/16/1977", "10/25/2026 22:04"),
            ("Bravo", "4/7/1980", "10/11/2026 22:04"),
            ("Charlie", "12/31/1990", "9/3/2026 01:10"),
            ("Delta", "1/2/1991", "6/7/2026 1:00"),
        ],
        1,
    )
]


def test_a_file_with_the_month_first_is_named_as_such_and_no_clock_is_guessed(database: Database, night: Path) -> None:
    account = an_officer(database)
    content = an_export(*MONTH_FIRST)
    result = run(night, content, "--take-undecided", url=database.url)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["verdict"] for row in rows} == {"decide"}
    assert all("month_first_dates" in row["reasons"] and row["reference"] is None for row in rows)
    assert "month first" in result.stderr
    assert "DOB, OffenceDateTime" in result.stderr
    page = uploaded(signed_in(database, account), database, content)
    assert "writes dates with the month first" in page
    assert read(database, lambda db: db.execute(select(Referral.id)).all()) == []


def test_ticked_on_the_page_no_clock_is_guessed_either(database: Database) -> None:
    officer = signed_in(database, an_officer(database))
    uploaded(officer, database, an_export(*MONTH_FIRST))
    number = read(database, lambda db: db.execute(select(CustodyImport.id)).scalar_one())
    officer.post(f"/custody/import/{number}/ticks", {"shown": "2,3,4,5", "line": ["2", "3"], "do": "take"})
    asked = officer.get(f"/custody/import/{number}/take")
    officer.post(f"/custody/import/{number}/take", {"mark": mark_on(asked)})
    read_custody_imports(database, now=EXPORTED_AT)
    assert read(database, lambda db: db.execute(select(Referral.id)).all()) == []
    words = main_words(officer.get(f"/custody/import/{number}"))
    assert "None is guessed" in words
    assert 'name="line"' not in officer.get(f"/custody/import/{number}").text, "nothing there can be ticked"


@pytest.mark.parametrize("column", ["DOB", "OffenceDateTime"])
def test_a_column_in_one_order_tells_of_a_column_that_could_be_either(night: Path, column: str) -> None:
    month_first = {"DOB": "08/16/1977", "OffenceDateTime": "10/25/2026 22:04"}[column]
    either = {"DOB": "04/07/1980", "OffenceDateTime": "10/11/2026 22:04", "ArrestDateTime": ""}
    rows = judged(night, an_export({**either, column: month_first}, {**either, **NO_PNC, "Surname": "Khan"}))
    assert all(row["verdict"] == "decide" and "month_first_dates" in row["reasons"] for row in rows)


def test_a_column_in_both_orders_is_put_to_a_human_whole(night: Path) -> None:
    dates = ("25/10/2026 22:04", "10/25/2026 22:04", "11/10/2026 22:04")
    rows = judged(
        night,
        an_export(
            *({**NO_PNC, "Surname": f"Man{at[:2]}", "OffenceDateTime": at, "ArrestDateTime": ""} for at in dates)
        ),
    )
    assert all(row["verdict"] == "decide" and "date_order_unclear" in row["reasons"] for row in rows)


def test_one_slip_among_many_dates_costs_its_own_row_only(night: Path) -> None:
    many = [{**NO_PNC, "CustodyRef": f"HA/{n}/26", "DOB": f"{13 + n % 15}/07/{1960 + n // 15}"} for n in range(150)]
    rows = judged(night, an_export(*many, {**NO_PNC, "DOB": "07/13/1980"}))
    assert {row["verdict"] for row in rows[:-1]} == {"accept"}
    assert rows[-1]["reasons"] == ["born_on_unreadable"]


@pytest.mark.parametrize(
    "stand_in", ["00/0000000Z", "2000/0000000Z", "99/9999999X", "0123456", "UNKNOWN", "N/A", "TBC"]
)
def test_a_stand_in_joins_no_two_strangers(database: Database, night: Path, stand_in: str) -> None:
    a_world(database)
    rows = [
        {"PNCID": stand_in, "Surname": "Aardvark", "DOB": "01/02/1980", "CustodyRef": "UNKNOWN"},
        {"PNCID": stand_in, "Surname": "Zebra", "DOB": "03/04/1990", "CustodyRef": "UNKNOWN"},
    ]
    for content in (an_export(rows[0]), an_export(rows[1])):
        (row,) = [
            json.loads(line) for line in run(night, content, "--force", "43", url=database.url).stdout.splitlines()
        ]
        assert (row["verdict"], row["reasons"]) == ("accept", [])
        assert {"dummy_pnc", "dummy_custody_ref"} <= set(row["flags"])
    numbers = read(database, lambda db: db.execute(select(Identifier.problem, Identifier.canonical)).all())
    assert set(map(tuple, numbers)) == {("dummy", None)}
    cases = read(database, lambda db: db.execute(select(Referral.custody_reference)).scalars().all())
    assert cases == [None, None]


@pytest.mark.parametrize(
    "name",
    [("Suharto", "."), ("LNU", "FNU"), ("UNKNOWN", "Ahmed"), ("Khan", "Mr"),
     ("-", "-"), ("OÃ¢â‚¬â„¢Brien", "SeÃ¡n"), ("M?ller", "Lee")],
)  # fmt: skip
def test_who_cannot_be_compared_waits_for_a_human_at_every_way_in(
    database: Database, night: Path, name: tuple[str, str]
) -> None:
    a_world(database)
    content = an_export({**NO_PNC, "Surname": name[0], "Forenames": name[1]}).decode("cp1252", "replace").encode()
    (row,) = judged(night, content)
    assert row["verdict"] == "decide"
    assert "lookback_not_checked" in row["reasons"]
    run(night, content, "--take-undecided", url=database.url)
    case = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    stored = {one.code: one for one in case.eligibility}
    for code in ("first_course", "no_open_case", "one_person"):
        assert stored[code].status == "unknown"
        assert "Nobody could be compared" in stored[code].reason


def test_a_remark_of_many_lines_and_a_cell_of_five_megabytes_cost_their_neighbours_nothing(night: Path) -> None:
    remark = "\n".join(f"line {n}" for n in range(60))
    khan = {**NO_PNC, "Surname": "Khan"}
    assert [row["verdict"] for row in judged(night, an_export({"Adjustments": remark}, khan))] == ["accept", "accept"]
    long = judged(night, an_export({"Address": "x" * 5_000_000}, khan))
    assert [row["verdict"] for row in long] == ["unreadable", "accept"]


def test_files_that_were_put_one_behind_the_other_are_read(night: Path) -> None:
    second = an_export({**NO_PNC, "Surname": "Khan"})
    rows = judged(night, an_export({}) + b"\xef\xbb\xbf" + second + b"\r\n,,,,\r\nTotal: 2\r\n")
    assert [row["verdict"] for row in rows] == ["accept", "unreadable", "accept", "unreadable"]


def test_a_row_that_lost_more_than_its_empty_end_is_unreadable(night: Path) -> None:
    header, row, _ = an_export({}).decode().split("\r\n")
    for cells in (row.split(",")[:3], [*row.split(","), "more"]):
        (found,) = judged(night, f"{header}\r\n{','.join(cells)}\r\n".encode())
        assert found["reasons"] == ["wrong_number_of_columns"]


@pytest.mark.parametrize("code", ["SX03213001", "SX03213.", "SX03213-001", "SX0321", "SX03213 / SX03212", "SX03105X9"])
def test_what_begins_like_an_offence_code_is_not_taken_for_it(night: Path, code: str) -> None:
    (row,) = judged(night, an_export({"OffenceCode": code}))
    assert (row["verdict"], row["reasons"]) == ("decide", ["offence_code_unclear"])


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "Excel workbook"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"%PDF-1.4", "PDF"),
        (b"<html><body><table>", "web page"),
    ],
)
def test_a_file_of_another_kind_is_named_at_both_doors(
    night: Path, database: Database, content: bytes, named: str
) -> None:
    said = run(night, content)
    assert (said.exit_code, named in said.stderr, "save it as CSV" in said.stderr) == (2, True, True)
    assert named in uploaded(signed_in(database, an_officer(database)), database, content)


def test_text_that_is_no_export_is_refused_at_once_and_leaves_no_rows(night: Path, database: Database) -> None:
    account = an_officer(database)
    content = an_export({}) + b"x\r\n" * 60_000
    started = time.monotonic()
    said = run(night, content)
    assert (said.exit_code, "almost none of the lines" in said.stderr) == (2, True)
    assert time.monotonic() - started < 5
    assert "almost none of the lines" in uploaded(signed_in(database, account), database, content)
    assert read(database, lambda db: db.execute(select(ImportRow.line)).all()) == []


@pytest.mark.only_on("sqlite", reason="the rows are counted before any database is asked")
def test_a_file_of_more_rows_than_the_limit_is_refused_before_the_first_becomes_a_case(
    night: Path, database: Database
) -> None:
    a_world(database)
    header, row, _ = an_export({}).decode().split("\r\n")
    said = run(night, (header + "\r\n" + (row + "\r\n") * 200_001).encode(), "--force", "43", url=database.url)
    assert (said.exit_code, "more than 200,000 rows" in said.stderr) == (2, True)
    assert read(database, lambda db: db.execute(select(Referral.id)).all()) == []


@pytest.mark.parametrize(
    ("stored", "arrives"),
    [("O\u02bcBrien", "O'Brien"), ("O\u02bfBrien", "OBRIEN"), ("O`Brien", "O’Brien"), ("Abdul-Rahman", "Abdul Rahman")],
)
def test_a_namesake_with_other_punctuation_is_put_to_a_human(
    database: Database, night: Path, stored: str, arrives: str
) -> None:
    a_world(database)
    said = []
    for number, surname in enumerate((stored, arrives), 1):
        row = an_export({**NO_PNC, "CustodyRef": f"HA/{number}/26", "Surname": "SURNAME"})
        said.append(run(night, row.replace(b"SURNAME", surname.encode()), "--force", "43", url=database.url).stdout)
    found = json.loads(said[-1])
    assert (found["verdict"], found["reasons"]) == ("decide", ["possible_same_person"])
