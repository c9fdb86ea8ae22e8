"""Templates: everything is escaped, nothing is inline, files are addressed by their contents."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape

from programme.shared.actor import Actor, Door
from programme.shared.money import read_pounds, spoken_pounds
from programme.shared.refusal import Refusal
from programme.web.case.clock_bar import BarMark, clock_bar
from programme.web.kit.assets import STATIC, asset_addresses
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    DatePartsField,
    LongTextField,
    Option,
    PageForm,
    TextField,
    TickField,
    UploadField,
    add_error,
    bind,
    error_list,
)
from programme.web.kit.navigation import Entry
from programme.web.kit.summary_rows import summary_rows
from programme.web.kit.templating import build_environment, dial

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
OFFICER = Actor(Door.CUSTODY, 1, "Sam <b>Okafor</b>", "Northshire Police")
PERSON = Actor(Door.OFFENDER, 1, "David Example", referral_id=1)
NAV = [Entry("/custody", "Today", active=True), Entry("/custody/clocks", "Clocks", active=False)]
LAYOUTS = ("staff", "offender", "plain")


@pytest.fixture(scope="module")
def environment() -> Environment:
    return build_environment(TEMPLATES)


def rendered(environment: Environment, source: str, **context: Any) -> str:
    given = {"actor": OFFICER, "nav": NAV, "csrf_token": "token", "errors": [], "title": "A page", **context}
    return environment.from_string(source).render(**given)


def page(environment: Environment, layout: str, body: str = "", **context: Any) -> str:
    extends = '{% extends "layouts/' + layout + '.html" %}'
    return rendered(environment, f"{extends}{{% block content %}}{body}{{% endblock %}}", **context)


class Question(PageForm):
    surname = TextField("Surname", hint="As on the record", needed="Enter the surname")
    born_on = DatePartsField("Date of birth", hint="Like 3 5 1980", needed="Enter the date of birth")
    answer = ChoiceField("Answer", choices=[Option("yes", "Yes", "Now"), Option("no", "No")], needed="Choose")
    needs = ChoicesField("Needs", choices=[("ramp", "Ramp"), ("none", "None of these")], needed="Choose needs")
    notes = LongTextField("Notes", hint="Short", needed="Say more")
    agree = TickField("I agree", hint="Read it", needed="Tick the box")
    export = UploadField("Export", hint="CSV", needed="Choose a file")


CONTROLS = (
    "{{ text_input(form.surname, width=20) }}{{ date_input(form.born_on) }}"
    "{{ radios(form.answer, reveal={'no': 'more'}) }}{{ checkboxes(form.needs, none_of_these='none') }}"
    "{{ textarea(form.notes, count=true) }}{{ tick(form.agree) }}{{ file_upload(form.export) }}"
)


class Ids(HTMLParser):
    """Collects ids, and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("for", "aria-describedby", "aria-labelledby"):
                self.named.update((value or "").split())
            if name == "href" and (value or "").startswith("#") and value != "#":
                self.links.add((value or "")[1:])
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(tag)


def test_everything_is_escaped_whatever_the_file_is_called(environment: Environment) -> None:
    assert "Sam &lt;b&gt;Okafor" in page(environment, "staff")
    assert rendered(environment, "{{ tag(x) }}", x="<script>") == '<strong class="govuk-tag">&lt;script&gt;</strong>'


@pytest.mark.parametrize(("forenames", "listed"), [("Ahmed", "Khan, Ahmed"), ("", "Khan"), ("<b>", "Khan, &lt;b&gt;")])
def test_a_man_with_one_name_stands_in_lists_without_a_comma(
    environment: Environment, forenames: str, listed: str
) -> None:
    person = {"surname": "Khan", "forenames": forenames}
    assert rendered(environment, "{{ x | name_in_lists }}", x=SimpleNamespace(**person)) == listed


