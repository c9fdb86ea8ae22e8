"""Every notice, and whom it is for. A folder under `notifications/` holds the words of each.

What is for staff goes to their work addresses: neutral as well, but it may name the service, it is never sent to an
address of the person's, and it climbs to the next above where it cannot be delivered.
"""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Whom a notice is for."""

    PERSON = "person"
    STAFF = "staff"


AUDIENCE: dict[str, Audience] = {
    "answer_day_moved": Audience.PERSON,
    "concern_raised": Audience.STAFF,
    "contact_changed": Audience.PERSON,
    "course_date_changed": Audience.PERSON,
    "course_reminder": Audience.PERSON,
    "date_to_choose": Audience.PERSON,
    "deadline_warning": Audience.STAFF,
    "fee_paid": Audience.PERSON,
    "fee_refunded": Audience.PERSON,
    "last_day_passed": Audience.STAFF,
    "no_place_in_time": Audience.STAFF,
    "nobody_was_told": Audience.STAFF,
    "offence_corrected": Audience.STAFF,
    "offer_lapsed": Audience.PERSON,
    "offer_made": Audience.PERSON,
    "offer_withdrawn": Audience.PERSON,
    "place_booked": Audience.PERSON,
    "place_cancelled": Audience.PERSON,
    "place_elsewhere_called_off": Audience.PERSON,
    "place_moved": Audience.PERSON,
    "placed_elsewhere": Audience.PERSON,
    "register_unsigned": Audience.STAFF,
    "result_not_acknowledged": Audience.STAFF,
    "result_not_acted_on": Audience.STAFF,
    "result_returned_to_officer": Audience.STAFF,
    "result_returned_to_person": Audience.PERSON,
    "warnings_of_the_day": Audience.STAFF,
}
FOR_STAFF = frozenset(notice for notice, audience in AUDIENCE.items() if audience is Audience.STAFF)
