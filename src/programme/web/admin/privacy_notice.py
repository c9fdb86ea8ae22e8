"""The points of the privacy notice, from a day on: those decided, those still open, and every version before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from programme.actions.set_privacy_notice import set_privacy_notice
from programme.courses.models import LONGEST_CONTACT
from programme.courses.privacy import (
    POINTS,
    Notices,
    NoticeTerms,
    NoticeVersion,
    check_notice_from,
    notices_of,
)
from programme.courses.refusals import NoticeBegunAlready
from programme.duties.refusals import ChangedMeanwhile, NothingToChange, SettingsRefused
from programme.duties.settings import ProgrammeShown, one_programme
from programme.shared.access import SETTINGS
from programme.shared.actor import Actor
from programme.shared.dates import london_date, spoken_day
from programme.shared.refusal import Refusal
from programme.web.admin.programme_part import programme_page
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import (
    DatePartsField,
    FormData,
    HiddenField,
    PageForm,
    TextField,
    WholeNumberField,
    add_error,
    said_of,
)
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_HINTS = {
    "force_until": "A length of time, like 6 years, or how it is decided",
    "records_ask": "Like the force, or ACRO with its address",
    "forces_until": "The rules look back for the same time: see Eligibility rules",
    "provider_until": "Like 60 days after the result",
    "provider_ask": "How they are reached",
    "card_ask": "How it is reached",
    "carriers": "The companies, by name",
    "carriers_until": "Like 7 days",
    "professional_standards": "The force’s professional standards department, and how it is reached",
    "review_body": "The police and crime commissioner, or the Independent Office for Police Conduct: how it is reached",
}
GROUPS = (
    ("How long", tuple(name for name in POINTS if name.endswith("_until"))),
    ("Whom to ask", ("records_ask", "provider_ask", "card_ask", "carriers")),
    ("Complaints", ("answer_days", "professional_standards", "review_body")),
)
"""The form's points, as one thinks of them."""


@dataclass(frozen=True, slots=True)
class _Read:
    shown: ProgrammeShown
    notices: Notices


def _read(db: Session, actor: Actor, force: str) -> _Read:
    shown = one_programme(db, actor, force)
    return _Read(shown, notices_of(db, shown.row.id))


class NoticeForm(PageForm):
    """Every point, each of which may wait; and from when."""

    mark = HiddenField("What was shown")
    answer_days = WholeNumberField(POINTS["answer_days"], hint="In working days")
    from_on = DatePartsField(
        "First day", hint="Whoever reads the notice on this day or later reads this", needed="Enter the first day"
    )

    notices: Notices | None = None
    """The notices as they were decided before."""

    def terms(self) -> NoticeTerms:
        """The points as entered."""
        said = {name: self[name].data for name in POINTS if name != "answer_days"}
        return NoticeTerms(**said, answer_days=self.answer_days.data or 0)

    def check(self) -> None:
        wrong = [*self.terms().wrong()]
        if self.notices is not None and self.from_on.data:
            wrong += self.terms().opened_again(self.notices.on(self.from_on.data))
        for field, message in wrong:
            if not self[field].errors:
                add_error(self, field, message)


for _name, _label in POINTS.items():
    if _name != "answer_days":
        setattr(NoticeForm, _name, TextField(_label, longest=LONGEST_CONTACT, hint=_HINTS.get(_name, "")))


class PrivacyNoticePage(CheckedPage[_Read, NoticeForm]):
    """`/admin/programme/43/privacy-notice`."""

    path = "/admin/programme/{force:str}/privacy-notice"
    opt = {"access": SETTINGS}
    form, template, title = NoticeForm, "admin/privacy_notice.html", "Privacy notice"
    check_template, check_title = "admin/part_check.html", "Check the change"
    looks_first = True  # at what was decided before

    async def look(self, visit: Visit) -> _Read:
        return await visit.read(_read, visit.the_actor, visit.part("force"))

    def start(self, visit: Visit, found: _Read) -> dict[str, Any]:
        """The points that hold today."""
        today = london_date(visit.now)
        terms = found.notices.on(today)
        points: dict[str, Any] = {name: getattr(terms, name) or None for name in POINTS}
        return {**points, "from_on": today, "mark": found.notices.mark}

    def fill(self, visit: Visit, found: _Read | None, sent: FormData | None) -> NoticeForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        form.asks = ((("from_on",), lambda: check_notice_from(form.from_on.data, today)),)
        if found is not None:
            form.notices = found.notices
        return form

    def context(self, visit: Visit, found: _Read, form: NoticeForm) -> dict[str, Any]:
        return {
            "here": self.address(visit),
            "back": programme_page(visit),
            "programme": found.shown.row,
            "two": two_versions(form, self.start(visit, found)),
            "groups": [(heading, [form[name] for name in names]) for heading, names in GROUPS],
            "points": len(POINTS),
            "open_points": found.notices.on(london_date(visit.now)).open_points,
            "versions": list(reversed(found.notices.versions)),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything that can be mended on the form."""
        here = isinstance(refusal, ChangedMeanwhile | NothingToChange | SettingsRefused | NoticeBegunAlready)
        return said_of(refusal) if here else None

    async def check(self, visit: Visit, form: NoticeForm) -> dict[str, Any]:
        """The points that change, and whom that stops, before it is saved."""
        found, wanted = await self.look(visit), form.terms()
        if found.notices.mark != form.mark.data:
            raise ChangedMeanwhile()
        changes = wanted.changes_from(found.notices.on(form.from_on.data))
        if not changes:
            raise NothingToChange()
        day, still = form.from_on.data, wanted.open_points
        later = found.notices.next_after(day)
        until = f", and before {spoken_day(later.from_on)}," if later else ""
        return {
            "here": self.address(visit),
            "changes": changes,
            "follows": [
                f"Whoever reads the notice on {spoken_day(day)} or later{until} reads this, also where his case is "
                "open already.",
                f"Not decided then: {'; '.join(still)}. Nobody can be offered a place until all of it is."
                if still
                else "Every point is decided then.",
                *_what_comes_after(later, wanted),
            ],
        }

    async def act(self, visit: Visit, form: NoticeForm) -> Callable[..., Any]:
        return partial(
            set_privacy_notice,
            force_code=visit.part("force"),
            terms=form.terms(),
            from_on=form.from_on.data,
            mark=form.mark.data,
        )

    def leads_to(self, visit: Visit, form: NoticeForm, done: Any) -> str:
        return programme_page(visit)


def _what_comes_after(later: NoticeVersion | None, wanted: NoticeTerms) -> list[str]:
    """The version that was decided for a later day already, and each point in which it ends this one."""
    if later is None:
        return []
    others = [f"{one.what}: {one.becomes}" for one in later.terms.changes_from(wanted)]
    comes = f"From {spoken_day(later.from_on)} another version holds, decided by {later.made_by}"
    if not others:
        return [f"{comes}. It says the same."]
    return [
        f"{comes}, and this one no more: {'; '.join(others)}. Where that is not meant, decide it again from that day."
    ]
