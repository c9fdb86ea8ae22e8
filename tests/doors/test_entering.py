"""At every door: pages are followed from other sites, forms are not sent from there; what cannot be read is nowhere."""

from __future__ import annotations

import pytest

from programme.web.kit.access import LARGEST_OF_STRANGERS, SMALL_BODY, SignInNeeded
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.everybody import routes_of

ELSEWHERE = {"Sec_Fetch_Site": "cross-site", "Origin": "https://webmail.example"}


@pytest.fixture
def stranger() -> Browser:
    return Browser(an_app(a_wiring(no_database())))


def test_a_link_in_a_message_is_followed_from_any_site(stranger: Browser) -> None:
    assert stranger.get("/sign-in", **ELSEWHERE).status_code == 200


def test_only_looking_comes_from_another_site(stranger: Browser) -> None:
    headers = {name.replace("_", "-"): value for name, value in ELSEWHERE.items()}
    (pages,) = {route.pattern for route in routes_of(an_app(stranger.wiring)) if route.method == "HEAD"}
    asset = pages.replace("{file_path:path}", "look.css")
    assert stranger.send("HEAD", asset, headers=headers).status_code in (200, 404)
    assert stranger.send("POST", "/sign-in", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/sign-in%00", "/assets/a%00b.css"])
def test_a_nul_in_an_address_is_nowhere(stranger: Browser, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_who_is_not_signed_in_is_told_so() -> None:
    assert SignInNeeded.status == 401


@pytest.mark.parametrize(("length", "status"), [(255, 303), (256, 404)])
def test_a_part_of_an_address_is_as_long_as_the_name_of_a_file_can_be(
    stranger: Browser, length: int, status: int
) -> None:
    assert stranger.get(f"/custody/referrals/{'x' * length}").status_code == status
    assert stranger.get(f"/custody/referrals/{'%C3%A9' * (length // 2)}{'x' * (length % 2)}").status_code == status


@pytest.mark.parametrize(
    ("number", "status"), [("-1", 404), ("0", 303), ("2147483647", 303), ("2147483648", 404), ("9" * 30, 404)]
)
def test_a_number_in_an_address_is_one_that_a_row_can_have(stranger: Browser, number: str, status: int) -> None:
    assert stranger.get(f"/custody/drafts/{number}/discard").status_code == status


@pytest.mark.parametrize(("digits", "status"), [(18, 200), (19, 400)])
def test_a_number_in_a_search_has_no_more_digits_than_a_database_counts(
    stranger: Browser, digits: int, status: int
) -> None:
    assert stranger.get(f"/sign-in?again={'9' * digits}").status_code == status
    assert stranger.get(f"/sign-in?again={'%39' * digits}").status_code == status


def test_a_stranger_sends_little() -> None:
    assert (SMALL_BODY, LARGEST_OF_STRANGERS) == (20_000, 300_000)
