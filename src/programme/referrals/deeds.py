"""Acts on a case. Each is called like the action that does it."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """Acts of a force on a case of its own, in the order in which a page lists it."""

    MAKE_OFFER = "make_offer"
    ISSUE_SLIP = "issue_slip"
    REOPEN_OFFER = "reopen_offer"
    EXPLAIN_OFFER = "explain_offer"
    RECORD_ANSWER = "record_answer"
    RECORD_CAUTION = "record_caution"
    PLACE_ELSEWHERE = "place_elsewhere"
    RECORD_RESULT_FROM_ELSEWHERE = "record_result_from_elsewhere"
    CALL_OFF_PLACE_ELSEWHERE = "call_off_place_elsewhere"
    RETURN_NOW = "return_now"
    SETTLE_ELIGIBILITY = "settle_eligibility"
    DECIDE_IDENTITY = "decide_identity"
    ACKNOWLEDGE_RESULT = "acknowledge_result"
    RECORD_DISPOSAL = "record_disposal"
    TAKE_BACK_DISPOSAL = "take_back_disposal"
    END_MISTAKEN_CASE = "end_mistaken_case"
    RAISE_CONCERN = "raise_concern"
    DECIDE_CONCERN = "decide_concern"
    RECORD_DRUG_INTERVENTION = "record_drug_intervention"
    WRITE_NOTE = "write_note"
    CORRECT_RECORD = "correct_record"
    CORRECT_CONTACT = "correct_contact"
    CHECK_CONTACT = "check_contact"
    NAME_SUPPORTER = "name_supporter"
    SET_BACK_PIN = "set_back_pin"
    CHANGE_OFFICER = "change_officer"
    CORRECT_OFFENCE = "correct_offence"
    RECORD_BAIL = "record_bail"
    EXTEND_CAUTION = "extend_caution"
    WITHDRAW_REFERRAL = "withdraw_referral"


class OwnDeed(StrEnum):
    """Acts of the person himself."""

    ACCEPT_OFFER = "accept_offer"
    ASK_FOR_ADVICE = "ask_for_advice"
    DECLINE_OFFER = "decline_offer"
    BOOK_PLACE = "book_place"
    OPEN_CHECKOUT = "open_checkout"
    MOVE_BOOKING = "move_booking"
    CANCEL_BOOKING = "cancel_booking"
    CHANGE_CONTACT = "change_contact"
