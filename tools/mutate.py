"""Changes one line after the other in the modules of tools/mutants.toml, and looks whether a test notices.

.venv/bin/python tools/mutate.py                        a sample of every module; `--all` takes every change there is
.venv/bin/python tools/mutate.py clock/deadlines.py     of these modules only
.venv/bin/python tools/mutate.py --write                and puts the figures into docs/mutants.md

Cosmic Ray makes the changes, in a copy of the checkout under the temporary directory: the checkout stays as it is. Its
findings stand there too until the run is over, so a run that was stopped goes on where it was, unless a file has
changed since. Ends with 1 where fewer than the floor are noticed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import gc
import hashlib
import importlib
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cosmic_ray.plugins
import hypothesis
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code, use_mutation
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult
from hypothesis import Phase

from mutations import Mutations

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "tools" / "mutants.toml"
PAGE = ROOT / "docs" / "mutants.md"
BEGINS, ENDS = "<!-- figures from tools/mutate.py -->", "<!-- end of the figures -->"
OWN = "programme"
QUICKLY = "quickly"
"""Hypothesis is not asked for the shortest example of what is noticed."""
PATIENCE = 5
"""Times the processor time of the tests on the unchanged code. Whatever takes more runs in circles, and is noticed; a
machine that is busy with other things makes nobody run in circles."""
LONGEST_SECONDS = 900
"""By the clock on the wall: who only waits uses no processor."""
PRELOADED = (
    *("alembic.command", "argon2", "httpx", "hypothesis.strategies", "icalendar", "jinja2", "litestar.testing"),
    *("msgspec", "prometheus_client", "psycopg", "pydantic", "sqlalchemy.orm", "stripe", "structlog", "wtforms"),
)
"""Libraries that most tests ask for: each run is a fork of this process, and has them already."""


@dataclass(frozen=True, slots=True)
class Same:
    """A change that makes no difference, and why."""

    module: str
    was: str
    became: str
    because: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The fate of the changes to one module."""

    module: str
    possible: int
    run: int
    noticed: int
    same: int
    survived: tuple[str, ...]

    @property
    def percent(self) -> float:
        """Noticed, of those that make a difference."""
        judged = self.run - self.same
        return 100 * self.noticed / judged if judged else 100.0


