"""The partner's tray: its own force's cases, their clock, their results, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.withdraw_referral import withdraw_referral
from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.offers.models import ExplainedHow, ExplanationGiven
from programme.offers.states import OfferState
from programme.outcomes.models import Disposal, Result, ResultReason
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    add,
    an_account,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import TOLD
from tests.support.page_reader import links_on, main_words
from tests.support.statements import statements

RECEIVED = ExchangeState.RECEIVED


@dataclass
class Tray:
    """A world, a neighbouring force, and its coordinator at a browser."""

    database: Database
    world: World
    browser: Browser

    def sent(
        self, surname: str = "Jones", *, force: str = "42", state: ExchangeState = RECEIVED, **facts: Any
    ) -> Referral:
        """A case that a force sent."""
        referral = a_referral(
            self.database, self.world, a_person(self.database, surname=surname), force_code=force, **facts
        )
        an_exchange(self.database, referral, force, state=state, their_reference=f"{surname}-1")
        return referral

    def returned(
        self, surname: str = "Jones", reason: ResultReason = ResultReason.DID_NOT_COME, **how: Any
    ) -> Referral:
        """A case whose result came back."""
        referral = self.sent(surname, state=ExchangeState.RESULT_RETURNED, **how)

        def give_back(db: Any) -> None:
            return_case(db, lock_referral_by_id(db, referral.id), reason, actor=self.world.provider_staff, now=NOW)

        self.database.write_now(give_back)
        return referral

    def other(self, force: str) -> Browser:
        """Somebody of another force at the same door."""
        account = an_account(self.database, Door.PARTNER, force_code=force)
        return Browser(an_app(self.browser.wiring)).sign_in_as(account)

    def result(self) -> Result:
        found = read(self.database, lambda db: db.scalars(select(Result)).one())
        assert isinstance(found, Result)
        return found


@pytest.fixture
def tray(database: Database) -> Tray:
    world = a_world(database)
    for force in ("42", "41"):
        a_force(database, force)
    account = an_account(database, Door.PARTNER, force_code="42", organisation="Neighbour")
    return Tray(database, world, Browser(an_app(a_wiring(database))).sign_in_as(account))


def test_cases_are_listed_with_both_references_status_and_their_own_clock_least_time_first(tray: Tray) -> None:
    later = tray.sent("Later")
    sooner = tray.sent(
        "Sooner",
        state=ExchangeState.BOOKED,
        charge_by_on=date(2027, 4, 7),
        return_by_on=date(2027, 3, 9),
        complete_by_on=date(2027, 3, 4),
    )
    page = tray.browser.get("/partner").text
    for words in (later.reference, "Later-1", "Received, no offer yet", "Booked on a course", "Sooner, John"):
        assert words in page
    assert page.index(sooner.reference) < page.index(later.reference)
    assert "programme-chip--safe" in page


def test_a_case_says_each_date_of_its_clock_once(tray: Tray) -> None:
    case = tray.sent(
        "Once", charge_by_on=date(2027, 7, 7), return_by_on=date(2027, 6, 9), complete_by_on=date(2027, 6, 4)
    )
    words = main_words(tray.browser.get(f"/partner/cases/{case.reference}"))
    for label in ("Last safe course day", "Return by", "Charge by"):
        assert words.count(f"{label}:") + words.count(f"{label} ") == 1, label


def test_a_case_over_is_in_the_other_list(tray: Tray) -> None:
    over = tray.sent("Over", state=ExchangeState.ACKNOWLEDGED, finalised_at=NOW, finalised_by="no_further_action")
    assert over.reference not in tray.browser.get("/partner").text
    assert over.reference in tray.browser.get("/partner?show=over").text


def test_a_case_is_in_hand_until_its_clock_is_stopped_and_what_waits_stands_on_top(tray: Tray) -> None:
    first, referral = tray.sent("Running"), tray.returned("Failed")
    page = tray.browser.get("/partner")
    words = main_words(page)
    assert words.index("Needs you now") < words.index("1 result to acknowledge") < words.index(first.reference)
    assert f"/partner/returns/{referral.reference}" in links_on(page)
    assert "Results (1)" in page.text
    assert "Results (1)" in tray.browser.get(f"/partner/cases/{first.reference}").text
    assert "No case is over yet" in main_words(tray.browser.get("/partner?show=over"))

    tray.browser.post(f"/partner/returns/{referral.reference}/received")
    page = tray.browser.get("/partner")
    assert "Results (" not in page.text
    assert "To decide: record what was done" in main_words(page)
    assert referral.reference not in tray.browser.get("/partner?show=over").text

    done = {"disposal": "charge_issued", "done_on-day": "1", "done_on-month": "3", "done_on-year": "2027"}
    tray.browser.confirm(f"/partner/cases/{referral.reference}/disposal", {**done, "done_time": "9am"})
    assert referral.reference not in tray.browser.get("/partner").text
    assert "Closed Charged" in main_words(tray.browser.get("/partner?show=over"))


def test_empty_lists_say_what_to_do_next(tray: Tray) -> None:
    for path, words in (
        ("/partner", "/partner/refer"),
        ("/partner?show=over", "No case is over yet"),
        ("/partner/returns", "No result waits"),
        ("/partner/returns?status=acknowledged", "Nothing is left to decide"),
        ("/partner/returns?status=acted_on", "Nothing has been done yet"),
        ("/partner/returns?status=nonsense", "No result waits"),
    ):
        assert words in tray.browser.get(path).text, path


@pytest.mark.parametrize("show", ["", "over"])
def test_the_list_goes_on_by_key(tray: Tray, show: str) -> None:
    state = ExchangeState.ACKNOWLEDGED if show else RECEIVED
    over: dict[str, Any] = {"finalised_at": NOW, "finalised_by": "no_further_action"} if show else {}
    references = [tray.sent(f"Many{n}", state=state, **over).reference for n in range(27)]
    first = tray.browser.get(f"/partner?show={show}").text
    after = first.split("after=")[1].split('"')[0]
    second = tray.browser.get(f"/partner?show={show}&after={after}").text
    on_first = {reference for reference in references if reference in first}
    on_second = {reference for reference in references if reference in second}
    assert (len(on_first), len(on_second)) == (25, 2)
    assert not on_first & on_second
    assert tray.browser.get("/partner?after=nonsense").status_code == 200


def test_a_case_shows_its_clock_and_the_booked_course(tray: Tray) -> None:
    referral = tray.sent(state=ExchangeState.BOOKED)
    offered: CourseDate = a_course_date(tray.database, tray.world, starts_at=datetime(2027, 3, 20, 9, tzinfo=UTC))
    a_booking(tray.database, tray.world, offered, referral)
    page = tray.browser.get(f"/partner/cases/{referral.reference}").text
    for words in ("John Jones", "Jones-1", "Saturday 20 March 2027 at 9am", "Saturday 7 August 2027"):
        assert words in page
    assert "<svg" in page


def test_a_result_is_acknowledged_and_then_what_was_done_stops_the_clock(tray: Tray) -> None:
    referral = tray.returned()
    assert referral.reference in tray.browser.get("/partner/returns").text
    address = f"/partner/returns/{referral.reference}"
    page = tray.browser.get(address).text
    assert "Did not come" in page
    assert "I have received this" in page
    early = {"disposal": "charge_issued", "done_on-day": "1", "done_on-month": "3", "done_on-year": "2027"}
    assert (
        tray.browser.confirm(f"/partner/cases/{referral.reference}/disposal", {**early, "done_time": "9am"}).status_code
        == 422
    )
    assert tray.browser.post(f"{address}/received").status_code == 303
    assert tray.browser.post(f"{address}/received").status_code == 409
    result = tray.result()
    assert (result.state, result.acknowledged_by) == (ReturnState.ACKNOWLEDGED, "A. Member, Neighbour")
    exchange = read(tray.database, lambda db: db.scalars(select(Exchange)).one())
    assert exchange.state is ExchangeState.ACKNOWLEDGED
    case = f"/partner/cases/{referral.reference}"
    lacking = tray.browser.post(f"{case}/disposal", {"disposal": ""})
    assert lacking.status_code == 422
    assert "Choose what was done" in lacking.text
    assert "Enter the date it was done" in lacking.text
    future = tray.browser.post(f"{case}/disposal", {**early, "done_on-month": "4", "done_time": "9am"})
    assert "must be in the past" in future.text
    check = tray.browser.post(f"{case}/disposal", {**early, "done_time": "9am"})
    assert "This stops the clock" in main_words(check)
    assert tray.result().disposal is None
    assert tray.browser.confirm(f"{case}/disposal", {**early, "done_time": "9am"}).status_code == 303
    assert tray.result().disposal is Disposal.CHARGE_ISSUED
    stopped = read(tray.database, lambda db: db.get_one(Referral, referral.id)).clock_stopped_at
    assert stopped == datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert "Charge issued" in tray.browser.get(address).text
    assert "Charge issued" in tray.browser.get("/partner/returns?status=acted_on").text
    assert "Charged" in tray.browser.get(f"/partner/cases/{referral.reference}").text


def test_once_no_further_action_is_recorded_no_tag_asks_for_a_decision(tray: Tray) -> None:
    referral = tray.returned()
    tray.browser.post(f"/partner/returns/{referral.reference}/received")
    sergeant = an_account(tray.database, Door.PARTNER, force_code="42", organisation="Neighbour", rank="Sgt")
    tray.browser.sign_in_as(sergeant)
    case = f"/partner/cases/{referral.reference}"
    assert "To decide" in main_words(tray.browser.get(case))
    done = {"disposal": "no_further_action", "done_on-day": "1", "done_on-month": "3", "done_on-year": "2027"}
    done["no_action"] = "evidence"
    saved = tray.browser.confirm(
        f"{case}/disposal", {**done, "done_time": "9am", "reason": "Not in the public interest"}
    )
    assert saved.status_code == 303
    words = main_words(tray.browser.get(case))
    assert "No further action" in words
    assert "To decide" not in words
    assert "days left" not in words
    assert "(in " not in words, "nobody counts the days any more"
    assert referral.reference not in tray.browser.get("/partner").text
    assert f"{referral.reference} Jones-1 Jones, John Closed No further action" in main_words(
        tray.browser.get("/partner?show=over")
    )


def test_a_withdrawn_case_asks_for_what_was_done_and_an_unpaid_place_is_no_booking(tray: Tray) -> None:
    taken_back, holds = tray.sent("Back"), tray.sent("Holds", state=ExchangeState.ACCEPTED)
    withdraw = partial(withdraw_referral, reference=taken_back.reference, reason=WithdrawalReason.EVIDENCE)
    tray.database.write_now(withdraw, actor=replace(tray.world.custody, force_code="42"), now=NOW)
    a_booking(tray.database, tray.world, a_course_date(tray.database, tray.world), holds, state=BookingState.HELD)
    exchanges = update(Exchange).where(Exchange.referral_id == holds.id).values(state=ExchangeState.BOOKED)
    tray.database.write_now(lambda db: db.execute(exchanges).close())
    listed = main_words(tray.browser.get("/partner"))
    assert "Withdrawn: record what was done" in listed
    assert "Place held, not paid yet" in listed
    case = main_words(tray.browser.get(f"/partner/cases/{taken_back.reference}"))
    assert "Withdrawn: record what was done" in case
    case = main_words(tray.browser.get(f"/partner/cases/{holds.reference}"))
    assert "until he has paid for it" in case
    assert "Booked" not in case
    assert "Result" not in listed + case


def test_a_result_without_fault_says_that_it_is_none(tray: Tray) -> None:
    referral = tray.returned(reason=ResultReason.COURSE_CANCELLED)
    assert "This is not a failure of his" in tray.browser.get(f"/partner/returns/{referral.reference}").text


def test_another_force_finds_nothing_and_changes_nothing(tray: Tray) -> None:
    referral = tray.returned("Secret")
    other = tray.other("41")
    reference = referral.reference
    lists = ("/partner", "/partner?show=over", "/partner/returns", "/partner/returns?status=acknowledged")
    seen = "".join(other.get(path).text for path in lists)
    assert reference not in seen
    assert "Secret" not in seen
    for path in (f"/partner/cases/{reference}", f"/partner/returns/{reference}"):
        assert other.get(path).status_code == 404
    done = {"disposal": "no_further_action", "done_on-day": "1", "done_on-month": "3", "done_on-year": "2027"}
    done["no_action"] = "evidence"
    assert other.post(f"/partner/returns/{reference}/received").status_code == 404
    assert other.confirm(f"/partner/cases/{reference}/disposal", {**done, "done_time": "9am"}).status_code == 404
    assert tray.result().state is ReturnState.SENT


def test_a_case_that_no_neighbour_sent_has_no_page_here(tray: Tray) -> None:
    ours = a_referral(tray.database, tray.world)
    assert tray.browser.get(f"/partner/cases/{ours.reference}").status_code == 404
    assert tray.browser.get(f"/partner/returns/{tray.sent().reference}").status_code == 404


def test_other_doors_do_not_open_the_partners(tray: Tray) -> None:
    account = an_account(tray.database, Door.PROVIDER, provider_id=tray.world.provider.id)
    provider = Browser(an_app(tray.browser.wiring)).sign_in_as(account)
    for path in ("/partner", "/partner/returns"):
        assert provider.get(path).status_code == 404


def test_no_page_of_the_partner_holds_what_the_agreement_does_not_show(tray: Tray) -> None:
    person = a_person(
        tray.database,
        surname="Bird",
        address="99 Canary Close",
        mobile="07700900999",
        email="canary@example.org",
        interpreter="Canarian",
        adjustments="canary needs",
    )
    referral = a_referral(tray.database, tray.world, person, force_code="42", operation="Operation Canary")
    an_exchange(tray.database, referral, "42", state=ExchangeState.BOOKED)
    a_booking(tray.database, tray.world, a_course_date(tray.database, tray.world), referral)
    pages = ("/partner", f"/partner/cases/{referral.reference}")
    seen = "".join(tray.browser.get(path).text for path in pages)
    for canary in ("anar", "07700", "£95", "Mill Hall"):
        assert canary not in seen, canary


def test_the_chain_of_consent_of_its_own_case_is_shown(tray: Tray) -> None:
    mine, other = tray.sent("Mine", route="conditional_caution"), tray.sent("Other", force="41")
    for referral in (mine, other):
        offer = an_offer(tray.database, referral, state=OfferState.OPEN, authorised_by="Y. Sergeant")
        add(
            tray.database,
            ExplanationGiven(
                offer_id=offer.id, words_version="7", language="Polish", how=ExplainedHow.BY_VIDEO, given_at=NOW,
                given_by="X. Officer", interpreter="I. Preter", recorded_at=NOW,
            ),
        )  # fmt: skip
    words = main_words(tray.browser.get(f"/partner/cases/{mine.reference}"))
    for said in (
        "Offer and consent", "Waiting for his answer", "Y. Sergeant", "Explained: by video", "Version 7, in Polish",
        "X. Officer", "Interpreter: I. Preter", "Not signed: he cannot book a date before it is recorded",
        "Only we can withdraw the referral or change how he is reached: call our coordinator",
    ):  # fmt: skip
        assert said in words, said
    assert tray.browser.get(f"/partner/cases/{other.reference}").status_code == 404

    tray.browser.post(f"/partner/cases/{mine.reference}/answer", {**TOLD, "answer": "decline"})
    words = main_words(tray.browser.get(f"/partner/cases/{mine.reference}"))
    assert "Answered No" in words
    assert f"/partner/cases/{mine.reference}" in links_on(tray.browser.get(f"/partner/returns/{mine.reference}"))


def test_a_result_says_what_its_route_proposes_or_what_a_failure_means_and_what_alone_stops_the_clock(
    tray: Tray,
) -> None:
    done = tray.returned("Done", ResultReason.ATTENDED_THROUGHOUT, route="conditional_caution")
    failed = tray.returned("Failed", route="conditional_caution")
    for referral in (done, failed):
        tray.browser.post(f"/partner/returns/{referral.reference}/received")
    words = main_words(tray.browser.get(f"/partner/returns/{done.reference}"))
    assert "Proposed: outcome 3, Adult conditional caution" in words
    assert "Only a charge issued stops the clock" in words
    assert words.index("Record what was done") < words.index("Your reference")
    words = main_words(tray.browser.get(f"/partner/returns/{failed.reference}"))
    assert "What this means on the route of the case, conditional caution: without a reasonable excuse" in words
    assert "Proposed" not in words


def test_the_dates_say_how_far_off_they_are_while_the_clock_runs(tray: Tray) -> None:
    dates: dict[str, Any] = {
        "charge_by_on": date(2027, 4, 7),
        "return_by_on": date(2027, 3, 9),
        "complete_by_on": date(2027, 3, 4),
    }
    runs = tray.sent("Runs", **dates)
    over = tray.sent("Over", **dates, finalised_at=NOW, finalised_by="no_further_action")
    assert "Charge by: Wed 7 Apr 2027 (37 days)" in main_words(tray.browser.get(f"/partner/cases/{runs.reference}"))
    assert "37 days" not in main_words(tray.browser.get(f"/partner/cases/{over.reference}"))


def test_a_case_that_is_not_eligible_leads_on_to_why(tray: Tray) -> None:
    referral = tray.sent()
    stand = update(Referral).where(Referral.id == referral.id).values(state=ReferralState.INELIGIBLE)
    tray.database.write_now(lambda db: db.execute(stand).close())
    page = tray.browser.get(f"/partner/cases/{referral.reference}")
    assert "He is not eligible as the facts stand" in main_words(page)
    assert f"/partner/cases/{referral.reference}/settle" in links_on(page)


def test_a_case_without_an_offer_says_nothing_of_consent(tray: Tray) -> None:
    referral = tray.sent()
    assert "Offer and consent" not in main_words(tray.browser.get(f"/partner/cases/{referral.reference}"))


def test_every_look_is_logged_with_whom_it_showed(tray: Tray) -> None:
    references = {tray.sent("One").reference, tray.returned("Two").reference}
    for path in ("/partner", "/partner?show=over", "/partner/returns"):
        tray.browser.get(path)
    rows = read(tray.database, lambda db: db.scalars(select(AccessRow).order_by(AccessRow.id)).all())
    looked = [row for row in rows if row.actor_door is Door.PARTNER]
    assert len(looked) == 3
    assert {reference for row in looked for reference in row.subjects.split()} == references


@pytest.mark.parametrize(
    ("path", "budget"), [("/partner", 9), ("/partner/returns", 8), ("/partner/cases/{}", 6), ("/partner/returns/{}", 5)]
)
def test_pages_keep_to_their_statements(tray: Tray, path: str, budget: int) -> None:
    if tray.database.is_sqlite and path == "/partner/cases/{}":
        budget += 8  # its nine lists, one by one
    address = path.format(tray.returned().reference)
    tray.browser.get(address)  # a new connection asks the server who it is
    with statements(tray.database) as sent:
        assert tray.browser.get(address).status_code == 200
    assert len(sent) <= budget, sent


def test_a_force_finds_the_cases_that_it_sent_and_no_other_and_not_by_what_it_is_not_shown(tray: Tray) -> None:
    reached = a_person(tray.database, mobile="07700 900123", email="man@example.org")
    mine = a_referral(tray.database, tray.world, reached, force_code="42", custody_reference="AB/1/27")
    not_sent = a_referral(tray.database, tray.world, force_code="42", custody_reference="AB/2/27")
    an_exchange(tray.database, mine, "42", their_reference="Ours-1")
    theirs = tray.sent("Khan", force="41")

    def find(number: str) -> str:
        answer = tray.browser.post("/partner/search", {"number": number})
        return answer.headers.get("location") or main_words(answer)

    for number in (mine.reference, "Ours-1", "ab/1/27"):
        assert find(number) == f"/partner/cases/{mine.reference}"
    for number in (not_sent.reference, "AB/2/27", theirs.reference, "Khan-1", "07700 900123", "man@example.org"):
        assert "No case of your force fits" in find(number), number
