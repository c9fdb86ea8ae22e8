"""Referring in a browser without script: the form, check answers, drafts; at custody's door and at a neighbour's."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from programme.actions.change_programme import change_programme
from programme.actions.return_unoffered import return_unoffered
from programme.audit.models import AccessRow, Operation
from programme.concerns.models import Concern, DrugIntervention, DrugStep, Sign
from programme.courses.areas import Areas
from programme.duties.last_days import report_passed
from programme.exchange.models import Agreement, Exchange, TravelField
from programme.exchange.states import ExchangeState
from programme.intake.models import ReferralDraft
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason
from programme.people.models import Identifier, Person, SafeContact
from programme.referrals.models import Admission, Origin, Referral, Release
from programme.referrals.states import ReferralState
from programme.shared.actor import COMMAND_LINE, WORKER, Door, Role
from programme.storage.database import Database
from programme.web.case.referral_form import ReferralForm
from programme.web.custody.draft_answers import typed_answers
from programme.web.kit.forms import DatePartsField, FormData, bind
from tests.support.builders import (
    NOW,
    World,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    add,
    an_account,
    an_agreement,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words, words_on
from tests.support.refer_form import ANSWERS, CLEAR, NEW
from tests.support.statements import statements


def answers(**changed: str) -> dict[str, str]:
    return {**ANSWERS, **{name.replace("__", "-"): value for name, value in changed.items()}}


def browser(database: Database, door: Door = Door.CUSTODY, force_code: str = "43", **account: Any) -> Browser:
    given = {"name": "Sgt Desk", "rank": "Sgt", "collar": "1234", "email": "desk@example.org", **account}
    return Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, door, force_code=force_code, **given))


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def neighbour(database: Database, world: World) -> str:
    an_agreement(database, "44")
    return "44"


def form_of(dates: dict[str, Any]) -> ReferralForm:
    """The form with these dates (or other boxes), beside what is needed."""
    typed = dict(ANSWERS)
    for name, parts in dates.items():
        typed |= (
            {f"{name}-{part}": str(text) for part, text in zip(DatePartsField.PARTS, parts, strict=True)}
            if isinstance(parts, tuple)
            else {name: parts}
        )
    form = bind(ReferralForm, FormData(typed), today=NOW.date())
    form.now = NOW
    return form


def one_case(database: Database) -> Referral:
    case: Referral = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    return case


def one_person(database: Database) -> Person:
    person: Person = read(database, lambda db: db.execute(select(Person)).scalar_one())
    return person


def how_many(database: Database, kind: type) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one()))


def boxes_of(page: str) -> dict[str, str]:
    """The hidden boxes of a page by name, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: words_on(f"<p>{value}</p>") for name, value in found if name != "_csrf_token"}


def test_the_form_knows_the_officer_and_the_offence(database: Database, world: World) -> None:
    page = browser(database).get(NEW)
    assert page.status_code == 200
    for value in ("SX03213", "1234"):
        assert f'value="{value}"' in page.text


def test_the_officer_is_looked_up_in_the_force_of_the_case_and_kept_as_his_account(
    database: Database, world: World, neighbour: str
) -> None:
    desk, typed = browser(database), dict.fromkeys(("officer_rank", "officer_collar", "officer_name"), "")
    for force, name in (("43", "Anna Rowe"), ("43", "David Rowe"), (neighbour, "Peter Rowe")):
        an_account(database, Door.CUSTODY if force == "43" else Door.PARTNER, force_code=force, name=name, collar="")
    named = answers(**typed, officer_email="", officer="rowe")

    several = main_words(desk.post(NEW, named))
    assert "several fit what you typed" in several
    assert "Anna Rowe" in several
    assert "Peter Rowe" not in several
    nobody = main_words(desk.post(NEW, {**named, "officer": "Hall"}))
    assert "Nobody with an account fits" in nobody
    one = main_words(desk.post(NEW, {**named, "officer": "Rowe, D"}))
    assert "Officer in the case David Rowe" in one
    assert "where he has an account" in one
    sent = main_words(desk.post(NEW, {**named, "sent_by_force": neighbour, "drugs": ""}))
    assert "Officer in the case Peter Rowe" in sent
    assert re.search(
        r"Who is told: .* goes to (\S+ )*Peter Rowe of [^,]+, at \S+@\S+, and then to whoever supervises", sent
    )
    assert "Who is told" not in one

    desk.confirm(NEW, {**named, "officer": "Rowe, D"})
    assert (one_case(database).officer_name, one_case(database).officer_id is not None) == ("David Rowe", True)


