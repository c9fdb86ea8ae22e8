"""Offer and consent at a force's desk: explained, authorised, signed, and every link of it on the case page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select, update

from programme.actions.lapse_offer import lapse_offer
from programme.courses.models import ProgrammeFee
from programme.notices.discretion import give_aways
from programme.offers.models import Answer, CautionDocument, ExplanationGiven, Offer
from programme.offers.states import OfferState
from programme.offers.told.conditions import LegalPoints
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    add,
    an_account,
    an_exchange,
    an_offer,
    read,
    words_signed,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import ALL_SETTLED, AUTHORISED, SIGNED, TOLD
from tests.support.page_reader import links_on, main_words

CAUTION = "conditional_caution"


def officer(database: Database, *, door: Door = Door.CUSTODY, force_code: str = "43", rank: str = "Sgt") -> Browser:
    account = an_account(database, door, force_code=force_code, name="Sgt Desk", rank=rank)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def count(database: Database, kind: type) -> int:
    found: int = read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one())
    return found


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def offered(database: Database, world: World, *, state: OfferState = OfferState.OPEN, **facts: Any) -> Referral:
    case = ReferralState.OFFERED if state is OfferState.OPEN else ReferralState.ACCEPTED
    referral = a_referral(database, world, state=case, **facts)
    an_offer(database, referral, state=state)
    return referral


def test_the_offer_page_gives_the_words_to_explain_and_starts_with_now_and_himself(
    database: Database, world: World
) -> None:
    page = officer(database).get(page_of(a_referral(database, world, state=ReferralState.ELIGIBLE), "/offer"))
    words = main_words(page)
    assert "You are offered a course instead of a decision to prosecute you now" in words
    assert "If you do not answer by Monday 15 March 2027" in words
    assert "you can answer until Monday 22 March 2027, but no longer" in words
    assert 'name="explained_time" type="text" value="10:00"' in " ".join(page.text.split())
    assert 'value="Sgt Desk, Organisation"' in page.text
    assert "Your own rank is enough" in words
    assert "caution document" not in words


def test_the_offer_page_says_the_last_day_that_will_hold_once_the_caution_is_signed(
    database: Database, world: World
) -> None:
    a_course_date(database, world, starts_at=NOW + timedelta(weeks=15))
    a_course_date(database, world, starts_at=NOW + timedelta(weeks=17))
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    words = main_words(officer(database).get(page_of(referral, "/offer")))
    assert "Last safe course day Monday 21 June 2027 If he signs the caution today" in words
    assert "Dates with a place, in time 1" in words
    assert "You have 16 weeks for that from the day you sign, and at the latest until Tuesday 6 July 2027." in words


def test_the_document_is_printed_before_anybody_says_that_it_is_signed_and_when_is_typed_from_it(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    text = " ".join(officer(database).get(page_of(referral, "/offer")).text.split())
    printed, asked = text.index("Print it to be signed"), text.index("Has he signed the caution document?")
    assert printed < asked < text.index('name="signed_time"')
    for empty in ("signed_time", "signed_on-day", "signed_on-month", "signed_on-year"):
        field = re.search(rf'<input[^>]*name="{empty}"[^>]*>', text)
        assert field is not None
        assert 'value="' not in field[0].replace('value=""', ""), field[0]


def test_a_signature_of_this_minute_takes_one_letter(database: Database, world: World) -> None:
    """ "n" is now, and a date that is left empty beside it today's; beside an hour it is asked for."""
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    browser, page = officer(database), page_of(referral, "/offer")
    undated = {"signed_on-day": "", "signed_on-month": "", "signed_on-year": ""}
    sent = {**TOLD, **SIGNED, **undated, "document": "signed"}
    assert "Enter the date he signed" in main_words(browser.post(page, sent))
    made = browser.post(page, {**sent, "explained_time": "now", "signed_time": "n"})
    assert made.status_code == 303, main_words(made)
    assert read(database, lambda db: db.execute(select(CautionDocument.signed_at)).scalar_one()) == NOW


