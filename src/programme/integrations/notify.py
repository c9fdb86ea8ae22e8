"""Text messages through GOV.UK Notify, whose one template is nothing but the words we hand over."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from programme.notices.carriers import PATIENCE_SECONDS, Carried, Cause, Rendered

_BAD_REQUEST = 400
KEY_REFUSED = (401, 403)
SERVICE_AWAY_FROM = 500
ABOUT_THE_NUMBER = ("phone_number", "cannot send to international mobile numbers")
"""How those of Notify's errors begin that are about the number. All others (a wrong key, template, account, a limit
reached) are about our settings: they are put right, and the message is tried again."""
NO_SUCH_NUMBER = "permanent-failure"
LOST_ON_THE_WAY = ("technical-failure", "temporary-failure")
NOT_DELIVERED = {
    NO_SUCH_NUMBER: Cause.ADDRESS_REFUSED,
    "temporary-failure": Cause.NOT_ACCEPTED,
    "technical-failure": Cause.SERVICE_REFUSED,
}
"""Notify's word days later on a text that it took: no such number; switched off or full for three days; its own."""


@dataclass(frozen=True, slots=True)
class NotifyCarrier:
    """Carries text messages. `template_id` names a template of one line: ((words))."""

    api_key: str
    template_id: str
    base_url: str | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout_seconds: float = 10.0
    patience_seconds: float = PATIENCE_SECONDS
    _client: list[Any] = field(default_factory=list, repr=False)

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send each text message with its number as its reference. Whether an earlier try arrived is asked first."""
        begun = time.monotonic()
        outcomes: list[Carried] = []
        for message in messages:
            if time.monotonic() - begun > self.patience_seconds:
                outcomes.append(Carried(message.key, "text service: too slow", Cause.SERVICE_AWAY))
            else:
                outcomes.append(self._carry_one(message))
        return outcomes

    def _carry_one(self, message: Rendered) -> Carried:
        try:
            status = self._status(message.number) if message.again else None
            if status == NO_SUCH_NUMBER:
                return Carried(message.key, "text service could not deliver it", Cause.ADDRESS_REFUSED)
            if status is None or status in LOST_ON_THE_WAY:
                self._notify().send_sms_notification(
                    phone_number=message.address,
                    template_id=self.template_id,
                    personalisation={"words": message.body},
                    reference=message.number,
                )
        except HTTPError as refused:
            return Carried(message.key, f"text service answered {refused.status_code}", _cause(refused))
        except Exception as fault:  # the client lets its HTTP library's and its token's faults through
            return Carried(message.key, f"text service: {type(fault).__name__}", _cause_of_fault(fault))
        return Carried(message.key)

    def not_delivered(self, numbers: Collection[str]) -> dict[str, Cause]:
        """Which of these texts did not arrive, of the newest that Notify lists so. One that was sent again since counts
        by its newest try."""
        found: dict[str, Cause] = {}
        for status in NOT_DELIVERED:
            listed = self._notify().get_all_notifications(status=status, template_type="sms").get("notifications", [])
            for number in {str(one.get("reference")) for one in listed}.intersection(numbers):
                if cause := NOT_DELIVERED.get(self._status(number) or ""):
                    found[number] = cause
        return found

    def _status(self, number: str) -> str | None:
        """The status of the newest try of a message; None where Notify took none."""
        found = self._notify().get_all_notifications(reference=number).get("notifications")
        return str(found[0].get("status", "")) if found else None

    def _notify(self) -> Any:
        if not self._client:
            make: Any = NotificationsAPIClient
            options = {"base_url": self.base_url} if self.base_url else {}
            client = make(self.api_key, timeout=self.timeout_seconds, **options)
            client.request_session.trust_env = False  # no proxy and no password file of this machine's
            if self.proxy:
                client.request_session.proxies = {"http": self.proxy, "https": self.proxy}
            self._client.append(client)
        return self._client[0]


def _cause(refused: HTTPError) -> Cause:
    """The cause that an answer names. Only what says that the number is wrong is the address's fault."""
    if refused.status_code in KEY_REFUSED:
        return Cause.KEY_REFUSED
    if refused.status_code >= SERVICE_AWAY_FROM:
        return Cause.SERVICE_AWAY
    told: Any = refused.message  # a sentence, or a list of errors
    said = [str(one.get("message", "")) for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    about_the_number = any(words.lower().startswith(ABOUT_THE_NUMBER) for words in said)
    return Cause.ADDRESS_REFUSED if refused.status_code == _BAD_REQUEST and about_the_number else Cause.SERVICE_REFUSED


def _cause_of_fault(fault: Exception) -> Cause:
    """The client itself refuses a key that is none, before anything is sent."""
    return Cause.KEY_REFUSED if isinstance(fault, AssertionError) else Cause.SERVICE_AWAY
