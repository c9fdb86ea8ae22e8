"""Which notifications are believed. Whatever is sent, the only way to say no is NotificationRefused."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.integrations.stripe_notifications import NotificationReader
from programme.payments.gateway import NotificationRefused, ObjectKind

SECRET, NEXT_SECRET = "whsec_first", "whsec_second"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
READER = NotificationReader((SECRET, NEXT_SECRET), livemode=False)


def an_event(**changes: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": SECONDS - 2,
        "livemode": False,
        "data": {"object": {"id": "cs_1", "object": "checkout.session", "payment_intent": "pi_1"}},
    } | changes


def about(**fields: Any) -> dict[str, Any]:
    return an_event(data={"object": fields})


def proof(payload: bytes, secret: str = SECRET, at: int = SECONDS) -> str:
    return hmac.new(secret.encode(), str(at).encode() + b"." + payload, hashlib.sha256).hexdigest()


def signed(payload: bytes, secret: str = SECRET, at: int = SECONDS) -> str:
    return f"t={at},v1={proof(payload, secret, at)}"


PAYLOAD = json.dumps(an_event(), indent=2).encode()


def reason(payload: bytes, header: str, reader: NotificationReader = READER) -> str:
    with pytest.raises(NotificationRefused) as refused:
        reader.read(payload, header, NOW)
    return refused.value.reason


def test_a_signed_notification_says_what_it_is_about() -> None:
    heard = READER.read(PAYLOAD, signed(PAYLOAD), NOW)
    assert (heard.event_id, heard.type) == ("evt_1", "checkout.session.completed")
    assert (heard.object_id, heard.object_kind, heard.payment_id) == ("cs_1", ObjectKind.CHECKOUT, "pi_1")
    assert heard.created_at == datetime(2026, 11, 23, 11, 59, 58, tzinfo=UTC)
    assert heard.livemode is False


@pytest.mark.parametrize(
    ("fields", "kind", "payment_id"),
    [
        ({"object": "payment_intent", "id": "pi_7"}, ObjectKind.PAYMENT, "pi_7"),
        ({"object": "charge", "id": "ch_7", "payment_intent": "pi_7"}, ObjectKind.CHARGE, "pi_7"),
        ({"object": "refund", "id": "re_7", "payment_intent": "pi_7"}, ObjectKind.REFUND, "pi_7"),
        ({"object": "dispute", "id": "du_7", "payment_intent": None}, ObjectKind.DISPUTE, None),
        ({"object": "charge", "id": "ch_7", "payment_intent": {"id": "pi_7"}}, ObjectKind.CHARGE, None),
        ({"object": "balance"}, ObjectKind.OTHER, None),
    ],
)
def test_each_kind_of_object_is_told_apart(fields: dict[str, Any], kind: ObjectKind, payment_id: str | None) -> None:
    payload = json.dumps(about(**fields)).encode()
    heard = READER.read(payload, signed(payload), NOW)
    assert (heard.object_kind, heard.object_id, heard.payment_id) == (kind, fields.get("id", ""), payment_id)


def test_while_a_secret_is_being_replaced_both_are_believed() -> None:
    assert READER.read(PAYLOAD, signed(PAYLOAD, NEXT_SECRET), NOW).event_id == "evt_1"
    both = f"t={SECONDS},v1={proof(PAYLOAD, 'whsec_old')},v1={proof(PAYLOAD, NEXT_SECRET)}"
    assert READER.read(PAYLOAD, both, NOW).event_id == "evt_1"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "signature_missing"),
        (signed(PAYLOAD, "whsec_other"), "signature_wrong"),
        (signed(PAYLOAD + b" "), "signature_wrong"),
        (signed(PAYLOAD).replace(f"t={SECONDS}", f"t={SECONDS - 1}"), "signature_wrong"),
        (f"t={SECONDS},v0={proof(PAYLOAD)}", "signature_malformed"),
        (f"v1={proof(PAYLOAD)}", "signature_malformed"),
        (f"t={SECONDS}", "signature_malformed"),
        (f"t={SECONDS},v1=", "signature_malformed"),
        (f"t={SECONDS},v1={proof(PAYLOAD)[:-1]}", "signature_malformed"),
        (f"t={SECONDS},v1={proof(PAYLOAD).upper()}", "signature_malformed"),
        (f"t={SECONDS},v1={'é' * 64}", "signature_malformed"),
        (f"t=,v1={proof(PAYLOAD)}", "signature_malformed"),
        (f"t=now,v1={proof(PAYLOAD)}", "signature_malformed"),
        (f"t=-{SECONDS},v1={proof(PAYLOAD)}", "signature_malformed"),
        (f"t={'9' * 400},v1={proof(PAYLOAD)}", "signature_malformed"),
        (f"t={SECONDS},t={SECONDS + 9},v1={proof(PAYLOAD)}", "signature_malformed"),
        (signed(PAYLOAD) + ",v1=" + "0" * 3000, "signature_malformed"),
        ("t=1" + ",v1=" * 400, "signature_malformed"),
        ("nonsense", "signature_malformed"),
    ],
)
def test_a_forged_signature_is_refused(header: str, why: str) -> None:
    assert reason(PAYLOAD, header) == why


def test_one_changed_byte_anywhere_is_refused() -> None:
    header = signed(PAYLOAD)
    for place in range(len(PAYLOAD)):
        changed = bytearray(PAYLOAD)
        changed[place] ^= 1
        assert reason(bytes(changed), header) == "signature_wrong"


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_five_minutes_either_way_are_forgiven(seconds: int) -> None:
    assert READER.read(PAYLOAD, signed(PAYLOAD, at=SECONDS + seconds), NOW).event_id == "evt_1"


@pytest.mark.parametrize(
    ("seconds", "why"),
    [
        (-301, "too_old"),
        (-400 * 86400, "too_old"),
        (301, "from_the_future"),
        (365 * 86400, "from_the_future"),  # the SDK alone believes this one
    ],
)
def test_older_or_younger_is_refused(seconds: int, why: str) -> None:
    assert reason(PAYLOAD, signed(PAYLOAD, at=SECONDS + seconds)) == why


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[1]",
        b"null",
        b"1",
        b'"event"',
        b"{}",
        b"{",
        b"\xff\xfe",
        b'{"id": "\xe9"}',
        b"[" * 5000,
        b'{"object":' * 5000,
        json.dumps(an_event(object="v2.core.event")).encode(),
        json.dumps(an_event(id=7)).encode(),
        json.dumps(an_event(id="")).encode(),
        json.dumps(an_event(id="e" * 121)).encode(),
        json.dumps(an_event(type=None)).encode(),
        json.dumps(an_event(created="soon")).encode(),
        json.dumps(an_event(created=-1)).encode(),
        json.dumps(an_event(created=10**30)).encode(),
        json.dumps(an_event(livemode="false")).encode(),
        json.dumps(an_event(data=None)).encode(),
        json.dumps(an_event(data={"object": []})).encode(),
        json.dumps(about(object="charge")).encode(),
        json.dumps(about(object="charge", id=["ch_1"])).encode(),
        json.dumps(an_event(account=5)).encode(),
    ],
)
def test_bytes_that_are_no_notification_are_refused_though_well_signed(payload: bytes) -> None:
    assert reason(payload, signed(payload)) == "unreadable"


def test_half_a_surrogate_is_refused_before_it_reaches_a_database() -> None:
    payload = PAYLOAD.replace(b"evt_1", rb"evt_\ud800")
    assert reason(payload, signed(payload)) == "unreadable"


def test_live_money_and_rehearsals_are_kept_apart() -> None:
    live = json.dumps(an_event(livemode=True)).encode()
    assert reason(live, signed(live)) == "wrong_mode"
    in_production = NotificationReader((SECRET,), livemode=True)
    assert in_production.read(live, signed(live), NOW).livemode is True
    assert reason(PAYLOAD, signed(PAYLOAD), in_production) == "wrong_mode"


def test_an_event_of_another_account_is_refused() -> None:
    payload = json.dumps(an_event(account="acct_1")).encode()
    assert reason(payload, signed(payload)) == "wrong_account"


@pytest.mark.parametrize("secrets", [(), ("",), (" ", SECRET)])
def test_without_a_secret_nothing_starts(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="signing secret"):
        NotificationReader(secrets, livemode=False)


@given(payload=st.binary(max_size=200), header=st.text(max_size=200))
def test_no_bytes_and_no_header_raise_anything_else(payload: bytes, header: str) -> None:
    with pytest.raises(NotificationRefused):
        READER.read(payload, header, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "object", "type", "created", "data", "livemode", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(body=JSON, changed=st.dictionaries(st.sampled_from(["id", "type", "created", "livemode", "data"]), JSON))
def test_no_signed_json_raises_anything_else(body: Any, changed: dict[str, Any]) -> None:
    for one in (body, an_event(**changed)):
        payload = json.dumps(one).encode()
        try:
            heard = READER.read(payload, signed(payload), NOW)
        except NotificationRefused:
            continue
        assert one["object"] == "event"
        assert heard.event_id == one["id"]


@pytest.mark.parametrize("name", ["evt_\0", "\0", "evt 1", "evt_ž", "evt_\n", "evt_1\n", "x" * 121, ""])
@pytest.mark.parametrize("place", ["id", "type", "object", "payment"])
def test_a_name_that_no_gateway_gives_is_refused_whoever_signed_it(name: str, place: str) -> None:
    """PostgreSQL cannot keep a NUL, and nobody could look for the others."""
    told = an_event()
    if place == "payment":
        told["data"]["object"] = {"id": "cs_1", "object": "checkout.session", "payment_intent": name}
    elif place == "object":
        told["data"]["object"]["id"] = name
    else:
        told[place] = name
    payload = json.dumps(told).encode()

    assert reason(payload, signed(payload)) == "unreadable"