@given(value=st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.dates()))
def test_whatever_a_page_shows_is_escaped(environment: Environment, value: object) -> None:
    assert rendered(environment, "{{ x }}", x=value) == str(escape(value))


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"value": "1 < 2"}, "1 &lt; 2"),
        ({"value": Markup("<b>1</b>")}, "<b>1</b>"),
        ({"value": 0}, "0"),
        ({"value": "", "lines": ["<one>", "two"]}, "&lt;one&gt;<br>two"),
        ({"lines": []}, '<span class="programme-quiet">Nothing</span>'),
        ({"value": None}, '<span class="programme-quiet">Nothing</span>'),
    ],
)
def test_a_fact_is_its_value_or_its_lines_or_says_that_there_is_none(
    environment: Environment, row: dict[str, Any], shown: str
) -> None:
    html = rendered(environment, "{{ summary_list(rows, empty='Nothing') }}", rows=[{"key": "Fact", **row}])

    assert f'<dd class="govuk-summary-list__value">{shown}</dd>' in html


def test_a_fact_that_nothing_can_be_done_with_keeps_its_place_beside_those_with_an_action() -> None:
    change = {"href": "/change", "text": "Change"}

    assert not summary_rows([{"key": "Born"}]).have_actions
    assert summary_rows([{"key": "Born"}, {"key": "Name", "value": "A", "actions": [change]}]).have_actions


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_page_has_anything_inline(environment: Environment, layout: str) -> None:
    bar = clock_bar(date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1), date(2027, 6, 30))
    form = bind(Question, {})
    form.validate()

    found = Ids(
        page(environment, layout, CONTROLS + "{{ clock_bar(bar) }}", form=form, bar=bar, errors=error_list(form))
    )

    assert found.inline == []
    assert "style" not in found.attributes
    assert not [name for name in found.attributes if name.startswith("on")]


def test_no_template_has_an_inline_style_script_or_unescaped_value() -> None:
    refused = re.compile(r"""\sstyle=|<style|\son[a-z]+="|hx-on|\|\s*safe\b|autoescape false|href="javascript:""")
    faults = [path.name for path in TEMPLATES.rglob("*.html") if refused.search(path.read_text())]
    assert faults == []


def test_every_reference_inside_a_form_with_errors_leads_somewhere(environment: Environment) -> None:
    form = bind(Question, {"born_on-day": "31", "born_on-month": "2", "born_on-year": "1980"})
    form.validate()

    found = Ids(page(environment, "staff", CONTROLS, form=form, errors=error_list(form)))

    assert len(found.ids) == len(set(found.ids))
    assert found.named <= set(found.ids)
    assert found.links <= set(found.ids)
    assert {"surname", "born_on-day", "answer", "needs", "notes", "agree", "export"} <= found.links


def test_a_form_comes_back_as_it_was_typed(environment: Environment) -> None:
    form = bind(
        Question,
        {"surname": 'O"Brien <x>', "born_on-day": "31st", "answer": "no", "needs": ["ramp"], "notes": "\nfirst"},
    )
    form.validate()

    html = page(environment, "staff", CONTROLS, form=form)

    assert 'value="O&#34;Brien &lt;x&gt;"' in html
    assert 'value="31st"' in html
    assert re.search(r'value="no" checked', html)
    assert not re.search(r'value="yes" checked', html)
    assert re.search(r'value="ramp" checked', html)
    assert ">\n\nfirst</textarea>" in html


def test_the_browser_keeps_a_long_text_for_who_goes_back_and_no_line_that_it_would_offer_to_the_next(
    environment: Environment,
) -> None:
    form = bind(Question)
    html = rendered(environment, CONTROLS, form=form)
    assert "autocomplete" not in html[html.index("<textarea") : html.index("</textarea>")]
    assert re.search(r'name="surname"[^>]*autocomplete="off"', html)
    assert 'autocomplete="off"' in rendered(environment, "{{ textarea(form.notes, keep=false) }}", form=form)


