"""Another disposal route for a case that has no offer: a part of the record that is shut once there is one."""

from __future__ import annotations

from programme.insight.case_record import CaseRecord
from programme.intake.changing_route import can_change_route
from programme.referrals.corrections import RecordPart
from programme.web.case.record import RecordPartPage, look_at_record
from programme.web.case.record_forms import RecordForm, RouteRecordForm
from programme.web.kit.forms import FormData
from programme.web.kit.visit import Visit


class RouteRecordPage(RecordPartPage):
    """The disposal route, while there is no offer."""

    path, part, form, title = "/record/route", RecordPart.ROUTE, RouteRecordForm, "Change the disposal route"

    async def look(self, visit: Visit) -> CaseRecord:
        """Raises RouteKept."""
        found = await look_at_record(visit)
        can_change_route(found.facts.referral.state, found.facts.referral.over_at)
        return found

    def fill(self, visit: Visit, found: CaseRecord | None, sent: FormData | None) -> RecordForm:
        form = super().fill(visit, found, sent)
        assert isinstance(form, RouteRecordForm)
        assert found is not None
        form.know(found.routes, visit.the_actor.rank)
        return form
