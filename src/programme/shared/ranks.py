"""Police ranks, in the order of who may authorise what. Pure."""

from __future__ import annotations

from enum import IntEnum


class Rank(IntEnum):
    """A rank by its place in the order: a higher one may do what a lower one may."""

    CONSTABLE = 1
    SERGEANT = 2
    INSPECTOR = 3
    CHIEF_INSPECTOR = 4
    SUPERINTENDENT = 5
    CHIEF_SUPERINTENDENT = 6

    @property
    def label(self) -> str:
        """In words: "chief inspector"."""
        return self.name.replace("_", " ").lower()

    @property
    def with_article(self) -> str:
        """In words, as one of them: "an inspector"."""
        return f"{'an' if self.label[0] in 'aeiou' else 'a'} {self.label}"


_WRITTEN: dict[str, Rank] = {
    "pc": Rank.CONSTABLE,
    "dc": Rank.CONSTABLE,
    "constable": Rank.CONSTABLE,
    "ps": Rank.SERGEANT,
    "ds": Rank.SERGEANT,
    "sgt": Rank.SERGEANT,
    "sergeant": Rank.SERGEANT,
    "insp": Rank.INSPECTOR,
    "di": Rank.INSPECTOR,
    "inspector": Rank.INSPECTOR,
    "ci": Rank.CHIEF_INSPECTOR,
    "dci": Rank.CHIEF_INSPECTOR,
    "ch insp": Rank.CHIEF_INSPECTOR,
    "chief inspector": Rank.CHIEF_INSPECTOR,
    "supt": Rank.SUPERINTENDENT,
    "superintendent": Rank.SUPERINTENDENT,
    "d supt": Rank.SUPERINTENDENT,
    "dcs": Rank.CHIEF_SUPERINTENDENT,
    "ch supt": Rank.CHIEF_SUPERINTENDENT,
    "chief superintendent": Rank.CHIEF_SUPERINTENDENT,
}


_OF_CHIEF_OFFICERS = ("ACC", "DCC", "CC", "Cmdr", "DAC", "AC", "Dep Comm", "Comm")
_WRITTEN |= {written.lower(): Rank.CHIEF_SUPERINTENDENT for written in _OF_CHIEF_OFFICERS}
"""They may do whatever a chief superintendent may, and no rule asks for more."""

RANKS: dict[str, str] = {
    "PC": "Constable (PC)",
    "DC": "Detective constable (DC)",
    "PS": "Sergeant (PS)",
    "DS": "Detective sergeant (DS)",
    "Insp": "Inspector (Insp)",
    "DI": "Detective inspector (DI)",
    "Ch Insp": "Chief inspector (Ch Insp)",
    "DCI": "Detective chief inspector (DCI)",
    "Supt": "Superintendent (Supt)",
    "D Supt": "Detective superintendent (D Supt)",
    "Ch Supt": "Chief superintendent (Ch Supt)",
    "DCS": "Detective chief superintendent (DCS)",
    "ACC": "Assistant chief constable (ACC)",
    "DCC": "Deputy chief constable (DCC)",
    "CC": "Chief constable (CC)",
    "Cmdr": "Commander (Cmdr)",
    "DAC": "Deputy assistant commissioner (DAC)",
    "AC": "Assistant commissioner (AC)",
    "Dep Comm": "Deputy commissioner (Dep Comm)",
    "Comm": "Commissioner (Comm)",
    "SC": "Special constable (SC)",
    "PCSO": "Community support officer (PCSO)",
    "DDO": "Detention officer (DDO)",
    "Investigator": "Police staff investigator",
    "Staff": "Police staff",
}
"""The ranks of forces in England and Wales as they are written before a name, and the grades of staff, which authorise
nothing; each with its words."""


def is_rank(written: str) -> bool:
    """Whether it is one of them, or read as one."""
    return written in RANKS or read_rank(written) is not None


def read_rank(written: str) -> Rank | None:
    """The rank as forces write it ("PS", "Sgt", "Insp"); None for civilian staff and what cannot be read."""
    return _WRITTEN.get(" ".join(written.replace(".", " ").split()).lower())


def is_at_least(written: str, needed: Rank) -> bool:
    """Whether somebody of the rank as written may do what `needed` may. A rank that cannot be read may not."""
    rank = read_rank(written)
    return rank is not None and rank >= needed