def test_check_answers_shows_dates_criteria_numbers_and_places_and_keeps_nothing(
    database: Database, world: World
) -> None:
    a_course_date(database, world, capacity=9)
    words = main_words(browser(database).post(NEW, answers()))
    for wanted in (
        "Last safe course day", "Charge by Friday 20 August 2027 172 days left", "Age Met 46 on the day of the offence",
        "Not known yet: evidence, safeguarding", "9 met", "Earlier course or offer Met",
        "9 places free on 1 date in time", "PNC ID 85/238123X 1985/0238123X In order",
        "Séan Ó Súilleabháin", "07700 900246", "HP20 2ZZ", "Saturday 20 February 2027 at 11:50pm", "His mobile only",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert how_many(database, Referral) == how_many(database, ReferralDraft) == 0


def test_refer_makes_the_case_from_what_check_answers_carries(database: Database, world: World) -> None:
    officer = browser(database)
    checked = officer.post(NEW, answers())
    answer = officer.post(f"{NEW}/save", boxes_of(checked.text))
    case, person = one_case(database), one_person(database)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/custody/referrals/{case.reference}"
    assert (case.state, case.origin, case.force_code) == (ReferralState.UNDECIDED, Origin.FORM, "43")
    assert (case.route, case.rules_id) == ("conditional_caution", 1)
    assert (case.custody_reference, case.release, case.admission) == ("HA/1001/27", Release.BAIL, Admission.ADMITTED)
    shown = main_words(officer.get(answer.headers["location"]))
    assert "Crime number 432600012345 Entered as 43/260/0012345" in shown
    assert case.charge_by_on == date(2027, 8, 20)
    assert (person.name, person.mobile) == ("Séan Ó Súilleabháin", "07700 900246")
    assert person.safe_contact is SafeContact.MOBILE_ONLY
    assert main_words(officer.get(f"/custody/referrals/{case.reference}"))


def test_every_mistake_shows_at_once_and_nothing_typed_is_lost(database: Database, world: World) -> None:
    wrong = answers(surname="", born_on__month="13", offence_time="9", mobile="07", arrested_time="")
    page = browser(database).post(NEW, wrong)
    assert page.status_code == 422
    words = main_words(page)
    for wanted in (
        "There is a problem", "Enter his surname", "Date of birth must be a real date",
        "Time of the offence must be a time, like 9:30am or 21:30", "Mobile number must be a UK mobile number",
        "Enter the time of the arrest",
    ):  # fmt: skip
        assert words.count(wanted) >= (1 if wanted == "There is a problem" else 2), wanted
    for kept in ("Séan", 'value="13"', 'value="07"', "Grafton Gate", "ha/1001/27"):
        assert kept in page.text


def test_a_bad_pnc_letter_is_kept_and_flagged_and_stops_nothing(database: Database, world: World) -> None:
    officer = browser(database)
    words = main_words(officer.post(NEW, answers(pnc_id="2010/0217220A")))
    assert "2010/0217220A Not read Flagged" in words
    officer.confirm(NEW, answers(pnc_id="2010/0217220A"))
    kept = read(database, lambda db: db.execute(select(Identifier).where(Identifier.kind == "pnc_id")).scalar_one())
    assert (kept.as_entered, kept.canonical, kept.problem) == ("2010/0217220A", None, "bad_check_letter")
    assert "bad_pnc_letter" in one_case(database).flags


def test_what_is_not_known_waits_and_is_settled_on_its_own_page(database: Database, world: World) -> None:
    officer = browser(database)
    officer.confirm(NEW, answers(admission="unrecorded"))
    case = one_case(database)
    assert case.state is ReferralState.UNDECIDED
    page = officer.get(f"/custody/referrals/{case.reference}/settle")
    for question in ("Does he admit the offence?", "Is there enough evidence", "trafficked or controlled", "a weapon"):
        assert question in main_words(page), question
    empty = officer.post(f"/custody/referrals/{case.reference}/settle", {})
    assert empty.status_code == 422
    assert "Record at least one fact" in main_words(empty)
    answer = officer.post(f"/custody/referrals/{case.reference}/settle", {"admission": "admitted", **CLEAR})
    assert answer.headers["location"] == f"/custody/referrals/{case.reference}?done=settled"
    assert one_case(database).state is ReferralState.ELIGIBLE


def test_somebody_who_is_not_eligible_is_not_referred_and_is_recorded_as_considered(
    database: Database, world: World
) -> None:
    officer = browser(database)
    page = officer.post(NEW, answers(born_on__year="2010"))
    words = main_words(page)
    assert words.index("Not met: Age. 16 on the day of the offence") < words.index("Last safe course day")
    assert "He cannot be referred" in words
    assert ">Refer</button>" not in page.text
    assert officer.post(f"{NEW}/save", boxes_of(page.text)).text == page.text
    assert how_many(database, Referral) == how_many(database, Person) == 0

    filed = officer.post(f"{NEW}/save", {**boxes_of(page.text), "do": "record"})
    case = one_case(database)
    assert (case.state, case.charge_by_on) == (ReferralState.INELIGIBLE, date(2027, 8, 20)), "and his clock is watched"
    assert "Not eligible: withdraw the case and decide what to do instead" in main_words(
        officer.get(filed.headers["location"])
    )


def test_pressing_refer_twice_makes_one_case(database: Database, world: World) -> None:
    officer = browser(database)
    checks = [boxes_of(officer.post(NEW, answers()).text) for _ in range(2)]
    first, again, other = (officer.post(f"{NEW}/save", boxes) for boxes in (checks[0], *checks))
    assert first.headers["location"] == again.headers["location"]
    assert f"It is case {first.headers['location'].rsplit('/', 1)[1]}".lower() in main_words(other).lower()
    assert how_many(database, Referral) == 1


def test_a_draft_keeps_what_was_typed_as_it_was_typed(database: Database, world: World) -> None:
    officer = browser(database)
    half = {"surname": " o'brien ", "offence_on-day": "20", "offence_on-month": "feb", "offence_on-year": "2027"}
    assert officer.post(NEW, {**half, "do": "save"}).headers["location"] == "/custody/drafts"
    drafts = officer.get("/custody/drafts")
    assert "133 days for an offer" in main_words(drafts)
    again = officer.get(next(link for link in links_on(drafts) if "?draft=" in link))
    assert 'value=" o&#39;brien "' in again.text
    assert 'value="feb"' in again.text


def test_a_draft_is_saved_over_and_gone_when_it_is_referred(database: Database, world: World) -> None:
    officer = browser(database)
    officer.post(NEW, answers(surname="", do="save"))
    officer.post(NEW, answers(draft=the_mark(officer, f"{NEW}?draft=1"), do="save"))
    assert how_many(database, ReferralDraft) == 1
    officer.confirm(NEW, answers(draft=the_mark(officer, f"{NEW}?draft=1")))
    assert (how_many(database, ReferralDraft), how_many(database, Referral)) == (0, 1)


def the_mark(officer: Browser, path: str) -> str:
    return boxes_of(officer.get(path).text)["draft"]


def test_a_draft_is_discarded_after_a_page_that_says_what_is_lost(database: Database, world: World) -> None:
    officer = browser(database)
    officer.post(NEW, answers(do="save"))
    path = "/custody/drafts/1/discard"
    assert "gone for good" in main_words(officer.get(path))
    mark = the_mark(officer, path)
    colleague = browser(database, name="PC Early", email="early@example.org")
    colleague.post(NEW, answers(surname="Newer", draft=mark, do="save"))
    assert "changed since you opened the page" in main_words(officer.post(path, {"draft": mark}))
    assert "Newer" in main_words(officer.get("/custody/drafts"))
    assert officer.post(path, {"draft": the_mark(officer, path)}).headers["location"] == "/custody/drafts"
    assert "There are no drafts" in main_words(officer.get("/custody/drafts"))


def test_a_draft_is_the_forces_and_taken_over_by_whoever_saves_it(database: Database, world: World) -> None:
    officer = browser(database, name="Sgt Night", station="Oxford")
    later = answers(surname="Later", offence_on__day="27", do="save")
    for typed in (later, answers(surname="Sooner", do="save")):
        officer.post(NEW, typed)
    colleague = browser(database, name="PC Early", email="early@example.org")
    roles = frozenset({Role.SUPERVISOR})
    supervisor = browser(database, name="Insp Day", email="day@example.org", station="Reading", roles=roles)
    listed = main_words(supervisor.get("/custody/drafts"))
    assert listed.index("Sooner") < listed.index("Later"), "the shortest clock first"
    assert "Sgt Night" in listed
    for page in ("/custody", "/custody/clocks"):
        rows = main_words(supervisor.get(page))
        assert rows.index("Sooner") < rows.index("Later"), page
        assert "133 days for an offer" in rows, page

    opened = [one.get(f"{NEW}?draft=1") for one in (colleague, officer)]
    marks = [boxes_of(page.text)["draft"] for page in opened]
    colleague.post(NEW, answers(surname="Taken", draft=marks[0], do="save"))
    listed = main_words(officer.get("/custody/drafts"))
    assert "PC Early" in listed
    assert "Every station (2) Oxford (1)" in listed
    assert "Taken" not in main_words(officer.get("/custody/drafts?station=Oxford"))
    officer.post(NEW, answers(surname="Mine", draft=marks[1], do="save"))
    listed = main_words(officer.get("/custody/drafts"))
    assert "Taken" in listed, "what a colleague saved meanwhile stays"
    assert "Mine" in listed, "and so does what was typed beside it"


def test_a_draft_of_another_force_is_not_found(database: Database, neighbour: str) -> None:
    browser(database).post(NEW, answers(do="save"))
    draft = read(database, lambda db: db.execute(select(ReferralDraft)).scalar_one())
    other = browser(database, force_code=neighbour, name="PC Other", email="other@example.org")
    assert other.get(f"{NEW}?draft={draft.id}").status_code == 404
    assert other.post(f"/custody/drafts/{draft.id}/discard").status_code == 404
    other.post(NEW, answers(draft=str(draft.id), surname="Else", do="save"))
    assert how_many(database, ReferralDraft) == 2, "nothing of another force's is touched"


def test_change_answers_brings_everything_back(database: Database, world: World) -> None:
    officer = browser(database)
    change = next(link for link in links_on(officer.post(NEW, answers())) if "?kept=" in link)
    page = officer.get(change)
    assert page.status_code == 200
    for kept in ("Ó Súilleabháin", "hp20 2zz", "23:50", "ha/1001/27"):
        assert kept in page.text


def test_the_live_panel_tells_the_dates_while_the_form_is_filled_in(database: Database, world: World) -> None:
    officer = browser(database)
    empty = officer.post(f"{NEW}/live", {"surname": "Smith"}, hx_request="true")
    assert "Enter the date of the offence" in empty.text
    some = {name: ANSWERS[name] for name in ANSWERS if name.startswith("offence")}
    words = words_on(officer.post(f"{NEW}/live", some, hx_request="true"))
    assert "Charge by Fri 20 Aug 2027" in words
    assert " to answer." in words
    assert "Nobody has recorded whether he admits the offence" in words
    assert how_many(database, AccessRow) == 0  # nobody was looked up


def test_check_answers_is_logged_with_the_cases_it_found(database: Database, world: World) -> None:
    person = a_person(
        database, surname="Ó Súilleabháin", surname_key="osuilleabhain", forenames="Séan", born_on=date(1980, 5, 3)
    )
    other = a_referral(database, world, person)
    words = main_words(browser(database).post(NEW, answers()))
    assert f"case {other.reference}" in words
    look = read(database, lambda db: db.execute(select(AccessRow)).scalar_one())
    assert (look.operation, look.subjects) == (Operation.CONSULTATION, other.reference)


def test_referring_takes_few_statements(database: Database, world: World) -> None:
    officer = browser(database)
    check = officer.post(NEW, answers())
    with statements(database) as sent:
        assert officer.post(f"{NEW}/save", boxes_of(check.text)).status_code == 303
    assert len(sent) <= 26, "\n".join(sent)


def test_a_neighbour_refers_with_the_same_form_and_follows_the_case(database: Database, neighbour: str) -> None:
    partner = browser(database, Door.PARTNER, neighbour)
    assert "Save draft" not in main_words(partner.get("/partner/refer"))
    answer = partner.confirm("/partner/refer", answers(their_reference="NB-77"))
    case = one_case(database)
    exchange = read(database, lambda db: db.execute(select(Exchange)).scalar_one())
    assert answer.headers["location"] == f"/partner/cases/{case.reference}"
    assert (case.origin, case.force_code) == (Origin.PARTNER, "44")
    assert (exchange.state, exchange.their_reference) == (ExchangeState.RECEIVED, "NB-77")
    assert "NB-77" in main_words(partner.get("/partner"))
    assert partner.get(answer.headers["location"]).status_code == 200


def test_a_neighbour_without_an_agreement_today_is_told_so(database: Database, world: World) -> None:
    a_force(database, "44")
    ended = (NOW - timedelta(days=1)).date()
    add(database, Agreement(force_code="44", version="1", from_on=date(2026, 1, 1), until_on=ended))
    answer = browser(database, Door.PARTNER, "44").confirm("/partner/refer", answers())
    assert "There is no agreement with that force today" in main_words(answer)
    assert how_many(database, Referral) == 0


def test_a_case_is_of_the_area_that_is_chosen_or_else_of_its_station_and_the_officers_own_is_chosen_already(
    database: Database, neighbour: str
) -> None:
    officer = browser(database, station="Bletchley")
    assert "That of his station" not in main_words(officer.get(NEW)), "where the force lists none, nobody is asked"
    listed = Areas.read("Milton Keynes: DA, Bletchley\nBuckinghamshire: HA")
    database.write_now(change_programme, actor=COMMAND_LINE, now=NOW, force_code="43", settings=listed)
    assert '<option value="Milton Keynes" selected' in officer.get(NEW).text
    assert '<option value="Buckinghamshire">' in officer.get("/custody/referrals").text, "there is no case there yet"
    made = []
    for number, said in enumerate(("Milton Keynes", "", "Milton Keynes")):
        sent = {"sent_by_force": neighbour, "drugs": ""} if number == 2 else {}
        his = {"surname": f"Man{number}", "custody_reference": f"HA/{number + 1}/27", "pnc_id": ""}
        made.append(officer.confirm(NEW, answers(area=said, **his, **sent)))
    areas = read(database, lambda db: db.execute(select(Referral.area).order_by(Referral.id)).scalars().all())
    assert areas == ["Milton Keynes", "Buckinghamshire", ""]
    assert "Area Milton Keynes" in main_words(officer.get(made[0].headers["location"]))
    assert "Choose an area from the list" in main_words(officer.post(NEW, answers(area="Mars")))
    listed_there = main_words(officer.get("/custody/referrals?area=Buckinghamshire"))
    assert ["Man0" in listed_there, "Man1" in listed_there] == [False, True]


def test_custody_types_a_neighbours_referral_in(database: Database, neighbour: str) -> None:
    officer = browser(database)
    assert "Sent by a neighbouring force" in main_words(officer.get(NEW))
    lost = officer.post(NEW, answers(their_reference="NB-77"))
    assert "Choose the force whose reference it is" in main_words(lost)
    assert 'value="NB-77"' in lost.text
    answer = officer.confirm(NEW, answers(sent_by_force=neighbour, admission="unrecorded"))
    case = one_case(database)
    exchange = read(database, lambda db: db.execute(select(Exchange)).scalar_one())
    assert (case.force_code, exchange.state) == (neighbour, ExchangeState.RECEIVED)
    assert answer.headers["location"] == f"{NEW}/received?reference={case.reference}"
    assert case.reference in main_words(officer.get(answer.headers["location"]))


def test_custody_is_told_beside_the_field_what_a_neighbours_agreement_does_not_let_it_keep(
    database: Database, world: World
) -> None:
    may = frozenset({TravelField.MOBILE, TravelField.NEEDS, TravelField.ADDRESS, TravelField.ARREST})
    an_agreement(database, "44", travels=may)
    officer = browser(database)
    sent = answers(sent_by_force="44", drugs="", email="him@example.org", operation="Lantern")
    page = officer.post(NEW, sent)
    assert page.status_code == 422
    words = main_words(page)
    for label in ("Email address", "Operation", "PNC ID", "Custody record number"):
        said = re.findall(
            rf"{label} may not travel under the agreement with [^:]+, and would not be kept: leave it empty", words
        )
        assert len(said) == 2, f"{label}: at the top, and beside its field"
    assert "Mobile number may not" not in words
    assert 'value="Lantern"' in page.text, "nothing that was typed is lost"
    emptied = dict.fromkeys(
        ("email", "operation", "pnc_id", "custody_reference", "asn", "cro", "urn", "crime_number"), ""
    )
    check = officer.post(NEW, {**sent, **emptied, "safe_contact": "mobile_only"})
    assert "and is not kept: sex" in main_words(check), "a choice that cannot be emptied"
    own = main_words(officer.post(NEW, answers(email="him@example.org", operation="Lantern")))
    assert "may not travel" not in own, "of its own cases custody keeps all"


def test_what_a_neighbours_agreement_keeps_back_is_said_before_anything_is_typed(
    database: Database, world: World
) -> None:
    """And a way to reach him that it takes away is said with the rest, not after it."""
    may = frozenset(TravelField) - {TravelField.EMAIL, TravelField.MOBILE, TravelField.PNC_ID}
    an_agreement(database, "44", travels=may)
    officer = browser(database)
    words = main_words(officer.get(NEW))
    said = re.search(r"Of [^:]+, leave these empty, which its agreement does not let travel: ([^.]+)\.", words)
    assert said is not None
    assert said[1] == "mobile number, email address, PNC ID"
    assert words.index("Another force sent him") < words.index("The custody record")
    sent = answers(sent_by_force="44", drugs="", email="him@example.org", safe_contact="no_post")
    refused = main_words(officer.post(NEW, sent))
    assert "Email address may not travel" in refused
    assert "Choose again how we may contact him" in refused


def test_the_places_of_a_force_are_there_to_choose_from_once_they_are_nobodys_own(
    database: Database, world: World
) -> None:
    for place in ("Oxford Road, Reading", "12 Elm Street", "Oxford Road, Reading"):
        a_referral(database, world, offence_place=place)
    a_force(database, "34")
    for _ in range(2):
        a_referral(database, world, offence_place="Harbour Road", force_code="34")
    assert re.findall(r'<option value="([^"]*[a-z]{4}[^"]*)"></option>', browser(database).get(NEW).text) == [
        "Oxford Road, Reading"
    ]


def test_a_neighbour_settles_what_it_left_open(database: Database, neighbour: str) -> None:
    partner = browser(database, Door.PARTNER, neighbour)
    case_page = partner.confirm("/partner/refer", answers(admission="unrecorded")).headers["location"]
    assert f"{case_page}/settle" in links_on(partner.get(case_page))
    assert "withdraw" not in partner.get(f"{case_page}/settle").text
    answer = partner.post(f"{case_page}/settle", {"admission": "admitted", **CLEAR})
    assert answer.headers["location"] == f"{case_page}?done=settled"
    assert one_case(database).state is ReferralState.ELIGIBLE
    ours = browser(database, email="ours@example.org")
    assert ours.get(f"/custody/referrals/{one_case(database).reference}/settle").status_code == 404


def test_an_inspector_sets_a_criterion_aside_on_the_settle_page_and_a_sergeant_is_told_who_can(
    database: Database, world: World
) -> None:
    officer = browser(database)
    officer.confirm(NEW, answers())
    case = one_case(database)
    settle = f"/custody/referrals/{case.reference}/settle"
    officer.post(settle, {**CLEAR, "violence": "yes"})
    page = main_words(officer.get(settle))
    assert "An inspector or above may set this aside" in page
    assert "Set a criterion aside" not in page
    refused = officer.post(f"{settle}/set-aside", {"criterion": "no_violence", "reason": "It was nothing."})
    assert refused.status_code == 422
    assert "This needs the rank of inspector or above" in main_words(refused)
    inspector = browser(database, rank="Insp", name="Insp Above", email="above@example.org")
    assert "Set a criterion aside" in main_words(inspector.get(settle))
    nothing = inspector.post(f"{settle}/set-aside", {})
    assert nothing.status_code == 422
    assert main_words(nothing).count("Enter why it is set aside") == 2
    done = inspector.post(f"{settle}/set-aside", {"criterion": "no_violence", "reason": "It was nothing."})
    assert done.status_code == 303
    words = main_words(inspector.get(f"/custody/referrals/{case.reference}"))
    assert one_case(database).state is ReferralState.ELIGIBLE
    for wanted in ("Set aside", "It was nothing.", "Insp Above", "Monday 1 March 2027", "Put it back"):
        assert wanted in words, wanted


def test_what_was_set_aside_is_put_back_on_the_settle_page_while_no_offer_stands(
    database: Database, world: World
) -> None:
    inspector = browser(database, rank="Insp", name="Insp Above", email="above@example.org")
    inspector.confirm(NEW, answers())
    case = one_case(database)
    settle, page = f"/custody/referrals/{case.reference}/settle", f"/custody/referrals/{case.reference}"
    inspector.post(settle, {**CLEAR, "violence": "yes"})
    inspector.post(f"{settle}/set-aside", {"criterion": "no_violence", "reason": "It was nothing."})
    assert "Correct what eligibility rests on" in main_words(inspector.get(settle))
    sergeant = main_words(browser(database, rank="Sgt").get(settle))
    assert "an inspector or above may put it back" in sergeant
    assert "Which criterion is put back?" not in sergeant
    nothing = inspector.post(f"{settle}/put-back", {"why_back": "They came back."})
    assert nothing.status_code == 422
    assert main_words(nothing).count("Choose the criterion to put back") == 2
    assert "They came back." in nothing.text
    done = inspector.post(f"{settle}/put-back", {"back": "no_violence", "why_back": "They came back."})
    assert done.status_code == 303
    assert one_case(database).state is ReferralState.INELIGIBLE
    assert "They came back. It had been set aside because: It was nothing." in main_words(inspector.get(page))

    inspector.post(f"{settle}/set-aside", {"criterion": "no_violence", "reason": "It was nothing."})
    database.write_now(lambda db: db.execute(update(Referral).values(state=ReferralState.OFFERED)).close())
    an_offer(database, case, state=OfferState.OPEN)
    words = main_words(inspector.get(page))
    assert "An offer was made because of this. If it should not have been, withdraw the case." in words
    assert "Put it back" not in words
    assert inspector.post(f"{settle}/put-back", {"back": "no_violence", "why_back": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("changed", "said", "unsaid"),
    [
        ({"admission": "unrecorded"}, "Not known yet: ", "Not met: "),
        ({"violence": "yes"}, "Not met: Violence", "Not known yet: "),
    ],
)
def test_the_check_tells_what_is_not_known_from_what_is_not_met(
    database: Database, world: World, changed: dict[str, str], said: str, unsaid: str
) -> None:
    words = main_words(browser(database).post(NEW, answers(**{**CLEAR, **changed})))
    assert said in words
    assert unsaid not in words


SIGNS = {"concern": "yes", "signs": ["under_18", "controlled"]}


def concern_now(database: Database) -> Concern:
    found: Concern = read(database, lambda db: db.execute(select(Concern)).scalar_one())
    return found


def test_answered_on_the_form_nothing_is_left_to_settle(database: Database, world: World) -> None:
    officer = browser(database)
    words = main_words(officer.post(NEW, {**answers(), **CLEAR, "drugs": "test_authorised"}))
    for wanted in (
        "Enough evidence to charge Yes", "Violence, a weapon or a threat No", "Previous convictions of that kind No",
        "Signs that the person solicited needs protecting No", "Drug intervention Considered: an inspector authorised",
    ):  # fmt: skip
        assert wanted in words, wanted
    answer = officer.confirm(NEW, {**answers(), **CLEAR, "drugs": "test_authorised"})
    assert one_case(database).state is ReferralState.ELIGIBLE
    assert read(database, lambda db: db.execute(select(DrugIntervention.step)).scalar_one()) is DrugStep.TEST_AUTHORISED
    assert "an inspector authorised a test" in main_words(officer.get(answer.headers["location"]))


def test_every_question_is_answered_if_only_with_not_known_yet(database: Database, world: World) -> None:
    left = {name: answer for name, answer in ANSWERS.items() if name not in (*CLEAR, "drugs")}
    words = main_words(browser(database).post(NEW, left))
    for wanted in (
        "Choose whether there is enough evidence to charge him", "Choose whether there was violence",
        "Choose whether he has such previous convictions", "Choose whether a drug intervention was considered",
        "Choose whether there is any sign that the person solicited needs protecting",
    ):  # fmt: skip
        assert words.count(wanted) == 2, wanted


def test_signs_without_which_are_asked_for(database: Database, world: World) -> None:
    page = browser(database).post(NEW, answers(concern="yes"))
    assert page.status_code == 422
    assert main_words(page).count("Choose what the signs are of") == 2


def test_signs_stop_the_case_as_it_is_made_and_the_page_says_who_was_told(database: Database, world: World) -> None:
    guard = an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.SAFEGUARDING}), name="DS Guard")
    officer = browser(database)
    checked = officer.post(NEW, {**answers(), **CLEAR, **SIGNS})
    words = main_words(checked)
    assert "The case is made and stopped at once" in words
    assert "Yes: under 18, controlled by somebody" in words
    answer = officer.post(f"{NEW}/save", boxes_of(checked.text))
    case = one_case(database)
    assert case.state is ReferralState.INELIGIBLE
    assert concern_now(database).signs == {Sign.UNDER_18, Sign.CONTROLLED}
    assert answer.headers["location"] == f"/custody/referrals/{case.reference}/concern"
    told = read(database, lambda db: db.execute(select(OutboxMessage.notice, OutboxMessage.address)).all())
    assert [tuple(row) for row in told] == [("concern_raised", guard.email)]
    words = main_words(officer.get(answer.headers["location"]))
    assert "Who was told DS Guard" in words
    assert "What happens now" in words


