"""Everything in the product is used by the product: a name that only tests mention is work that nobody asked for."""

from __future__ import annotations

import keyword
from pathlib import Path

from jinja2 import Environment
from vulture import Vulture

import programme.opening  # noqa: F401 - registers every table
from programme.storage.base import Base

ROOT = Path(__file__).resolve().parents[2]
CODE = [str(ROOT / place) for place in ("src", "tools", "migrations/env.py")]
TEMPLATES = ("templates/**/*.html", "notifications/**/*.txt", "src/programme/sandbox/**/*.html")
CALLED_BECAUSE_DECORATED = [
    "@get",
    "@post",
    "@route",
    "@*.command",
    "@click.*",
    "@event.listens_for",
    "@*_validator",
    "@compiles",
]

USED_BY_OTHERS = {
    "Litestar": {"exclude_opt_key", "handle", "request_max_body_size", "scopes"},
    "SQLAlchemy": {"cache_ok", "inherit_cache", "impl", "process_bind_param", "process_result_value"},
    "WTForms": {"extra_filters", "object_data", "process", "process_data", "raw_data"},
    "WTForms, by the names of fields": {"rank_*", "validate_*"},
    "Babel": {"extract"},
    "click": {"get_command", "list_commands"},
    "Cosmic Ray and Python": {"mutate", "dont_write_bytecode"},
    "pydantic": {"model_config"},
    "uvicorn": {"capture_signals", "should_exit"},
    "aiosmtpd, email, logging, requests, sqlite3 and stripe": {
        *("handle_DATA", "body_encoding", "formatException", "proxies", "trust_env"),
        *("row_factory", "enable_telemetry"),
    },
    "Stripe and the police systems, which send these words": {"COMPLETE", "CONVICTED", "VICTIM", "WITNESS"},
    "rows of histories, which name what is not recorded any more": {"CourtChosen"},
    "whoever calls an action, and is told what it did": {
        *("clock_runs", "clock_stopped", "course_is_later", "marked", "place_given_back"),
    },
}


def words_of(template: str) -> set[str]:
    """Every name in a template, and the names that stand in its strings: `map(attribute="day")`."""
    words = {
        word.strip("\"'") for _, kind, word in Environment(autoescape=True).lex(template) if kind in ("name", "string")
    }
    return {word for word in words if word.isidentifier() and not keyword.iskeyword(word)}


def unused(code: list[str], text: str = "") -> set[str]:
    """The names that nobody uses in these files and in this text of Python."""
    used = {word for places in TEMPLATES for path in ROOT.glob(places) for word in words_of(path.read_text())}
    # A column that is only written is read by whoever looks into the database.
    used |= {column.name for table in Base.metadata.tables.values() for column in table.columns}
    reader = Vulture(ignore_names=set().union(*USED_BY_OTHERS.values()), ignore_decorators=CALLED_BECAUSE_DECORATED)
    reader.scavenge(code)
    reader.scan("\n".join((text, *(f"_.{word}" for word in sorted(used)))))
    # Imports are ruff's: it also understands those that only a quoted type uses.
    return {f"{one.filename}:{one.first_lineno} {one.name}" for one in reader.get_unused_code() if one.typ != "import"}


def test_everything_is_used() -> None:
    assert unused(CODE) == set()


def test_what_nobody_uses_would_be_noticed() -> None:
    assert unused([], "def nobody_calls_this():\n    pass") == {".:1 nobody_calls_this"}
    assert unused([], "def somebody_calls_this():\n    pass\nsomebody_calls_this()") == set()


def test_what_a_template_uses_counts() -> None:
    assert words_of("{% if case.is_late %}{{ rows | map(attribute='day') }} text {% endif %}") >= {"is_late", "day"}
    assert "text" not in words_of("{{ day }} text")