def test_the_title_says_when_there_are_errors(environment: Environment) -> None:
    error = [{"href": "#x", "text": "Enter the surname"}]

    assert "<title>A page - Programme</title>" in page(environment, "staff")
    assert "<title>Error: A page - Programme</title>" in page(environment, "staff", errors=error)
    assert page(environment, "staff", errors=error).count("There is a problem") == 1


@pytest.mark.parametrize("layout", [*LAYOUTS, "fragment"])
def test_errors_are_listed_as_their_fields_stand_on_the_page_whatever_the_order_of_the_form(
    environment: Environment, layout: str
) -> None:
    form = bind(Question, {})
    form.validate()
    add_error(form, None, "Nothing was saved")
    fields = (
        "{{ tick(form.agree) }}{{ radios(form.answer) }}{{ date_input(form.born_on) }}{{ text_input(form.surname) }}"
    )
    html = page(environment, layout, fields, form=form, errors=error_list(form))
    summary = html[html.index("There is a problem") : html.index('type="checkbox"')]
    listed = re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", summary)
    assert listed[:5] == [
        "Nothing was saved", "Tick the box", "Choose", "Enter the date of birth", "Enter the surname",
    ]  # fmt: skip


def test_the_person_sees_nothing_that_tells_more_than_course_bookings(environment: Environment) -> None:
    html = page(environment, "offender", actor=PERSON, nav=[]).lower()

    visible = re.sub(r"(class|href|src)=\"[^\"]*\"", "", html)
    for word in ("programme", "police", "custody", "offender", "offence", "referral", "moj"):
        assert word not in visible
    assert "<title>course bookings</title>" in html  # the same for every page: a tab and a history say no more
    assert "david" not in html
    assert "exit this page" in html
    assert "moj-frontend" not in html


def test_signing_out_is_a_post_with_its_token(environment: Environment) -> None:
    html = page(environment, "staff")

    assert re.search(r'<form method="post" action="/sign-out"', html)
    assert '<input type="hidden" name="_csrf_token" value="token">' in html


def test_nobody_signed_in_sees_no_way_out(environment: Environment) -> None:
    assert "Sign out" not in page(environment, "offender", actor=None, nav=[])


@pytest.mark.parametrize("name", ["refusal", "not_found", "forbidden", "server_error", "too_many"])
@pytest.mark.parametrize("fragment", [True, False])
@pytest.mark.parametrize("staff", [True, False])
def test_what_goes_wrong_says_what_and_what_to_do(
    environment: Environment, name: str, fragment: bool, staff: bool
) -> None:
    refusal = Refusal(headline="This date is full", explanation="It went.", remedy="Choose another.")

    html = environment.get_template(f"errors/{name}.html").render(
        refusal=refusal, staff=staff, fragment=fragment, title=refusal.headline, actor=None, nav=[]
    )

    assert html.count("This date is full") >= 1
    assert ("<html" in html) is not fragment
    assert ("Course bookings" in html) is not staff


def test_filters_speak_plain_english(environment: Environment) -> None:
    at = datetime(2027, 7, 14, 8, 30, tzinfo=UTC)

    assert rendered(environment, "{{ x | day }}", x=date(2027, 3, 14)) == "Sunday 14 March 2027"
    assert rendered(environment, "{{ x | short_day }}", x=date(2027, 3, 14)) == "Sun 14 Mar 2027"
    assert rendered(environment, "{{ x | time }}", x=at) == "9:30am"
    assert rendered(environment, "{{ x | time }}", x=time(21)) == "9pm"
    assert rendered(environment, "{{ x | time }}", x=time(12)) == "midday"
    assert "Wednesday 14 July 2027" in rendered(environment, "{{ x | instant }}", x=at)
    assert rendered(environment, "{{ x | money }}", x=9500) == "£95"
    assert rendered(environment, "{{ x | day }}", x=None) == ""
    assert rendered(environment, "{{ x | spoken_list }}", x=["a", "b", "c"]) == "a, b and c"


