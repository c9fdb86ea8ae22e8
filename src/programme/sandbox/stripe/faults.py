"""Making calls of the API fail on demand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from programme.sandbox.stripe.world import World


class FaultKind(StrEnum):
    """How a call fails. After the work was done or before it: the caller cannot tell, and must not need to."""

    ERROR_500 = "error_500"  # nothing done, nothing kept: the same key works next time
    ERROR_500_KEPT = "error_500_kept"  # nothing done, the error kept under the key
    RATE_LIMIT = "rate_limit"
    CUT = "cut"  # the line is cut, nothing done
    CUT_AFTER_COMMIT = "cut_after_commit"  # done, but the answer never arrives whole
    HANG = "hang"  # no answer for a while, then a cut; nothing done
    HANG_AFTER_COMMIT = "hang_after_commit"


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `count` calls whose method and path begin like this fail."""

    kind: FaultKind
    count: int = 1
    method: str = ""
    path: str = ""
    seconds: float = 60.0


def plan(world: World, fault: Fault) -> None:
    """Let calls fail, after those planned before."""
    with world.store.transaction():
        world.store.set_switch("faults", [*world.store.switch("faults", default=[]), asdict(fault)])


def take(world: World, method: str, path: str) -> Fault | None:
    """The fault that this call meets, counted down; None when it may pass."""
    with world.store.transaction():
        planned = [Fault(**one | {"kind": FaultKind(one["kind"])}) for one in world.store.switch("faults", default=[])]
        for place, fault in enumerate(planned):
            if method.startswith(fault.method) and path.startswith(fault.path):
                left = [asdict(one) for one in planned]
                left[place]["count"] -= 1
                world.store.set_switch("faults", [one for one in left if one["count"] > 0])
                return fault
    return None
