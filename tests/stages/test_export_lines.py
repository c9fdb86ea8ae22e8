from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.intake.export_lines import (
    BROKEN_QUOTES,
    LINE_TOO_LONG,
    LONGEST_LINE,
    LONGEST_RECORD_LINES,
    NOT_TEXT,
    Record,
    lines_of,
    records_of,
)

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def records(text: str | bytes, *, columns: int | None = None) -> list[Record]:
    raw = text.encode() if isinstance(text, str) else text
    return list(records_of(lines_of([raw]), columns=columns))


def cells(text: str | bytes, *, columns: int | None = None) -> list[list[str] | None]:
    return [record.cells for record in records(text, columns=columns)]


def test_a_quoted_line_end_belongs_to_its_record_and_the_next_line_keeps_its_number() -> None:
    found = records('a,"one\r\ntwo",c\r\nd,e,f\r\n')
    assert [(record.line, record.cells) for record in found] == [(1, ["a", "one\r\ntwo", "c"]), (3, ["d", "e", "f"])]


def test_lines_of_nothing_are_passed_over_and_counted() -> None:
    assert [record.line for record in records("a,b\n\n,,\n  \nc,d\n")] == [1, 5]


def test_the_last_line_needs_no_end() -> None:
    assert cells("a,b\nc,d") == [["a", "b"], ["c", "d"]]


def test_a_quotation_mark_inside_a_plain_cell_is_only_a_mark() -> None:
    assert cells('a,6" pipe,c\nd,e,f\n', columns=3) == [["a", '6" pipe', "c"], ["d", "e", "f"]]


def test_a_stray_quotation_mark_costs_its_own_line_only() -> None:
    found = records('a,"b,c\nd,"e, f",g\nh,i,j\n', columns=3)
    assert [(record.line, record.problem) for record in found] == [(1, BROKEN_QUOTES), (2, None), (3, None)]
    assert found[0].text == 'a,"b,c'
    assert found[1].cells == ["d", "e, f", "g"]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only() -> None:
    found = records('a,"b,c\n' + "d,e,f\n" * 30, columns=3)
    assert [record.problem for record in found] == [BROKEN_QUOTES] + [None] * 30
    assert [record.line for record in found] == list(range(1, 32))


def test_two_stray_marks_that_seem_to_match_do_not_swallow_what_is_between() -> None:
    found = records('a,"b,c\nd,e,f\ng,h"\nj,k,l\n', columns=3)
    assert [record.line for record in found] == [1, 2, 3, 4]
    assert [record.problem for record in found][:2] == [BROKEN_QUOTES, None]
    assert [found[1].cells, found[3].cells] == [["d", "e", "f"], ["j", "k", "l"]]


def test_a_record_is_no_longer_than_its_limit() -> None:
    fits = 'a,"' + "x\n" * (LONGEST_RECORD_LINES - 1) + '",c\n'
    assert cells(fits, columns=3) == [["a", "x\n" * (LONGEST_RECORD_LINES - 1), "c"]]
    assert records('a,"' + "x\n" * (LONGEST_RECORD_LINES + 1) + '",c\n', columns=3)[0].problem == BROKEN_QUOTES


def test_a_line_beyond_all_measure_costs_itself_only() -> None:
    pieces = [b"a,b\n", *[b"x" * 1000] * 200, b"\n", b"c,d\n"]
    found = list(records_of(lines_of(pieces)))
    assert [(record.line, record.problem) for record in found] == [(1, None), (2, LINE_TOO_LONG), (3, None)]
    assert len(found[1].text) <= 1000
    assert [r.problem for r in records("a" * (LONGEST_LINE + 1) + "\nb\n")] == [LINE_TOO_LONG, None]


def test_a_line_that_is_not_text_costs_itself_only() -> None:
    found = records(b"a,b\nc,\0d\ne,f\n")
    assert [record.problem for record in found] == [None, NOT_TEXT, None]
    assert "\0" not in found[1].text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_each_encoding_is_told_by_itself(encoding: str) -> None:
    found = records("Name,Preis\nMüller,€5\nÓ Súilleabháin,£5\n".encode(encoding))
    assert [record.cells for record in found] == [["Name", "Preis"], ["Müller", "€5"], ["Ó Súilleabháin", "£5"]]
    assert not any(record.odd_letters for record in found)


def test_a_line_in_another_encoding_is_read_right_and_marked() -> None:
    found = records("Müller\nNovák\n".encode() + "François\n".encode("cp1252"))
    assert [record.cells for record in found] == [["Müller"], ["Novák"], ["François"]]
    assert [record.odd_letters for record in found] == [False, False, True]


def test_a_byte_that_is_in_neither_encoding_is_marked() -> None:
    (found,) = records(b"M\x81ller\n")
    assert found.odd_letters


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8),
    size=st.integers(1, 50),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_writes_is_read_back_whatever_pieces_it_comes_in(
    rows: list[list[str]], size: int, end: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    raw = out.getvalue().encode("utf-8-sig")
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    found = [record.cells for record in records_of(lines_of(pieces), columns=3)]
    short = all(sum(cell.count("\n") for cell in row) < LONGEST_RECORD_LINES for row in rows)
    assert found == rows or not short


@given(raw=st.binary(max_size=300))
def test_no_bytes_make_reading_fail_and_every_record_is_cells_or_a_problem(raw: bytes) -> None:
    for record in records(raw, columns=3):
        assert (record.cells is None) is (record.problem is not None)
        assert 1 <= record.line <= len(raw.splitlines()) + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_every_line_end_ends_a_line_whatever_pieces_it_comes_in(end: str, size: int) -> None:
    raw = end.join(["a,b", "c,d", "e,f", ""]).encode()
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert [record.cells for record in records_of(lines_of(pieces))] == [["a", "b"], ["c", "d"], ["e", "f"]]


def test_line_ends_of_all_kinds_stand_in_one_file() -> None:
    assert cells("a,b\rc,d\ne,f\r\ng,h") == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]


def test_a_row_between_two_stray_marks_is_never_swallowed() -> None:
    row = "a,b,c,d,e,f,g,h"
    found = records(f'{row[:-1]}"h\n{row}\n{row[:-1]}h"\n{row}\n', columns=8)
    assert [record.problem for record in found][:2] == [BROKEN_QUOTES, None]
    assert [record.line for record in found] == [1, 2, 3, 4]


def test_many_stray_marks_in_a_long_file_cost_no_more_time_than_the_file_is_long() -> None:
    started = time.monotonic()
    assert len(records('a,"b,c\n' * 200 + "d,e,f\n" * 20_000, columns=3)) == 20_200
    assert time.monotonic() - started < 5
