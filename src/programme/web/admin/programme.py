"""The programme's settings: what they are, what a change would do to the cases that run, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.change_programme import change_programme, log_subject
from programme.audit.access_log import Alteration, changes_of
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import MOST_RUNGS, ProgrammeSettings, ProgrammeShown, changes_between, one_programme
from programme.insight.programme_change import ProgrammeEffect, clocks_to_reckon, effect_of
from programme.shared.access import COORDINATOR
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.admin.programme_form import ProgrammeForm, typed_of
from programme.web.kit.forms import bind, error_list, show_refusal
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

_PATH = "/admin/programme"


class ProgrammePages(Controller):
    """`/admin/programme`."""

    path = _PATH
    opt = {"access": COORDINATOR}

    @get()
    async def show(self, visit: NamedDependency[Visit], force: FromQuery[str] = "") -> Response[Any]:
        """The settings, and the newest changes of them. No person is in it."""
        read = await visit.read(_read, visit.the_actor, force)
        return _page(visit, bind(ProgrammeForm, start=typed_of(read.shown.settings, read.shown.force_code)), read)

    @post(status_code=200)
    async def check(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What a change would do, before it is saved."""
        form = bind(ProgrammeForm, await visit.form())
        if not form.validate():
            return await _again(visit, form)
        wanted = form.settings()
        shown, effect = await visit.read(
            _read_effect, visit.the_actor, form.force.data, wanted, today=london_date(visit.now)
        )
        changes = changes_between(shown.settings, wanted)
        refused = ChangedMeanwhile() if shown.settings.mark != form.mark.data else NothingToChange()
        if not changes or shown.settings.mark != form.mark.data:
            return await _again(visit, form, refused)
        return visit.page(
            "admin/programme_check.html",
            title="Check the change",
            programme=shown,
            changes=changes,
            effect=effect,
            less_kept=_gives_more_time(shown.settings, wanted),
            new_ladder=shown.settings.ladder != wanted.ladder,
            new_fallback=shown.settings.fallback_email != wanted.fallback_email,
            new_times=shown.settings.kept_time != wanted.kept_time,
            fields={**typed_of(wanted, shown.force_code), "mark": form.mark.data},
        )

    @post("/save", status_code=200)
    async def save(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Save it."""
        form = bind(ProgrammeForm, await visit.form())
        if not form.validate():
            return await _again(visit, form)
        try:
            await visit.write(
                change_programme, force_code=form.force.data, settings=form.settings(), mark=form.mark.data
            )
        except (ChangedMeanwhile, NothingToChange, SettingsRefused) as refused:
            return await _again(visit, form, refused)
        return visit.to(f"{_PATH}?force={form.force.data}")


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


async def _again(visit: Visit, form: ProgrammeForm, refused: Refusal | None = None) -> Response[Any]:
    """The form as it was sent, with everything that is wrong."""
    read = await visit.read(_read, visit.the_actor, form.force.data)
    if refused is not None:
        show_refusal(form, refused)
    return _page(visit, form, read, status=refused.status if refused else 422)


def _page(visit: Visit, form: ProgrammeForm, read: _Read, *, status: int = 200) -> Response[Any]:
    return visit.page(
        "admin/programme.html",
        title="Programme",
        status=status,
        errors=error_list(form),
        form=form,
        programme=read.shown,
        changes=read.changes,
        to_reckon=read.to_reckon,
        lines=[(form[f"days_{line}"], form[f"role_{line}"]) for line in range(1, MOST_RUNGS + 1)],
    )


def _gives_more_time(before: ProgrammeSettings, after: ProgrammeSettings) -> bool:
    """Whether a time that is kept gets shorter, which running cases do not get."""
    return any(now < was for was, now in zip(before.kept_time, after.kept_time, strict=True))