def main(arguments: list[str]) -> int:
    """Returns the exit status: 1 where fewer than the floor are noticed."""
    parser = argparse.ArgumentParser(description="Which changes of the code does no test notice?")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--all", action="store_true", help="every possible change, and not a sample")
    parser.add_argument("--write", action="store_true", help=f"put the figures into {PAGE.relative_to(ROOT)}")
    wanted = parser.parse_args(arguments)
    plan = tomllib.loads(PLAN.read_text())
    unknown = set(wanted.modules) - set(plan["modules"])
    if unknown:
        print(f"Not in {PLAN.name}: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    cosmic_ray.plugins.OPERATOR_PROVIDERS[OWN] = Mutations()
    for name in PRELOADED:
        importlib.import_module(name)
    hypothesis.settings.register_profile(QUICKLY, deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
    gc.freeze()  # else every run would look through all of it for rubbish
    with a_copy() as copy, contextlib.chdir(copy):
        began = time.monotonic()
        found = [judge(module, plan, every=wanted.all) for module in wanted.modules or plan["modules"]]
        minutes = (time.monotonic() - began) / 60
    figures = table(found)
    print(f"\n{figures}\n\n{minutes:.0f} minutes.")
    if wanted.write:
        write(figures, f"{'Every change' if wanted.all else 'A sample'}, {minutes:.0f} minutes")
    return 0 if total(found).percent >= plan["floor"] else 1


@contextlib.contextmanager
def a_copy() -> Iterator[Path]:
    """A copy of the checkout, gone when the run has come to its end; a stopped run of the same files is taken up."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    files = sorted(name for name in names if name and (ROOT / name).is_file())
    digest = hashlib.sha256()
    for name in files:
        digest.update(name.encode() + (ROOT / name).read_bytes())
    copy = Path(tempfile.gettempdir()) / f"programme-mutants-{digest.hexdigest()[:16]}"
    for name in files:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    os.environ |= {"PYTHONPATH": str(copy / "src"), "PYTHONHASHSEED": "0"}
    tempfile.tempdir = str(copy / "tmp")  # what its tests keep for the next run goes with it
    Path(tempfile.tempdir).mkdir(exist_ok=True)
    yield copy
    shutil.rmtree(copy)


def judge(module: str, plan: dict[str, Any], *, every: bool) -> Judged:
    """Make the changes to one module, and run its tests on each. In the copy."""
    path = Path("src/programme") / module
    possible = list(changes(path, plan["operators"]))
    chosen = possible
    if not every and len(possible) > plan["sample"]:
        chosen = random.Random(f"{plan['seed']} {module}").sample(possible, plan["sample"])  # noqa: S311 - it has to repeat
    with use_db(f"{module.replace('/', '-')}{'.all' if every else ''}.sqlite") as found:
        if not found.num_work_items:
            found.add_work_items(chosen)
        if found.pending_work_items:
            look_at_each(found, plan["modules"][module])
        outcome = judged(module, len(possible), found, [Same(**one) for one in plan.get("same", [])])
    print(f"{outcome.percent:5.0f} %  {outcome.noticed:4} of {outcome.run - outcome.same:4}  {module}", flush=True)
    for change in outcome.survived:
        print(f"\nNobody noticed:\n  module = '{module}'\n{change}\n", flush=True)
    return outcome


def changes(path: Path, operators: list[str]) -> Iterator[WorkItem]:
    """Every change that can be made to the module: each once, none to a decorator, none that is no Python."""
    source = path.read_text()
    tree = get_ast(source)
    seen = {source}
    decorated = {
        line
        for node in ast.walk(ast.parse(source))
        for one in getattr(node, "decorator_list", ())
        for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)
    }
    for name in [*(f"core/{one}" for one in operators), *(f"{OWN}/{one}" for one in Mutations())]:
        operator = cosmic_ray.plugins.get_operator(name)()
        places = [place for node in ast_nodes(tree) for place in operator.mutation_positions(node)]
        for occurrence, (begins, ends) in enumerate(places):
            changed = mutate_code(source, operator, occurrence)
            if begins[0] in decorated or changed in seen or not is_python(changed):
                continue
            seen.add(changed)
            spec = MutationSpec(path, name, occurrence, begins, ends)
            yield WorkItem.single(f"{name} {occurrence}", spec)


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def look_at_each(found: WorkDB, tests: list[str]) -> None:
    """Run the tests on every change that has not been looked at. SystemExit where they fail without any."""
    before = _seconds_of_children()
    if notice(tests, patience=LONGEST_SECONDS, quietly=False):
        sys.exit("These tests fail on the unchanged code.")
    patience = 10 + PATIENCE * (_seconds_of_children() - before)
    for item in found.pending_work_items:
        (change,) = item.mutations
        operator = cosmic_ray.plugins.get_operator(change.operator_name)()
        with use_mutation(change.module_path, operator, change.occurrence) as (was, became):
            outcome = TestOutcome.KILLED if notice(tests, patience=patience) else TestOutcome.SURVIVED
        diff = "\n".join(difflib.unified_diff(was.splitlines(), became.splitlines(), lineterm="", n=0))
        found.set_result(item.job_id, WorkResult(WorkerOutcome.NORMAL, "", outcome, diff))


def notice(tests: list[str], *, patience: float, quietly: bool = True) -> bool:
    """Whether one of the tests fails, or they take more processor time than that."""
    process = multiprocessing.get_context("fork").Process(target=_run_tests, args=(tests, int(patience), quietly))
    process.start()
    process.join(LONGEST_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode != 0


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run_tests(tests: list[str], patience: int, quietly: bool) -> None:
    """In a process of its own, which imports the product afresh."""
    resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
    if quietly:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
    sys.dont_write_bytecode = quietly  # the unchanged is compiled once; a change must not be found again after it
    sys.path.insert(0, str(Path("src").resolve()))
    options = ["-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=line", "--no-header", "--no-summary"]
    preloaded = "-Wignore::pytest.PytestAssertRewriteWarning"
    repeatable = ["--engine=sqlite", "--hypothesis-seed=1", f"--hypothesis-profile={QUICKLY}", "-p", "no:faker"]
    sys.exit(pytest.main([*options, preloaded, *repeatable, *tests]))


def judged(module: str, possible: int, found: WorkDB, accepted: list[Same]) -> Judged:
    """The fate of it."""
    equivalent = {(one.was, one.became) for one in accepted if one.module == module}
    results: list[WorkResult] = [result for _, result in found.results]
    alive = [result for result in results if result.test_outcome is TestOutcome.SURVIVED]
    survived = [result.diff for result in alive if was_and_became(result.diff) not in equivalent]
    same, noticed = len(alive) - len(survived), len(results) - len(alive)
    return Judged(module, possible, len(results), noticed, same, tuple(map(short, survived)))


def was_and_became(diff: str) -> tuple[str, str]:
    """The lines of a change before and after it, each as one line."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    was, became = ([line[1:] for line in lines if line.startswith(sign)] for sign in "-+")
    return " ".join(" ".join(was).split()), " ".join(" ".join(became).split())


def short(diff: str) -> str:
    """The change as it is written into the list of those that make no difference."""
    was, became = was_and_became(diff)
    return f"  was = '''{was}'''\n  became = '''{became}'''"


def total(found: list[Judged]) -> Judged:
    sums = (sum(getattr(one, name) for one in found) for name in ("possible", "run", "noticed", "same"))
    possible, ran, noticed, same = sums
    return Judged("all", possible, ran, noticed, same, tuple(change for one in found for change in one.survived))


def table(found: list[Judged]) -> str:
    """The figures, as a table of a page."""
    rows = [
        f"| {one.module} | {one.possible} | {one.run} | {one.noticed} | {len(one.survived)} | {one.same} "
        f"| {one.percent:.0f} % |"
        for one in [*found, total(found)]
    ]
    heads = "| module | possible | run | noticed | survived | the same | noticed of the judged |"
    return "\n".join([heads, "|---|---:|---:|---:|---:|---:|---:|", *rows])


def write(figures: str, how: str) -> None:
    """Put the figures into the page."""
    commit = subprocess.run(
        ["git", "show", "-s", "--format=“%s” of %cd", "--date=format:%-d %B %Y"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    before, _, rest = PAGE.read_text().partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    PAGE.write_text(f"{before}{BEGINS}\n\n{how}, after the commit {commit}.\n\n{figures}\n\n{ENDS}{after}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