def test_a_fee_that_changed_while_the_words_were_read_out_makes_no_offer(database: Database, world: World) -> None:
    """Read out before midnight, sent after it: he would pay another amount than the one that he was told."""
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    browser = officer(database)

    def sent() -> dict[str, str]:
        told = re.search(r'name="fee" value="(\d+)"', " ".join(browser.get(page_of(referral, "/offer")).text.split()))
        assert told is not None
        return {**TOLD, "fee": told[1]}

    before = sent()
    fee = ProgrammeFee(programme_id=world.programme.id, from_on=NOW.date(), amount_pence=11_000)
    add(database, fee)
    again = browser.post(page_of(referral, "/offer"), {**before, "interpreter": "A. Ionescu", "explained_by": ""})
    assert again.status_code == 422
    words = main_words(again)
    assert words.count("The fee has changed since this page was opened") == 1
    assert "Enter who explained it" in words, "all at once"
    assert 'value="A. Ionescu"' in again.text
    assert not re.search(r'name="read_to_him"[^>]*checked', again.text), "another amount was read to him"
    assert count(database, Offer) == 0

    now_said = re.search(r'name="fee" value="(\d+)"', " ".join(again.text.split()))
    assert now_said is not None
    assert browser.post(page_of(referral, "/offer"), {**before, "fee": now_said[1]}).status_code == 303
    assert read(database, lambda db: db.execute(select(Offer.fee_pence)).scalar_one()) == 11_000


def test_a_route_that_changed_while_the_form_was_filled_in_is_said_on_top_and_nothing_typed_is_lost(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route="deferred_prosecution")
    browser, path = officer(database), page_of(referral, "/offer")
    page = browser.get(path)
    typed = {**TOLD, "solicitor": "R. Patel, Patel & Co", "shown": mark_on(page), "route": "deferred_prosecution"}
    database.write_now(lambda db: db.execute(update(Referral).values(route=CAUTION)))
    again = browser.post(path, typed)
    assert again.status_code == 422
    words = main_words(again)
    assert "The route of the case has changed since this page was opened" in words
    assert "Please read this again" not in words, "one thing changed, and is said once"
    assert 'value="R. Patel, Patel &amp; Co"' in again.text
    assert 'name="route" value="conditional_caution"' in " ".join(again.text.split())
    assert not re.search(r'name="read_to_him"[^>]*checked', again.text)
    assert count(database, Offer) == 0
    after = {**typed, "document": "later", "route": CAUTION, "shown": mark_on(again)}
    assert browser.post(path, after).status_code == 303


def test_points_that_were_signed_while_the_words_were_read_out_are_read_to_him_before_the_offer(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    browser, path = officer(database), page_of(referral, "/offer")
    shown = mark_on(browser.get(path))
    typed = {**TOLD, "document": "later", "solicitor": "R. Patel, Patel & Co"}
    add(database, words_signed(CAUTION, points=LegalPoints(checks_show_years=99)))

    again = browser.post(path, {**typed, "shown": shown})
    assert again.status_code == 422
    words = main_words(again)
    assert "Please read this again. Some of the words changed while this was read. Nothing was recorded" in words
    assert "99 years" in words
    assert 'value="R. Patel, Patel &amp; Co"' in again.text
    assert re.search(r'name="fit"[^>]*value="yes"[^>]*checked', again.text)
    assert not re.search(r'name="read_to_him"[^>]*checked', again.text)
    assert (count(database, Offer), count(database, ExplanationGiven)) == (0, 0)

    assert browser.post(path, {**typed, "shown": mark_on(again)}).status_code == 303
    kept = read(database, lambda db: db.execute(select(ExplanationGiven)).scalar_one())
    assert kept.facts["checks_for"] == "99 years"


@pytest.mark.parametrize("rest", ["/explain", "/answer"])
def test_what_changed_between_the_page_and_the_press_is_shown_and_nothing_typed_is_lost(
    database: Database, world: World, rest: str
) -> None:
    referral = offered(database, world)
    browser, path = officer(database), page_of(referral, rest)
    typed = {**TOLD, "answer": "accept", "appropriate_adult": "His sister", "shown": mark_on(browser.get(path))}
    database.write_now(lambda db: db.execute(update(Referral).values(offence_place="Harbour Road")))
    again = browser.post(path, typed)
    assert "Please read this again" in main_words(again)
    assert "Harbour Road" in main_words(again)
    assert 'value="His sister"' in again.text
    assert count(database, ExplanationGiven) == 0
    assert browser.post(path, {**typed, "shown": mark_on(again)}).status_code == 303
    assert count(database, ExplanationGiven) == 1


def mark_on(page: Response) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{16})"', " ".join(page.text.split()))
    assert found is not None
    return found[1]


