"""`python -m benchmarks`: measure everything, and write docs/benchmarks.md.

Product and yardstick are alternated round by round on the same machine and the same database server; the report
gives the median of the rounds. `--quick` takes small sizes and short rounds, to see that it runs.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.report import Report, write_phone, write_report
from benchmarks.stages import Stage, measure_commands, measure_on_a_phone, measure_web, postgres_stage, sqlite_stage

SIZES = (100, 10_000, 100_000)
REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and short rounds")
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--only-phone", action="store_true", help="only first paint and bytes on a bad phone")
    asked = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="bench", dir="/tmp"))
    report = Report(quick=asked.quick)
    try:
        with postgres_stage(scratch) as stage:
            report.phone = measure_on_a_phone(stage, cases=100, rounds=2 if asked.quick else 5)
            if asked.only_phone:
                write_phone(report.phone, asked.report)
                return
            for size in (100, 1_000) if asked.quick else SIZES:
                _web(report, stage, size, quick=asked.quick)
            report.commands.update(measure_commands(stage, rows=500 if asked.quick else 10_000))
        with sqlite_stage(scratch) as stage:
            _web(report, stage, 1_000 if asked.quick else 10_000, quick=asked.quick)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    write_report(report, asked.report)
    print(f"Written to {asked.report}.")


def _web(report: Report, stage: Stage, size: int, *, quick: bool) -> None:
    print(f"{stage.engine}, {size} cases", flush=True)
    report.web[stage.engine, size] = measure_web(
        stage, size, rounds=2 if quick else 3, seconds=0.7 if quick else 3.0, spent=40 if quick else 200
    )


if __name__ == "__main__":
    main()