def test_the_case_of_somebody_who_could_not_be_offered_anything_is_made_too(database: Database, world: World) -> None:
    """Whoever needs protecting does not wait for whether he was an adult."""
    officer = browser(database)
    assert officer.confirm(NEW, {**answers(born_on__year="2010"), **SIGNS}).status_code == 303
    assert (one_case(database).state, how_many(database, Concern)) == (ReferralState.INELIGIBLE, 1)


def test_a_draft_keeps_which_signs_and_an_answer_changed_to_no_takes_them_back(
    database: Database, world: World
) -> None:
    officer = browser(database)
    officer.post(NEW, {**answers(do="save"), **SIGNS})
    again = officer.get(next(link for link in links_on(officer.get("/custody/drafts")) if "?draft=" in link)).text
    for value in ("under_18", "controlled"):
        assert re.search(rf'value="{value}" checked', again), value
    officer.confirm(NEW, {**answers(), **SIGNS, "concern": "no"})
    assert how_many(database, Concern) == 0


def test_violence_waits_as_a_case_and_its_page_names_it(database: Database, world: World) -> None:
    officer = browser(database)
    answer = officer.confirm(NEW, {**answers(), **CLEAR, "violence": "yes"})
    assert one_case(database).state is ReferralState.INELIGIBLE
    words = main_words(officer.get(answer.headers["location"]))
    assert "Violence or threats Not met There was violence, a weapon or a threat" in words


