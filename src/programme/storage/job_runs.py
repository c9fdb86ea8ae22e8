"""The last run of each job of the timetable: a row a job, so that a silent job can be seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from programme.storage.base import Base, UtcDateTime


class JobRun(Base):
    """The last run of one job, in the machine's time."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[int]
    failed: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(200))
    last_done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def note_job_run(
    db: Session,
    name: str,
    holder: str,
    *,
    started_at: datetime,
    finished_at: datetime,
    done: int,
    failed: int,
    problem: str | None,
) -> None:
    """Write down a run over the one before it."""
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    values = {
        "holder": holder,
        "started_at": started_at,
        "finished_at": finished_at,
        "done": done,
        "failed": failed,
        "problem": problem,
    }
    if done:
        values["last_done_at"] = finished_at
    db.execute(insert(JobRun).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values))


def job_runs(db: Session) -> dict[str, JobRun]:
    """The last run of every job that ever ran."""
    return {row.name: row for row in db.execute(select(JobRun)).scalars()}
