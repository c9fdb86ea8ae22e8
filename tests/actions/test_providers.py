"""Adding, changing and ending a provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.add_provider import add_provider
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.change_course_date import change_course_date
from programme.actions.change_provider import change_provider
from programme.actions.end_provider import end_provider
from programme.actions.offer_course_date import offer_course_date
from programme.audit.models import AccessRow, Operation
from programme.courses.providers import ProviderDetails, ProviderFacts, list_providers, one_provider
from programme.courses.refusals import (
    ChangedByAnother,
    DatesAfterEnd,
    DetailsRefused,
    LastDayIsPast,
    NothingChanged,
    ProviderEnded,
    ProviderNameTaken,
)
from programme.courses.scheduling import Times
from programme.insight.no_place import choices_without_place
from programme.shared.actor import COMMAND_LINE
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_booking, a_course_date, a_provider, a_world, read

DETAILS = ProviderDetails("Ridgeway Learning", "R. Adeyemi", "office@example.org", "01632 960 111")
BY: dict[str, Any] = {"actor": COMMAND_LINE, "now": NOW}
STARTS = NOW.replace(hour=9, minute=30) + timedelta(days=19)


def added(database: Database, **changed: Any) -> ProviderFacts:
    number = database.write_now(add_provider, details=replace(DETAILS, **changed), **BY)
    return provider(database, number)


def provider(database: Database, number: int) -> ProviderFacts:
    found: ProviderFacts = read(database, lambda db: one_provider(db, number))
    return found


def logged(database: Database, what: str) -> list[tuple[str, str | None]]:
    wanted = select(AccessRow.subjects, AccessRow.reason).where(
        AccessRow.what == what, AccessRow.operation == Operation.ALTERATION
    )
    return read(database, lambda db: [tuple(row) for row in db.execute(wanted.order_by(AccessRow.id))])


def test_a_provider_is_added_with_whom_to_ask_and_the_log_says_so(database: Database) -> None:
    made = added(database)
    assert (made.name, made.contact_email, made.until_on) == ("Ridgeway Learning", "office@example.org", None)
    assert logged(database, "add_provider") == [
        (f"provider-{made.id}", "Name: Ridgeway Learning"),
        (f"provider-{made.id}", "Contact: R. Adeyemi"),
        (f"provider-{made.id}", "Email: office@example.org"),
        (f"provider-{made.id}", "Telephone: 01632 960 111"),
    ]


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_kept(database: Database) -> None:
    with pytest.raises(DetailsRefused) as refused:
        database.write_now(add_provider, details=ProviderDetails("", "", "not an address", "12"), **BY)
    for words in ("name of the provider", "whom to ask", "email address", "telephone number"):
        assert words in refused.value.explanation
    assert read(database, list_providers) == []


def test_two_providers_have_two_names(database: Database) -> None:
    first, second = added(database), added(database, name="Other Learning")
    with pytest.raises(ProviderNameTaken):
        added(database, name="ridgeway learning")
    taken = replace(DETAILS, name=first.name)
    with pytest.raises(ProviderNameTaken):
        database.write_now(change_provider, provider_id=second.id, details=taken, mark=second.mark, **BY)


def test_a_change_is_logged_from_what_to_what_and_a_second_one_from_the_same_page_is_refused(
    database: Database,
) -> None:
    made = added(database)
    change: dict[str, Any] = {"provider_id": made.id, "mark": made.mark, **BY}
    database.write_now(change_provider, details=replace(DETAILS, contact_name="S. Okoro"), **change)
    assert logged(database, "change_provider") == [(f"provider-{made.id}", "Contact: R. Adeyemi to S. Okoro")]
    with pytest.raises(ChangedByAnother):
        database.write_now(change_provider, details=replace(DETAILS, telephone=""), **change)
    now_it_is = provider(database, made.id)
    same = ProviderDetails(now_it_is.name, now_it_is.contact_name, now_it_is.contact_email, now_it_is.telephone)
    with pytest.raises(NothingChanged):
        database.write_now(change_provider, details=same, **{**change, "mark": now_it_is.mark})
    with pytest.raises(NotFound):
        database.write_now(change_provider, details=DETAILS, **{**change, "provider_id": 999})


def test_a_date_after_the_last_day_is_named_and_has_to_be_dealt_with_first(database: Database) -> None:
    world = a_world(database)
    before, after = (a_course_date(database, world, starts_at=STARTS + timedelta(days=7 * week)) for week in (0, 1))
    booking = a_booking(database, world, before)
    ends: dict[str, Any] = {"provider_id": world.provider.id, "until_on": STARTS.date(), **BY}
    ends["mark"] = provider(database, world.provider.id).mark
    with pytest.raises(DatesAfterEnd) as refused:
        database.write_now(end_provider, **ends)
    assert "27 March 2027" in refused.value.headline
    assert "cancelled or moved first" in refused.value.headline

    database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=after.reference)
    database.write_now(end_provider, **ends)

    assert provider(database, world.provider.id).until_on == STARTS.date()
    assert logged(database, "end_provider") == [
        (f"provider-{world.provider.id}", "Last day: none to Saturday 20 March 2027")
    ]
    assert booking.state == read(database, lambda db: db.get_one(type(booking), booking.id)).state


def test_an_end_is_not_in_the_past_and_can_be_taken_back(database: Database) -> None:
    made = added(database)
    with pytest.raises(LastDayIsPast):
        database.write_now(end_provider, provider_id=made.id, until_on=date(2027, 2, 28), mark=made.mark, **BY)
    database.write_now(end_provider, provider_id=made.id, until_on=NOW.date(), mark=made.mark, **BY)
    ended = provider(database, made.id)
    assert not ended.has_ended(NOW.date())
    assert ended.has_ended(NOW.date() + timedelta(days=1))
    database.write_now(end_provider, provider_id=made.id, until_on=None, mark=ended.mark, **BY)
    assert provider(database, made.id).until_on is None


def test_no_date_is_offered_or_moved_past_the_last_day(database: Database) -> None:
    world = a_world(database)
    mark = provider(database, world.provider.id).mark
    until_on = STARTS.date()
    database.write_now(end_provider, provider_id=world.provider.id, until_on=until_on, mark=mark, **BY)
    offer: dict[str, Any] = {"actor": world.provider_staff, "now": NOW, "venue_id": world.venue.id, "capacity": 8}
    times, late = (
        Times(at, at + timedelta(hours=7), at + timedelta(minutes=15)) for at in (STARTS, STARTS + timedelta(days=7))
    )
    with pytest.raises(ProviderEnded) as refused:
        database.write_now(offer_course_date, times=late, **offer)
    assert refused.value.field == "day"
    made = database.write_now(offer_course_date, times=times, **offer)
    with pytest.raises(ProviderEnded):
        database.write_now(change_course_date, reference=made.reference, times=late, **offer)


def test_whoever_looks_for_a_place_is_told_of_providers_that_go_on(database: Database) -> None:
    ended, on = added(database), added(database, name="Other Learning", contact_email="ask@example.org")
    a_provider(database, "Without an address")
    database.write_now(end_provider, provider_id=ended.id, until_on=NOW.date(), mark=ended.mark, **BY)
    tomorrow = NOW.date() + timedelta(days=1)
    found = read(database, lambda db: choices_without_place(db, today=tomorrow).providers)
    assert [(one.name, one.emails) for one in found] == [
        (on.name, ("ask@example.org",)),
        ("Without an address", ()),
    ]


def test_the_list_is_read_by_the_page(database: Database) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        a_provider(database, name)
    first = read(database, lambda db: list_providers(db, at_most=2))
    rest = read(database, lambda db: list_providers(db, after=first[-1].id, at_most=2))
    assert [one.name for one in (*first, *rest)] == ["Alpha", "Beta", "Gamma"]
