"""Somebody covers for an officer who is away: on his days he is told and has the cases among his own, on the day after
they are the officer's again, and nothing was moved for it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.arrange_cover import ArrangedCover, arrange_cover
from programme.actions.change_account import change_account
from programme.actions.change_officer import change_officer
from programme.actions.disable_account import disable_account
from programme.actions.end_cover import end_cover
from programme.duties.recipients import told_about
from programme.duties.refusals import (
    CoverDaysRefused,
    CoverIsAway,
    CoverOver,
    CoversForNobody,
    CoversOthers,
    CoversOverlap,
    NoCasesToGive,
    NoSuchOfficer,
    SameOfficer,
)
from programme.history.timeline import timeline
from programme.insight.case_filter import CaseFilter
from programme.insight.case_lists import case_page
from programme.insight.covers import own_cases, own_covers
from programme.jobs.runner import SweepCount
from programme.notices.models import Channel, OutboxMessage
from programme.people.accounts import details_of
from programme.people.models import Account
from programme.people.officers import Officer
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.at_once import at_once
from tests.support.builders import NOW, World, a_force, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.jobs import end_covers
from tests.support.page_reader import main_words

TODAY = london_date(NOW)
FIRST, LAST = TODAY + timedelta(days=3), TODAY + timedelta(days=12)
COORDINATOR = Actor(Door.ADMIN, 900, "C. Ordinator", roles=frozenset({Role.COORDINATOR}), force_code="43")


class Leave:
    """Rowe, who has three cases and goes on leave; Ash and Bell, who could cover; and a case that is not his."""

    def __init__(self, database: Database) -> None:
        self.database, self.world = database, a_world(database)
        self.rowe, self.ash, self.bell = (self._somebody(*who) for who in (("Rowe", "1"), ("Ash", "2"), ("Bell", "3")))
        named: dict[str, Any] = {"officer_id": self.rowe.id, "officer_name": "Rowe", "officer_email": self.rowe.email}
        self.named: dict[str, Any] = {**named, "officer_collar": "1", "officer_rank": "PC"}
        self.cases = [a_referral(database, self.world, **self.named) for _ in range(3)]
        self.other = a_referral(database, self.world)

    def _somebody(self, name: str, collar: str) -> Account:
        address = f"{name.lower()}@example.org"
        facts = {"email": address, "name": name, "rank": "PC", "collar": collar}
        return an_account(self.database, Door.CUSTODY, force_code="43", **facts)

    def arrange(self, by: Account | None = None, first: date = FIRST, last: date = LAST, **more: Any) -> ArrangedCover:
        asked = {"actor": COORDINATOR, "now": NOW, "reference": self.cases[0].reference, "references": None}
        asked |= {"account_id": (by or self.ash).id, "from_on": first, "until_on": last}
        return self.database.write_now(arrange_cover, **{**asked, **more})

    def end(self, number: int, *, actor: Actor = COORDINATOR, days: int = 0) -> list[str]:
        return self.database.write_now(end_cover, actor=actor, now=NOW + timedelta(days=days), cover_id=number)

    def told(self, case: Referral, on: date) -> list[str]:
        found = read(self.database, lambda db: told_about(db, case.id, Role.OFFICER, today=on))
        return [one.address for one in found.people]

    def mine(self, whose: Account, on: date) -> set[str]:
        """The list "mine"."""
        actor = account_actor(whose)

        def find(db: Any) -> set[str]:
            covers = own_cases(own_covers(db, actor, today=on), actor.id)
            return set(case_page(db, actor, CaseFilter(mine=True, covers=covers), today=on).references)

        found: set[str] = read(self.database, find)
        return found

    def messages(self) -> list[tuple[str, str]]:
        wanted = select(OutboxMessage.notice, OutboxMessage.address).order_by(OutboxMessage.id)
        return [(row.notice, row.address) for row in read(self.database, lambda db: db.execute(wanted).all())]


@pytest.fixture
def leave(database: Database) -> Leave:
    return Leave(database)


@pytest.mark.parametrize(
    ("on", "who"),
    [
        (FIRST - timedelta(days=1), "rowe"),
        (FIRST, "ash"),
        (LAST, "ash"),
        (LAST + timedelta(days=1), "rowe"),
    ],
)
def test_on_its_days_and_on_no_other_whoever_covers_is_told_and_has_the_cases(leave: Leave, on: date, who: str) -> None:
    leave.arrange()
    his = {case.reference for case in leave.cases}
    for case in leave.cases:
        assert leave.told(case, on) == [f"{who}@example.org"]
    assert leave.told(leave.other, on) == ["officer@example.org"]
    assert (leave.mine(leave.rowe, on), leave.mine(leave.ash, on)) == ((his, set()) if who == "rowe" else (set(), his))


def test_what_comes_to_him_meanwhile_is_covered_and_what_is_given_away_is_not(leave: Leave) -> None:
    leave.arrange()
    new = a_referral(leave.database, leave.world, **leave.named)
    assert leave.told(new, FIRST) == ["ash@example.org"]
    bell = Officer("", "", "", "", leave.bell.id)
    leave.database.write_now(
        change_officer, actor=COORDINATOR, now=NOW, reference=leave.cases[1].reference, officer=bell
    )
    assert leave.told(leave.cases[1], FIRST) == ["bell@example.org"]


def test_only_the_chosen_cases_are_covered_where_some_are_chosen(leave: Leave) -> None:
    first, *rest = leave.cases
    assert leave.arrange(references=[first.reference]).references == [first.reference]
    assert [leave.told(case, FIRST) for case in leave.cases] == [["ash@example.org"], *[["rowe@example.org"]] * 2]
    assert leave.mine(leave.rowe, FIRST) == {case.reference for case in rest}
    assert leave.mine(leave.ash, FIRST) == {first.reference}
    leave.arrange(leave.bell, references=[rest[0].reference])  # another may cover in others
    with pytest.raises(CoversOverlap):
        leave.arrange(leave.bell, references=[first.reference])
    with pytest.raises(CoversOverlap):
        leave.arrange(leave.bell)


def test_both_are_told_once_and_each_case_and_the_log_say_so(leave: Leave) -> None:
    leave.arrange()
    assert leave.messages() == [("cover_given", "ash@example.org"), ("cover_taken", "rowe@example.org")]
    (moment,) = read(leave.database, lambda db: timeline(db, leave.cases[0].id))
    assert (moment.event, "PC 2 Ash covers for PC 1 Rowe" in moment.words) == ("cover_arranged", True)
    assert read(leave.database, lambda db: timeline(db, leave.other.id)) == []


def test_what_was_owed_to_him_and_has_not_gone_moves_on_a_first_day_that_is_today(leave: Leave) -> None:
    about = {"notice": "deadline_warning", "referral_id": leave.cases[0].id, "channel": Channel.EMAIL, "facts": {}}
    owed = {"address": leave.rowe.email, "queued_at": NOW, "next_try_at": NOW}
    add(leave.database, OutboxMessage(dedupe_key="a", **about, **owed))
    leave.arrange(leave.bell, FIRST, LAST)
    assert leave.messages()[0] == ("deadline_warning", "rowe@example.org"), "the control: not before it begins"
    number = leave.arrange(first=TODAY, last=TODAY).number
    assert leave.messages()[0] == ("deadline_warning", "ash@example.org")
    leave.end(number)
    assert leave.messages()[0] == ("deadline_warning", "rowe@example.org"), "and comes back where it is ended early"
    leave.arrange(first=TODAY, last=TODAY)
    assert end_covers(leave.database, now=NOW) == SweepCount(), "its last day is one of its days"
    assert leave.messages()[0] == ("deadline_warning", "ash@example.org")
    for done in (1, 0):
        assert end_covers(leave.database, now=NOW + timedelta(days=1)) == SweepCount(done=done)
        assert leave.messages()[0] == ("deadline_warning", "rowe@example.org"), "and by itself after its last day"


def test_what_whoever_covered_is_told_in_a_role_of_his_own_stays_with_him(leave: Leave) -> None:
    boss = an_account(leave.database, Door.CUSTODY, force_code="43", collar="9", roles=frozenset({Role.SUPERVISOR}))
    about = {"notice": "deadline_warning", "referral_id": leave.cases[0].id, "channel": Channel.EMAIL, "facts": {}}
    number = leave.arrange(boss, first=TODAY).number
    add(
        leave.database,
        OutboxMessage(dedupe_key="a", **about, address=boss.email, queued_at=NOW, next_try_at=NOW),
    )
    leave.end(number)
    assert ("deadline_warning", boss.email) in leave.messages()


def test_it_is_ended_early_or_called_off_and_only_once(leave: Leave) -> None:
    number = leave.arrange().number
    with pytest.raises(NotFound):
        leave.end(number, actor=replace(COORDINATOR, force_code="16"))
    assert len(leave.end(number, days=4)) == 3
    assert leave.told(leave.cases[0], FIRST + timedelta(days=2)) == ["rowe@example.org"]
    assert leave.messages()[2:] == [("cover_ended", "ash@example.org"), ("cover_ended", "rowe@example.org")]
    with pytest.raises(NotFound):
        leave.end(number, days=4)
    later = leave.arrange().number  # its days are free again
    with pytest.raises(NotFound):
        leave.end(later, days=13)


def test_two_who_end_it_at_once_end_it_once(leave: Leave) -> None:
    number = leave.arrange().number
    answers = at_once(lambda: leave.end(number), lambda: leave.end(number))
    assert sum(isinstance(one, NotFound | CoverOver) for one in answers) == 1, answers


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY - timedelta(days=1), LAST),
        (FIRST, FIRST - timedelta(days=1)),
        (FIRST, FIRST + timedelta(days=367)),
        (TODAY + timedelta(days=367), TODAY + timedelta(days=368)),
    ],
)
def test_days_that_make_no_sense_are_refused(leave: Leave, first: date, last: date) -> None:
    with pytest.raises(CoverDaysRefused):
        leave.arrange(first=first, last=last)


def test_whoever_is_away_himself_covers_for_nobody_and_whoever_covers_goes_on_no_leave(leave: Leave) -> None:
    leave.arrange()
    theirs = a_referral(leave.database, leave.world, officer_id=leave.bell.id, officer_email=leave.bell.email)
    his = a_referral(leave.database, leave.world, officer_id=leave.ash.id, officer_email=leave.ash.email)
    with pytest.raises(CoverIsAway, match="cover_is_away"):
        leave.arrange(leave.rowe, LAST, LAST + timedelta(days=5), reference=theirs.reference)
    with pytest.raises(CoversOthers):
        leave.arrange(leave.bell, LAST, LAST + timedelta(days=5), reference=his.reference)
    later = LAST + timedelta(days=1)
    leave.arrange(leave.rowe, later, later, reference=theirs.reference)
    leave.arrange(leave.bell, LAST + timedelta(days=2), LAST + timedelta(days=2), reference=his.reference)


def test_whoever_cannot_read_the_cases_covers_for_nobody(leave: Leave) -> None:
    a_force(leave.database, "34")
    stranger = an_account(leave.database, Door.PARTNER, force_code="34")
    wrong: list[tuple[dict[str, Any], type[Refusal]]] = [
        ({"by": stranger}, NoSuchOfficer),
        ({"by": leave.rowe}, SameOfficer),
        ({"references": []}, NoCasesToGive),
        ({"references": [leave.other.reference]}, NoCasesToGive),
        ({"actor": replace(COORDINATOR, force_code="34")}, NotFound),
    ]
    for asked, refusal in wrong:
        with pytest.raises(refusal):
            leave.arrange(**asked)
    nobody = a_referral(leave.database, leave.world, officer_email="", officer_name="J Nobody")
    with pytest.raises(CoversForNobody):
        leave.arrange(reference=nobody.reference)
    assert leave.messages() == []


def test_where_whoever_covers_is_shut_out_the_next_above_is_told(leave: Leave) -> None:
    roles = frozenset({Role.SUPERVISOR})
    an_account(leave.database, Door.CUSTODY, force_code="43", email="super@example.org", roles=roles)
    leave.arrange()
    keeper = an_account(leave.database, Door.ADMIN, force_code="43", roles=frozenset({Role.ADMINISTRATOR}))
    office = Browser(an_app(a_wiring(leave.database, clock=StandingClock(NOW)))).sign_in_as(keeper)
    page = f"/admin/people/{leave.ash.id}"
    assert "Covers for PC 1 Rowe from" in main_words(office.get(page)), "before he is disabled"
    leave.database.write_now(disable_account, actor=COMMAND_LINE, now=NOW, account_id=leave.ash.id)
    assert leave.told(leave.cases[0], FIRST) == ["super@example.org"]
    assert "have the cover ended, and another arranged" in main_words(office.get(page))


def test_an_officer_without_an_account_is_covered_for_too(leave: Leave) -> None:
    typed: World = leave.world
    case = a_referral(leave.database, typed, officer_email="Typed@example.org", officer_name="T Yped")
    leave.arrange(reference=case.reference)
    assert leave.told(case, FIRST) == ["ash@example.org"]
    assert leave.mine(leave.ash, FIRST) == {case.reference}


def test_a_case_in_which_his_address_was_typed_is_covered_with_the_others(leave: Leave) -> None:
    typed = a_referral(leave.database, leave.world, officer_name="Rowe", officer_email="Rowe@example.org")
    leave.arrange()
    assert leave.told(typed, FIRST) == ["ash@example.org"]
    assert typed.reference in leave.mine(leave.ash, FIRST)


def test_a_supervisor_arranges_and_ends_it_on_pages_that_say_first_what_it_means(leave: Leave) -> None:
    roles = frozenset({Role.SUPERVISOR})
    supervisor = an_account(leave.database, Door.CUSTODY, force_code="43", roles=roles, collar="9")
    wiring = a_wiring(leave.database, clock=StandingClock(NOW))
    his, officer = Browser(an_app(wiring)).sign_in_as(supervisor), Browser(an_app(wiring)).sign_in_as(leave.rowe)
    page = f"/custody/officers/{leave.cases[0].reference}/cover"
    assert officer.get(page).status_code == 404
    assert "among that person’s own cases" in main_words(his.get(page))

    wrong = main_words(his.post(page, {"which": "some"}))
    for said in ("Enter the collar number or name", "Enter the first day", "Enter the last day", "Tick the cases"):
        assert said in wrong

    days = {f"from_on-{part}": str(getattr(TODAY, part)) for part in ("day", "month", "year")}
    days |= {f"until_on-{part}": str(getattr(LAST, part)) for part in ("day", "month", "year")}
    check = his.post(page, {"officer": "ash", "which": "every", **days})
    words = main_words(check)
    assert "PC 2 Ash covers for PC 1 Rowe?" in words
    assert all(case.reference in words for case in leave.cases)
    kept = re.search(r'name="kept" value="([^"]+)"', check.text)
    assert kept
    for _ in range(2):
        saved = his.post(f"{page}/save", {"kept": kept[1]})
        assert saved.headers["location"] == "/custody/officers?covered=3"
    listed = his.get("/custody/officers?covered=3")
    assert "3 cases are covered by another officer" in main_words(listed)
    assert "PC 1 Rowe PC 2 Ash" in main_words(listed)
    assert "PC 2 Ash covers from" in main_words(his.get(f"/custody/referrals/{leave.cases[0].reference}"))
    assert "PC 2 Ash covers for you until" in main_words(officer.get("/custody/referrals?mine=1"))

    again = main_words(his.post(page, {"officer": "bell", "which": "every", **days}))
    assert "PC 2 Ash covers from" in again
    assert "already. Choose other days or other cases" in again

    end = re.search(r"/custody/officers/covers/\d+/end", listed.text)
    assert end
    assert "End it that PC 2 Ash covers for PC 1 Rowe?" in main_words(his.get(end[0]))
    assert his.post(end[0], {}).headers["location"] == "/custody/officers?cover_ended=1"
    assert his.get(end[0]).status_code == 404
    assert "Who covers for whom" not in main_words(his.get("/custody/officers?cover_ended=1"))


def test_where_a_case_is_given_on_the_officer_and_whoever_covers_are_told_and_the_new_one_is_not_sent_away(
    leave: Leave,
) -> None:
    leave.arrange(first=TODAY)
    for case, to in zip(leave.cases, (leave.bell, leave.ash), strict=False):
        officer = Officer("", "", "", "", to.id)
        leave.database.write_now(change_officer, actor=COORDINATOR, now=NOW, reference=case.reference, officer=officer)
    told = leave.messages()[2:]
    assert [address for notice, address in told if notice == "cases_given_on"] == [
        *("ash@example.org", "rowe@example.org"),
        "rowe@example.org",
    ]


def test_a_coordinator_of_another_force_has_only_cases_that_he_finds_covered_and_ends_no_other_cover(
    leave: Leave,
) -> None:
    ours = leave.arrange().number
    elsewhere = a_world(leave.database, force_code="16")
    theirs = replace(COORDINATOR, force_code="16")
    with pytest.raises(NotFound):
        leave.end(ours, actor=theirs)
    sent = a_referral(leave.database, elsewhere, force_code="43", **leave.named)
    with pytest.raises(NotFound):
        leave.end(ours, actor=theirs)
    later = LAST + timedelta(days=3)
    made = leave.arrange(actor=theirs, reference=sent.reference, first=later, last=later)
    assert (leave.told(sent, later), leave.told(leave.cases[0], later)) == (["ash@example.org"], ["rowe@example.org"])
    assert leave.end(made.number, actor=theirs) == [sent.reference]


def test_whoever_was_only_invited_covers_for_nobody_and_whoever_cannot_open_a_case_is_passed_over(
    leave: Leave,
) -> None:
    invited = an_account(leave.database, Door.CUSTODY, force_code="43", name="Invited", password_hash=None)
    with pytest.raises(NoSuchOfficer):
        leave.arrange(invited)
    a_force(leave.database, "34")
    desk = {"force_code": "34", "roles": frozenset({Role.PARTNER_STAFF})}
    by, above = (
        an_account(leave.database, Door.PARTNER, email=f"{name}@example.org", **desk) for name in ("by", "above")
    )
    case = a_referral(leave.database, leave.world, force_code="34", officer_email="typed@example.org")
    leave.arrange(by, reference=case.reference, references=[case.reference])
    assert leave.told(case, FIRST) == ["by@example.org"]
    less = replace(details_of(by), roles=frozenset({Role.ADMINISTRATOR}))
    change: dict[str, Any] = {"account_id": by.id, "details": less, "mark": details_of(by).mark}
    leave.database.write_now(change_account, actor=COMMAND_LINE, now=NOW, **change)
    assert leave.told(case, FIRST) == [above.email]
