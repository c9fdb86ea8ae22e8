"""Every message to the person, in every variant, with the longest facts: one text, easy words, nothing for others."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from programme.bookings.states import CallOffReason, PlaceLost
from programme.bookings.words import CALLED_OFF_BY
from programme.courses.help_line import HelpLine
from programme.history.events import storable
from programme.notices.catalogue import CATALOGUE, Audience
from programme.notices.discretion import give_aways
from programme.notices.models import Channel
from programme.notices.rendering import LONGEST_HELP_NUMBER, LONGEST_PUBLIC_URL, NoHelpLine, Sender, Words
from programme.outcomes.models import ResultReason
from programme.outcomes.told_as import TOLD_AS, ToldAs
from programme.outcomes.words import OWN_REASON_WORDS
from programme.payments.queries import HisMoney
from programme.shared.dates import LONDON, short_day, short_instant
from tests.support.reading_ease import grade, longest
from tests.support.source import ROOT

ADDRESS = "https://bookings.example.org"
HELP_LINE = "01632 960 001"
ANSWERED = (
    f"{HELP_LINE} is answered Monday to Friday 9am to 5pm, not on bank holidays. Again from Monday 1 March at 9am."
)
AT = datetime(2027, 9, 29, 10, 30, tzinfo=LONDON)  # no day and hour is longer where it is short
ON = date(2027, 9, 29)
ONE_TEXT = 160
PLAIN_SMS = re.compile(r"[A-Za-z0-9 .,:;?!/()'\-]*")
"""Of the GSM alphabet of 3GPP TS 23.038, what everybody writes: one letter beside it halves the text."""
TELLING = re.compile(r"£|reference|K7M2|\bphoto\b", re.IGNORECASE)

_RESULT = {"course_on": ON, "excuse_counts": True, "has_page": True, "money": "goes_back", "elsewhere": False}
ASKED_HOW: tuple[dict[str, Any], ...] = ({}, {"by_telephone": True})
FACTS: dict[str, list[dict[str, Any]]] = {
    "advice_asked_for": [{"answer_by_at": AT, "stands_again": again} for again in (False, True)],
    "answer_day_moved": [{"answer_by_at": AT}],
    "contact_changed": [{"changed_on": ON, **how} for how in ASKED_HOW],
    "course_date_changed": [{"starts_at": AT}],
    "course_reminder": [{"starts_at": AT}],
    "date_to_choose": [{"complete_by_on": ON}],
    "details_corrected": [{}],
    "fee_paid": [{"starts_at": AT}, {"starts_at": AT, "how": "by bank transfer"}],
    "fee_refunded": [{}],
    "lapse_undone": [{"complete_by_on": ON}],
    "needs_answered": [{"starts_at": AT}],
    "offer_accepted": [{"complete_by_on": ON}],
    "offer_lapsed": [{"answer_by_at": AT}],
    "offer_made": [{"answer_by_at": AT}],
    "offer_withdrawn": [{"refund_pence": 0}, {"refund_pence": 9500}],
    "paper_to_sign": [{"sign_by_on": ON}],
    "contact_code_sent": [{"token": "000000"}],
    "pay_link_sent": [{"starts_at": AT, "held_until_at": AT, "token": "0" * 48}],
    "pin_set_back": [{"set_back_on": ON}],
    "place_booked": [{"starts_at": AT, "held_until_at": AT, **how} for how in ASKED_HOW],
    "place_cancelled": [
        {"because": because, "starts_at": AT, "complete_by_on": ON, "money": money, "no_interpreter": absent}
        for because, absent in (
            ("asked", False),
            ("hold_ran_out", False),
            ("cancelled", False),
            ("not_taken_in", False),
            ("not_taken_in", True),
        )
        for money in HisMoney
    ]
    + [{"because": "asked", "starts_at": AT, "complete_by_on": ON, "money": "stays", "by_telephone": True}],
    "place_confirmed_free": [{"starts_at": AT, **how} for how in ASKED_HOW],
    "place_elsewhere_called_off": [{"course_on": ON, "who": who} for who in ("you", "us", "the other organisation")],
    "place_moved": [{"starts_at": AT, **how} for how in ASKED_HOW],
    "placed_elsewhere": [{"course_on": ON}],
    "reason_given": [{}],
    "result_returned_to_person": [
        {**_RESULT, "told_as": told_as.value, "why": OWN_REASON_WORDS[reason]}
        for reason, told_as in TOLD_AS.items()
        if told_as is not ToldAs.NOT_ANSWERED
    ]
    + [
        {**_RESULT, "told_as": told_as, "why": OWN_REASON_WORDS[ResultReason.CAME_TOO_LATE], "money": money}
        for told_as in ("completed", "his_answer", "not_completed", "not_booked", "no_fault", "not_known")
        for money in (HisMoney.NONE, HisMoney.STAYS, HisMoney.BY_HAND)
    ]
    + [
        {**_RESULT, "told_as": "not_completed", "excuse_counts": False, "why": "you left before the end"},
        {**_RESULT, "told_as": "not_booked", "excuse_counts": False, "course_on": None},
        {**_RESULT, "told_as": "not_asked_again", "has_page": False, "course_on": None},
        {**_RESULT, "told_as": "not_asked_again", "has_page": False, "money": "none"},
        {**_RESULT, "told_as": "no_fault", "elsewhere": True, "money": "none"},
    ],
}
CASES = [(notice, facts) for notice, every in FACTS.items() for facts in every]
NAMES = [f"{notice}-{number}" for notice, every in FACTS.items() for number in range(len(every))]

each = pytest.mark.parametrize(("notice", "facts"), CASES, ids=NAMES)


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(ROOT / "notifications", ADDRESS, "Course bookings")


def said(words: Words, notice: str, facts: dict[str, Any], channel: Channel) -> tuple[str, str]:
    return words.render(notice, channel, storable(facts), sender=Sender("Course bookings", HELP_LINE, ANSWERED))


def test_every_message_to_him_and_every_variant_stands_here() -> None:
    assert set(FACTS) == {name for name, one in CATALOGUE.items() if one.audience is Audience.PERSON}
    assert {one["because"] for one in FACTS["place_cancelled"]} == set(PlaceLost) - {PlaceLost.CASE_ENDED}
    assert {one["told_as"] for one in FACTS["result_returned_to_person"]} == set(ToldAs) - {ToldAs.NOT_ANSWERED}
    assert {one["who"] for one in FACTS["place_elsewhere_called_off"]} == set(CALLED_OFF_BY.values())
    assert set(CALLED_OFF_BY) == set(CallOffReason)
    assert set(TOLD_AS) == set(ResultReason)


def test_the_facts_are_the_longest_there_are() -> None:
    assert len(ADDRESS) == LONGEST_PUBLIC_URL
    assert len(HELP_LINE) == LONGEST_HELP_NUMBER
    instants = [datetime(2027, 9, day, hour, 30) for day in range(1, 31) for hour in range(24)]
    assert len(short_instant(AT)) == max(len(short_instant(one.replace(tzinfo=LONDON))) for one in instants)
    assert len(short_day(ON)) == max(len(short_day(one.date())) for one in instants)


@each
def test_a_text_is_one_text_in_plain_letters(words: Words, notice: str, facts: dict[str, Any]) -> None:
    _, text = said(words, notice, facts, Channel.TEXT)
    assert len(text) <= ONE_TEXT, f"{len(text)}: {text}"
    assert PLAIN_SMS.fullmatch(text), text


@each
def test_a_number_that_is_written_longer_stands_closed_up_in_a_text_and_as_it_is_written_in_a_letter(
    words: Words, notice: str, facts: dict[str, Any]
) -> None:
    line = HelpLine("+44 (0)1632 960 001", [])
    sender = Sender("Course bookings", line.number, ANSWERED, line.in_a_text)
    text = words.render(notice, Channel.TEXT, storable(facts), sender=sender)[1]
    email = words.render(notice, Channel.EMAIL, storable(facts), sender=sender)[1]
    assert len(text) <= ONE_TEXT
    assert "(0)" not in text
    assert "+441632960001" not in email
    assert len(words.render(notice, Channel.TEXT, storable(facts), sender=Sender("x", line.number))[1]) >= len(text)


@each
def test_what_he_is_told_is_easy_and_says_who_and_what_now(words: Words, notice: str, facts: dict[str, Any]) -> None:
    subject, body = said(words, notice, facts, Channel.EMAIL)
    prose = re.sub(r"https://\S+", "here", body)
    assert grade(prose) <= 6, f"{grade(prose):.1f}"
    assert longest(prose) <= 30
    assert len(subject) <= 50
    assert not re.search(r"\n\n\n|[ ]\n|^\n", body)
    assert body.startswith("Hello,\n\n")
    assert body.endswith("\n\nCourse bookings\n")
    assert HELP_LINE in body


@each
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
def test_nothing_in_it_tells_anybody_else(words: Words, notice: str, facts: dict[str, Any], channel: Channel) -> None:
    told = "\n".join(said(words, notice, facts, channel))
    assert give_aways(told) == []
    assert not TELLING.search(told)


@each
def test_who_paid_nothing_is_told_nothing_of_money(words: Words, notice: str, facts: dict[str, Any]) -> None:
    for channel in (Channel.EMAIL, Channel.TEXT):
        text = said(words, notice, facts, channel)[1]
        speaks = bool(re.search(r"what you paid|money", text, re.IGNORECASE))
        if (
            facts.get("money") == HisMoney.NONE
            and not facts.get("elsewhere")
            and facts.get("because") != "hold_ran_out"
        ):  # there he may have paid too late
            assert not speaks, text
        if facts.get("money") == HisMoney.GOES_BACK and facts.get("told_as") == "no_fault":
            assert speaks, text


@each
def test_a_letter_says_when_somebody_answers_and_a_text_has_no_room(
    words: Words, notice: str, facts: dict[str, Any]
) -> None:
    assert said(words, notice, facts, Channel.EMAIL)[1].endswith(f"\n\n{ANSWERED}\n\nCourse bookings\n")
    assert "is answered" not in said(words, notice, facts, Channel.TEXT)[1]
    bare = words.render(notice, Channel.EMAIL, storable(facts), sender=Sender("Course bookings", HELP_LINE))[1]
    assert "is answered" not in bare


def test_a_long_hard_and_telling_message_would_be_seen() -> None:
    hard = "Notwithstanding organisational considerations, continuing accommodation necessitates authorisation."
    assert grade(hard) > 12
    assert grade("You chose a date. We hold it for you.") < 2
    assert grade("Come on Wednesday 16 September.") == grade("Come on Monday 4 May.")
    assert longest("One two three: four five. Six.") == 5
    assert not PLAIN_SMS.fullmatch("Don’t")
    assert TELLING.search("We received £95")


ASKS_FOR_A_SECRET = re.compile(
    r"\b(?:send|text|tell|give|reply with|confirm|enter|say|ask for|what is)\b[^.!?]*\b(?:code|pin|birth|birthday)\b",
    re.IGNORECASE,
)


def asked_for(body: str) -> str:
    """The part of a message that asks for what he signs in with; empty where none does."""
    found = ASKS_FOR_A_SECRET.search(body.replace("never ask for your code", ""))
    return found[0] if found else ""


def test_no_message_asks_for_what_he_signs_in_with(words: Words) -> None:
    every = {(one, way): "\n".join(said(words, one, facts, way)) for one, facts in CASES for way in Channel}
    assert {one: asked_for(body) for one, body in every.items() if asked_for(body)} == {}


@pytest.mark.parametrize("planted", ["Reply with your code.", "Please confirm your date of birth.", "Tell us your PIN"])
def test_a_message_that_asks_for_it_would_be_seen(planted: str) -> None:
    assert asked_for(f"We never ask for your code in a message. {planted}")


def test_what_happens_is_told_as_whose_doing_it_was(words: Words) -> None:
    def email(notice: str, **facts: Any) -> str:
        one = next(one for one in FACTS[notice] if facts.items() <= one.items())
        return "\n".join(said(words, notice, one, Channel.EMAIL))

    assert "You cancelled" in email("place_cancelled", because="asked")
    for because in ("cancelled", "not_taken_in"):
        assert "It does not count against you" in email("place_cancelled", because=because)
    for because in ("asked", "hold_ran_out"):
        assert "Choose another date in time and it does not count" in email("place_cancelled", because=because)
    assert "in time and it does not count against you" in email("place_elsewhere_called_off", who="you")
    assert "It does not count against you" in email("place_elsewhere_called_off", who="us")
    assert "good reason" in email("result_returned_to_person", told_as="not_completed", excuse_counts=True)
    assert "good reason" not in email("result_returned_to_person", told_as="not_completed", excuse_counts=False)
    for told_as in ("no_fault", "not_known", "not_asked_again"):
        assert "not completed" not in email("result_returned_to_person", told_as=told_as)
        told = email("result_returned_to_person", told_as=told_as)
        assert "not your fault" in told or "does not count against you" in told
    assert ADDRESS not in email("result_returned_to_person", told_as="not_asked_again", has_page=False)
    assert "booking" not in email("result_returned_to_person", told_as="not_asked_again").partition("http")[0]
    assert "going back" in email("offer_withdrawn", refund_pence=9500)
    assert "going back" not in email("offer_withdrawn", refund_pence=0)


def test_a_place_that_is_held_past_midnight_is_held_until_a_time_with_its_day(words: Words) -> None:
    held = {"starts_at": AT, "held_until_at": datetime(2027, 9, 3, 0, 24, tzinfo=LONDON)}
    subject, body = said(words, "place_booked", held, Channel.EMAIL)
    assert subject == "Your place is held until Fri 3 Sep, 12:24am"
    assert "until Friday 3 September 2027 at 12:24am." in body
    assert "until Fri 3 Sep, 12:24am." in said(words, "place_booked", held, Channel.TEXT)[1]


@pytest.mark.parametrize("told_as", ["not_completed", "not_booked"])
def test_who_can_say_what_stopped_him_is_given_the_number_in_a_text_and_also_his_page_in_an_email(
    words: Words, told_as: str
) -> None:
    text = said(words, "result_returned_to_person", {**_RESULT, "told_as": told_as}, Channel.TEXT)[1]
    assert text.endswith(f"Say so soon, and keep proof: {HELP_LINE}")
    assert ADDRESS not in text
    email = said(words, "result_returned_to_person", {**_RESULT, "told_as": told_as}, Channel.EMAIL)[1]
    assert f"Write it on your page, {ADDRESS}, or call {HELP_LINE}." in email


def test_whoever_paid_without_a_card_is_told_as_much_of_his_money_and_of_no_card(words: Words) -> None:
    for notice, facts in CASES:
        if facts.get("money") != "goes_back" or facts.get("because") == "hold_ran_out":
            continue
        for channel in (Channel.EMAIL, Channel.TEXT):
            card, hand = (
                said(words, notice, {**facts, "money": money}, channel)[1] for money in ("goes_back", "by_hand")
            )
            assert ("paid" in card) is ("paid" in hand), hand
            assert "the card it came from" not in hand


@pytest.mark.parametrize("notice", sorted(FACTS))
def test_no_message_to_him_is_made_without_a_number_to_ring(words: Words, notice: str) -> None:
    for channel in (Channel.EMAIL, Channel.TEXT):
        with pytest.raises(NoHelpLine):
            words.render(notice, channel, storable(FACTS[notice][0]), sender=Sender("Course bookings"))
