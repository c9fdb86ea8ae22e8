"""The tables of docs/operations.md say what the settings are, and what every alarm means."""

from __future__ import annotations

import ast
import re

import pytest

from programme.settings import Settings
from programme.shared.bank_holidays import TOLD_BEFORE_THE_END
from programme.web.health import STALE_SECONDS, WAITS_SECONDS
from tests.support.source import FILES, ROOT, calls

PAGE = (ROOT / "docs" / "operations.md").read_text()
TABLE = dict(re.findall(r"^\| `PROGRAMME_(\w+)` \| (.+?) \|", PAGE, flags=re.MULTILINE))
ALARMS = {
    row[0]: row[1:] for row in re.findall(r"^\| `(programme_\w+)[^`]*` \|(.*)\|(.*)\|(.*)\|$", PAGE, flags=re.MULTILINE)
}
KINDS_OF_METRIC = {"Gauge", "Counter", "Histogram", "Summary"}


def metrics_of(source: str) -> set[str]:
    """The names of the figures that a module makes for monitoring."""
    names = (
        call.args[0].value
        for call, called in calls(source)
        if called in KINDS_OF_METRIC and call.args and isinstance(call.args[0], ast.Constant)
    )
    return {str(name) for name in names}


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


def test_every_metric_stands_among_the_alarms_with_when_what_it_means_and_what_to_do_and_nothing_else_does() -> None:
    made = {name for text in FILES.values() for name in metrics_of(text)}
    assert made
    assert set(ALARMS) == made
    assert [name for name, cells in ALARMS.items() if not all(len(cell.split()) > 1 for cell in cells)] == []


def test_a_new_gauge_without_a_row_would_be_seen() -> None:
    assert metrics_of('Gauge("programme_new", "said nowhere", registry=registry)') - set(ALARMS) == {"programme_new"}


@pytest.mark.parametrize(
    ("metric", "threshold"),
    [
        ("programme_job_ended_seconds", f"above {STALE_SECONDS:.0f}"),
        ("programme_message_waits_seconds", f"above {WAITS_SECONDS:.0f}"),
        ("programme_bank_holidays_known_days", f"below {TOLD_BEFORE_THE_END.days}"),
    ],
)
def test_what_the_service_says_of_itself_begins_where_the_alarm_does(metric: str, threshold: str) -> None:
    assert threshold in ALARMS[metric][0]
