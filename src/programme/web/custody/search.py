"""Finding a case by what the desk knows. Posted, so that no name or number stands in an address or a log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.insight.case_lists import find_by_name, find_by_number
from programme.intake.facts import century_of_birth
from programme.people.identifiers import read_pnc_id
from programme.referrals.queries import CaseLine
from programme.shared.access import CUSTODY
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.references import read_reference
from programme.web.case.clock import chip_of
from programme.web.custody.words import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.web.kit.forms import DatePartsField, PageForm, TextField, add_error, bind, error_list
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class SearchForm(PageForm):
    """A number, or surname with date of birth. A surname alone would be browsing."""

    number = TextField("Reference, custody number or PNC ID", longest=60)
    surname = TextField("Surname", longest=100)
    born_on = DatePartsField("Date of birth", century=century_of_birth)

    def check(self) -> None:
        """A number, or both of the others."""
        if self.number.data or (self.surname.data and self.born_on.data):
            return
        if self.surname.data and not self.born_on.errors:
            add_error(self, "born_on", "Enter the date of birth as well")
        elif self.born_on.data:
            add_error(self, "surname", "Enter the surname as well")
        elif not self.born_on.errors:
            add_error(self, "number", "Enter a number, or the surname with the date of birth")


class SearchPages(Controller):
    """`/custody/search`."""

    path = "/custody/search"
    opt = {"access": CUSTODY}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The empty form: also where a reload of a result ends."""
        return visit.page("custody/search.html", title="Find a case", form=bind(SearchForm), lines=None)

    @post(status_code=200)
    async def search(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The one case there is, or a list of those that fit. Every search is logged, also one that finds nothing."""
        form = bind(SearchForm, await visit.form(), today=london_date(visit.now))
        if not form.validate():
            return visit.page(
                "custody/search.html", status=422, title="Find a case", form=form, lines=None, errors=error_list(form)
            )
        lines = await visit.look(
            _find, visit.the_actor, form, visit, subjects=lambda found: [line.reference for line in found]
        )
        if len(lines) == 1:
            return visit.to(f"/custody/referrals/{lines[0].reference}")
        return visit.page(
            "custody/search.html",
            title="Find a case",
            form=form,
            lines=lines,
            chip=partial(chip_of, today=london_date(visit.now)),
            state_words=CASE_STATE_WORDS,
            state_tones=CASE_STATE_TONES,
        )


def _find(db: Session, actor: Actor, form: SearchForm, visit: Visit) -> list[CaseLine]:
    if not form.number.data:
        return find_by_name(db, actor, surname=form.surname.data, born_on=form.born_on.data)
    typed = form.number.data
    return find_by_number(
        db,
        actor,
        reference=read_reference(typed),
        number=typed,
        pnc_id=read_pnc_id(typed, today=london_date(visit.now)).canonical,
    )
