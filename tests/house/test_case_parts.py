"""Every column that custody's pages ask of a case is read: a template that names one nobody reads would say nothing
there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from programme.insight import case_parts, consent_parts
from programme.insight.case_course_parts import CaseResult
from programme.insight.case_file import CaseFile
from programme.insight.case_parts import CasePerson, CaseReferral

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = {"referral": CaseReferral, "person": CasePerson, "result": CaseResult, "case": CaseFile}
PARTS = {name: part for name, part in (vars(case_parts) | vars(consent_parts)).items() if name.startswith("Case")}
FILES = sorted((TEMPLATES / "custody").glob("*.html"))


def asked(text: str) -> Iterator[tuple[type, str]]:
    """Everything a template asks of the case and its parts: of what, and the name."""
    for node in Environment(autoescape=True).parse(text).find_all(nodes.Getattr):
        of = asked_of(node.node)
        if of is not None:
            yield of, node.attr


def asked_of(node: nodes.Node) -> type | None:
    """Which part an expression is: `referral`, `case.offer`."""
    if isinstance(node, nodes.Name):
        return NAMES.get(node.name)
    if isinstance(node, nodes.Getattr) and asked_of(node.node) is CaseFile:
        declared = next((str(field.type) for field in fields(CaseFile) if field.name == node.attr), "")
        return PARTS.get(declared.removesuffix(" | None"))
    return None


def unread(text: str) -> list[str]:
    """The names that a template asks for and that are not there."""
    return [f"{of.__name__}.{name}" for of, name in asked(text) if not hasattr(of, name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_page_of_a_case_asks_for_what_is_read(path: Path) -> None:
    assert unread(path.read_text()) == []


def test_a_column_that_nobody_reads_would_be_noticed() -> None:
    assert unread("{{ referral.officer_email }} {{ case.offer.secret_hash }}{{ case.offer.state }}") == [
        "CaseReferral.officer_email",
        "CaseOffer.secret_hash",
    ]
