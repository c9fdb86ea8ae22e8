"""The yardstick's four tables, and filling them in bulk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, Index, String, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BATCH = 5_000


class Base(DeclarativeBase):
    pass


class Case(Base):
    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_list", "force_code", "charge_by_on", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    force_code: Mapped[str] = mapped_column(String(2))
    surname: Mapped[str] = mapped_column(String(100))
    forenames: Mapped[str] = mapped_column(String(100))
    born_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    offence_at: Mapped[datetime]
    offence_place: Mapped[str] = mapped_column(String(200))
    charge_by_on: Mapped[date]
    return_by_on: Mapped[date]
    complete_by_on: Mapped[date]
    officer_name: Mapped[str] = mapped_column(String(100))
    custody_reference: Mapped[str] = mapped_column(String(40))


class Line(Base):
    __tablename__ = "lines"
    __table_args__ = (Index("ix_lines_case", "case_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Course(Base):
    __tablename__ = "courses"
    __table_args__ = (Index("ix_courses_starts", "starts_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    postcode: Mapped[str] = mapped_column(String(10))
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (Index("ix_bookings_case", "case_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    course_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    mark: Mapped[str] = mapped_column(String(20), default="expected")


def fill(engine: Engine, cases: int, *, courses: int, bookings: int, today: date) -> None:
    """Make the tables and fill them with the same counts as the product's."""
    Base.metadata.create_all(engine)
    midnight = datetime.combine(today, datetime.min.time(), tzinfo=UTC).replace(tzinfo=None)
    with engine.begin() as connection:
        for start in range(1, cases + 1, BATCH):
            ids = range(start, min(start + BATCH, cases + 1))
            connection.execute(insert(Case), [_case(i, midnight) for i in ids])
            connection.execute(
                insert(Line),
                [
                    {"case_id": i, "words": words, "at": midnight}
                    for i in ids
                    for words in ("referred", "offered", "accepted")
                ],
            )
        connection.execute(
            insert(Course),
            [
                {
                    "starts_at": midnight + timedelta(days=1 + i // 4, hours=9 + i % 4),
                    "ends_at": midnight + timedelta(days=1 + i // 4, hours=16 + i % 4),
                    "venue": "Abbey Rooms",
                    "address": "12 Abbey Street, Reading",
                    "postcode": "RG1 3ZZ",
                    "capacity": 20,
                    "taken": 0,
                }
                for i in range(courses)
            ],
        )
        for start in range(1, bookings + 1, BATCH):
            ids = range(start, min(start + BATCH, bookings + 1))
            connection.execute(
                insert(Booking), [{"case_id": i, "course_id": 1, "state": "held", "mark": "expected"} for i in ids]
            )


def _case(i: int, midnight: datetime) -> dict[str, object]:
    offence = midnight - timedelta(days=i % 120, hours=2)
    charge_by = (offence + timedelta(days=182)).date()
    return {
        "id": i,
        "reference": f"C{i:07d}",
        "force_code": "43",
        "surname": f"Example{i % 997}",
        "forenames": "Alex",
        "born_on": date(1980, 1 + i % 12, 1 + i % 28),
        "state": "accepted",
        "offence_at": offence,
        "offence_place": "London Road",
        "charge_by_on": charge_by,
        "return_by_on": charge_by - timedelta(days=28),
        "complete_by_on": charge_by - timedelta(days=33),
        "officer_name": "PC Rowe",
        "custody_reference": f"EA/{i}/26",
    }
