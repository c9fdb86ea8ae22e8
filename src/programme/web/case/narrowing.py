"""A list narrowed to what its address asks for, where today's covers say which cases are the reader's own."""

from __future__ import annotations

from dataclasses import replace

from programme.duties.covers import CoverLine
from programme.insight.case_filter import CaseFilter
from programme.insight.covers import own_cases, own_covers
from programme.web.case.asked_list import AskedList
from programme.web.kit.visit import Visit


async def covers_of_reader(visit: Visit, asked: AskedList) -> list[CoverLine]:
    """In which he covers or is covered for; read only where he asks for his own cases."""
    return await visit.read(own_covers, visit.the_actor, today=asked.today) if asked.mine else []


async def narrowed(visit: Visit, asked: AskedList) -> CaseFilter:
    """The filter of the list."""
    return narrowed_by(asked, await covers_of_reader(visit, asked), visit)


def narrowed_by(asked: AskedList, covers: list[CoverLine], visit: Visit) -> CaseFilter:
    """The same with covers that were read already."""
    return replace(asked.filter, covers=own_cases(covers, visit.the_actor.id))
