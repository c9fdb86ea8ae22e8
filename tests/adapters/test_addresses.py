"""An address that the doors take in, the carriers can send; one that the carriers cannot send, the doors do not take
in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from programme.intake.export_values import read_values
from programme.integrations.email import SmtpCarrier
from programme.notices.carriers import Cause, Rendered
from programme.notices.models import Channel
from programme.people.contact import is_email_address, read_email, read_mobile
from programme.people.models import Person, SafeContact
from programme.people.telling import safe_address
from programme.web.case.case_forms import ContactForm
from programme.web.case.referral_form import ReferralForm
from programme.web.kit.forms import bind
from programme.web.offender.contact import OwnContactForm
from tests.support.mail import MailServer, a_mail_server

LOCAL = st.text(st.sampled_from("abcXYZ019.!#$%&'*+/=?^_`{|}~-:;,<>()[]\\\" \u200b\u00f6\u0131\t\r\n\x00"), max_size=70)
DOMAIN = st.one_of(
    st.sampled_from(
        ["example.org", "Example.ORG", "müller.de", "straße.de", "a_b.org", "-a.org", "a.b", "localhost", "[127.0.0.1]"]
    ),
    st.text(st.sampled_from("abZ09.-_ü。\u200d "), max_size=80),
)
TYPED = st.one_of(st.builds("{}@{}".format, LOCAL, DOMAIN), st.text(max_size=40))


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


@with_settings(max_examples=200)
@given(TYPED)
@example("jörg@example.org")
@example("x\u200b@example.org")
@example("x:y@example.org")
@example('"a b"@example.org')
@example("a@example.org.")
@example(".a@example.org")
@example("a..b@example.org")
@example("Bob <bob@example.org>")
@example("a@example.org, b@example.org")
@example("a@b.org;c@d.org")
@example("info@müller.de")
@example("info@münchen.example.org")
@example("o'hara+x@example.org")
@example("a%b!c@example.org")
@example("a@" + "b" * 63 + ".org")
@example("a" * 64 + "@example.org")
@example("a" * 65 + "@example.org")
@example("a@" + ".".join(["b" * 62] * 4))
@example("a\r\nBcc: b@example.org")
@example("a@example.org\x00")
@example("-x@example.org")
def test_an_address_is_taken_in_where_and_only_where_it_can_be_sent_to(server: MailServer, typed: str) -> None:
    server.letters.clear()
    carrier = SmtpCarrier("127.0.0.1", server.port, "Course bookings <bookings@example.org>", timeout_seconds=30)
    read = read_email(typed)

    [outcome] = carrier.carry([Rendered("cause", typed if read is None else read, "x", "x\n")])

    assert (outcome.problem is None) is (read is not None)
    if read is None:
        assert outcome.cause is Cause.NOT_AN_ADDRESS
        assert server.letters == []
    else:
        assert [letter.to for letter in server.letters] == [read]
        assert read_email(read) == read
        assert len(read) <= 254


REFUSED = (
    "jörg@example.org",
    "x:y@example.org",
    '"a b"@example.org',
    "a@example.org.",
    "a..b@example.org",
    "Bob <bob@example.org>",
    "a@example.org, b@example.org",
    "a@straße.de",
    "a@localhost",
    "a" * 65 + "@example.org",
)


@pytest.mark.parametrize("typed", REFUSED)
@pytest.mark.parametrize(
    ("form", "field"),
    [(OwnContactForm, "email"), (ContactForm, "email"), (ReferralForm, "email"), (ReferralForm, "officer_email")],
)
def test_every_form_refuses_beside_the_field_what_cannot_be_sent_to(form: type, field: str, typed: str) -> None:
    filled: Any = bind(form, {field: typed})
    filled.validate()

    assert "like name@example.org" in filled[field].errors[0]


@pytest.mark.parametrize(
    ("form", "field"),
    [(OwnContactForm, "email"), (ContactForm, "email"), (ReferralForm, "email"), (ReferralForm, "officer_email")],
)
@pytest.mark.parametrize("typed", ["a@example.org", "o'hara+x@example.org", "info@müller.de"])
def test_every_form_takes_what_can_be_sent_to(form: type, field: str, typed: str) -> None:
    filled: Any = bind(form, {field: typed})
    filled.validate()

    assert not filled[field].errors


@pytest.mark.parametrize(
    ("form", "field"),
    [(OwnContactForm, "email"), (ContactForm, "email"), (ReferralForm, "email"), (ReferralForm, "officer_email")],
)
def test_every_form_reads_an_address_without_the_invisible_letters_that_came_with_it(form: type, field: str) -> None:
    filled: Any = bind(form, {field: "x\u200b@example.org"})
    filled.validate()

    assert (filled[field].errors, filled[field].data) == ([], "x@example.org")


@pytest.mark.parametrize("typed", REFUSED)
def test_an_export_keeps_what_cannot_be_sent_to_flags_it_and_nothing_is_sent_there(typed: str) -> None:
    values, _, flags = read_values({"Email": typed, "Mobile": "07700 900123"}, today=date(2027, 3, 1))

    assert "odd_email" in flags
    assert not is_email_address(values.email)
    man = Person(email=values.email, mobile=values.mobile, safe_contact=SafeContact.ANY)
    assert safe_address(man) == (Channel.TEXT, "07700 900123")


def test_an_export_reads_an_address_without_the_invisible_letters_that_came_with_its_cell() -> None:
    values, _, flags = read_values({"Email": "x\u200b@example.org"}, today=date(2027, 3, 1))

    assert "odd_email" not in flags
    assert values.email == "x@example.org"


@pytest.mark.parametrize(
    "typed", ["020 7946 0000", "+1 202 555 0100", "+33 6 12 34 56 78", "070 1834 5672", "07700 90012", "٠٧٧٠٠٩٠٠١٢٣"]
)
def test_a_number_that_no_text_can_be_sent_to_is_flagged_and_not_texted(typed: str) -> None:
    values, _, flags = read_values({"Mobile": typed}, today=date(2027, 3, 1))

    assert "odd_phone" in flags
    assert read_mobile(values.mobile) is None
    man = Person(email="", mobile=values.mobile, safe_contact=SafeContact.MOBILE_ONLY)
    assert safe_address(man) == (Channel.HAND, "")


def test_who_said_email_only_gets_no_text_where_there_is_no_email_and_an_email_where_there_is_one() -> None:
    man = Person(email="", mobile="07700 900123", safe_contact=SafeContact.EMAIL_ONLY)
    assert safe_address(man) == (Channel.HAND, "")
    man.email = "he@example.org"
    assert safe_address(man) == (Channel.EMAIL, "he@example.org")


@given(st.from_regex(r"(\+44 ?|0044|0)7[0-9 ]{8,12}", fullmatch=True))
def test_a_number_that_is_taken_in_has_the_shape_that_the_text_service_takes(typed: str) -> None:
    """Notify: 11 digits from 07, or its form with 44 before."""
    read = read_mobile(typed)

    assert read is None or (len(read.replace(" ", "")) == 11 and read.startswith("07") and read.isascii())
