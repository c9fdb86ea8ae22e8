"""An export uploaded, read by the worker, chosen from and taken in."""

from __future__ import annotations

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.actions.correct_record import correct_record
from programme.actions.start_custody_import import start_custody_import
from programme.actions.take_import_rows import take_import_rows
from programme.audit.models import AccessRow, Operation
from programme.history.events import OfferMade
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.intake.custody_export import read_export
from programme.intake.import_reading import begin_reading, end_reading, keep_rows
from programme.intake.import_taking import TakingFor
from programme.intake.imports import ImportFacts, one_import, one_part, rows_page
from programme.intake.models import ImportPart, ImportRow
from programme.intake.states import ImportState
from programme.jobs.imports import forget_custody_imports, read_custody_imports, read_import, take_batch
from programme.opening import FOLLOWERS
from programme.people.models import Identifier, Person
from programme.people.sign_ins import account_actor
from programme.referrals.corrections import RecordPart
from programme.referrals.models import Origin, Referral
from programme.referrals.refusals import EmptyExport, ImportNotReady, NothingTicked
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import World, a_force, a_world, an_account, read
from tests.support.exports import EXPORTED_AT, SAMPLE, SAMPLE_UTF8, an_export, dirt, plain_rows
from tests.support.statements import statements

TODAY = london_date(EXPORTED_AT)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def officer(database: Database, world: World) -> Actor:
    return account_actor(an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk", organisation="Custody"))


def upload(database: Database, officer: Actor, content: bytes) -> int:
    started = database.write_now(start_custody_import, actor=officer, now=EXPORTED_AT, file=io.BytesIO(content))
    return started.id


def run_worker(database: Database) -> None:
    read_custody_imports(database, now=EXPORTED_AT)


def facts(database: Database, import_id: int, officer: Actor) -> ImportFacts:
    return database.read_now(one_import, import_id, officer)


def take(database: Database, import_id: int, officer: Actor, **chosen: object) -> None:
    database.write_now(take_import_rows, actor=officer, now=EXPORTED_AT, import_id=import_id, **chosen)  # type: ignore[arg-type]


def how_many(database: Database, kind: type) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one()))


def verdicts(database: Database, import_id: int) -> dict[int, str]:
    rows = read(
        database,
        lambda db: db.execute(select(ImportRow.line, ImportRow.verdict).where(ImportRow.import_id == import_id)).all(),
    )
    return {row.line: row.verdict for row in rows}


def test_every_row_gets_a_verdict_and_the_counts_add_up(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, SAMPLE.read_bytes())
    run_worker(database)
    found = facts(database, import_id, officer)
    assert (found.state, found.rows_read) == (ImportState.READ, 186)
    assert sum(found.totals.values()) == 186
    assert Counter(verdicts(database, import_id).values()) == Counter(found.totals)
    assert found.rows_ticked == found.totals["accept"]
    judged = verdicts(database, import_id)
    for line, kind in dirt():
        if kind == "repeat_of_row_above":
            assert judged[line] == "repeat"
        elif kind in ("excluded_offence", "future_offence", "under_18"):
            assert judged[line] in ("refuse", "repeat"), (line, kind)
        elif kind == "no_surname":
            assert judged[line] in ("decide", "refuse"), line


def test_the_uploaded_file_is_gone_when_it_has_been_read(database: Database, officer: Actor) -> None:
    upload(database, officer, SAMPLE_UTF8.read_bytes())
    assert how_many(database, ImportPart) == 1
    run_worker(database)
    assert how_many(database, ImportPart) == 0


def test_accepted_rows_become_cases_with_people_numbers_history_and_log(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, SAMPLE.read_bytes())
    run_worker(database)
    take(database, import_id, officer)
    assert facts(database, import_id, officer).state is ImportState.TAKING
    run_worker(database)
    found = facts(database, import_id, officer)
    cases = read(database, lambda db: db.execute(select(Referral)).scalars().all())
    assert (found.state, found.rows_ticked) == (ImportState.DONE, 0)
    assert found.rows_taken == len(cases) == found.totals["accept"]
    assert {(case.state, case.origin) for case in cases} == {(ReferralState.UNDECIDED, Origin.IMPORT)}
    assert {case.referred_by for case in cases} == {"Sgt Desk, Custody"}
    assert how_many(database, HistoryRow) == 2 * len(cases)
    logged = read(
        database,
        lambda db: (
            db.execute(select(AccessRow.subjects).where(AccessRow.operation == Operation.COLLECTION)).scalars().all()
        ),
    )
    assert {reference for subjects in logged for reference in subjects.split()} == {case.reference for case in cases}
    short = read(
        database, lambda db: db.execute(select(Identifier).where(Identifier.as_entered == "85/238123X")).scalar_one()
    )
    assert short.canonical == "1985/0238123X"


