"""Deadline warnings answered together: by page or all that match, with what was decided, after a look at how many and
which."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from sqlalchemy import select

from programme.duties.models import ClockRung, Cover
from programme.history.models import HistoryRow
from programme.referrals.models import Referral
from programme.shared.actor import Door, Role
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import warn_forces
from tests.support.page_reader import main_words
from tests.support.rungs import a_clock, staffed

RUNG = re.compile(r'name="rung" value="(\d+)"')


def a_coordinator(database: Database) -> Browser:
    account = an_account(
        database, Door.ADMIN, name="C. Ordinator", roles=frozenset({Role.COORDINATOR}), force_code="43"
    )
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def three_warnings(database: Database, *, with_the_officer: int = 0) -> list[Referral]:
    """Two of one officer and one of another, all come to the coordinator; and one of another force. `with_the_officer`
    more are with PC Ash himself."""
    world, other = a_world(database), a_world(database, force_code="16")
    staffed(database)
    cases = [a_clock(database, world, 7, officer_name=name) for name in ("PC Ash", "PC Birch", "PC Ash")]
    for _ in range(with_the_officer):
        a_clock(database, world, 60, officer_name="PC Ash")
    a_clock(database, other, 7, officer_name="PC Strange")
    warn_forces(database, now=NOW)
    return cases


def a_cover(database: Database, case: Referral) -> None:
    """Somebody covers for its officer today, in this case alone."""
    by, today = an_account(database, Door.CUSTODY, force_code="43"), london_date(NOW)
    named = {"officer_id": None, "officer_email": case.officer_email.lower(), "officer": case.officer_name}
    covering = {"covered_by_id": by.id, "covered_by": "PC 2 Cover", "from_on": today, "until_on": today}
    arranged = {"case_ids": [case.id], "arranged_at": NOW, "arranged_by": "C. Ordinator"}
    add(database, Cover(force_code="43", **named, **covering, **arranged))


def seen(database: Database) -> set[int]:
    wanted = select(ClockRung.referral_id).where(ClockRung.acknowledged_at.is_not(None))
    return set(read(database, lambda db: db.execute(wanted).scalars().all()))


def test_they_stand_by_officer_and_nobody_elses_are_among_them(database: Database) -> None:
    covered, *_ = three_warnings(database)
    a_cover(database, covered)
    his = a_coordinator(database)
    page = his.get("/admin/warnings")
    words = main_words(page)
    assert words.count("PC 2 Cover covers until") == 1
    assert words.index("PC Ash") < words.index("PC Birch")
    assert "3 warnings." in words
    assert "PC Strange" not in words
    like = RUNG.findall(page.text)[0]
    assert "2 warnings." in main_words(his.get(f"/admin/warnings?like={like}"))
    assert page.text.count(" checked") == 0
    assert his.get("/admin/warnings?tick=page").text.count(" checked") == 3


def test_what_is_missing_is_all_said_at_once_beside_the_same_warnings(database: Database) -> None:
    three_warnings(database, with_the_officer=1)
    his = a_coordinator(database)
    like = RUNG.findall(his.get("/admin/warnings").text)[0]
    about = {"": 3, "of=all": 4, f"like={like}": 2, f"like={like}&of=all": 3}
    for asked, count in about.items():
        assert f"{count} warnings." in main_words(his.get(f"/admin/warnings?{asked}"))
        sent = his.post("/admin/warnings", dict(parse_qsl(asked)))
        words = main_words(sent)
        assert "Tick the warnings that you have seen" in words
        assert "Enter what you decided" in words
        assert f"{count} warnings." in words
        hidden = dict(re.findall(r'name="(like|of)" value="([^"]+)"', sent.text))
        assert hidden == dict(parse_qsl(asked))
    words = main_words(his.post("/admin/warnings", {"everything": "yes", "note": "x" * 401}))
    assert "The answer to “What did you decide?” must be 400 characters or fewer" in words
    assert seen(database) == set()


def test_the_check_page_says_how_many_and_which_and_the_history_keeps_what_was_decided(database: Database) -> None:
    ash, birch, other_ash = three_warnings(database)
    his = a_coordinator(database)
    page = his.get("/admin/warnings")
    like = RUNG.findall(page.text)[0]
    sent = his.post("/admin/warnings", {"everything": "yes", "like": like, "note": "Charge decision asked for."})
    check = sent
    words = main_words(check)
    assert "Have you seen these 2 warnings?" in words
    assert ash.reference in words
    assert other_ash.reference in words
    assert birch.reference not in words
    assert seen(database) == set()

    kept = re.search(r'name="kept" value="([^"]+)"', check.text)
    assert kept
    for _ in range(2):
        led = his.post("/admin/warnings/save", {"kept": kept[1]}).headers["location"]
        assert "You have seen 2 warnings. The clocks run on" in main_words(his.get(led))
    assert seen(database) == {ash.id, other_ash.id}
    wanted = select(HistoryRow.facts).where(HistoryRow.event == "decision_noted")
    noted = read(database, lambda db: db.execute(wanted).scalars().all())
    assert [facts["note"] for facts in noted] == ["Charge decision asked for."] * 2
    assert "Charge decision asked for." in main_words(his.get(f"/admin/referrals/{ash.reference}"))


def test_what_somebody_else_saw_to_meanwhile_is_left_out_and_said(database: Database) -> None:
    three_warnings(database)
    his = a_coordinator(database)
    numbers = RUNG.findall(his.get("/admin/warnings").text)
    his.post("/admin/warnings/seen", {"only": numbers[0]})
    sent = his.post("/admin/warnings", {"rung": numbers, "note": "Seen."})
    words = main_words(sent)
    assert "Have you seen these 2 warnings?" in words
    assert "1 of those you chose does not wait any more" in words
    kept = re.search(r'name="kept" value="([^"]+)"', sent.text)
    assert kept
    words = main_words(his.get(his.post("/admin/warnings/save", {"kept": kept[1]}).headers["location"]))
    assert "You have seen 2 warnings" in words
    assert "1 had been seen before" in words


def test_another_forces_warning_cannot_be_named(database: Database) -> None:
    three_warnings(database)
    strange = read(
        database, lambda db: db.execute(select(ClockRung.id).order_by(ClockRung.id.desc())).scalars().first()
    )
    his = a_coordinator(database)
    assert str(strange) not in RUNG.findall(his.get("/admin/warnings?of=all").text)
    sent = his.post("/admin/warnings", {"rung": [str(strange)], "note": "Seen."})
    assert sent.status_code == 404


def test_custody_answers_its_own_together_too(database: Database) -> None:
    three_warnings(database)
    supervisor = an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.SUPERVISOR}), rank="Insp")
    page = Browser(an_app(a_wiring(database))).sign_in_as(supervisor).get("/custody/warnings")
    assert page.status_code == 200
