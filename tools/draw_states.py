"""Draw the state tables and the ladders of the code into docs/architecture.md. Run it after changing either."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from programme.duties.ladders import LADDERS, Ladder, Rung
from programme.shared.transitions import Transitions

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
END = "<!-- end of what is drawn -->\n"


def states() -> str:
    """Every state table as a heading and a diagram, in the order of the stages' names."""
    parts = []
    for path in sorted((ROOT / "src" / "programme").glob("*/states.py")):
        stage = path.parent.name
        module = import_module(f"programme.{stage}.states")
        for table in (value for value in vars(module).values() if isinstance(value, Transitions)):
            title = f"{table.name.capitalize()} (`{stage}/states.py`)"
            parts.append(f"### {title}\n\n```mermaid\n{table.diagram()}\n```\n")
    return "\n".join(parts)


def ladders() -> str:
    """Every ladder as a row of one table, in the order in which they are declared."""
    columns = ("Ladder", "Counted from", "Rungs", "Who is told", "Message", "What ends it")
    rows = [columns, ("---",) * len(columns), *(_row(ladder) for ladder in LADDERS)]
    return "".join(f"|{'|'.join(f' {cell} ' if cell != '---' else cell for cell in row)}|\n" for row in rows)


def _row(ladder: Ladder[Any]) -> tuple[str, ...]:
    rungs = ", ".join(_rung(ladder, number) for number in range(len(ladder.rungs)))
    then = f", then every {ladder.then_every}" if ladder.then_every else ""
    at = f", from {ladder.begins_at:%H:%M}" if ladder.begins_at.hour else ""
    notices = ", ".join(f"`{notice}`" for notice in ladder.notices)
    return (
        ladder.name,
        ladder.anchor,
        f"{rungs}{then} {ladder.counted.value}{at}",
        ladder.audience,
        notices,
        ladder.ends,
    )


def _rung(ladder: Ladder[Any], number: int) -> str:
    """The days of a rung, with its role where that is another than on the rung before."""
    rung, before = ladder.rungs[number], ladder.rungs[number - 1] if number else None
    if not isinstance(rung, Rung) or (isinstance(before, Rung) and before.role is rung.role):
        return str(rung.days)
    return f"{rung.days} ({rung.role.value.replace('_', ' ')})"


DRAWN = {
    "<!-- drawn from the code by tools/draw_states.py: states -->\n": states,
    "<!-- drawn from the code by tools/draw_states.py: ladders -->\n": ladders,
}


def redrawn(page: str) -> str:
    """The page with its drawings as the code has them now. Raises ValueError where the marks are missing."""
    for begin, draw in DRAWN.items():
        before, found, rest = page.partition(begin)
        _, end, after = rest.partition(END)
        if not (found and end):
            raise ValueError(f"{PAGE} has lost the marks between which the drawings stand")
        page = f"{before}{begin}\n{draw()}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text()))
