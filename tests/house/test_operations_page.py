"""The settings table of docs/operations.md says what the settings are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programme.settings import Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()
TABLE = dict(re.findall(r"^\| `PROGRAMME_(\w+)` \| (.+?) \|", PAGE, flags=re.MULTILINE))


def test_every_setting_stands_in_the_table_and_nothing_else() -> None:
    assert set(TABLE) == {name.upper() for name in Settings.model_fields}


def test_plain_defaults_are_the_ones_in_force() -> None:
    stated = {name: default.strip("`") for name, default in TABLE.items()}
    plain = {
        name.upper(): str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, int) or (isinstance(field.default, str) and name in {"environment", "host"})
    }

    assert {name: stated[name] for name in plain} == plain


def test_what_the_table_calls_a_rehearsal_value_is_refused_in_production() -> None:
    required = {name for name, default in TABLE.items() if default == "rehearsal value"}

    with pytest.raises(ValueError, match="not fit for production") as refused:
        Settings(environment="production")

    assert {name for name in required if f"PROGRAMME_{name}" not in str(refused.value)} == set()