def test_a_neighbour_is_not_asked_about_drugs_and_stops_its_own_case(database: Database, neighbour: str) -> None:
    partner = browser(database, Door.PARTNER, neighbour)
    assert "drug" not in main_words(partner.get("/partner/refer")).lower()
    answer = partner.confirm("/partner/refer", {**answers(), **SIGNS, "drugs": "test_authorised"})
    case = one_case(database)
    assert answer.headers["location"] == f"/partner/cases/{case.reference}/concern"
    assert "Under 18" in main_words(partner.get(answer.headers["location"]))
    assert how_many(database, DrugIntervention) == 0


def test_a_neighbours_stopped_case_that_custody_types_in_tells_the_neighbour(
    database: Database, neighbour: str
) -> None:
    theirs = an_account(database, Door.PARTNER, force_code=neighbour)
    answer = browser(database).confirm(NEW, {**answers(sent_by_force=neighbour), **SIGNS})
    assert "stopped for safeguarding" in main_words(
        browser(database, email="b@example.org").get(answer.headers["location"])
    )
    assert read(database, lambda db: db.execute(select(OutboxMessage.address)).scalars().all()) == [theirs.email]
    assert how_many(database, DrugIntervention) == 0


def test_settling_asks_which_signs_and_stops_the_case(database: Database, world: World) -> None:
    officer = browser(database)
    officer.confirm(NEW, answers())
    settle = f"/custody/referrals/{one_case(database).reference}/settle"
    missed = officer.post(settle, {"concern": "yes"})
    assert (missed.status_code, "Choose what the signs are of" in main_words(missed)) == (422, True)
    answer = officer.post(settle, {"concern": "yes", "signs": "trafficked", "violence": "no"})
    assert answer.headers["location"].endswith("/concern")
    assert concern_now(database).signs == {Sign.TRAFFICKED}
    assert one_case(database).state is ReferralState.INELIGIBLE


