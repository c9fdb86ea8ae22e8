"""Tables on a phone: nothing scrolls out of sight, and it is still a table for somebody who hears it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from programme.outcomes.models import Verdict
from programme.web.kit.assets import STATIC
from programme.web.kit.templating import build_environment
from tests.support.browser import PHONE, launch

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ("vendor/govuk-frontend-6.6.0/govuk-frontend.min.css", "programme.css", "look.css")
ROWS = """
{% set columns = [
  {"text": "Tick", "hidden": true}, {"text": "Case", "heads_row": true, "nowrap": true},
  {"text": "Clock that runs", "short": "Clock", "nowrap": true}, {"text": "100% of days & <nights>", "numeric": true},
  "Next step",
] %}
{% set tick %}<input type="checkbox" aria-label="Tick">{% endset %}
{% set seen %}<button class="govuk-button programme-in-row">I have seen this warning</button>{% endset %}
{% call(row) table("Clocks", columns, stacks=stacks) %}
{{ row | format(tick, "ABCD-EFGH", clock_chip("41 days left"), 41, seen) }}
{{ row | format("", "<b>", "Not read", 1, "Wait") }}
{% endcall %}
"""


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    """A page of a phone's width."""
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser.new_page(viewport=PHONE)
        browser.close()


def shown(phone: Page, *, stacks: bool) -> None:
    body = build_environment(ROOT / "templates").from_string(ROWS).render(stacks=stacks)
    phone.set_content(
        f'<!DOCTYPE html><html lang="en"><title>Clocks</title><main class="programme-staff">{body}</main></html>'
    )
    for sheet in SHEETS:
        phone.add_style_tag(path=str(STATIC / sheet))


def overhang(phone: Page) -> int:
    """How many pixels of the table are out of sight, to the right."""
    wide = "document.querySelector('.programme-scroll')"
    return int(phone.evaluate(f"{wide}.scrollWidth - {wide}.clientWidth"))


def test_each_cell_stands_beside_the_name_of_its_column(phone: Page) -> None:
    shown(phone, stacks=True)

    assert overhang(phone) <= 0
    names = "[...document.querySelectorAll('tbody td, tbody th')].map(cell => cell.dataset.label ?? '')"
    assert phone.evaluate(names) == ["", "", "Clock", "100% of days & <nights>", "Next step"] * 2
    before = "getComputedStyle(document.querySelector('[data-label=Clock]'), '::before').content"
    assert "data-label" in phone.evaluate(before) or "Clock" in phone.evaluate(before)
    lefts = {
        box["x"]
        for box in (cell.bounding_box() for cell in phone.locator("tbody tr").first.locator("td, th").all())
        if box
    }
    assert len(lefts) == 1, "the cells do not stand one below the other"


def test_a_table_that_does_not_stack_is_cut(phone: Page) -> None:
    shown(phone, stacks=False)

    assert overhang(phone) > 0


@pytest.mark.parametrize("stacks", [True, False])
def test_a_name_that_is_longer_than_the_line_is_read_to_its_end(phone: Page, stacks: bool) -> None:
    """An address, or two names in a link that is to stay on one line."""
    long = "bartholomew.featherstonehaugh@cambridgeshire-constabulary.police.example"
    body = build_environment(ROOT / "templates").from_string(
        "{% call(row) table('Cases', ['Case', {'text': 'Clock', 'nowrap': true}], stacks=stacks) %}"
        "{% set who %}<span class='programme-nowrap'>{{ long }}</span>{% endset %}"
        "{{ row | format(long, who) }}{% endcall %}"
    )
    table = body.render(stacks=stacks, long=long)
    phone.set_content(f'<!DOCTYPE html><html lang="en"><title>Cases</title><main>{table}</main></html>')
    phone.add_style_tag(path=str(STATIC / SHEETS[0]))
    phone.add_style_tag(path=str(STATIC / SHEETS[1]))
    assert overhang(phone) > 0, "the control"
    phone.add_style_tag(path=str(STATIC / SHEETS[2]))
    assert overhang(phone) <= 0


def test_it_is_heard_as_a_table(phone: Page) -> None:
    shown(phone, stacks=True)

    table = phone.get_by_role("table", name="Clocks")
    assert table.get_by_role("columnheader").all_inner_texts() == [
        "Tick",
        "Case",
        "Clock that runs",
        "100% of days & <nights>",
        "Next step",
    ]
    assert table.get_by_role("row").count() == 3
    assert table.get_by_role("rowheader").all_inner_texts() == ["ABCD-EFGH", "<b>"]
    assert table.get_by_role("cell", name="41 days left").count() == 1


def test_a_row_has_a_cell_for_each_column() -> None:
    page = build_environment(ROOT / "templates").from_string(
        "{% call(row) table('Clocks', ['Case', 'Clock']) %}{{ row | format(*cells) }}{% endcall %}"
    )

    assert page.render(cells=["one", "two"]).count("<td") == 2
    for cells in (["one"], ["one", "two", "three"]):
        with pytest.raises(TypeError, match="arguments"):
            page.render(cells=cells)


def test_on_a_desk_it_is_laid_out_as_a_table(phone: Page) -> None:
    shown(phone, stacks=True)
    phone.set_viewport_size({"width": 1280, "height": 900})
    try:
        tops = {
            box["y"]
            for box in (cell.bounding_box() for cell in phone.locator("tbody tr").first.locator("td, th").all())
            if box
        }
        assert len(tops) == 1
    finally:
        phone.set_viewport_size(PHONE)


@pytest.mark.parametrize(
    "body",
    [
        "{% call(row) table('Warnings', ['Case', 'Clock'], stacks=false) %}"
        "{{ row | format('ABCD-EFGH', clock_chip('Time limit passed 113 days ago, on a Monday')) }}{% endcall %}",
        "{% from 'custody/_verdict.html' import verdict_mark %}"
        "<div class='programme-scroll'><h1 class='govuk-heading-l'>"
        "{{ verdict_mark(verdict, 'Not completed, through no fault of his') }}</h1></div>",
    ],
)
def test_a_chip_that_is_longer_than_the_line_is_read_to_its_end(phone: Page, body: str) -> None:
    page = build_environment(ROOT / "templates").from_string(body).render(verdict=Verdict.NO_FAULT)
    phone.set_content(f'<!DOCTYPE html><html lang="en"><title>Clocks</title><main>{page}</main></html>')
    for sheet in SHEETS:
        phone.add_style_tag(path=str(STATIC / sheet))
    assert overhang(phone) <= 0
    phone.add_style_tag(content=".programme-chip { white-space: nowrap !important; }")
    assert overhang(phone) > 0, "the control"
