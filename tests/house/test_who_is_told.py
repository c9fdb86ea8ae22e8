"""Every message to staff goes through one door, which never answers with nobody in silence."""

from __future__ import annotations

import ast

import pytest

from programme.notices.catalogue import FOR_STAFF
from tests.support.source import FILES, calls, nodes

DOOR = "duties/recipients.py"
READS_ACCOUNTS = {
    DOOR,
    "duties/provider_people.py",  # its part for providers
    "duties/draft_chasing.py",  # whose a draft is: whoever saved it
    "duties/forces.py",  # whether the officer in a case has left
    "insight/disabled_addressees.py",  # to whom nothing goes any more
    "insight/log_reading.py",  # bounds an auditor to what the people of his own force did
    "insight/undelivered_list.py",  # says in role words whom a message was for
    "insight/no_place.py",  # shows a provider's addresses on a page, and says where it has none
    "insight/provider_page.py",  # counts who can sign in for it
    "intake/drafts.py",  # who saved a draft, by name
    "intake/imports.py",  # who sent the file in
    "intake/import_taking.py",
    "sandbox/people.py",
    "sandbox/world.py",
}
OWES_TO_STAFF = {"duties/telling.py", "duties/digest.py"}
MAKES_LISTS = {DOOR, "duties/provider_people.py", "outcomes/chasing.py", "duties/handing_over.py"}
"""The last two leave out who hears of the case otherwise."""
LISTS = {"supervisors", "coordinators", "safeguarding"}


def past_the_door(where: str, text: str) -> list[str]:
    """The doings of a module about staff that only the door may do."""
    found = []
    for node in nodes(text):
        if isinstance(node, ast.ImportFrom) and node.module == "programme.people.models":
            reads = "Account" in {name.name for name in node.names}
            if reads and where not in READS_ACCOUNTS and not where.startswith("people/"):
                found.append(f"{where}:{node.lineno} reads accounts")
        if isinstance(node, ast.Attribute) and node.attr in LISTS and where != DOOR:
            found.append(f"{where}:{node.lineno} reads a list of staff")
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        notice = next((one.value for one in node.keywords if one.arg == "notice"), None)
        to_staff = isinstance(notice, ast.Constant) and notice.value in FOR_STAFF
        if node.func.id in ("owe", "Debt") and to_staff and where not in OWES_TO_STAFF:
            found.append(f"{where}:{node.lineno} owes staff a message by itself")
        if node.func.id == "Recipients" and where not in MAKES_LISTS:
            found.append(f"{where}:{node.lineno} makes its own list of those who are told")
    return found


def test_nothing_but_the_door_reads_who_staff_are_and_nothing_owes_them_a_message_past_it() -> None:
    assert [each for where, text in FILES.items() for each in past_the_door(where, text)] == []


def test_every_staff_notice_is_owed_by_somebody() -> None:
    owed = {
        str(one.value.value)
        for text in FILES.values()
        for call, _ in calls(text)
        for one in call.keywords
        if one.arg == "notice" and isinstance(one.value, ast.Constant)
    }
    assert owed >= FOR_STAFF


@pytest.mark.parametrize(
    "planted",
    [
        "from programme.people.models import Account",
        "def tell(staff):\n    return staff.supervisors['43']",
        "owe(db, notice='concern_raised', cause='x')",
        "Debt(notice='deadline_warning', cause='x')",
        "Recipients(role, None, ())",
    ],
)
def test_a_way_past_the_door_is_found(planted: str) -> None:
    assert past_the_door("actions/planted.py", planted)
