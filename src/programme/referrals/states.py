"""The life of a case."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ReferralState(StrEnum):
    UNDECIDED = "undecided"
    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    PLACED_ELSEWHERE = "placed_elsewhere"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TIED = "tied"


class ReferralEvent(StrEnum):
    FOUND_ELIGIBLE = "found_eligible"
    FOUND_INELIGIBLE = "found_ineligible"
    FOUND_UNDECIDED = "found_undecided"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    PLACE_BOOKED = "place_booked"
    PLACE_LOST = "place_lost"
    PLACED_ELSEWHERE = "placed_elsewhere"
    RESULT_RETURNED = "result_returned"
    RETURN_ACKNOWLEDGED = "return_acknowledged"
    DISPOSAL_RECORDED = "disposal_recorded"
    DISPOSAL_TAKEN_BACK = "disposal_taken_back"
    BACK_TO_WITHDRAWN = "back_to_withdrawn"
    ENDED_AS_MISTAKE = "ended_as_mistake"
    MISTAKE_TAKEN_BACK = "mistake_taken_back"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    TIED = "tied"
    UNTIED = "untied"
    REOPENED = "reopened"
    RESULT_CORRECTED = "result_corrected"


REFERRALS = Transitions(
    "referral",
    ReferralState,
    ReferralEvent,
    """
    state            | found_eligible | found_ineligible | found_undecided | offer_made | offer_accepted | place_booked | place_lost | placed_elsewhere | result_returned | return_acknowledged | disposal_recorded | withdrawn | stopped    | tied | untied    | reopened | result_corrected | disposal_taken_back | back_to_withdrawn | ended_as_mistake | mistake_taken_back
    undecided        | eligible       | ineligible       | undecided       | -          | -              | -            | -          | -                | returned        | -                   | -                 | withdrawn | ineligible | tied | -         | -        | -                | -                   | -                 | closed           | -
    ineligible       | eligible       | ineligible       | undecided       | -          | -              | -            | -          | -                | returned        | -                   | -                 | withdrawn | ineligible | tied | -         | -        | -                | -                   | -                 | closed           | -
    eligible         | eligible       | ineligible       | undecided       | offered    | -              | -            | -          | -                | returned        | -                   | -                 | withdrawn | ineligible | tied | -         | -        | -                | -                   | -                 | closed           | -
    offered          | -              | -                | -               | offered    | accepted       | -            | -          | -                | returned        | -                   | -                 | withdrawn | ineligible | -    | -         | -        | -                | -                   | -                 | -                | -
    accepted         | -              | -                | -               | -          | -              | booked       | -          | placed_elsewhere | returned        | -                   | -                 | withdrawn | ineligible | -    | -         | -        | -                | -                   | -                 | -                | -
    booked           | -              | -                | -               | -          | -              | booked       | accepted   | -                | returned        | -                   | -                 | withdrawn | ineligible | -    | -         | -        | -                | -                   | -                 | -                | -
    placed_elsewhere | -              | -                | -               | -          | -              | -            | accepted   | placed_elsewhere | returned        | -                   | -                 | withdrawn | ineligible | -    | -         | -        | -                | -                   | -                 | -                | -
    returned         | -              | -                | -               | -          | -              | -            | -          | -                | -               | acknowledged        | -                 | -         | -          | -    | -         | eligible | returned         | -                   | -                 | -                | -
    acknowledged     | -              | -                | -               | -          | -              | -            | -          | -                | -               | -                   | closed            | -         | -          | -    | -         | eligible | returned         | -                   | -                 | -                | -
    closed           | -              | -                | -               | -          | -              | -            | -          | -                | -               | -                   | closed            | -         | -          | -    | -         | -        | -                | acknowledged        | withdrawn         | -                | undecided
    withdrawn        | -              | -                | -               | -          | -              | -            | -          | -                | returned        | -                   | closed            | -         | -          | -    | -         | -        | -                | -                   | -                 | -                | -
    tied             | -              | -                | -               | -          | -              | -            | -          | -                | returned        | -                   | -                 | withdrawn | ineligible | tied | undecided | -        | -                | -                   | -                 | closed           | -
    """,  # noqa: E501 - a grid is read by its columns
)

BEFORE_OFFER = frozenset({ReferralState.UNDECIDED, ReferralState.INELIGIBLE, ReferralState.ELIGIBLE})
IN_PROGRESS = BEFORE_OFFER | {
    ReferralState.OFFERED,
    ReferralState.ACCEPTED,
    ReferralState.BOOKED,
    ReferralState.PLACED_ELSEWHERE,
    ReferralState.TIED,
}
HAS_A_PLACE = frozenset({ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE})
"""He has a place on a course, here or at a neighbouring programme."""
OFFER_IN_HAND = frozenset({ReferralState.OFFERED, ReferralState.ACCEPTED, *HAS_A_PLACE})
"""An offer was made that he can still answer, take up or turn down."""
