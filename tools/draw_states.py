"""Draw the state tables of the code into docs/architecture.md. Run it after changing a `states.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from programme.shared.transitions import Transitions

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn from the code by tools/draw_states.py -->\n", "<!-- end of what is drawn -->\n"


def drawings() -> str:
    """Every state table as a heading and a diagram, in the order of the stages' names."""
    parts = []
    for path in sorted((ROOT / "src" / "programme").glob("*/states.py")):
        stage = path.parent.name
        module = import_module(f"programme.{stage}.states")
        for table in (value for value in vars(module).values() if isinstance(value, Transitions)):
            title = f"{table.name.capitalize()} (`{stage}/states.py`)"
            parts.append(f"### {title}\n\n```mermaid\n{table.diagram()}\n```\n")
    return "\n".join(parts)


def redrawn(page: str) -> str:
    """The page with its drawings as the code has them now. Raises ValueError where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE} has lost the marks between which the drawings stand")
    return f"{before}{begin}\n{drawings()}\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text()))
