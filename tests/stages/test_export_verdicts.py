from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from programme.clock.deadlines import ClockPolicy
from programme.eligibility.assessment import answers_missing
from programme.eligibility.circumstances import ALL_CLEAR, UNSAID
from programme.eligibility.known import NOTHING_KNOWN, WhatIsKnown
from programme.eligibility.terms import ORDINARY, DatedTerms, Terms
from programme.intake.arrivals import arrival_from_row
from programme.intake.custody_export import ExportRow, read_export, row_from_raw
from programme.intake.export_matching import EarlierRows, KnownCases, NothingStored
from programme.intake.export_verdicts import BATCH, RowVerdict, judge_batch, judge_row
from programme.intake.states import ImportVerdict
from programme.intake.words import FLAG_WORDS, ORDER_WORDS, ROW_PROBLEM_WORDS, row_verdict_words
from programme.policies.rules import CriterionRule, RuleSet

SAMPLES = Path(__file__).parent.parent / "samples"
TODAY = date(2026, 11, 23)
PLAIN = {
    "CustodyRef": "DG/1000/26",
    "PNCID": "1981/0000034U",
    "Surname": "Evans",
    "Forenames": "Lee",
    "DOB": "16/08/1977",
    "OffenceCode": "SX03213",
    "OffenceDateTime": "11/10/2026 22:04",
    "ReleaseStatus": "RUI",
    "SafeToContact": "Y",
    "Admission": "Y",
}
OTHER_PNC = "2002/0073319Z"


class Remembered:
    """A store that knows what it was told about a line, and answers only for rows it was primed with."""

    def __init__(self, known: dict[int, WhatIsKnown]) -> None:
        self.known = known
        self.primed: list[list[int]] = []

    def prime(self, rows: Sequence[ExportRow]) -> None:
        self.primed.append([row.line for row in rows])

    def about(self, row: ExportRow) -> WhatIsKnown:
        assert row.line in self.primed[-1]
        return self.known.get(row.line, NOTHING_KNOWN)


def row(line: int = 2, /, **cells: str) -> ExportRow:
    return row_from_raw(line, {**PLAIN, **cells}, today=TODAY)


def verdict_on(about: WhatIsKnown = NOTHING_KNOWN, terms: DatedTerms = ORDINARY, /, **cells: str) -> RowVerdict:
    stored = Remembered({2: about})
    stored.prime([row(**cells)])
    return judge_row(row(**cells), stored, TODAY, terms)


def verdicts_on(*rows: ExportRow) -> list[RowVerdict]:
    return judge_batch(rows, NothingStored(), EarlierRows(), TODAY)


def judged(name: str) -> list[tuple[ExportRow, RowVerdict]]:
    with (SAMPLES / name).open("rb") as file:
        rows = list(read_export(file, today=TODAY))
    return list(zip(rows, judged_in_batches(rows, NothingStored()), strict=True))


def judged_in_batches(rows: list[ExportRow], stored: KnownCases) -> list[RowVerdict]:
    """As an import does it."""
    earlier = EarlierRows()
    batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    return [verdict for batch in batches for verdict in judge_batch(batch, stored, earlier, TODAY)]


def test_a_plain_row_can_be_taken_and_says_how_many_answers_are_missing() -> None:
    found = verdict_on()
    assert (found.verdict, found.reasons, found.flags, found.explanation) == (ImportVerdict.ACCEPT, (), (), ())
    assert row_verdict_words(found.verdict, found.answers_missing) == "Can be taken, 4 answers missing"
    assert (verdict_on(Admission="").answers_missing, verdict_on(Admission="N").answers_missing) == (4, 0)


ANSWERED = {"EnoughEvidence": "Y", "SafeguardingConcern": "n", "Violence": "No", "RelevantRecord": "N"}


