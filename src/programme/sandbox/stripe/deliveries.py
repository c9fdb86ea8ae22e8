"""Telling the listener what happened: signed, at least once, in no promised order, again until it answers 2xx."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading

import httpx
import structlog

from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World

# Waits between tries, by the stand-in's clock: live Stripe goes on for three days.
_RETRY_AFTER_SECONDS = (5, 30, 300, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
_LOOK_EVERY_SECONDS = 0.2
_ANSWER_WITHIN_SECONDS = 10.0
_FIRST_GOOD, _FIRST_REDIRECT = 200, 300

log = structlog.get_logger()


def signature_header(payload: bytes, secret: str, at_seconds: int) -> str:
    """`Stripe-Signature` for a body. The v0 part is the decoy that Stripe's test mode sends too."""
    signed = str(at_seconds).encode() + b"." + payload
    proof = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    decoy = hmac.new(b"decoy", signed, hashlib.sha256).hexdigest()
    return f"t={at_seconds},v1={proof},v0={decoy}"


class Deliverer:
    """One thread that sends what is owed, one after the other, over real HTTP."""

    def __init__(self, world: World, target_url: str | None, secret: str) -> None:
        self._world = world
        self._target_url = target_url
        self._secret = secret
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stripe-stand-in-webhooks", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the delivery in hand and end."""
        self._stopping.set()
        self._thread.join(timeout=_ANSWER_WITHIN_SECONDS + 1)

    def _run(self) -> None:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=_ANSWER_WITHIN_SECONDS) as client:
            while not self._stopping.is_set():
                try:
                    self._world.advance()
                    while not self._stopping.is_set() and self._send_next(client):
                        pass
                except Exception as fault:
                    # The rehearsal goes on: what was not sent is still owed.
                    log.error("stripe_stand_in_delivery_fault", kind=type(fault).__name__)
                self._stopping.wait(_LOOK_EVERY_SECONDS)

    def _send_next(self, client: httpx.Client) -> bool:
        world = self._world
        if self._target_url is None:
            return False
        delivery = world.store.next_delivery(world.clock().timestamp())
        if delivery is None:
            return False
        event = world.store.find("event", delivery["event_id"])
        payload = json.dumps(event, indent=2).encode()
        at_seconds = world.now()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature_header(payload, self._secret, at_seconds),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        attempt: Body = {"at": at_seconds}
        try:
            status = client.post(self._target_url, content=payload, headers=headers).status_code
            attempt["status"] = status
            delivered = _FIRST_GOOD <= status < _FIRST_REDIRECT
        except httpx.HTTPError as fault:
            attempt["fault"] = type(fault).__name__
            delivered = False
        state, next_at = "sent", 0.0
        if not delivered:
            tries = delivery["attempts"]
            more = tries < len(_RETRY_AFTER_SECONDS)
            state = "waiting" if more else "failed"
            next_at = world.clock().timestamp() + (_RETRY_AFTER_SECONDS[tries] if more else 0)
        world.store.record_attempt(delivery["id"], state, next_at, attempt)
        return True