def test_an_officer_whom_the_export_names_by_his_number_is_kept_as_his_account(
    database: Database, officer: Actor
) -> None:
    lin = an_account(
        database, Door.CUSTODY, force_code="43", name="Jon Lindqvist", collar="01187", email="lin@example.org"
    )
    an_account(database, Door.CUSTODY, force_code="43", name="Somebody Else", collar="5521")
    one, other = {"CustodyRef": "HA/1/26"}, {"CustodyRef": "HA/2/26", "PNCID": "", "Surname": "Smith"}
    content = an_export(one, {**other, "OICCollar": "5521", "OICName": "D Rowe"})
    rows = list(read_export([content], today=TODAY))
    take_batch(database, rows, TakingFor("43", officer, EXPORTED_AT))

    wanted = select(Referral.officer_id, Referral.officer_name, Referral.officer_email).order_by(
        Referral.custody_reference
    )
    assert [tuple(row) for row in read(database, lambda db: db.execute(wanted).all())] == [
        (lin.id, "Jon Lindqvist", "lin@example.org"),
        (None, "D Rowe", ""),  # a number that somebody else has by now
    ]


def test_running_the_same_file_twice_changes_nothing(database: Database, officer: Actor) -> None:
    for content in (SAMPLE, SAMPLE_UTF8):
        take_everything(database, officer, content.read_bytes())
    before = [how_many(database, kind) for kind in (Referral, Person, Identifier, HistoryRow)]
    for content in (SAMPLE, SAMPLE_UTF8):
        import_id = upload(database, officer, content.read_bytes())
        run_worker(database)
        again = facts(database, import_id, officer)
        assert again.totals.get("accept", 0) == again.totals.get("decide", 0) == again.rows_ticked == 0
        with pytest.raises(NothingTicked):
            take(database, import_id, officer)
    assert [how_many(database, kind) for kind in (Referral, Person, Identifier, HistoryRow)] == before


def take_everything(database: Database, officer: Actor, content: bytes) -> int:
    """Take every row that can be taken, those to decide as well."""
    import_id = upload(database, officer, content)
    run_worker(database)
    lines = list(verdicts(database, import_id))
    take(database, import_id, officer, shown=lines, ticked=lines)
    run_worker(database)
    return import_id


def test_rows_to_decide_become_cases_that_wait(database: Database, officer: Actor) -> None:
    import_id = take_everything(database, officer, an_export({"Admission": ""}))
    found = facts(database, import_id, officer)
    assert (found.rows_taken, found.totals) == (1, {"decide": 1})
    state = read(database, lambda db: db.execute(select(Referral.state)).scalar_one())
    assert state is ReferralState.UNDECIDED


def test_a_refused_row_is_never_ticked_whatever_is_sent(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export({"OffenceCode": "SX03105"}, {"DOB": "13/13/1990"}))
    run_worker(database)
    with pytest.raises(NothingTicked):
        take(database, import_id, officer, shown=[2, 3], ticked=[2, 3])
    assert how_many(database, Referral) == 0


def test_two_rows_of_one_man_make_one_person(database: Database, officer: Actor) -> None:
    night = an_export(
        {}, {"OffenceDateTime": "24/10/2026 02:26"}, {"CustodyRef": "HA/9/26", "OffenceDateTime": "30/10/2026 22:00"}
    )
    take_everything(database, officer, night)
    assert (how_many(database, Referral), how_many(database, Person)) == (3, 1)


def test_the_same_pnc_id_with_another_birth_date_is_another_row(database: Database, officer: Actor) -> None:
    take_everything(database, officer, an_export({}, {"DOB": "27/09/1966", "OffenceDateTime": "30/10/2026 22:00"}))
    assert (how_many(database, Referral), how_many(database, Person)) == (2, 2)


def test_a_row_that_cannot_be_kept_holds_no_other_back(database: Database, officer: Actor) -> None:
    numbers = ("1985/0238123X", "1996/0054031P", "2010/0217220K")
    content = an_export(
        *(
            {"CustodyRef": f"HA/{place}/26", "PNCID": pnc_id, "DOB": f"0{place}/02/1970"}
            for place, pnc_id in enumerate(numbers, 1)
        )
    )
    import_id = upload(database, officer, content)
    run_worker(database)

    def spoil(db) -> None:  # type: ignore[no-untyped-def]
        row = db.execute(select(ImportRow).where(ImportRow.line == 3)).scalar_one()
        row.raw = {"(row)": "not to be taken apart any more"}

    database.write_now(spoil)
    take(database, import_id, officer)
    run_worker(database)
    found = facts(database, import_id, officer)
    assert (found.state, found.rows_taken, found.rows_ticked) == (ImportState.DONE, 2, 0)
    assert found.totals == {"accept": 2, "unreadable": 1}
    assert sum(found.totals.values()) == found.rows_read == 3


