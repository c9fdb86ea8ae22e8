"""Text messages through Notify's own client, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programme.integrations.notify import NotifyCarrier
from programme.notices.carriers import Cause, Rendered
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
    ("status", "error", "cause"),
    [
        (400, "ValidationError: phone_number Not a valid phone number", Cause.ADDRESS_REFUSED),
        (400, "InvalidPhoneError: Phone_number is too short", Cause.ADDRESS_REFUSED),
        (400, "BadRequestError: Cannot send to international mobile numbers", Cause.ADDRESS_REFUSED),
        (400, "ValidationError: template_id is not a valid UUID", Cause.SERVICE_REFUSED),
        (400, "BadRequestError: Template not found", Cause.SERVICE_REFUSED),
        (400, "BadRequestError: Missing personalisation: words", Cause.SERVICE_REFUSED),
        (400, "BadRequestError: Can't send to this recipient using a team-only API key", Cause.SERVICE_REFUSED),
        (401, "AuthError: Unauthorized, authentication token must be provided", Cause.KEY_REFUSED),
        (403, "AuthError: Invalid token: API key not found", Cause.KEY_REFUSED),
        (429, "RateLimitError: Exceeded rate limit for key type LIVE", Cause.SERVICE_REFUSED),
        (429, "TooManyRequestsError: Exceeded send limits (50) for today", Cause.SERVICE_REFUSED),
        (500, "Exception: Internal server error", Cause.SERVICE_AWAY),
        (503, "Exception: Service unavailable", Cause.SERVICE_AWAY),
    ],
)
def test_only_what_is_about_the_number_is_the_numbers_fault(
    service: TextService, status: int, error: str, cause: Cause
) -> None:
    service.answers.append((status, error))

    outcomes = a_carrier(service).carry([a_message(1), a_message(2)])

    assert (outcomes[0].problem, outcomes[0].cause) == (f"text service answered {status}", cause)
    assert outcomes[0].lasting is (cause is Cause.ADDRESS_REFUSED)
    assert outcomes[1].problem is None


@pytest.mark.parametrize("key", ["", "too-short", "not a key of the length that such a key has, whatever it is"])
def test_a_key_that_is_none_is_our_fault(service: TextService, key: str) -> None:
    [outcome] = NotifyCarrier(key, "template-1", service.url, timeout_seconds=5).carry([a_message()])

    assert outcome.problem is None or outcome.cause.is_ours


def test_a_text_that_was_taken_and_could_never_arrive_is_the_numbers_fault(service: TextService) -> None:
    service.cuts, service.status = 1, "permanent-failure"
    carrier = a_carrier(service)
    carrier.carry([a_message()])

    [outcome] = carrier.carry([a_message(again=True)])

    assert outcome.cause is Cause.ADDRESS_REFUSED
    assert len(service.texts) == 1


@pytest.mark.parametrize("status", ["technical-failure", "temporary-failure"])
def test_a_text_that_was_taken_and_lost_on_the_way_is_sent_again(service: TextService, status: str) -> None:
    service.cuts, service.status = 1, status
    carrier = a_carrier(service)
    carrier.carry([a_message()])

    [outcome] = carrier.carry([a_message(again=True)])

    assert outcome.problem is None
    assert len(service.texts) == 2


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
