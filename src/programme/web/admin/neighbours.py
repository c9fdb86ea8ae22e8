"""Neighbouring forces and what is agreed with them: the list, one force, its versions, and their last days."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.add_agreement import add_agreement
from programme.actions.change_agreement import change_agreement
from programme.actions.end_agreement import end_agreement
from programme.actions.take_back_agreement import take_back_agreement
from programme.audit.access_log import changes_of
from programme.courses.fees import fees_of_each
from programme.exchange.agreeing import (
    AgreementShown,
    MonthOfSending,
    agreement_subject,
    agreements_with,
    all_agreements,
    came_under,
    sent_in_month,
)
from programme.exchange.words import ALWAYS_TRAVELS
from programme.people.reference import forces_at_work
from programme.shared.access import INSTALLATION
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.admin.agreement_form import (
    Agreed,
    AgreementEndForm,
    AgreementForm,
    NewNeighbourForm,
    NewVersionForm,
    TakeBackVersionForm,
    agreement_terms,
    new_version_asks,
    typed_of_agreement,
)
from programme.web.kit.form_page import F, FormPage
from programme.web.kit.forms import FormData, Option, said_of
from programme.web.kit.marked_page import MarkedPage
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


class _VersionPage(MarkedPage[AgreementShown, F]):
    """A form about a version of an agreement, which leads back to the force."""

    opt = {"access": INSTALLATION}
    days: ClassVar[bool] = False
    """Whether the form asks from when to when it holds."""

    async def look(self, visit: Visit) -> AgreementShown:
        return await visit.read(_one_version, visit.part("force"), int(visit.part("number")))

    def typed(self, found: AgreementShown) -> dict[str, Any]:
        return typed_of_agreement(found)

    def above(self, visit: Visit) -> str:
        return f"{_HERE}/{visit.part('force')}"

    def context(self, visit: Visit, found: AgreementShown, form: F) -> dict[str, Any]:
        shown = {"caption": found.force_name, "days": self.days, "forces": False}
        return {**super().context(visit, found, form), **shown}


class NeighbourPages(Controller):
    """`/admin/neighbours` and `/admin/neighbours/34`."""

    path = _HERE
    opt = {"access": INSTALLATION}

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


def _agreed(db: Session) -> Agreed:
    return Agreed(all_agreements(db), fees_of_each(db))


async def _look_what_is_agreed(visit: Visit) -> None:
    """Read once for the request what a new version has to fit."""
    visit.request.state.agreed = await visit.read(_agreed)


def _ask_what_fits(visit: Visit, form: NewVersionForm, force_code: str | None) -> None:
    form.asks = new_version_asks(form, visit.request.state.agreed, force_code, london_date(visit.now))


def _adding(form: NewVersionForm, force_code: str) -> Callable[..., Any]:
    return partial(
        add_agreement,
        force_code=force_code,
        terms=agreement_terms(form),
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        mark=form.mark.data,
    )


class NewNeighbourPage(FormPage[None, NewNeighbourForm]):
    """`/admin/neighbours/new`."""

    path = f"{_HERE}/new"
    opt = {"access": INSTALLATION}
    form, template, title = NewNeighbourForm, "admin/agreement_form.html", "Add a neighbour"
    looks_first = True

    async def look(self, visit: Visit) -> None:
        """There is nothing to show."""
        await _look_what_is_agreed(visit)

    def fill(self, visit: Visit, found: None, sent: FormData | None) -> NewNeighbourForm:
        """With every force but the reader's own to choose from."""
        form, own = super().fill(visit, found, sent), visit.the_actor.force_code
        form.force.choices = [Option(force.code, force.name) for force in forces_at_work() if force.code != own]
        _ask_what_fits(visit, form, form.force.data)
        return form

    def context(self, visit: Visit, found: None, form: NewNeighbourForm) -> dict[str, Any]:
        return {"here": f"{_HERE}/new", "back": _HERE, "caption": "", "two": [], "days": True, "forces": True}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return None if isinstance(refusal, NotFound) else said_of(refusal)

    async def act(self, visit: Visit, form: NewNeighbourForm) -> Callable[..., Any]:
        return _adding(form, form.force.data)

    def leads_to(self, visit: Visit, form: NewNeighbourForm, done: Any) -> str:
        return f"{_HERE}/{form.force.data}"


class NewVersionPage(_VersionPage[NewVersionForm]):
    """`/admin/neighbours/34/new`: it begins with what the last version says."""

    path = f"{_HERE}/{{force:str}}/new"
    form, template, title, days = NewVersionForm, "admin/agreement_form.html", "Add a version", True
    looks_first = True

    async def look(self, visit: Visit) -> AgreementShown:
        await _look_what_is_agreed(visit)
        versions, _ = await visit.read(_versions, visit.part("force"), london_date(visit.now))
        return versions[0][0]

    def typed(self, found: AgreementShown) -> dict[str, Any]:
        return {**typed_of_agreement(found), "version": "", "until_on": None}

    def fill(self, visit: Visit, found: AgreementShown | None, sent: FormData | None) -> NewVersionForm:
        form = super().fill(visit, found, sent)
        _ask_what_fits(visit, form, visit.part("force"))
        return form

    async def act(self, visit: Visit, form: NewVersionForm) -> Callable[..., Any]:
        return _adding(form, visit.part("force"))


class ChangeVersionPage(_VersionPage[AgreementForm]):
    """`/admin/neighbours/34/5/change`."""

    path = f"{_HERE}/{{force:str}}/{{number:int}}/change"
    form, template, title = AgreementForm, "admin/agreement_form.html", "Change this version"

    async def act(self, visit: Visit, form: AgreementForm) -> Callable[..., Any]:
        return partial(change_agreement, **_which(visit), terms=agreement_terms(form), mark=form.mark.data)


class EndVersionPage(_VersionPage[AgreementEndForm]):
    """`/admin/neighbours/34/5/end`."""

    path = f"{_HERE}/{{force:str}}/{{number:int}}/end"
    form, template, title = AgreementEndForm, "admin/agreement_end.html", "The agreement’s last day"

    async def act(self, visit: Visit, form: AgreementEndForm) -> Callable[..., Any]:
        return partial(end_agreement, **_which(visit), until_on=form.until_on.data, mark=form.mark.data)


class TakeBackVersionPage(_VersionPage[TakeBackVersionForm]):
    """`/admin/neighbours/34/5/take-back`."""

    path = f"{_HERE}/{{force:str}}/{{number:int}}/take-back"
    form, template, title = TakeBackVersionForm, "admin/agreement_take_back.html", "Take a version back"

    def typed(self, found: AgreementShown) -> dict[str, Any]:
        return {"mark": found.mark}

    async def act(self, visit: Visit, form: TakeBackVersionForm) -> Callable[..., Any]:
        return partial(take_back_agreement, **_which(visit), mark=form.mark.data)

    def leads_to(self, visit: Visit, form: TakeBackVersionForm, done: Any) -> str:
        """The force, where it has a version left."""
        return self.above(visit) if done else _HERE


def _which(visit: Visit) -> dict[str, Any]:
    return {"force_code": visit.part("force"), "agreement_id": int(visit.part("number"))}