def test_an_empty_form_says_every_mistake_at_once_and_makes_no_offer(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    answer = officer(database).post(page_of(referral, "/offer"), {"document": "signed"})
    assert answer.status_code == 422
    for wanted in (
        "Choose how it was explained to him", "Enter the language it was explained in", "Enter who explained it",
        "Enter the details of the offence", "Enter the conditions", "Confirm that he was warned before he signed",
        "Enter the date he signed", "Enter the time he signed",
    ):  # fmt: skip
        assert wanted in main_words(answer)
    assert count(database, Offer) == 0


def test_who_may_authorise_and_when_it_was_explained_are_said_with_what_is_empty(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    wrong = {
        **TOLD,
        **SIGNED,
        "document": "signed",
        "explained_on-year": "2028",
        "signed_on-year": "2028",
        "given_by_rank": "constable",
        "conditions": "",
    }
    answer = officer(database, rank="PC").post(page_of(referral, "/offer"), wrong)
    for field in ("explained_on", "authorised_by", "given_by_rank", "signed_on", "conditions"):
        assert f'href="#{field}' in answer.text, field
    day_before = {"signed_on-day": "25", "signed_on-month": "2", "signed_on-year": "2027"}
    answer = officer(database).post(page_of(referral, "/offer"), {**TOLD, **SIGNED, "document": "signed", **day_before})
    assert "He can sign once it has been explained to him: that was" in main_words(answer)
    assert count(database, Offer) == 0


def test_a_constable_is_asked_who_authorised_it_and_nothing_he_typed_is_lost(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    browser = officer(database, rank="PC")
    assert "Enter who authorised it" in main_words(browser.get(page_of(referral, "/offer")))
    answer = browser.post(page_of(referral, "/offer"), {**TOLD, "interpreter": "A. Ionescu, Words Ltd"})
    assert answer.status_code == 422
    assert "Enter who authorised the offer: it takes a sergeant or above" in main_words(answer)
    assert 'href="#authorised_by"' in answer.text
    assert 'value="A. Ionescu, Words Ltd"' in answer.text
    assert browser.post(page_of(referral, "/offer"), {**TOLD, **AUTHORISED}).status_code == 303
    assert "Insp E. High inspector" in main_words(browser.get(page_of(referral)))


def test_the_case_page_shows_the_whole_chain(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    browser = officer(database)
    form = {**TOLD, **SIGNED, "document": "signed", "interpreter": "A. Ionescu", "language": "Romanian"}
    assert browser.post(page_of(referral, "/offer"), form).status_code == 303
    words = main_words(browser.get(page_of(referral)))
    for wanted in (
        "Authorised by Sgt Desk, Organisation Sgt", "Explained: in person",
        f"Version {TOLD['words_version']}, in Romanian",
        "Interpreter: A. Ionescu", "Signed Monday 1 March 2027 at 9:50am", "Given by Sgt A. Desk, Custody, sergeant",
        "I complete the course.", "Caution given", "Next: Book a date and pay for it",
    ):  # fmt: skip
        assert wanted in words, wanted


def test_the_document_can_wait_and_until_then_custody_has_the_next_step(database: Database, world: World) -> None:
    referral = offered(database, world, state=OfferState.ACCEPTED, route=CAUTION)
    browser = officer(database)
    before = browser.get(page_of(referral))
    assert "Next: Have the caution document signed" in main_words(before)
    assert "Not signed: he cannot book a date before it is recorded" in main_words(before)
    assert page_of(referral, "/caution") in links_on(before)
    empty = browser.post(page_of(referral, "/caution"), {**SIGNED, "warning_given": "", "offence": ""})
    assert empty.status_code == 422
    assert "Enter the details of the offence" in main_words(empty)
    low = browser.post(page_of(referral, "/caution"), {**SIGNED, "given_by_rank": "constable"})
    assert low.status_code == 422
    assert "The caution must be given by a sergeant or above" in main_words(low)
    at_two_in_the_morning = {**SIGNED, "signed_on-day": "t", "signed_on-month": "", "signed_on-year": ""}
    recorded = browser.post(page_of(referral, "/caution"), at_two_in_the_morning)
    assert recorded.headers["location"] == page_of(referral, "?done=cautioned")
    after = main_words(browser.get(page_of(referral)))
    assert "Next: Book a date and pay for it" in after
    kept = main_words(browser.get(page_of(referral, "/caution")))
    assert "I admit it." in kept
    assert browser.post(page_of(referral, "/caution"), SIGNED).status_code == 409
    over = offered(database, world, state=OfferState.LAPSED, route=CAUTION)
    lapsed = main_words(browser.get(page_of(over)))
    assert ("Caution document Not signed" in lapsed, "cannot book a date before" in lapsed) == (True, False)
    assert "open the case again" in main_words(browser.get(page_of(over, "/caution")))


def test_what_was_signed_in_time_is_recorded_after_the_lapse_with_why_it_comes_late(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED, route=CAUTION, eligibility=ALL_SETTLED)
    offer = an_offer(database, referral, state=OfferState.OPEN, answer_by_at=NOW - timedelta(hours=1))
    database.write_now(lapse_offer, actor=WORKER, now=NOW - timedelta(hours=1), offer_id=offer.id)
    browser, page = officer(database), page_of(referral, "/caution")
    assert page in links_on(browser.get(page_of(referral)))
    assert "The offer lapsed: his time to answer was over" in main_words(browser.get(page))
    at_eight = {**SIGNED, "signed_time": "8am"}
    early = browser.post(page, {**at_eight, "signed_time": "10am"})
    assert "Enter why it is recorded only now" in main_words(early)
    assert "He could answer, and sign, until" in main_words(early)

    recorded = browser.post(page, {**at_eight, "reason": "It lay in the tray."})

    assert recorded.status_code == 303, main_words(recorded)
    case = main_words(browser.get(recorded.headers["location"]))
    assert "Had lapsed, and stands because It lay in the tray." in case
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.ACCEPTED


def test_the_day_in_the_conditions_is_the_one_of_the_day_he_signed_and_is_said_beside_them(
    database: Database, world: World
) -> None:
    referral = offered(database, world, route=CAUTION)
    browser, page = officer(database), page_of(referral, "/caution")
    starts_with = "I finish it by Monday 21 June 2027."
    asked = main_words(browser.get(page))
    assert starts_with in asked
    assert "an earlier paper has an earlier day" in asked
    yesterday = {**SIGNED, "signed_on-day": "28", "signed_on-month": "2", "conditions": starts_with}

    refused = browser.post(page, {**yesterday, "warning_given": ""})

    said = main_words(refused)
    assert "The conditions say Monday 21 June 2027. Signed on Sunday 28 February 2027, they can say Friday 18" in said
    assert 'href="#conditions"' in refused.text
    assert "Confirm that he was warned before he signed" in said  # all at once
    assert count(database, CautionDocument) == 0
    assert browser.post(page, {**yesterday, "conditions": "I finish it by 18 June 2027."}).status_code == 303


def test_the_document_is_printed_as_it_stands_on_the_form_under_a_neutral_name(
    database: Database, world: World
) -> None:
    referral = offered(database, world, route=CAUTION)
    browser = officer(database)
    answer = browser.post(page_of(referral, "/caution/document"), {"conditions": "Conditions of his own."})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="document-to-sign.pdf"'
    assert give_aways(answer.headers["content-disposition"]) == []
    assert count(database, CautionDocument) == 0


def test_explaining_again_adds_a_row_and_changes_none(database: Database, world: World) -> None:
    referral = offered(database, world)
    browser = officer(database)
    browser.post(page_of(referral, "/explain"), TOLD)
    later = {**TOLD, "how": "by_telephone", "solicitor": "S. Rao, Rao & Co", "explained_time": "9:55am"}
    assert browser.post(page_of(referral, "/explain"), later).status_code == 303
    assert browser.post(page_of(referral, "/explain"), {**TOLD, "explained_time": "11am"}).status_code == 422
    assert count(database, ExplanationGiven) == 2
    words = main_words(browser.get(page_of(referral)))
    assert "Explained: by telephone" in words
    assert "Solicitor: S. Rao, Rao & Co" in words
    assert "By telephone, in English, with a solicitor." in words


def test_the_neighbours_desk_explains_authorises_and_has_it_signed_at_its_own_door(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, force_code="34", route=CAUTION)
    an_exchange(database, referral, "34")
    browser = officer(database, door=Door.PARTNER, force_code="34")
    here = f"/partner/cases/{referral.reference}"
    assert browser.get(f"{here}/offer").status_code == 200
    form = {**TOLD, "document": "later"}
    assert browser.post(f"{here}/offer", form).headers["location"] == f"{here}?done=offered"
    assert "He has a caution document to sign" in main_words(browser.get(here))
    assert browser.post(f"{here}/explain", TOLD).status_code == 303
    assert browser.get(f"{here}/caution").status_code == 200
    assert browser.post(f"{here}/caution", SIGNED).status_code == 303
    assert "He has a caution document to sign" not in main_words(browser.get(here))
    assert (count(database, ExplanationGiven), count(database, CautionDocument)) == (2, 1)


def test_an_answer_given_to_somebody_is_taken_down_at_the_desk(database: Database, world: World) -> None:
    referral = offered(database, world)
    browser = officer(database)
    assert page_of(referral, "/answer") in links_on(browser.get(page_of(referral)))
    assert browser.get(page_of(referral, "/answer")).status_code == 200
    unclear = browser.post(page_of(referral, "/answer"), TOLD)
    assert unclear.status_code == 422
    assert "Choose what he answered" in main_words(unclear)
    form = {**TOLD, "how": "by_telephone", "answer": "accept"}
    assert browser.post(page_of(referral, "/answer"), form).headers["location"] == page_of(referral, "?done=answered")
    words = main_words(browser.get(page_of(referral)))
    assert "Answer taken down for him" in words
    assert "Yes. By telephone, by Sgt A. Desk, Custody." in words
    assert "Offer accepted" in words


def test_an_answer_that_was_typed_after_the_offer_lapsed_is_taken_down_with_the_reason(
    database: Database, world: World
) -> None:
    referral = offered(database, world, eligibility=ALL_SETTLED)
    database.write_now(lambda db: db.execute(update(Offer).values(answer_by_at=NOW - timedelta(minutes=1))))
    number = read(database, lambda db: db.scalars(select(Offer.id)).one())
    database.write_now(lapse_offer, actor=WORKER, now=NOW, offer_id=number)
    browser, here = officer(database), page_of(referral, "/answer")
    assert here in links_on(browser.get(page_of(referral)))
    page = main_words(browser.get(here))
    assert "The offer lapsed: his time to answer was over at Monday 1 March 2027 at 9:59am" in page
    assert "He wants legal advice first" not in page
    late = main_words(browser.post(here, {**TOLD, "explained_time": "10am", "answer": "decline"}))
    assert "His time to answer is over" in late, "at the time that is typed"
    assert "Enter why it is recorded only now" in late, "all at once"
    in_time = {**TOLD, "answer": "decline", "reason": "The desk was alone."}
    assert browser.post(here, in_time).headers["location"] == page_of(referral, "?done=answered")
    assert read(database, lambda db: db.scalars(select(Offer.answer)).one()) is Answer.DECLINED


def test_after_a_yes_only_a_change_of_mind_can_be_taken_down(database: Database, world: World) -> None:
    referral = offered(database, world)
    browser = officer(database)
    here = page_of(referral, "/answer")
    assert "He wants legal advice first" in main_words(browser.get(here))
    browser.post(here, {**TOLD, "answer": "accept"})

    left = main_words(browser.get(here))
    assert "He wants legal advice first" not in left
    assert "Also for a change of mind after a yes" in left
    assert browser.post(here, {**TOLD, "answer": "advice"}).status_code == 422


def test_who_wants_legal_advice_first_is_seen_on_the_case_page_with_the_new_day(
    database: Database, world: World
) -> None:
    referral = offered(database, world)
    browser = officer(database)
    browser.post(page_of(referral, "/answer"), {**TOLD, "answer": "advice"})
    words = main_words(browser.get(page_of(referral)))
    assert "He wants legal advice first" in words
    assert "Wanted legal advice first Monday 1 March 2027 at 9:45am" in words


def test_a_result_without_a_course_can_be_opened_again_from_the_case_and_the_return(
    database: Database, world: World
) -> None:
    referral = offered(database, world, eligibility=ALL_SETTLED)
    browser = officer(database)
    browser.post(page_of(referral, "/answer"), {**TOLD, "answer": "decline"})
    assert page_of(referral, "/reopen") in links_on(browser.get(page_of(referral)))
    assert page_of(referral, "/reopen") in links_on(browser.get(f"/custody/returns/{referral.reference}"))
    assert "Its code does not work any more" in main_words(browser.get(page_of(referral, "/reopen")))
    assert browser.post(page_of(referral, "/reopen")).status_code == 422
    form = {"reason": "He has had advice and asks again."}
    assert browser.post(page_of(referral, "/reopen"), form).headers["location"] == page_of(referral, "?done=reopened")
    words = main_words(browser.get(page_of(referral)))
    assert "Next: Make the offer" in words
    assert "Opened again because He has had advice and asks again." in words
    assert page_of(referral, "/reopen") not in links_on(browser.get(page_of(referral)))
    assert browser.post(page_of(referral, "/reopen"), form).status_code == 409


def test_the_return_prints_the_whole_chain(database: Database, world: World) -> None:
    referral = offered(database, world, route=CAUTION)
    browser = officer(database)
    browser.post(page_of(referral, "/caution"), SIGNED)
    browser.post(page_of(referral, "/answer"), {**TOLD, "answer": "decline"})
    words = main_words(browser.get(f"/custody/returns/{referral.reference}"))
    for wanted in ("Explained: in person", "Signed the caution document", "Offer declined", "I complete the course."):
        assert wanted in words, wanted


@pytest.mark.parametrize("rest", ["/offer", "/explain", "/answer", "/reopen", "/caution"])
def test_another_forces_desk_finds_none_of_it(database: Database, world: World, rest: str) -> None:
    referral = offered(database, world, route=CAUTION)
    a_world(database, force_code="16")
    stranger = officer(database, force_code="16")
    assert stranger.get(page_of(referral, rest)).status_code == 404
    assert stranger.post(page_of(referral, rest), {**TOLD, **SIGNED}).status_code == 404
    assert stranger.post(page_of(referral, "/caution/document")).status_code == 404


def test_a_caution_brings_the_last_safe_course_day_forward_and_the_case_says_so(
    database: Database, world: World
) -> None:
    referral = offered(database, world, route=CAUTION, offence_at=NOW - timedelta(days=21))
    officer(database).post(page_of(referral, "/caution"), SIGNED)
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.cautioned_on.isoformat(), row.complete_by_on.isoformat()) == ("2027-03-01", "2027-06-21")
