"""The coordinator reads and acts: the cases of his force's programme, at his own door, every look logged."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from programme.actions.start_custody_import import start_custody_import
from programme.audit.models import AccessRow
from programme.concerns.models import DrugIntervention, DrugStep
from programme.history.models import HistoryRow
from programme.insight.possible import DEEDS_AT
from programme.intake.models import CustodyImport
from programme.people.sign_ins import account_actor
from programme.referrals.deeds import Deed
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.case.deeds import PARTS
from tests.support.builders import NOW, World, a_concern, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import warn_forces
from tests.support.page_reader import links_on, main_words, mark_on
from tests.support.rungs import a_clock

LISTS = ("/admin/referrals", "/admin/clocks", "/admin/returns?status=acknowledged")
FILES = ("/admin/referrals/export", "/admin/clocks/export")


def somebody(database: Database, *roles: Role, force_code: str | None = "43") -> Browser:
    account = an_account(
        database, Door.ADMIN, name="C. Ordinator", roles=frozenset(roles), rank="Insp", force_code=force_code
    )
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def two_forces(database: Database) -> tuple[World, Referral, Referral]:
    """A case of the coordinator's force, and one of another."""
    world, other = a_world(database), a_world(database, force_code="16")
    return world, a_referral(database, world), a_referral(database, other, force_code="16")


def test_he_reads_the_cases_of_his_own_force_and_nobody_elses(database: Database) -> None:
    _, own, strange = two_forces(database)
    his = somebody(database, Role.COORDINATOR)
    for path in ("/admin/referrals", "/admin/clocks", *FILES):
        said = his.get(path).text
        assert own.reference in said, path
        assert strange.reference not in said, path
    assert his.get(f"/admin/referrals/{own.reference}").status_code == 200
    assert his.get(f"/admin/referrals/{strange.reference}").status_code == 404
    everybodys = somebody(database, Role.COORDINATOR, force_code=None)
    assert everybodys.get(f"/admin/referrals/{strange.reference}").status_code == 200


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING])
def test_nobody_else_at_the_admin_door_reads_a_case(database: Database, role: Role) -> None:
    _, own, _ = two_forces(database)
    other = somebody(database, role)
    for path in (*LISTS, *FILES, "/admin/import", "/admin/search", f"/admin/referrals/{own.reference}"):
        assert other.get(path).status_code == 404, path
    assert other.post(f"/admin/referrals/{own.reference}/withdraw", {"reason": "no_time"}).status_code == 404


def test_every_look_of_his_is_logged(database: Database) -> None:
    _, own, _ = two_forces(database)
    his = somebody(database, Role.COORDINATOR)
    his.get("/admin/referrals")
    his.get(f"/admin/referrals/{own.reference}")
    logged = read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())
    assert sorted(logged) == ["/admin/referrals", "/admin/referrals/{reference}"]


def test_every_link_of_a_case_that_he_reads_opens_for_him(database: Database) -> None:
    world, own, _ = two_forces(database)
    ineligible = a_referral(database, world, state=ReferralState.INELIGIBLE)
    a_concern(database, ineligible)
    his = somebody(database, Role.COORDINATOR)
    for reference in (own.reference, ineligible.reference):
        page = his.get(f"/admin/referrals/{reference}")
        assert not [link for link in links_on(page) if link.startswith("/custody")]
        for link in links_on(page):
            if link.startswith("/admin/") and not link.endswith("/reach/send"):  # a button's, which is no page
                assert his.get(link).status_code in (200, 303), link


def test_he_has_a_page_for_his_own_deeds_alone(database: Database) -> None:
    _, own, _ = two_forces(database)
    his = somebody(database, Role.COORDINATOR)
    for deed, part in PARTS.items():
        if deed not in DEEDS_AT[Door.ADMIN] and deed is not Deed.ISSUE_SLIP:
            assert his.get(f"/admin/referrals/{own.reference}{part}").status_code == 404, deed
            assert his.post(f"/admin/referrals/{own.reference}{part}", {}).status_code in (404, 405), deed


def test_he_withdraws_a_case_and_the_history_names_him(database: Database) -> None:
    _, own, _ = two_forces(database)
    his = somebody(database, Role.COORDINATOR)
    page = f"/admin/referrals/{own.reference}/withdraw"
    answer = his.post(page, {"reason": "another_disposal", "mark": mark_on(his.get(page))})
    assert answer.headers["location"] == f"/admin/referrals/{own.reference}?done=withdrawn"
    twice = his.post(page, {"reason": "another_disposal", "mark": ""})
    assert twice.headers["location"] == answer.headers["location"], "a second press leads to where the first led"
    who = select(HistoryRow.actor_label).where(HistoryRow.referral_id == own.id)
    assert any("C. Ordinator" in label for label in read(database, lambda db: db.execute(who).scalars().all()))


def test_he_says_from_the_list_that_he_has_seen_a_warning(database: Database) -> None:
    world = a_world(database)
    a_clock(database, world, 5)
    warn_forces(database, now=NOW)
    his = somebody(database, Role.COORDINATOR)
    page = his.get("/admin/clocks")
    assert "I have seen this" in main_words(page)
    assert 'action="/admin/warnings/seen"' in page.text


def test_whether_drugs_were_considered_stays_with_custody(database: Database) -> None:
    _, own, _ = two_forces(database)
    add(
        database,
        DrugIntervention(referral_id=own.id, step=DrugStep.NOT_NEEDED, recorded_at=NOW, recorded_by="Sgt Desk"),
    )
    custody = an_account(database, Door.CUSTODY, force_code="43")
    at_the_desk = Browser(an_app(a_wiring(database))).sign_in_as(custody)
    assert "For custody only" in main_words(at_the_desk.get(f"/custody/referrals/{own.reference}"))
    his = main_words(somebody(database, Role.COORDINATOR).get(f"/admin/referrals/{own.reference}"))
    assert "custody only" not in his
    assert "Sgt Desk" not in his


def test_he_reads_what_became_of_an_export_and_brings_none_in(database: Database) -> None:
    a_world(database)
    a_world(database, force_code="16")
    officer = account_actor(an_account(database, Door.CUSTODY, force_code="43"))
    database.write_now(start_custody_import, actor=officer, now=NOW, file=BytesIO(b"Surname\n"))
    number = read(database, lambda db: db.execute(select(CustodyImport.id)).scalar_one())

    his = somebody(database, Role.COORDINATOR)
    assert f"/admin/import/{number}" in links_on(his.get("/admin/import"))
    assert his.get(f"/admin/import/{number}").status_code == 200
    assert somebody(database, Role.COORDINATOR, force_code="16").get(f"/admin/import/{number}").status_code == 404
    assert his.post("/admin/import", {}).status_code in (404, 405)
    for last in ("take", "ticks"):
        assert his.post(f"/admin/import/{number}/{last}", {"do": "take"}).status_code == 404
