"""The stand-in's account: its objects, its clock, and the events that tell what happened to them."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from programme.sandbox.stripe.api_errors import missing
from programme.sandbox.stripe.store import Body, Store

API_VERSION = "2026-10-28.endive"
EVENTS_KEPT = timedelta(days=30)
_ALPHABET = string.ascii_letters + string.digits
_PREFIXES = {
    "checkout.session": "cs_test_a1", "payment_intent": "pi_3", "charge": "ch_3", "refund": "re_3", "event": "evt_1",
    "dispute": "du_1", "item": "li_1", "price": "price_1", "product": "prod_", "payment_method": "pm_1",
}  # fmt: skip


def _nothing(_world: World, _object_id: str) -> None:
    """Nothing comes of it."""


@dataclass
class World:
    """Everything the parts of the stand-in share. Times of objects are whole seconds of the handed-in clock."""

    store: Store
    clock: Callable[[], datetime]
    public_url: str
    account_name: str = "Bookings"
    told: bool = True  # whether anybody listens for events
    happenings: Mapping[str, Callable[[World, str], None]] = field(default_factory=dict)
    _cause: Body = field(default_factory=lambda: {"id": None, "idempotency_key": None})

    def now(self) -> int:
        """Seconds since 1970 by the handed-in clock."""
        return int(self.clock().timestamp())

    def new_id(self, kind: str) -> str:
        """An id nobody can guess, shaped as Stripe's are."""
        return _PREFIXES[kind] + "".join(secrets.choice(_ALPHABET) for _ in range(24))

    @contextmanager
    def moment(self, request_id: str | None = None, key: str | None = None) -> Iterator[None]:
        """One transaction, begun with whatever fell due until now. Events name the request that caused them."""
        with self.store.transaction():
            self._happen()
            before, self._cause = self._cause, {"id": request_id, "idempotency_key": key}
            try:
                yield
            finally:
                self._cause = before

    def need(self, kind: str, object_id: str, param: str = "id") -> Body:
        """The object; raises Stripe's resource_missing."""
        found = self.store.find(kind, object_id)
        if found is None:
            raise missing(kind, object_id, param)
        return found

    def later(self, delay: timedelta, what: str, object_id: str) -> None:
        """Let something happen after a while."""
        self.store.fall_due(self.now() + int(delay.total_seconds()), what, object_id)

    def tell(self, kind: str, about: Body, previous: Body | None = None) -> Body:
        """Keep an event with the object as it is at this moment, and owe it to the listener."""
        data: Body = {"object": public(about)}
        if previous:
            data["previous_attributes"] = previous
        event = self.store.put(
            {
                "id": self.new_id("event"),
                "object": "event",
                "api_version": API_VERSION,
                "created": self.now(),
                "data": data,
                "livemode": False,
                "pending_webhooks": 1 if self.told else 0,
                "request": self._cause,
                "type": kind,
            }
        )
        if self.told:
            self._owe(event["id"])
        return event

    def _owe(self, event_id: str) -> None:
        state = "waiting"
        if self._count_down("drop"):
            state = "dropped"
        elif self.store.switch("hold", default=False):
            state = "held"
        at = self.clock().timestamp() + self.store.switch("delay_seconds", default=0)
        for _ in range(2 if self._count_down("double") else 1):
            self.store.add_delivery(event_id, state, at)

    def _count_down(self, name: str) -> bool:
        left = self.store.switch(name, default=0)
        if left > 0:
            self.store.set_switch(name, left - 1)
        return bool(left > 0)

    def advance(self) -> None:
        """Let happen what has fallen due."""
        with self.moment():
            pass

    def _happen(self) -> None:
        for what, object_id in self.store.take_due(self.now()):
            self.happenings.get(what, _nothing)(self, object_id)


def public(body: Any) -> Any:
    """An object as it is shown: without the parts whose names begin with an underscore."""
    if isinstance(body, dict):
        return {key: public(value) for key, value in body.items() if not key.startswith("_")}
    if isinstance(body, list):
        return [public(item) for item in body]
    return body
