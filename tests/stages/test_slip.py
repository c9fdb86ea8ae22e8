"""The slip: everything he needs, accessible, and nothing that tells what it is about."""

from __future__ import annotations

import io
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from programme.notices.discretion import give_aways
from programme.notices.models import Channel
from programme.notices.rendering import Sender, Words
from programme.offers.slip import SLIP_FILE_NAME, PrintSize, Slip, SlipDay, render_slip, sign_in_address, slip_words
from programme.offers.slip_messages import SlipMessages, messages_to_come

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "print"
WORDS = Words(FOLDER.parents[1] / "notifications", "https://bookings.example.org", "Course bookings")
SENDER = Sender("Riverside Bookings", "01632 960001", "01632 960001 is answered Monday to Friday 9am to 5pm.")
ANSWER_BY = datetime(2027, 3, 15, 23, 59, tzinfo=UTC)


def told_by(channel: Channel, *, answered: bool = False, goes_elsewhere: bool = False) -> SlipMessages:
    return messages_to_come(
        WORDS,
        channel,
        sender=SENDER,
        email_from="Riverside Bookings <bookings@example.org>",
        text_from="BOOKINGS",
        answer_by_at=ANSWER_BY,
        answered=answered,
        goes_elsewhere=goes_elsewhere,
    )


SLIP = Slip(
    reference="K7M2-9QXD",
    code="X7KM-4QPD-9RTW",
    word="lantern",
    answer_by_at=ANSWER_BY,
    answered=False,
    fee_pence=9500,
    statement_text="CRS BOOKING",
    help_line="01632 960001 (Monday to Friday 9am to 5pm, not on bank holidays)",
    ask_for="Riverside Bookings",
    public_url="https://bookings.example.org/",
    messages=told_by(Channel.EMAIL),
    days=tuple(
        SlipDay(
            datetime(2027, 3, day, 9, 15, tzinfo=UTC), datetime(2027, 3, day, 16, 30, tzinfo=UTC), address, postcode
        )
        for day, address, postcode in (
            (20, "12 Abbey Street, Reading", "RG1 3ZZ"),
            (22, "4 Wharf Lane", "OX1 1ZZ"),
            (27, "Unit 7, 3 Church Street 5", "HP20 2ZZ"),
        )
    ),
)


def test_it_says_what_it_is_when_where_about_and_whom_to_ring_and_no_more_of_the_place() -> None:
    words = all_words(SLIP)
    for wanted in (
        "One appointment on one day, 9:15am to 4:30pm", "Saturday 20 March 2027, 9:15am to 4:30pm, Reading",
        "Monday 22 March 2027, 9:15am to 4:30pm, OX1", "Saturday 27 March 2027, 9:15am to 4:30pm, HP20",
        "Call 01632 960001 (Monday to Friday 9am to 5pm",
    ):  # fmt: skip
        assert wanted in words, wanted
    for street in ("Abbey Street", "Wharf Lane", "Church Street"):
        assert street not in words
    assert "Sign in to see the dates and the places" in all_words(replace(SLIP, days=()))


def test_it_says_how_to_call_for_whoever_cannot_hear_where_there_is_a_number_to_call() -> None:
    assert "Relay UK: dial 18001, then the same number." in all_words(SLIP)
    assert "Relay" not in all_words(replace(SLIP, help_line=""))


def test_in_large_print_everything_is_larger_by_half_and_the_words_are_the_same() -> None:
    large = replace(SLIP, size=PrintSize.LARGE)
    words, normal = slip_words(large), slip_words(SLIP)
    assert (words.pop("points"), normal.pop("points")) == (18, 12)
    assert words == normal
    assert b"<pdfuaid:part>1</pdfuaid:part>" in render_slip(large, folder=FOLDER)


def test_who_goes_elsewhere_reads_of_no_fee_and_no_booking_of_ours() -> None:
    words = all_words(replace(SLIP, answered=True, goes_elsewhere=True, days=()))
    for wanted in (
        "Another organisation runs it. Sign in to see the day.",
        "The other organisation tells you what it costs. You pay them, not us.",
        "Come on time with photo proof", "If you do not go, the office",
    ):  # fmt: skip
        assert wanted in words, wanted
    for ours in ("£95", "CRS BOOKING", "Book a date"):
        assert ours not in words, ours


def test_who_has_booked_reads_of_nothing_to_book_or_to_pay() -> None:
    words = all_words(replace(SLIP, answered=True, booked=True, days=()))
    for wanted in ("There is nothing more to pay.", "Come on time with photo proof", "If you do not go, the office"):
        assert wanted in words, wanted
    for over in ("£95", "Book a date", "do not book", "Sign in to see the dates"):
        assert over not in words, over


def all_words(slip: Slip) -> str:
    return json.dumps(slip_words(slip), ensure_ascii=False)


def test_the_slip_is_a_tagged_accessible_page_with_a_neutral_title() -> None:
    page = render_slip(SLIP, folder=FOLDER)
    assert page.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in page
    assert b"<pdfuaid:part>1</pdfuaid:part>" in page
    assert b"<xmpTPg:NPages>2</xmpTPg:NPages>" in page
    assert b"/Title(Booking details)" in page
    assert b"AtkinsonHyperlegible" in page


