"""Text messages through GOV.UK Notify, whose one template is nothing but the words we hand over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from programme.notices.carriers import PATIENCE_SECONDS, Carried, Rendered

BAD_REQUEST = 400
ABOUT_THE_MESSAGE = "ValidationError"
"""Of Notify's errors the one that is about this message. Others (a wrong key, template or account) are about our
settings: they are put right, and the message is tried again."""


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
                outcomes.append(Carried(message.key, problem="text service: too slow"))
            else:
                outcomes.append(self._carry_one(message))
        return outcomes

    def _carry_one(self, message: Rendered) -> Carried:
        try:
            if not (message.again and self._has(message)):
                self._notify().send_sms_notification(
                    phone_number=message.address,
                    template_id=self.template_id,
                    personalisation={"words": message.body},
                    reference=message.number,
                )
        except HTTPError as refused:
            problem = f"text service answered {refused.status_code}"
            return Carried(message.key, problem=problem, lasting=_is_about_the_message(refused))
        except Exception as fault:  # the client lets its HTTP library's and its token's faults through
            return Carried(message.key, problem=f"text service: {type(fault).__name__}")
        return Carried(message.key)

    def _has(self, message: Rendered) -> bool:
        """Whether Notify took the message on an earlier try of which we never heard the end."""
        found = self._notify().get_all_notifications(reference=message.number)
        return bool(found.get("notifications"))

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


def _is_about_the_message(refused: HTTPError) -> bool:
    told: Any = refused.message  # a sentence, or a list of errors
    if refused.status_code != BAD_REQUEST or not isinstance(told, list):
        return False
    return any(isinstance(one, dict) and one.get("error") == ABOUT_THE_MESSAGE for one in told)
