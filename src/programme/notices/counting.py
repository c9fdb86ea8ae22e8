"""Whose doing it was that he lost a place or that his case ended, whether it counts against him, and whether his money
goes back: the same words on his pages and in the message that tells him."""

from __future__ import annotations

OUR_DOING = "That is our doing. It does not count against you."
STILL_IN_TIME = "Choose another date in time and it does not count against you."
NOT_COMPLETED = "It is down as not completed"
HIS_ANSWER = "It is down as your answer, and not as a failure."
UNKNOWN_YET = "It is not your fault, and it is not recorded as a failure."
NO_FAILURE = "It is not recorded as a failure."
NO_FAULT = "It does not count against you."
THANKS = "Thank you, that is all"
GOES_BACK = {
    "goes_back": "What you paid us goes back to the card it came from, within 10 days.",
    "by_hand": "What you paid us is paid back to you, but not to a card.",
}
"""His money where it goes back, by `payments.queries.HisMoney`."""
