"""The pages that a force has of its own cases: what is done to one case, at custody's door, a neighbour's and the
coordinator's; and the lists, at the two doors of the force that runs the programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.finish_task import finish_task
from programme.duties.models import TaskKind
from programme.insight.possible import DEEDS_AT
from programme.referrals.deeds import Deed
from programme.shared.access import Access
from programme.shared.actor import Door
from programme.shared.refusal import NotFound
from programme.web.case.answer import AnswerPage
from programme.web.case.bail import BailPage
from programme.web.case.case_actions import ContactPage, WithdrawPage
from programme.web.case.case_page import CasePage
from programme.web.case.cases import CasePages
from programme.web.case.caution import CautionPage, print_document
from programme.web.case.change_route import RouteRecordPage
from programme.web.case.clock_actions import ExtendPage, ReturnNowPage
from programme.web.case.clocks import ClockPages
from programme.web.case.concern import DecideConcernPage, RaiseConcernPage, show_stopped
from programme.web.case.consent_page import show_consent
from programme.web.case.disposal import DisposalPage, TakeBackPage
from programme.web.case.drugs import DrugPage
from programme.web.case.elsewhere import CallOffElsewherePage, ElsewherePage, ResultElsewherePage
from programme.web.case.heading import here
from programme.web.case.identity import IdentityPage, TakeBackIdentityPage
from programme.web.case.import_export import show_import
from programme.web.case.mistake import MistakePage
from programme.web.case.notes import NotesPage, StrikeNotePage
from programme.web.case.offence import OffencePage
from programme.web.case.offer import ExplainPage, OfferPage
from programme.web.case.officer import OfficerPage
from programme.web.case.paid_outside import PaidOutsidePage
from programme.web.case.pin import SetBackPinPage
from programme.web.case.reach import ReachPage, SkipReachPage
from programme.web.case.record import RECORD_PAGES
from programme.web.case.reopen import ReopenPage
from programme.web.case.returns import ReturnPages
from programme.web.case.saved_views import ViewsPage, drop_kept_view
from programme.web.case.search import SearchPage
from programme.web.case.settle import PutBackPage, SetAsidePage, SettlePage
from programme.web.case.slip import print_slip
from programme.web.case.supporters import SupportersPage, end_one_supporter
from programme.web.case.warnings import WarningsPage
from programme.web.kit.navigation import HOME_OF
from programme.web.kit.visit import Visit


@post("/tasks/{kind:str}/done", status_code=200)
async def finish(visit: NamedDependency[Visit], kind: FromPath[str]) -> Response[Any]:
    """Somebody has seen to a task of the case."""
    known = {one.value: one for one in TaskKind}
    if kind not in known:
        raise NotFound()
    point = str((await visit.form()).get("point", ""))
    await visit.write(finish_task, reference=visit.part("reference"), kind=known[kind], point=point)
    return visit.to(here(visit))


PAGES: Mapping[Deed, tuple[Any, ...]] = {
    Deed.MAKE_OFFER: (OfferPage,),
    Deed.ISSUE_SLIP: (print_slip,),
    Deed.REOPEN_OFFER: (ReopenPage,),
    Deed.EXPLAIN_OFFER: (ExplainPage,),
    Deed.RECORD_ANSWER: (AnswerPage,),
    Deed.RECORD_CAUTION: (CautionPage, print_document),
    Deed.PLACE_ELSEWHERE: (ElsewherePage,),
    Deed.RECORD_RESULT_FROM_ELSEWHERE: (ResultElsewherePage,),
    Deed.CALL_OFF_PLACE_ELSEWHERE: (CallOffElsewherePage,),
    Deed.RETURN_NOW: (ReturnNowPage,),
    Deed.SETTLE_ELIGIBILITY: (SettlePage, SetAsidePage, PutBackPage),
    Deed.DECIDE_IDENTITY: (IdentityPage, TakeBackIdentityPage),
    Deed.ACKNOWLEDGE_RESULT: (),
    Deed.RECORD_DISPOSAL: (DisposalPage,),
    Deed.TAKE_BACK_DISPOSAL: (TakeBackPage,),
    Deed.END_MISTAKEN_CASE: (MistakePage,),
    Deed.RAISE_CONCERN: (Router("/concern", route_handlers=[RaiseConcernPage]),),
    Deed.DECIDE_CONCERN: (Router("/concern", route_handlers=[DecideConcernPage]),),
    Deed.RECORD_DRUG_INTERVENTION: (DrugPage,),
    Deed.WRITE_NOTE: (NotesPage, StrikeNotePage),
    Deed.CORRECT_RECORD: (*RECORD_PAGES, RouteRecordPage),
    Deed.CORRECT_CONTACT: (ContactPage,),
    Deed.CHECK_CONTACT: (ReachPage, SkipReachPage),
    Deed.NAME_SUPPORTER: (SupportersPage, end_one_supporter),
    Deed.SET_BACK_PIN: (SetBackPinPage,),
    Deed.CHANGE_OFFICER: (OfficerPage,),
    Deed.CORRECT_OFFENCE: (OffencePage,),
    Deed.RECORD_BAIL: (BailPage,),
    Deed.EXTEND_CAUTION: (ExtendPage,),
    Deed.WITHDRAW_REFERRAL: (WithdrawPage,),
}
"""Where each deed is done. A door has the pages of its own deeds (`possible.DEEDS_AT`) and no others."""


def case_pages(door: Door, access: Access, *, cases: str) -> Router:
    """The pages of one case at a door. `access` is who may enter, `cases` is where the door's cases are."""
    home, deeds = HOME_OF[door], DEEDS_AT[door]
    one_case = [*(page for deed in Deed if deed in deeds for page in PAGES[deed]), finish, show_consent]
    if door is not Door.PARTNER:
        one_case.append(PaidOutsidePage)  # the money is the programme's, and not a neighbour's
    return Router(
        home,
        route_handlers=[
            *([show_stopped] if Deed.RAISE_CONCERN in deeds else []),
            Router(f"{cases}/{{reference:str}}", route_handlers=one_case),
        ],
        opt={"access": access, "cases": f"{home}{cases}", "concern": f"{home}{cases}/{{}}/concern"},
    )


def force_pages(door: Door, access: Access) -> Router:
    """The pages that the force that runs the programme reads: its cases, clocks, results and imports, and search."""
    home, cases = HOME_OF[door], "/referrals"
    lists: list[Any] = [CasePages, ViewsPage, drop_kept_view, ClockPages, ReturnPages, SearchPage]
    lists += [WarningsPage, show_import]
    return Router(
        home,
        route_handlers=[*lists, Router(f"{cases}/{{reference:str}}", route_handlers=[CasePage])],
        opt={"access": access, "cases": f"{home}{cases}"},
    )


def safeguarding_pages(door: str, access: Access) -> Router:
    """Concerns alone, for the named role at a door that has no cases."""
    one_case = Router("/concerns/{reference:str}", route_handlers=[RaiseConcernPage, DecideConcernPage])
    return Router(
        door,
        route_handlers=[show_stopped, one_case],
        opt={"access": access, "concern": f"{door}/concerns/{{}}"},
    )
