"""The life of a number or an address at which somebody is reached."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ContactState(StrEnum):
    UNCHECKED = "unchecked"
    CHECKED = "checked"
    FAILING = "failing"
    OPTED_OUT = "opted_out"


class ContactEvent(StrEnum):
    CODE_READ_BACK = "code_read_back"
    REFUSED = "refused"
    BELIEVED_AGAIN = "believed_again"
    OPTED_OUT = "opted_out"


CONTACTS = Transitions(
    "number or address",
    ContactState,
    ContactEvent,
    """
    state     | code_read_back | refused   | believed_again | opted_out
    unchecked | checked        | failing   | unchecked      | opted_out
    checked   | checked        | failing   | checked        | opted_out
    failing   | checked        | failing   | unchecked      | opted_out
    opted_out | -              | opted_out | opted_out      | opted_out
    """,
)
"""Only a code that he read back makes one checked. Whoever asked for nothing more is written to at another, or not."""


class NotCheckedBecause(StrEnum):
    """Why a number or an address was not checked with a code while he was there."""

    PHONE_KEPT_HERE = "phone_kept_here"
    NO_PHONE_WITH_HIM = "no_phone_with_him"
    NO_SIGNAL = "no_signal"
    CODE_DID_NOT_COME = "code_did_not_come"
    HE_WOULD_NOT = "he_would_not"
    NO_TIME = "no_time"


class StopBecause(StrEnum):
    """Why nothing more is to come there: said by whoever has a message in his hands."""

    NOT_ME = "not_me"
    NOT_HERE = "not_here"