@pytest.mark.parametrize(
    ("cells", "verdict", "reasons", "missing"),
    [
        ({}, ImportVerdict.ACCEPT, (), 0),
        ({"Violence": ""}, ImportVerdict.ACCEPT, (), 1),
        ({"EnoughEvidence": "N"}, ImportVerdict.REFUSE, ("evidence_lacking",), 0),
        ({"Violence": "YES"}, ImportVerdict.REFUSE, ("violence_reported",), 0),
        ({"RelevantRecord": "Y"}, ImportVerdict.REFUSE, ("relevant_record",), 0),
        ({"SafeguardingConcern": "Y"}, ImportVerdict.DECIDE, ("concern_reported",), 1),
        ({"SafeguardingConcern": "under 18"}, ImportVerdict.DECIDE, ("concern_reported",), 1),
        ({"SafeguardingConcern": "Unknown"}, ImportVerdict.ACCEPT, (), 1),
        ({"SafeguardingConcern": "Y", "DOB": "12/10/2008"}, ImportVerdict.REFUSE, ("under_18", "concern_reported"), 0),
    ],
)
def test_the_four_answers_are_taken_from_the_file_and_a_concern_is_put_to_a_human(
    cells: dict[str, str], verdict: ImportVerdict, reasons: tuple[str, ...], missing: int
) -> None:
    found = verdict_on(**{**ANSWERED, **cells})
    assert (found.verdict, found.reasons, found.answers_missing) == (verdict, reasons, missing)


def test_an_answer_that_is_no_answer_counts_as_none_and_stays_as_it_stood() -> None:
    odd = row(**{**ANSWERED, "Violence": "unsure"})
    assert "answer_unreadable" in odd.flags
    assert row(**{**ANSWERED, "Violence": "n/k"}).flags == row(**ANSWERED).flags, "nobody knows it: that is no answer"
    arrival = arrival_from_row(odd)
    assert (arrival.circumstances.no_violence, arrival.as_entered["Violence"]) == (None, "unsure")
    assert arrival_from_row(row(**ANSWERED)).circumstances == ALL_CLEAR


def test_only_answers_that_the_rules_of_the_day_ask_are_missing() -> None:
    unasked = {code: CriterionRule(is_asked=False) for code in ("no_violence", "no_concern")}
    terms = Terms(rules=RuleSet(1, TODAY, 3, unasked))
    assert answers_missing(UNSAID, terms) == 3, "nobody can leave out whether somebody needs protecting"
    assert answers_missing(replace(ALL_CLEAR, enough_evidence=None), terms) == 1
    assert row_verdict_words(ImportVerdict.DECIDE, 1) == "To decide, 1 answer missing"


@pytest.mark.parametrize(
    ("cells", "verdict", "reasons"),
    [
        ({"DOB": "12/10/2008"}, ImportVerdict.REFUSE, ("under_18",)),
        ({"OffenceCode": "SX03105"}, ImportVerdict.REFUSE, ("excluded_offence",)),
        ({"OffenceCode": "SO59003"}, ImportVerdict.REFUSE, ("excluded_offence",)),
        ({"OffenceDateTime": "24/11/2026 12:00"}, ImportVerdict.REFUSE, ("offence_in_future",)),
        ({"OffenceDateTime": "23/05/2026 21:36"}, ImportVerdict.REFUSE, ("no_time_left",)),
        ({"Admission": "N"}, ImportVerdict.REFUSE, ("admission_denied",)),
        ({"Admission": ""}, ImportVerdict.DECIDE, ("admission_not_recorded",)),
        ({"Surname": ""}, ImportVerdict.DECIDE, ("surname_missing",)),
        ({"DOB": ""}, ImportVerdict.DECIDE, ("born_on_missing",)),
        ({"OffenceCode": "SXO3213"}, ImportVerdict.DECIDE, ("offence_code_unclear",)),
        ({"DOB": "1980"}, ImportVerdict.UNREADABLE, ("born_on_unreadable",)),
        ({"OffenceDateTime": "?"}, ImportVerdict.UNREADABLE, ("offence_time_unreadable",)),
        ({"Admission": "", "Surname": ""}, ImportVerdict.DECIDE, ("admission_not_recorded", "surname_missing")),
        ({"DOB": "12/10/2008", "Admission": ""}, ImportVerdict.REFUSE, ("under_18", "admission_not_recorded")),
        (
            {"DOB": "12/10/2008", "Admission": "N", "OffenceCode": "SX03105"},
            ImportVerdict.REFUSE,
            ("under_18", "excluded_offence", "admission_denied"),
        ),
    ],
)
def test_every_reason_is_listed_and_the_hardest_decides(
    cells: dict[str, str], verdict: ImportVerdict, reasons: tuple[str, ...]
) -> None:
    found = verdict_on(**cells)
    assert (found.verdict, found.reasons) == (verdict, reasons)
    assert len(found.explanation) == len(reasons)
    assert all(sentence.endswith(".") for sentence in found.explanation)