def test_a_file_that_is_no_export_says_what_to_do(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, b"Name,Born\r\nSmith,1980\r\n")
    run_worker(database)
    found = facts(database, import_id, officer)
    assert found.state is ImportState.UNREADABLE
    assert found.problem is not None
    assert "CustodyRef" in found.problem
    assert how_many(database, ImportPart) == 0


def test_an_empty_file_is_refused_at_once(database: Database, officer: Actor) -> None:
    with pytest.raises(EmptyExport):
        upload(database, officer, b"")
    assert how_many(database, ImportPart) == 0


def test_a_reading_that_was_cut_off_begins_again_and_counts_each_row_once(database: Database, officer: Actor) -> None:
    content = an_export(*({"CustodyRef": f"HA/{number}/26", "PNCID": ""} for number in range(700)))
    import_id = upload(database, officer, content)

    class CutOff(Exception):
        pass

    class HalfWay(Database):
        """Goes away when the second batch is to be kept."""

        kept = 0

        def write_now(self, work, *args, **kwargs):  # type: ignore[no-untyped-def]
            if work is keep_rows:
                self.kept += 1
                if self.kept == 2:
                    raise CutOff
            return super().write_now(work, *args, **kwargs)

    broken = HalfWay(database.url, before_commit=FOLLOWERS)
    with pytest.raises(CutOff):
        read_import(broken, import_id, today=TODAY)
    broken.dispose()
    half = facts(database, import_id, officer)
    assert (half.state, half.rows_read) == (ImportState.READING, 500)
    run_worker(database)
    whole = facts(database, import_id, officer)
    assert (whole.state, whole.rows_read, how_many(database, ImportRow)) == (ImportState.READ, 700, 700)


def test_ticks_of_other_pages_stay(database: Database, officer: Actor) -> None:
    import_id = upload(
        database, officer, an_export({}, {"PNCID": "", "Surname": "Other"}, {"PNCID": "", "Surname": "Third"})
    )
    run_worker(database)
    take(database, import_id, officer, shown=[2], ticked=[], start=False)
    assert facts(database, import_id, officer).rows_ticked == 2
    page = database.read_now(rows_page, import_id)
    assert [row.ticked for row in page.rows] == [False, True, True]


def test_nothing_is_chosen_while_the_worker_reads(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export({}))
    with pytest.raises(ImportNotReady):
        take(database, import_id, officer)


def test_another_forces_import_is_not_found(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export({}))
    run_worker(database)
    a_force(database, "44")
    stranger = replace(officer, force_code="44")
    with pytest.raises(NotFound):
        facts(database, import_id, stranger)
    with pytest.raises(NotFound):
        take(database, import_id, stranger)


def test_rows_are_forgotten_a_month_later_and_the_cases_stay(database: Database, officer: Actor) -> None:
    take_everything(database, officer, an_export({}))
    forget_custody_imports(database, now=EXPORTED_AT.replace(year=2027))
    assert (how_many(database, ImportRow), how_many(database, Referral)) == (0, 1)


def test_a_batch_takes_a_handful_of_statements(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export(*plain_rows(200)))
    run_worker(database)
    take(database, import_id, officer)
    with statements(database) as sent:
        run_worker(database)
    assert facts(database, import_id, officer).rows_taken == 200
    assert len(sent) <= 4 * 200, len(sent)


def test_rows_are_taken_in_the_name_of_whoever_asks(database: Database, officer: Actor) -> None:
    from programme.intake.custody_export import read_export

    rows = list(read_export([an_export({})], today=TODAY))
    (taken,) = take_batch(database, rows, TakingFor("43", officer, EXPORTED_AT))
    assert taken.reference is not None
    (again,) = take_batch(database, rows, TakingFor("43", officer, EXPORTED_AT))
    assert (again.verdict, again.reference) == ("repeat", None)


def test_an_import_that_was_read_is_not_read_again(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export({}))
    run_worker(database)
    assert read_import(database, import_id, today=TODAY) == 0
    assert facts(database, import_id, officer).rows_read == how_many(database, ImportRow) == 1


def test_two_workers_at_once_count_each_row_once(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export(*plain_rows(60)))
    for state in (ImportState.READ, ImportState.DONE):
        with ThreadPoolExecutor(2) as workers:
            for work in [workers.submit(run_worker, database) for _ in range(2)]:
                assert work.exception() is None
        found = facts(database, import_id, officer)
        assert (found.state, found.rows_read, found.totals) == (state, 60, {"accept": 60})
        if state is ImportState.READ:
            take(database, import_id, officer)
    assert facts(database, import_id, officer).rows_taken == how_many(database, Referral) == 60