# ---- one reading of each fact, whichever way it comes


def only(**changed: str) -> dict[str, str]:
    """Answers of a man without a number, with nothing against an offer."""
    return answers(pnc_id="", asn="", **CLEAR, **changed)


@pytest.mark.parametrize("door", [Door.CUSTODY, Door.PARTNER])
def test_who_has_two_names_of_which_one_is_not_known_is_referred_and_the_page_says_that_nobody_could_be_compared(
    database: Database, neighbour: str, door: Door
) -> None:
    page, here = (
        (browser(database), NEW)
        if door is Door.CUSTODY
        else (browser(database, Door.PARTNER, neighbour), "/partner/refer")
    )
    check = page.post(here, only(surname="Suharto", forenames="FNU"))
    words = main_words(check)
    assert check.status_code == 200
    assert "Nobody could be compared with him" in words
    assert "Nobody else here could be the same person" not in words
    assert "He has no other open case" not in words
    assert page.confirm(here, only(surname="Suharto", forenames="FNU")).status_code == 303
    case = one_case(database)
    stored = {one.code: one.status for one in case.eligibility}
    assert case.state is ReferralState.UNDECIDED
    assert {stored[code] for code in ("first_course", "no_open_case", "one_person")} == {"unknown"}
    again = only(surname="Suharto", forenames="FNU", custody_reference="HA/9999/27", offence_time="20:05")
    words = main_words(page.post(here, again))
    assert "He may be the person of case" in words
    assert "That nobody was found says nothing. He can be referred" not in words, "somebody was"