def test_it_says_reference_code_address_day_fee_and_rights() -> None:
    words = all_words(SLIP)
    for wanted in (
        "K7M2-9QXD", "X7KM-4QPD-9RTW", "https://bookings.example.org", "Monday 15 March 2027", "£95", "CRS BOOKING",
        "01632 960001", "You can take advice before you answer", "You can say no", "if you do not",
    ):  # fmt: skip
        assert wanted in words


@pytest.mark.parametrize("slip", [SLIP, replace(SLIP, answered=True, statement_text="", help_line="")])
def test_nothing_on_it_gives_him_away(slip: Slip) -> None:
    assert give_aways(all_words(slip)) == []
    assert give_aways(SLIP_FILE_NAME) == []


def test_the_square_code_keeps_the_reference_behind_the_hash_and_holds_no_code() -> None:
    assert sign_in_address(SLIP) == "https://bookings.example.org/#K7M2-9QXD"


def test_it_has_no_name_of_his_and_a_line_to_write_one_on() -> None:
    assert "Name, only if you want it here:" in printed(SLIP)
    assert not {field.name for field in fields(Slip)} & {"name", "surname", "forenames", "person"}


def printed(slip: Slip) -> str:
    pages = PdfReader(io.BytesIO(render_slip(slip, folder=FOLDER))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


KNOWN = {
    "answer_by_at": ANSWER_BY.isoformat(),
    "complete_by_on": "2027-05-01",
    "starts_at": "2027-03-20T09:30:00+00:00",
    "held_until_at": "2027-03-02T18:34:00+00:00",
}


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
def test_the_messages_on_it_are_those_that_are_sent_word_for_word_but_for_days_and_times(channel: Channel) -> None:
    """Rendered once more as the worker does it, with every fact: a template that says more, or less, is found."""
    notices = ("offer_made", "offer_accepted", "place_booked", "course_reminder")
    shown = told_by(channel).messages
    assert len(shown) == len(notices)
    paper = printed(replace(SLIP, messages=told_by(channel)))
    assert not is_sent("You can choose a date now. ___", "You can choose a date now"), "the control"
    for notice, message in zip(notices, shown, strict=True):
        subject, body = WORDS.render(notice, channel, KNOWN, sender=SENDER)
        sent = " ".join(f"{subject} {body}".split())
        on_paper = " ".join(" ".join(message.paragraphs).split())
        assert is_sent(on_paper, sent), (on_paper, sent)
        for paragraph in message.paragraphs:
            assert "".join(paragraph.split()) in paper.replace(" ", ""), paragraph


def is_sent(on_paper: str, sent: str) -> bool:
    return re.fullmatch(re.escape(on_paper).replace("___", "[^.?!]+"), sent) is not None


def test_it_shows_the_sender_as_it_stands_in_the_message() -> None:
    assert "An email from us comes from: Riverside Bookings <bookings@example.org>" in printed(SLIP)
    assert "A text from us comes from: BOOKINGS" in printed(replace(SLIP, messages=told_by(Channel.TEXT)))
    assert "Call 01632 960001 (Monday to Friday" in printed(SLIP)
    assert "Ask for Riverside Bookings. On the telephone we ask you for your reference, your date of birth" in printed(
        SLIP
    )


def test_who_wants_no_message_is_told_that_there_is_none_and_who_goes_elsewhere_reads_of_no_date_of_ours() -> None:
    none = printed(replace(SLIP, messages=told_by(Channel.HAND)))
    assert "We send you no email and no text about your booking as things stand." in none
    assert "comes from" not in none
    assert next(one.when for one in told_by(Channel.EMAIL, answered=True).messages) == "After a yes"
    assert told_by(Channel.EMAIL, answered=True, goes_elsewhere=True).messages == ()


def test_an_answered_offer_does_not_ask_for_an_answer() -> None:
    assert "Answer by" not in all_words(replace(SLIP, answered=True))


def test_where_there_is_no_fee_nothing_is_said_of_paying() -> None:
    words = all_words(replace(SLIP, fee_pence=0))
    assert "There is nothing to pay." in words
    for said in ("£", "CRS BOOKING", "cannot pay", "pay,"):
        assert said in all_words(SLIP)
        assert said not in words, said


def test_anybody_may_pay_for_him_and_he_is_not_told_to_pay_it_himself() -> None:
    assert "Anybody may pay it for you. If you cannot pay, call us before you answer." in all_words(SLIP)
    assert "call us before you book" in all_words(replace(SLIP, answered=True))
    assert "yourself" not in all_words(SLIP)


def test_a_form_to_go_through_first_stands_on_it_where_one_is_missing() -> None:
    form = "There is a form to go through first"
    assert form in all_words(replace(SLIP, paper_owed=True))
    assert form not in all_words(SLIP)
    assert render_slip(replace(SLIP, paper_owed=True), folder=FOLDER).count(b"<xmpTPg:NPages>2</xmpTPg:NPages>") == 1


def test_who_has_answered_is_not_told_to_read_before_he_answers() -> None:
    assert "read all of it before you answer" in all_words(SLIP)
    answered = all_words(replace(SLIP, answered=True))
    assert "before you answer" not in answered
    assert "You can still say no." in answered
