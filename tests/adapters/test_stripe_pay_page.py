"""The hosted payment page as the payer's browser gets it."""

from __future__ import annotations

import pytest

from tests.support.stripe_stand_in import StandIn, a_checkout, field_fault

RIGHT = {"card_number": "4242424242424242", "expiry": "08/29", "cvc": "123", "card_name": "A Payer"}


@pytest.fixture
def url(stripe: StandIn) -> str:
    """An open payment page of £95."""
    opened = stripe.gateway().open_checkout(
        a_checkout(stripe.clock, success_url="https://one.example/paid", cancel_url="https://two.example:8443/pay?a=1")
    )
    assert opened.url is not None
    return opened.url


def test_the_page_says_what_is_paid_and_what_the_bank_will_print(stripe: StandIn, url: str) -> None:
    page = stripe.client.get(url).text
    assert "Pay £95.00 by card" in page
    assert "Booking B7KQ2M" in page
    assert "NORTHGATE BOOKING" in page
    assert "<title>Card payment</title>" in page
    assert '<a href="https://two.example:8443/pay?a=1">Back without paying</a>' in page
    assert "<script" not in page


def test_the_page_is_kept_nowhere_and_leads_only_where_it_must(stripe: StandIn, url: str) -> None:
    headers = stripe.client.get(url).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://one.example https://two.example:8443;" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["referrer-policy"] == "no-referrer"
    assert stripe.client.get("/c/assets/pay.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("card_number", "", "Enter your card number"),
        ("card_number", "4242 4242 4242 4241", "a digit is wrong"),
        ("card_number", "4242", "12 to 19 digits"),
        ("card_number", "4242x4242", "12 to 19 digits"),
        ("expiry", "", "Enter the expiry date"),
        ("expiry", "13/29", "as it is on the card"),
        ("expiry", "10/26", "has expired"),
        ("expiry", "next year", "as it is on the card"),
        ("cvc", "", "Enter the security code"),
        ("cvc", "12", "3 digits"),
        ("card_name", " ", "Enter the name on the card"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_costs_nothing_else(
    stripe: StandIn, url: str, field: str, typed: str, words: str
) -> None:
    answer = stripe.client.post(url, data=RIGHT | {field: typed})
    assert answer.status_code == 422
    assert words in field_fault(answer.text, field)
    assert [name for name in RIGHT if field_fault(answer.text, name)] == [field]
    assert f'<a href="#{field}">' in answer.text
    assert "<title>Error: Card payment</title>" in answer.text
    if field != "card_name":
        assert 'value="A Payer"' in answer.text
    if field != "expiry":
        assert 'value="08/29"' in answer.text
    assert stripe.state()["payments"] == []


def test_all_mistakes_are_named_at_once(stripe: StandIn, url: str) -> None:
    answer = stripe.client.post(url, data={})
    assert all(field_fault(answer.text, name) for name in RIGHT)


def test_this_months_card_still_pays(stripe: StandIn, url: str) -> None:
    assert stripe.client.post(url, data=RIGHT | {"expiry": "11 / 2026"}).status_code == 303


def test_the_number_and_the_code_are_shown_and_kept_nowhere(stripe: StandIn, url: str) -> None:
    typed = {"card_number": "4000 0000 0000 9987", "cvc": "987"}
    for page in (
        stripe.client.post(url, data=RIGHT | typed | {"expiry": ""}),
        stripe.client.post(url, data=RIGHT | typed),
    ):
        form = page.text.partition("<details>")[0]
        assert "9987" not in form
        assert "987" not in form
    kept = str(stripe.state())
    assert "4000000000009987" not in kept.replace(" ", "")
    assert "'cvc': " not in kept


def test_what_is_typed_is_text_not_markup(stripe: StandIn, url: str) -> None:
    answer = stripe.client.post(url, data=RIGHT | {"card_name": '"><script>alert(1)</script>', "cvc": ""})
    assert "<script" not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text


def test_pressing_pay_twice_takes_the_money_once(stripe: StandIn, url: str) -> None:
    answers = [stripe.client.post(url, data=RIGHT) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == ["https://one.example/paid"] * 2
    assert len(stripe.state()["charges"]) == 1


def test_a_paid_page_says_so_and_leads_back(stripe: StandIn, url: str) -> None:
    stripe.client.post(url, data=RIGHT)
    page = stripe.client.get(url)
    assert page.status_code == 200
    assert "You do not need to pay again." in page.text
    assert 'href="https://one.example/paid"' in page.text


def test_a_closed_page_says_that_nothing_was_taken(stripe: StandIn, url: str) -> None:
    stripe.clock.move(hours=1)
    page = stripe.client.get(url)
    assert page.status_code == 410
    assert "Nothing was taken." in page.text
    assert 'href="https://two.example:8443/pay?a=1"' in page.text


def test_a_page_that_never_was_is_not_found(stripe: StandIn) -> None:
    assert stripe.client.get("/c/pay/cs_test_no").status_code == 404
    assert stripe.client.post("/c/pay/cs_test_no", data=RIGHT).status_code == 404
    assert stripe.client.get("/c/pay/cs_test_no/challenge").status_code == 404


def test_behind_the_scenes_everything_is_listed_with_what_can_be_done(stripe: StandIn, url: str) -> None:
    stripe.client.post(url, data=RIGHT)
    page = stripe.client.get("/sandbox/stripe").text
    assert "checkout.session.completed" in page
    assert "Dispute" in page
    assert "whsec" not in page
    pressed = stripe.client.post("/sandbox/stripe/webhooks/hold", headers={"Accept": "text/html"})
    assert pressed.headers["location"] == "/sandbox/stripe"
    assert "Held back." in stripe.client.get("/sandbox/stripe").text
