"""The forms that put a part of the record right. Their fields are the referral form's own: what is typed is read and
refused alike, whenever it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from programme.intake.arrivals import Arrival
from programme.intake.changing_route import RoutesOfCase
from programme.intake.export_values import LONGEST_CODE
from programme.intake.stored_record import changes_between, record_with
from programme.people.names import read_name
from programme.referrals.corrections import FACTS_OF, RecordPart
from programme.referrals.offences import canonical_code
from programme.shared.dates import LONDON
from programme.web.case.form_checks import check_arrest, check_days
from programme.web.case.referral_form import ReferralForm, instant_of
from programme.web.case.route_field import route_box
from programme.web.kit.forms import HiddenField, LongTextField, Option, PageForm, add_error

_NOT_KNOWN = Arrival("", "", None, "", datetime.min.replace(tzinfo=UTC))
"""Before the page has looked."""


class RecordForm(PageForm):
    """One part of the record, and why it is put right. `record` is what stands; `mark` is that of the facts that were
    shown."""

    part: RecordPart
    record: Arrival = _NOT_KNOWN
    mark = HiddenField("Shown", longest=40)
    reason = LongTextField(
        "Why is it put right?",
        hint="One or two sentences. Needed where something changes that was there; leave it empty where you only add "
        "what was missing. Kept with the case, with your name and rank. Not shown to him or the provider",
        longest=400,
    )

    def facts(self) -> dict[str, Any]:
        """The facts in it. Call it on a form that has no errors."""
        return {name: self[name].data or "" for name in FACTS_OF[self.part] if name in self}

    @classmethod
    def start(cls, record: Arrival) -> dict[str, Any]:
        """The values that stand in it before anybody typed."""
        return {name: getattr(record, name) for name in FACTS_OF[cls.part]}

    def check(self) -> None:
        """A reason, where something was there."""
        wrong = [field.name for field in self if field.errors]
        if wrong:
            puts_right = any(getattr(self.record, name, None) for name in wrong)
        else:
            changes = changes_between(self.record, record_with(self.record, self.part, self.facts()))
            puts_right = any(not one.is_added for one in changes)
        if puts_right and not self.reason.data:
            add_error(self, "reason", "Enter why it is put right: something changes that was there")


class PersonRecordForm(RecordForm):
    """Who he is."""

    part = RecordPart.PERSON
    surname = ReferralForm.surname
    forenames = ReferralForm.forenames
    born_on = ReferralForm.born_on
    sex = ReferralForm.sex

    def facts(self) -> dict[str, Any]:
        name = read_name(self.surname.typed, self.forenames.typed)
        told = {"surname": name.surname, "forenames": name.forenames, "born_on": self.born_on.data}
        if "sex" in self and self.sex.data not in (None, _sex_option(self.record.sex)):
            told["sex"] = self.sex.data
        return told

    @classmethod
    def start(cls, record: Arrival) -> dict[str, Any]:
        return {**super().start(record), "sex": _sex_option(record.sex)}

    def check(self) -> None:
        """A date on which somebody can be born."""
        check_days(self, "born_on")
        super().check()


class NumbersRecordForm(RecordForm):
    """The numbers that he, his arrest and the case are known by."""

    part = RecordPart.NUMBERS
    pnc_id = ReferralForm.pnc_id
    custody_reference = ReferralForm.custody_reference
    asn = ReferralForm.asn
    urn = ReferralForm.urn
    crime_number = ReferralForm.crime_number
    cro = ReferralForm.cro


class OffenceRecordForm(RecordForm):
    """The offence he was arrested for, and when."""

    part = RecordPart.OFFENCE
    offence_code = ReferralForm.offence_code
    arrested_on = ReferralForm.arrested_on
    arrested_time = ReferralForm.arrested_time
    operation = ReferralForm.operation

    def facts(self) -> dict[str, Any]:
        code = canonical_code(self.offence_code.data)
        told: dict[str, Any] = {"offence_code": code if len(code) <= LONGEST_CODE else ""}
        if "operation" in self:
            told["operation"] = self.operation.data
        if "arrested_on" in self:
            arrested_at, was = instant_of(self.arrested_on.data, self.arrested_time.data), self.record.arrested_at
            same_minute = was is not None and was.replace(second=0, microsecond=0) == arrested_at
            told["arrested_at"] = was if same_minute else arrested_at
        return told

    @classmethod
    def start(cls, record: Arrival) -> dict[str, Any]:
        at = record.arrested_at.astimezone(LONDON) if record.arrested_at else None
        arrest = {"arrested_on": at.date(), "arrested_time": at.time()} if at else {}
        return {"offence_code": record.offence_code, "operation": record.operation, **arrest}

    def check(self) -> None:
        """An arrest has a day and a time."""
        if "arrested_on" in self:
            check_arrest(self)
        super().check()


class PlaceRecordForm(RecordForm):
    """Where it happened, and the area that it is filed under: one that the force lists, or the one that it has."""

    part = RecordPart.PLACE
    offence_place = ReferralForm.offence_place
    area = ReferralForm.area


class RouteRecordForm(RecordForm):
    """The disposal route, of those that are open to his case."""

    part = RecordPart.ROUTE
    route = route_box(needed="Choose a route")

    def know(self, routes: RoutesOfCase, rank: str) -> None:
        """Offer the routes of this rank, and ask the rule of the choice."""
        now_on = self.record.route
        self.route.choices = [Option(one.code, one.name) for one in routes.within(rank, now_on=now_on)]
        said = [routes.proposed_said.removesuffix("."), routes.above(rank, now_on=now_on)]
        self.route.description = ". ".join(filter(None, said))
        self.asks = (
            (("route",), lambda: None if self.route.data == now_on else routes.chosen(self.route.data or "", rank)),
        )


class NeedsRecordForm(RecordForm):
    """The person's needs on the day."""

    part = RecordPart.NEEDS
    interpreter = ReferralForm.interpreter
    adjustments = ReferralForm.adjustments


def _sex_option(text: str) -> str | None:
    """The answer that an export's own word for it stands for, where it stands for one."""
    return {"M": "M", "MALE": "M", "F": "F", "FEMALE": "F", "X": "X"}.get(text.strip().upper())


LEFT_OUT_WITH: Mapping[str, tuple[str, ...]] = {"arrested_at": ("arrested_on", "arrested_time")}
"""The boxes of a fact that has others than its own name."""