def test_a_man_with_one_name_is_compared_as_others_and_goes_on_where_nobody_is_like_him(
    database: Database, world: World
) -> None:
    desk = browser(database)
    before = a_person(database, surname="Suharta", surname_key="suharta", forenames="", born_on=date(1980, 5, 4))
    a_referral(database, world, before)
    words = main_words(desk.post(NEW, only(surname="Suharto", forenames="")))
    assert "Nobody could be compared with him" not in words
    assert "Nobody else here could be the same person" in words
    desk.confirm(NEW, only(surname="Suharto", forenames=""))
    wanted = select(Referral).order_by(Referral.id.desc())
    made = read(database, lambda db: db.execute(wanted).scalars().first())
    assert made.state is ReferralState.ELIGIBLE
    near = only(surname="Soeharto", forenames="", custody_reference="HA/9999/27", offence_time="20:05")
    assert f"He may be the person of case {made.reference}" in main_words(desk.post(NEW, near))


def test_the_case_of_a_man_of_whom_one_name_is_not_known_goes_on_when_somebody_has_looked(
    database: Database, world: World
) -> None:
    desk = browser(database)
    desk.confirm(NEW, only(surname="Suharto", forenames="FNU"))
    reference = one_case(database).reference
    page = main_words(desk.get(f"/custody/referrals/{reference}/settle"))
    assert "Nobody could be compared with him" in page
    assert "Does this case go on beside" not in page
    desk.post(f"/custody/referrals/{reference}/settle", {"is_same_person": "no", "earlier_course": "no"})
    case = one_case(database)
    assert case.state is ReferralState.ELIGIBLE
    reasons = {one.code: one.reason for one in case.eligibility}
    assert reasons["one_person"] == "An officer looked by hand: nobody here is the same person."
    assert reasons["no_open_case"] == "An officer looked by hand: he has no other open case here."


def test_that_he_is_somebody_here_settles_nothing_while_nobody_says_who(database: Database, world: World) -> None:
    desk = browser(database)
    desk.confirm(NEW, only(surname="Suharto", forenames="FNU"))
    reference = one_case(database).reference
    desk.post(f"/custody/referrals/{reference}/settle", {"is_same_person": "yes", "earlier_course": "no"})
    assert one_case(database).state is ReferralState.UNDECIDED
    desk.post(f"/custody/referrals/{reference}/settle", {"forenames": "Ahmed"})
    assert one_case(database).state is ReferralState.ELIGIBLE, "with the rest of his name he could be compared"


