"""One subject of a programme's settings on a page of its own: asked, what a change does to open cases, saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from programme.actions.change_programme import change_programme
from programme.courses.settings import ProgrammePart
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import ProgrammeShown, one_programme
from programme.insight.programme_reach import ProgrammeReach, programme_reach
from programme.shared.access import SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import HiddenField, PageForm, add_error, said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit


class PartForm(PageForm):
    """The typed values, and the mark of what he was shown."""

    mark = HiddenField("What was shown")

    def part(self) -> ProgrammePart:
        """The part as entered, as far as it could be read."""
        raise NotImplementedError

    def check(self) -> None:
        """Everything that the part itself finds wrong, beside its field, where that has been told nothing yet."""
        for field, message in self.part().wrong():
            if not self[field].errors:
                add_error(self, field, message)


F = TypeVar("F", bound=PartForm)


class PartPage(CheckedPage[ProgrammeShown, F], Generic[F]):
    """A page that changes one part. Of two who change it at once the second sees both versions and may save his."""

    opt = {"access": SETTINGS}
    part: ClassVar[type[ProgrammePart]]
    check_template, check_title = "admin/part_check.html", "Check the change"

    def typed(self, part: Any) -> dict[str, Any]:
        """The part as its form shows it before anybody typed."""
        raise NotImplementedError

    def follows(self, reach: ProgrammeReach, wanted: Any) -> list[str]:
        """The effect of a change on the open cases, a sentence each."""
        raise NotImplementedError

    async def look(self, visit: Visit) -> ProgrammeShown:
        return await visit.read(one_programme, visit.the_actor, visit.part("force"))

    def start(self, visit: Visit, found: ProgrammeShown) -> dict[str, Any]:
        """The settings as they are, and what tells them from later ones."""
        part = self.part.of(found.row)
        return {**self.typed(part), "mark": part.mark}

    def context(self, visit: Visit, found: ProgrammeShown, form: F) -> dict[str, Any]:
        return {
            "here": self.address(visit),
            "back": programme_page(visit),
            "programme": found.row,
            "two": two_versions(form, self.start(visit, found)),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything that can be mended on the form."""
        mended_here = isinstance(refusal, ChangedMeanwhile | NothingToChange | SettingsRefused)
        return said_of(refusal) if mended_here else None

    async def check(self, visit: Visit, form: F) -> dict[str, Any]:
        """The consequences of a change, before it is saved."""
        wanted, shown = form.part(), await self.look(visit)
        before = self.part.of(shown.row)
        if before.mark != form.mark.data:
            raise ChangedMeanwhile()
        await visit.read(wanted.check_there, today=london_date(visit.now))
        changes = wanted.changes_from(before)
        if not changes:
            raise NothingToChange()
        return {
            "here": self.address(visit),
            "changes": changes,
            **await self.consequence(visit, shown, before, wanted),
        }

    async def consequence(self, visit: Visit, shown: ProgrammeShown, before: Any, wanted: Any) -> dict[str, Any]:
        """The check page's sentence about the open cases."""
        return {"follows": self.follows(await visit.read(programme_reach, shown.row.id), wanted)}

    async def act(self, visit: Visit, form: F) -> Callable[..., Any]:
        return partial(change_programme, force_code=visit.part("force"), settings=form.part(), mark=form.mark.data)

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return programme_page(visit)


def people(number: int) -> str:
    """ "1 person", "12 people"."""
    return f"{number} {'person' if number == 1 else 'people'}"


def programme_page(visit: Visit) -> str:
    """Where all of it is shown."""
    return f"/admin/programme/{visit.part('force')}"
