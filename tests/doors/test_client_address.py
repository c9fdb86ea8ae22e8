"""Which network a try is counted under: what our own proxies saw, never what a caller says of himself."""

from __future__ import annotations

import pytest
from litestar.testing import RequestFactory

from programme.web.kit.client_address import network
from tests.support.clients import a_wiring, an_app, no_database


def network_of(forwarded: str | None, *, proxies: int) -> str:
    app = an_app(a_wiring(no_database(), settings={"trusted_proxies": proxies}))
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    headers |= {"X-Real-IP": "192.0.2.99", "Forwarded": "for=192.0.2.98"}
    request = RequestFactory(app=app).get("/", headers=headers)
    request.scope["client"] = ("203.0.113.5", 4711)
    return network(request)


@pytest.mark.parametrize("forwarded", [None, "", "198.51.100.1", "198.51.100.1, 198.51.100.2", "not an address"])
def test_without_a_proxy_of_ours_nothing_that_is_claimed_counts(forwarded: str | None) -> None:
    assert network_of(forwarded, proxies=0) == "203.0.113.5"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "counted"),
    [
        ("198.51.100.1", 1, "198.51.100.1"),
        ("10.9.9.9, 198.51.100.1", 1, "198.51.100.1"),
        ("10.9.9.9, 198.51.100.1, 203.0.113.7", 2, "198.51.100.1"),
        ("10.9.9.9,198.51.100.1,", 1, "198.51.100.1"),
        (None, 1, "203.0.113.5"),
        ("198.51.100.1", 2, "203.0.113.5"),
        ("10.9.9.9, nonsense", 1, "unknown"),
    ],
)
def test_behind_proxies_of_ours_the_one_that_the_outermost_saw_counts(
    forwarded: str | None, proxies: int, counted: str
) -> None:
    assert network_of(forwarded, proxies=proxies) == counted


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_a_household_of_the_newer_internet_is_one_network(address: str, counted: str) -> None:
    assert network_of(address, proxies=1) == counted
