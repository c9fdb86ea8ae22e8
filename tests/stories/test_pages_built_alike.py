"""A page that differs by its words, its numbers or how many rows it has is not looked at by axe again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.accessible import build_of, what_axe_finds
from tests.support.browser import DESK, PHONE

PAGE = """<!doctype html><html lang="en"><head><title>Cases</title></head><body><main><h1>Cases of today</h1>
<ul><li id="row-1"><a href="/cases/ABCD-1234">Ada Smith</a></li></ul>
<label for="why">Why</label><input id="why" class="wide"></main></body></html>"""
ALIKE = [
    ("Ada Smith", "Bob Jones"),
    ("/cases/ABCD-1234", "/cases/ZZZZ-9999"),
    ("row-1", "row-27"),
    ("</ul>", '<li id="row-2"><a href="/cases/EFGH-5678">Carl May</a></li></ul>'),
]
OTHERS = [
    ("Ada Smith", ""),
    ('for="why"', 'for="what"'),
    ('class="wide"', 'class="pale"'),
    ("<h1>Cases of today</h1>", "<p>Cases of today</p>"),
    ('id="row-1"', 'id="why"'),
    (' lang="en"', ""),
]


@pytest.mark.parametrize(("was", "now"), ALIKE)
def test_words_numbers_and_rows_make_no_other_page(chromium: Browser, was: str, now: str) -> None:
    assert PAGE.replace(was, now) != PAGE
    assert build(chromium, PAGE.replace(was, now)) == build(chromium, PAGE)


@pytest.mark.parametrize(("was", "now"), OTHERS)
def test_what_a_page_is_built_of_makes_another(chromium: Browser, was: str, now: str) -> None:
    assert PAGE.replace(was, now) != PAGE
    assert build(chromium, PAGE.replace(was, now)) != build(chromium, PAGE)


def test_a_fault_is_found_after_a_good_page_and_found_again(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PAGE)
    assert what_axe_finds(page) == ""
    page.set_content(PAGE.replace('<label for="why">Why</label>', ""))
    assert "label" in what_axe_finds(page)
    assert "label" in what_axe_finds(page)
    page.close()


def test_a_phone_is_another_page_than_a_desk(chromium: Browser) -> None:
    page = chromium.new_page(viewport=DESK)
    page.set_content(PAGE)
    at_a_desk = build_of(page)
    page.set_viewport_size(PHONE)
    assert build_of(page) != at_a_desk
    page.close()


def build(chromium: Browser, content: str) -> str:
    page = chromium.new_page()
    page.set_content(content)
    found = build_of(page)
    page.close()
    return found
