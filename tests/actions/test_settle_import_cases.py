"""Answers that are missing in many cases of an export, given at once."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from programme.actions.settle_import_cases import CasesSettled, settle_import_cases
from programme.actions.start_custody_import import start_custody_import
from programme.actions.take_import_rows import take_import_rows
from programme.audit.models import AccessRow
from programme.concerns.settling import Answers
from programme.eligibility.circumstances import ALL_CLEAR, Circumstances
from programme.eligibility.rules import EligibilityVerdict
from programme.history.models import HistoryRow
from programme.intake.models import ImportRow
from programme.jobs.imports import read_custody_imports
from programme.people.sign_ins import account_actor
from programme.policies.refusals import RouteNeedsAdmission
from programme.referrals.corrections import RecordPart
from programme.referrals.criteria import Status
from programme.referrals.models import Admission, RecordCorrection, Referral
from programme.referrals.refusals import NothingToSettle, RankTooLow, ReasonMissing
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import a_world, an_account, confirmed_routes, read
from tests.support.exports import EXPORTED_AT, an_export, plain_rows

NO_ADMISSION = "deferred_prosecution"
CLEAR = Answers(circumstances=ALL_CLEAR)
WHY = "One operation: the file and the records were checked."


@pytest.fixture
def sergeant(database: Database) -> Actor:
    a_world(database)
    account = an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk", organisation="Custody", rank="Sgt")
    return account_actor(account)


@pytest.fixture
def with_routes(database: Database) -> Actor:
    """A sergeant of a force that uses three routes."""
    a_world(database, other_routes=[NO_ADMISSION, "community_resolution"])
    confirmed_routes(database, NO_ADMISSION, "community_resolution")
    return account_actor(an_account(database, Door.CUSTODY, force_code="43", rank="Sgt"))


def taken(database: Database, actor: Actor, *rows: dict[str, str]) -> int:
    file = io.BytesIO(an_export(*rows))
    number = database.write_now(start_custody_import, actor=actor, now=EXPORTED_AT, file=file).id
    read_custody_imports(database, now=EXPORTED_AT)
    lines = range(2, len(rows) + 2)
    database.write_now(take_import_rows, actor=actor, now=EXPORTED_AT, import_id=number, shown=lines, ticked=lines)
    read_custody_imports(database, now=EXPORTED_AT)
    return number


def cases(database: Database, import_id: int) -> list[Referral]:
    wanted = select(Referral).join(ImportRow, ImportRow.referral_id == Referral.id)
    wanted = wanted.where(ImportRow.import_id == import_id).order_by(ImportRow.line)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def settled(
    database: Database,
    actor: Actor,
    import_id: int,
    answers: Answers = CLEAR,
    reason: str = WHY,
    references: Collection[str] | None = None,
    route: str = "",
) -> CasesSettled:
    named = [case.reference for case in cases(database, import_id)] if references is None else references
    return database.write_now(
        settle_import_cases,
        actor=actor,
        now=EXPORTED_AT,
        import_id=import_id,
        references=named,
        answers=answers,
        reason=reason,
        route=route,
    )


def test_every_case_is_answered_decided_and_on_record_and_a_second_time_changes_nothing(
    database: Database, sergeant: Actor
) -> None:
    import_id = taken(database, sergeant, *plain_rows(3))
    done = settled(database, sergeant, import_id)
    found = cases(database, import_id)
    assert done.verdicts == {case.reference: EligibilityVerdict.ELIGIBLE for case in found}
    assert {case.state for case in found} == {ReferralState.ELIGIBLE}
    said = {one.settled_by for case in found for one in case.eligibility if one.settled}
    assert said == {"Sgt Desk, Custody"}
    happened = select(HistoryRow.referral_id, HistoryRow.facts).where(HistoryRow.event == "answered_together")
    told = read(database, lambda db: db.execute(happened).all())
    assert {row.referral_id: row.facts["reason"] for row in told} == {case.id: WHY for case in found}
    logged = read(
        database, lambda db: db.scalars(select(AccessRow).where(AccessRow.what == "settle_import_cases")).one()
    )
    assert set(logged.subjects.split()) == {case.reference for case in found}
    assert settled(database, sergeant, import_id) == CasesSettled()
    assert len(read(database, lambda db: db.execute(happened).all())) == 3


def test_what_is_answered_already_stays_and_what_is_of_one_case_alone_waits(
    database: Database, sergeant: Actor
) -> None:
    first, unsaid, nameless = plain_rows(3)
    rows = (first, {**unsaid, "Admission": ""}, {**nameless, "Surname": "UNKNOWN"})
    import_id = taken(database, sergeant, *rows)
    only_evidence = Answers(circumstances=Circumstances(enough_evidence=False))
    one = cases(database, import_id)[0].reference
    assert settled(database, sergeant, import_id, only_evidence, references=[one]).verdicts == {
        one: EligibilityVerdict.INELIGIBLE
    }
    done = settled(database, sergeant, import_id, replace(CLEAR, admission=Admission.ADMITTED, earlier_course=False))
    answered, admitted, unknown = cases(database, import_id)
    assert [one.state for one in (answered, admitted, unknown)] == [
        ReferralState.INELIGIBLE,
        ReferralState.ELIGIBLE,
        ReferralState.UNDECIDED,
    ]
    assert set(done.verdicts) == {admitted.reference, unknown.reference}
    left = {one.code for one in unknown.eligibility if one.status is Status.UNKNOWN}
    assert {"surname_known", "one_person"} <= left
    assert not left & {"enough_evidence", "no_concern", "no_violence", "no_relevant_record", "first_course"}


def test_a_case_that_refuses_its_answer_holds_no_other_up(database: Database, sergeant: Actor) -> None:
    import_id = taken(database, sergeant, *plain_rows(3))
    one, twin, other = cases(database, import_id)

    def make_one_of_two(db) -> None:  # type: ignore[no-untyped-def]
        """The same offence of the same man, twice: found when they are compared again."""
        db.execute(
            update(Referral)
            .where(Referral.id == twin.id)
            .values(person_id=one.person_id, offence_at=one.offence_at, custody_reference=None)
        )

    database.write_now(make_one_of_two)
    done = settled(database, sergeant, import_id)
    assert set(done.refused) == {one.reference, twin.reference}
    assert done.verdicts == {other.reference: EligibilityVerdict.ELIGIBLE}
    assert "was referred before" in done.refused[twin.reference].headline
    assert {case.state for case in cases(database, import_id)[:2]} == {ReferralState.UNDECIDED}


def test_it_takes_a_sergeant_a_reason_an_answer_and_the_own_force(database: Database, sergeant: Actor) -> None:
    import_id = taken(database, sergeant, *plain_rows(1))
    with pytest.raises(RankTooLow):
        settled(database, replace(sergeant, rank="PC"), import_id)
    with pytest.raises(ReasonMissing):
        settled(database, sergeant, import_id, reason=" \n")
    with pytest.raises(NothingToSettle):
        settled(database, sergeant, import_id, Answers())
    assert settled(database, replace(sergeant, force_code="44"), import_id) == CasesSettled()
    assert settled(database, sergeant, import_id + 1) == CasesSettled(), "cases of another export"


def test_answers_in_the_file_are_the_cases_and_a_concern_in_it_is_answered_in_its_case_alone(
    database: Database, sergeant: Actor
) -> None:
    clear = {"EnoughEvidence": "Y", "SafeguardingConcern": "N", "Violence": "N", "RelevantRecord": "N"}
    first, second, third = plain_rows(3)
    odd = {**third, **clear, "Violence": "knife seen"}
    import_id = taken(database, sergeant, {**first, **clear}, {**second, **clear, "SafeguardingConcern": "Y"}, odd)
    answered, concerned, _ = cases(database, import_id)
    assert (answered.state, concerned.state) == (ReferralState.ELIGIBLE, ReferralState.UNDECIDED)
    assert {one.settled_by for one in answered.eligibility if one.settled} == {"Sgt Desk, Custody"}
    assert "concern_reported" in concerned.flags
    assert settled(database, sergeant, import_id) == CasesSettled()
    assert {one.state for one in cases(database, import_id)[1:]} == {ReferralState.UNDECIDED}


@pytest.mark.parametrize("together", [True, False])
def test_three_offences_of_one_night_share_one_lead_however_they_are_answered(
    database: Database, sergeant: Actor, together: bool
) -> None:
    night = {"PNCID": "1996/0054031P", "ArrestDateTime": ""}
    rows = [{**night, "CustodyRef": f"HA/{hour}/26", "OffenceDateTime": f"24/10/2026 2{hour}:10"} for hour in (0, 1, 2)]
    import_id = taken(database, sergeant, *rows)
    references = [one.reference for one in cases(database, import_id)]
    for some in [references] if together else [[one] for one in references]:
        settled(database, sergeant, import_id, references=some)
    lead, *others = cases(database, import_id)
    assert (lead.state, lead.tied_to_id) == (ReferralState.ELIGIBLE, None)
    assert [(one.state, one.tied_to_id) for one in others] == [(ReferralState.TIED, lead.id)] * 2


def test_a_case_that_the_same_answers_make_not_eligible_leads_no_other(database: Database, sergeant: Actor) -> None:
    night = {"PNCID": "1996/0054031P", "ArrestDateTime": ""}
    rows = [{**night, "CustodyRef": f"HA/{hour}/26", "OffenceDateTime": f"24/10/2026 2{hour}:10"} for hour in (0, 1)]
    import_id = taken(database, sergeant, *rows)
    second = cases(database, import_id)[1].reference
    settled(
        database, sergeant, import_id, Answers(circumstances=Circumstances(enough_evidence=True)), references=[second]
    )
    settled(database, sergeant, import_id, Answers(circumstances=replace(ALL_CLEAR, enough_evidence=False)))
    first, other = cases(database, import_id)
    assert (first.state, other.state) == (ReferralState.INELIGIBLE, ReferralState.UNDECIDED)


def test_a_route_is_chosen_for_all_that_are_answered_and_kept_with_what_it_was(
    database: Database, with_routes: Actor
) -> None:
    """Who denies the offence is dealt with on a route that needs no admission: without it he is not eligible."""
    unsaid = [{**row, "Admission": ""} for row in plain_rows(2)]
    import_id = taken(database, with_routes, *unsaid)
    first, second = cases(database, import_id)
    denied = replace(CLEAR, admission=Admission.DENIED)
    settled(database, with_routes, import_id, denied, references=[first.reference])
    done = settled(database, with_routes, import_id, denied, references=[second.reference], route=NO_ADMISSION)
    assert done.verdicts == {second.reference: EligibilityVerdict.ELIGIBLE}
    without, on_route = cases(database, import_id)
    assert (without.state, on_route.state) == (ReferralState.INELIGIBLE, ReferralState.ELIGIBLE)
    assert on_route.route != second.route == without.route
    assert on_route.charge_by_on == second.charge_by_on
    (kept,) = read(database, lambda db: db.execute(select(RecordCorrection)).scalars().all())
    assert (kept.referral_id, kept.part, kept.reason) == (on_route.id, RecordPart.ROUTE, WHY)
    assert [(one.fact, one.becomes) for one in kept.changes] == [("route", NO_ADMISSION)]


def test_a_case_that_the_route_does_not_fit_is_named_and_stays_as_it_was(
    database: Database, with_routes: Actor
) -> None:
    import_id = taken(database, with_routes, *({**row, "Admission": ""} for row in plain_rows(1)))
    (before,) = cases(database, import_id)
    denied = replace(CLEAR, admission=Admission.DENIED)
    done = settled(database, with_routes, import_id, denied, route="community_resolution")
    assert isinstance(done.refused[before.reference], RouteNeedsAdmission)
    (after,) = cases(database, import_id)
    assert (after.state, after.admission, after.eligibility) == (before.state, before.admission, before.eligibility)
