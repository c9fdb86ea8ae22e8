"""Whatever people, the gateway and the worker do, in whatever order, doubled, late or lost: the money comes out right.

Two men want two places that are one each. The gateway is the model: when everything has been told and asked, our ledger
is its ledger, and nobody has paid and sits nowhere in silence.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from programme.bookings.states import BookingState
from programme.opening import database_at
from programme.payments.gateway import CheckoutStatus, PaymentStatus, RefundStatus
from programme.payments.queries import keep_notification
from programme.payments.states import FeeState
from programme.shared.refusal import Refusal
from programme.storage.database import Database
from tests.support.till import Man, Till

EXAMPLES, STEPS = ({"sqlite": 10, "postgresql": 3}, 25)
"""A few runs each time, most of them where they are quickest: the order of what happens knows no engine. Before a
release, many on both: MONEY_EXAMPLES=500."""

who = st.integers(min_value=0, max_value=1)


class Money(RuleBasedStateMachine):
    """Everything that can happen to two fees."""

    new_database: Callable[[], Database]

    def __init__(self) -> None:
        super().__init__()
        self.till = Till.on(type(self).new_database())
        self.dates = [self.till.a_date(capacity=1, days=19), self.till.a_date(capacity=1, days=8)]
        self.men = [self.till.a_man(), self.till.a_man()]

    @rule(man=who, date=who, crash=st.integers(min_value=0, max_value=7))
    def press_pay(self, man: int, date: int, crash: int) -> None:
        """He books where he has no place, and goes to the payment page; sometimes the process dies on the way."""
        him = self.men[man]
        self._ask(lambda: self.till.book(him, self.dates[date]))
        if crash == 0:
            self._ask(lambda: self.till.gateway.open_checkout(self.till.prepare(him).request))
        else:
            self._ask(lambda: self.till.open_page(him))

    @precondition(lambda self: self.pages_to_pay())
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        self.till.gateway.pay(data.draw(st.sampled_from(self.pages_to_pay())))

    @rule(minutes=st.sampled_from([1, 33, 46, 12 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.till.clock.move(minutes=minutes)

    @precondition(lambda self: self.till.gateway.told)
    @rule(data=st.data(), times=st.integers(min_value=1, max_value=2))
    def a_notification_arrives(self, data: st.DataObject, times: int) -> None:
        heard = data.draw(st.sampled_from(self.till.gateway.told))
        for _ in range(times):
            self.till.database.write_now(keep_notification, heard, now=self.till.clock.now())
        self.till.handle()

    @rule(does=st.sampled_from(["lapse", "lapse", "lapse", "handle", "tick"]))
    def the_worker(self, does: str) -> None:
        if does != "tick" or not self.till.gateway.away:
            getattr(self.till, does)()

    @rule(man=who, turn=st.sampled_from(["cancel", "cancel", "away", "back", "slow_refunds"]))
    def something_else(self, man: int, turn: str) -> None:
        gateway = self.till.gateway
        if turn == "cancel":
            self._ask(lambda: self.till.cancel(self.men[man]))
        elif turn == "slow_refunds":
            gateway.refund_status = RefundStatus.PENDING
        else:
            gateway.away = turn == "away"

    # ---- what holds

    @invariant()
    def is_sound(self) -> None:
        self.till.assert_sound()

    def teardown(self) -> None:
        try:
            self._everything_is_told_and_done()
            self.till.assert_settled()
            for man in self.men:
                self._assert_paid_is_seated(man)
        finally:
            self.till.database.dispose()

    def _everything_is_told_and_done(self) -> None:
        gateway = self.till.gateway
        gateway.away = False
        self.till.clock.move(minutes=50)
        self.till.lapse()
        self.till.tick()
        for refund_id, refund in list(gateway.refunds.items()):
            if refund.status is RefundStatus.PENDING:
                gateway.refund_becomes(refund_id, RefundStatus.SUCCEEDED)
        gateway.refund_status = RefundStatus.SUCCEEDED
        self.till.tick()

    def _assert_paid_is_seated(self, man: Man) -> None:
        """The gateway keeps one fee of his money or nothing; one fee is a place, or waits for the next."""
        references = {booking.reference for booking in self.till.bookings(man)}
        his = [page for page in self.till.gateway.pages.values() if page.reference in references]
        payments = {page.payment_id: page.amount_pence for page in his if page.payment_status is PaymentStatus.PAID}
        back = sum(r.amount_pence for r in self.till.gateway.refunds.values() if r.payment_id in payments)
        kept_pence = sum(payments.values()) - back
        live = [fee for fee in self.till.fees(man) if fee.state is FeeState.PAID]
        confirmed = [booking for booking in self.till.bookings(man) if booking.state is BookingState.CONFIRMED]
        assert kept_pence == sum(fee.amount_pence for fee in live)
        assert len(live) <= 1
        assert len(confirmed) <= len(live)
        if live and not confirmed:  # he gave it up himself, too late for his money back
            assert "place_cancelled" in self.till.happened(man)

    def pages_to_pay(self) -> list[str]:
        """Open pages that somebody has the address of: one whose address was never noted was kept from everybody."""
        now = self.till.clock.now()
        noted = {page.url for man in self.men for page in self.till.pages(man)}
        return [
            page.session_id
            for page in self.till.gateway.pages.values()
            if page.status is CheckoutStatus.OPEN and page.expires_at > now and page.url in noted
        ]

    def _ask(self, press: Callable[[], object]) -> None:
        try:
            press()
        except Refusal:
            pass  # a "no" is an answer
        except Exception as fault:
            if type(fault).__module__ != "programme.payments.gateway":  # away, or refused: an answer too
                raise


@pytest.fixture
def new_database(engine_name: str, request: pytest.FixtureRequest) -> Callable[[], Database]:
    """Makes a clean database for each run of the machine."""

    def make() -> Database:
        if engine_name == "postgresql":
            return database_at(request.getfixturevalue("postgres_databases").reused(), threads=2)
        return database_at(request.getfixturevalue("sqlite_databases").new(), threads=2)

    return make


def test_the_money_comes_out_right_in_any_order(engine_name: str, new_database: Callable[[], Database]) -> None:
    machine = type("Money", (Money,), {"new_database": staticmethod(new_database)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("MONEY_EXAMPLES", EXAMPLES[engine_name])),
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
