"""The pages of a stopped case: raising with every mistake said, who was told, deciding, the list, the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.concerns.models import Concern, DrugIntervention, DrugStep
from programme.concerns.states import ConcernState
from programme.eligibility.rules import NO_CONCERN, PROGRAMME_OFFENCE
from programme.referrals.criteria import Status, kept_criterion
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_account,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words, words_on


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def somebody(database: Database, door: Door = Door.CUSTODY, role: Role = Role.OFFICER, force: str = "43") -> Browser:
    account = an_account(database, door, force_code=force, roles=frozenset({role}), name=f"Of {role}")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral) -> str:
    return f"/custody/referrals/{referral.reference}/concern"


def test_an_officer_stops_a_case_and_reads_who_was_told_and_what_happens_now(database: Database, world: World) -> None:
    guard = somebody(database, role=Role.SAFEGUARDING)
    officer = somebody(database)
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    assert page_of(referral) in links_on(officer.get(f"/custody/referrals/{referral.reference}"))

    missed = officer.post(page_of(referral), {})
    assert missed.status_code == 422
    assert "Choose what the signs are of" in main_words(missed)
    done = officer.post(page_of(referral), {"signs": ["trafficked", "controlled"]})

    assert (done.status_code, done.headers["location"]) == (303, page_of(referral))
    words = main_words(officer.get(page_of(referral)))
    for wanted in (
        "Stopped for safeguarding", "Who was told Of safeguarding", "Trafficked", "Controlled by somebody",
        "he was told only that, and never why", "The clock still runs. The last day to charge is Saturday 7 August",
        "Only the named safeguarding role decides",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "Record the decision" in main_words(guard.get(page_of(referral)))


def test_the_case_says_that_it_is_stopped_whose_turn_it_is_and_what_he_is(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, referral)
    words = main_words(somebody(database).get(f"/custody/referrals/{referral.reference}"))
    for wanted in (
        "Next: Stopped for safeguarding: say whether the case can go on", "The named safeguarding role , today",
        "Open the concern", "See what was seen and who was told", "Suspect",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "Make the offer" not in words
    assert "Not eligible" not in words, "nobody has decided that"
    assert "for an offer" in words
    for listed in ("/custody/referrals", "/custody/clocks", f"/custody/referrals/{referral.reference}/concern"):
        words = main_words(somebody(database).get(listed))
        assert ("Stopped" in words, "Not eligible 1" in words) == (True, False), listed


def test_safeguarding_decides_and_has_to_say_why_it_can_go_on(database: Database, world: World) -> None:
    guard = somebody(database, role=Role.SAFEGUARDING)
    referral = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, referral)
    decision = f"{page_of(referral)}/decision"

    nothing = guard.post(decision, {})
    assert (nothing.status_code, "Choose what you decide" in main_words(nothing)) == (422, True)
    assert "Enter why no concern is left" in main_words(nothing), "all that is missing is said at once"
    unsaid = guard.post(decision, {"decision": "cleared"})
    assert (unsaid.status_code, "Enter why no concern is left" in main_words(unsaid)) == (422, True)
    assert guard.post(decision, {"decision": "upheld"}).status_code == 303
    words = main_words(guard.get(page_of(referral)))
    assert "stays stopped : another investigation goes first" in words
    assert "Withdraw the case" in words
    assert guard.post(decision, {"decision": "cleared", "reason": "Her age was seen."}).status_code == 303
    assert read(database, lambda db: db.execute(select(Concern.state)).scalar_one()) is ConcernState.CLEARED


def test_the_choice_says_whether_an_offer_can_follow(database: Database, world: World) -> None:
    guard = somebody(database, role=Role.SAFEGUARDING)
    signs = kept_criterion(NO_CONCERN, Status.NOT_MET, "There were signs.")
    a_childs = kept_criterion(PROGRAMME_OFFENCE, Status.NOT_MET, "It is none of the programme's.")
    for kept, follows, other in (
        ([signs], "The case can go on Eligibility is checked again, and he can be made an offer", "No offer follows"),
        ([signs, a_childs], "No offer follows yet. Also in the way: offence code", "can be made an offer"),
    ):
        case = a_referral(database, world, state=ReferralState.INELIGIBLE, eligibility=kept)
        a_concern(database, case)
        words = main_words(guard.get(page_of(case)))
        assert (follows in words, other in words) == (True, False)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (ReferralState.WITHDRAWN, "The case was withdrawn: nothing is offered to him any more."),
        (ReferralState.RETURNED, "The case has its result."),
        (ReferralState.BOOKED, "The day of his course had begun"),
    ],
)
def test_a_case_that_has_gone_its_way_is_not_let_go_on(
    database: Database, world: World, state: ReferralState, why: str
) -> None:
    guard = somebody(database, role=Role.SAFEGUARDING)
    referral = a_referral(database, world, state=state)
    a_concern(database, referral)
    words = main_words(guard.get(page_of(referral)))
    assert why in words
    assert "No concern is left" in words
    assert "can go on" not in words
    assert "Stopped for safeguarding" not in main_words(guard.get(page_of(referral).removesuffix("/concern")))
    assert (state is ReferralState.BOOKED) is ("course had begun" in words)
    answer = guard.post(f"{page_of(referral)}/decision", {"decision": "cleared", "reason": "Her age was seen."})
    assert answer.status_code == 303
    assert "The case can go on" not in main_words(guard.get(page_of(referral).removesuffix("/concern")))
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is state


def test_an_officer_who_decides_is_told_who_does(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, referral)
    answer = somebody(database).post(f"{page_of(referral)}/decision", {"decision": "upheld"})

    assert answer.status_code == 403
    assert "Only safeguarding decides this" in words_on(answer)


def test_safeguarding_sees_it_first_on_the_desk_and_in_the_list(database: Database, world: World) -> None:
    guard = somebody(database, role=Role.SAFEGUARDING)
    assert "stopped for safeguarding" not in main_words(guard.get("/custody"))
    a_referral(database, world, state=ReferralState.RETURNED)
    open_one = a_referral(database, world, state=ReferralState.INELIGIBLE)
    upheld = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, upheld, state=ConcernState.UPHELD)
    a_concern(database, open_one)

    words = main_words(guard.get("/custody"))
    assert words.index("1 stopped for safeguarding: decide whether it can go on") < words.index("result to acknowledge")
    assert (
        "1 not eligible: decide what to do instead" in words
    )  # the one that stays stopped: the other is counted above
    listed = main_words(guard.get("/custody/concerns"))
    assert listed.index(open_one.reference) < listed.index(upheld.reference)
    assert "Trafficked" not in listed
    logged = read(
        database, lambda db: db.execute(select(AccessRow.subjects).order_by(AccessRow.id.desc())).scalars().first()
    )
    assert sorted(logged.split()) == sorted([open_one.reference, upheld.reference])


def test_the_bar_leads_there_only_for_safeguarding(database: Database, world: World) -> None:
    assert "/custody/concerns" in links_on(somebody(database, role=Role.SAFEGUARDING).get("/custody"))
    assert "/custody/concerns" not in links_on(somebody(database).get("/custody"))


def test_where_nobody_is_named_the_page_says_to_tell_them_oneself(database: Database, world: World) -> None:
    officer = somebody(database)
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)

    assert "Tell your safeguarding team yourself, today" in main_words(officer.get(page_of(referral)))


def test_another_forces_safeguarding_and_officers_find_nothing(database: Database, world: World) -> None:
    a_force(database, "16")
    referral = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, referral)
    for who in (somebody(database, force="16"), somebody(database, role=Role.SAFEGUARDING, force="16")):
        assert who.get(page_of(referral)).status_code == 404
        assert who.post(page_of(referral), {"signs": "under_18"}).status_code == 404
        assert who.post(f"{page_of(referral)}/decision", {"decision": "upheld"}).status_code == 404
        assert referral.reference not in words_on(who.get("/custody/concerns"))


def test_at_the_forces_own_door_only_the_role_enters(database: Database, world: World) -> None:
    a_force(database, "34")
    mine = a_referral(database, world, state=ReferralState.INELIGIBLE)
    theirs = a_referral(database, world, state=ReferralState.INELIGIBLE, force_code="34")
    for referral in (mine, theirs):
        a_concern(database, referral)
    coordinator = somebody(database, Door.ADMIN, Role.COORDINATOR)
    guard = somebody(database, Door.ADMIN, Role.SAFEGUARDING)

    assert coordinator.get("/admin/concerns").status_code == 404
    assert coordinator.get(f"/admin/concerns/{mine.reference}").status_code == 404
    assert "Record the decision" in main_words(guard.get(f"/admin/concerns/{mine.reference}"))
    assert guard.get(f"/admin/concerns/{theirs.reference}").status_code == 404
    assert guard.post(f"/admin/concerns/{mine.reference}/decision", {"decision": "upheld"}).status_code == 303


def test_a_neighbour_stops_its_own_case_and_the_host_force_does_not_read_what_was_seen(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, force_code="34", state=ReferralState.ELIGIBLE)
    an_exchange(database, referral, "34")
    neighbour = somebody(database, Door.PARTNER, Role.PARTNER_STAFF, "34")
    case = f"/partner/cases/{referral.reference}"

    assert neighbour.post(f"{case}/concern", {"signs": "under_18"}).status_code == 303
    assert "Under 18" in main_words(neighbour.get(f"{case}/concern"))
    assert "Stopped for safeguarding. Nothing is offered while it is" in main_words(neighbour.get(case))
    assert somebody(database, role=Role.SAFEGUARDING).get(page_of(referral)).status_code == 404


def test_whether_drugs_were_considered_is_recorded_and_shown_to_custody(database: Database, world: World) -> None:
    officer = somebody(database)
    referral = a_referral(database, world)
    case = f"/custody/referrals/{referral.reference}"
    assert "Nobody has recorded whether it was considered" in main_words(officer.get(case))

    missed = officer.post(f"{case}/drugs", {})
    assert (missed.status_code, "Choose whether a drug intervention was considered" in main_words(missed)) == (
        422,
        True,
    )
    assert officer.post(f"{case}/drugs", {"step": "voluntary_referral"}).headers["location"] == f"{case}?done=drugs"
    assert "he was referred to a drug worker, voluntarily" in main_words(officer.get(case))
    assert read(database, lambda db: db.execute(select(DrugIntervention.step)).scalar_one()) is (
        DrugStep.VOLUNTARY_REFERRAL
    )
    assert officer.get(f"{case}/drugs").text.count(" checked") == 1


def test_a_stopped_case_is_not_settled(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.INELIGIBLE, referred_at=NOW)
    a_concern(database, referral)
    officer = somebody(database)

    assert "/settle" not in " ".join(links_on(officer.get(f"/custody/referrals/{referral.reference}")))
