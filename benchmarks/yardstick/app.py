"""A minimal Litestar app: async SQLAlchemy, Jinja, the least SQL for each job. No sign-in, no checks, no log.

Its pages are the product's pages as they were rendered once, with the facts that change put in: about the same bytes,
and hardly any work to make them.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy import event, func, select, tuple_, update
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from benchmarks.yardstick.rows import Booking, Case, Course, Line

PAGE = 25
COUNT_UP_TO = 1001


def app() -> Litestar:
    """The application over YARDSTICK_DATABASE_URL."""
    url = os.environ["YARDSTICK_DATABASE_URL"]
    engine = create_async_engine(url, pool_size=8, max_overflow=0)
    if url.startswith("sqlite"):
        _begin_immediately(engine)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, auto_reload=False
    )

    def page(name: str, **context: Any) -> Response[bytes]:
        return Response(pages.get_template(name).render(**context).encode(), media_type="text/html; charset=utf-8")

    @get("/cases")
    async def cases(after_on: FromQuery[str] = "", after_id: FromQuery[int] = 0) -> Response[bytes]:
        async with sessions() as db:
            wanted = select(Case).where(Case.force_code == "43").order_by(Case.charge_by_on, Case.id).limit(PAGE)
            if after_on:
                wanted = wanted.where(tuple_(Case.charge_by_on, Case.id) > (date.fromisoformat(after_on), after_id))
            rows = (await db.scalars(wanted)).all()
            capped = select(Case.id).where(Case.force_code == "43").limit(COUNT_UP_TO).subquery()
            count = await db.scalar(select(func.count()).select_from(capped))
        return page("cases.html", rows=rows, count=count, today=datetime.now(UTC).date())

    @get("/cases/{reference:str}")
    async def case(reference: FromPath[str]) -> Response[bytes]:
        async with sessions() as db:
            row = (await db.scalars(select(Case).where(Case.reference == reference))).one()
            lines = (await db.scalars(select(Line).where(Line.case_id == row.id).order_by(Line.id.desc()))).all()
        return page("case.html", row=row, lines=lines)

    @get("/dates")
    async def dates() -> Response[bytes]:
        return await _dates()

    async def _dates() -> Response[bytes]:
        now = datetime.now(UTC).replace(tzinfo=None)
        async with sessions() as db:
            wanted = (
                select(Course)
                .where(Course.starts_at > now, Course.taken < Course.capacity)
                .order_by(Course.starts_at)
                .limit(30)
            )
            rows = (await db.scalars(wanted)).all()
        return page("dates.html", rows=rows)

    @post("/dates/{course:int}/book/{case_id:int}", status_code=200)
    async def book(course: FromPath[int], case_id: FromPath[int]) -> Response[bytes]:
        async with sessions() as db, db.begin():
            taken = await db.execute(
                update(Course)
                .where(Course.id == course, Course.taken < Course.capacity)
                .values(taken=Course.taken + 1)
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount != 1:  # type: ignore[attr-defined]
                return Response(b"full", status_code=409)
            booking = Booking(case_id=case_id, course_id=course, state="held")
            db.add(booking)
            await db.flush()
            db.add(Line(case_id=case_id, words="booked", at=datetime.now(UTC).replace(tzinfo=None)))
        return Response(b"", status_code=303, headers={"Location": f"/bookings/{case_id}"})

    @get("/bookings/{case_id:int}")
    async def booked(case_id: FromPath[int]) -> Response[bytes]:
        async with sessions() as db:
            booking = (await db.scalars(select(Booking).where(Booking.case_id == case_id).limit(1))).one()
        return page("booked.html", booking=booking)

    @post("/marks/{booking_id:int}", status_code=200)
    async def mark(booking_id: FromPath[int], request: Request[Any, Any, Any]) -> Response[bytes]:
        form = await request.form()
        async with sessions() as db, db.begin():
            found = await db.execute(
                update(Booking)
                .where(Booking.id == booking_id, Booking.mark == "expected")
                .values(mark=str(form.get("mark", "arrived")))
                .execution_options(synchronize_session=False)
            )
            if found.rowcount != 1:  # type: ignore[attr-defined]
                return Response(b"marked already", status_code=409)
            db.add(Line(case_id=booking_id, words="arrived", at=datetime.now(UTC).replace(tzinfo=None)))
        return Response(b"", status_code=303, headers={"Location": "/marks"})

    @get("/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    return Litestar(
        [cases, case, dates, book, booked, mark, ready], lifespan=[lifespan], openapi_config=None, logging_config=None
    )


def _begin_immediately(engine: Any) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
