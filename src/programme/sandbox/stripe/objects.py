"""New objects in the shape of Stripe's API, for the parts that a one-off card payment shows."""

from __future__ import annotations

from typing import Any

from programme.sandbox.stripe.cards import Card
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World

_ON_ITS_OWN: dict[str, None] = dict.fromkeys(
    ["application", "application_fee", "application_fee_amount", "on_behalf_of", "transfer_data", "transfer_group"]
)


def new_session(world: World, wanted: dict[str, Any], items: list[Body]) -> Body:
    """A checkout session, open."""
    total = sum(item["amount_total"] for item in items)
    session_id = world.new_id("checkout.session")
    nulls = dict.fromkeys(
        [
            "after_expiration", "allow_promotion_codes", "client_secret", "consent", "consent_collection",
            "currency_conversion", "customer", "customer_account", "invoice", "payment_intent", "payment_link",
            "recovered_from", "setup_intent", "shipping_address_collection", "shipping_cost", "subscription",
            "billing_address_collection", "collected_information", "origin_context", "permissions",
        ]
    )  # fmt: skip
    email = wanted["customer_email"]
    details = {"address": None, "email": email, "name": None, "phone": None, "tax_exempt": "none", "tax_ids": None}
    return {
        "id": session_id,
        "object": "checkout.session",
        **nulls,
        **wanted,
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": world.now(),
        "currency": items[0]["currency"],
        "custom_fields": [],
        "custom_text": dict.fromkeys(["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"]),
        "customer_details": details if email else None,
        "discounts": [],
        "livemode": False,
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{world.public_url}/c/pay/{session_id}",
        "_items": items,
    }


def new_item(world: World, *, name: str, unit_amount: int, currency: str, quantity: int) -> Body:
    """A line of a checkout session, with its price made on the spot."""
    total = unit_amount * quantity
    price = {
        "id": world.new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": world.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": world.new_id("product"),
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }
    return {
        "id": world.new_id("item"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": name,
        "price": price,
        "quantity": quantity,
    }


def new_payment_intent(world: World, session: Body) -> Body:
    """The payment of a session; it comes to be when the payer first presses Pay."""
    intent_id = world.new_id("payment_intent")
    data = session["_payment"]
    return {
        "id": intent_id,
        "object": "payment_intent",
        **_ON_ITS_OWN,
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{world.new_id('item')[-16:]}",
        "confirmation_method": "automatic",
        "created": world.now(),
        "currency": session["currency"],
        "customer": None,
        "description": data["description"],
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data["metadata"],
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": data["receipt_email"],
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": data["statement_descriptor_suffix"],
        "status": "requires_payment_method",
        "_session": session["id"],
    }


def new_charge(world: World, intent: Body, card: Card, *, authenticated: bool, declined: bool) -> Body:
    """One try to take the money, whether it worked or not."""
    how = card.behaviour
    outcome = {
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if declined else "approved_by_network",
        "reason": how.decline_code if declined else None,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": "The bank did not approve this." if declined else "Payment complete.",
        "type": "issuer_declined" if declined else "authorized",
    }
    return {
        "id": world.new_id("charge"),
        "object": "charge",
        **_ON_ITS_OWN,
        "amount": intent["amount"],
        "amount_captured": 0 if declined else intent["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {
            "address": dict.fromkeys(["city", "country", "line1", "line2", "postal_code", "state"]),
            "email": None,
            "name": card.name,
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": intent["statement_descriptor_suffix"],
        "captured": not declined,
        "created": world.now(),
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": how.code if declined else None,
        "failure_message": how.message if declined else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome,
        "paid": not declined,
        "payment_intent": intent["id"],
        "payment_method": world.new_id("payment_method"),
        "payment_method_details": {"type": "card", "card": _card_details(intent, card, authenticated=authenticated)},
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "failed" if declined else "succeeded",
    }


def _card_details(intent: Body, card: Card, *, authenticated: bool) -> Body:
    return {
        "amount_authorized": intent["amount"],
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "GB",
        "exp_month": card.month,
        "exp_year": card.year,
        "funding": "credit",
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "network": card.brand,
        "three_d_secure": {
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "result": "authenticated",
            "result_reason": None,
            "transaction_id": None,
            "version": "2.2.0",
        }
        if authenticated
        else None,
        "wallet": None,
    }


def new_refund(world: World, charge: Body, amount: int, reason: str | None, metadata: dict[str, str]) -> Body:
    """Money on its way back."""
    return {
        "id": world.new_id("refund"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "destination_details": {"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def new_dispute(world: World, charge: Body, reason: str, due_by: int) -> Body:
    """The payer's bank asks for the money back."""
    return {
        "id": world.new_id("dispute"),
        "object": "dispute",
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
