"""Text messages through Notify's own client, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programme.integrations.notify import NotifyCarrier
from programme.notices.carriers import Rendered
from tests.support.mail import NOTIFY_KEY, TextService, a_text_service


@pytest.fixture
def service() -> Iterator[TextService]:
    with a_text_service() as running:
        yield running


def a_carrier(service: TextService) -> NotifyCarrier:
    return NotifyCarrier(NOTIFY_KEY, "template-1", service.url, timeout_seconds=30)


def a_message(number: int = 1, *, again: bool = False) -> Rendered:
    return Rendered(f"course_reminder:cause:{number}", "07700 900123", "", "Please sign in.", again=again)


def test_a_text_is_sent_with_a_reference_that_tells_nothing(service: TextService) -> None:
    [outcome] = a_carrier(service).carry([a_message()])

    assert outcome.problem is None
    [sent] = service.texts
    assert (sent["phone_number"], sent["template_id"]) == ("07700 900123", "template-1")
    assert sent["personalisation"] == {"words": "Please sign in."}
    assert sent["reference"] == a_message().number
    assert "cause" not in sent["reference"]


@pytest.mark.parametrize(
    ("status", "error", "lasting"),
    [
        (400, "ValidationError", True),
        (400, "BadRequestError", False),
        (403, "AuthError", False),
        (429, "RateLimitError", False),
        (500, "Exception", False),
    ],
)
def test_only_what_is_about_the_message_is_not_tried_again(
    service: TextService, status: int, error: str, lasting: bool
) -> None:
    service.answers.append((status, error))

    outcomes = a_carrier(service).carry([a_message(1), a_message(2)])

    assert (outcomes[0].problem, outcomes[0].lasting) == (f"text service answered {status}", lasting)
    assert outcomes[1].problem is None


def test_a_text_that_was_taken_before_the_line_was_cut_is_not_sent_again(service: TextService) -> None:
    service.cuts = 1
    carrier = a_carrier(service)
    [first] = carrier.carry([a_message()])
    assert first.problem is not None
    assert not first.lasting

    [second] = carrier.carry([a_message(again=True)])

    assert second.problem is None
    assert len(service.texts) == 1


def test_a_text_that_was_never_taken_is_sent_on_the_second_try(service: TextService) -> None:
    [outcome] = a_carrier(service).carry([a_message(again=True)])

    assert outcome.problem is None
    assert len(service.texts) == 1


def test_a_service_that_is_away_leaves_everything_to_be_tried_again(service: TextService) -> None:
    carrier = NotifyCarrier(NOTIFY_KEY, "template-1", "http://127.0.0.1:9", timeout_seconds=1)

    [outcome] = carrier.carry([a_message()])

    assert outcome.problem is not None
    assert not outcome.lasting
