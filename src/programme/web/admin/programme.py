"""The programme's settings: what they are, what a change would do to the cases that run, and who changed what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.actions.change_programme import change_programme, log_subject
from programme.audit.access_log import Alteration, changes_of
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import MOST_RUNGS, ProgrammeSettings, ProgrammeShown, changes_between, one_programme
from programme.insight.programme_change import ProgrammeEffect, clocks_to_reckon, effect_of
from programme.shared.access import SETTINGS
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.admin.programme_form import ProgrammeForm, typed_of
from programme.web.kit.form_page import CheckedPage
from programme.web.kit.forms import said_of
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows. `to_reckon` counts the running cases whose dates the service has still to reckon."""

    shown: ProgrammeShown
    changes: list[Alteration]
    to_reckon: int


def _read(db: Session, actor: Actor, force: str) -> _Read:
    shown = one_programme(db, actor, force)
    return _Read(shown, changes_of(db, log_subject(shown.force_code)), clocks_to_reckon(db, shown.id))


def _read_effect(
    db: Session, actor: Actor, force: str, wanted: ProgrammeSettings, *, today: date
) -> tuple[ProgrammeShown, ProgrammeEffect]:
    shown = one_programme(db, actor, force)
    return shown, effect_of(db, shown.id, wanted, today=today)


class OwnProgramme(Controller):
    """`/admin/programme`: the way to the programme of the coordinator's force."""

    path = "/admin/programme"
    opt = {"access": SETTINGS}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """On to its page; the first by name for whoever may change every programme."""
        shown = await visit.read(one_programme, visit.the_actor)
        return visit.to(f"/admin/programme/{shown.force_code}")


class ProgrammePage(CheckedPage[_Read, ProgrammeForm]):
    """`/admin/programme/43`: the settings, and the newest changes of them. No person is in it."""

    path = "/admin/programme/{force:str}"
    opt = {"access": SETTINGS}
    form, template, title = ProgrammeForm, "admin/programme.html", "Programme"
    check_template, check_title = "admin/programme_check.html", "Check the change"

    async def look(self, visit: Visit) -> _Read:
        return await visit.read(_read, visit.the_actor, visit.part("force"))

    def start(self, visit: Visit, found: _Read) -> dict[str, Any]:
        """The settings as they are, and what tells them from later ones."""
        return typed_of(found.shown.settings)

    def context(self, visit: Visit, found: _Read, form: ProgrammeForm) -> dict[str, Any]:
        """The programme, and the lines of its warnings."""
        return {
            "here": self.address(visit),
            "programme": found.shown,
            "changes": found.changes,
            "to_reckon": found.to_reckon,
            "lines": [(form[f"days_{line}"], form[f"role_{line}"]) for line in range(1, MOST_RUNGS + 1)],
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything that can be mended on the form."""
        mended_here = isinstance(refusal, ChangedMeanwhile | NothingToChange | SettingsRefused)
        return said_of(refusal) if mended_here else None

    async def check(self, visit: Visit, form: ProgrammeForm) -> dict[str, Any]:
        """What a change would do, before it is saved."""
        wanted, today = form.settings(), london_date(visit.now)
        shown, effect = await visit.read(_read_effect, visit.the_actor, visit.part("force"), wanted, today=today)
        before = shown.settings
        if before.mark != form.mark.data:
            raise ChangedMeanwhile()
        changes = changes_between(before, wanted)
        if not changes:
            raise NothingToChange()
        return {
            "here": self.address(visit),
            "changes": changes,
            "effect": effect,
            "less_kept": _gives_more_time(before, wanted),
            "new_ladder": before.ladder != wanted.ladder,
            "new_fallback": wanted.fallback_email if before.fallback_email != wanted.fallback_email else "",
            "new_times": before.kept_time != wanted.kept_time,
        }

    async def act(self, visit: Visit, form: ProgrammeForm) -> Callable[..., Any]:
        return partial(change_programme, force_code=visit.part("force"), settings=form.settings(), mark=form.mark.data)

    def leads_to(self, visit: Visit, form: ProgrammeForm, done: Any) -> str:
        return self.address(visit)


def _gives_more_time(before: ProgrammeSettings, after: ProgrammeSettings) -> bool:
    """Whether a time that is kept gets shorter, which running cases do not get."""
    return any(now < was for was, now in zip(before.kept_time, after.kept_time, strict=True))