@pytest.mark.parametrize(
    ("about", "verdict", "reason"),
    [
        (WhatIsKnown(repeat_of="case K7M2"), ImportVerdict.REPEAT, "repeat"),
        (WhatIsKnown(earlier_course="case K7M2"), ImportVerdict.REFUSE, "earlier_course"),
        (WhatIsKnown(open_case="case K7M2"), ImportVerdict.DECIDE, "second_offence_while_open"),
        (WhatIsKnown(possible_person="case K7M2"), ImportVerdict.DECIDE, "possible_same_person"),
        (WhatIsKnown(lookback_known=False), ImportVerdict.DECIDE, "lookback_not_checked"),
    ],
)
def test_what_is_stored_counts_and_is_named(about: WhatIsKnown, verdict: ImportVerdict, reason: str) -> None:
    found = verdict_on(about)
    assert (found.verdict, found.reasons) == (verdict, (reason,))
    assert about.lookback_known is False or "case K7M2" in found.explanation[0]


def test_a_force_that_keeps_more_time_refuses_earlier() -> None:
    cells = {"OffenceDateTime": "20/06/2026 22:00"}  # charge by 20 December
    assert verdict_on(**cells).verdict is ImportVerdict.REFUSE
    assert (
        verdict_on(NOTHING_KNOWN, replace(ORDINARY, policy=ClockPolicy(charging_reserve_days=14)), **cells).verdict
        is ImportVerdict.ACCEPT
    )


def test_the_same_row_again_is_a_repeat_of_one_that_may_become_a_case() -> None:
    for cells in ({}, {"Admission": ""}, {"PNCID": ""}, {"Surname": "", "PNCID": ""}):
        first, second = verdicts_on(row(2, **cells), row(3, **cells))
        assert first.verdict is not ImportVerdict.REPEAT
        assert second.verdict is ImportVerdict.REPEAT
        assert "line 2" in second.explanation[0]


@pytest.mark.parametrize(
    ("above", "verdict"),
    [
        ({"Admission": "N"}, ImportVerdict.REFUSE),
        ({"DOB": "17/08/2010"}, ImportVerdict.REFUSE),
        ({"OffenceCode": "SX03213.", "Admission": "N"}, ImportVerdict.REFUSE),
        ({"DOB": "1980"}, ImportVerdict.UNREADABLE),
    ],
)
def test_a_row_that_becomes_no_case_takes_no_other_with_it(above: dict[str, str], verdict: ImportVerdict) -> None:
    """The control is the same row again once it may become a case."""
    first, second, third = verdicts_on(row(2, **above), row(3), row(4))
    assert (first.verdict, second.verdict, third.verdict) == (verdict, ImportVerdict.DECIDE, ImportVerdict.REPEAT)
    assert second.reasons == ("offence_stands_above",)
    assert "line 2" in second.explanation[0]
    assert "line 3" in third.explanation[0]
    _, again = verdicts_on(row(2, Admission="N"), row(3, Admission="N"))
    assert (again.verdict, again.reasons) == (ImportVerdict.REFUSE, ("admission_denied", "offence_stands_above"))


