"""Neighbouring forces and what is agreed with them: the list, one force, its versions, and their last days."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.add_agreement import add_agreement
from programme.actions.change_agreement import change_agreement
from programme.actions.end_agreement import end_agreement
from programme.audit.access_log import changes_of
from programme.exchange.agreeing import (
    AgreementShown,
    MonthOfSending,
    agreement_subject,
    agreements_with,
    all_agreements,
    came_under,
    forces_to_agree_with,
    sent_in_month,
)
from programme.exchange.models import TravelField
from programme.exchange.words import ALWAYS_TRAVELS
from programme.shared.access import SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.admin.agreement_form import (
    AgreementEndForm,
    AgreementForm,
    NewNeighbourForm,
    NewVersionForm,
    agreement_terms,
    typed_of_agreement,
)
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData, Option, said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

_HERE = "/admin/neighbours"


def _every_neighbour(db: Session, today: date) -> list[tuple[AgreementShown, MonthOfSending]]:
    """Of each force the version in force, else its newest, with its month."""
    sent = sent_in_month(db, today)
    chosen: dict[str, AgreementShown] = {}
    for one in all_agreements(db):
        if one.force_code not in chosen or one.is_on(today):
            chosen[one.force_code] = one
    return [(one, MonthOfSending(sent.get(one.force_code, 0), one.terms.monthly_number)) for one in chosen.values()]


def _versions(db: Session, force_code: str, today: date) -> tuple[list[tuple[AgreementShown, int]], MonthOfSending]:
    """The versions with this force, with how many referrals came under each, and its month. Raises NotFound."""
    found = agreements_with(db, force_code)
    if not found:
        raise NotFound()
    on = next((one for one in found if one.is_on(today)), found[0])
    month = MonthOfSending(sent_in_month(db, today).get(force_code, 0), on.terms.monthly_number)
    return [(one, came_under(db, one)) for one in found], month


def _one_version(db: Session, force_code: str, number: int) -> AgreementShown:
    found = next((one for one in agreements_with(db, force_code) if one.id == number), None)
    if found is None:
        raise NotFound()
    return found


def _said(refusal: Refusal) -> tuple[str | None, str] | None:
    """Whatever can be mended on the form."""
    return None if isinstance(refusal, NotFound) else said_of(refusal)


class NeighbourPages(Controller):
    """`/admin/neighbours` and `/admin/neighbours/34`."""

    path = _HERE
    opt = {"access": SETTINGS}

    @get()
    async def show_neighbours(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every force that there is or was an agreement with."""
        today = london_date(visit.now)
        lines = await visit.read(_every_neighbour, today)
        return visit.page("admin/neighbours.html", title="Neighbours", lines=lines, today=today)

    @get("/{force:str}")
    async def show_neighbour(self, visit: NamedDependency[Visit], force: FromPath[str]) -> Response[Any]:
        """One force: every version of the agreement, and who changed what."""
        today = london_date(visit.now)
        versions, month = await visit.read(_versions, force, today)
        return visit.page(
            "admin/neighbour.html",
            title=versions[0][0].force_name,
            versions=versions,
            month=month,
            always=ALWAYS_TRAVELS,
            here=f"{_HERE}/{versions[0][0].force_code}",
            changes=await visit.read(changes_of, agreement_subject(force)),
            today=today,
        )


def _adding(form: NewVersionForm, force_code: str) -> Callable[..., Any]:
    return partial(
        add_agreement,
        force_code=force_code,
        terms=agreement_terms(form),
        from_on=form.from_on.data,
        until_on=form.until_on.data,
    )


class NewNeighbourPage(FormPage[list[tuple[str, str]], NewNeighbourForm]):
    """`/admin/neighbours/new`."""

    path = f"{_HERE}/new"
    opt = {"access": SETTINGS}
    form, template, title = NewNeighbourForm, "admin/agreement_form.html", "Add a neighbour"
    looks_first = True

    async def look(self, visit: Visit) -> list[tuple[str, str]]:
        """Every force but the reader's own."""
        found = await visit.read(forces_to_agree_with)
        return [(code, name) for code, name in found if code != visit.the_actor.force_code]

    def start(self, visit: Visit, found: list[tuple[str, str]]) -> dict[str, Any]:
        """Everything may travel, until somebody says otherwise."""
        return {"travels": [field.value for field in TravelField]}

    def fill(self, visit: Visit, found: list[tuple[str, str]] | None, sent: FormData | None) -> NewNeighbourForm:
        form = super().fill(visit, found, sent)
        form.force.choices = [Option(code, name) for code, name in found or []]
        return form

    def context(self, visit: Visit, found: list[tuple[str, str]], form: NewNeighbourForm) -> dict[str, Any]:
        return {"here": f"{_HERE}/new", "back": _HERE, "caption": "", "two": [], "days": True, "forces": True}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _said(refusal)

    async def act(self, visit: Visit, form: NewNeighbourForm) -> Callable[..., Any]:
        return _adding(form, form.force.data)

    def leads_to(self, visit: Visit, form: NewNeighbourForm, done: Any) -> str:
        return f"{_HERE}/{form.force.data}"


