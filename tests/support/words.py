"""Facts of an offer, as the words that he is told are filled with them."""

from __future__ import annotations

from programme.offers.told.shapes import Facts

FACTS = Facts(
    fee="£95",
    answer_by="Friday 9 October 2026",
    advice_by="Friday 16 October 2026",
    finish_by="Monday 1 March 2027",
    helpline="01632 960 001 (Monday to Friday, 9am to 5pm)",
    happened="Sunday 27 September 2026 in Oxford Road, Reading",
    signed_on="Monday 28 September 2026",
)