@pytest.mark.parametrize(
    ("codes", "verdict", "reasons"),
    [
        (("TH68001", "SX03213"), ImportVerdict.ACCEPT, ()),
        (("TH68001", "SX03213."), ImportVerdict.DECIDE, ("offence_code_unclear", "offence_stands_above")),
        (("SX03213", "TH68001"), ImportVerdict.REFUSE, ("excluded_offence", "second_offence_while_open")),
        (("SX03213.", "SX03213"), ImportVerdict.REPEAT, ("repeat",)),
        (("sx 03213", "SX03213"), ImportVerdict.REPEAT, ("repeat",)),
    ],
)
def test_two_offences_of_one_minute_are_two_where_both_codes_can_be_read(
    codes: tuple[str, str], verdict: ImportVerdict, reasons: tuple[str, ...]
) -> None:
    first, second = codes
    found = verdicts_on(row(2, OffenceCode=first), row(3, OffenceCode=second))[1]
    assert (found.verdict, found.reasons) == (verdict, reasons)


def test_a_repeat_is_found_by_pnc_id_or_by_name_and_date_of_birth() -> None:
    for cells in ({"PNCID": ""}, {"PNCID": "81/34U"}, {"PNCID": "1981/0000034V"}, {"Surname": "EVANS"}):
        assert verdicts_on(row(2), row(3, **cells))[1].verdict is ImportVerdict.REPEAT
    assert verdicts_on(row(2), row(3, Surname="Evens"))[1].verdict is ImportVerdict.REPEAT


def test_a_voluntary_attendance_repeats_without_any_custody_reference() -> None:
    voluntary = {"CustodyRef": "", "ReleaseStatus": "VA"}
    assert verdicts_on(row(2, **voluntary), row(3, **voluntary))[1].verdict is ImportVerdict.REPEAT


def test_a_second_offence_while_the_first_is_open_is_for_a_person_to_decide() -> None:
    first, second = verdicts_on(row(2), row(3, OffenceDateTime="11/10/2026 23:04"))
    assert (first.verdict, second.verdict) == (ImportVerdict.ACCEPT, ImportVerdict.DECIDE)
    assert second.reasons == ("second_offence_while_open",)
    assert "line 2" in second.explanation[0]


def test_a_row_that_was_refused_leaves_no_open_case_behind() -> None:
    first, second = verdicts_on(row(2, Admission="N"), row(3, OffenceDateTime="11/10/2026 23:04"))
    assert (first.verdict, second.verdict) == (ImportVerdict.REFUSE, ImportVerdict.ACCEPT)


@pytest.mark.parametrize(
    ("first_pnc", "second_pnc", "verdict"),
    [
        ("1981/0000034U", "", ImportVerdict.DECIDE),
        ("", "1981/0000034U", ImportVerdict.DECIDE),
        ("", "", ImportVerdict.DECIDE),
        ("1981/0000034U", "2002/0073319A", ImportVerdict.DECIDE),  # its letter is wrong, so it tells nothing
        ("1981/0000034U", OTHER_PNC, ImportVerdict.DECIDE),
    ],
)
def test_a_namesake_of_the_same_age_is_asked_about(first_pnc: str, second_pnc: str, verdict: ImportVerdict) -> None:
    other = {"PNCID": second_pnc, "OffenceDateTime": "12/10/2026 23:04", "CustodyRef": "DG/1001/26"}
    _, second = verdicts_on(row(2, PNCID=first_pnc), row(3, **other))
    assert (second.verdict, second.reasons) == (verdict, ("possible_same_person",))
    assert second.explanation[0].startswith("He may be the person of line 2: same date of birth; same name")


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({"Surname": "Evens"}, ImportVerdict.DECIDE),
        ({"Surname": "Lee", "Forenames": "Evans"}, ImportVerdict.DECIDE),
        ({"Surname": "Evens", "PNCID": OTHER_PNC}, ImportVerdict.ACCEPT),  # two PNC IDs tell near names apart
    ],
)
def test_somebody_alike_above_in_the_file_is_asked_about(cells: dict[str, str], verdict: ImportVerdict) -> None:
    other = {"PNCID": "", "OffenceDateTime": "12/10/2026 23:04", "CustodyRef": "DG/1001/26"}
    assert verdicts_on(row(2), row(3, **{**other, **cells}))[1].verdict is verdict


