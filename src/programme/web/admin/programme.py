"""The programme's settings: what they are, subject by subject, and who changed what; and the pages of its times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.audit.access_log import Alteration, changes_of
from programme.courses.areas import Areas
from programme.courses.contacts import ASKED_LABELS, Contacts
from programme.courses.fees import Fees, fees_of
from programme.courses.help_line import HelpLine
from programme.courses.message_hours import MessageHours
from programme.courses.privacy import POINTS, Notices, notices_of
from programme.courses.settings import log_subject
from programme.duties.settings import ProgrammeSettings, ProgrammeShown, ladder_words, one_programme
from programme.insight.programme_change import clocks_to_reckon, effect_of
from programme.policies.words import ROUTE_NAMES
from programme.shared.access import SETTINGS
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.web.admin.programme_form import LADDER_LINES, ProgrammeForm, typed_of
from programme.web.admin.programme_part import PartPage
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class _Read:
    """The content of the page. `to_reckon` counts the running cases whose dates the service has still to reckon."""

    shown: ProgrammeShown
    changes: list[Alteration]
    to_reckon: int
    fees: Fees
    notices: Notices


def _read(db: Session, actor: Actor, force: str) -> _Read:
    shown = one_programme(db, actor, force)
    programme = shown.row
    changes = changes_of(db, log_subject(programme.force_code))
    number = programme.id
    return _Read(shown, changes, clocks_to_reckon(db, number), fees_of(db, number), notices_of(db, number))


class ProgrammePages(Controller):
    """`/admin/programme`: the way to the programme of the coordinator's force; and its page, with a way to each part
    that can be changed. No person is in it."""

    path = "/admin/programme"
    opt = {"access": SETTINGS}

    @get()
    async def lead(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """On to its page; the first by name for whoever may change every programme."""
        shown = await visit.read(one_programme, visit.the_actor)
        return visit.to(f"/admin/programme/{shown.row.force_code}")

    @get("/{force:str}")
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The settings, and the newest changes of them."""
        found = await visit.read(_read, visit.the_actor, visit.part("force"))
        programme, today = found.shown.row, london_date(visit.now)
        return visit.page(
            "admin/programme.html",
            title="Programme",
            here=f"/admin/programme/{programme.force_code}",
            programme=programme,
            others=found.shown.others,
            changes=found.changes,
            to_reckon=found.to_reckon,
            help_line=HelpLine.of(programme),
            message_hours=MessageHours.of(programme),
            areas=Areas.of(programme).lines,
            route_names=[ROUTE_NAMES.get(code, code) for code in programme.routes],
            contacts=Contacts.of(programme),
            contact_labels=ASKED_LABELS,
            notice=[(label, found.notices.on(today).spoken(name)) for name, label in POINTS.items()],
            fee=found.fees.on(today),
            fees_to_come=[one for one in found.fees.versions if one.from_on > today],
            ladder=ladder_words(ProgrammeSettings.of(programme).ladder),
        )


class TimesPage(PartPage[ProgrammeForm]):
    """`/admin/programme/43/times`: its times, its warnings, and who is told where nobody else is."""

    path = "/admin/programme/{force:str}/times"
    form, template, title = ProgrammeForm, "admin/programme_times.html", "Times and warnings"
    part, check_template = ProgrammeSettings, "admin/programme_times_check.html"

    def typed(self, part: ProgrammeSettings) -> dict[str, Any]:
        return typed_of(part)

    def context(self, visit: Visit, found: ProgrammeShown, form: ProgrammeForm) -> dict[str, Any]:
        """The programme, and the lines of its warnings."""
        lines = [(form[f"days_{line}"], form[f"role_{line}"]) for line in LADDER_LINES]
        return {**super().context(visit, found, form), "lines": lines}

    async def consequence(
        self, visit: Visit, shown: ProgrammeShown, before: ProgrammeSettings, wanted: ProgrammeSettings
    ) -> dict[str, Any]:
        """Every running case, reckoned as it would be."""
        return {
            "effect": await visit.read(effect_of, shown.row.id, wanted, today=london_date(visit.now)),
            "less_kept": _gives_more_time(before, wanted),
            "new_ladder": before.ladder != wanted.ladder,
            "new_fallback": wanted.fallback_email if before.fallback_email != wanted.fallback_email else "",
            "new_times": before.kept_time != wanted.kept_time,
        }


def _gives_more_time(before: ProgrammeSettings, after: ProgrammeSettings) -> bool:
    """Whether a time that is kept gets shorter, which running cases do not get."""
    return any(now < was for was, now in zip(before.kept_time, after.kept_time, strict=True))
