"""Every sentence that he can read, out of the files in which it is written: pages, messages, papers, the offer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from programme.notices.catalogue import CATALOGUE, Audience

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("templates/offender", "templates/layouts/offender.html", "templates/footer")
WORDS = (
    "offers/told",
    "offers/slip.py",
    "offers/paper.py",
    "offers/paper_words.py",
    "insight/next_step.py",
    "insight/own_causes.py",
    "insight/own_end.py",
    "insight/words.py",
    "insight/own_money.py",
    "insight/own_standing.py",
    "insight/privacy_notice.py",
    "notices/counting.py",
    "payments/money.py",
    "web/offender",
)
KEPT_WORDS = ("version_2026_3",)
"""The folders of words that no new offer is explained in."""
FACT = "…"
"""Stands for whatever is filled in."""
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<!--.*?-->|\{#.*?#\}", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|h\d|li|ol|ul|div|form|table|dl|dt|dd|label|button|details|summary)\b[^>]*>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_END = re.compile(r"(?<=[.!?])[”\"]?\s+(?=[A-Z“{…])")


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of one paragraph, with every space alike."""
    for sentence in _END.split(re.sub(r"\s+", " ", text).strip()):
        if len(sentence.split()) > 2:
            yield sentence.strip()


def of_a_template(text: str) -> Iterator[str]:
    """The sentences of a template: those between its tags, and those in the texts that it hands to macros."""
    bare = _TAG.sub(" ", text)
    for call in re.findall(r"\{[{%](.*?)[%}]\}", bare, re.DOTALL):
        for quoted in _QUOTED.findall(call):
            yield from sentences_of(quoted)
    plain = re.sub(r"\{\{.*?\}\}", FACT, re.sub(r"\{%.*?%\}", "\n\n", bare, flags=re.DOTALL), flags=re.DOTALL)
    for block in re.split(r"\n\n+", re.sub(r"<[^>]+>", "", _BLOCK.sub("\n\n", plain))):
        yield from sentences_of(block)


def of_a_module(text: str) -> Iterator[str]:
    """The sentences in the texts of a module, without its docstrings."""
    tree = ast.parse(text)
    said_of_code = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else FACT for part in node.values]
            yield from sentences_of("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said_of_code | inside:
            yield from sentences_of(re.sub(r"\{\w+\}", FACT, node.value))


def every_sentence() -> dict[str, str]:
    """Each sentence that he can read, and a file that it stands in."""
    found: dict[str, str] = {}
    for page in PAGES:
        for path in _files(ROOT / page, "*.html"):
            if "staff" not in path.name and (
                path.parent.name != "footer" or path.name.startswith(("his_", "_whom_he"))
            ):
                found |= dict.fromkeys(of_a_template(path.read_text()), path.name)
    for name in WORDS:
        for path in _files(ROOT / "src/programme" / name, "*.py"):
            if path.name != "before_routes.py" and path.parent.name not in KEPT_WORDS:
                found |= dict.fromkeys(of_a_module(path.read_text()), path.name)
    for name, notice in CATALOGUE.items():
        if notice.audience is Audience.PERSON:
            for path in _files(ROOT / "notifications" / name, "*.txt"):
                found |= dict.fromkeys(of_a_template(path.read_text()), f"{name}/{path.name}")
    return found


def _files(path: Path, wanted: str) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob(wanted))
