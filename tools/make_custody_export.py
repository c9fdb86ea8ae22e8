"""Make a synthetic custody export of any size, for measuring and rehearsing. The same seed makes the same file.

    .venv/bin/python tools/make_custody_export.py 100000 export.csv --seed 7 --today 2026-11-23

Nobody in it exists: telephone numbers are from the range kept for drama (07700 900000 to 900999), mail is at
example.org, and postcodes end in a pair that is not in use. About one row in three carries the dirt that real exports
have, so that every verdict of the reader is met.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

COLUMNS = (
    "CustodyRef",
    "ASN",
    "PNCID",
    "CRO",
    "URN",
    "Surname",
    "Forenames",
    "DOB",
    "Sex",
    "Address",
    "Postcode",
    "Mobile",
    "Email",
    "SafeToContact",
    "OffenceCode",
    "OffenceDateTime",
    "OffencePlace",
    "ArrestDateTime",
    "ReleaseStatus",
    "BailReturn",
    "Admission",
    "Interpreter",
    "Adjustments",
    "OICRank",
    "OICCollar",
    "OICName",
    "Operation",
)
ANSWERS = {"EnoughEvidence": "Y", "SafeguardingConcern": "N", "Violence": "N", "RelevantRecord": "N"}  # fmt: skip
LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
UNITS = ("AA", "BA", "BC", "CA", "DA", "DG", "EA", "EG", "FA", "GA", "HA", "JA", "JF", "LA", "LC", "LF", "MD", "ME")
SURNAMES = (
    "Adeyemi", "Begum-Ali", "Brown", "Evans", "Fernandes", "García-López", "Ivanov", "Jones", "Khan", "Kowalski",
    "Llewellyn", "MacDonald", "Mensah", "Müller", "Nagy", "Nguyen", "O'Brien", "Ó Súilleabháin", "Patel", "Singh",
)  # fmt: skip
FORENAMES = ("Ahmed", "Andrei", "Colin", "Daniel", "François", "Gareth", "Iestyn", "José", "Kwame", "Lee", "Siôn")
STREETS = ("Mill Road", "Church Close", "Station Street", "Elm Road")
PLACES = ("Oxford Road, Reading", "Stoke Road, Slough", "Manzil Way, Oxford", "London Road, High Wycombe")
OFFICERS = (("PC", "5521", "D Rowe"), ("PS", "1187", "J Lindqvist"), ("DC", "3342", "M Clarke"))
LANGUAGES = ("", "", "", "", "Polish", "Romanian", "Urdu", "BSL")
ADJUSTMENTS = ("", "", "", "", "wheelchair", "hearing loop", "reads slowly; large print")
SAFE = ("Y", "Y", "N", "MOBILE ONLY", "NO POST", "")

Row = dict[str, str]


def check_letter(digits: str) -> str:
    """The check letter over a number, as PNC IDs, CRO numbers and ASNs carry it."""
    return LETTERS[int(digits) % 23]


def pnc_id(chance: random.Random, today: date) -> str:
    """A PNC ID with a right check letter."""
    year, serial = chance.randint(1975, today.year), chance.randint(1, 399_999)
    return f"{year}/{serial:07d}{check_letter(f'{year % 100:02d}{serial:07d}')}"


def plain_row(chance: random.Random, number: int, today: date) -> Row:
    """A row with nothing wrong in it."""
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    offence = midnight - timedelta(minutes=chance.randint(1_000, 130_000))
    arrest = offence + timedelta(minutes=chance.randint(5, 60))
    unit = chance.choice(UNITS)
    voluntary = chance.random() < 0.25
    sequence = f"{number:011d}"
    release = "VA" if voluntary else chance.choice(("RUI", "BAIL"))
    rank, collar, name = chance.choice(OFFICERS)
    born = date(chance.randint(1945, today.year - 20), chance.randint(1, 12), chance.randint(1, 28))
    return {
        "CustodyRef": "" if voluntary else f"{unit}/{number}/{today:%y}",
        "ASN": "" if voluntary else f"{today:%y}43{unit}01{sequence}{check_letter(f'4301{today:%y}{sequence}')}",
        "PNCID": pnc_id(chance, today),
        "CRO": "",
        "URN": f"43{unit}{number % 100_000:05d}{today:%y}" if chance.random() < 0.3 else "",
        "Surname": chance.choice(SURNAMES),
        "Forenames": chance.choice(FORENAMES),
        "DOB": f"{born:%d/%m/%Y}",
        "Sex": "M",
        "Address": f"{chance.randint(1, 199)} {chance.choice(STREETS)}",
        "Postcode": f"{chance.choice(('OX4', 'RG1', 'SL1', 'HP20', 'MK9'))} {chance.randint(1, 9)}ZZ",
        "Mobile": f"07700 900{chance.randint(0, 999):03d}",
        "Email": f"person{number}@example.org",
        "SafeToContact": chance.choice(SAFE),
        "OffenceCode": "SX03213",
        "OffenceDateTime": f"{offence:%d/%m/%Y %H:%M}",
        "OffencePlace": chance.choice(PLACES),
        "ArrestDateTime": f"{arrest:%d/%m/%Y %H:%M}",
        "ReleaseStatus": release,
        "BailReturn": f"{arrest + timedelta(days=84):%d/%m/%Y}" if release == "BAIL" else "",
        "Admission": "Y",
        "Interpreter": chance.choice(LANGUAGES),
        "Adjustments": chance.choice(ADJUSTMENTS),
        "OICRank": rank,
        "OICCollar": collar,
        "OICName": name,
        "Operation": chance.choice(("", "OP TERN", "OP NIGHTJAR")),
    }


def _wrong_pnc_letter(row: Row) -> None:
    right = row["PNCID"][-1]
    row["PNCID"] = row["PNCID"][:-1] + LETTERS[(LETTERS.index(right) + 1) % 23]


def _short_pnc(row: Row) -> None:
    year, _, rest = row["PNCID"].partition("/")
    row["PNCID"] = f"{year[2:]}/{rest.lstrip('0')}"


def _set(column: str, value: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[column] = value

    return change


def _untidy(row: Row) -> None:
    row["Surname"], row["Forenames"] = f"  {row['Surname'].upper()} ", row["Forenames"].lower()


DIRT: tuple[Callable[[Row], None], ...] = (
    _wrong_pnc_letter,
    _short_pnc,
    _untidy,
    _set("PNCID", ""),
    _set("Surname", ""),
    _set("Surname", '=HYPERLINK("http://x")'),
    _set("DOB", "1980"),
    _set("DOB", "13/13/1990"),
    _set("Mobile", "07700900"),
    _set("Mobile", "none given"),
    _set("OffenceCode", "SX03105"),
    _set("OffenceCode", "SO59003"),
    _set("OffenceDateTime", "01/01/2099 12:00"),
    _set("Admission", "N"),
    _set("Admission", ""),
)


def make(rows: int, to: Path, *, seed: int, today: date, encoding: str, answered: float = 0) -> None:
    """Write the export. Rows are made one at a time, so that any size fits. `answered` is the share of rows that have
    the four answers."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    with to.open("w", encoding=encoding, newline="") as file:
        columns = (*COLUMNS, *ANSWERS) if answered else COLUMNS
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        before: Row | None = None
        for number in range(1, rows + 1):
            row = plain_row(chance, number, today)
            if answered and chance.random() < answered:
                row |= ANSWERS
            if chance.random() < 0.01 and before is not None:
                row = before
            elif chance.random() < 0.3:
                chance.choice(DIRT)(row)
            writer.writerow(row)
            before = row


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 23))
    parser.add_argument("--encoding", default="cp1252", choices=("cp1252", "utf-8-sig", "utf-8"))
    parser.add_argument("--answered", type=float, default=0, help="the share of rows with the four answers, 0 to 1")
    chosen = parser.parse_args()
    make(
        chosen.rows,
        chosen.file,
        seed=chosen.seed,
        today=chosen.today,
        encoding=chosen.encoding,
        answered=chosen.answered,
    )


if __name__ == "__main__":
    main()
