"""The price of a place, from a day on: every version, and another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from programme.actions.set_fee import set_fee
from programme.courses.fee_refusals import FeeBegunAlready, FeeTooFarAhead
from programme.courses.fees import HIGHEST_FEE_PENCE, Fees, FeeVersion, check_first_day, fees_of
from programme.courses.settings import SettingsChange
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import ProgrammeShown, one_programme
from programme.exchange.agreeing import check_fee_gives_shares
from programme.exchange.refusals import FeeBelowShare
from programme.insight.programme_reach import ProgrammeReach, programme_reach
from programme.shared.access import SETTINGS
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds
from programme.shared.refusal import Refusal
from programme.web.admin.programme_part import people, programme_page
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import (
    DatePartsField,
    FormData,
    HiddenField,
    PageForm,
    PoundsField,
    add_error,
    said_of,
    show_refusal,
)
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class _Read:
    shown: ProgrammeShown
    fees: Fees
    reach: ProgrammeReach


def _read(db: Session, actor: Actor, force: str) -> _Read:
    shown = one_programme(db, actor, force)
    return _Read(shown, fees_of(db, shown.row.id), programme_reach(db, shown.row.id))


class FeeForm(PageForm):
    """How much, and from when."""

    mark = HiddenField("What was shown")
    amount = PoundsField("Fee", hint="In pounds. 0 where there is nothing to pay", needed="Enter the fee, or 0")
    from_on = DatePartsField(
        "First day", hint="Offers that are made on this day or later cost this", needed="Enter the first day"
    )

    def check(self) -> None:
        """No slip of the hand."""
        if self.amount.data is not None and self.amount.data > HIGHEST_FEE_PENCE:
            add_error(self, "amount", f"Fee must be {spoken_pounds(HIGHEST_FEE_PENCE)} or less")


class FeePage(CheckedPage[_Read, FeeForm]):
    """`/admin/programme/43/fee`: the versions, and the form of another one."""

    path = "/admin/programme/{force:str}/fee"
    opt = {"access": SETTINGS}
    form, template, title = FeeForm, "admin/fee.html", "Fee"
    check_template, check_title = "admin/part_check.html", "Check the change"
    looks_first = True

    async def look(self, visit: Visit) -> _Read:
        return await visit.read(_read, visit.the_actor, visit.part("force"))

    def start(self, visit: Visit, found: _Read) -> dict[str, Any]:
        """The values that hold now, from the first day that can be."""
        today = london_date(visit.now)
        now = found.fees.on(today)
        return {
            "amount": now.amount_pence if now else None,
            "from_on": found.fees.first_day(today),
            "mark": found.fees.mark,
        }

    def fill(self, visit: Visit, found: _Read | None, sent: FormData | None) -> FeeForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        if found is not None:
            fees = found.fees
            form.asks = ((("from_on",), lambda: check_first_day(fees, form.from_on.data, today)),)
        return form

    def context(self, visit: Visit, found: _Read, form: FeeForm) -> dict[str, Any]:
        today = london_date(visit.now)
        return {
            "here": self.address(visit),
            "back": programme_page(visit),
            "programme": found.shown.row,
            "two": two_versions(form, self.start(visit, found)),
            "versions": [(one, _when(one.from_on, found.fees, today)) for one in reversed(found.fees.versions)],
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything that can be mended on the form."""
        here = isinstance(
            refusal,
            ChangedMeanwhile | NothingToChange | SettingsRefused | FeeBegunAlready | FeeTooFarAhead | FeeBelowShare,
        )
        return said_of(refusal) if here else None

    async def check(self, visit: Visit, form: FeeForm) -> dict[str, Any]:
        """Who pays what from then on, before it is saved."""
        found = await self.look(visit)
        fees, reach, today = found.fees, found.reach, london_date(visit.now)
        day, amount_pence = form.from_on.data, form.amount.data
        if fees.mark != form.mark.data:
            raise ChangedMeanwhile()
        if day < fees.first_day(today):
            show_refusal(form, FeeBegunAlready(fees.first_day(today)))
        elif not fees.changes_on(day, amount_pence):
            raise NothingToChange()
        await visit.read(check_fee_gives_shares, amount_pence, day)
        was, costs = fees.on(day), spoken_pounds(amount_pence)
        before = spoken_pounds(was.amount_pence) if was else "none"
        later = fees.next_after(day)
        return {
            "here": self.address(visit),
            "changes": [SettingsChange(f"Fee from {spoken_day(day)}", before, costs)],
            "follows": [
                f"{people(reach.offered)} with an offer: nothing changes. They pay what they were offered, also "
                "when they book or move later.",
                f"{people(reach.to_come)} with an open case and no offer yet: {costs}, where the offer is made on "
                f"{spoken_day(day)} or later{f', and before {spoken_day(later.from_on)}' if later else ''}.",
                *_what_comes_after(later),
            ],
        }

    async def act(self, visit: Visit, form: FeeForm) -> Callable[..., Any]:
        return partial(
            set_fee,
            force_code=visit.part("force"),
            amount_pence=form.amount.data,
            from_on=form.from_on.data,
            mark=form.mark.data,
        )

    def leads_to(self, visit: Visit, form: FeeForm, done: Any) -> str:
        return programme_page(visit)


def _what_comes_after(later: FeeVersion | None) -> list[str]:
    """The fee that was fixed for a later day already, and ends this one."""
    if later is None:
        return []
    return [f"{spoken_pounds(later.amount_pence)} from {spoken_day(later.from_on)}, as was fixed before. It stays so."]


def _when(from_on: date, fees: Fees, today: date) -> str:
    """Whether it was, is or will be."""
    if from_on > today:
        return "To come"
    now = fees.on(today)
    return "Holds now" if now and now.from_on == from_on else "Past"