def test_strangers_are_not_taken_for_one_another() -> None:
    stranger = {"PNCID": "", "CustodyRef": "DG/1001/26"}
    for cells in ({"Surname": "Khan"}, {"Forenames": "Ahmed"}, {"DOB": "17/08/1977"}):
        assert verdicts_on(row(2), row(3, **stranger, **cells))[1].verdict is ImportVerdict.ACCEPT


def test_flags_never_change_a_verdict() -> None:
    found = verdict_on(PNCID="1981/0000034V", Mobile="none", Surname='=HYPERLINK("http://x")', SafeToContact="")
    assert found.verdict is ImportVerdict.ACCEPT
    assert found.flags == ("bad_pnc_letter", "odd_phone", "safe_contact_not_asked", "formula_like_text")


def test_the_store_is_primed_once_a_batch_and_before_it_is_asked() -> None:
    born = [f"{13 + n % 16}/{1 + n // 16 % 12:02}/{1950 + n // 192}" for n in range(1203)]
    rows = [row(n, CustodyRef=str(n), PNCID="", DOB=born[n]) for n in range(2, 1203)]
    stored = Remembered({1000: WhatIsKnown(repeat_of="case K7M2")})
    found = judged_in_batches(rows, stored)
    assert [len(batch) for batch in stored.primed] == [500, 500, 201]
    assert [verdict.line for verdict in found] == list(range(2, 1203))
    assert [verdict.line for verdict in found if verdict.verdict is not ImportVerdict.ACCEPT] == [1000]


def test_a_repeat_is_found_across_batches() -> None:
    earlier = EarlierRows()
    judge_batch([row(2)], NothingStored(), earlier, TODAY)
    (found,) = judge_batch([row(900)], NothingStored(), earlier, TODAY)
    assert found.verdict is ImportVerdict.REPEAT


# ---- the samples, line by line

DESERVED = {
    "plain": (ImportVerdict.ACCEPT, None, None),
    "future_offence": (ImportVerdict.REFUSE, "offence_in_future", "arrest_before_offence"),
    "bad_date": (ImportVerdict.UNREADABLE, "born_on_unreadable", None),
    "second_offence_same_night": (ImportVerdict.DECIDE, "second_offence_while_open", None),
    "odd_phone": (ImportVerdict.ACCEPT, None, "odd_phone"),
    "case_and_space": (ImportVerdict.ACCEPT, None, "case_tidied"),
    "no_pnc": (ImportVerdict.ACCEPT, None, "pnc_missing"),
    "bad_pnc_letter": (ImportVerdict.ACCEPT, None, "bad_pnc_letter"),
    "short_pnc": (ImportVerdict.ACCEPT, None, None),
    "bad_asn_letter": (ImportVerdict.ACCEPT, None, "bad_asn_letter"),
    "formula_in_name": (ImportVerdict.ACCEPT, None, "formula_like_text"),
    "little_or_no_time": (ImportVerdict.REFUSE, "no_time_left", None),
    "excluded_offence": (ImportVerdict.REFUSE, "excluded_offence", None),
    "under_18": (ImportVerdict.REFUSE, "under_18", None),
    "no_surname": (ImportVerdict.DECIDE, "surname_missing", None),
    "repeat_of_row_above": (ImportVerdict.REPEAT, "repeat", None),
}
WEIGHT = [
    ImportVerdict.ACCEPT,
    ImportVerdict.DECIDE,
    ImportVerdict.REFUSE,
    ImportVerdict.REPEAT,
    ImportVerdict.UNREADABLE,
]


