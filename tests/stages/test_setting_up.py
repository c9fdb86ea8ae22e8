"""The first answers: all that is wrong with them is named at once; and what a programme lacks before it can offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programme.courses.rules import lacks_for_offers
from programme.courses.setting_up import FirstAnswers, wrong_with
from programme.people.reference import forces_at_work

GOOD = FirstAnswers("43", "Thames Valley programme", "Ada Admin", "ada@force.example", "correct horse battery")


def test_good_answers_have_nothing_wrong() -> None:
    assert wrong_with(GOOD) == {}


def test_all_that_is_wrong_is_named_at_once() -> None:
    assert set(wrong_with(FirstAnswers("", "", "", "", ""))) == {"force_code", "programme", "name", "email", "password"}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("force_code", "99"),  # no such force
        ("force_code", "02"),  # another code of a force that has 01
        ("force_code", "18"),  # reserved
        ("force_code", "88"),  # HMRC is no police force
        ("force_code", "98"),  # under another law
        ("programme", " "),
        ("programme", "x" * 101),
        ("programme", "two\nlines"),
        ("name", "\u202eadA"),
        ("email", "ada"),
        ("password", "x" * 14),
        ("password", "x" * 129),
    ],
)
def test_one_wrong_answer_is_named_by_itself(answer: str, text: str) -> None:
    assert set(wrong_with(replace(GOOD, **{answer: text}))) == {answer}


def test_a_password_stands_in_no_text_of_the_answers() -> None:
    assert GOOD.password not in repr(GOOD)


def test_every_force_that_can_be_chosen_is_taken() -> None:
    offered = [force.code for force in forces_at_work()]
    assert set(offered) > {"43", "34", "01", "93"}
    assert (len(offered), len({force.name for force in forces_at_work()})) == (46, 46)
    assert [force.code for force in forces_at_work() if wrong_with(replace(GOOD, force_code=force.code))] == []


@pytest.mark.parametrize(
    ("has_fee", "statement_text", "helpline", "decided", "how_many"),
    [
        (True, "CRS BOOKING", "01632 960001", True, 0),
        (False, "CRS BOOKING", "01632 960001", True, 1),
        (True, "", "01632 960001", True, 1),
        (True, "CRS BOOKING", "", True, 1),
        (True, "CRS BOOKING", "01632 960001", False, 1),
        (False, "", "", False, 4),
    ],
)
def test_a_programme_lacks_what_he_has_to_be_told(
    has_fee: bool, statement_text: str, helpline: str, decided: bool, how_many: int
) -> None:
    assert len(lacks_for_offers(has_fee, statement_text, helpline, notice_decided=decided)) == how_many