def test_an_asset_is_addressed_by_its_contents(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    first = asset_addresses(tmp_path)("a.css")
    (tmp_path / "a.css").write_text("two")
    second = asset_addresses(tmp_path)("a.css")

    assert re.fullmatch(r"/assets/a\.css\?v=[0-9a-f]{12}", first)
    assert first != second


def test_an_asset_that_is_not_there_cannot_be_named() -> None:
    with pytest.raises(KeyError):
        asset_addresses(STATIC)("missing.css")


def test_modules_import_only_files_with_a_version_in_their_path() -> None:
    for script in STATIC.glob("*.js"):
        for target in re.findall(r'from "(\./[^"]+)"', script.read_text()):
            assert re.search(r"/vendor/[\w-]+-\d+\.\d+\.\d+/", target)
            assert (STATIC / target).is_file()


def test_no_mark_of_the_government_is_shipped() -> None:
    shipped = [path for path in STATIC.rglob("*") if path.is_file()]

    assert not [path for path in shipped if re.search(r"crown|crest|woff|logotype|opengraph", path.name)]
    for path in shipped:
        if path.suffix == ".css":
            assert "GDS Transport" not in path.read_text()
            assert "url(/assets" not in path.read_text()


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_each_component_is_one_macro_of_its_own_name_and_shows_how_to_call_it(
    environment: Environment, path: Path
) -> None:
    source = path.read_text()

    assert re.findall(r"{% macro (\w+)\(", source) == [path.stem]
    assert source.startswith("{# ")
    assert path.stem in environment.globals
    assert path.stem in (ROOT / "docs" / "look.md").read_text()


def test_the_clock_bar_says_in_words_what_it_draws(environment: Environment) -> None:
    bar = clock_bar(
        date(2027, 1, 10), date(2027, 3, 1), date(2027, 5, 20), date(2027, 6, 15), date(2027, 7, 9),
        [BarMark("Bail <date>", date(2027, 3, 5))],
    )  # fmt: skip

    html = rendered(environment, "{{ clock_bar(bar) }}", bar=bar)

    assert "Bail &lt;date&gt;" in html
    for kind in ("gone", "safe", "reserve", "charging"):
        assert f'id="clock-{kind}"' in html
    for words in ("Last safe course day", "Return by", "Charge by", "Thu 20 May 2027", "Kept for charging"):
        assert words in html


@pytest.mark.parametrize(
    ("pence", "spoken"),
    [(9500, "£95"), (9550, "£95.50"), (5, "£0.05"), (0, "£0"), (-100, "−£1"), (123456, "£1,234.56")],
)
def test_money_is_spoken_as_people_write_it(pence: int, spoken: str) -> None:
    assert spoken_pounds(pence) == spoken


@pytest.mark.parametrize("text", ["95.5", "95,50", "1,23", "", "-5", "£", "95p", "1e3", "٩٥", "99999999999"])
def test_an_amount_that_could_be_two_things_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_pounds(text)


@pytest.mark.parametrize(("text", "pence"), [("95", 9500), (" £95.00 ", 9500), ("1,234.56", 123456), ("0", 0)])
def test_an_amount_is_read_in_pence(text: str, pence: int) -> None:
    assert read_pounds(text) == pence


def test_every_number_in_a_text_rings_and_nothing_else_does() -> None:
    line = SimpleNamespace(number="(01632) 960 001", dialled="01632960001")
    said = dial("Call (01632) 960 001 or <b>0303 123 1113</b>, K7M2-0234, £1,000, 01.02.2027", line)
    assert said == (
        'Call <a class="govuk-link programme-nowrap" href="tel:01632960001">(01632) 960 001</a> or &lt;b&gt;'
        '<a class="govuk-link programme-nowrap" href="tel:03031231113">0303 123 1113</a>&lt;/b&gt;, '
        "K7M2-0234, £1,000, 01.02.2027"
    )
    assert dial("Ring +44 1632 960001 & ask", SimpleNamespace(number="", dialled="")) == (
        'Ring <a class="govuk-link programme-nowrap" href="tel:+441632960001">+44 1632 960001</a> &amp; ask'
    )