def test_every_line_of_the_sample_gets_the_verdict_its_dirt_deserves() -> None:
    """A line's own dirt decides, made worse by an admission that is denied (refuse) or not recorded (decide)."""
    with (SAMPLES / "custody-export.dirt.csv").open(encoding="utf-8") as lines:
        kinds = {int(line["line"]): line["kind"] for line in csv.DictReader(lines)}
    found = judged("custody-export.csv")
    assert [row.line for row, _ in found] == list(kinds) == list(range(2, 188))
    for row, verdict in found:
        deserved, reason, flag = DESERVED[kinds[row.line]]
        by_admission = {"Y": ImportVerdict.ACCEPT, "": ImportVerdict.DECIDE, "N": ImportVerdict.REFUSE}[
            row.raw["Admission"]
        ]
        expected = max(deserved, by_admission, key=WEIGHT.index)
        assert verdict.verdict is expected, (row.line, kinds[row.line], verdict)
        assert reason is None or reason in verdict.reasons, (row.line, kinds[row.line], verdict)
        good_phone = row.values is not None and row.values.mobile == "07700 900123"  # it was written +44
        assert flag is None or flag in verdict.flags or good_phone, (row.line, kinds[row.line], verdict)


def test_no_plain_line_of_the_sample_has_a_reason_other_than_its_admission() -> None:
    with (SAMPLES / "custody-export.dirt.csv").open(encoding="utf-8") as lines:
        plain = {int(line["line"]) for line in csv.DictReader(lines) if line["kind"] == "plain"}
    for row, verdict in judged("custody-export.csv"):
        if row.line in plain:
            assert set(verdict.reasons) <= {"admission_denied", "admission_not_recorded"}, verdict


def test_the_names_of_the_sample_are_read_in_windows_1252_and_in_utf_8() -> None:
    for name in ("custody-export.csv", "custody-export-utf8.csv"):
        surnames = {row.values.surname for row, _ in judged(name) if row.values}
        assert {"Müller", "Ó Súilleabháin", "García-López", "MacDonald"} <= surnames
        assert not any("Ã" in surname or "�" in surname for surname in surnames)
        assert not any("odd_letters" in verdict.flags for _, verdict in judged(name))


def test_the_other_sample_adds_up() -> None:
    lines = defaultdict(list)
    for _, verdict in judged("custody-export-utf8.csv"):
        lines[verdict.verdict].append(verdict.line)
    assert sum(map(len, lines.values())) == 62
    assert lines[ImportVerdict.UNREADABLE] == [45]
    assert lines[ImportVerdict.DECIDE] == [3, 4, 8, 9, 21, 22, 39, 42, 50]
    assert lines[ImportVerdict.REFUSE] == [5, 13, 23, 25, 26, 29, 35, 37, 41, 43, 44, 48, 49, 57, 59]
    assert lines[ImportVerdict.REPEAT] == []


def test_every_flag_and_problem_of_the_samples_has_words() -> None:
    for name in ("custody-export.csv", "custody-export-utf8.csv"):
        for row, verdict in judged(name):
            assert set(verdict.flags) <= set(FLAG_WORDS)
            assert set(row.problems) <= set(ROW_PROBLEM_WORDS)
            assert len(verdict.reasons) == len(verdict.explanation)


@pytest.mark.parametrize("order", ORDER_WORDS)
def test_where_the_order_of_the_dates_is_unclear_nothing_else_is_said_of_dates(order: str) -> None:
    read = row()
    assert read.values is not None
    dateless = replace(read, values=replace(read.values, unclear_dates=(order,), born_on=None, offence_at=None))
    assert verdicts_on(dateless)[0].reasons == (order,)
