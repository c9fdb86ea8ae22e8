"""Whose doing it was that he lost a place or that his case ended, and whether it counts against him: the same words on
his pages and in the message that tells him."""

from __future__ import annotations

OUR_DOING = "That is our doing. It does not count against you."
STILL_IN_TIME = "Choose another date in time and it does not count against you."
NOT_COMPLETED = "It is down as not completed"
HIS_ANSWER = "It is down as your answer, and not as a failure."
UNKNOWN_YET = "It is not your fault, and it is not recorded as a failure."
NO_FAILURE = "It is not recorded as a failure."
NO_FAULT = "It does not count against you."
THANKS = "Thank you, that is all"
