"""State tables: total grids of state x event that move a case, draw themselves and refuse by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from programme.shared.refusal import Refusal

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


class IllegalMove(Refusal):
    """The event cannot happen in this state."""

    code = "illegal_move"
    headline = "That cannot be done now"
    remedy = "Go back to the case and look at its next step: somebody may have changed it meanwhile."


class Transitions(Generic[S, E]):
    """One stage's table, read from a text grid: a row a state, a column an event, `-` where the event is refused.

    The grid must be total: every state and every event appears exactly once, or building it raises ValueError.
    """

    def __init__(self, name: str, states: type[S], events: type[E], grid: str) -> None:
        self.name, self.states, self.events = name, states, events
        self._after: dict[tuple[S, E], S | None] = _read_grid(states, events, grid)

    def after(self, state: S, event: E) -> S:
        """The state that `event` leads to; raises IllegalMove where the table refuses it."""
        target = self._after[state, event]
        if target is None:
            words = (str(event).replace("_", " "), str(state).replace("_", " "))
            raise IllegalMove(explanation=f"“{words[0].capitalize()}” cannot follow “{words[1]}”.")
        return target

    def allows(self, state: S, event: E) -> bool:
        """Whether `event` may happen in `state`."""
        return self._after[state, event] is not None

    def decided(self) -> dict[tuple[S, E], S | None]:
        """Every pair of state and event with where it leads, None where refused."""
        return dict(self._after)

    def diagram(self) -> str:
        """A Mermaid state diagram of the table; a row begins in the first state."""
        lines = ["stateDiagram-v2", f"    [*] --> {next(iter(self.states))}"]
        for (state, event), target in self._after.items():
            if target is not None:
                lines.append(f"    {state} --> {target}: {event}")
        return "\n".join(lines)


def _read_grid(states: type[S], events: type[E], grid: str) -> dict[tuple[S, E], S | None]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in grid.strip().splitlines()]
    columns = [events(cell) for cell in head[1:]]
    if sorted(columns) != sorted(events):
        raise ValueError(f"columns {sorted(set(events) ^ set(columns))} are missing or strange")
    table: dict[tuple[S, E], S | None] = {}
    for state_cell, *cells in rows:
        state = states(state_cell)
        if len(cells) != len(columns):
            raise ValueError(f"row {state} has {len(cells)} cells for {len(columns)} events")
        for event, cell in zip(columns, cells, strict=True):
            if (state, event) in table:
                raise ValueError(f"row {state} appears twice")
            table[state, event] = None if cell == "-" else states(cell)
    if {state for state, _ in table} != set(states):
        raise ValueError(f"rows {set(states) - {state for state, _ in table}} are missing")
    return table
