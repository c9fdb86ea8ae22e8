"""Every message that the code can owe has its words, is told everything they need, and gives nobody away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from programme.history.events import storable
from programme.notices.catalogue import CARRIES_LINK, CATALOGUE, FOR_AN_ACCOUNT, FOR_STAFF, Audience
from programme.notices.discretion import GIVE_AWAY_WORDS, give_aways
from programme.notices.models import Channel
from programme.notices.rendering import GivesAway, Sender, Words
from programme.shared.dates import LONDON
from tests.support.source import FILES, ROOT, calls, nodes

NOTIFICATIONS = ROOT / "notifications"
PUBLIC_URL = "https://book.example.org"
TWO_TEXTS = 306
"""A text message of more is sent in three parts. One to the person is one (`test_what_he_is_told.py`)."""

NOTHING_TO_SIGN_IN_FOR = {"contact_code_sent", "contact_changed", "paper_to_sign"}
RIDGEWAY = Sender("Ridgeway Learning", "01632 960 001")
IN_BRACES = re.compile(r"\{[{%].*?[%}]\}")

OWES_FOR_OTHERS = ("telling.py", "outbox.py", "sending.py", "climbing.py")

Promise = tuple[str, str, frozenset[str]]


def owed_in_the_code() -> list[Promise]:
    """Each place where a notice is owed: where, which, and the names of the facts that its words are given."""
    found: list[Promise] = []
    for where, text in FILES.items():
        if where.startswith("sandbox/") or where.rpartition("/")[2] in OWES_FOR_OTHERS:
            continue
        for function in [node for node in nodes(text) if isinstance(node, ast.FunctionDef)]:
            found.extend(_owed_by(function, nodes(text)[0], where))
    return found


def _owed_by(function: ast.FunctionDef, module: ast.AST, where: str) -> Iterator[Promise]:
    known = {**_assigned(module), **_assigned(function)}
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if "notice" in given and "facts" in given:
            notice = _resolved(given["notice"], known)
            assert isinstance(notice, ast.Constant), f"{where}: the notice of line {call.lineno} is not a plain word"
            facts = frozenset(_keys(given["facts"], known))
            to_staff = {"signs_in"} if notice.value in FOR_STAFF else set()  # `tell_staff` says it to each
            to_holder = (
                {"token"} if notice.value in FOR_AN_ACCOUNT | {"contact_code_sent"} else set()
            )  # drawn when it is sent
            yield where, str(notice.value), facts | to_staff | to_holder


def _assigned(body: ast.AST) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in ast.walk(body)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _resolved(value: ast.expr, known: dict[str, ast.expr]) -> ast.expr:
    return known.get(value.id, value) if isinstance(value, ast.Name) else value


def _keys(facts: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    resolved = _resolved(facts, known)
    assert isinstance(resolved, ast.Dict), f"line {facts.lineno}: write the facts as a plain dictionary"
    for key, value in zip(resolved.keys, resolved.values, strict=True):
        if key is None:
            yield from _keys(value, known)
        else:
            assert isinstance(key, ast.Constant)
            yield str(key.value)


def a_fact(name: str) -> Any:
    """Something plausible, and as long as it gets."""
    if name.endswith("_at"):
        return datetime(2027, 9, 29, 11, 59, tzinfo=LONDON)
    if name.endswith("_on"):
        return date(2027, 9, 29)
    if name == "lines":
        return ["K7M2-9QXD: 3 days left, the last working day is Friday 24 December 2027. It waits for somebody."]
    known = {
        "because": "asked",
        "told_as": "completed",
        "excuse_counts": True,
        "has_page": True,
        "count": 12,
        "more": 3,
        "own": True,
        "passed_up": True,
        "signs_in": True,
        "days_left": 28,
        "token": "x" * 43,
    }
    return 9550 if name.endswith("_pence") else known.get(name, "K7M2-9QXD")


PROMISES = owed_in_the_code()
NOTICES = sorted(path.name for path in NOTIFICATIONS.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(NOTIFICATIONS, PUBLIC_URL, "Course bookings")


def test_the_code_owes_notices_at_all() -> None:
    assert len(PROMISES) >= 14


def test_every_notice_of_the_code_has_a_folder_and_every_folder_a_notice() -> None:
    assert {notice for _, notice, _ in PROMISES} == set(NOTICES)


@pytest.mark.parametrize("notice", NOTICES)
def test_every_folder_holds_the_words_of_each_channel_and_nothing_else(notice: str) -> None:
    assert {path.name for path in (NOTIFICATIONS / notice).iterdir()} == {"subject.txt", "email.txt", "text.txt"}


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(("where", "notice", "facts"), PROMISES, ids=[f"{w}-{n}" for w, n, _ in PROMISES])
def test_every_message_is_full_and_discreet_with_what_its_action_tells(
    words: Words, where: str, notice: str, facts: frozenset[str], channel: Channel
) -> None:
    facts_told = storable({name: a_fact(name) for name in facts})
    subject, body = words.render(notice, channel, facts_told, sender=RIDGEWAY)

    signs = channel is Channel.EMAIL and CATALOGUE[notice].audience is Audience.PERSON
    assert body.rstrip().endswith("Ridgeway Learning") is signs  # as the programme calls itself, and no other name
    assert "course bookings" not in body.lower()
    assert "{" not in subject + body
    assert "  " not in body.strip()
    if channel is Channel.EMAIL or CATALOGUE[notice].audience is not Audience.PERSON:
        assert (PUBLIC_URL in body) is (notice not in NOTHING_TO_SIGN_IN_FOR)
    if channel is Channel.EMAIL:
        assert subject
        assert "\n" not in subject
        assert len(subject) <= 70
    else:
        assert subject == ""
        assert "\n" not in body
        assert len(body) <= TWO_TEXTS


@pytest.mark.parametrize(
    ("days_left", "says"),
    [(28, "28 days left"), (1, "1 day left"), (0, "last day"), (-4, "has passed")],
)
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
def test_a_warning_counts_in_english(words: Words, channel: Channel, days_left: int, says: str) -> None:
    facts = {"reference": "K7M2-9QXD", "days_left": days_left, "act_by_on": "2027-09-29", "passed_up": False}

    subject, body = words.render("deadline_warning", channel, facts)

    assert says in (subject or body)
    assert f"{days_left} days left" not in subject + body or days_left > 1


TO_STAFF = [
    promise
    for promise in PROMISES
    if promise[1]
    in FOR_STAFF - {"needs_unanswered", "register_corrected", "register_unsigned", "neighbour_over_number"}
]


@pytest.mark.parametrize(("where", "notice", "facts"), TO_STAFF, ids=[f"{w}-{n}" for w, n, _ in TO_STAFF])
def test_who_has_no_account_is_told_what_he_can_do_and_not_to_sign_in(
    words: Words, where: str, notice: str, facts: frozenset[str]
) -> None:
    told = {**{name: a_fact(name) for name in facts}, "signs_in": False}
    _, body = words.render(notice, Channel.EMAIL, storable(told))
    _, with_link = words.render(
        notice, Channel.EMAIL, storable({**told, "token": "x" * 43, "reply_to": "desk@example.org"})
    )
    for one in (body, with_link):
        assert "/sign-in" not in one
        assert f"{PUBLIC_URL}/cases" not in one
    assert "ring the desk" in body
    assert (f"{PUBLIC_URL}/link/{'x' * 43}" in with_link) is (notice in CARRIES_LINK)
    assert ("write to desk@example.org" in with_link) is (notice in CARRIES_LINK)


@pytest.mark.parametrize(("where", "notice", "facts"), TO_STAFF, ids=[f"{w}-{n}" for w, n, _ in TO_STAFF])
def test_who_has_an_account_is_given_the_address_of_what_it_is_about(
    words: Words, where: str, notice: str, facts: frozenset[str]
) -> None:
    _, body = words.render(notice, Channel.EMAIL, storable({name: a_fact(name) for name in facts}))
    assert re.search(rf"{PUBLIC_URL}/(cases/\w|waiting|drafts)", body)
    assert "/link/" not in body


def test_what_is_sent_for_no_programme_is_signed_with_the_name_of_the_service(words: Words) -> None:
    _, body = words.render("fee_refunded", Channel.EMAIL, {}, sender=Sender(helpline="01632 960 001"))
    assert body.rstrip().endswith("Course bookings")


def test_a_provider_with_nobody_is_rung_by_those_above(words: Words) -> None:
    facts = {"date_reference": "D-1", "starts_at": "2027-03-20T09:30:00+00:00", "own": False, "signs_in": True}
    _, body = words.render("register_unsigned", Channel.EMAIL, facts)
    assert "ring them" in body


@pytest.mark.parametrize("word", GIVE_AWAY_WORDS)
def test_a_planted_word_is_found_and_the_message_not_made(words: Words, word: str) -> None:
    facts = {"course_on": "2027-09-29", "who": word.title()}
    with pytest.raises(GivesAway, match=word):
        words.render("place_elsewhere_called_off", Channel.EMAIL, facts, sender=RIDGEWAY)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
def test_a_colleague_may_be_called_as_he_is_in_what_staff_are_told(words: Words, channel: Channel) -> None:
    facts = {"count": 1, "references": ["K7M2-9QXD"], "more": 0, "who": "New Officer-Smith"}
    assert "is with New Officer-Smith now" in words.render("cases_given_on", channel, facts)[1]


def test_the_words_around_his_name_are_checked_and_so_is_every_other_fact(words: Words, tmp_path: Path) -> None:
    facts = {"count": 1, "references": ["the court"], "more": 0, "who": "A. Court"}
    with pytest.raises(GivesAway, match="court"):
        words.render("cases_given_on", Channel.EMAIL, facts)
    for notice in ("cases_given_on", "fee_refunded"):
        (tmp_path / notice).mkdir()
    (tmp_path / "cases_given_on" / "text.txt").write_text("Officer {{ who }}")
    (tmp_path / "fee_refunded" / "text.txt").write_text("{{ who }}")
    for notice in ("cases_given_on", "fee_refunded"):  # to staff; to the person
        with pytest.raises(GivesAway, match="officer"):
            Words(tmp_path, PUBLIC_URL, "Course bookings").render(
                notice, Channel.TEXT, {"who": "Officer"}, sender=RIDGEWAY
            )


@pytest.mark.parametrize("text", ["Police.", "the COURT's", "kerb-crawling", "sex\noffender", "a_charge_of"])
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert give_aways(text)


@pytest.mark.parametrize("text", ["Middlesex Street", "a discharged battery", "the harcourt", "Exchange"])
def test_a_word_inside_another_gives_nothing_away(text: str) -> None:
    assert give_aways(text) == []


def test_a_planted_word_in_a_folder_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "planted"
    folder.mkdir()
    (folder / "text.txt").write_text("The custody desk asks you to ring.")

    with pytest.raises(GivesAway, match="custody"):
        Words(tmp_path, PUBLIC_URL, "Course bookings").render("planted", Channel.TEXT, {})


def test_an_address_of_ours_that_gives_people_away_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="police"):
        Words(NOTIFICATIONS, "https://bookings.thamesvalley.police.uk", "Course bookings")


@pytest.mark.parametrize(
    "path", sorted(NOTIFICATIONS.rglob("*.txt")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_file_of_a_message_holds_a_word_that_gives_away_even_where_it_is_seldom_said(path: Path) -> None:
    """All branches at once: the words as they stand in the file."""
    assert give_aways(IN_BRACES.sub("", path.read_text())) == []


def test_every_folder_says_whom_it_is_for_where_it_is_declared() -> None:
    assert set(CATALOGUE) == set(NOTICES)
    assert {notice.audience for notice in CATALOGUE.values()} == set(Audience)
    assert "planted" not in CATALOGUE


def test_what_the_person_is_told_goes_by_his_safe_address_and_what_staff_are_told_does_not() -> None:
    """`tell_person` finds his safe address; what it owes is declared for him, and what is owed otherwise for staff."""
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for text in FILES.values():
        for call, called in calls(text):
            words = [key.value for key in call.keywords if key.arg == "notice"]
            if (
                words and isinstance(words[0], ast.Constant) and called != "may_have_been_told"
            ):  # asks, and owes nothing
                told[called == "tell_person"].add(str(words[0].value))
    for_staff = (
        told[False] - FOR_AN_ACCOUNT - {"course_reminder", "contact_changed", "contact_code_sent"}
    )  # these look his address up themselves

    assert told[True]
    assert {CATALOGUE[notice].audience for notice in told[True]} == {Audience.PERSON}
    assert for_staff
    assert {CATALOGUE[notice].audience for notice in for_staff} == {Audience.STAFF}