@pytest.mark.parametrize("forenames", ["", "Séan"])
def test_a_namesake_whose_case_came_back_without_an_offer_is_put_to_a_human(
    database: Database, world: World, forenames: str
) -> None:
    person = a_person(
        database, surname="Oʼ" + "Brien", surname_key="obrien", forenames="Séan", born_on=date(1980, 5, 3)
    )
    case = a_referral(database, world, person, state=ReferralState.RETURNED)
    words = main_words(browser(database).post(NEW, only(surname="O'BRIEN", forenames=forenames)))
    assert f"He may be the person of case {case.reference}" in words
    assert "Nobody else here could be the same person" not in words


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"born_on__year": "2030"}, "born_on", "Date of birth must be in the past"),
        (
            {"born_on__day": "2", "born_on__month": "3", "born_on__year": "2027"},
            "born_on",
            "Date of birth must be in the past",
        ),
        ({"offence_on__year": "2028"}, "offence_on", "Date of the offence must be today or in the past"),
        ({"offence_on__year": "1999"}, "offence_on", "Date of the offence must be in 2000 or later"),
        ({"email": "none@none.com"}, "email", "Email address must be somebody’s"),
        ({"mobile": "07777 777777"}, "mobile", "Mobile number must be a UK mobile number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box_at_the_first_press(
    database: Database, world: World, typed: dict[str, str], field: str, said: str
) -> None:
    page = browser(database).post(NEW, answers(**typed))
    assert page.status_code == 422
    assert main_words(page).count(said) == 2, "in the summary and beside the box"
    assert f'href="#{field}' in page.text


@pytest.mark.parametrize(
    ("typed", "beside", "said"),
    [
        ({"born_on": (1, 3, 2027), "offence_on": (20, 2, 2027)}, "born_on", "Date of birth must be before the offence"),
        (
            {"offence_on": ("t", "", ""), "offence_time": "23:50"},
            "offence_time",
            "Time of the offence has not come yet",
        ),
        ({"arrested_on": ("t", "", ""), "arrested_time": "23:50"}, "arrested_time", "Time of arrest has not come yet"),
        ({"born_on": (1, 3, 1888)}, "born_on", "Date of birth must be in 1900 or later"),
        ({"arrested_on": (20, 2, 2027), "arrested_time": "23:40"}, "arrested_time", "before the offence"),
        ({"arrested_on": (20, 2, 2027), "arrested_time": "23:40"}, "offence_time", "after the arrest"),
        ({"safe_contact": "mobile_only", "mobile": ""}, "mobile", "Enter the mobile number that is safe to use"),
        ({"safe_contact": "email_only", "email": ""}, "email", "Enter the email address that is safe to use"),
        ({"arrested_on": (2, 3, 2027)}, "arrested_on", "Date of arrest must be today or in the past"),
        ({"bail_return_on": (28, 2, 2027)}, "bail_return_on", "Bail return date must be today or later"),
        ({"bail_return_on": (1, 4, 2029)}, "bail_return_on", "Bail return date must be within 2 years"),
        ({"offence_on": ("s", "", ""), "arrested_on": ("", "", "")}, "offence_on", "is the same as the date of arrest"),
    ],
)
def test_dates_that_cannot_be_are_said_beside_their_boxes(typed: dict[str, Any], beside: str, said: str) -> None:
    form = form_of(typed)
    form.validate()
    assert said in form[beside].error


def test_today_and_the_same_as_the_arrest_are_understood_and_kept_in_numbers() -> None:
    form = form_of(
        {"arrested_on": (" Y ", "", ""), "offence_on": ("same", "", ""), "bail_return_on": ("", "today", "")}
    )
    assert form.arrested_on.data == form.offence_on.data == date(2027, 2, 28)
    assert (form.offence_on.typed.day, form.offence_on.typed.year) == ("28", "2027"), "it means that day tomorrow too"
    assert form.bail_return_on.data is None, "a word is no date there"
    kept = typed_answers(FormData({"arrested_on-day": "t", "surname": " O'B", "do": "save"}), today=NOW.date())
    assert kept == {
        "arrested_on-day": "1", "arrested_on-month": "3", "arrested_on-year": "2027", "surname": " O'B",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"offence_on__day": "25", "offence_on__month": "10", "offence_on__year": "2026", "offence_time": "01:30",
          "arrested_on__day": "", "arrested_on__month": "", "arrested_on__year": "", "arrested_time": ""},
         "The clocks were changed at the time of the offence"),
        ({"bail_return_on__day": "15", "bail_return_on__month": "5"}, "at a weekend or on a bank holiday"),
        ({"bail_return_on__day": "28", "bail_return_on__month": "12"}, "is after the last day to charge"),
        ({"release": "under_investigation"}, "There is a date to return on bail, and he is not on bail"),
        ({"custody_reference": ""}, "There is no custody reference"),
        ({"custody_reference": "UNKNOWN"}, "The custody reference is a placeholder"),
        ({"pnc_id": "00/0000000Z"}, "The PNC ID is a placeholder"),
        ({"cro": "000000/00Z"}, "The CRO number is a placeholder"),
        ({"surname": "abc\u202edef"}, "The name had characters in it that nobody sees"),
        ({"surname": "SeÃ¡n"}, "Some letters may have been damaged"),
        ({"surname": "KHAN, Ahmed", "forenames": ""}, "were taken apart at the comma"),
        ({"surname": "KHAN"}, "typed in capitals or small letters only"),
        ({"surname": "LNU"}, "A name is a placeholder"),
        ({"adjustments": "=1+1"}, "begins like a spreadsheet formula"),
    ],
)  # fmt: skip
def test_what_is_worth_a_second_look_is_said_as_in_an_import(
    database: Database, world: World, typed: dict[str, str], said: str
) -> None:
    page = browser(database).post(NEW, answers(**typed))
    words = main_words(page)
    assert page.status_code == 200
    assert said in words[words.index("Worth a second look") :]


