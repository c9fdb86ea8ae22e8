"""Forms come back as people typed them, all mistakes are named at once, and nothing odd gets through."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.datastructures import FormMultiDict

from programme.shared.refusal import Refusal
from programme.shared.written_dates import Century, DateNotRead, day_from_parts, time_from_text
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    DateParts,
    DatePartsField,
    FormData,
    HiddenField,
    LongTextField,
    Option,
    PageForm,
    PoundsField,
    SecretField,
    TextField,
    TickField,
    TimeField,
    UploadField,
    WholeNumberField,
    add_error,
    bind,
    error_list,
    show_refusal,
)


class Answer(StrEnum):
    ACCEPT = "accept"
    GET_ADVICE = "get_advice"


class Everything(PageForm):
    surname = TextField("Surname", needed="Enter the surname", longest=20)
    born_on = DatePartsField("Date of birth", needed="Enter the date of birth")
    starts_at = TimeField("Start time")
    fee = PoundsField("Fee")
    places = WholeNumberField("Places", least=1, most=40)
    answer = ChoiceField("Answer", choices=Answer, needed="Choose an answer")
    area = ChoiceField("Area")
    needs = ChoicesField("Needs", choices=[("ramp", "Step-free way in"), Option("bsl", "Sign language", "BSL")])
    other = TextField("Other", needed="Say what", when=lambda form: "bsl" in form.needs.data)
    notes = LongTextField("Notes")
    understood = TickField("I have read this", needed="Tick to say that you have read this")
    password = SecretField("Password")
    proposal = HiddenField("Proposal")
    export = UploadField("Export")

    def check(self) -> None:
        if self.places.data == 13:
            add_error(self, "places", "Thirteen is one too many")


GOOD = {
    "surname": "O’Brien",
    "born_on-day": "3",
    "born_on-month": "May",
    "born_on-year": "1980",
    "answer": "accept",
    "understood": "yes",
}


def bound(**sent: Any) -> Everything:
    return bind(Everything, {**GOOD, **sent})


def messages(form: PageForm) -> list[str]:
    return [error["text"] for error in error_list(form)]


def test_a_good_form_gives_values() -> None:
    form = bound(starts_at="9:30am", fee="£95", places="12", needs=["ramp"], notes=" one\r\ntwo ")

    assert form.validate()
    assert form.born_on.data == date(1980, 5, 3)
    assert form.starts_at.data == time(9, 30)
    assert form.fee.data == 9500
    assert form.places.data == 12
    assert form.needs.data == ["ramp"]
    assert form.notes.data == "one\ntwo"
    assert form.answer.data == Answer.ACCEPT


def test_every_mistake_is_named_at_once_in_the_order_of_the_page() -> None:
    form = bind(Everything, {"born_on-day": "3", "fee": "9.5", "starts_at": "9", "places": "lots"})

    assert not form.validate()
    assert error_list(form) == [
        {"href": "#surname", "text": "Enter the surname"},
        {"href": "#born_on-month", "text": "Date of birth must include a month and a year"},
        {"href": "#starts_at", "text": "Start time must be a time, like 9:30am or 21:30"},
        {"href": "#fee", "text": "Fee must be an amount in pounds, like 95 or 95.50"},
        {"href": "#places", "text": "Places must be a whole number, like 1"},
        {"href": "#answer", "text": "Choose an answer"},
        {"href": "#understood", "text": "Tick to say that you have read this"},
    ]


def test_nothing_typed_is_lost() -> None:
    form = bound(surname="  x" * 30, fee="9.5", places="many", starts_at="nine", **{"born_on-day": "31st"})

    assert not form.validate()
    assert form.surname.typed == "  x" * 30
    assert form.fee.typed == "9.5"
    assert form.places.typed == "many"
    assert form.starts_at.typed == "nine"
    assert form.born_on.typed == DateParts("31st", "May", "1980")


def test_a_password_is_never_shown_again() -> None:
    form = bound(password="two  spaces")

    assert form.password.data == "two  spaces"
    assert form.password.typed == ""


def test_a_form_nobody_has_sent_shows_where_it_starts() -> None:
    start = SimpleNamespace(surname="Ash", born_on=date(1980, 5, 3), fee=9550, starts_at=time(14), needs=["bsl"])

    form = bind(Everything, start=start)

    assert form.surname.typed == "Ash"
    assert form.born_on.typed == DateParts("3", "5", "1980")
    assert form.fee.typed == "95.50"
    assert form.starts_at.typed == "14:00"
    assert form.needs.is_chosen("bsl")
    assert not form.needs.is_chosen("ramp")


def test_what_was_sent_wins_over_where_the_form_started() -> None:
    form = bind(Everything, {**GOOD, "surname": ""}, start={"surname": "Ash", "understood": True, "needs": ["bsl"]})

    assert form.surname.typed == ""
    assert form.needs.data == []


def test_a_box_that_was_unticked_is_not_ticked_again_by_the_start() -> None:
    form = bind(Everything, {"surname": "Ash"}, start={"understood": True})

    assert form.understood.data is False


def test_a_field_wanted_on_a_condition_is_only_then_wanted() -> None:
    without, with_need = bound(needs="ramp"), bound(needs="bsl")

    assert without.validate()
    assert not with_need.validate()
    assert messages(with_need) == ["Say what"]


def test_an_answer_that_was_not_offered_is_refused() -> None:
    form = bound(answer="bribe", needs=["ramp", "jet"])

    assert not form.validate()
    assert messages(form) == ["Choose an answer", "Choose needs from the list"]
    assert (form.answer.data, form.needs.data) == (None, ["ramp"])


def test_answers_known_only_now_can_be_set_when_binding() -> None:
    form = bind(Everything, {**GOOD, "area": "n"}, choices={"area": [("n", "North")]})

    assert form.validate()
    assert form.area.options == [Option("n", "North")]


def test_checks_that_need_the_whole_form_stand_beside_their_field() -> None:
    form = bound(places="13")

    assert not form.validate()
    assert error_list(form) == [{"href": "#places", "text": "Thirteen is one too many"}]


class DateFull(Refusal):
    code = "date_full"
    headline = "This date is full"
    explanation = "The last place has gone."
    remedy = "Choose a later date."


def test_a_refusal_stands_beside_the_field_it_names() -> None:
    form = bound()
    form.validate()

    show_refusal(form, DateFull(field="area"))

    assert error_list(form) == [{"href": "#area", "text": "This date is full"}]


def test_a_refusal_without_a_field_stands_at_the_top_with_all_its_words() -> None:
    form = bound()
    form.validate()

    show_refusal(form, DateFull())

    assert error_list(form) == [{"href": "", "text": "This date is full. The last place has gone. Choose a later date"}]


def test_an_error_of_a_hidden_field_is_no_link() -> None:
    form = bound(proposal="x" * 300)

    assert not form.validate()
    assert error_list(form) == [{"href": "", "text": "Proposal must be 200 characters or fewer"}]


def test_repeated_fields_are_read_as_the_framework_hands_them_over() -> None:
    sent = FormMultiDict([*GOOD.items(), ("needs", "ramp"), ("needs", "bsl"), ("needs", "ramp"), ("other", "x")])

    form = bind(Everything, sent)

    assert form.validate()
    assert form.needs.data == ["ramp", "bsl"]


def test_an_empty_post_is_still_a_post() -> None:
    form = bind(Everything, FormMultiDict([]), start={"surname": "Ash"})

    assert not form.validate()
    assert "Enter the surname" in messages(form)


def test_what_nobody_can_type_is_taken_out() -> None:
    data = FormData({"a": "Ze\u0301\x00ro\ud800", "b": "one\r\ntwo\rthree"})

    assert data.get("a") == "Zéro?"
    assert data.get("b") == "one\ntwo\nthree"
    assert data.getlist("missing") == []
    assert data.get("missing", "x") == "x"


def test_a_file_where_text_belongs_is_no_text() -> None:
    upload = SimpleNamespace(filename="x.csv")
    form = bound(surname=upload, answer=upload, **{"born_on-day": upload})

    assert not form.validate()
    assert messages(form) == ["Enter the surname", "Date of birth must include a day", "Choose an answer"]


def test_a_file_box_left_empty_is_empty() -> None:
    assert bound(export=SimpleNamespace(filename="")).export.data is None
    assert bound(export="text").export.data is None
    assert bound(export=SimpleNamespace(filename="a.csv")).export.data.filename == "a.csv"


@pytest.mark.parametrize(
    ("parts", "said", "wrong"),
    [
        (("", "5", "1980"), "must include a day", ("day",)),
        (("3", "", ""), "must include a month and a year", ("month", "year")),
        (("31", "2", "1980"), "must be a real date", ("day", "month", "year")),
        (("32", "2", "1980"), "must be a real date", ("day",)),
        (("3", "13", "1980"), "must be a real date", ("month",)),
        (("3", "ma", "1980"), "must be a real date", ("month",)),
        (("3", "5", "80"), "must have a year of 4 numbers, like 2027", ("year",)),
        (("3", "5", "1066"), "must be in 1900 or later", ("year",)),
        (("٣", "5", "1980"), "must be a real date", ("day",)),
    ],
)
def test_a_date_that_cannot_be_says_which_box_is_wrong(
    parts: tuple[str, str, str], said: str, wrong: tuple[str, ...]
) -> None:
    with pytest.raises(DateNotRead, match=said) as refused:
        day_from_parts(*parts)
    assert refused.value.parts == wrong


def test_where_a_year_may_have_two_digits_the_message_says_so() -> None:
    with pytest.raises(DateNotRead, match="must have a year of 2 or 4 numbers, like 27 or 2027"):
        day_from_parts("3", "5", "1", Century(date(2027, 3, 1)))


@pytest.mark.parametrize("month", ["3", "03", " march ", "Mar", "mar."])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert day_from_parts("14", month, "2027") == date(2027, 3, 14)


def test_september_may_be_sept() -> None:
    assert day_from_parts("1", "Sept", "2027") == date(2027, 9, 1)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_is_read_back_as_it_is_shown(on: date) -> None:
    shown = bind(Everything, start={"born_on": on}).born_on.typed
    assert day_from_parts(shown.day, shown.month, shown.year) == on


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9:30am", time(9, 30)),
        ("9.30 AM", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("21:30", time(21, 30)),
        ("9pm", time(21)),
        ("9 p.m.", time(21)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("Noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, meant: time) -> None:
    assert time_from_text(text) == meant


@pytest.mark.parametrize("text", ["", "9", "25:00", "9:60", "13pm", "0am", "half past nine", "9:3", "９:30am"])
def test_a_time_that_could_be_two_things_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        time_from_text(text)


@given(st.dictionaries(st.sampled_from([*GOOD, "fee", "places", "starts_at", "needs", "area", "notes"]), st.text()))
def test_no_text_makes_a_form_fail_other_than_by_saying_so(sent: dict[str, str]) -> None:
    form = bind(Everything, sent)
    assert form.validate() is (error_list(form) == [])
