"""Police forces and the units of Thames Valley, read once from the files in `reference_data/`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_STATION = re.compile(r"([A-Z]{2})/")
UNITS_KNOWN_FOR = frozenset({"43"})
"""Forces whose list of units came with the program; a unit of any other force cannot be called unknown."""


@dataclass(frozen=True, slots=True)
class ForceCode:
    """One of a force's two-character codes. `active` is "yes", "no" or "unknown"; old records keep old codes. `kind` is
    "territorial", "special" (police without an area of their own) or "other"; `law` is whose law it works by."""

    code: str
    name: str
    kind: str
    active: str
    law: str
    note: str

    @property
    def may_refer(self) -> bool:
        """Whether it is a police force at work that charges by the law of England and Wales: it can have a programme,
        and be somebody's neighbour."""
        return self.active == "yes" and self.kind != "other" and self.law == "England and Wales"


@dataclass(frozen=True, slots=True)
class Unit:
    """A station, court or department: `code` is force, unit and sub-unit, with a letter before it for courts."""

    code: str
    name: str
    kind: str
    closed: str


_IN_FULL = {"24": "Ministry of Defence Police", "93": "British Transport Police"}
"""Forces that the list names by their initials."""


@lru_cache(maxsize=1)
def forces() -> tuple[ForceCode, ...]:
    """Every force code, in the order of the codes."""
    return tuple(ForceCode(**{**row, "name": _IN_FULL.get(row["code"], row["name"])}) for row in _rows("forces.csv"))


@lru_cache(maxsize=1)
def thames_valley_units() -> tuple[Unit, ...]:
    """Every unit of Thames Valley that has ever been listed, open or closed."""
    return tuple(Unit(**row) for row in _rows("thames-valley-units.csv"))


def forces_at_work() -> list[ForceCode]:
    """The forces that can have a programme or be somebody's neighbour, by name, each once."""
    return sorted((force for force in forces() if force.may_refer), key=lambda force: (force.name, force.code))


def find_force(code: str) -> ForceCode | None:
    """The force with this code, or None."""
    return _forces_by_code().get(code)


def force_name(code: str) -> str:
    """The name of the force with this code, or the code itself when there is no such force."""
    force = find_force(code)
    return force.name if force else code


def unit_is_unknown(force_code: str, unit: str) -> bool:
    """Whether the two letters of `unit` are surely no unit of the force; False where the units are not listed."""
    return force_code in UNITS_KNOWN_FOR and force_code + unit not in _police_units()


def station_of(custody_reference: str) -> str:
    """The two letters of the station that opened a custody record numbered like EA/1234/26; empty for any other."""
    found = _STATION.match(custody_reference)
    return found[1] if found else ""


def station_name(force_code: str | None, station: str) -> str:
    """A station as a list calls it: its letters, and its name where the force's stations are listed."""
    name = _stations().get(f"{force_code}{station}")
    return f"{station}, {name}" if name else station


@lru_cache(maxsize=1)
def _stations() -> dict[str, str]:
    listed = (unit for unit in reversed(thames_valley_units()) if unit.kind == "police station")
    return {unit.code[:4]: unit.name.title().removesuffix(" Police Station") for unit in listed}


@lru_cache(maxsize=1)
def _forces_by_code() -> dict[str, ForceCode]:
    return {force.code: force for force in forces()}


@lru_cache(maxsize=1)
def _police_units() -> frozenset[str]:
    """Force and unit of the codes without a leading letter, which are the ones that arrests are numbered with."""
    return frozenset(unit.code[:4] for unit in thames_valley_units() if unit.code[:2] in UNITS_KNOWN_FOR)


def _rows(name: str) -> list[dict[str, str]]:
    with files("programme.people").joinpath("reference_data", name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