@pytest.mark.parametrize(
    ("typed", "column", "kept"),
    [
        ({"mobile": "447700900123"}, "mobile", "07700 900123"),
        ({"mobile": "0044 (0)7700 900123"}, "mobile", "07700 900123"),
        ({"mobile": "7700900123"}, "mobile", "07700 900123"),
        ({"surname": "abc\u202eDef"}, "surname", "abcDef"),
        ({"surname": "Kh\x1b[31man"}, "surname", "Khan"),
        ({"surname": "KHAN, Ahmed", "forenames": ""}, "forenames", "Ahmed"),
        ({"born_on__year": "80"}, "born_on", date(1980, 5, 3)),
        ({"born_on__year": "05"}, "born_on", date(2005, 5, 3)),
    ],
)
def test_a_fact_is_read_as_in_an_import(
    database: Database, world: World, typed: dict[str, str], column: str, kept: object
) -> None:
    browser(database).confirm(NEW, answers(**typed))
    assert getattr(one_person(database), column) == kept


def test_two_digits_of_a_year_are_enough_for_every_date(database: Database, world: World) -> None:
    short = {"offence_on__year": "27", "arrested_on__year": "27", "bail_return_on__year": "27"}
    browser(database).confirm(NEW, answers(**short))
    case = one_case(database)
    assert (case.offence_at.year, case.bail_return_on) == (2027, date(2027, 5, 10))


@pytest.mark.parametrize("code", ["SX03213001", "SX03213.", "SX0321"])
def test_what_begins_like_the_code_is_not_taken_for_it_and_the_case_waits(
    database: Database, world: World, code: str
) -> None:
    desk = browser(database)
    words = main_words(desk.post(NEW, answers(offence_code=code, **CLEAR)))
    assert "This is not an offence code as it is written" in words
    desk.confirm(NEW, answers(offence_code=code, **CLEAR))
    assert one_case(database).state is ReferralState.UNDECIDED


@pytest.mark.parametrize("typed", ["O'Brien", "OʼBrien".replace("ʼ", "\u02bf"), "O’BRIEN", "o brien"])
def test_a_search_finds_a_name_whatever_its_punctuation(database: Database, world: World, typed: str) -> None:
    person = a_person(
        database, surname="O\u02bcBrien", surname_key="obrien", forenames="Séan", born_on=date(1980, 5, 3)
    )
    case = a_referral(database, world, person)
    sent = {"surname": typed, "born_on-day": "3", "born_on-month": "5", "born_on-year": "80"}
    found = browser(database).post("/custody/search", sent)
    assert found.headers["location"].endswith(case.reference)


@pytest.mark.parametrize(
    ("answer", "state", "people"), [("yes", ReferralState.ELIGIBLE, 1), ("no", ReferralState.ELIGIBLE, 2)]
)
def test_a_man_with_one_name_who_may_be_another_is_decided_beside_him(
    database: Database, world: World, answer: str, state: ReferralState, people: int
) -> None:
    before = a_person(database, surname="Suharto", surname_key="suharto", forenames="", born_on=date(1980, 5, 3))
    a_referral(database, world, before, state=ReferralState.CLOSED)
    desk = browser(database)
    desk.confirm(NEW, only(surname="Suharto", forenames=""))
    (made,) = read(
        database,
        lambda db: db.execute(select(Referral).where(Referral.state == ReferralState.UNDECIDED)).scalars().all(),
    )
    here = f"/custody/referrals/{made.reference}"
    desk.post(f"{here}/settle", {"earlier_course": "no"})
    page = desk.get(f"{here}/same-person").text
    shown = dict(re.findall(r'name="(other|shown)" value="([^"]+)"', page))
    desk.post(f"{here}/same-person", {**shown, "one_person": answer, "reason": "His photograph."})
    case = read(database, lambda db: db.execute(select(Referral).where(Referral.id == made.id)).scalar_one())
    of_cases = read(database, lambda db: db.execute(select(Referral.person_id)).scalars().all())
    assert (case.state, len(set(of_cases))) == (state, people)


@pytest.mark.parametrize("concern", ["no", "unknown"])
def test_a_case_that_cannot_be_charged_any_more_says_so_first_and_asks_for_nothing_that_is_barred(
    database: Database, world: World, concern: str
) -> None:
    barred = answers(
        **{**CLEAR, "concern": concern},
        offence_on__month="8",
        offence_on__year="2026",
        arrested_on__month="8",
        arrested_on__year="2026",
    )
    officer = browser(database)
    words = main_words(officer.post(NEW, barred))
    late = "Too late: the last day to charge was Saturday 20 February 2027"
    assert "report it (outcome 17)" in words
    for barred_hint in (
        "charging decision",
        "Ask the coordinator",
        "places free",
        "Last safe course day",
    ):
        assert barred_hint.lower() not in words.lower(), barred_hint
    again = main_words(officer.confirm(NEW, barred))
    assert late in again
    assert "charging decision" not in again
    live = officer.post(f"{NEW}/live", barred)
    if live.status_code == 200:
        assert "places free" not in live.text.lower()


def test_one_that_cannot_be_charged_any_more_is_recorded_as_considered_until_it_is_reported(
    database: Database, world: World
) -> None:
    months = {"offence_on__month": "8", "arrested_on__month": "8"}
    barred = answers(**CLEAR, **months, offence_on__year="2026", arrested_on__year="2026")
    officer = browser(database)
    page = officer.post(NEW, barred)
    assert ">Refer</button>" not in page.text
    assert officer.post(f"{NEW}/save", boxes_of(page.text)).text == page.text
    assert how_many(database, Referral) == 0

    filed = officer.post(f"{NEW}/save", {**boxes_of(page.text), "do": "record"})

    case = one_case(database)
    assert (case.state, case.charge_by_on) == (ReferralState.INELIGIBLE, date(2027, 2, 20))
    says = main_words(officer.get(filed.headers["location"]))
    assert "outcome 17" in says, says
    assert database.write_now(report_passed, actor=WORKER, now=NOW, batch=10) == 1
    assert database.write_now(return_unoffered, actor=WORKER, now=NOW, referral_id=case.id)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert result.reason is ResultReason.TIME_RAN_OUT


@pytest.mark.parametrize("path", ["/custody/referrals/new", "/admin/programme"])
def test_before_a_programme_is_set_up_the_page_says_so_before_anything_is_typed(database: Database, path: str) -> None:
    a_force(database, "43")
    door = Door.ADMIN if path.startswith("/admin") else Door.CUSTODY
    page = browser(database, door).get(path)
    assert page.status_code == 409
    assert "No programme is set up" in main_words(page.text)
    assert "Ask whoever looks after the service" in main_words(page.text)
    assert "nothing at this address" not in page.text
    a_world(database)
    assert browser(database, door, email="second@example.org").get(path).status_code in (200, 303)
