"""The jobs that are done over HTTP: how each is asked of the product and of the yardstick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from litestar.middleware.csrf import generate_csrf_token

from benchmarks.load import get, post
from benchmarks.product_data import World
from programme.settings import DEMO_SECRET

TOKEN = generate_csrf_token(DEMO_SECRET)
Units = Iterator[list[bytes]]


@dataclass(frozen=True)
class WebJob:
    """One job. `product` and `yardstick` make endless or spent-once units of work; `most` bounds how many."""

    name: str
    title: str
    product: Callable[[World], Units]
    yardstick: Callable[[World], Units]
    connections: int = 4
    spends: bool = False
    ratio: float = 2.0
    requests: int = 1


def _cookie(sign_in: str) -> str:
    return f"sid={sign_in}; form={TOKEN}"


def _list(world: World) -> Units:
    while True:
        yield [get("/custody/referrals", _cookie(world.custody_cookie))]


def _plain_list(_world: World) -> Units:
    while True:
        yield [get("/cases")]


def _case(world: World) -> Units:
    for i in count():
        yield [
            get(
                f"/custody/referrals/{world.references[i * 7919 % len(world.references)]}",
                _cookie(world.custody_cookie),
            )
        ]


def _plain_case(world: World) -> Units:
    for i in count():
        yield [get(f"/cases/C{1 + i * 7919 % len(world.references):07d}")]


def _dates(world: World) -> Units:
    for i in count():
        yield [get("/my-booking/dates", _cookie(world.bookers[i % len(world.bookers)]))]


def _plain_dates(_world: World) -> Units:
    while True:
        yield [get("/dates")]


def _booking(world: World) -> Units:
    for i, booker in enumerate(world.bookers):
        cookie = _cookie(booker)
        date = world.book_dates[i // 20]
        yield [
            get("/my-booking/dates", cookie),
            post("/my-booking/dates", f"_csrf_token={TOKEN}&date={date}", cookie),
            get("/my-booking", cookie),
        ]


def _plain_booking(world: World) -> Units:
    offset = len(world.marks)
    for i in range(len(world.bookers)):
        case = offset + 1 + i
        yield [get("/dates"), post(f"/dates/{1 + i // 20}/book/{case}", ""), get(f"/bookings/{case}")]


def _mark(world: World) -> Units:
    cookie = _cookie(world.provider_cookie)
    for date, seat in world.marks:
        body = f"_csrf_token={TOKEN}&event=arrived&identity_kind=passport"
        yield [post(f"/provider/dates/{date}/register/{seat}", body, cookie)]


def _plain_mark(world: World) -> Units:
    for i in range(len(world.marks)):
        yield [post(f"/marks/{i + 1}", "mark=arrived")]


WEB_JOBS: tuple[WebJob, ...] = (
    WebJob("case_list", "Custody's case list, 25 rows", _list, _plain_list),
    WebJob("case_page", "A case page", _case, _plain_case),
    WebJob("dates_page", "The course-date page", _dates, _plain_dates),
    WebJob(
        "booking",
        "A whole booking (dates, book, next step)",
        _booking,
        _plain_booking,
        spends=True,
        ratio=2.5,
        requests=3,
    ),
    WebJob("mark", "An attendance mark", _mark, _plain_mark, spends=True),
)