def test_a_reading_that_another_one_overtook_ends_nothing(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export(*plain_rows(5)))

    class Overtaken(Database):
        """Another process begins to read anew when this one is about to say that it has read."""

        def write_now(self, work, *args, **kwargs):  # type: ignore[no-untyped-def]
            if work is end_reading:
                super().write_now(begin_reading, import_id)
            return super().write_now(work, *args, **kwargs)

    slow = Overtaken(database.url, before_commit=FOLLOWERS)
    run_worker(slow)
    slow.dispose()
    assert facts(database, import_id, officer).state is ImportState.READING
    run_worker(database)
    found = facts(database, import_id, officer)
    assert (found.state, found.rows_read, found.totals) == (ImportState.READ, 5, {"accept": 5})


def test_a_reading_that_finds_the_file_gone_leaves_what_the_other_one_read(database: Database, officer: Actor) -> None:
    import_id = upload(database, officer, an_export(*plain_rows(5)))

    class Late(Database):
        """Comes to fetch the file when another process has read it to the end."""

        def read_now(self, work, *args, **kwargs):  # type: ignore[no-untyped-def]
            if work is one_part:
                run_worker(database)
            return super().read_now(work, *args, **kwargs)

    slow = Late(database.url, before_commit=FOLLOWERS)
    run_worker(slow)
    slow.dispose()
    found = facts(database, import_id, officer)
    assert (found.state, found.rows_read, found.problem) == (ImportState.READ, 5, None)


def test_the_other_offence_of_the_night_is_taken_and_asked_of_an_officer_where_the_first_was_offered_already(
    database: Database, officer: Actor
) -> None:
    """He was not told of it, so it does not go with that offer by itself."""
    first = upload(database, officer, an_export({"OffenceDateTime": "23/10/2026 23:30"}))
    run_worker(database)
    take(database, first, officer)
    run_worker(database)
    (lead,) = read(database, lambda db: db.scalars(select(Referral)).all())
    offered: dict[str, Any] = {"actor": officer, "now": EXPORTED_AT, "answer_by_at": EXPORTED_AT, "version": "1"}
    database.write_now(lambda db: record(db, lead.id, OfferMade, **offered))
    database.write_now(lambda db: setattr(db.get_one(Referral, lead.id), "state", ReferralState.ACCEPTED))

    twin = {"OffenceDateTime": "24/10/2026 00:15", "CustodyRef": "HA/1002/26"}
    second = upload(database, officer, an_export(twin))
    run_worker(database)
    assert list(verdicts(database, second).values()) == ["decide"]
    take(database, second, officer, shown=[2], ticked=[2])
    run_worker(database)
    made = read(database, lambda db: db.scalars(select(Referral).where(Referral.id != lead.id)).one())
    answers = {one.code: one.status for one in made.eligibility}
    assert (answers["first_course"], answers["no_open_case"], made.tied_to_id) == ("met", "unknown", lead.id)


def test_an_export_that_comes_again_with_what_was_put_right_since_makes_no_second_case(
    database: Database, officer: Actor
) -> None:
    """The custody system is not corrected by us. All of these are of one minute, so that only who he is tells."""
    numbers = {3: "1996/0054031P", 4: "2010/0217220K"}
    rows = [{**row, "PNCID": numbers.get(place, "")} for place, row in enumerate(plain_rows(7))]
    take_everything(database, officer, an_export(*rows))
    made = read(database, lambda db: db.scalars(select(Referral).order_by(Referral.custody_reference)).all())
    person, number = RecordPart.PERSON, RecordPart.NUMBERS
    put_right: list[tuple[int, RecordPart, dict[str, Any]]] = [
        (0, person, {"surname": "Brown"}),
        (1, person, {"born_on": date(1971, 3, 2)}),
        (2, number, {"custody_reference": "HA/7001/26"}),
        (3, number, {"pnc_id": "1985/0238123X"}),
        (4, number, {"custody_reference": "HA/7002/26"}),
        (5, person, {"forenames": "Wayne"}),
        (5, person, {"surname": "Patel", "born_on": date(1990, 5, 6)}),
    ]
    for place, part, facts_of_it in put_right:
        said: dict[str, Any] = {"reference": made[place].reference, "part": part, "facts": facts_of_it}
        database.write_now(correct_record, actor=officer, now=EXPORTED_AT, reason="It was misread.", **said)
    stranger = {**rows[0], "Surname": "Okafor", "DOB": "02/02/1975"}
    again = upload(database, officer, an_export(*rows, stranger))
    with statements(database) as sent:
        run_worker(database)
    found = database.read_now(rows_page, again).rows
    assert [(row.verdict, row.explanation) for row in found if row.verdict != "repeat"] == [("accept", [])]
    assert found[-1].verdict == "accept"
    assert len(sent) <= 25, len(sent)
