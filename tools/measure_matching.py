"""Measure the matching of people on tests/samples/matching-pairs.csv, and write what it finds into docs/matching.md.

.venv/bin/python tools/measure_matching.py
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from programme.people.likeness import THRESHOLD, Compared, Likeness, likeness
from programme.people.names import match_name

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "tests" / "samples" / "matching-pairs.csv"
PAGE = ROOT / "docs" / "matching.md"
BEGIN, END = "<!-- measured by tools/measure_matching.py -->\n", "<!-- end of what is measured -->\n"
OTHER_THRESHOLDS = (65, 70, 75, 80, 85, 90)
_CHANGED_OVER = frozenset(["names changed over", "three names changed over, one written otherwise"])


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of the list, and how alike the two are."""

    kind: str
    one_man: bool
    names: str
    found: Likeness


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a pair is put to a human rightly, by a threshold: `found` of `one_man`, and of all that are `asked`."""

    found: int
    one_man: int
    asked: int

    @property
    def recall(self) -> float:
        """Of those that are one man, how many are put to a human."""
        return self.found / self.one_man

    @property
    def precision(self) -> float:
        """Of those that are put to a human, how many are one man."""
        return self.found / self.asked


def scored() -> list[Scored]:
    """The list, scored."""
    return [_scored(row) for row in _listed()]


def scored_by_one_name() -> list[Scored]:
    """The same, each man with his surname alone; but for those whose names are changed over, of whom nothing would be
    left to find him by."""
    alone = {"forenames": "", "forenames_2": ""}
    return [_scored({**row, **alone}) for row in _listed() if row["kind"] not in _CHANGED_OVER]


def _listed() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _scored(row: dict[str, str]) -> Scored:
    one, other = _man(row, ""), _man(row, "_2")
    names = f"{row['forenames']} {row['surname']} / {row['forenames_2']} {row['surname_2']}"
    return Scored(row["kind"], row["one_man"] == "yes", names, likeness(one, other))


def _man(row: dict[str, str], which: str) -> Compared:
    name = match_name(row[f"surname{which}"], row[f"forenames{which}"])
    pnc_id = row[f"pnc_id{which}"]
    return Compared(name, date.fromisoformat(row[f"born_on{which}"]), frozenset([pnc_id] if pnc_id else []))


def measure(pairs: Iterable[Scored], threshold: int = THRESHOLD) -> Measured:
    """Recall and precision by a threshold."""
    all_of_them = list(pairs)
    asked = [one for one in all_of_them if one.found.score >= threshold]
    return Measured(sum(one.one_man for one in asked), sum(one.one_man for one in all_of_them), len(asked))


def tables(pairs: list[Scored]) -> str:
    """The tables of docs/matching.md about it."""
    lines = [f"| Threshold | Asked of {len(pairs)} | Precision | Recall |", "|---|---|---|---|"]
    for threshold in OTHER_THRESHOLDS:
        of = measure(pairs, threshold)
        mark = "**" if threshold == THRESHOLD else ""
        cells = (f"{threshold}", f"{of.asked}", f"{of.precision:.1%}", f"{of.recall:.1%}")
        lines.append(f"| {' | '.join(f'{mark}{cell}{mark}' for cell in cells)} |")
    lines += ["", "| Kind | Pairs | One man | Put to a human | Wrong, for example |", "|---|---|---|---|---|"]
    for kind in dict.fromkeys(one.kind for one in pairs):
        of_kind = [one for one in pairs if one.kind == kind]
        asked = sum(one.found.is_proposed for one in of_kind)
        wrong = [one.names for one in of_kind if one.found.is_proposed is not one.one_man]
        one_man = "yes" if of_kind[0].one_man else "no"
        lines.append(f"| {kind} | {len(of_kind)} | {one_man} | {asked} | {'; '.join(wrong[:3])} |")
    one_name = measure(scored_by_one_name())
    lines += [
        "",
        "Each with his surname alone, as who has one name, without those whose names are changed over: "
        f"{one_name.asked} asked, precision {one_name.precision:.1%}, recall {one_name.recall:.1%}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{tables(scored())}\n{END}{after}", encoding="utf-8")
    of = measure(scored())
    print(f"precision {of.precision:.1%}, recall {of.recall:.1%}, asked {of.asked}")


if __name__ == "__main__":
    main()
