"""The slip: one page with everything he needs to answer the offer, and nothing that tells what it is about.

The words stand here so that they can be checked; `templates/print/slip.typ` lays them out. The page is a tagged,
accessible PDF (PDF/UA-1). Nothing is fetched from anywhere: font and template travel with us.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from programme.courses.help_line import RELAY
from programme.notices.models import Channel
from programme.offers.slip_messages import SlipMessages
from programme.offers.words import PROOF
from programme.shared.dates import LONDON, spoken_day, spoken_time
from programme.shared.money import spoken_pounds

SERVICE = "Course bookings"
_TITLE = "Booking details"
SLIP_FILE_NAME = "booking-details.pdf"


DAYS_SHOWN = 3


class PrintSize(StrEnum):
    """How large it is printed, as chosen when it is."""

    NORMAL = "normal"
    LARGE = "large"


_POINTS = {PrintSize.NORMAL: 12, PrintSize.LARGE: 18}
"""Large print is 16 points and more for whoever reads with difficulty (UK Association for Accessible Formats)."""


@dataclass(frozen=True, slots=True)
class SlipDay:
    """A day that he could come on: from when to when, and the town, or what of its postcode says where about."""

    starts_at: datetime
    ends_at: datetime
    address: str
    postcode: str

    @property
    def spoken(self) -> str:
        """ "Saturday 12 December 2026, 9:15am to 4:30pm, Reading"."""
        return f"{spoken_day(self.starts_at)}, {self.hours}, {self._area}"

    @property
    def hours(self) -> str:
        starts_at, ends_at = self.starts_at.astimezone(LONDON), self.ends_at.astimezone(LONDON)
        return f"{spoken_time(starts_at)} to {spoken_time(ends_at)}"

    @property
    def _area(self) -> str:
        _, comma, town = self.address.rpartition(",")
        is_town = comma and not any(letter.isdigit() for letter in town)
        return town.strip() if is_town else self.postcode.split()[0]


@dataclass(frozen=True, slots=True)
class Slip:
    """The facts of one slip. `code` is the secret in clear, `word` what he says on the telephone: both exist on this
    page and nowhere else. It has no name: the reference says whose it is. `ask_for` is the name that the messages come
    from, too. `days` are the next that he could choose; none where he has one. `paper_owed`: he has to sign a form
    before he can book; `goes_elsewhere`: another programme takes him, and tells him its fee; `booked`: his place
    is his, with nothing left to pay. The words are ours and in English: a language to choose needs a translator's
    (`told/released.py`)."""

    reference: str
    code: str
    word: str
    answer_by_at: datetime
    answered: bool
    fee_pence: int
    statement_text: str
    help_line: str
    ask_for: str
    public_url: str
    messages: SlipMessages
    paper_owed: bool = False
    goes_elsewhere: bool = False
    booked: bool = False
    days: tuple[SlipDay, ...] = ()
    size: PrintSize = PrintSize.NORMAL


def render_slip(slip: Slip, *, folder: Path) -> bytes:
    """The slip as a PDF. `folder` is the one that holds `slip.typ` and `fonts/`."""
    import typst  # seven megabytes that only printing needs

    rendered: bytes = typst.compile(
        str(folder / "slip.typ"),
        root=str(folder),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"slip": json.dumps(slip_words(slip) | {"qr": _qr_code(slip)})},
        pdf_standards="ua-1",
    )
    return rendered


def sign_in_address(slip: Slip) -> str:
    """Where he signs in. The reference stands behind `#`, which a browser keeps to itself and no server logs."""
    return f"{slip.public_url.rstrip('/')}/#{slip.reference}"


def slip_words(slip: Slip) -> dict[str, Any]:
    """Every word of the page, in its order."""
    answer_by = spoken_day(slip.answer_by_at)
    return {
        "service": SERVICE,
        "title": _TITLE,
        "heading": "Your booking details",
        "points": _POINTS[slip.size],
        "by_hand": "Name, only if you want it here:",
        "answer_by": "You have answered. Sign in to see what to do next."
        if slip.answered
        else f"Answer by the end of {answer_by}.",
        "sign_in": {
            "heading": "How to sign in",
            "lines": [
                f"Go to {slip.public_url.rstrip('/')} or point the camera of your phone at the square.",
                "You need the reference and the code below, and your date of birth.",
            ],
            "facts": [{"label": "Reference", "value": slip.reference}, {"label": "Code", "value": slip.code}],
        },
        "sections": [
            {"heading": heading, "lines": [line for line in lines if line]}
            for heading, *lines in _sections(slip, answer_by)
        ],
        "messages": {
            "heading": "Messages from us",
            "lines": _of_messages(slip.messages),
            "each": [{"heading": one.when, "lines": one.paragraphs} for one in slip.messages.messages],
        },
    }


def _of_messages(messages: SlipMessages) -> list[str]:
    """How to tell ours from others."""
    if not messages.messages:
        return ["We send you no email and no text about your booking as things stand. Sign in to see what is new."]
    kind = "An email" if messages.channel is Channel.EMAIL else "A text"
    sender = [f"{kind} from us comes from: {messages.sender}"] if messages.sender else []
    return [
        *sender,
        "It says what stands below, with a day or a time where you see ___. Others come from the same sender and lead "
        "to the same address. No message asks for your code or your card.",
    ]


def _sections(slip: Slip, answer_by: str) -> list[tuple[str, ...]]:
    not_doing = (
        ("do not go" if slip.goes_elsewhere or slip.booked else "do not book and go")
        if slip.answered
        else f"say no, do not answer by {answer_by}, or do not go"
    )
    before = "you decide anything" if slip.answered else "you answer"
    return [
        _what_it_is(slip),
        ("What it costs", *_what_it_costs(slip)),
        (
            "What happens if you do it",
            f"{'There is a form to go through first: you need not sign it. Then: ' if slip.paper_owed else ''}"
            f"{_until_he_comes(slip)} on time with {PROOF}, and stay to the end of the day.",
        ),
        (
            "What happens if you do not",
            f"If you {not_doing}, the office you first dealt with is told, and decides what comes next. Sign in "
            + ("to read all of it again." if slip.answered else "and read all of it before you answer."),
        ),
        (
            "Your rights",
            f"You can take advice before {before}, and have somebody with you when you decide. You can "
            f"{'still ' if slip.answered else ''}say no. You can have this explained in another language, or in "
            "another way that suits you.",
        ),
        (
            "Help",
            f"{f'Call {slip.help_line}. Ask for {slip.ask_for}. ' if slip.help_line else ''}On the telephone we ask "
            f"you for your reference, your date of birth and this word: {slip.word}.",
            f"{RELAY} You can ask for British Sign Language." if slip.help_line else "",
            "Keep this paper where only you see it. If you lose it, ask the office that gave it to you for a new one: "
            "the code on this one then stops working.",
        ),
    ]


def _until_he_comes(slip: Slip) -> str:
    """His steps up to the day itself."""
    if slip.goes_elsewhere or slip.booked:
        return "Come"
    return f"{'Book' if slip.answered else 'Say yes, book'} a date, {'pay, ' if slip.fee_pence else ''}come"


def _what_it_costs(slip: Slip) -> tuple[str, ...]:
    """Nothing where there is no fee; else how much, who may pay it, and what the bank writes; or who tells him."""
    if slip.goes_elsewhere:
        return ("The other organisation tells you what it costs. You pay them, not us.",)
    if slip.fee_pence == 0:
        return ("There is nothing to pay.",)
    if slip.booked:
        return ("There is nothing more to pay.",)
    return (
        f"{spoken_pounds(slip.fee_pence)}, paid when you book a date. Anybody may pay it for you. If you cannot pay, "
        f"call us before you {'book' if slip.answered else 'answer'}.",
        f"Your bank statement will say “{slip.statement_text}”." if slip.statement_text else "",
    )


def _what_it_is(slip: Slip) -> tuple[str, ...]:
    """The first thing that he reads below his code: an appointment, how long, where about, and when next."""
    every_hours = {day.hours for day in slip.days}
    hours = f", {every_hours.pop()}" if len(every_hours) == 1 else ""
    heading, first = "What it is", f"One appointment on one day{hours}. You come once."
    if slip.goes_elsewhere:
        return heading, first, "Another organisation runs it. Sign in to see the day."
    if slip.booked:
        return heading, first, "Sign in to see your day and the place."
    if not slip.days:
        return heading, first, "Sign in to see the dates and the places."
    return heading, first, "The next dates with a place:", *(f"• {day.spoken}" for day in slip.days)


def _qr_code(slip: Slip) -> dict[str, str]:
    import segno

    picture = io.BytesIO()
    segno.make(sign_in_address(slip), error="m", micro=False).save(picture, kind="svg", border=2, scale=4)
    return {"svg": picture.getvalue().decode(), "alt": f"A square code that opens {slip.public_url.rstrip('/')}"}