class NewVersionPage(FormPage[AgreementShown, NewVersionForm]):
    """`/admin/neighbours/34/new`: it begins with what the last version says."""

    path = f"{_HERE}/{{force:str}}/new"
    opt = {"access": SETTINGS}
    form, template, title = NewVersionForm, "admin/agreement_form.html", "Add a version"

    async def look(self, visit: Visit) -> AgreementShown:
        versions, _ = await visit.read(_versions, visit.part("force"), london_date(visit.now))
        return versions[0][0]

    def start(self, visit: Visit, found: AgreementShown) -> dict[str, Any]:
        return {**typed_of_agreement(found), "version": "", "until_on": None}

    def context(self, visit: Visit, found: AgreementShown, form: NewVersionForm) -> dict[str, Any]:
        back = f"{_HERE}/{found.force_code}"
        here = self.address(visit)
        return {"here": here, "back": back, "caption": found.force_name, "two": [], "days": True, "forces": False}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _said(refusal)

    async def act(self, visit: Visit, form: NewVersionForm) -> Callable[..., Any]:
        return _adding(form, visit.part("force"))

    def leads_to(self, visit: Visit, form: NewVersionForm, done: Any) -> str:
        return f"{_HERE}/{visit.part('force')}"


class ChangeVersionPage(FormPage[AgreementShown, AgreementForm]):
    """`/admin/neighbours/34/5/change`."""

    path = f"{_HERE}/{{force:str}}/{{number:int}}/change"
    opt = {"access": SETTINGS}
    form, template, title = AgreementForm, "admin/agreement_form.html", "Change this version"

    async def look(self, visit: Visit) -> AgreementShown:
        return await visit.read(_one_version, visit.part("force"), int(visit.part("number")))

    def start(self, visit: Visit, found: AgreementShown) -> dict[str, Any]:
        return typed_of_agreement(found)

    def context(self, visit: Visit, found: AgreementShown, form: AgreementForm) -> dict[str, Any]:
        two = two_versions(form, typed_of_agreement(found))
        back, here = f"{_HERE}/{found.force_code}", self.address(visit)
        return {"here": here, "back": back, "caption": found.force_name, "two": two, "days": False, "forces": False}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _said(refusal)

    async def act(self, visit: Visit, form: AgreementForm) -> Callable[..., Any]:
        return partial(
            change_agreement,
            force_code=visit.part("force"),
            agreement_id=int(visit.part("number")),
            terms=agreement_terms(form),
            mark=form.mark.data,
        )

    def leads_to(self, visit: Visit, form: AgreementForm, done: Any) -> str:
        return f"{_HERE}/{visit.part('force')}"


class EndVersionPage(FormPage[AgreementShown, AgreementEndForm]):
    """`/admin/neighbours/34/5/end`."""

    path = f"{_HERE}/{{force:str}}/{{number:int}}/end"
    opt = {"access": SETTINGS}
    form, template, title = AgreementEndForm, "admin/agreement_end.html", "The agreement’s last day"

    async def look(self, visit: Visit) -> AgreementShown:
        return await visit.read(_one_version, visit.part("force"), int(visit.part("number")))

    def start(self, visit: Visit, found: AgreementShown) -> dict[str, Any]:
        return typed_of_agreement(found)

    def context(self, visit: Visit, found: AgreementShown, form: AgreementEndForm) -> dict[str, Any]:
        two = two_versions(form, typed_of_agreement(found))
        return {"here": self.address(visit), "back": f"{_HERE}/{found.force_code}", "one": found, "two": two}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return _said(refusal)

    async def act(self, visit: Visit, form: AgreementEndForm) -> Callable[..., Any]:
        return partial(
            end_agreement,
            force_code=visit.part("force"),
            agreement_id=int(visit.part("number")),
            until_on=form.until_on.data,
            mark=form.mark.data,
        )

    def leads_to(self, visit: Visit, form: AgreementEndForm, done: Any) -> str:
        return f"{_HERE}/{visit.part('force')}"
