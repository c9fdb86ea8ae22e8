"""Text messages through GOV.UK Notify, whose one template is nothing but the words we hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from programme.notices.carriers import Carried, Rendered

LASTING = frozenset({400, 403, 404})


@dataclass(frozen=True, slots=True)
class NotifyCarrier:
    """Carries text messages. `template_id` names a template of one line: ((words))."""

    api_key: str
    template_id: str
    base_url: str | None = None
    _client: list[Any] = field(default_factory=list, repr=False)

    def carry(self, messages: Sequence[Rendered]) -> list[Carried]:
        """Send each text message with our key as its reference."""
        return [self._carry_one(message) for message in messages]

    def _carry_one(self, message: Rendered) -> Carried:
        try:
            self._notify().send_sms_notification(
                phone_number=message.address,
                template_id=self.template_id,
                personalisation={"words": message.body},
                reference=message.key,
            )
        except HTTPError as refused:
            return Carried(
                message.key,
                problem=f"text service answered {refused.status_code}",
                lasting=refused.status_code in LASTING,
            )
        except Exception as fault:  # the client lets its HTTP library's and its token's faults through
            return Carried(message.key, problem=f"text service: {type(fault).__name__}")
        return Carried(message.key)

    def _notify(self) -> NotificationsAPIClient:
        if not self._client:
            options = {"base_url": self.base_url} if self.base_url else {}
            self._client.append(NotificationsAPIClient(self.api_key, timeout=10, **options))
        return self._client[0]
